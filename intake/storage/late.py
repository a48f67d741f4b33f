"""Entries of the audit log that the database could not take in time, kept in a file until it can.

Whoever reads personal data stands in the log or in this file, durably, before the page is answered (security.md 11):
a reader need not wait for another writer, and no read goes unnoted. The file holds ids and times, nobody's words.
A process killed between the commit and the emptying writes its entries twice; none is lost.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import StorageUnavailable
from intake.faults import fault_point
from intake.storage.durable import sync_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNote:
    """An entry as it will stand in the log: `account` and `object_` are ids ("u1", "a5"), `at` is when it was."""

    at: datetime
    account: str
    act: str
    object_: str | None


class LateNotes:
    """The file. Safe between threads and processes: one at a time holds its lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, note: LateNote) -> None:
        """Appends an entry; when this returns it survives a power cut. StorageUnavailable where the disk refuses."""
        # On a line of its own, whatever a power failure left of the one before.
        line = f"\n{json.dumps(asdict(note) | {'at': note.at.isoformat()})}\n"
        fault_point("keep_late_note: before")
        try:
            with self._locked(os.O_CREAT) as descriptor:
                os.write(descriptor, line.encode())
                os.fsync(descriptor)
                sync_folder(self._path.parent)
        except OSError as error:
            raise StorageUnavailable(
                f"The audit log can be written neither to the database nor to {self._path.name} ({error.strerror})."
            ) from error
        fault_point("keep_late_note: after")

    @contextmanager
    def taking(self) -> Iterator[tuple[LateNote, ...]]:
        """The entries that wait; they are gone from the file once the block has ended without an error."""
        if not self._waits():
            yield ()
            return
        with self._locked() as descriptor:
            yield tuple(_read(os.pread(descriptor, os.fstat(descriptor).st_size, 0)))
            os.ftruncate(descriptor, 0)
            os.fsync(descriptor)

    def _waits(self) -> bool:
        try:
            return self._path.stat().st_size > 0
        except FileNotFoundError:
            return False

    @contextmanager
    def _locked(self, create: int = 0) -> Iterator[int]:
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | create, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _read(data: bytes) -> Iterator[LateNote]:
    """The entries of the file; a line cut by a power failure belongs to a page that nobody was shown."""
    for line in data.splitlines():
        try:
            fields = json.loads(line)
            yield LateNote(**fields | {"at": datetime.fromisoformat(fields["at"])})
        except (ValueError, TypeError, KeyError):
            continue
