"""The ledger: one row for every message ever seen, which is its queue entry too, and exactly one outcome.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from intake.model.message import Address


class Outcome(StrEnum):
    """What became of a message; every message has exactly one."""

    APPLICATION = "application"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    REPORT = "report"
    CALENDAR = "calendar"
    BULK = "bulk"
    CORRESPONDENCE = "correspondence"
    PENDING = "pending"
    QUARANTINED = "quarantined"
    OVERSIZED = "oversized"
    UNFETCHABLE = "unfetchable"
    VANISHED = "vanished"
    ERASED = "erased"


class MessageState(StrEnum):
    """Where a row stands in the queue.

    LISTED: known on the server, bytes not obtained yet (also: a fetch that failed fewer than five times).
    RECEIVED: bytes archived, to be read. READ: has a reading, to be decided (again). DONE: nothing to do.
    """

    LISTED = "listed"
    RECEIVED = "received"
    READ = "read"
    DONE = "done"


class FetchResult(StrEnum):
    """What a fetch of one UID came to."""

    FETCHED = "fetched"
    OVERSIZED = "oversized"
    VANISHED = "vanished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderStatus:
    """What the source says of a folder. Numbers are None where it does not know them (RFC 3501 section 6.3.10)."""

    folder: str
    uidvalidity: int | None
    uidnext: int | None
    highestmodseq: int | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCursor:
    """How far a folder has been taken in, in its current epoch.

    `epoch` counts from 1; UIDVALIDITY is its attribute, so a value that comes back is a new epoch all the same.
    `last_uid` is the highest UID below which all are in the ledger (0: none; always 0 for sources without
    numeric UIDs). `uidnext` and `highestmodseq` are those of the last complete poll.
    """

    folder: str
    epoch: int
    uidvalidity: int | None
    last_uid: int
    uidnext: int | None
    highestmodseq: int | None
    looked_back_at: datetime | None
    checked_all_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A message on the server, not fetched: enough to recognise it after the epoch changed.

    `header_key` is a hex digest of its Message-ID, Date and From headers; None where the source gave none.
    """

    uid: str
    size: int
    header_key: str | None
    internal_date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a fetch of one requested UID brought.

    `body` is the raw message: bytes, or the path of a spooled file (large mails) that the archive may move
    away; only the header block where `result` is OVERSIZED; None where nothing was obtained. `size` is what
    the server announced, a hint only; `short` says that fewer bytes came twice than were announced.
    `source_time` is the file's time for Maildir, where there is no INTERNALDATE.
    """

    uid: str
    result: FetchResult
    body: bytes | Path | None
    size: int
    header_key: str | None
    internal_date: datetime | None
    short: bool = False
    detail: str | None = None
    source_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes in the archive: hex SHA-256 and size."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One UID of one poll, its bytes (if any) durable in the archive: what `store.receive` writes as a row.

    `source_time` is the file's time for imports and Maildir, where there is no INTERNALDATE.
    """

    uid: str
    result: FetchResult
    blob: Blob | None
    size: int
    header_key: str | None
    internal_date: datetime | None
    source_time: datetime | None = None
    short: bool = False
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A message whose bytes are to go, and its header block in the archive; None where its bytes were lost before."""

    message: str
    header: Blob | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A message to flag or move on the server, from a committed row. `message` is the ledger id."""

    message: str
    folder: str
    uidvalidity: int | None
    uid: str
    message_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row that this owner works on until its lease ends; writes are fenced by `owner`."""

    message: str
    owner: str
    mailbox: str
    state: MessageState
    attempts: int
    sha256: str
    internal_date: datetime | None
    source_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A row of the ledger as people and scripts see it (contract: `ledger --json`)."""

    id: str
    mailbox: str
    folder: str
    epoch: int
    uidvalidity: int | None
    uid: str
    message_id: str | None
    sha256: str | None
    received_at: datetime | None
    sent_at: datetime | None
    sender: Address | None
    subject: str | None
    outcome: Outcome
    applications: tuple[str, ...]
    flags: tuple[str, ...]
    detail: str | None
