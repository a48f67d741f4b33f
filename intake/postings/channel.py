"""How one applies: by mail or by a form, where the form is, and what the subject must say.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from intake.model.posting import ApplyVia
from intake.postings import cues
from intake.postings.blocks import Hyperlink, mail_subject
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_APPLY_WORDS = re.compile(
    r"\bapply\b|application (?:form|portal|system|page)|online form|job (?:posting|advert|ad)\b|full (?:posting"
    r"|description|details|advert)|\badvert\b|vacancy (?:page|details)"
    r"|bewerb(?:en|ung)|bewerbungs(?:formular|portal)|online-?bewerb|postul|candidat(?:er|ure)|formulaire|sollicit"
    r"|solicit|formulario|candidati|modulo",
    re.IGNORECASE,
)
_ATS = re.compile(
    r"/apply\b|[/.]recruit|greenhouse\.io|lever\.co|workable\.com|personio\.|homerun\.co|smartrecruiters|breezy\.hr"
    r"|teamtailor|recruitee|bamboohr|workday|softgarden|onlyfy|join\.com|ashbyhq"
    r"|forms\.gle|docs\.google\.com/forms|typeform\.com|jotform|airtable\.com/|surveymonkey|jobs\.ac\.uk/job|vacanc"
    r"|/jobs?/\S*\d|academicjobsonline|interfolio",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:to apply|details|find out more|more information|how to apply|full (?:job )?(?:posting|advert|description)"
    r"|mehr (?:informationen|details)|en savoir plus|meer informatie|más información)[^.;]{0,120}$",
    re.IGNORECASE,
)
_NOT_A_FORM = re.compile(
    r"(?:twitter|facebook|linkedin\.com/company|instagram|youtube|wikipedia|mastodon|goo\.gl/maps"
    r"|google\.[a-z.]+/maps)|\.(?:png|jpe?g|gif|svg)$|github\.com/(?!\S*apply)",
    re.IGNORECASE,
)
_QUOTED = r"[\"“”„‟«»'‘’‚`]\s?(?P<{0}>[^\"“”„«»`\n]{{2,90}}?)\s?[\"“”‟«»'’‘`]"
_SUBJECT_BEFORE = re.compile(
    r"(?:subject(?: line| field| header)?|betreff(?:zeile)?|objet|onderwerp|asunto|oggetto|reference|stichwort"
    r"|kennwort|mention|vermelding van)\b[^\"“„«'‘`.;]{0,40}?" + _QUOTED.format("code"),
    re.IGNORECASE,
)
_SUBJECT_AFTER = re.compile(
    r"(?:with|using|include|including|put|write|mention|mit|text|avec|met|con)\b[^\"“„«'‘`.;]{0,30}?"
    + _QUOTED.format("code")
    + r"[^.;]{0,25}?\b(?:in|as|at|im|als|en|dans|in de|nell)\b[^.;]{0,25}?\b(?:subject|betreff|objet|onderwerp"
    r"|asunto|oggetto)",
    re.IGNORECASE,
)
_SUBJECT_BARE = re.compile(
    r"(?:subject(?: line)?|betreff|objet|onderwerp|asunto|oggetto)\s*[:=]\s*(?P<code>[^\n;]{2,80}?)\s*$"
    r"|(?:include|put|write|state|mention)\s+(?:the (?:text|words|code|reference)\s+)?(?P<code2>\[[^\]]{2,40}\]"
    r"|[A-Z0-9][A-Z0-9_/-]{3,30})\s[^.;]{0,40}?\bsubject\b"
    r"|\bsubject\b[^.;:]{0,30}?\b(?P<code3>\[[^\]]{2,40}\]|[A-Z]{2,}[-_/ ]?\d[A-Z0-9_/-]*)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:(?:vacancy|job|position|post|posting)?\s?(?:ref(?:erence)?)\.?(?:\s?(?:id|no|number|code|nr)\.?)?|job (?:id"
    r"|code|number)|vacancy (?:id|number|code|ref)|requisition (?:id|number)|kennziffer|kennzahl"
    r"|referenz(?:nummer|nr\.?)?|ausschreibungs(?:nummer|nr\.?)|stellen-?(?:nummer|nr\.?|id)|chiffre|référence|réf\.?"
    r"|referentie(?:nummer)?|vacaturenummer|referencia|riferimento|codice)"
    r"\s*(?:[:#]|is|ist|est|number|id|nr\.?|no\.?)?\s*[\"“„«'(]?\s?(?P<code>(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{2,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How to apply, the address of the form, the code for the subject, each with its words."""

    apply_url: str | None = None
    url_source: str | None = None
    subject_code: str | None = None
    code_source: str | None = None


def find_channel(told: Sequence[Passage]) -> Channel:
    """The form and the subject code in the passages of a posting."""
    form = next(((link, p.text) for p in told for link in p.links if _leads_to_form(link, p)), None)
    code = _subject_code(told)
    return Channel(
        apply_url=form[0].target if form else None,
        url_source=form[1] if form else None,
        subject_code=code[0] if code else None,
        code_source=code[1] if code else None,
    )


def via(*, by_mail: bool, by_form: bool) -> ApplyVia | None:
    """The channel or channels of a posting."""
    if by_mail and by_form:
        return ApplyVia.BOTH
    return ApplyVia.EMAIL if by_mail else ApplyVia.FORM if by_form else None


def _leads_to_form(link: Hyperlink, passage: Passage) -> bool:
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or _NOT_A_FORM.search(link.target):
        return False
    if _APPLY_WORDS.search(link.text):
        return True
    place = passage.kind in {
        SectionKind.APPLY,
        SectionKind.CONTACT,
        SectionKind.UNKNOWN,
        SectionKind.LISTING,
        SectionKind.DEADLINE,
    }
    if _ATS.search(link.target) and (place or cues.APPLY.search(passage.text)):
        return True
    before = passage.text.split(link.text, 1)[0] if link.text else passage.text
    after = passage.text.split(link.text, 1)[-1] if link.text else ""
    return (
        _MORE.search(before) is not None
        or re.match(r"^\W*(?:for )?(?:details on )?(?:how )?to apply", after) is not None
    )


def _subject_code(told: Sequence[Passage]) -> tuple[str, str] | None:
    for passage in told:
        for pattern in (_SUBJECT_BEFORE, _SUBJECT_AFTER, _SUBJECT_BARE):
            found = pattern.search(passage.text)
            code = next((v for v in found.groupdict().values() if v), None) if found else None
            if code:
                return code.strip(" ."), passage.text
    for passage in told:
        subject = next((s for link in passage.links if (s := mail_subject(link.target))), None)
        if subject:
            return subject, passage.text
    for passage in told:
        found = _REFERENCE.search(passage.text)
        if found:
            return found["code"].rstrip(".,-/"), passage.text
    return None
