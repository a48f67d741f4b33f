"""The order of messages, and the other arrivals of the same mail.

Messages are decided in the order received: `ordered_at`, then id. A mail is the same when either digest is equal;
the arrival with the lowest id is the first sighting, whichever was received first, so that what was decided long
ago never becomes the duplicate of a later import. Later sightings count as the message itself: what they caused
while the first one was not read yet is what it caused, and where our side took one of them earlier, that is when
the mail was received: `ordered_at` of the first sighting is the earliest time of all of them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from intake.model.ledger import MessageState, Outcome
from intake.storage.tables import MessageRow

_BY_MATCHING = (Outcome.APPLICATION, Outcome.FOLLOW_UP, Outcome.CORRESPONDENCE)
_DECIDED = (
    *_BY_MATCHING,
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


def copies(session: Session, row: MessageRow) -> Sequence[MessageRow]:
    """The later arrivals of the same mail that were read, in the order of their ids.

    One that is not read yet counts once it is: until then nothing but its own server's clock is known of it.
    """
    return session.scalars(
        select(MessageRow)
        .where(
            _same(row),
            MessageRow.id > row.id,
            MessageRow.content_digest.is_not(None),
            MessageRow.outcome.not_in(_NOT_THERE),
        )
        .order_by(MessageRow.id)
    ).all()


def own_time(row: MessageRow) -> datetime:
    """When our side took this arrival, whatever is known of its copies."""
    return row.received_at or row.internal_date or row.source_time or row.recorded_at


def order_first_sighting(session: Session, row: MessageRow) -> None:
    """Once a mail is read, its first sighting takes the place that its earliest copy gives it.

    A copy tells more of the mail than its time (in whose mailbox it lies, for whom it was): the first sighting is
    decided again, and where its decision then differs, what was decided of later mails is too (`recording`).
    """
    first = first_sighting(session, row) or row
    first.ordered_at = min(own_time(each) for each in (first, *copies(session, first)))
    session.flush()
    if first is row:
        return
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == first.id, MessageRow.state == MessageState.DONE, MessageRow.outcome.in_(_BY_MATCHING))
        .values(state=MessageState.READ, attempts=0)
        .execution_options(synchronize_session=False)
    )


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
