"""Whether the documents that the posting requires have come (contract.md, "What answers what was asked for").

Optional and on-request ones never make an application incomplete; where nothing can tell, it is unsure.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.matching.evidence import listed
from intake.model.application import Completeness, Evidence, HeldDocument
from intake.model.document import Document, DocumentKind, DocumentStatus, Link, LinkKind
from intake.model.posting import Need, PostingRound, WantedKind
from intake.text.fold import fold_name

_STATEMENT = frozenset({DocumentKind.STATEMENT})
_PROOF = frozenset({DocumentKind.CERTIFICATE, DocumentKind.REFERENCE})
ANSWERS: dict[WantedKind, frozenset[DocumentKind]] = {
    WantedKind.RESUME: frozenset({DocumentKind.RESUME}),
    WantedKind.COVER_LETTER: _STATEMENT,
    WantedKind.STATEMENT_OF_INTEREST: _STATEMENT,
    WantedKind.STATEMENT_OF_PURPOSE: _STATEMENT,
    WantedKind.RESEARCH_STATEMENT: _STATEMENT,
    WantedKind.REFERENCES: frozenset({DocumentKind.REFERENCE}),
    WantedKind.TRANSCRIPT: frozenset({DocumentKind.TRANSCRIPT}),
    WantedKind.PORTFOLIO: frozenset({DocumentKind.PORTFOLIO}),
    WantedKind.WRITING_SAMPLE: frozenset({DocumentKind.WRITING_SAMPLE}),
    WantedKind.WORK_CERTIFICATES: _PROOF,
    WantedKind.LANGUAGE_CERTIFICATE: _PROOF,
    WantedKind.CODE_PROFILE: frozenset(),
}
"""Which kinds answer what was asked for; what is not here nothing can tell."""

UNREAD = frozenset(
    {
        DocumentStatus.ENCRYPTED,
        DocumentStatus.CORRUPT,
        DocumentStatus.NO_TEXT,
        DocumentStatus.UNSUPPORTED,
        DocumentStatus.TOO_LARGE,
        DocumentStatus.TIMED_OUT,
    }
)
"""Statuses of a document that may hold anything; an empty one holds nothing."""

_CODE = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*(?:github|gitlab|bitbucket|codeberg|sourceforge|launchpad|huggingface|kaggle|gitea|sr)"
    r"\.(?:com|org|net|io|co|ht)\b",
    re.IGNORECASE,
)
_SHOWCASE = re.compile(r"portfolio|behance|dribbble|artstation|cargo\.site|figma\.com", re.IGNORECASE)
_SECTION = "references_section"
"""The stable word with which reading a resume says that it names its referees."""
_REFERENCES = frozenset(
    {"references", "referees", "referenzen", "referenties", "referencias", "referenze", "personal references"}
)
_ON_REQUEST = re.compile(
    r"(?:references?|referees|referenzen)\W+(?:\w+\W+){0,3}?(?:on|upon|auf)\s+(?:request|anfrage)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Completeness, what is missing (WantedKind values, in the posting's order), and the sentence."""

    completeness: Completeness
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def assess(
    round_: PostingRound | None, held: Iterable[HeldDocument], *, links: Iterable[Link] = (), unopened: bool = False
) -> Verdict:
    """The verdict on `held`, all current documents of an application.

    `links` are those of the mail's own text; `unopened` says that it brings something that was not seen: files
    behind links, an encrypted mail.
    """
    if round_ is None:
        return Verdict(completeness=Completeness.UNSURE)
    documents = tuple(held)
    every_link = (*links, *(link for d in documents for link in d.links))
    wanted = tuple(dict.fromkeys(w.kind for w in round_.posting.documents if w.need is Need.REQUIRED))
    absent = tuple(w for w in wanted if w in ANSWERS and not _answered(w, documents, every_link))
    beyond = tuple(w for w in wanted if w not in ANSWERS)
    if absent and (unopened or any(may_hold_anything(d.kinds, d.status) for d in documents)):
        said = f"Not found: {_said(absent)}; but something that came could not be read."
        return Verdict(completeness=Completeness.UNSURE, evidence=(Evidence("completeness", said),))
    if absent:
        said = f"Asked for and not come: {_said(absent)}."
        missing = tuple(w.value for w in absent)
        return Verdict(
            completeness=Completeness.INCOMPLETE, missing=missing, evidence=(Evidence("completeness", said),)
        )
    if beyond:
        said = f"Whether these have come a person must see: {_said(beyond)}."
        return Verdict(completeness=Completeness.UNSURE, evidence=(Evidence("completeness", said),))
    said = f"All that was asked for has come: {_said(wanted)}." if wanted else "The posting asks for no document."
    return Verdict(completeness=Completeness.COMPLETE, evidence=(Evidence("completeness", said),))


def may_hold_anything(kinds: tuple[DocumentKind, ...], status: DocumentStatus) -> bool:
    """Whether a document may be what is missing: it was not read, or read and not classed."""
    if status in UNREAD:
        return not frozenset(kinds) - {DocumentKind.OTHER}
    return not kinds and status is not DocumentStatus.EMPTY


def has_references_section(document: Document) -> bool:
    """Whether a resume names its references itself; "on request" names none."""
    if _SECTION in document.kind_reasons:
        return True
    return any(fold_name(h) in _REFERENCES for h in document.headings) and not _ON_REQUEST.search(document.text)


def _answered(wanted: WantedKind, documents: tuple[HeldDocument, ...], links: tuple[Link, ...]) -> bool:
    if any(ANSWERS[wanted].intersection(d.kinds) for d in documents):
        return True
    if wanted is WantedKind.REFERENCES:
        return any(d.has_references_section for d in documents if DocumentKind.RESUME in d.kinds)
    if wanted is WantedKind.CODE_PROFILE:
        return any(_is_code(link) for link in links)
    return wanted is WantedKind.PORTFOLIO and any(_is_portfolio(link) for link in links)


def _is_code(link: Link) -> bool:
    return link.kind in {LinkKind.GITHUB, LinkKind.GITLAB} or _CODE.match(link.url) is not None


def _is_portfolio(link: Link) -> bool:
    return link.kind is LinkKind.WEBSITE or _is_code(link) or _SHOWCASE.search(link.url) is not None


def _said(wanted: Iterable[WantedKind]) -> str:
    return listed([w.value.replace("_", " ") for w in wanted])
