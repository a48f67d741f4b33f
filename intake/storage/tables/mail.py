"""Where mail came from and what it says: mailboxes, folders, epochs, messages, contents, readings.

A message's row is ledger and queue in one: (folder epoch, UID) names it, `state` says what is to be done.
`ordered_at` is the time by which messages are decided: received_at once it is read, else INTERNALDATE, the file's
time, or when the row was written. `message_key` is the Message-ID, bounded (`keys.bounded`): a stranger's header may
be longer than an index takes. `header_sha256` is the header block alone, of mails over the limit and of those whose
bytes were dropped (`dropped_at`, dropping.py); `sha256` still names the bytes then, which are not held any more.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.model.ledger import MessageState, Outcome
from intake.model.message import MessageKind
from intake.storage.tables.base import KEPT_IDS, Key, Row, partial
from intake.storage.tables.types import KEY, Word

_OTHER = "dropped_at IS NULL AND sha256 IS NOT NULL AND outcome IN ('bulk', 'correspondence', 'duplicate')"


def _of_those_with(column: str) -> Index:
    return partial(f"ix_messages_{column}", column, where=f"{column} IS NOT NULL")


class MailboxRow(Row):
    """An account or folder tree that is watched or was imported."""

    __tablename__ = "mailboxes"
    __table_args__ = (UniqueConstraint("name"), KEPT_IDS)

    id: Mapped[Key]
    name: Mapped[str]
    kind: Mapped[str]
    addresses: Mapped[list[Any]]
    created_at: Mapped[datetime]


class FolderRow(Row):
    """A folder of a mailbox; `epoch` is the number of its current one (0: none yet)."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("mailbox_id", "name"), KEPT_IDS)

    id: Mapped[Key]
    mailbox_id: Mapped[int] = mapped_column(KEY, ForeignKey("mailboxes.id"))
    name: Mapped[str]
    epoch: Mapped[int]


class EpochRow(Row):
    """A time in which a folder's UIDs mean the same mails, and how far it has been taken in."""

    __tablename__ = "epochs"
    __table_args__ = (UniqueConstraint("folder_id", "number"), KEPT_IDS)

    id: Mapped[Key]
    folder_id: Mapped[int] = mapped_column(KEY, ForeignKey("folders.id"))
    number: Mapped[int]
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    uidnext: Mapped[int | None] = mapped_column(BigInteger)
    highestmodseq: Mapped[int | None] = mapped_column(BigInteger)
    looked_back_at: Mapped[datetime | None]
    checked_all_at: Mapped[datetime | None]
    started_at: Mapped[datetime]


class ContentRow(Row):
    """Raw bytes in the archive, once for all the messages that hold them."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    archived_at: Mapped[datetime]


class MessageRow(Row):
    """One arrival: its place, its bytes, where it stands in the queue, what it says, what became of it."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("epoch_id", "uid"),
        Index("ix_messages_epoch_id_uid_number", "epoch_id", "uid_number"),
        # The queue: as long as the backlog, however long the ledger is.
        partial("ix_messages_queue", "ordered_at", "id", where="state IN ('received', 'read')"),
        partial("ix_messages_waiting", "epoch_id", "outcome", where="sha256 IS NULL"),
        Index("ix_messages_mailbox_id_outcome", "mailbox_id", "outcome", "id"),
        partial("ix_messages_backlog", "mailbox_id", "ordered_at", where="state <> 'done'"),
        partial("ix_messages_unmarked", "mailbox_id", "id", where="marked_at IS NULL AND sha256 IS NOT NULL"),
        partial("ix_messages_droppable", "mailbox_id", "recorded_at", "id", where=_OTHER),
        # Of those alone that have it: a mail just fetched has none of the four. Each index that a row enters is a page
        # that SQLite writes at random, and notes down first since triggers count the rows.
        *map(_of_those_with, ("header_sha256", "message_key", "content_digest", "duplicate_of_id")),
        KEPT_IDS,
    )

    id: Mapped[Key]
    mailbox_id: Mapped[int] = mapped_column(KEY, ForeignKey("mailboxes.id"))
    epoch_id: Mapped[int] = mapped_column(KEY, ForeignKey("epochs.id"))
    uid: Mapped[str]
    uid_number: Mapped[int | None] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    header_key: Mapped[str | None] = mapped_column(String(64), index=True)
    internal_date: Mapped[datetime | None]
    source_time: Mapped[datetime | None]
    short: Mapped[bool] = mapped_column(Boolean)
    sha256: Mapped[str | None] = mapped_column(String(64), ForeignKey("contents.sha256"), index=True)
    header_sha256: Mapped[str | None] = mapped_column(String(64), ForeignKey("contents.sha256"))
    dropped_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    marked_at: Mapped[datetime | None]

    state: Mapped[MessageState] = mapped_column(Word(MessageState))
    attempts: Mapped[int]
    fetch_attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None]

    message_id: Mapped[str | None]
    message_key: Mapped[str | None]
    content_digest: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sender_name: Mapped[str | None]
    sender_address: Mapped[str | None]
    subject: Mapped[str | None]
    kind: Mapped[MessageKind | None] = mapped_column(Word(MessageKind))

    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    detail: Mapped[str | None]
    flags: Mapped[list[Any]]
    duplicate_of_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("messages.id"))


class MessageAddressRow(Row):
    """An address of a message, folded for comparing (`keys.address_key`). `role`: from, reply_to, original, to."""

    __tablename__ = "message_addresses"
    __table_args__ = (UniqueConstraint("message_id", "role", "address"), Index(None, "address", "role"))

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    role: Mapped[str] = mapped_column(String(16))
    address: Mapped[str]


class MessageReferenceRow(Row):
    """A Message-ID that a message answers or follows, or the root of its Outlook conversation."""

    __tablename__ = "message_references"
    __table_args__ = (UniqueConstraint("message_id", "reference"), Index(None, "reference"))

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    reference: Mapped[str]


class ReadingRow(Row):
    """What a message says, by the readers of `version`: the model's Reading as compressed JSON."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("message_id"),)

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    version: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime]


class RequestRow(Row):
    """What another command asks of the daemon, and the daemon's answer."""

    __tablename__ = "requests"
    __table_args__ = (
        partial("ix_requests_open", "id", where="finished_at IS NULL"),
        KEPT_IDS,
    )

    id: Mapped[Key]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
