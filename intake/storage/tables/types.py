"""Column types that keep both databases alike: times in UTC, strangers' words, enum words, JSON, keys.

Every difference between SQLite and PostgreSQL that a column can have is settled here.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator

from intake.storage.keys import storable

# SQLite numbers rows by itself only in an INTEGER column.
KEY = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC. A naive one is a bug and is refused.

    SQLite keeps no zone: text in UTC that sorts as the times do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone must never reach the database.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - same
        """Aware and in UTC, whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that a stranger may have written: PostgreSQL takes neither NUL nor a lone surrogate."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the interface
        """The same words, with U+FFFD for what no database takes."""
        return None if value is None else storable(value)


class Word(TypeDecorator[Any]):
    """A member of a StrEnum, kept by its value; no named enum types, so that a new member is no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the interface
        """The member's value; ValueError for a word that is none."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 - same
        """The member."""
        return None if value is None else self.enum(value)
