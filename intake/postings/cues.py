"""Sentences, and the words by which a sentence shows what it is about: applying, asking, a deadline, an interview.

English, German, French, Dutch, Spanish, Italian. Patterns are searched in the text as it stands, without
regard to case. Pure: no I/O, no clock.
"""

import re

_ABBREVIATED = re.compile(
    r"(?:\b(?:dr|prof|mr|mrs|ms|st|no|nr|art|bzw|ca|vgl|inkl|etc|incl|approx|e\.g|i\.e|z\.\s?b|d\.\s?h|u\.\s?a"
    r"|o\.\s?b|t\.a\.v|b\.v"
    r"|e\.v|ph\.d|m\.sc|b\.sc|a\.m|p\.m|sra?|d|m|mme|mlle|tel|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez"
    r"|janv|févr)\."
    r"|\b(?-i:[A-ZÄÖÜ])\.|(?<![\d.])\d{1,2}\.(?:\d{1,2}\.)?)$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?<=[.!?])(?P<tail>[\"'”’)\]*_]*)\s+(?=[\"'“„‚(\[¿¡*_]*[A-ZÄÖÜÀ-Þ0-9<•])|\n+|(?<=[.!?])(?=[A-ZÄÖÜ][a-zäöü]+ )"
)


def sentences(text: str) -> list[str]:
    """The sentences of `text`; forced line breaks end one, abbreviations and ordinal numbers do not."""
    found: list[str] = []
    begin = 0
    for end in _END.finditer(text):
        piece = text[begin : end.start() if end["tail"] is None else end.end("tail")]
        if "\n" not in end[0] and _ABBREVIATED.search(piece[-24:]):
            continue
        found.append(piece.strip())
        begin = end.end()
    found.append(text[begin:].strip())
    return [s for s in found if s]


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


APPLY = _cue(
    r"\bappl(?:y|ies|ying|ications?)\b|\bsubmi(?:t|ssions?)|\bsen[dt]\b|\breceived\b|\bcandidates should|bew[ei]rb"
    r"|schick|\bsende\b|\bsenden\b|zusend"
    r"|einreich|einzureichen|\breich(?:en|e|t)\b|unterlagen|zu richten"
    r"|richten sie|candidat|postul|\bdép[ôo]ts?\b|\bdépos|faire parvenir"
    r"|envoy|adress(?:er|ez)\b|transmettre|dossiers?\b[^.;]{0,30}\b(?:transm|dépos|parvenir)|sollicit"
    r"|\bstuur|opsturen|reageren|reageer|\breacties\b|\benv[ií](?:a|e|o|ar|en)\b|solicitud|aplicar|postula"
    r"|convocatoria"
    r"|presentar|\bremit(?:a|e|an|ir|iendo)\b|\bmanda(?:r|d|nos)?\b|\bpresentaci[oó]n de"
    r"|\binvi(?:a|are|at[aeio]|o|i)\b|candida(?:rsi|tur)|\bcandidati\b|inoltrare|\bpresentat[aeio]\b|\bpresentare\b"
    r"|presentazione delle|\bpervenire\b|\bdomand[ae] (?:di|devono|dovranno|vanno|entro)\b"
)
"""Words of applying: they make a date after "by" a deadline, and an address one that applications go to."""

RESPOND = _cue(
    r"\bmelde[tn]?\b[^.;]{0,20}\b(?:sich|dich|euch|uns)\b|\bmail (?:dan|je|jouw|uw|ons)\b|\bget in touch\b"
    r"|\bdrop (?:us|me|an?)\b|\bwrite (?:to|us)\b|\breach out\b|\bemail us\b|\bcontact us\b|\bscrivi(?:ci)?\b"
    r"|\bescr[ií]b\w+|\bécri(?:re|vez)\b"
)
"""Words of getting in touch: beside a last day they mean applying, beside an address they may mean asking."""

DIRECT = _cue(
    r"\b(?:to|and|how to|you can|please|should|or) apply\b|^apply\b|\bapply (?:to|by|at|via|with|for|directly|now"
    r"|through|online|here)\b|\bapplying\b"
    r"|\bapplications? (?:should|must|may|can|are|is|to|by|via|including|consisting|with|will)\b|subject line"
    r"|with the subject|\bin the subject"
    r"|(?:send|submit|e-?mail|mail|forward|address|sent|submitted|emailed|direct)\b[^.;]{0,120}?\b(?:resum|résum|cv\b"
    r"|c\.v|curriculum|letter|application|statement|documents|materials|files|portfolio|following|references)"
    r"|(?:resum|résum|cv\b|curriculum|letter|applications?|statement|documents)[^.;]{0,80}?\b(?:sent|submitted|to"
    r"|emailed|via)\b"
    r"|bewirb|bewerben|bewerbung(?:en|sunterlagen)?\b[^.;]{0,120}?\b(?:an|per|bis|unter|richte|send|schick|via|bei)\b"
    r"|(?:send|schick|richte|mail)[^.;]{0,120}?(?:bewerbung|unterlagen|lebenslauf|anschreiben)"
    r"|schreib(?:e|en)? (?:uns |sie uns )?(?:eine |an )?(?:e-?)?mail"
    r"|(?:envoy|adress|transmett|soumett|merci d)[^.;]{0,120}?(?:cv\b|lettre|candidature|dossier)"
    r"|candidatures?\b[^.;]{0,100}?(?:à|par|envoy|adress)|postul(?:er|ez)"
    r"|sollicite(?:er|ren)|(?:stuur|mail|sturen)[^.;]{0,100}?(?:cv|c\.v|motivati|sollicitatie|brief)"
    r"|sollicitaties?\b[^.;]{0,80}?\b(?:naar|aan|via|voor)\b|(?:env[ií]|remit|mand|present)[^.;]{0,120}?(?:cv\b"
    r"|curr[ií]cul|carta|solicitud|documentaci|candidatur)"
    r"|(?:solicitudes|candidaturas|postulaciones)\b[^.;]{0,100}?(?:a|al|por|en)\b"
    r"|(?:invi|mand|spedi)[^.;]{0,120}?(?:cv\b|curricul|lettera|candidatura|domanda)|candidarsi"
    r"|candidature?\b[^.;]{0,100}?(?:a|all|entro|via)\b"
)
"""Words that tell the reader to apply, or where to."""

INTEREST = _cue(
    r"\binterested\b|\bif (?:this|you).{0,40}interest|interess(?:e|iert|ed)\b|intéressée?|geïnteresseerd"
    r"|interesad[oa]s?|get in touch"
)
"""Words that invite whoever is interested: where nothing else is said, that is how one applies."""

ENQUIRY = _cue(
    r"\bquestions?\b|\bquer(?:y|ies)\b|\b[ei]nquir(?:y|ies|e)|(?:further|more|additional|general|any) (?:information"
    r"|details)|informal(?:ly)?\b"
    r"|\bto discuss\b|\bto know more|\bfragen\b|rückfragen|\bauskünfte|\bauskunft|(?:nähere|weitere"
    r"|mehr) (?:informationen|infos|details|auskünfte)|renseignements?|plus d.informations?|(?:complément"
    r"|toute?) d?.?information|\bquestions?\b|\bvragen\b|meer (?:weten|informatie)|inlichtingen"
    r"|\bdudas?\b|consultas?\b|(?:más|mayor) información|preguntas|informazioni|chiariment|\bdomande\b|informarse"
)
"""Words of asking."""

ELSEWISE = _cue(
    r"nothing (?:suitable|for you|that fits)|not the right (?:job|role|position|fit)|don.t see (?:a|your|the|anything)"
    r"|spontaneous|speculative|unsolicited|initiativ-?bewerb|nichts (?:passendes|dabei|für dich)"
    r"|candidatures? spontan"
    r"|open sollicitatie|niets voor jou|niet wat je zoekt|candidaturas? espont|candidatur[ae] spontane"
    r"|interested in hearing from"
)
"""Words that invite those for whom none of the postings is."""

ASIDE = _cue(
    r"data protection|privacy|datenschutz|protection des données|accommodation|disabilit|accessib|newsletter"
    r"|mailing list|agenc(?:y|ies)|acquisitie"
    r"|recruiters?|press (?:office|contact)|webmaster|report (?:a|an)|ombud|gleichstellung"
    r"|schwerbehindertenvertretung|personalrat|works council"
)
"""Words of something else that has an address: privacy, accommodation, agencies, the press."""

DEADLINE = _cue(
    r"dead-?line|clos(?:ing|es?|ed)\b(?: date| on| of)?|cut-?off|\bdue\b(?! to)|last (?:day|date) (?:to|for)|expir"
    r"|bewerbungs?(?:frist|schluss|ende|termin|zeitraum)|einsendeschluss|\bfrist\b|stichtag|einsende"
    r"|\bschluss(?:termin)?\b"
    r"|ausschreibung (?:läuft|endet)"
    r"|(?:call|vacancy|position|post|posting|application\w*|portal)\b[^.;]{0,20}\b(?:is|are|remains?) open"
    r" (?:until|till|through|to)\b"
    r"|(?:appel|poste|offre|candidatures?)\b[^.;]{0,20}\b(?:est|sont) ouverte?s? (?=jusqu)|vacature staat open tot\b"
    r"|convocatoria\b[^.;]{0,20}\babierta hasta|bando (?:è )?aperto fino"
    r"|date limite|fin de (?:réception|dépôt)|clôture|délai|échéance|sluit(?:ing"
    r"|ingsdatum|t)|\bsluit\b|reactietermijn|uiterste|plazo|fecha l[ií]mite|cierre|hasta el d[ií]a|scadenza"
    r"|\bscade\b|\bchiu(?:de|dono|sura)\b|termine (?:ultimo|per)"
    # "Il termine del 30 aprile" is a day; that of a contract ends with it.
    r"|\b(?:il|nuovo) termine\b(?!\s+d(?:i\b|el(?:l[aoe']?)?)\s*[a-z])|full consideration"
)
"""Words of a deadline."""

LATEST = _cue(r"no later than|not later than|at the latest|spätestens|au plus tard|uiterlijk|a más tardar|non oltre")
"""Words of a last day, of whatever: of applying where nothing else is spoken of."""

REVIEW = _cue(
    r"(?:review|screen|consider|evaluat|assess|process)\w{0,40}+[^.;]{0,50}?"
    r"\b(?:begin|start|commenc|from|as of|on a)\w*"
    r"|review date|(?:begin|start)\w{0,20} (?:to )?(?:review|screen|consider)"
    r"|sichtung|(?:prüfung|auswahl|begutachtung) der bewerbungen|\bgesichtet\b|bewerbungen\b[^.;]{0,30}\bgeprüft\b"
    r"|examen des (?:candidatures|dossiers)"
    r"|(?:examin|étudi|évalu|trait)ée?s\b[^.;]{0,20}\bà (?:partir|compter) d|(?:beoordeling|selectie) van de"
    r"|(?:revisi[oó]n|evaluaci[oó]n) de|(?:evalu|revis|estudi)ar[aá]n\b[^.;]{0,20}\ba partir de"
    r"|(?:esame|valutazione) delle|(?:esaminat|valutat)[aei]\b[^.;]{0,20}\ba partire d\w*"
    r"|(?:beoordel|bekek)\w{0,40}+[^.;]{0,20}\bvanaf\b|sollicitaties\b[^.;]{0,20}\bvanaf\b"
)
"""Words of the day from which applications are looked at, which is no deadline."""

INTERVIEW = _cue(
    r"interview|vorstellungsgespr|auswahlgespr|bewerbungsgespr|\bgespräche?\b|hearing|audition|entretien|gesprek"
    r"|entrevista|colloqui|prueba|\bprove\b|examen|short-?list|assessment (?:day|centre|center)|auswahltag|kennenlern"
)
"""Words of the talks that follow."""

START = _cue(
    r"\bstart(?:s|ing|ed)?\b|\bbegin(?:s|ning|t|nen)?\b|\bbeginnt\b|\bcommenc|\bto join\b|available from"
    r"|beginn\b|\bab (?:dem |sofort|\d)|\bzum (?=\d)|antritt|eintritt|besetz|prise de (?:poste|fonction)"
    r"|à partir d|à compter d"
    r"|entrée en fonction|\bingang|indiensttreding|startdatum|\bvanaf\b|incorporaci|inicio|comienzo"
    r"|a partir de|\binizio|decorrenza|a partire d|presa di servizio"
)
"""Words of the day on which the work begins."""

CONTRACT = _cue(
    r"fixed[- ]term|(?<!un)befristet|laufzeit|funded|funding|contract (?:is|until|ends|runs)|ends? (?:on|in)|duration"
    r"|until the end of the project|project (?:runs|ends)|\bdurée|contrat|\bduur\b|tijdelijk|contract tot"
    r"|duraci[oó]n|contrato|durata|contratto|förder|projekt"
)
"""Words of how long the work lasts."""

ELSE = _cue(
    r"posted|published|updated|last modified|veröffentlicht|\bstand:|aktualisiert|publiée?|mis à jour|geplaatst"
    r"|gepubliceerd|publicad|actualizad|pubblicat|aggiornat|founded|since|established|gegründet|\bseit\b|depuis"
    r"|sinds|desde|\bdal\b|conference|workshop|conférence|announce"
    r"|notif|decision|\binform(?:ed|iert)?\b|hear (?:from|back)|results?|page expires"
    r"|applications? (?:open|opens|opened)\b|opens? on"
    r"|(?:will|shall) be (?:invited|contacted)|eingeladen|convoqué|uitgenodigd|convocad[oa]s\b|convocat[oi]\b"
    r"|valid (?:until|through)|holiday|closed (?:from|between)|born|law of|act of|gesetz|version"
)
"""Words of other dates: publication, history, events, decisions."""

FILLED = _cue(
    r"until (?:the |this |a |all )?(?:positions?|post|vacanc\w+|roles?|suitable)[^.;]{0,40}?(?:filled|found|appointed)"
    r"|until (?:it is )?filled|open until (?!\w* ?\d)|until a suitable candidate|no (?:fixed |application "
    r"|closing )?(?:deadline|closing date)"
    r"|bis (?:die|zur|eine) (?:stelle|position|besetzung|geeignete)|\bbis (?:sie|diese|er|es) besetzt"
    r"|keine (?:bewerbungs)?frist|(?:frist|schluss)\b[^.;]{0,20}\bgibt es nicht|jusqu.à ce qu|jusqu.au recrutement"
    r"|jusqu.à pourv|pas de date limite"
    r"|sans date limite"
    r"|tot (?:de (?:vacature|functie|positie)|deze|die|hij|ze)\b[^.;]{0,30}?(?:vervuld|ingevuld)"
    r"|geen (?:sluitingsdatum"
    r"|deadline)|hasta (?:que se )?(?:cubr|llenar|cubierta)|no hay (?:fecha l[ií]mite|plazo)|sin fecha l[ií]mite"
    r"|fino a(?:lla)? copertura|(?:nessuna|senza) scadenza|convocatoria abierta(?! hasta el)"
)
"""Words of a posting that stays open until somebody is found."""

ROLLING = _cue(
    r"rolling|\bas they (?:come|arrive)|upon receipt|continuous(?:ly)?\b|ongoing basis|at any time"
    r"|all year|throughout the year|year[- ]round|laufend"
    r"|jederzeit"
    r"|fortlaufend|au fil de l.eau|tout(?: au long de|e) l.année|à tout moment|doorlopend|het hele jaar"
    r"|de forma continua"
    r"|en todo momento|in qualsiasi momento|tutto l.anno"
)
"""Words that mean the same where they are said of applications."""

EXTENDED = _cue(
    r"extend(?:ed|s|ing)?\b|extension|verlänger|prolong|report[eé]|repouss|verlengd|prorrog|prorogat|ampliad|amplía"
    r"|\b(?:new|neue[rns]?|nouvelle?|nieuwe|nuev[oa]|nuov[oa]) (?:\w+ )?(?:deadline|date|closing|\w*frist|\w*schluss"
    r"|limite|sluitingsdatum|plazo|fecha|scadenza|termine)"
)
"""Words of a deadline that was moved."""
