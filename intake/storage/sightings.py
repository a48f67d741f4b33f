"""The order of messages, and the other arrivals of the same mail.

Messages are decided in the order received: `ordered_at`, then id. A mail is the same when either digest is equal;
the arrival with the lowest id is the first sighting, whichever was received first, so that what was decided long
ago never becomes the duplicate of a later import. Later sightings count as the message itself: what they caused
while the first one was not read yet is what it caused, and where our side took one of them earlier, that is when
the mail was received: `ordered_at` of the first sighting is the earliest time of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

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


@dataclass(frozen=True, slots=True)
class Sightings:
    """A message among the other arrivals of the same mail: the first one before it, all after it by their ids."""

    row: MessageRow
    first: MessageRow | None
    """The first sighting; None where this is it."""
    later: tuple[MessageRow, ...]

    @property
    def own_ids(self) -> list[int]:
        """This message and the later arrivals."""
        return [self.row.id, *(other.id for other in self.later)]

    @property
    def copies(self) -> tuple[MessageRow, ...]:
        """The later arrivals that were read.

        One that is not read yet counts once it is: until then nothing but its own server's clock is known of it.
        """
        return tuple(o for o in self.later if o.content_digest is not None and o.outcome not in _NOT_THERE)


def of(session: Session, row: MessageRow) -> Sightings:
    """The arrivals of the same mail as they stand now; of those before the message the first one only."""
    known = {"own_id": row.id, "own_sha256": row.sha256, "own_content": row.content_digest}
    found = session.scalars(_arrivals(read=row.content_digest is not None), known).all()
    later = tuple(other for other in found if other.id > row.id)
    return Sightings(row, found[0] if len(found) > len(later) else None, later)


@cache
def _arrivals(*, read: bool) -> Select[MessageRow]:
    """What `of` asks; made once, for making it takes longer than asking. Only what was read has a content digest."""
    before, own = aliased(MessageRow), bindparam("own_id", type_=MessageRow.id.type)

    def same(other: type[MessageRow]) -> ColumnElement[bool]:
        raw = other.sha256 == bindparam("own_sha256", type_=other.sha256.type)
        return (
            or_(raw, other.content_digest == bindparam("own_content", type_=other.content_digest.type)) if read else raw
        )

    first = select(func.min(before.id)).where(same(before), before.id < own, before.outcome.not_in(_NOT_THERE))
    return (
        select(MessageRow)
        .where(same(MessageRow), or_(MessageRow.id > own, MessageRow.id == first.scalar_subquery()))
        .order_by(MessageRow.id)
    )


def own_time(row: MessageRow) -> datetime:
    """When our side took this arrival, whatever is known of its copies."""
    return row.received_at or row.internal_date or row.source_time or row.recorded_at


def place_among_arrivals(session: Session, row: MessageRow) -> None:
    """Once a mail is read, its first sighting takes its place, and later arrivals taken for the first one lose it."""
    there = of(session, row)
    _order_first_sighting(session, there)
    if there.later:
        _decide_again(session, there.later)


def _order_first_sighting(session: Session, there: Sightings) -> None:
    """The first sighting stands where its earliest copy puts it.

    A copy tells more of the mail than its time (in whose mailbox it lies, for whom it was): the first sighting is
    decided again, and where its decision then differs, what was decided of later mails is too (`recording`).
    """
    first = there.first
    if first is None:
        there.row.ordered_at = min(own_time(each) for each in (there.row, *there.copies))
        session.flush()
        return
    first.ordered_at = min(own_time(each) for each in (first, *of(session, first).copies))
    session.flush()
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == first.id, MessageRow.state == MessageState.DONE, MessageRow.outcome.in_(_BY_MATCHING))
        .values(state=MessageState.READ, attempts=0)
        .execution_options(synchronize_session=False)
    )


def _decide_again(session: Session, later: Sequence[MessageRow]) -> None:
    session.execute(
        update(MessageRow)
        .where(
            MessageRow.id.in_([other.id for other in later]),
            MessageRow.state == MessageState.DONE,
            MessageRow.outcome.in_(_DECIDED),
        )
        .values(state=MessageState.READ)
        .execution_options(synchronize_session=False)
    )
