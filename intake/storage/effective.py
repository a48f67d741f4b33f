"""The effective values of applications and candidates: a person's Review, else what the decisions say together.

An application's time and timeliness are those of its first submission, its completeness that after its last.
What no message stands for any more, and no person has touched, is taken out of sight and keeps its id.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from intake.model.application import Completeness, Flag, SubmissionDecision, Timeliness
from intake.model.codec import from_data
from intake.storage import context, history, keys, reviews, search, shelving, versions
from intake.storage.tables import (
    ApplicationRow,
    CandidateNameRow,
    CandidateRow,
    MessageRow,
    ReviewRow,
    SubmissionRow,
    SubmittedDocumentRow,
)

NEW = "new"
"""The status of an application that no person has given another one."""

_OF_THE_WHOLE = frozenset({Flag.LATE, Flag.INCOMPLETE, Flag.NEEDS_POSTING})
"""Flags that follow from the application's own values; a submission may differ."""


def decided(row: SubmissionRow) -> SubmissionDecision:
    """What was decided of a submission."""
    return from_data(SubmissionDecision, row.decided)


def refresh_application(session: Session, now: datetime, row: ApplicationRow) -> None:
    """Makes the application's row say what its submissions and reviews say; writes only what differs."""
    session.flush()
    brought = versions.brought(session, [row.id])
    acts = reviews.of_applications(session, [row.id]).get(row.id, [])
    set_by_people = reviews.set_values(acts)
    if brought:
        _follow_submissions(row, brought)
        _keep_versions(session, brought)
    _follow_reviews(row, set_by_people)
    row.flags = _flags(row, brought, set_by_people)
    _show_or_hide(session, now, row, visible=bool(brought or set_by_people) and row.merged_into_id is None)
    if session.is_modified(row):
        row.updated_at = now
    session.flush()
    _publish(session, row, acts, brought)


def publish(session: Session, row: ApplicationRow) -> None:
    """Makes queue and search say what the application says."""
    acts = reviews.of_applications(session, [row.id]).get(row.id, [])
    _publish(session, row, acts, versions.brought(session, [row.id]))


def _publish(
    session: Session, row: ApplicationRow, acts: Sequence[ReviewRow], brought: Sequence[versions.Brought]
) -> None:
    newest = max((item.message.recorded_at for item in brought), default=None)
    entries = shelving.shelve(session, row, acts, newest)
    search.index(session, row, [(item.message.id, item.submission.decided) for item in brought], entries)
    session.flush()


def _follow_submissions(row: ApplicationRow, brought: Sequence[versions.Brought]) -> None:
    first, last = brought[0], brought[-1]
    opened, newest = decided(first.submission), decided(last.submission)
    row.received_at = first.message.ordered_at
    row.deadline_at, row.timeliness = opened.deadline_at, first.submission.timeliness
    row.completeness, row.missing = newest.completeness, list(newest.missing)
    if row.opened_by_id not in {item.message.id for item in brought}:
        row.opened_by_id, row.position = first.message.id, first.submission.position


def _follow_reviews(row: ApplicationRow, set_by_people: dict[str, object]) -> None:
    row.status = str(set_by_people.get(reviews.STATUS) or NEW)
    if reviews.POSTING in set_by_people:
        posting = set_by_people[reviews.POSTING]
        row.round_id = keys.number("p", str(posting)) if posting else None
    if reviews.TIMELINESS in set_by_people:
        row.timeliness = Timeliness(str(set_by_people[reviews.TIMELINESS]))


def _flags(row: ApplicationRow, brought: Sequence[versions.Brought], set_by_people: dict[str, object]) -> list[str]:
    """Every flag of a submission, but those of the whole by the application's own values; in the enum's order."""
    flags = {flag for item in brought for flag in decided(item.submission).flags} - _OF_THE_WHOLE
    whole = {
        Flag.LATE: row.timeliness is Timeliness.LATE,
        Flag.INCOMPLETE: row.completeness is Completeness.INCOMPLETE,
        Flag.NEEDS_POSTING: row.round_id is None,
    }
    flags.update(flag for flag, holds in whole.items() if holds)
    if reviews.DUPLICATE in set_by_people:
        flags.discard(Flag.POSSIBLE_DUPLICATE)
    return [flag.value for flag in Flag if flag in flags]


def _keep_versions(session: Session, brought: Sequence[versions.Brought]) -> None:
    links = {
        (link.submission_id, link.document_id): link
        for link in session.scalars(
            select(SubmittedDocumentRow).where(
                SubmittedDocumentRow.submission_id.in_([item.submission.id for item in brought])
            )
        )
    }
    for placed in versions.number_versions(brought):
        link = links[placed.submission.id, placed.document.id]
        link.version, link.superseded = placed.version, placed.superseded


def _show_or_hide(session: Session, now: datetime, row: ApplicationRow, *, visible: bool) -> None:
    if visible == (row.removed_at is None):
        return
    row.removed_at = None if visible else now
    event = "application_returned" if visible else "application_removed"
    history.add(session, now, event, application_id=row.id, candidate_id=row.candidate_id)


def refresh_candidate(session: Session, now: datetime, row: CandidateRow) -> None:
    """Names the candidate, and shows it while it has an application or a person has touched it."""
    session.flush()
    set_by_people = reviews.of_candidate(session, row.id)
    first_name = session.scalars(
        select(CandidateNameRow.name)
        .join(MessageRow, MessageRow.id == CandidateNameRow.message_id)
        .where(CandidateNameRow.candidate_id == row.id)
        .order_by(MessageRow.ordered_at, MessageRow.id, CandidateNameRow.id)
        .limit(1)
    ).first()
    name = set_by_people.get(reviews.NAME, first_name)
    if name != row.name:
        row.name = name
        session.flush()
        for application in session.scalars(applications_of(context.members(session, row.id))).all():
            publish(session, session.get_one(ApplicationRow, application))
    applied = session.scalars(
        select(ApplicationRow.id)
        .where(ApplicationRow.candidate_id.in_(context.members(session, row.id)), ApplicationRow.removed_at.is_(None))
        .limit(1)
    ).first()
    visible = applied is not None or bool(set_by_people) or row.merged_into_id is not None
    if visible != (row.removed_at is None):
        row.removed_at = None if visible else now
    session.flush()


def root_application(session: Session, number: int) -> ApplicationRow:
    """The application that this one was merged into, or itself."""
    row = session.get_one(ApplicationRow, number)
    while row.merged_into_id is not None:
        row = session.get_one(ApplicationRow, row.merged_into_id)
    return row


_MERGED = select(ApplicationRow.id).where(ApplicationRow.merged_into_id.in_(bindparam("some", expanding=True)))


def merged_into(session: Session, number: int) -> list[int]:
    """The application and all that were merged into it."""
    found, fresh = {number}, [number]
    while fresh:
        fresh = list(session.scalars(_MERGED, {"some": fresh}))
        found.update(fresh)
    return sorted(found)


def applications_of(candidates: Sequence[int]) -> Select[int]:
    """The applications of these candidates that are in sight."""
    return (
        select(ApplicationRow.id)
        .where(ApplicationRow.candidate_id.in_(candidates), ApplicationRow.removed_at.is_(None))
        .order_by(ApplicationRow.id)
    )
