"""IMAP answers, as imapclient parses them, to values: every key may be missing, every value of another type.

Pure: no I/O, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from intake.mailbox.cursor import header_key
from intake.model.ledger import FolderStatus, Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a server said when a folder was opened.

    `lasting` are its PERMANENTFLAGS, lower case; None where it named none: then all last (RFC 3501, 7.1).
    """

    status: FolderStatus
    lasting: frozenset[str] | None

    def keeps(self, flag: str) -> bool:
        """Whether the server keeps a flag or keyword beyond this session."""
        if self.lasting is None or flag.lower() in self.lasting:
            return True
        return "\\*" in self.lasting and not flag.startswith("\\")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What the server says of a mail before it is fetched; the size is a hint, None where it gave none.

    `header` is as much of the header block as was asked for.
    """

    size: int | None
    internal_date: datetime | None
    header: bytes | None = None


def completed(status: FolderStatus, last: FolderStatus) -> FolderStatus:
    """A status with the figures that it lacks taken from an earlier one of the same numbering."""
    return replace(
        status,
        uidnext=last.uidnext if status.uidnext is None else status.uidnext,
        highestmodseq=last.highestmodseq if status.highestmodseq is None else status.highestmodseq,
    )


def opened(folder: str, reply: Mapping[bytes, Any]) -> Opened:
    """What SELECT or EXAMINE answered."""
    lasting = reply.get(b"PERMANENTFLAGS")
    return Opened(
        status=folder_status(folder, reply),
        lasting=None if lasting is None else frozenset(flag.decode("ascii", "replace").lower() for flag in lasting),
    )


def folder_status(folder: str, reply: Mapping[bytes, Any]) -> FolderStatus:
    """The figures in an answer to STATUS, SELECT or EXAMINE."""
    return FolderStatus(
        folder=folder,
        uidvalidity=_number(reply.get(b"UIDVALIDITY")),
        uidnext=_number(reply.get(b"UIDNEXT")),
        highestmodseq=_number(reply.get(b"HIGHESTMODSEQ")),
        messages=reply[b"EXISTS"] if isinstance(reply.get(b"EXISTS"), int) else None,
    )


def _number(value: object) -> int | None:
    """A positive number; 0 stands for "I do not know" (HIGHESTMODSEQ of a folder without them)."""
    return value if isinstance(value, int) and value > 0 else None


def announced(data: Mapping[bytes, Any]) -> Announced:
    """What FETCH told of one mail; the server may spell the header's section in its own way."""
    header = next((value for key, value in data.items() if key.startswith(b"BODY[HEADER")), None)
    return Announced(
        size=_number(data.get(b"RFC822.SIZE")), internal_date=_utc(data.get(b"INTERNALDATE")), header=as_bytes(header)
    )


def listed(uid: str, told: Announced) -> Listed:
    """A mail on the server, with the key by which it is known again."""
    key = header_key(told.header) if told.header else None
    return Listed(uid=uid, size=told.size or 0, header_key=key, internal_date=told.internal_date)


def _utc(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    try:
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # a year or an offset that no calendar has


def as_bytes(value: object) -> bytes | None:
    """A body; a short one may come as a number where the server did not quote it."""
    if isinstance(value, int):
        return b"%d" % value
    return value if isinstance(value, bytes) else None
