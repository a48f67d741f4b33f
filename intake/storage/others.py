"""Other applications beside one: of the same candidate, and those that a person may merge it with."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intake.model.application import SubmissionDecision
from intake.model.scope import Scope
from intake.storage import desk_lines, keys, postings, scoping
from intake.storage.database import columns
from intake.storage.desk_values import OtherApplication
from intake.storage.queue_values import PostingRef
from intake.storage.tables import ApplicationRow, DocumentRow, MessageRow, SubmissionRow, SubmittedDocumentRow

MOST = 20
"""Other applications that are shown."""


def of_candidate(
    session: Session, scope: Scope, row: ApplicationRow, group: Sequence[int]
) -> tuple[OtherApplication, ...]:
    """The candidate's other applications in scope; `group` is the candidate and all that were merged into it."""
    return _shown(session, _seen(session, scope, row, ApplicationRow.candidate_id.in_(group)), {}, "the same candidate")


def possible(
    session: Session, scope: Scope, row: ApplicationRow, said: Iterable[SubmissionDecision], files: Sequence[str]
) -> tuple[OtherApplication, ...]:
    """Applications in scope that may be the same person's: proposed by the decision, or with the same document.

    `files` are the digests of the application's own attachments.
    """
    proposed = keys.numbers("a", (other for decision in said for other in decision.possible_duplicates))
    why = dict.fromkeys(proposed, "perhaps the same person, as its mail says")
    for number in _same_documents(session, row, files[:MOST]):
        why.setdefault(number, "it has the same document")
    found = _seen(session, scope, row, ApplicationRow.id.in_(list(why))) if why else ()
    return _shown(session, found, why, "")


_WITH_FILES = (
    select(ApplicationRow.id)
    .join(SubmissionRow, SubmissionRow.application_id == ApplicationRow.id)
    .join(SubmittedDocumentRow, SubmittedDocumentRow.submission_id == SubmissionRow.id)
    .join(DocumentRow, DocumentRow.id == SubmittedDocumentRow.document_id)
    .where(
        DocumentRow.sha256.in_(bindparam("some", expanding=True)),
        ApplicationRow.candidate_id != bindparam("candidate"),
    )
    .distinct()
    .limit(MOST)
)


def _same_documents(session: Session, row: ApplicationRow, files: Sequence[str]) -> Sequence[int]:
    """Applications of others with an attachment of the same bytes."""
    if not files:
        return ()
    return columns(session, _WITH_FILES, some=files, candidate=row.candidate_id).scalars().all()


def _seen(session: Session, scope: Scope, row: ApplicationRow, which: object) -> Sequence[ApplicationRow]:
    return session.scalars(
        select(ApplicationRow)
        .join(MessageRow, MessageRow.id == ApplicationRow.opened_by_id)
        .where(which, ApplicationRow.id != row.id, ApplicationRow.removed_at.is_(None), scoping.applications(scope))  # type: ignore[arg-type]
        .order_by(ApplicationRow.id)
        .limit(MOST)
    ).all()


def _shown(
    session: Session, rows: Sequence[ApplicationRow], why: dict[int, str], otherwise: str
) -> tuple[OtherApplication, ...]:
    names = desk_lines.names(session, {row.candidate_id for row in rows})
    titles = postings.titles(session, {row.round_id for row in rows if row.round_id})
    return tuple(
        OtherApplication(
            id=keys.spell("a", row.id),
            name=names[row.candidate_id],
            posting=PostingRef(keys.spell("p", row.round_id), titles[row.round_id]) if row.round_id else None,
            status=row.status,
            received_at=row.received_at,
            why=why.get(row.id, otherwise),
        )
        for row in rows
    )
