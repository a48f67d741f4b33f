"""What the review desk finds quickly: one row for each chip that an application stands under, and the words of mails.

All of it follows from other tables and can be made anew (`rebuilding.rebuild`). The index over words is no table of
the code: an FTS5 table on SQLite, a tsvector with GIN on PostgreSQL, both named `search_index` (`words.py`).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.tables.base import Row
from intake.storage.tables.types import KEY


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
