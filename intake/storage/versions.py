"""Which document of an application is current: a newer one of a kind takes the place of the older, which is kept.

A document counts as superseded when for each of its kinds a later submission brought one that could be read.
What was not classed, or is of kind `other`, says nothing about what it replaces and stays current.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from intake.model.document import DocumentKind, DocumentStatus
from intake.storage.tables import DocumentRow, MessageRow, SubmissionRow, SubmittedDocumentRow

# Made once: putting a statement together takes longer than asking it.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_SUBMISSIONS = (
    select(SubmissionRow, MessageRow)
    .join(MessageRow, MessageRow.id == SubmissionRow.message_id)
    .where(SubmissionRow.application_id.in_(_SOME))
    .order_by(MessageRow.ordered_at, MessageRow.id, SubmissionRow.id)
)
_DOCUMENTS = (
    select(SubmittedDocumentRow.submission_id, DocumentRow)
    .join(DocumentRow, DocumentRow.id == SubmittedDocumentRow.document_id)
    .where(SubmittedDocumentRow.submission_id.in_(_SOME))
    .order_by(DocumentRow.id)
)

_READABLE = (DocumentStatus.EXTRACTED, DocumentStatus.OCR)


@dataclass(frozen=True, slots=True)
class Brought:
    """One submission to an application with its message and its documents, in the order of the message."""

    submission: SubmissionRow
    message: MessageRow
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document in its application: its version among those of its first kind (from 1), and whether it is current."""

    submission: SubmissionRow
    document: DocumentRow
    version: int
    superseded: bool


def brought(session: Session, applications: Sequence[int]) -> list[Brought]:
    """The submissions to these applications in the order received, with their documents."""
    submissions = session.execute(_SUBMISSIONS, {"some": applications}).all()
    documents: dict[int, list[DocumentRow]] = {}
    placed = session.execute(_DOCUMENTS, {"some": [submission.id for submission, _ in submissions]})
    for submission_id, document in placed:
        documents.setdefault(submission_id, []).append(document)
    return [Brought(submission, row, tuple(documents.get(submission.id, ()))) for submission, row in submissions]


def number_versions(submissions: Iterable[Brought]) -> list[Placed]:
    """Each document of one application with its version; `submissions` in the order received."""
    in_order = list(submissions)
    newest = newest_of_kinds(((d.status, d.kinds) for d in item.documents) for item in in_order)
    seen: dict[str | None, int] = {}
    placed: list[Placed] = []
    for index, item in enumerate(in_order):
        for kind in {_first_kind(document) for document in item.documents}:
            seen[kind] = seen.get(kind, 0) + 1
        for document in item.documents:
            superseded = is_superseded(document.kinds, index, newest)
            placed.append(Placed(item.submission, document, seen[_first_kind(document)], superseded))
    return placed


def newest_of_kinds(submissions: Iterable[Iterable[tuple[DocumentStatus, Sequence[str]]]]) -> dict[str, int]:
    """For each kind the last of the submissions, in the order received, that brought one which could be read.

    Each submission is the status and the kinds of its documents.
    """
    return {
        kind: index
        for index, documents in enumerate(submissions)
        for status, kinds in documents
        if status in _READABLE
        for kind in kinds
    }


def is_superseded(kinds: Sequence[str], index: int, newest: Mapping[str, int]) -> bool:
    """Whether later submissions than this one (by its index) brought every kind of a document anew."""
    said = [kind for kind in kinds if kind != DocumentKind.OTHER]
    return bool(said) and all(newest.get(kind, index) > index for kind in said)


def _first_kind(document: DocumentRow) -> str | None:
    return document.kinds[0] if document.kinds else None
