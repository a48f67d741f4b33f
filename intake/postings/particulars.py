"""The rest of what a posting may say, in its own words: place, remote work, hours, term, start, interviews, pay.

Each is the shortest stretch of words that says it, or the value of a labelled line. Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from intake.postings import cues
from intake.postings.dates import MONTH_NAMES, find_dates
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
    r"|colloqui|fecha del? (?:examen|entrevista)[\w ]*+",
    "salary": r"salary(?: range)?|pay(?: grade| scale)?|remuneration|compensation|stipend|wage|vergütung|gehalt"
    r"|entgelt(?:gruppe)?|lohn|besoldung|rémunération|salaire|salaris|salario|retribuci[oó]n|stipendio|retribuzione",
}
_LABELLED = {
    field: re.compile(rf"^\W*(?:{names})\s*[:|]\s*(?P<value>\S.{{0,300}})$", re.IGNORECASE)
    for field, names in _LABELS.items()
}
_MONEY = (
    r"(?:[€$£]\s?\d[\d.,]{0,12}\s?k?|\d[\d.,]{0,12}+\s?k?\s?(?:€|EUR|euros?|USD|GBP|CHF|Fr\.)|\b(?:TV-?(?:L|V-?L|ö?D)"
    r"|E\s?1\d|EG\s?\d+|TVöD)\b)"
)

_PATTERNS: dict[str, re.Pattern[str]] = {
    field: re.compile(pattern, re.IGNORECASE)
    for field, pattern in {
        "remote": r"\bremote(?=\))|(?:fully|100 ?%|completely|entirely|partly|partially|hybrid)[ -]?remote"
        r"(?: (?:position|role|job|work))?|remote[ -]?(?:first|only|position|role|job|work)|position is remote"
        r"|work (?:fully |entirely )?remotely"
        r"|(?:vollständig|komplett|teilweise|100 ?%) (?:remote|im home ?office)"
        r"|home ?office|mobiles? arbeiten|télétravail|(?:deels|volledig|gedeeltelijk) remote|thuiswerk\w*|vanuit huis"
        r"|teletrabajo|trabajo remoto|telelavoro|smart working|hybrid (?:work\w*|model|position|role)"
        r"|partly working from home",
        "employment_type": r"\b(?:full|part)[ -]?time(?: or (?:full|part)[ -]?time)?"
        r"(?: (?:position|contract|job|role))?(?: (?:at|\()\s?\d[\d.,–-]*\s?(?:hours|%)[^.,;)]{0,20})?|\bvollzeit"
        r"|\bteilzeit|\d{1,3}\s?%[ -]?(?:stelle"
        r"|pensum|position)|temps (?:plein|partiel)|(?:full|part)time|voltijds?|deeltijds?|jornada completa"
        r"|media jornada|tempo (?:pieno|parziale)"
        r"|freelance or contractor|\d{1,2}\s?[-–]?\s?(?:\d{1,2}\s?)?(?:hours|stunden?|std\.?|uur|heures)\s?(?:per|pro"
        r"|/|a|par)\s?(?:week|woche|semaine)|geringfügige\w{0,20} basis|permanent position|minijob",
        "term": r"fixed[- ]term (?:contract|position|appointment)[^.;,]{0,60}|(?:an )?initial (?:period|term"
        r"|contract) of [^.;,]{3,40}|\b(?:one|two|three|four|five|six|twelve|\d{1,2})[- ](?:year"
        r"|month)s?(?: fixed[- ]term| contract| position| appointment)|contract (?:for"
        r"|of) (?:an? )?(?:\w+ ){1,2}(?:years?|months?)|funded for [^.;,]{3,30}|for (?:a period of )?(?:\d{1,2}|one"
        r"|two|three|four|five|six|twelve|eighteen|twenty-four|thirty-six) (?:months|years)\b"
        r"|(?:position|job|post) is permanent|permanent (?:contract|position)(?!s)|open[- ]ended|unbefristet\w*"
        r"|(?<!un)befristet\w*(?: (?:auf|bis|für|zum)(?:[^.;,]|\.(?=\s?\d|\d)|(?<=\d)\.){2,40})?|\bCDI\b"
        r"|\bCDD\b[^.;,]{0,30}"
        r"|durée (?:in)?déterminée[^.;,]{0,30}|tijdelijk contract[^.;,]{0,30}|vast contract|contrato (?:indefinido"
        r"|temporal)[^.;,]{0,30}|tempo (?:in)?determinato[^.;,]{0,30}",
        "salary": rf"[^.;|]{{0,60}}{_MONEY}[^;|]{{0,60}}|(?:competitive|attractive|market)[^.;,]{{0,20}}(?:salary|pay"
        rf"|compensation)|marktconform salaris|marktübliche\w{{0,20}} (?:gehalt|vergütung)|salary (?:range|of|between"
        rf"|from)[^.;]{{3,60}}",
    }.items()
}
# How long an application is stored is no term of the position.
_KEPT = re.compile(
    r"\b(?:stor|keep|kept|retain|delet)\w*\b|aufbewahr|gespeichert|gelöscht|conserv|bewaard|conservad", re.IGNORECASE
)
_SOON = re.compile(
    r"as soon as possible|immediately|\basap\b|(?:zum |ab )?(?:nächst|schnellst|frühest"
    r"|baldigst)\s?möglich\w*(?: zeitpunkt| termin)?|ab sofort|dès que possible|immédiatement|zo (?:snel"
    r"|spoedig) mogelijk|per direct|incorporación inmediata|lo antes posible"
    r"|(?:il )?prima possibile|appena possibile",
    re.IGNORECASE,
)
_MONTHS = "|".join((*MONTH_NAMES, "(?-i:May|Mai|Mei)"))
_LEAD_IN = re.compile(r"^(?:(?:in|from|and|of|to)\s+)+", re.IGNORECASE)
_PERIOD = re.compile(
    rf"(?:the )?(?:(?:(?:end|beginning|start|middle|course) of|early|mid|late|(?:first|second|third|fourth"
    rf"|last) (?:half|week|days?) of|first|second|half|through(?: to)?|week of|week"
    rf"|from|and|to|few|weeks|of|kalenderwoche|KW|ende|anfang|mitte|début|fin|mi|courant|eind|begin|half|medio"
    rf"|finales de|principios de|inizio|fine|around|in)[\s-]+){{0,12}}(?:\b(?:{_MONTHS})\b|KW \d+)(?: \d{{4}})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Particular:
    """The words of one particular, and the passage that they stand in."""

    value: str
    source: str


def find_particulars(told: Sequence[Passage], language: str) -> dict[str, Particular]:
    """Field name to words, of those fields that the passages state."""
    found: dict[str, Particular] = {}
    for passage in told:
        for field, pattern in _LABELLED.items() if ":" in passage.text or "|" in passage.text else ():
            labelled = pattern.match(passage.text)
            if labelled and field not in found:
                found[field] = Particular(labelled["value"].strip(" .*|"), passage.text)
    # What is said of the position itself goes before what the organisation says of itself.
    ranked = sorted(
        told, key=lambda p: p.kind is SectionKind.ABOUT or bool(re.match(r"(?:we|our)\b", p.text, re.IGNORECASE))
    )
    for passage in ranked:
        for field, value in _stated(passage.text, language):
            found.setdefault(field, Particular(value, passage.text))
    return found


@lru_cache(maxsize=4096)
def _stated(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Each field that a passage states, with its words."""
    if _KEPT.search(text):
        return ()
    found = [(field, m[0].strip(" .,:;()")) for field, pattern in _PATTERNS.items() if (m := pattern.search(text))]
    if _is_about_interviews(text):
        when = _when(text, language)
        if when:
            found.append(("interviews", when))
    elif _is_about_start(text):
        soon, cue = _SOON.search(text), cues.START.search(text)
        when = _when(text[cue.end() - 1 :], language, first=True) if cue else None
        if soon or when:
            found.append(("start", soon[0] if soon else when or ""))
    return tuple(found)


def _is_about_interviews(text: str) -> bool:
    """Whether a sentence says when interviews are, and not until when one applies."""
    cue = cues.INTERVIEW.search(text)
    before = text[: cue.start()] if cue else ""
    return cue is not None and not (cues.DEADLINE.search(before) or cues.APPLY.search(before))


def _is_about_start(text: str) -> bool:
    said = cues.START.search(text) or _SOON.search(text)
    return said is not None and not (cues.REVIEW.search(text) or cues.DEADLINE.search(text))


def _when(text: str, language: str, *, first: bool = False) -> str | None:
    """The stretch of words that names days or months, from the first to the last, or only the first."""
    spans = [(d.begin, d.end) for d in find_dates(text, language)]
    spans += [(m.start(), m.end()) for m in _PERIOD.finditer(text)]
    if not spans:
        return None
    begin, end = min(spans)[0], max(e for _, e in spans)
    if first or end - begin > 100:
        end = max(e for b, e in spans if b <= min(spans)[1])
    return _LEAD_IN.sub("", text[begin:end]).strip(" .,")
