"""The queue: the message's row says what is to be done, by whom, until when. Writes are fenced by the owner.

One claim statement for both databases. On PostgreSQL the rows are picked FOR UPDATE SKIP LOCKED inside a
MATERIALIZED CTE, since a planner that runs the subquery again claims more than was asked for; on SQLite BEGIN
IMMEDIATE does what the lock does.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, text, update
from sqlalchemy.orm import Session

from intake.model.ledger import Claim, MessageState, Outcome
from intake.model.message import HeaderSketch
from intake.storage import arrivals, keys
from intake.storage.folders import LONGEST_WAIT
from intake.storage.tables import MailboxRow, MessageRow

WAITING = (MessageState.RECEIVED, MessageState.READ)

# The partial index of the queue is used only where its condition stands in the statement word by word.
_IN_QUEUE = text("messages.state IN ('received', 'read')")


def claim(
    session: Session, now: datetime, owner: str, *, limit: int, lease: timedelta, messages: Sequence[str] | None
) -> tuple[Claim, ...]:
    """Leases up to `limit` waiting messages to `owner`, oldest first; leases that ended are taken over."""
    picked = _due(now, messages).limit(limit).with_for_update(skip_locked=True).cte("picked")
    picked = picked.prefix_with("MATERIALIZED", dialect="postgresql")
    claimed = session.execute(
        update(MessageRow)
        .where(MessageRow.id.in_(select(picked.c.id)))
        .values(lease_owner=owner, lease_until=now + lease, attempts=MessageRow.attempts + 1)
        .returning(MessageRow.id, MessageRow.ordered_at)
        .execution_options(synchronize_session=False)
    ).all()
    order = [row.id for row in sorted(claimed, key=lambda row: (row.ordered_at, row.id))]
    rows = session.execute(
        select(MessageRow, MailboxRow.name)
        .join(MailboxRow, MailboxRow.id == MessageRow.mailbox_id)
        .where(MessageRow.id.in_(order))
    )
    values = {row.id: _value(row, owner, name) for row, name in rows}
    return tuple(values[key] for key in order)


def _due(now: datetime, messages: Sequence[str] | None) -> Select[Any]:
    never = now + LONGEST_WAIT
    due = select(MessageRow.id).where(
        _IN_QUEUE,
        or_(
            MessageRow.next_attempt_at.is_(None), MessageRow.next_attempt_at <= now, MessageRow.next_attempt_at > never
        ),
        or_(MessageRow.lease_until.is_(None), MessageRow.lease_until <= now, MessageRow.lease_until > never),
    )
    if messages is not None:
        due = due.where(MessageRow.id.in_(keys.numbers("m", messages)))
    return due.order_by(MessageRow.ordered_at, MessageRow.id)


def undecided(session: Session, now: datetime) -> tuple[str, ...]:
    """The messages whose reading waits to be decided, oldest first."""
    due = _due(now, None).where(MessageRow.state == MessageState.READ)
    return tuple(keys.spell("m", number) for number in session.scalars(due))


def _value(row: MessageRow, owner: str, mailbox: str) -> Claim:
    assert row.sha256 is not None, "a row waits to be read only when its bytes are held"
    return Claim(
        message=keys.spell("m", row.id),
        owner=owner,
        mailbox=mailbox,
        state=row.state,
        attempts=row.attempts,
        sha256=row.sha256,
        internal_date=row.internal_date,
        source_time=row.source_time,
    )


def held(session: Session, claimed: Claim) -> MessageRow | None:
    """The claimed row, locked; None where another owner has taken it over, whose work then counts."""
    row = session.get(MessageRow, keys.number("m", claimed.message), with_for_update=True)
    return row if row is not None and row.lease_owner == claimed.owner and row.state in WAITING else None


def drop_lease(row: MessageRow) -> None:
    """Gives the row back to the queue, or takes it out where it is done."""
    row.lease_owner, row.lease_until = None, None


def quarantine(session: Session, claimed: Claim, code: str, detail: str, headers: HeaderSketch | None) -> None:
    """Ends the work on a message that cannot be read; it is kept and shown, with From and Subject."""
    row = held(session, claimed)
    if row is None:
        return
    row.state, row.outcome, row.last_error = MessageState.DONE, Outcome.QUARANTINED, code
    row.detail, row.next_attempt_at = detail, None
    if headers is not None:
        arrivals.sketch(row, headers)
    drop_lease(row)


def retry_later(session: Session, now: datetime, claimed: Claim, error: str, delay: timedelta) -> None:
    """Gives the message back; it is due again after `delay`."""
    row = held(session, claimed)
    if row is not None:
        row.next_attempt_at, row.last_error = now + delay, error
        drop_lease(row)


def release(session: Session, claimed: Claim) -> None:
    """Gives the message back as if it had not been claimed."""
    row = held(session, claimed)
    if row is not None:
        row.attempts = max(0, row.attempts - 1)
        drop_lease(row)


def release_leases(session: Session, owner: str | None) -> int:
    """Ends the leases of an owner that is gone, or all of them; how many there were."""
    whose = MessageRow.lease_owner.is_not(None) if owner is None else MessageRow.lease_owner == owner
    ended = session.execute(
        update(MessageRow)
        .where(_IN_QUEUE, whose)
        .values(lease_owner=None, lease_until=None)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())
