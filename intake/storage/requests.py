"""What other commands ask of the daemon, through the database that they share (architecture.md 3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.storage import keys
from intake.storage.tables import RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An open request: `kind` says what is asked, `payload` with which arguments."""

    id: str
    kind: str
    payload: dict[str, Any]


def ask(session: Session, now: datetime, kind: str, payload: dict[str, Any]) -> str:
    """Writes a request; its id."""
    row = RequestRow(kind=kind, payload=payload, created_at=now)
    session.add(row)
    session.flush()
    return keys.spell("r", row.id)


def pending(session: Session) -> tuple[Request, ...]:
    """The requests without a result, oldest first."""
    rows = session.scalars(select(RequestRow).where(RequestRow.finished_at.is_(None)).order_by(RequestRow.id))
    return tuple(Request(id=keys.spell("r", row.id), kind=row.kind, payload=row.payload) for row in rows)


def finish(session: Session, now: datetime, key: str, answer: dict[str, Any]) -> None:
    """Answers a request; the first answer stays."""
    row = session.get(RequestRow, keys.number("r", key) or 0)
    if row is not None and row.finished_at is None:
        row.finished_at, row.result = now, answer


def result(session: Session, key: str) -> dict[str, Any] | None:
    """The answer; None while there is none."""
    row = session.get(RequestRow, keys.number("r", key) or 0)
    return None if row is None else row.result
