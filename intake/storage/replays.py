"""Stored messages that are to be read again, or fetched again where their bytes were never obtained."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, update
from sqlalchemy.orm import Session

from intake.model.ledger import Claim, MessageState, Outcome
from intake.storage import claims, keys
from intake.storage.tables import EpochRow, FolderRow, MailboxRow, MessageRow

_SLICE = 500
_HELD = and_(MessageRow.sha256.is_not(None), MessageRow.dropped_at.is_(None))
_NOT_OBTAINED = MessageRow.outcome.in_((Outcome.OVERSIZED, Outcome.UNFETCHABLE))
# A linked duplicate of a renumbered folder was never read itself; there is nothing to read again.
_WAS_READ = and_(_HELD, or_(MessageRow.outcome != Outcome.DUPLICATE, MessageRow.content_digest.is_not(None)))


def stored(session: Session, messages: Sequence[str]) -> tuple[Claim, ...]:
    """The messages as claims that nobody holds, in the order given; those without bytes are left out."""
    wanted = keys.numbers("m", messages)
    found: dict[int, Claim] = {}
    for start in range(0, len(wanted), _SLICE):
        some = wanted[start : start + _SLICE]
        rows = session.execute(
            select(MessageRow, MailboxRow.name)
            .join(MailboxRow, MailboxRow.id == MessageRow.mailbox_id)
            .where(MessageRow.id.in_(some), _HELD)
        )
        found.update({row.id: _claim(row, name) for row, name in rows})
    return tuple(found[n] for n in wanted if n in found)


def _claim(row: MessageRow, mailbox: str) -> Claim:
    return Claim(
        message=keys.spell("m", row.id),
        owner="",
        mailbox=mailbox,
        state=row.state,
        attempts=row.attempts,
        sha256=row.sha256 or "",
        internal_date=row.internal_date,
        source_time=row.source_time,
    )


def replayable(session: Session, messages: Sequence[str] | None, *, failed: bool) -> tuple[str, ...]:
    """The ids, ascending, of those messages that `read_again` would take."""
    chosen = _again()
    if failed:
        chosen = chosen.where(or_(_NOT_OBTAINED, MessageRow.outcome == Outcome.QUARANTINED))
    if messages is not None:
        chosen = chosen.where(MessageRow.id.in_(keys.numbers("m", messages)))
    return tuple(keys.spell("m", n) for n in session.scalars(chosen.order_by(MessageRow.id)))


def _again() -> Select[Any]:
    return select(MessageRow.id).where(_may_be_read_again())


def _may_be_read_again() -> ColumnElement[bool]:
    current = select(EpochRow.id).join(
        FolderRow, and_(FolderRow.id == EpochRow.folder_id, FolderRow.epoch == EpochRow.number)
    )
    return and_(
        MessageRow.lease_owner.is_(None),
        MessageRow.state.in_((MessageState.DONE, MessageState.READ)),
        or_(_WAS_READ, and_(MessageRow.sha256.is_(None), _NOT_OBTAINED, MessageRow.epoch_id.in_(current))),
    )


def read_again(session: Session, messages: Sequence[str]) -> int:
    """Puts the messages back to the beginning; their outcome stays until there is a new one. How many."""
    count = 0
    wanted = keys.numbers("m", messages)
    for start in range(0, len(wanted), _SLICE):
        moved = session.execute(
            update(MessageRow)
            .where(MessageRow.id.in_(wanted[start : start + _SLICE]), _may_be_read_again())
            .values(
                state=case((_HELD, MessageState.RECEIVED.value), else_=MessageState.LISTED.value),
                outcome=case((_HELD, MessageRow.outcome), else_=Outcome.PENDING.value),
                attempts=0,
                fetch_attempts=0,
                next_attempt_at=None,
            )
            .returning(MessageRow.id)
            .execution_options(synchronize_session=False)
        )
        count += len(moved.all())
    return count


def fetch_again(session: Session, claimed: Claim) -> bool:
    """Puts the claimed message back to be fetched; False where its number means nothing any more, or it was a file."""
    row = claims.held(session, claimed)
    if row is None:
        return True
    reachable = session.scalar(
        select(MailboxRow.id)
        .join(FolderRow, FolderRow.mailbox_id == MailboxRow.id)
        .join(EpochRow, and_(EpochRow.folder_id == FolderRow.id, EpochRow.number == FolderRow.epoch))
        .where(EpochRow.id == row.epoch_id, MailboxRow.kind != "import")
    )
    if reachable is None:
        return False
    row.sha256, row.state, row.outcome = None, MessageState.LISTED, Outcome.PENDING
    row.attempts, row.fetch_attempts, row.next_attempt_at = 0, 0, None
    row.detail = "The archive's file is missing or altered; the next poll fetches the mail again."
    claims.drop_lease(row)
    return True
