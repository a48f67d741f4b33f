"""The words that name what somebody is employed as, in six languages: they tell a title from other headings.

Words are folded (text.fold): "Ingénieur·e" is "ingenieur e", "Entwickler:in" "entwickler in", so that the form for
either gender needs no entry of its own. Pure: no I/O, no clock.
"""

import re

_ENGLISH = (
    r"\w*(?:engineer|developer|manager|director|officer|leader|specialist|analyst|scientist|researcher|coordinator"
    r"|administrator|technician|consultant|designer|architect|maker|statistician|economist|physicist|chemist|ologist"
    r"|linguist|historian|archivist|journalist|illustrator|translator|operator|mechanic|electrician|organi[sz]er|lawyer"
    r"|tester|facilitator|educator|instructor|tutor|counsell?or|therapist|pharmacist|physician|veterinarian|gardener"
    r"|carpenter|editor|librarian|curator|steward|advis[eo]r|postdoc|fellow|fellowship|professor|lecturer|teacher"
    r"|trainer|trainee|programmer|strategist|writer|producer|accountant|secretary|matician|ographer|keeper|warden"
    r"|planner|recruiter|publicist|animator|musician|conservator|registrar|treasurer|superintendent|supervisor"
    r"|investigator|technologist|studentship|traineeship|apprenticeship|scholarship|volunteer|contractor|freelancer"
    r"|worker|caretaker|controller|auditor|inspector|moderator|proofreader|receptionist|artist|geneticist|clinician|communicator|presenter|interpreter)s?"
    r"|lead|leads|head|chief|assistants?|associates?|interns?|internships?|apprentices?|phds?|doctoral|postdoctoral"
    r"|students?|undergraduates?|fellows?|experts?|cook|nurse|clerk|driver|cleaner|ranger|curators?|representative"
    r"|ambassador|evangelist|position"
)
_GERMAN = (
    r"\w*(?:mitarbeiter|mitarbeiterin|entwickler|entwicklerin|leiter|leiterin|leitung|referent|referentin|koordinator"
    r"|koordinatorin|koordination|wissenschaftler|doktorand|doktorandin|praktikant|praktikum|volontariat|kraft|krafte"
    r"|werkstudent|assistenz|assistent|berater|beraterin|mediziner|redakteur|redakteurin|bibliothekar|bibliothekarin"
    r"|betreuer|betreuerin|pfleger|pflegerin|lehrer|lehrerin|techniker|technikerin|mechaniker|ingenieurin|informatiker"
    r"|informatikerin|physiker|chemiker|historiker|archivar|archivarin|gestalter|gestalterin|verwalter|planer|planerin"
    r"|dozent|dozentin|lektor|jurist|juristin|buchhalter|buchhalterin|erzieher|erzieherin|padagoge|padagogin|psychologe"
    r"|psychologin|ubersetzer|professur|geschaftsfuhrer|geschaftsfuhrung|beauftragter?|verkaufer|verkauferin|meister"
    r"|stelle|arbeiterin)s?"
    r"|experte|expertin|ausbildung|auszubildender?|azubi|volontar|volontarin|arzt|arztin|sachbearbeiter"
    r"|sachbearbeiterin|sachbearbeitung|koch|kochin|bundesfreiwilligendienst|fsj"
)
_FRENCH = (
    r"developpeur|developpeuse|ingenieure?|chargee?|directeur|directrice|gestionnaire|technicien(?:ne)?|doctorante?"
    r"|assistante?|responsable|stage|stagiaire|chef|cheffe|coordinateur|coordinatrice|coordonnateur|coordonnatrice"
    r"|animateur|animatrice|redacteur|redactrice|administrateur|administratrice|analyste|architecte|doctorat|postdoctorat"
    r"|postdoctorante?|apprentie?|alternante?|alternance|enseignante?|chercheur|chercheuse|professeure?"
    r"|maitre de conferences|bibliothecaire|archiviste|conseiller|conseillere|comptable|juriste|mediateur|mediatrice"
    r"|secretaire|vacataire|attachee?|documentaliste|graphiste|traducteur|traductrice|concepteur|conceptrice"
)
_DUTCH = (
    r"\w*(?:ontwikkelaar|medewerker|medewerkster|beheerder|adviseur|onderzoeker|promovendus|promovenda|docent|hoogleraar"
    r"|projectleider|teamleider|secretaris|secretaresse|bestuurder|redacteur|vormgever|ontwerper|stagiaire?|assistente?"
    r"|archivaris|bibliothecaris|boekhouder|begeleider|verkoper|programmeur|analist|technicus|monteur|functionaris"
    r"|opleider|leraar|vrijwilliger)s?"
)
_SPANISH = (
    r"programadora?|cientific[oa]|tecnic[oa]|investigadora?|coordinadora?|becari[oa]|ayudante|auxiliar|gestora?|directora?"
    r"|desarrolladora?|ingenier[oa]|jef[ea]|profesora?|docente|predoctoral|posdoctoral|analista|arquitect[oa]"
    r"|administradora?|administrativ[oa]|asistente|asesora?|consultora?|redactora?|traductora?|bibliotecari[oa]"
    r"|archiver[oa]|practicante|pasante|especialista|encargad[oa]|operadora?|contable|biolog[oa]"
)
_ITALIAN = (
    r"sviluppatore|sviluppatrice|ricercatore|ricercatrice|responsabile|collaboratore|collaboratrice|impiegat[oa]|tirocinio"
    r"|tirocinante|stagista|assegnista|dottorato|dottoranda?o?|borsista|tecnolog[oa]|programmatore|programmatrice"
    r"|ingegnere|coordinatore|coordinatrice|direttore|direttrice|assistente|addett[oa]|docente|professore|professoressa"
    r"|segretari[oa]|bibliotecari[oa]|archivista|curatore|curatrice|consulente|redattore|redattrice|operatore"
    r"|operatrice|insegnante|contabile|educatore|educatrice|animatore"
)
_TRADE = re.compile(rf"\b(?:{_ENGLISH}|{_GERMAN}|{_FRENCH}|{_DUTCH}|{_SPANISH}|{_ITALIAN}|poste|assegno|stelle)\b")
# These head sections, too ("Contrato", "The job"): they name a job with the words that say which.
_EMPLOYMENT = re.compile(
    r"(?<!the )(?<!this )(?<!your )(?<!our )(?<!of )"
    r"\b(?:job|these|contrato|plaza|beca|borsa|posto|residency|vacature|vacante|minijob)\b"
)
_FEWEST = 3
"""Words of a heading in which a word for employment is part of a title."""


def names_trade(folded: str) -> bool:
    """Whether a folded heading names what somebody is employed as."""
    if _TRADE.search(folded):
        return True
    return len(folded.split()) >= _FEWEST and _EMPLOYMENT.search(folded) is not None
