"""What a line of the queue says of an application; a page of lines costs a fixed number of statements.

Columns are read and no whole rows: fifty lines are made of three hundred rows, and making objects of these would take
longer than all the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from intake.model.codec import from_data
from intake.model.document import DocumentStatus
from intake.model.posting import Posting
from intake.storage import asked, keys, reviews, versions
from intake.storage.database import columns
from intake.storage.queue_values import PostingRef, QueueItem
from intake.storage.tables import (
    ApplicationRow,
    CandidateRow,
    DocumentRow,
    MessageRow,
    ReviewRow,
    RoundRow,
    SubmissionRow,
    SubmittedDocumentRow,
)

_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_APPLICATIONS = (
    select(
        ApplicationRow.id,
        ApplicationRow.candidate_id,
        ApplicationRow.round_id,
        ApplicationRow.status,
        ApplicationRow.received_at,
        ApplicationRow.deadline_at,
        ApplicationRow.timeliness,
        ApplicationRow.completeness,
        ApplicationRow.missing,
        ApplicationRow.flags,
        CandidateRow.name,
        CandidateRow.merged_into_id,
    )
    .join(CandidateRow, CandidateRow.id == ApplicationRow.candidate_id)
    .where(ApplicationRow.id.in_(_SOME))
)
_ROUNDS = select(RoundRow.id, RoundRow.title, RoundRow.posting).where(RoundRow.id.in_(_SOME))
_SUBMISSIONS = (
    select(SubmissionRow.application_id, SubmissionRow.id, SubmissionRow.decided, MessageRow.subject)
    .join(MessageRow, MessageRow.id == SubmissionRow.message_id)
    .where(SubmissionRow.application_id.in_(_SOME))
    .order_by(MessageRow.ordered_at, MessageRow.id, SubmissionRow.id)
)
_DOCUMENTS = (
    select(
        SubmittedDocumentRow.submission_id,
        DocumentRow.id,
        DocumentRow.status,
        DocumentRow.kinds,
        DocumentRow.links,
        DocumentRow.has_references_section,
    )
    .join(DocumentRow, DocumentRow.id == SubmittedDocumentRow.document_id)
    .where(SubmittedDocumentRow.submission_id.in_(_SOME))
    .order_by(DocumentRow.id)
)
_REVIEWS = (
    select(ReviewRow.application_id, ReviewRow.id, ReviewRow.kind, ReviewRow.after, ReviewRow.undone_at)
    .where(ReviewRow.application_id.in_(_SOME))
    .order_by(ReviewRow.id)
)
_CANDIDATES = select(CandidateRow.id, CandidateRow.name, CandidateRow.merged_into_id).where(CandidateRow.id.in_(_SOME))


class _Document(NamedTuple):
    """A document and how its reading went."""

    came: asked.Came
    status: DocumentStatus


@dataclass(frozen=True, slots=True)
class _Brought:
    """What one mail brought to an application; `decided` is the model's SubmissionDecision as data."""

    decided: dict[str, Any]
    subject: str | None
    documents: list[_Document]


@dataclass(frozen=True, slots=True)
class _Acts:
    """What people did to an application: the newest act of all, and the tags that count."""

    newest: int = 0
    tags: tuple[str, ...] = ()


def of(session: Session, applications: Sequence[int]) -> tuple[QueueItem, ...]:
    """The lines of these applications, in their order."""
    around = _Around(session, applications)
    return tuple(around.line(number) for number in applications)


class _Around:
    """What is around a page of applications, fetched at once."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self._rows = {row.id: row for row in columns(session, _APPLICATIONS, some=ids)}
        rows = self._rows.values()
        self._merged = names(session, {row.candidate_id for row in rows if row.merged_into_id is not None})
        rounds = {row.round_id for row in rows if row.round_id}
        self._titles: dict[int, str | None] = {}
        self._postings: dict[int, Posting] = {}
        for number, title, posting in columns(session, _ROUNDS, some=list(rounds)):
            self._titles[number], self._postings[number] = title, from_data(Posting, posting)
        self._brought = _brought(session, ids)
        self._acts = _acts(session, ids)

    def line(self, number: int) -> QueueItem:
        """One line."""
        row = self._rows[number]
        brought = self._brought.get(number, [])
        said = brought[0].decided if brought else {"emails": (), "match": {}}
        acts = self._acts.get(number, _Acts())
        posting = self._postings.get(row.round_id)
        current = _current(brought)
        return QueueItem(
            id=keys.spell("a", number),
            version=keys.spell("v", acts.newest),
            name=self._merged.get(row.candidate_id, row.name),
            email=next(iter(said["emails"]), None),
            subject=brought[0].subject if brought else None,
            posting=None if posting is None else PostingRef(keys.spell("p", row.round_id), self._titles[row.round_id]),
            likely=len(said["match"].get("alternatives", ())) if posting is None else 0,
            status=row.status,
            received_at=row.received_at,
            deadline_at=row.deadline_at,
            timeliness=row.timeliness,
            completeness=row.completeness,
            asked=asked.of(posting, current, row.missing),
            kinds=tuple(dict.fromkeys(kind for document in current for kind in document.kinds)),
            flags=tuple(row.flags),
            tags=acts.tags,
            submissions=len(brought),
        )


def _brought(session: Session, ids: Sequence[int]) -> dict[int, list[_Brought]]:
    """What came to each application, in the order received."""
    documents: dict[int, list[_Document]] = {}
    found: dict[int, list[_Brought]] = {}
    for application, submission, decided, subject in columns(session, _SUBMISSIONS, some=ids):
        documents[submission] = []
        found.setdefault(application, []).append(_Brought(decided, subject, documents[submission]))
    for submission, number, status, *rest in columns(session, _DOCUMENTS, some=list(documents)):
        documents[submission].append(_Document(asked.Came(number, *rest), status))
    return found


def _current(brought: Sequence[_Brought]) -> list[asked.Came]:
    """The documents that no newer one took the place of."""
    newest = versions.newest_of_kinds(((d.status, d.came.kinds) for d in item.documents) for item in brought)
    return [
        came
        for index, item in enumerate(brought)
        for came, _ in item.documents
        if not versions.is_superseded(came.kinds, index, newest)
    ]


def _acts(session: Session, ids: Sequence[int]) -> dict[int, _Acts]:
    """What people did to each application."""
    found: dict[int, _Acts] = {}
    for application, number, kind, after, undone_at in columns(session, _REVIEWS, some=ids):
        tagged = kind == reviews.TAGS and undone_at is None
        before = found.get(application, _Acts())
        found[application] = _Acts(number, tuple(after.get(reviews.TAGS) or ()) if tagged else before.tags)
    return found


def tags(edits: dict[str, Any]) -> tuple[str, ...]:
    """The tags that people have set."""
    return tuple(edits.get(reviews.TAGS) or ())


def names(session: Session, candidates: Iterable[int]) -> dict[int, str | None]:
    """For each candidate the name of the one that it was merged into, or its own."""
    known: dict[int, tuple[str | None, int | None]] = {}
    asked_for = set(candidates)
    wanted = asked_for
    while wanted:
        rows = columns(session, _CANDIDATES, some=list(wanted)).all()
        known.update({number: (name, into) for number, name, into in rows})
        wanted = {into for _, _, into in rows if into} - known.keys()
    return {number: _followed(known, number) for number in asked_for & known.keys()}


def _followed(known: dict[int, tuple[str | None, int | None]], number: int) -> str | None:
    name, into = known[number]
    while into is not None:
        name, into = known[into]
    return name
