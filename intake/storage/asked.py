"""Which of the documents asked for have come: the ticks and gaps of the desk (contract: "What answers what").

Whether a required one is missing is the decision's; this adds which documents answer, and the optional ones.
Pure: no I/O, no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from intake.model.document import DocumentKind, LinkKind
from intake.model.posting import Need, Posting, WantedDocument, WantedKind
from intake.storage.keys import spell
from intake.storage.queue_values import Asked

_STATEMENTS = (
    WantedKind.COVER_LETTER,
    WantedKind.STATEMENT_OF_INTEREST,
    WantedKind.STATEMENT_OF_PURPOSE,
    WantedKind.RESEARCH_STATEMENT,
)
_ANSWERED_BY: dict[WantedKind, frozenset[str]] = {
    WantedKind.RESUME: frozenset({DocumentKind.RESUME}),
    **dict.fromkeys(_STATEMENTS, frozenset({DocumentKind.STATEMENT})),
    WantedKind.REFERENCES: frozenset({DocumentKind.REFERENCE}),
    WantedKind.TRANSCRIPT: frozenset({DocumentKind.TRANSCRIPT}),
    WantedKind.PORTFOLIO: frozenset({DocumentKind.PORTFOLIO}),
    WantedKind.WRITING_SAMPLE: frozenset({DocumentKind.WRITING_SAMPLE}),
    WantedKind.WORK_CERTIFICATES: frozenset({DocumentKind.CERTIFICATE, DocumentKind.REFERENCE}),
    WantedKind.LANGUAGE_CERTIFICATE: frozenset({DocumentKind.CERTIFICATE, DocumentKind.REFERENCE}),
}
_CODE = frozenset({LinkKind.GITHUB, LinkKind.GITLAB})


class Came(NamedTuple):
    """A document that has come, as far as it can answer: its row's number, its kinds, its links as data."""

    number: int
    kinds: Sequence[str]
    links: Sequence[Mapping[str, Any]]
    has_references_section: bool


def of(posting: Posting | None, current: Sequence[Came], missing: Iterable[str]) -> tuple[Asked, ...]:
    """Each document that the posting asks for; () without a posting.

    `current` are the documents that no newer one took the place of, `missing` the decision's WantedKinds.
    """
    gaps = frozenset(missing)
    return () if posting is None else tuple(_one(wanted, current, gaps) for wanted in posting.documents)


def _one(wanted: WantedDocument, current: Sequence[Came], gaps: frozenset[str]) -> Asked:
    documents = tuple(spell("d", came.number) for came in current if _answers(wanted.kind, came))
    return Asked(
        kind=wanted.kind.value,
        need=wanted.need,
        text=wanted.text,
        answered=_answered(wanted, gaps, found=bool(documents)),
        documents=documents,
    )


def _answered(wanted: WantedDocument, gaps: frozenset[str], *, found: bool) -> bool | None:
    if wanted.kind in gaps and wanted.need is Need.REQUIRED:
        return False
    if found:
        return True
    can_tell = wanted.kind in _ANSWERED_BY or wanted.kind is WantedKind.CODE_PROFILE
    # A required one that the decision does not miss was answered otherwise: by a link, or it waits for a look.
    return None if wanted.need is Need.REQUIRED or not can_tell else False


def _answers(kind: WantedKind, came: Came) -> bool:
    if kind is WantedKind.CODE_PROFILE:
        return any(link.get("kind") in _CODE for link in came.links)
    if kind is WantedKind.REFERENCES and came.has_references_section:
        return True
    return not _ANSWERED_BY.get(kind, frozenset()).isdisjoint(came.kinds)
