"""Whether a decision still rests on what is true: somebody may have decided or imported between context and record.

Whatever may change a context is written one after the other (`turns`), so that what this finds is complete.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from intake.storage import postings, readings, sightings
from intake.storage.tables import DecisionRow, MessageAddressRow, MessageReferenceRow, MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the database held when a context was taken: its newest decision, the postings, the first sighting.

    `copies` are the numbers of the mail's later arrivals that were read: each may change its place in the order.
    """

    decision: int
    postings: tuple[int, datetime | None]
    first_sighting: int | None
    copies: tuple[int, ...]


NOTHING_SEEN = Seen(decision=0, postings=(0, None), first_sighting=None, copies=())


def take(session: Session, there: sightings.Sightings) -> Seen:
    """What the context of this message rests on."""
    newest = select(func.max(DecisionRow.id)).scalar_subquery()
    rounds, changed_at, decision = session.execute(postings.VERSION.add_columns(newest)).one()
    return Seen(
        decision=decision or 0,
        postings=(rounds, changed_at),
        first_sighting=None if there.first is None else there.first.id,
        copies=tuple(copy.id for copy in there.copies),
    )


def is_stale(session: Session, there: sightings.Sightings, seen: Seen) -> bool:
    """Whether a context taken now might differ: then the decision must be made again."""
    row, now = there.row, take(session, there)
    if now == seen:
        return False
    if replace(now, decision=seen.decision) != seen:
        return True
    mine = select(MessageAddressRow.address).where(
        MessageAddressRow.message_id == row.id, MessageAddressRow.role.in_(readings.SENDERS)
    )
    same_people = select(MessageAddressRow.message_id).where(
        MessageAddressRow.address.in_(mine), MessageAddressRow.role.in_(readings.SENDERS)
    )
    followed = select(MessageReferenceRow.reference).where(MessageReferenceRow.message_id == row.id)
    newer = (
        select(DecisionRow.id)
        .join(MessageRow, MessageRow.id == DecisionRow.message_id)
        .where(
            DecisionRow.id > seen.decision,
            MessageRow.id.not_in(there.own_ids),
            sightings.earlier(row),
            MessageRow.id.in_(union(same_people, select(MessageRow.id).where(MessageRow.message_key.in_(followed)))),
        )
        .limit(1)
    )
    return session.scalar(newer) is not None
