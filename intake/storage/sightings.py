"""The order of messages, and the other arrivals of the same mail.

Messages are decided in the order received: `ordered_at`, then id. A mail is the same when either digest is equal;
the arrival with the lowest id is the first sighting, whichever was received first, so that what was decided long
ago never becomes the duplicate of a later import. Later sightings count as the message itself: what they caused
while the first one was not read yet is what it caused.
"""

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from intake.model.ledger import MessageState, Outcome
from intake.storage.tables import MessageRow

_DECIDED = (
    Outcome.APPLICATION,
    Outcome.FOLLOW_UP,
    Outcome.CORRESPONDENCE,
    Outcome.AUTO_REPLY,
    Outcome.BOUNCE,
    Outcome.REPORT,
    Outcome.CALENDAR,
    Outcome.BULK,
)
_NOT_THERE = (Outcome.VANISHED, Outcome.ERASED, Outcome.UNFETCHABLE)


def earlier(row: MessageRow) -> ColumnElement[bool]:
    """Messages that come before this one."""
    return or_(
        MessageRow.ordered_at < row.ordered_at,
        and_(MessageRow.ordered_at == row.ordered_at, MessageRow.id < row.id),
    )


def later(row: MessageRow) -> ColumnElement[bool]:
    """Messages that come after this one."""
    return or_(
        MessageRow.ordered_at > row.ordered_at,
        and_(MessageRow.ordered_at == row.ordered_at, MessageRow.id > row.id),
    )


def _same(row: MessageRow) -> ColumnElement[bool]:
    same = [MessageRow.sha256 == row.sha256]
    if row.content_digest is not None:
        same.append(MessageRow.content_digest == row.content_digest)
    return or_(*same)


def first_sighting(session: Session, row: MessageRow) -> MessageRow | None:
    """The first arrival of the same mail; None where this is it."""
    return session.scalars(
        select(MessageRow)
        .where(_same(row), MessageRow.id < row.id, MessageRow.outcome.not_in(_NOT_THERE))
        .order_by(MessageRow.id)
        .limit(1)
    ).first()


def own_ids(session: Session, row: MessageRow) -> list[int]:
    """This message and the later arrivals of the same mail."""
    return [row.id, *session.scalars(select(MessageRow.id).where(_same(row), MessageRow.id > row.id))]


def decide_later_ones_again(session: Session, row: MessageRow) -> None:
    """Once a mail is read, its later arrivals that were taken for the first one are decided again."""
    session.execute(
        update(MessageRow)
        .where(
            _same(row),
            MessageRow.id > row.id,
            MessageRow.state == MessageState.DONE,
            MessageRow.outcome.in_(_DECIDED),
        )
        .values(state=MessageState.READ)
        .execution_options(synchronize_session=False)
    )
