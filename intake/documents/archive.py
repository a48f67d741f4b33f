"""Zip files: their members, and the one place where a stranger's zip is inflated, counted.

`file_size` lies, so bytes are counted while they are read; overlapping members (one 145 kB file to 100 GB) end at
the same count. Pure: no I/O but on the bytes given, no clock.
"""

import hashlib
import io
import zipfile
import zlib
from typing import IO

from intake.documents.content import CannotRead, Content
from intake.model.document import DocumentStatus, Member
from intake.model.policy import Limits, ReadingPolicy
from intake.text.clean import filename
from intake.text.sniff import media_type

_CHUNK = 1_000_000
EXTRACTOR = "zip"
_EMPTY = "This archive holds no files: ask the sender to send it again."
_CORRUPT = "This file is damaged and could not be unpacked: ask the sender to send it again."
_TOO_LARGE = "This file unpacks to more than the limit allows and was not read: ask the sender for a simpler copy."
_ENCRYPTED = "This file is locked with a password: ask the sender for a copy without one."


class Archive:
    """A zip in memory. `inflated` bytes are counted over all members; CannotRead past a limit or on damage."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT) from error
        self._limits = limits
        self._left = limits.zip_inflated
        if len(self._zip.infolist()) > limits.zip_members:
            raise CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE)
        self.names = tuple(info.filename for info in self._zip.infolist())
        self.locked = any(info.flag_bits & 1 for info in self._zip.infolist())

    def files(self) -> tuple[tuple[int, str], ...]:
        """Number and safe name of every entry that is a file somebody put there."""
        entries = enumerate(self._zip.infolist(), 1)
        return tuple(
            (number, filename(info.filename) or f"file {number}") for number, info in entries if _is_file(info)
        )

    def read(self, name: str, *, limit: int) -> bytes:
        """The bytes of a member, b"" where there is none; CannotRead when it is damaged, locked or over the limit."""
        return self._unpacked(self._zip.getinfo(name), limit) if name in self.names else b""

    def entry(self, number: int, *, limit: int) -> bytes:
        """The bytes of the entry with this number, from 1; CannotRead also where there is none."""
        entries = self._zip.infolist()
        if not 1 <= number <= len(entries):
            raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT)
        return self._unpacked(entries[number - 1], limit)

    def _unpacked(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        try:
            with self._zip.open(info) as member:
                return self._counted(member, limit)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT) from error
        except RuntimeError as error:  # zipfile's way to say that a member has a password
            raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED) from error

    def _counted(self, member: IO[bytes], limit: int) -> bytes:
        made: list[bytes] = []
        size = 0
        while chunk := member.read(_CHUNK):
            size += len(chunk)
            self._left -= len(chunk)
            if size > limit or self._left < 0:
                raise CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE)
            made.append(chunk)
        return b"".join(made)


def _is_file(info: zipfile.ZipInfo) -> bool:
    """Neither a folder nor what macOS and Windows add of their own."""
    last = info.filename.replace("\\", "/").rpartition("/")[2]
    own = info.filename.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db", "desktop.ini"}
    return bool(last) and not own


def list_archive(data: bytes, policy: ReadingPolicy) -> tuple[Content, tuple[Member, ...], tuple[str, ...]]:
    """The files of an archive, unpacked once to be told by content; CannotRead where it is locked, a bomb or empty.

    Beside them the names of all that it holds. Folders and macOS's own entries count for nothing. What cannot be
    unpacked, or is more than a mail may bring, is named and left out (warning `partly_read`).
    """
    archive = Archive(data, policy.limits)
    entries = archive.files()
    names = tuple(name for _, name in entries)
    if archive.locked:
        raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED, members=names)
    if not entries:
        raise CannotRead(DocumentStatus.EMPTY, _EMPTY)
    members = [
        found
        for number, name in entries[: policy.limits.attachments]
        if (found := _member(archive, number, name, policy))
    ]
    if not members:
        raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT, members=names)
    warnings = ("partly_read",) if len(members) < len(entries) else ()
    return Content(pages=(), extractor=EXTRACTOR, warnings=warnings), tuple(members), names


def read_member(data: bytes, number: int, policy: ReadingPolicy) -> bytes:
    """The bytes of the entry with this number; CannotRead where it is not there, damaged, locked or over the limit."""
    return Archive(data, policy.limits).entry(number, limit=policy.limits.message)


def _member(archive: Archive, number: int, name: str, policy: ReadingPolicy) -> Member | None:
    try:
        data = archive.entry(number, limit=policy.limits.message)
    except CannotRead:
        return None
    digest = hashlib.sha256(data).hexdigest()
    return Member(number=number, filename=name, media_type=media_type(data, name), size=len(data), sha256=digest)
