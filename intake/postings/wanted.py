"""Which documents a posting asks for, and how firmly: required, optional, or later on request.

A document counts where the reader is told to send it, not where the page speaks of one ("you maintain our
portfolio"). What is negated ("kein Motivationsschreiben") is not asked for. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from intake.model.posting import Need, WantedDocument, WantedKind
from intake.postings import cues
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_KINDS: tuple[tuple[WantedKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            WantedKind.APPLICATION_FORM,
            (
                r"complete (?:the|our|an|this) application form|(?:completed|filled[- ]in|filled[- ]out"
                r"|signed) (?:application )?forms?|application form (?:must"
                r"|should"
                r"|attached)|ausgefüllte\w{0,20} (?:bewerbungs)?(?:formular|bogen)|(?:personal|bewerbungs)bogen"
                r"|formulaire (?:de candidature )?(?:complété|rempli)"
                r"|ingevuld\w{0,20} \w{0,40}formulier|formulario (?:de solicitud )?(?:cumplimentado|relleno)"
                r"|modulo (?:di domanda )?compilato"
            ),
        ),
        (
            WantedKind.WORK_CERTIFICATES,
            (
                r"\b(?:employment|work|job) (?:certificates?|references?)|(?:arbeits)zeugnis(?!kopie der)"
                r"|\bzeugnis(?:se|sen|kopien)?\b(?! der)|certificats? de travail|getuigschrift"
                r"|certificados? (?:laborales"
                r"|de trabajo)|certificati di servizio"
            ),
        ),
        (
            WantedKind.LANGUAGE_CERTIFICATE,
            (
                r"language (?:certificates?|test|proficiency (?:certificate|proof))|sprach(?:zertifikat|nachweis"
                r"|zeugnis)"
                r"|certificats? de langue|taalcertificaat|certificad\w{1,20} de (?:idiomas?|inglés)|toefl|ielts"
                r"|certificat\w{1,20} linguistic"
            ),
        ),
        (
            WantedKind.RESUME,
            (
                r"\brésumés?\b|\bresum[eé]s?\b(?! (?:work|play))|\bc\.?\s?v\.?(?:s|’s|'s)?\b|\bcurricul(?:um|a)\b"
                r"|\blebensl[aä]uf\w*|\bvita\b|\bvitae\b|levensloop|currículum|\bhoja de vida\b"
            ),
        ),
        (
            WantedKind.RESEARCH_STATEMENT,
            (
                r"research (?:statement|plan|proposal|interests?)|statements? of (?:your )?(?:research"
                r"|past and future research)|forschungs(?:skizze|plan|konzept|exposé|interessen)|projet de recherche"
                r"|onderzoeks(?:plan|voorstel)"
                r"|(?:propuesta|plan|proyecto) de investigaci|progetto di ricerca|description of (?:your )?research"
            ),
        ),
        (
            WantedKind.STATEMENT_OF_PURPOSE,
            r"statements? of (?:your )?purpose|\bpersonal statements?\b",
        ),
        (
            WantedKind.STATEMENT_OF_INTEREST,
            (
                r"(?:statements?|letters?|expressions?|declarations?) of (?:your |research )?interest"
                r"|interest (?:statement|letter)|stat(?:ing|e) your interest"
            ),
        ),
        (
            WantedKind.COVER_LETTER,
            (
                r"(?:a|your|short|brief) motivation\b(?! to)|cover(?:ing)?[- ]?letters?|letters? of (?:motivation"
                r"|application|intent)"
                r"|motivation(?:al)? (?:letters?"
                r"|statement)|(?:statement|explanation) of (?:your )?motivation|application letter"
                r"|motivationsschreiben|\b(?:bewerbungs|an|begleit)schreiben|bewerbungsbrief|lettres? d.(?:e "
                r"|e)?motivation|lettres? de (?:motivation|candidature|présentation)|motivatie(?:brief)?\b"
                r"|\bmotivatie\b|sollicitatiebrief"
                r"|l[ií]neas de motivaci|carta de (?:presentaci[oó]n|motivaci[oó]n|intenci)"
                r"|lettera (?:di (?:presentazione|motivazione)"
                r"|motivazionale)|\bmotivation\b(?= (?:per|via|und|and|an)\b)|short (?:letter|note) (?:explaining"
                r"|about why|describing)"
            ),
        ),
        (
            WantedKind.TRANSCRIPT,
            (
                r"transcripts?\b|grade (?:sheet|record)s?|record of (?:marks|grades)|(?:studien|noten)(?:bescheinigung"
                r"|übersicht|spiegel|nachweis|auszug)|leistungs(?:nachweis|übersicht)|transcript of records"
                r"|relevés? de notes|cijferlijst|expediente académico|certificad\w{1,20} (?:académic|de notas)"
                r"|certificato (?:degli esami|di laurea con)"
            ),
        ),
        (
            WantedKind.REFERENCES,
            (
                r"\breferences\b|personas? de referencia|namen van (?:\w+ )?referenten|\breferees?\b"
                r"|letters? of (?:recommendation"
                r"|reference)|recommendation letters?"
                r"|reference letters?|recommenders?|referenzen|referenzschreiben|empfehlungsschreiben"
                r"|lettres? de (?:recommandation|référence)|personnes? de référence|référents|referenties"
                r"|aanbevelingsbrie"
                r"|cartas? de recomendaci|referencias|lettere? di (?:referenz|raccomandazione)|referenze"
            ),
        ),
        (
            WantedKind.WRITING_SAMPLE,
            (
                r"writing samples?|samples? of (?:your )?writing|schreibprobe|textprobe|arbeitsprobe\w{0,20} \(text"
                r"|wissenschaftliche\w{0,20} arbeiten|échantillons? d.écriture|schrijfvoorbeeld"
            ),
        ),
        (
            WantedKind.CODE_SAMPLE,
            (
                r"code samples?|samples? of (?:your )?code|sample code|quell(?:code|text)|codebeispiel|code-?beispiele"
                r"|exemples? de code|codevoorbeeld|muestras? de código|esempi di codice"
            ),
        ),
        (
            WantedKind.CODE_PROFILE,
            (
                r"git(?:hub|lab) (?:user ?name|profile?|account|link|handle|page|repos?\w*)|(?:link|url"
                r"|pointer)s? to (?:your )?(?:git(?:hub|lab)|code|open[- ]source|source code)|(?:lien|link"
                r"|enlace) (?:vers|zu|naar|a) (?:votre|ton|deinem|ihrem|je|su|tu) git(?:hub|lab)|git(?:hub"
                r"|lab)-?(?:profil"
                r"|konto|profiel)|(?:perfil|profilo|profil|compte) (?:de |di |su )?git(?:hub|lab)"
            ),
        ),
        (
            WantedKind.WORK_SAMPLE,
            (
                r"work samples?|samples? of (?:your |previous |past )?work|examples? of (?:your )?(?:previous "
                r"|past )?work"
                r"|arbeitsproben?|exemples? de (?:travaux|réalisations)|voorbeelden van (?:je )?werk"
                r"|muestras? de (?:su )?trabajo|esempi di lavori"
            ),
        ),
        (WantedKind.PORTFOLIO, r"portfolios?\b|book\b(?= de créations)|portafolio"),
        (
            WantedKind.PUBLICATIONS,
            (
                r"publication list|lists? of (?:your )?publications|(?:relevant|selected|key|best|representative|major"
                r"|recent) (?:publications|papers)|publikations(?:liste|verzeichnis)|schriftenverzeichnis"
                r"|listes? (?:des "
                r"|de )publications|publicatielijst|lista de publicaciones|(?:elenco|lista) (?:delle )?pubblicazioni"
            ),
        ),
        (
            WantedKind.THESIS,
            (
                r"(?:copy|summary|abstract|pdf) of (?:your |the )?(?:\w+ )?(?:thesis|dissertation)|(?:master'?s?|phd"
                r"|bachelor'?s?|diploma) thesis\b(?! (?:topic|student|project))|abschlussarbeit|masterarbeit\b"
                r"|mémoire de (?:master|fin)|scriptie|tesis\b|copia della tesi"
            ),
        ),
        (
            WantedKind.SALARY_EXPECTATION,
            (
                r"salary (?:expectations?|requirements?|history)|expected salary|gehalts(?:vorstellung|wunsch)\w*"
                r"|prétentions? salariales?|salaris(?:indicatie|verwachting)"
                r"|(?:pretensi|expectativa)\w{1,20} (?:salarial|económic)\w*"
                r"|aspettative (?:economiche|salariali)|pretese economiche"
            ),
        ),
        (
            WantedKind.START_DATE,
            (
                r"(?<!before your )(?<!before the )(?:earliest |possible |preferred "
                r"|available )(?:possible )?start(?:ing)? date|date of availability"
                r"|your availability|earliest date|(?:früh(?:est)?möglich|frühest|möglich|gewünscht)\w{0,20} "
                r"(?:eintritts|einstiegs|start)?(?:termin|datum)|eintritts(?:termin|datum)|verfügbarkeit"
                r"|date de disponibilité|disponibilités?\b(?= et|$)|startdatum|beschikbaarheid"
                r"|fecha de (?:disponibilidad|incorporación)"
            ),
        ),
        # Last: what they certify decides where the page says it.
        (
            WantedKind.WORK_CERTIFICATES,
            (
                r"(?<!degree )(?<!birth )(?<!diploma )\bcertificates\b(?! of)|\bzertifikate\b|\bcertificats\b(?! d)"
                r"|\bcertificaten\b|\bcertificados\b(?! de)|\b(?:i|copie dei|eventuali|relativi) certificati\b(?! d)"
            ),
        ),
        # "A resume and a statement": why one applies, where nothing says what else it states ("a statement on
        # diversity", "a bank statement").
        (
            WantedKind.STATEMENT_OF_INTEREST,
            r"\b(?:an?|your|the) (?:short |brief |written |one[- ]page )?statements?\b(?! (?:of|on|from|by)\b)",
        ),
    )
)

_SEND = re.compile(
    r"\b(?:send|submit|attach|enclose|forward|e-?mail|mail|upload)\b(?! (?:service|address))"
    r"|\binclude (?:a|an|your|the|any|two|three|with)\b|please include|complete (?:the|our|an|this)\b|return (?:it"
    r"|them|the)\b|(?:please|to|must|should|and) provide\b"
    r"|provide (?:us|a|an|your|the following)\b|\b(?:send|schick|zusend|einreich|einzureich|beifüg|beizufüg"
    r"|füg\w{1,20} [^.;]{0,40}bei|hochlad|richte|übermittel"
    r"|maile?n? )|bewirb dich|bewerben sie sich|envoy|adress(?:er|ez)|joindre|joignez|transmett|transmis"
    r"|faire parvenir|stuur|sturen|opsturen"
    r"|mail(?:en)? naar|laat\b[^.;]{0,30}achter|voeg[^.;]{0,40}toe|upload"
    r"|env[ií](?:a|e|ar|en)|remit|adjunt|\bmanda(?:r|d|nos)?\b|\binvi(?:a|are|ate|o|at[aeio])\b"
    r"|alleg(?:a|are|ate)|mandare|spedire|trasmett",
    re.IGNORECASE,
)
"""Words that tell the reader to send something."""

_CONSIST = re.compile(
    r"includ|contain|consist|compris|accompan|with (?:a|an|your)\b|together with|along with|require[ds]?\b|need(?:s"
    r"|ed)?\b|following|ask for"
    r"|enthalten|umfass|gehör|unterlagen|benötig|brauchen|mit (?:lebenslauf|anschreiben)|inklusive|samt|bestehend"
    r"|aussagekräftig|comport|dossier|accompagn|compren|constitu|compos"
    r"|bestaa|met (?:een|je|uw)|voorzien|documentaci|inclu|aport|present|acompañ|corredat|comprend|contenere"
    r"|completa di",
    re.IGNORECASE,
)
"""Words that say what an application is made of."""

_NEGATED = re.compile(
    r"(?:\b(?:no|not|without|don['’]t|do not|never|instead of|rather than|kein(?:e|en|es|er)?|ohne|nicht|statt"
    r"|verzicht\w*|pas (?:de|besoin)|sans|geen|zonder|niet|sin|ning[uú]na?|senza|nessuna?)\b[^.;,:]{0,40})$",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"^[^.;,:]{0,25}?\b(?:(?:is|are) not (?:required|needed|necessary)|not (?:required|needed|necessary)|unnecessary"
    r"|(?:ist|sind) nicht (?:nötig|erforderlich|notwendig)|nicht (?:nötig|erforderlich|notwendig)|n['’](?:est"
    r"|sont) pas (?:nécessaire|requis|exigé)|"
    r"(?:is|zijn) niet nodig|niet nodig|no (?:es|son) necesari|non (?:è|sono) (?:richiest|necessari))",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"\boption(?:al|ally)\b|if (?:available|applicable|you (?:have|like|wish|want)|any|possible|relevant)"
    r"|\bmay (?:also )?(?:include|attach|send|add)|\bcan (?:also )?(?:include|attach|add)|feel free|welcome (?:to|but)"
    r"|\b(?:is|are) (?:also |always |very |most )?welcome\b|\b(?:but|though|yet) not (?:required|necessary|mandatory)"
    r"|appreciated|\bnot mandatory|a plus\b|encouraged|falls vorhanden|sofern vorhanden|wenn vorhanden|gerne auch"
    r"|gegebenenfalls|\bggf\.?|optional|freiwillig"
    r"|willkommen|facultati|si vous (?:le souhaitez|en avez)|éventuel|le cas échéant|si possible|optioneel|eventueel"
    r"|indien (?:beschikbaar"
    r"|van toepassing)|mag ook|opcional|si (?:dispone|procede|lo desea)"
    r"|si se (?:dispone|tiene)|facoltativ|opzional|eventual|se disponibil|(?:highly |strongly )?desirable|ideally",
    re.IGNORECASE,
)
_ON_REQUEST = re.compile(
    r"(?:up)?on request|if (?:invited|shortlisted|selected|requested|asked)|when (?:asked|requested|invited)"
    r"|shortlisted (?:candidates|applicants)|(?:will|may) (?:later )?be (?:asked|requested|invited|required) (?:to|for"
    r"|at)|at (?:a|the) later|later stage|after the interview|at interview"
    r"|auf (?:anfrage|anforderung|wunsch|verlangen)|bei (?:einladung|bedarf)|nach aufforderung|im (?:weiteren"
    r"|späteren) verfahren|sur demande|en cas d['’](?:invitation|entretien)|op (?:verzoek|aanvraag)"
    r"|bij (?:een )?uitnodiging|a petición|previa solicitud|bajo petición|su richiesta|in caso di convocazione",
    re.IGNORECASE,
)
_REQUESTED = re.compile(
    r"request|asked|require|provide|submit|anforder|nachreich|vorleg|verlang|demand|fourni|gevraagd|solicit|pedir"
    r"|richiest",
    re.IGNORECASE,
)
_GAP = re.compile(r",|;|\b(?:and|und|sowie|et|ainsi que|en|y|e|plus|as well as|oder|or|ou|of|o)\b", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|oder|ou|of|o)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:for|from|für|pour|voor|para|per) (?:the )?(?:phd|ph\.d\.|doctoral|postdoc|master|bachelor|student"
    r"|internal|external|international|foreign|internationale|étudiants|doctorants)\w*+"
    r"(?: (?:students?|applicants?|candidates?|applications?))?\s*+(?:(?:only|positions?)\s*+)?[).,;:]",
    re.IGNORECASE,
)
_USUAL = frozenset({WantedKind.RESUME, WantedKind.COVER_LETTER, WantedKind.REFERENCES})
_OUTSIDE = frozenset(
    {SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS, SectionKind.NICE_TO_HAVE, SectionKind.OFFER}
)


def find_documents(told: Sequence[Passage]) -> tuple[WantedDocument, ...]:
    """The documents asked for, each kind once, the firmest need winning, in the order of the page."""
    found: dict[WantedKind, WantedDocument] = {}
    for passage in told:
        if _asks(passage):
            for wanted in _in_passage(passage):
                known = found.get(wanted.kind)
                if known is None or _rank(wanted.need) > _rank(known.need):
                    found[wanted.kind] = wanted
    return tuple(found.values())


def names_documents(passage: Passage) -> bool:
    """Whether a passage speaks of a resume or a letter that one could send."""
    text = passage.text
    return any(
        # A curriculum is a resume where one is told to send it, and elsewhere what a teacher develops.
        kind in _USUAL and not _is_refused(text, begin, end) and "curricul" not in text[begin:end].casefold()
        for begin, end, kind in _spans(text)
    )


def some_send(passage: Passage) -> bool:
    """Whether a passage asks some of the applicants for a document ("transcripts, for PhD applicants")."""
    return _SOME.search(passage.text) is not None and _asks(passage) and bool(_spans(passage.text))


def _rank(need: Need) -> int:
    return (Need.ON_REQUEST, Need.OPTIONAL, Need.REQUIRED).index(need)


def _asks(passage: Passage) -> bool:
    """Whether a passage tells the reader to send something."""
    text, at_apply = passage.text, passage.kind is SectionKind.APPLY
    # The cheap questions first: most passages are items.
    if not passage.is_item and len({kind for _, _, kind in _spans(text)}) > 1 and cues.DIRECT.search(text):
        return True
    if passage.kind in _OUTSIDE:
        told = _SEND.search(text) or (not passage.is_item and _CONSIST.search(text))
        return bool(told) and cues.DIRECT.search(text) is not None
    if passage.is_item and passage.lead:
        return _tells(passage.lead) or (at_apply and bool(_SEND.search(passage.lead) or _CONSIST.search(passage.lead)))
    if at_apply and text != passage.heading:
        return True
    if _ON_REQUEST.search(text) and _REQUESTED.search(text):
        return True
    return _tells(text) or (_gathers(text) and any(_tells(s) for s in passage.before[-1:]))


@lru_cache(maxsize=4096)
def _tells(text: str) -> bool:
    return _SEND.search(text) is not None or (cues.APPLY.search(text) is not None and _CONSIST.search(text) is not None)


def _gathers(text: str) -> bool:
    return _CONSIST.search(text) is not None


def _in_passage(passage: Passage) -> Iterator[WantedDocument]:
    text = passage.text
    spans = sorted(_spans(text))
    for n, (begin, end, kind) in enumerate(spans):
        clause_begin = _clause_begin(text, begin, spans[n - 1][1] if n else 0)
        after = text[end:]
        if _is_refused(text, begin, end, clause_begin):
            continue
        if kind is WantedKind.RESUME and re.match(r"\s?(?:screen|database|parsing)", after):
            continue
        yield WantedDocument(kind=kind, need=_need(passage, begin, end, spans, n), text=text)


def _is_refused(text: str, begin: int, end: int, clause: int = 0) -> bool:
    return bool(_NEGATED.search(text[clause:begin]) or _NEGATED_AFTER.match(text[end:]))


@lru_cache(maxsize=4096)
def _spans(text: str) -> tuple[tuple[int, int, WantedKind], ...]:
    """Where documents are named; of two that overlap the first of the table."""
    spans: list[tuple[int, int, WantedKind]] = []
    for kind, pattern in _KINDS:
        for found in pattern.finditer(text):
            if not any(b < found.end() and found.start() < e for b, e, _ in spans):
                spans.append((found.start(), found.end(), kind))
    return tuple(spans)


def _clause_begin(text: str, begin: int, earlier: int) -> int:
    marks = [
        m.end()
        for m in re.finditer(
            r"[;:]|,\s?(?:aber|but|mais|maar|pero|ma)\b|\b(?:but|aber|mais|maar|pero|ma)\b", text[:begin]
        )
    ]
    return max([earlier, *marks])


def _need(passage: Passage, begin: int, end: int, spans: list[tuple[int, int, WantedKind]], n: int) -> Need:
    """How firmly: by the words between this document's name and its neighbours, then by those that lead into a list."""
    text = passage.text
    before = _GAP.split(text[spans[n - 1][1] : begin], maxsplit=1)[-1] if n else text[:begin].rpartition(". ")[2]
    after = text[end : spans[n + 1][0]] if n + 1 < len(spans) else text[end:]
    after = _GAP.split(after, maxsplit=1)[0] if n + 1 < len(spans) else after
    near = f"{before} {after}"
    lead = passage.lead if passage.is_item else ""
    if _ON_REQUEST.search(near) or _ON_REQUEST.search(lead):
        return Need.ON_REQUEST
    if _OPTIONAL.search(near) or _OPTIONAL.search(lead):
        return Need.OPTIONAL
    # "(if available) papers or code": what is joined by "or" is asked for as its neighbour is.
    if n and _OR.search(text[spans[n - 1][1] : begin]):
        return _need(passage, spans[n - 1][0], spans[n - 1][1], spans, n - 1)
    return Need.REQUIRED
