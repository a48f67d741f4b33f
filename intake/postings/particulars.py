"""The rest of what a posting may say, in its own words: place, remote work, hours, term, start, interviews, pay.

Each is the shortest stretch of words that says it, or the value of a labelled line. Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.postings import cues
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_LABELS = {
    "location": r"(?:job |work )?location|place(?: of work)?|based in|city|duty station|standort|arbeitsort|einsatzort"
    r"|dienstort|ort|lieu(?: de travail)?|localisation|locatie|standplaats|werklocatie|ubicación"
    r"|lugar(?: de trabajo)?|sede(?: di lavoro)?|luogo",
    "remote": r"remote(?: work)?|home ?office|télétravail|thuiswerken|teletrabajo|telelavoro",
    "employment_type": r"employment(?: type)?|type of (?:employment|contract)|hours|working (?:hours|time)|workload"
    r"|pensum|arbeitszeit|umfang|beschäftigungs\w+|anstellung\w*|stellenumfang|temps de travail|type de contrat|uren"
    r"|dienstverband|jornada|orario|fte",
    "term": r"(?:contract )?(?:term|duration|length)|contract(?: type)?|duration of (?:contract|employment)|laufzeit"
    r"|befristung|vertragsdauer|durée(?: du contrat)?|contractduur|looptijd|duración|durata",
    "start": r"start(?:ing)?(?: date)?|available from|beginn|eintritt(?:stermin)?|start(?:datum|termin)|arbeitsbeginn"
    r"|prise de poste|date de début|début|ingangsdatum|fecha de (?:inicio|incorporación)|inizio|decorrenza",
    "interviews": r"interviews?(?: dates?)?|vorstellungsgespräche|auswahlgespräche|entretiens?|gesprekken|entrevistas"
    r"|colloqui|fecha del? (?:examen|entrevista)[\w ]*",
    "salary": r"salary(?: range)?|pay(?: grade| scale)?|remuneration|compensation|stipend|wage|vergütung|gehalt"
    r"|entgelt(?:gruppe)?|lohn|besoldung|rémunération|salaire|salaris|salario|retribuci[oó]n|stipendio"
    r"|retribuzione",
}
_LABELLED = {
    field: re.compile(rf"^\W*(?:{names})\s*[:|]\s*(?P<value>\S.{{0,300}})$", re.IGNORECASE)
    for field, names in _LABELS.items()
}
_MONEY = (
    r"(?:[€$£]\s?\d[\d.,]*\s?k?|\d[\d.,]*\s?k?\s?(?:€|EUR|euros?|USD|GBP|CHF|Fr\.)|\b(?:TV-?(?:L|V-?L|ö?D)|E\s?1\d"
    r"|EG\s?\d+|TVöD)\b)"
)

_PATTERNS: dict[str, re.Pattern[str]] = {
    field: re.compile(pattern, re.IGNORECASE)
    for field, pattern in {
        "remote": r"(?:fully|100 ?%|completely|entirely|partly|partially|hybrid)[ -]?remote(?: (?:position|role|job"
        r"|work))?"
        r"|remote[ -]?(?:first|only|position|role|job|work)|position is remote|work (?:fully |entirely )?remotely"
        r"|(?:vollständig|komplett|teilweise|100 ?%) (?:remote|im home ?office)"
        r"|home ?office|mobiles? arbeiten|télétravail|(?:deels|volledig|gedeeltelijk) remote|thuiswerk\w*|vanuit huis"
        r"|teletrabajo|trabajo remoto|telelavoro|smart working|hybrid (?:work\w*|model|position|role)"
        r"|partly working from home",
        "employment_type": r"\b(?:full|part)[ -]?time(?: or (?:full|part)[ -]?time)?(?: (?:position|contract|job|role))?"
        r"(?: (?:at|\()\s?\d[\d.,–-]*\s?(?:hours|%)[^.,;)]{0,20})?|\bvollzeit|\bteilzeit|\d{1,3}\s?%[ -]?(?:stelle"
        r"|pensum"
        r"|position)|temps (?:plein|partiel)|(?:full|part)time|voltijds?|deeltijds?|jornada completa|media jornada"
        r"|tempo (?:pieno|parziale)"
        r"|freelance or contractor|\d{1,2}\s?[-–]?\s?(?:\d{1,2}\s?)?(?:hours|stunden?|std\.?|uur|heures)\s?(?:per|pro"
        r"|/|a|par)\s?(?:week|woche|semaine)|geringfügige\w* basis|permanent position|minijob",
        "term": r"fixed[- ]term (?:contract|position|appointment)[^.;,]{0,60}|(?:an )?initial (?:period|term"
        r"|contract) of [^.;,]{3,40}|\b(?:one|two|three|four|five|six|twelve|\d{1,2})[- ](?:year"
        r"|month)s?(?: fixed[- ]term| contract| position| appointment)|contract (?:for"
        r"|of) (?:an? )?(?:\w+ ){1,2}(?:years?|months?)|funded for [^.;,]{3,30}"
        r"|(?:position|job|post) is permanent|permanent (?:contract|position)(?!s)|open[- ]ended|unbefristet\w*"
        r"|(?<!un)befristet\w*(?: (?:auf|bis|für|zum)[^.;,]{2,40})?|\bCDI\b|\bCDD\b[^.;,]{0,30}"
        r"|durée (?:in)?déterminée[^.;,]{0,30}|tijdelijk contract[^.;,]{0,30}|vast contract|contrato (?:indefinido"
        r"|temporal)[^.;,]{0,30}|tempo (?:in)?determinato[^.;,]{0,30}",
        "salary": rf"[^.;|]{{0,60}}{_MONEY}[^;|]{{0,60}}|(?:competitive|attractive|market)[^.;,]{{0,20}}(?:salary|pay"
        rf"|compensation)|marktconform salaris|marktübliche\w* (?:gehalt|vergütung)|salary (?:range|of|between"
        rf"|from)[^.;]{{3,60}}",
    }.items()
}
_START_WORDS = re.compile(
    r"(?:start(?:ing)?(?: date)?(?: is| will be)?(?: in this (?:role|position))?|begin(?:ning)?|commenc\w+|join us"
    r"|available)\s+(?:on |in |at |from |around |by |is |as of )*(?P<value>as soon as possible|immediately|asap"
    r"|(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b[^.;,]{0,3}(?:\d{1,2}(?:st|nd|rd|th)?)?(?:,? \d{4})?)"
    r"|(?P<value2>(?:zum |ab )?(?:nächst|schnellst|frühest)möglich\w*(?: zeitpunkt)?|ab sofort"
    r"|zum \d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?(?:\d{4})?|ab (?:dem )?\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?(?:\d{4})?"
    r"|dès que possible|à partir du [^.;,]{3,30}|zo (?:snel|spoedig) mogelijk|per direct|incorporación inmediata"
    r"|lo antes posible|appena possibile|a partire dal? [^.;,]{3,30})",
    re.IGNORECASE,
)
_INTERVIEW_WORDS = re.compile(
    r"(?:(?:interviews?|hearings?|vorstellungsgespräche|auswahlgespräche|bewerbungsgespräche|entretiens|gesprekken"
    r"|entrevistas|colloqui)\b[^.;]{0,20}?"
    r"(?:(?:will|are|is|should|werden|finden|auront|vinden|se|saranno)\b[^.;]{0,40}?)?)\b(?:take place|be held|held"
    r"|planned|scheduled|conducted|start|begin|expected|statt|geplant|stattfinden|lieu|plaats|realizarán"
    r"|si terranno)?\s*"
    r"(?:(?:in|on|during|from|at|for|am|im|ab|voraussichtlich|le|en|op|el)\s+)?(?:the )?(?P<value>(?:end of|early|mid"
    r"|late|first|second|third|fourth|last|week|beginning|start|half|kalenderwoche|KW|ende|anfang|mitte|début|fin|eind"
    r"|[\d(]|January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März"
    r"|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août)[^.;]{0,80})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Particular:
    """The words of one particular, and the passage that they stand in."""

    value: str
    source: str


def find_particulars(told: Sequence[Passage]) -> dict[str, Particular]:
    """Field name to words, of those fields that the passages state."""
    found: dict[str, Particular] = {}
    for passage in told:
        for field, pattern in _LABELLED.items():
            labelled = pattern.match(passage.text)
            if labelled and field not in found:
                found[field] = Particular(labelled["value"].strip(" .*|"), passage.text)
    # What is said of the position itself goes before what the organisation says of itself.
    ranked = sorted(
        told, key=lambda p: p.kind is SectionKind.ABOUT or bool(re.match(r"(?:we|our)\b", p.text, re.IGNORECASE))
    )
    for passage in ranked:
        for field, value in _in_passage(passage):
            found.setdefault(field, Particular(value, passage.text))
    return found


def _in_passage(passage: Passage) -> list[tuple[str, str]]:
    text = passage.text
    found = [(field, m[0].strip(" .,:;")) for field, pattern in _PATTERNS.items() if (m := pattern.search(text))]
    interview = _INTERVIEW_WORDS.search(text)
    if interview:
        found.append(("interviews", interview["value"].strip(" .,")))
    start = _START_WORDS.search(text)
    if start and not (cues.INTERVIEW.search(text) or cues.REVIEW.search(text) or cues.DEADLINE.search(text)):
        found.append(("start", (start["value"] or start["value2"]).strip(" .,")))
    return found
