"""Mails for the desk: what could not be read, correspondence, one mail whole, mailboxes in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from intake.model.application import Decision
from intake.model.codec import from_data
from intake.model.ledger import Outcome
from intake.model.message import Address
from intake.model.scope import Scope
from intake.storage import cursors, desk_documents, desk_history, dropping, keys, ledger_view, readings, scoping
from intake.storage.database import columns
from intake.storage.desk_values import CorrespondencePage, MailboxItem, MailItem, MailPage
from intake.storage.tables import (
    ApplicationRow,
    DecisionRow,
    DocumentRow,
    EpochRow,
    FolderRow,
    MailboxRow,
    MessageCountRow,
    MessageRow,
    ReadingRow,
    SubmissionRow,
)

UNREAD = (Outcome.QUARANTINED, Outcome.OVERSIZED, Outcome.UNFETCHABLE)
CORRESPONDENCE = (Outcome.CORRESPONDENCE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Where bytes are: in the raw mail of digest `sha256`; `part` None is the whole mail."""

    message: str
    sha256: str
    part: str | None
    filename: str | None
    media_type: str


def count_unread(session: Session, scope: Scope) -> int:
    """How many mails could not be read."""
    counted = select(func.sum(MessageCountRow.number)).where(MessageCountRow.outcome.in_(UNREAD))
    if not scope.every_mailbox:
        boxes = select(MailboxRow.id).where(scoping.mailboxes(scope))
        counted = counted.where(MessageCountRow.mailbox_id.in_(boxes))
    return int(columns(session, counted).scalar() or 0)


def page(session: Session, scope: Scope, outcomes: Sequence[Outcome], *, after: str | None, limit: int) -> MailPage:
    """Some mails with these outcomes, the newest first."""
    boxes = _boxes(session, scope)
    found = _newest(session, boxes, outcomes, cursors.numbers(after, 1), limit + 1)
    shown = found[:limit]
    rows = session.execute(_joined().where(MessageRow.id.in_(shown)).order_by(MessageRow.id.desc()))
    return MailPage(
        items=tuple(_item(row, mailbox, folder) for row, mailbox, folder in rows),
        after=cursors.spell(shown[-1]) if len(found) > limit else None,
        counts=_counts(session, boxes, outcomes),
    )


def _boxes(session: Session, scope: Scope) -> Sequence[int]:
    return session.scalars(select(MailboxRow.id).where(scoping.mailboxes(scope))).all()


def _newest(
    session: Session, boxes: Sequence[int], outcomes: Sequence[Outcome], before: tuple[int, ...] | None, limit: int
) -> list[int]:
    """The newest mails of each mailbox and outcome, each read in the order of the index, and the newest of all."""
    there = [] if before is None else [MessageRow.id < before[0]]
    parts = [
        select(MessageRow.id)
        .where(MessageRow.mailbox_id == box, MessageRow.outcome == outcome, *there)
        .order_by(MessageRow.id.desc())
        .limit(limit)
        .subquery()
        for box in boxes
        for outcome in outcomes
    ]
    found = session.scalars(union_all(*(select(part.c.id) for part in parts))).all() if parts else ()
    return sorted(found, reverse=True)[:limit]


def _joined() -> Select[MessageRow, str, str]:
    return (
        select(MessageRow, MailboxRow.name, FolderRow.name)
        .join(MailboxRow, MailboxRow.id == MessageRow.mailbox_id)
        .join(EpochRow, EpochRow.id == MessageRow.epoch_id)
        .join(FolderRow, FolderRow.id == EpochRow.folder_id)
    )


def _counts(session: Session, boxes: Sequence[int], outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many mails have each outcome."""
    counted = (
        select(MessageCountRow.outcome, func.sum(MessageCountRow.number))
        .where(MessageCountRow.mailbox_id.in_(boxes), MessageCountRow.outcome.in_(outcomes))
        .group_by(MessageCountRow.outcome)
    )
    found = {row[0]: int(row[1]) for row in session.execute(counted)}
    return {outcome.value: found.get(outcome, 0) for outcome in outcomes}


def _item(row: MessageRow, mailbox: str, folder: str) -> MailItem:
    return MailItem(
        message=keys.spell("m", row.id),
        mailbox=mailbox,
        folder=folder,
        outcome=row.outcome.value,
        reason=dropping.detail(row) or row.last_error,
        sender=None if row.sender_address is None else Address(row.sender_name, row.sender_address),
        subject=row.subject,
        received_at=row.received_at or row.internal_date or row.source_time,
        recorded_at=row.recorded_at,
        size=row.size,
        sha256=row.sha256 if row.dropped_at is None else None,
        attempts=row.attempts,
        flags=tuple(row.flags),
    )


def whole(session: Session, scope: Scope, key: str) -> CorrespondencePage | None:
    """One mail with its texts and documents; None where it may not be seen."""
    row = scoping.mail(session, scope, key)
    if row is None:
        return None
    _, mailbox, folder = session.execute(_joined().where(MessageRow.id == row.id)).one()
    read = session.scalar(select(ReadingRow.id).where(ReadingRow.message_id == row.id)) is not None
    said = readings.load_reading(session, row.id) if read else None
    documents = session.scalars(select(DocumentRow).where(DocumentRow.message_id == row.id)).all()
    return CorrespondencePage(
        item=_item(row, mailbox, folder),
        to=said.message.to if said else (),
        text=said.message.text if said else "",
        full_text=said.message.full_text if said else "",
        evidence=_decision(session, row).evidence if said else (),
        documents=tuple(desk_documents.of_reading(said, documents)) if said else (),
        applications=tuple(keys.spell("a", a) for a in _applications(session, row)),
        history=desk_history.of_message(session, row),
    )


def _decision(session: Session, row: MessageRow) -> Decision:
    data = session.scalars(
        select(DecisionRow.decision).where(DecisionRow.message_id == row.id, DecisionRow.latest.is_(True))
    ).one_or_none()
    return Decision(outcome=row.outcome) if data is None else from_data(Decision, data)


def _applications(session: Session, row: MessageRow) -> Sequence[int]:
    return session.scalars(
        select(ApplicationRow.id)
        .join(SubmissionRow, SubmissionRow.application_id == ApplicationRow.id)
        .where(SubmissionRow.message_id == row.id, ApplicationRow.removed_at.is_(None))
        .order_by(ApplicationRow.id)
    ).all()


def original(session: Session, scope: Scope, key: str) -> Original | None:
    """Where the bytes of a mail or document are; None where it may not be seen or no bytes are held."""
    if key.startswith("m"):
        row = scoping.mail(session, scope, key)
        if row is None or row.sha256 is None or row.dropped_at is not None:
            return None
        return Original(message=key, sha256=row.sha256, part=None, filename=None, media_type="message/rfc822")
    document = session.get(DocumentRow, keys.number("d", key) or 0)
    if document is None:
        return None
    message = keys.spell("m", document.message_id)
    row = scoping.mail(session, scope, message)
    if row is None or row.sha256 is None or row.dropped_at is not None:
        return None
    return Original(
        message=message,
        sha256=row.sha256,
        part=document.part,
        filename=document.filename,
        media_type=document.media_type,
    )


def mailboxes(session: Session, scope: Scope) -> tuple[MailboxItem, ...]:
    """Every mailbox in scope, in the order in which they became known."""
    rows = {row.name: row for row in session.scalars(select(MailboxRow).where(scoping.mailboxes(scope)))}
    return tuple(
        MailboxItem(
            name=found.name,
            kind=found.kind,
            addresses=tuple(rows[found.name].addresses),
            total=found.total,
            outcomes=found.outcomes,
            backlog=found.backlog,
            oldest_waiting=found.oldest,
            newest=_newest_at(session, rows[found.name].id, found.outcomes),
        )
        for found in ledger_view.mailboxes(session)
        if found.name in rows
    )


def _newest_at(session: Session, box: int, outcomes: Mapping[str, int]) -> datetime | None:
    """When its newest mail was taken in: the newest of each outcome is the end of one index."""
    ends = [
        session.scalar(
            select(func.max(MessageRow.id)).where(MessageRow.mailbox_id == box, MessageRow.outcome == outcome)
        )
        for outcome, count in outcomes.items()
        if count
    ]
    newest = max((number for number in ends if number), default=0)
    return session.scalar(select(MessageRow.recorded_at).where(MessageRow.id == newest))
