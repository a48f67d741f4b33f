"""Takes in what a poll brought, and says afterwards what may be touched on the server.

Rows, contents and cursor commit together. Taking in the same UID again changes nothing once its bytes are held.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from intake.model.ledger import Arrival, Blob, FetchResult, FolderCursor, Mark, MessageState, Outcome
from intake.model.message import HeaderSketch
from intake.storage import folders, keys
from intake.storage.tables import ContentRow, EpochRow, FolderRow, MailboxRow, MessageRow

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

FETCH_ATTEMPTS = 5
"""A UID that fails as often is parked (imap.md, the poll, point 9)."""

_FIRST_PAUSE = timedelta(minutes=1)
_PARKED_PAUSE = timedelta(days=1)
"""Between two attempts after that: whatever was wrong with the server may be over, and nobody may have noticed."""

_SLICE = 500
_NOTHING: dict[str, Any] = dict.fromkeys(column.key for column in MessageRow.__table__.columns if column.key != "id")
_Row = MessageRow | SimpleNamespace
"""A mail's row as it is in the database, or as it will be."""


def receive(
    session: Session,
    now: datetime,
    *,
    mailbox: str,
    folder: str,
    epoch: int,
    arrivals: Sequence[Arrival],
    cursor: FolderCursor | None,
    sketches: Mapping[str, HeaderSketch],
) -> None:
    """Writes rows, contents and cursor; nothing where the bytes are held already."""
    box = session.scalars(select(MailboxRow).where(MailboxRow.name == mailbox)).one()
    epoch_row = _epoch(session, box, folder, epoch)
    known: dict[str, _Row] = _rows(session, epoch_row, [arrival.uid for arrival in arrivals])
    keep_contents(session, now, [arrival.blob for arrival in arrivals if arrival.blob])
    fresh: list[SimpleNamespace] = []
    for arrival in arrivals:
        row = known.get(arrival.uid)
        if row is None:
            first = folders.new_values(epoch_row, box.id, arrival.uid, now)
            row = known[arrival.uid] = SimpleNamespace(**(_NOTHING | first))
            fresh.append(row)
        if row.sha256 is None:
            _take_in(row, arrival, now)
        if row.sha256 is None and arrival.uid in sketches:
            sketch(row, sketches[arrival.uid])
    if cursor is not None:
        folders.advance(epoch_row, cursor)
    session.flush()
    if fresh:
        # No objects of the session's: nobody asks for the new ids, and a third of the time goes without them.
        session.connection().execute(insert(MessageRow), _told([vars(row) for row in fresh]))


def _told(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without what none of them says, half of their columns: NULL by itself, and quicker than being told."""
    said = [key for key in _NOTHING if any(row[key] is not None for row in rows)]
    return [{key: row[key] for key in said} for row in rows]


def _epoch(session: Session, box: MailboxRow, folder: str, number: int) -> EpochRow:
    return session.scalars(
        select(EpochRow)
        .join(FolderRow, FolderRow.id == EpochRow.folder_id)
        .where(FolderRow.mailbox_id == box.id, FolderRow.name == folder, EpochRow.number == number)
    ).one()


def _rows(session: Session, epoch: EpochRow, uids: Sequence[str]) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    for start in range(0, len(uids), _SLICE):
        some = uids[start : start + _SLICE]
        found = session.scalars(select(MessageRow).where(MessageRow.epoch_id == epoch.id, MessageRow.uid.in_(some)))
        rows.update({row.uid: row for row in found})
    return rows


def keep_contents(session: Session, now: datetime, blobs: Sequence[Blob]) -> None:
    """A row for each blob that has none yet; another mailbox's poll may bring the same mail at this moment."""
    sizes = {blob.sha256: blob.size for blob in blobs}
    # In the order of the digests, so that two polls never wait for each other in a circle.
    rows = [{"sha256": digest, "size": sizes[digest], "archived_at": now} for digest in sorted(sizes)]
    if rows:
        session.execute(_insert_contents(session.get_bind().dialect.name).on_conflict_do_nothing(), rows)


def _insert_contents(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    if dialect == "sqlite":
        return sqlite.insert(ContentRow)
    # Not loaded on SQLite, see `tables.base.partial`.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(ContentRow)


def _take_in(row: _Row, arrival: Arrival, now: datetime) -> None:
    """Writes what the fetch came to."""
    row.size, row.short = arrival.size, arrival.short
    row.header_key = arrival.header_key or row.header_key
    row.internal_date = arrival.internal_date or row.internal_date
    row.source_time = arrival.source_time or row.source_time
    row.ordered_at = row.internal_date or row.source_time or row.recorded_at
    digest = arrival.blob.sha256 if arrival.blob else None
    match arrival.result:
        case FetchResult.FETCHED:
            row.sha256, row.state, row.outcome = digest, MessageState.RECEIVED, Outcome.PENDING
            row.detail, row.last_error, row.next_attempt_at, row.attempts = None, None, None, 0
        case FetchResult.OVERSIZED:
            row.header_sha256, row.state, row.outcome = digest, MessageState.DONE, Outcome.OVERSIZED
            row.detail = arrival.detail or f"The mail has {arrival.size} bytes, more than limits.message allows."
        case FetchResult.VANISHED:
            row.state, row.outcome = MessageState.DONE, Outcome.VANISHED
            gone = "The mail was gone from the server before it could be fetched."
            lost = "The archive's file of this mail is missing or altered, and the server has it no more."
            row.detail = arrival.detail or (lost if row.content_digest else gone)
        case FetchResult.FAILED:
            _failed(row, arrival.detail, now)


def _failed(row: _Row, detail: str | None, now: datetime) -> None:
    row.fetch_attempts += 1
    row.last_error = detail
    if row.fetch_attempts >= FETCH_ATTEMPTS:
        row.state, row.outcome, row.next_attempt_at = MessageState.DONE, Outcome.UNFETCHABLE, now + _PARKED_PAUSE
        row.detail = detail or f"The server did not hand over this mail in {FETCH_ATTEMPTS} attempts."
        return
    row.state, row.outcome = MessageState.LISTED, Outcome.PENDING
    row.next_attempt_at = now + _FIRST_PAUSE * 2 ** (row.fetch_attempts - 1)


def sketch(row: _Row, headers: HeaderSketch) -> None:
    """Shows From and Subject of a mail that is not read whole."""
    if headers.sender is not None:
        row.sender_name, row.sender_address = headers.sender.name, headers.sender.address
    row.subject, row.message_id, row.sent_at = headers.subject, headers.message_id, headers.sent_at


def pending_marks(session: Session, mailbox: str, limit: int) -> tuple[Mark, ...]:
    """Committed messages of the current epochs that were not yet flagged or moved; only those whose bytes we hold."""
    current = session.execute(
        select(EpochRow.id, FolderRow.name, EpochRow.uidvalidity)
        .join(FolderRow, and_(FolderRow.id == EpochRow.folder_id, FolderRow.epoch == EpochRow.number))
        .join(MailboxRow, MailboxRow.id == FolderRow.mailbox_id)
        .where(MailboxRow.name == mailbox)
    )
    epochs = {row.id: row for row in current}
    # The epochs are not in the statement: SQLite would read all mails of theirs.
    with session.execute(
        select(MessageRow.id, MessageRow.epoch_id, MessageRow.uid, MessageRow.message_id)
        .where(
            MessageRow.mailbox_id == select(MailboxRow.id).where(MailboxRow.name == mailbox).scalar_subquery(),
            MessageRow.sha256.is_not(None),
            MessageRow.marked_at.is_(None),
        )
        .order_by(MessageRow.id)
        .execution_options(yield_per=_SLICE)
    ) as found:
        some = list(islice((row for row in found if row.epoch_id in epochs), limit))
    return tuple(
        Mark(
            message=keys.spell("m", row.id),
            folder=epochs[row.epoch_id].name,
            uidvalidity=epochs[row.epoch_id].uidvalidity,
            uid=row.uid,
            message_id=row.message_id,
        )
        for row in some
    )


def marked(session: Session, now: datetime, messages: Sequence[str]) -> None:
    """Notes that the server was touched for these messages."""
    for start in range(0, len(messages), _SLICE):
        some = keys.numbers("m", messages[start : start + _SLICE])
        session.execute(
            update(MessageRow)
            .where(MessageRow.id.in_(some), MessageRow.marked_at.is_(None))
            .values(marked_at=now)
            .execution_options(synchronize_session=False)
        )
