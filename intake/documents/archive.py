"""Zip files: their members by name, and the one place where a stranger's zip is inflated, counted.

`file_size` lies, so bytes are counted while they are read; overlapping members (one 145 kB file to 100 GB) end at
the same count. Pure: no I/O but on the bytes given, no clock.
"""

import io
import zipfile
import zlib
from typing import IO

from intake.documents.content import CannotRead
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.text.clean import filename

_CHUNK = 1_000_000
_ARCHIVE = (
    "This is an archive; its files are not read from it for now: open it and look at them, or ask the sender to "
    "attach them one by one."
)
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

    def read(self, name: str, *, limit: int) -> bytes:
        """The bytes of a member, b"" where there is none; CannotRead when it is damaged, locked or over the limit."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as member:
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


def refuse_archive(data: bytes, policy: ReadingPolicy) -> CannotRead:
    """Why the archive is not read, with its members by safe name; folders and macOS's own entries are left out."""
    archive = Archive(data, policy.limits)
    members = tuple(
        shown
        for name in archive.names
        if not name.endswith("/") and not name.startswith("__MACOSX/") and (shown := filename(name)) is not None
    )
    if archive.locked:
        return CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED, members=members)
    return CannotRead(DocumentStatus.UNSUPPORTED, _ARCHIVE, members=members)
