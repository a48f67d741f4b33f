"""Mailboxes, folders and their epochs: how far each has been taken in (RFC 3501 section 2.3.1.1).

UIDVALIDITY is an attribute of an epoch; a value that comes back is a new epoch all the same.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from intake.model.ledger import FolderCursor, Listed, MessageState, Outcome
from intake.storage import history
from intake.storage.tables import EpochRow, FolderRow, MailboxRow, MessageRow

HIGHEST_UID = 2**63 - 1
_SLICE = 500

LONGEST_WAIT = timedelta(days=1)
"""Nothing is put off for as long: what waits longer was written before the clock was put back (F12)."""

_TAKEN_OVER = (
    MessageRow.sha256,
    MessageRow.header_sha256,
    MessageRow.dropped_at,
    MessageRow.short,
    MessageRow.ordered_at,
    MessageRow.message_id,
    MessageRow.message_key,
    MessageRow.content_digest,
    MessageRow.kind,
    MessageRow.received_at,
    MessageRow.sent_at,
    MessageRow.subject,
    MessageRow.sender_name,
    MessageRow.sender_address,
)
"""What the row of a linked mail has in common with that of its first arrival."""


def ensure_mailbox(session: Session, now: datetime, name: str, kind: str, addresses: Sequence[str]) -> None:
    """Makes the mailbox known, or takes over what the configuration says of it now; writes only what differs."""
    folded = sorted({address.lower() for address in addresses})
    row = session.scalar(select(MailboxRow).where(MailboxRow.name == name))
    if row is None:
        session.add(MailboxRow(name=name, kind=kind, addresses=folded, created_at=now))
    elif (row.kind, row.addresses) != (kind, folded):
        row.kind, row.addresses = kind, folded


def current_epoch(session: Session, mailbox: str, folder: str) -> EpochRow | None:
    """The folder's epoch of today; None before the first."""
    return session.scalar(
        select(EpochRow)
        .join(FolderRow, and_(FolderRow.id == EpochRow.folder_id, FolderRow.epoch == EpochRow.number))
        .join(MailboxRow, MailboxRow.id == FolderRow.mailbox_id)
        .where(MailboxRow.name == mailbox, FolderRow.name == folder)
    )


def cursor_of(folder: str, row: EpochRow) -> FolderCursor:
    """The epoch's row as a value."""
    return FolderCursor(
        folder=folder,
        epoch=row.number,
        uidvalidity=row.uidvalidity,
        last_uid=row.last_uid,
        uidnext=row.uidnext,
        highestmodseq=row.highestmodseq,
        looked_back_at=row.looked_back_at,
        checked_all_at=row.checked_all_at,
    )


def advance(row: EpochRow, cursor: FolderCursor) -> None:
    """Writes how far the epoch is taken in; assigning equal values writes nothing."""
    row.last_uid = cursor.last_uid
    row.uidnext = cursor.uidnext
    row.highestmodseq = cursor.highestmodseq
    row.looked_back_at = cursor.looked_back_at
    row.checked_all_at = cursor.checked_all_at


def known_uids(
    session: Session, mailbox: str, folder: str, above: int | None, up_to: int | None = None
) -> frozenset[str]:
    """Every UID of the current epoch that has a row; with `above` and `up_to` only the numbers in that range."""
    epoch = current_epoch(session, mailbox, folder)
    if epoch is None:
        return frozenset()
    wanted = select(MessageRow.uid).where(MessageRow.epoch_id == epoch.id)
    if above is not None:
        wanted = wanted.where(MessageRow.uid_number > above)
    if up_to is not None:
        wanted = wanted.where(MessageRow.uid_number <= up_to)
    return frozenset(session.scalars(wanted))


def waiting_uids(session: Session, now: datetime, mailbox: str, folder: str, limit: int | None) -> tuple[str, ...]:
    """UIDs of the current epoch whose bytes are still wanted, in ascending order.

    Those listed or parked and due, and the oversized ones that `limit` (bytes) admits by now.
    """
    epoch = current_epoch(session, mailbox, folder)
    if epoch is None:
        return ()
    failed = (Outcome.PENDING, Outcome.UNFETCHABLE)
    wanted: list[ColumnElement[bool]] = [and_(MessageRow.outcome.in_(failed), _due(now))]
    if limit is not None:
        wanted.append(and_(MessageRow.outcome == Outcome.OVERSIZED, MessageRow.size <= limit))
    # Sorted here: SQLite would read the whole folder in the order of its UIDs to spare itself the sorting.
    found = sorted(
        session.scalars(
            select(MessageRow.uid).where(
                MessageRow.epoch_id == epoch.id,
                MessageRow.sha256.is_(None),
                MessageRow.outcome.in_((*failed, Outcome.OVERSIZED)),
                or_(*wanted),
            )
        )
    )
    # Of two numbers the one with fewer digits is the smaller one.
    return tuple(found if epoch.uidvalidity is None else sorted(found, key=len))


def _due(now: datetime) -> ColumnElement[bool]:
    never = now + LONGEST_WAIT
    return or_(
        MessageRow.next_attempt_at.is_(None), MessageRow.next_attempt_at <= now, MessageRow.next_attempt_at > never
    )


def uid_number(uid: str) -> int | None:
    """The UID as a number, where the source counts (IMAP); None for the opaque names of Maildir and imports."""
    return int(uid) if uid.isascii() and uid.isdigit() and int(uid) <= HIGHEST_UID else None


def start_epoch(
    session: Session, now: datetime, *, mailbox: str, folder: str, uidvalidity: int | None, listing: Sequence[Listed]
) -> FolderCursor:
    """Begins the folder's next epoch: a row for each UID of the listing, known mails linked, the others listed.

    A UID is linked as a duplicate only if exactly one archived mail of this mailbox's earlier epochs and exactly
    one UID agree in size and header key. What the last epoch still had to fetch can be reached no more: vanished.
    """
    box = session.scalars(select(MailboxRow).where(MailboxRow.name == mailbox)).one()
    folder_row = _folder(session, box, folder)
    _give_up_last_epoch(session, folder_row)
    folder_row.epoch += 1
    epoch = EpochRow(folder_id=folder_row.id, number=folder_row.epoch, uidvalidity=uidvalidity, started_at=now)
    epoch.last_uid = max((uid_number(item.uid) or 0 for item in listing), default=0)
    session.add(epoch)
    session.flush()
    several, linked = _alike(listing), 0
    for some in _slices(listing):
        known = _archived(session, box, [item for item in some if _look(item) not in several])
        linked += len(known)
        rows = [_listed(epoch, box, item, now) | known.get(item.uid, {}) for item in some]
        session.execute(insert(MessageRow), rows)
    if epoch.number > 1:
        told = f"{folder} of {mailbox}; mails listed: {len(listing)}, known and not fetched again: {linked}"
        history.add(session, now, "folder_renumbered", mailbox_id=box.id, payload={"sentences": [told]})
    return cursor_of(folder, epoch)


def _look(item: Listed) -> int:
    """What mails are told apart by. Two that share it by chance are downloaded: that costs little, and no mail."""
    return hash((item.size, item.header_key))


def _alike(listing: Sequence[Listed]) -> frozenset[int]:
    """The looks that more than one UID has; counted in an array, since a folder may hold half a million."""
    looks = array("q", sorted(map(_look, listing)))
    return frozenset(first for first, second in pairwise(looks) if first == second)


def _folder(session: Session, box: MailboxRow, name: str) -> FolderRow:
    row = session.scalar(select(FolderRow).where(FolderRow.mailbox_id == box.id, FolderRow.name == name))
    if row is None:
        row = FolderRow(mailbox_id=box.id, name=name, epoch=0)
        session.add(row)
        session.flush()
    return row


def _give_up_last_epoch(session: Session, folder: FolderRow) -> None:
    last = select(EpochRow.id).where(EpochRow.folder_id == folder.id, EpochRow.number == folder.epoch)
    session.execute(
        update(MessageRow)
        .where(MessageRow.epoch_id.in_(last), MessageRow.sha256.is_(None), MessageRow.outcome == Outcome.PENDING)
        .values(
            state=MessageState.DONE,
            outcome=Outcome.VANISHED,
            detail="The server renumbered the folder before this mail was fetched; it is listed again if it is there.",
        )
        .execution_options(synchronize_session=False)
    )


def _archived(session: Session, box: MailboxRow, asked: Sequence[Listed]) -> dict[str, dict[str, Any]]:
    """For each UID that can be told for sure: what its row takes over from the one archived mail that it is."""
    held: dict[tuple[int, str | None], dict[str, Any]] = {}
    keys = {item.header_key for item in asked if item.header_key}
    # The mailbox and the order are not in the statement: SQLite would read the mailbox's whole index for each slice.
    found = session.execute(
        select(
            MessageRow.id,
            MessageRow.mailbox_id,
            MessageRow.size,
            MessageRow.header_key,
            MessageRow.duplicate_of_id,
            *_TAKEN_OVER,
        ).where(MessageRow.header_key.in_(keys), MessageRow.sha256.is_not(None))
    ).mappings()
    several = set()
    for row in sorted((row for row in found if row["mailbox_id"] == box.id), key=itemgetter("id")):
        key = (row["size"], row["header_key"])
        first = held.setdefault(key, _link(row))
        if first["sha256"] != row["sha256"]:
            several.add(key)
    return {
        item.uid: held[key] for item in asked if (key := (item.size, item.header_key)) in held and key not in several
    }


def _link(row: RowMapping) -> dict[str, Any]:
    return {column.key: row[column.key] for column in _TAKEN_OVER} | {
        "duplicate_of_id": row["duplicate_of_id"] or row["id"],
        "state": MessageState.DONE,
        "outcome": Outcome.DUPLICATE,
        "detail": "The server renumbered the folder; this is a mail that was taken in before.",
    }


def tell_linked(session: Session, row: MessageRow) -> None:
    """Says of mails that were linked to this one before it was read what it is now known to be."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.duplicate_of_id == row.id, MessageRow.sha256 == row.sha256, MessageRow.kind.is_(None))
        .values({column.key: getattr(row, column.key) for column in _TAKEN_OVER})
        .execution_options(synchronize_session=False)
    )


def _listed(epoch: EpochRow, box: MailboxRow, item: Listed, now: datetime) -> dict[str, Any]:
    """The row of a UID that is on the server, all columns of `_link` included, so that all rows are alike."""
    first = new_values(epoch, box.id, item.uid, now)
    return (
        dict.fromkeys([column.key for column in _TAKEN_OVER])
        | first
        | {
            "size": item.size,
            "header_key": item.header_key,
            "internal_date": item.internal_date,
            "ordered_at": item.internal_date or now,
            "duplicate_of_id": None,
            "detail": None,
        }
    )


def _slices(listing: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    for start in range(0, len(listing), _SLICE):
        yield listing[start : start + _SLICE]


def new_values(epoch: EpochRow, mailbox_id: int, uid: str, now: datetime) -> dict[str, Any]:
    """A message's row as it begins: listed, pending."""
    return {
        "mailbox_id": mailbox_id,
        "epoch_id": epoch.id,
        "uid": uid,
        "uid_number": uid_number(uid),
        "size": 0,
        "short": False,
        "recorded_at": now,
        "ordered_at": now,
        "state": MessageState.LISTED,
        "outcome": Outcome.PENDING,
        "attempts": 0,
        "fetch_attempts": 0,
        "flags": [],
    }
