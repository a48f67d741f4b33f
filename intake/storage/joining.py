"""Merges and splits: two applications become one, or one becomes two; a mail that was none becomes one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from intake.storage import acting, keys, reviews
from intake.storage.acting import Act, Done, MailAct, Refused
from intake.storage.tables import ApplicationRow, ReviewRow

_LATER = "This cannot be done here yet."


def merge(act: Act, into: str, reason: str | None) -> Done:
    """Two become one."""
    del act, into, reason
    raise Refused(_LATER)


def unmerge(act: Act, review: ReviewRow) -> Done:
    """One is two again."""
    del act, review
    raise Refused(_LATER)


def split(act: Act, messages: Sequence[str], reason: str | None) -> Done:
    """One becomes two."""
    del act, messages, reason
    raise Refused(_LATER)


def unsplit(act: Act, review: ReviewRow) -> Done:
    """Two are one again."""
    del act, review
    raise Refused(_LATER)


def adopt(act: MailAct, posting: str | None, reason: str | None) -> Done:
    """Correspondence becomes an application."""
    del act, posting, reason
    raise Refused(_LATER)


def unadopt(act: MailAct, review: ReviewRow) -> Done:
    """It is correspondence again."""
    del act, review
    raise Refused(_LATER)


def root(session: Session, number: int) -> ApplicationRow:
    """The application that this one was merged into, or itself."""
    return session.get_one(ApplicationRow, number)


def mark_undone(session: Session, now: datetime, who: str, review: ReviewRow, *, application_id: int | None) -> None:
    """Marks a Review undone, by a Review of its own."""
    review.undone_at = now
    row = ReviewRow(
        application_id=review.application_id,
        candidate_id=review.candidate_id,
        message_id=review.message_id,
        kind=reviews.UNDO,
        who=who,
        reason=None,
        before={},
        after={"undo": keys.spell("v", review.id), "kind": review.kind, "field": review.after.get("field")},
        made_at=now,
    )
    session.add(row)
    session.flush()
    acting.note(session, now, row, application_id=application_id)
