"""A file that only takes up room: given back when the disk is full, so that the database can still write and erase.

While it cannot be held no mail is fetched: what room there is belongs to what is here already. The server keeps
the mail (fault F13).
"""

import contextlib
import os
from pathlib import Path


class Reserve:
    """`size` bytes at `path`, on the file system of the database."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def hold(self) -> bool:
        """Takes the room, or sees that it is taken; False where the disk has not as much left."""
        try:
            if self._path.stat().st_size == self._size:
                return True
        except FileNotFoundError:
            pass  # given back, or never held
        except OSError:
            return False
        try:
            self._take()
        except OSError:
            self.give_back()
            return False
        return True

    def _take(self) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Really allocated: a file with holes would hold nothing.
            os.posix_fallocate(file, 0, self._size)
            os.ftruncate(file, self._size)
        finally:
            os.close(file)

    def give_back(self) -> None:
        """Frees the room; harmless where it is not held."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
