"""The ledger as people and scripts see it: one entry a message, one outcome (contract: `ledger --json`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from intake.model.ledger import Outcome
from intake.storage import dropping, keys
from intake.storage.moments import moment
from intake.storage.tables import (
    ApplicationRow,
    EpochRow,
    FolderRow,
    MailboxRow,
    MessageCountRow,
    MessageRow,
    SubmissionRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSummary:
    """A mailbox in numbers. `backlog` counts what is neither read nor decided yet, `oldest` since when."""

    name: str
    kind: str
    outcomes: dict[str, int]
    backlog: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        """Every message ever seen in it."""
        return sum(self.outcomes.values())


def page(session: Session, *, after: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """The next entries above a row number, each with its own."""
    rows = session.execute(
        select(MessageRow, MailboxRow.name, FolderRow.name, EpochRow.number, EpochRow.uidvalidity)
        .join(MailboxRow, MailboxRow.id == MessageRow.mailbox_id)
        .join(EpochRow, EpochRow.id == MessageRow.epoch_id)
        .join(FolderRow, FolderRow.id == EpochRow.folder_id)
        .where(MessageRow.id > after)
        .order_by(MessageRow.id)
        .limit(limit)
    ).all()
    found = _applications(session, [row.duplicate_of_id or row.id for row, *_ in rows])
    return [
        (row.id, _entry(row, (mailbox, folder, epoch, validity), found.get(row.duplicate_of_id or row.id, [])))
        for row, mailbox, folder, epoch, validity in rows
    ]


def _applications(session: Session, messages: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(SubmissionRow.message_id, ApplicationRow.id)
        .join(ApplicationRow, ApplicationRow.id == SubmissionRow.application_id)
        .where(SubmissionRow.message_id.in_(set(messages)), ApplicationRow.removed_at.is_(None))
        .order_by(SubmissionRow.message_id, SubmissionRow.position)
    )
    for message, application in rows:
        found.setdefault(message, []).append(keys.spell("a", application))
    return found


def _entry(row: MessageRow, place: tuple[str, str, int, int | None], applications: list[str]) -> dict[str, Any]:
    mailbox, folder, epoch, uidvalidity = place
    return {
        "id": keys.spell("m", row.id),
        "mailbox": mailbox,
        "folder": folder,
        "epoch": epoch,
        "uidvalidity": uidvalidity,
        "uid": row.uid,
        "message_id": row.message_id,
        "sha256": row.sha256,
        "received_at": moment(row.received_at or row.internal_date),
        "sent_at": moment(row.sent_at),
        "from": None if row.sender_address is None else {"name": row.sender_name, "address": row.sender_address},
        "subject": row.subject,
        "outcome": row.outcome.value,
        "applications": applications,
        "flags": list(row.flags),
        "detail": dropping.detail(row),
    }


def mailboxes(session: Session) -> tuple[MailboxSummary, ...]:
    """Every mailbox in numbers, in the order in which they became known."""
    outcomes: dict[int, dict[Outcome, int]] = {}
    for row in session.scalars(select(MessageCountRow)):
        outcomes.setdefault(row.mailbox_id, {})[row.outcome] = row.number
    waiting = session.execute(
        select(MessageRow.mailbox_id, func.count(), func.min(MessageRow.ordered_at))
        .where(text("messages.state <> 'done'"))
        .group_by(MessageRow.mailbox_id)
    )
    backlog = {mailbox: (count, oldest) for mailbox, count, oldest in waiting}
    return tuple(
        MailboxSummary(
            name=row.name,
            kind=row.kind,
            outcomes={outcome.value: outcomes.get(row.id, {}).get(outcome, 0) for outcome in Outcome},
            backlog=backlog.get(row.id, (0, None))[0],
            oldest=backlog.get(row.id, (0, None))[1],
        )
        for row in session.scalars(select(MailboxRow).order_by(MailboxRow.id))
    )
