"""What the review desk finds quickly: one row for each chip that an application stands under, and the words of mails.

All of it follows from other tables and can be made anew (`rebuilding.rebuild`). The counters are written by triggers
of the database (`counting`), so that nobody who writes can forget them. The index over words is no table of the code:
an FTS5 table on SQLite, a tsvector with GIN on PostgreSQL, both named `search_index` (`words.py`).
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.model.ledger import Outcome
from intake.storage.tables.base import Row
from intake.storage.tables.types import KEY, Word


class QueueEntryRow(Row):
    """An application under one chip: "all", a flag, "new_mail", or "tag:" and a tag.

    `shelf` says who may see it: the number of its posting round, or the negative number of the mailbox where it came.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        Index("ix_queue_entries_status", "chip", "status", "received_at", "application_id"),
        Index("ix_queue_entries_status_shelf", "chip", "status", "shelf", "received_at", "application_id"),
        Index("ix_queue_entries_any", "chip", "received_at", "application_id"),
        Index("ix_queue_entries_shelf", "chip", "shelf", "received_at", "application_id"),
    )

    application_id: Mapped[int] = mapped_column(KEY, ForeignKey("applications.id"), primary_key=True)
    chip: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str]
    shelf: Mapped[int] = mapped_column(KEY)
    received_at: Mapped[datetime]


class MessageTextRow(Row):
    """What can be searched in a mail: pairs of a source and its text, as compressed JSON."""

    __tablename__ = "message_texts"

    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"), primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class QueueCountRow(Row):
    """How many applications stand under a chip with a status on a shelf; 0 once there were some."""

    __tablename__ = "queue_counts"

    chip: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    shelf: Mapped[int] = mapped_column(KEY, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class ArrivalCountRow(Row):
    """How many applications on a shelf came in a quarter of an hour, by its number since 1970 in UTC.

    Every zone of today differs from UTC by a multiple of it, so that the days of any zone can be added up.
    """

    __tablename__ = "arrival_counts"

    shelf: Mapped[int] = mapped_column(KEY, primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class MessageCountRow(Row):
    """How many messages of a mailbox have an outcome; 0 once there were some."""

    __tablename__ = "message_counts"

    mailbox_id: Mapped[int] = mapped_column(KEY, ForeignKey("mailboxes.id"), primary_key=True, autoincrement=False)
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
