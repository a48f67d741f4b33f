"""What happened, for people: rows are never deleted, the values in their payload can be erased.

The program writes as actor `intake`, a person's act by the name of their account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from intake.storage import keys
from intake.storage.queue_values import ANY
from intake.storage.tables import HistoryRow, QueueEntryRow

PROGRAM = "intake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; `payload` is None once it is erased, or where the event says it all."""

    at: datetime
    actor: str
    event: str
    payload: dict[str, Any] | None
    erased: bool


def add(
    session: Session,
    now: datetime,
    event: str,
    *,
    actor: str = PROGRAM,
    application_id: int | None = None,
    candidate_id: int | None = None,
    message_id: int | None = None,
    round_id: int | None = None,
    mailbox_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Notes an event and what it concerns. Personal data may stand in `payload` only."""
    row = HistoryRow(
        at=now,
        actor=actor,
        event=event,
        application_id=application_id,
        candidate_id=candidate_id,
        message_id=message_id,
        round_id=round_id,
        payload=payload,
        shelf=round_id if mailbox_id is None else -mailbox_id,
    )
    if application_id is not None:
        entry = (QueueEntryRow.application_id == application_id, QueueEntryRow.chip == ANY)
        row.shelf = select(QueueEntryRow.shelf).where(*entry).scalar_subquery()
    session.add(row)


def move(session: Session, application_id: int, shelf: int) -> None:
    """Puts what happened to an application onto the shelf where it stands now: who sees it, sees its history."""
    session.execute(
        update(HistoryRow)
        .where(HistoryRow.application_id == application_id, HistoryRow.shelf.is_distinct_from(shelf))
        .values(shelf=shelf)
        .execution_options(synchronize_session=False)
    )


def of(session: Session, key: str) -> tuple[Event, ...]:
    """The events that concern an application, candidate, message or posting round, oldest first."""
    concerns = _concerns(key)
    if concerns is None:
        return ()
    found = session.scalars(select(HistoryRow).where(concerns).order_by(HistoryRow.id))
    return tuple(
        Event(at=row.at, actor=row.actor, event=row.event, payload=row.payload, erased=row.erased_at is not None)
        for row in found
    )


def _concerns(key: str) -> ColumnElement[bool] | None:
    columns = {
        "a": HistoryRow.application_id,
        "c": HistoryRow.candidate_id,
        "m": HistoryRow.message_id,
        "p": HistoryRow.round_id,
    }
    for letter, column in columns.items():
        if (number := keys.number(letter, key)) is not None:
            return column == number
    return None


def erase(session: Session, now: datetime, *, messages: Sequence[int] = (), candidates: Sequence[int] = ()) -> int:
    """Empties the payloads of what concerns these messages and candidates; how many there were."""
    erased = session.execute(
        update(HistoryRow)
        .where(
            or_(HistoryRow.message_id.in_(messages), HistoryRow.candidate_id.in_(candidates)),
            HistoryRow.erased_at.is_(None),
        )
        .values(payload=None, erased_at=now)
        .returning(HistoryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(erased.all())
