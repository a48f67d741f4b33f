"""How one applies: by mail or by a form, where the form is, and what the subject must say.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from intake.model.posting import ApplyVia
from intake.postings import cues
from intake.postings.blocks import Hyperlink, mail_subject
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_APPLY_WORDS = re.compile(
    r"\bapply\b|application (?:form|portal|system|page)|online form|bewerb(?:en|ung)|bewerbungs(?:formular|portal)"
    r"|online-?bewerb|postul|candidat(?:er|ure)|formulaire|sollicit|solicit|formulario|candidati|modulo",
    re.IGNORECASE,
)
_ATS = re.compile(
    r"/apply\b|greenhouse\.io|lever\.co|workable\.com|personio\.|homerun\.co|smartrecruiters|breezy\.hr"
    r"|teamtailor|recruitee|bamboohr|workday|softgarden|onlyfy|join\.com|ashbyhq"
    r"|forms\.gle|docs\.google\.com/forms|typeform\.com|jotform|airtable\.com/|surveymonkey|jobs\.ac\.uk/job|vacanc"
    r"|/jobs?/(?:(?!/jobs?/)[^\s\d])*+\d|academicjobsonline|interfolio",
    re.IGNORECASE,
)
_DETAILS = re.compile(
    r"full (?:job )?(?:posting|description|details|advert)|job (?:posting|advert|ad|description)\b"
    r"|\badvert(?:isement)?\b"
    r"|vacancy|position details|stellen(?:anzeige|ausschreibung|beschreibung)|ausschreibungstext|fiche de poste|annonce"
    r"|vacature|oferta|convocatoria|bando|annuncio",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:details|find out more|learn more|more information|read more|mehr (?:informationen|details)|en savoir plus"
    r"|meer informatie|más información)[^.;]{0,60}(?:position|job|role|posting|post|vacancy|stelle|poste|vacature"
    r"|functie|puesto|posizione)?[^.;]{0,60}"
    r"(?:please )?(?:see|visit|go to|at|:|unter|auf|finden sie|consult\w*|via|op|en|su)\s[^.;]{0,30}$",
    re.IGNORECASE,
)
_TO_APPLY = re.compile(
    r"(?:to apply|how to apply|apply|applications?"
    r"|(?:bew[ei]rb|postul|candidature|sollicit|solicitud|candidat)\w{0,40})"
    r"(?:,|:|\s)[^.;]{0,60}?(?:\b(?:via|to the|at|on|through|using|by|visit|see|follow\w*|form|portal|link|here|über"
    r"|unter|auf|hier"
    r"|sur|ici|par|op|hier|en|aquí|su|qui|tramite)\b[^.;]{0,30})[:\s(]*$",
    re.IGNORECASE,
)
_HOW_TO_APPLY = re.compile(r"^\W*(?:for |to see )?(?:details on )?(?:how )?to apply", re.IGNORECASE)
_PLACES = frozenset(
    {
        SectionKind.APPLY,
        SectionKind.CONTACT,
        SectionKind.UNKNOWN,
        SectionKind.LISTING,
        SectionKind.DEADLINE,
    }
)
_NOT_A_FORM = re.compile(
    r"(?:twitter|facebook|linkedin\.com/company|instagram|youtube|wikipedia|mastodon|goo\.gl/maps"
    r"|google\.[a-z.]+/maps)|\.(?:png|jpe?g|gif|svg)$|github\.com/(?:(?!apply|github\.com/)\S)*+(?!\S)",
    re.IGNORECASE,
)
_QUOTED = (
    r"(?:\"([^\"\n]{2,90})\"|[“„”]([^“”\"\n]{2,90})[”“\"]|«\s?([^»\n]{2,90}?)\s?»|`([^`\n]{2,90})`"
    r"|(?<!\w)['‘‚]((?:[^'’‘\n]|['’](?=\w)){2,90})['’‘](?!\w))"
)
_SUBJECT_BEFORE = re.compile(
    r"(?:subject(?: line| field| header)?|betreff(?:zeile)?|objet|onderwerp|asunto|oggetto|reference|stichwort"
    r"|kennwort|mention|vermelding van)\b[^\"“„«'‘`.;]{0,40}?" + _QUOTED,
    re.IGNORECASE,
)
_SUBJECT_AFTER = re.compile(
    r"(?:with|using|include|including|insert|put|write|mention|mit|text|avec|met|con)\b[^\"“„«'‘`.;]{0,30}?"
    + _QUOTED
    + r"[^.;]{0,25}?\b(?:in|as|at|im|als|en|dans|in de|nell)\b[^.;]{0,25}?\b(?:subject|betreff|objet|onderwerp"
    r"|asunto|oggetto)",
    re.IGNORECASE,
)
_SUBJECT_BARE = re.compile(
    r"(?:subject(?: line)?|betreff|objet|onderwerp|asunto|oggetto)\s*[:=]\s*(?P<code>[^\n;]{2,80}?)\s*$"
    r"|(?:include|put|write|state|mention)\s+(?:the (?:text|words|code|reference)\s+)?(?P<code2>\[[^\]]{2,40}\]"
    r"|[A-Z0-9][A-Z0-9_/-]{3,30})\s[^.;]{0,40}?\bsubject\b|(?P<code4>\[[^\]]{2,40}\])\s(?:in|as|at)\b[^.;]{0,25}?\bsubject\b"
    # Capitals alone: after the subject may stand a date ("in the subject until 31 January").
    r"|\bsubject\b[^.;:]{0,30}?\b(?P<code3>\[[^\]]{2,40}\]|(?-i:[A-Z]{2,}[-_/ ]?\d[A-Z0-9_/-]*))",
    re.IGNORECASE,
)
# A template's function that makes the link, by its words that are no address: "{{ mailto('Application', …) }}".
_CALLED = re.compile(r"\{\{[^{}(]*mail[^{}(]*\(\s*['\"]([^'\"@{}\n]{3,80})['\"]", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:(?:vacancy|job|position|post|posting)?\s?(?:ref(?:erence)?)\.?(?:\s?(?:id|no|number|code|nr)\.?)?|job (?:id"
    r"|code|number)|vacancy (?:id|number|code|ref)|requisition (?:id|number)|kennziffer|kennzahl"
    r"|referenz(?:nummer|nr\.?)?|ausschreibungs(?:nummer|nr\.?)|stellen-?(?:nummer|nr\.?|id)|chiffre|référence|réf\.?"
    r"|referentie(?:nummer)?|vacaturenummer|referencia|riferimento|codice)"
    r"\s*+(?:(?:[:#]|is|ist|est|number|id|nr\.?|no\.?)\s*+)?[\"“„«'(]?\s?"
    r"(?P<code>(?=[\w./-]{0,60}\d)[A-Za-z0-9][\w./-]{2,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How to apply, the address of the form, the code for the subject, each with its words.

    `details` is a link to more about the posting, and its words: the way to apply where there is no other. `sure`
    says that the page tells the reader to apply by the form.
    """

    apply_url: str | None = None
    url_source: str | None = None
    details: tuple[str, str] | None = None
    subject_code: str | None = None
    code_source: str | None = None
    sure: bool = False


def find_channel(told: Sequence[Passage]) -> Channel:
    """The form and the subject code in the passages of a posting."""
    links = [(link, p) for p in told for link in p.links if _is_outward(link)]
    form = next(((link, p.text) for link, p in links if _leads_to_form(link, p)), None)
    more = next(((link.target, p.text) for link, p in links if _leads_to_details(link, p)), None)
    code = _subject_code(told)
    return Channel(
        apply_url=form[0].target if form else None,
        url_source=form[1] if form else None,
        details=more,
        subject_code=code[0] if code else None,
        code_source=code[1] if code else None,
        sure=form is not None
        and (cues.APPLY.search(form[1]) is not None or _APPLY_WORDS.search(form[0].text) is not None),
    )


def via(*, by_mail: bool, by_form: bool) -> ApplyVia | None:
    """The channel or channels of a posting."""
    if by_mail and by_form:
        return ApplyVia.BOTH
    return ApplyVia.EMAIL if by_mail else ApplyVia.FORM if by_form else None


def _is_outward(link: Hyperlink) -> bool:
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and not _NOT_A_FORM.search(link.target)


def _leads_to_form(link: Hyperlink, passage: Passage) -> bool:
    """Whether a link says that it is where one applies, by its words, its target, or the words around it."""
    if _APPLY_WORDS.search(link.text):
        return True
    if _ATS.search(link.target) and (passage.kind in _PLACES or cues.APPLY.search(passage.text)):
        return True
    before, after = _around(link, passage)
    return _TO_APPLY.search(before) is not None or _HOW_TO_APPLY.match(after) is not None


def _leads_to_details(link: Hyperlink, passage: Passage) -> bool:
    """Whether a link leads to the posting itself elsewhere: an advertisement, or the entry of a list."""
    if passage.kind is SectionKind.LISTING and passage.is_item:
        return True
    if _DETAILS.search(link.text):
        return True
    before, _ = _around(link, passage)
    return _MORE.search(before) is not None


def _around(link: Hyperlink, passage: Passage) -> tuple[str, str]:
    before, _, after = passage.text.partition(link.text) if link.text else (passage.text, "", "")
    return before, after


def _subject_code(told: Sequence[Passage]) -> tuple[str, str] | None:
    for passage in told:
        code = _subject_in(passage.text)
        if code:
            return code.strip(" ."), passage.text
    for passage in told:
        subject = next((s for link in passage.links if (s := mail_subject(link.target))), None)
        if subject:
            return subject, passage.text
    for passage in told:
        called = next((m[1] for link in passage.links if (m := _CALLED.search(link.target))), None)
        if called:
            return called, passage.text
    for passage in told:
        found = _REFERENCE.search(passage.text)
        if found:
            return found["code"].rstrip(".,-/"), passage.text
    return None


@lru_cache(maxsize=4096)
def _subject_in(text: str) -> str | None:
    """The code that a sentence tells the reader to write into the subject."""
    for pattern in (_SUBJECT_BEFORE, _SUBJECT_AFTER, _SUBJECT_BARE):
        found = pattern.search(text)
        code = next((v for v in found.groups() if v), None) if found else None
        if code:
            return code
    return None
