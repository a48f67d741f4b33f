"""One owner a data folder: who polls and processes here, and how others learn that it is gone.

The lock is the kernel's (flock), so it ends with its process, however that ends; the file's words say who holds it.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from intake.errors import IntakeError


class OwnedElsewhere(IntakeError):
    """Another process does the work of this data folder; ask it, or stop it first."""


def process_name() -> str:
    """This process among all that ever ran: boot id, pid and start time, which together never come again."""
    boot = _first_line("/proc/sys/kernel/random/boot_id")
    stat = _first_line(f"/proc/{os.getpid()}/stat")
    started = stat.rpartition(")")[2].split()[19] if stat else "0"
    return f"{boot or 'unknown'}:{os.getpid()}:{started}"


def _first_line(path: str) -> str:
    try:
        with Path(path).open(encoding="ascii", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""


def is_taken(data: Path) -> bool:
    """Whether a process polls and processes in this data folder now, this one included."""
    try:
        file = os.open(data / "owner.lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _locked(file: int) -> bool:
    """Tries more than once: `is_taken` of another process holds the lock for a moment, which is no owner."""
    for pause in (0.01, 0.05, None):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if pause is not None:
                time.sleep(pause)
        else:
            return True
    return False


class OwnerLock:
    """Held while this process polls and processes; a context manager."""

    def __init__(self, data: Path, purpose: str) -> None:
        self._path = data / "owner.lock"
        self._purpose = purpose
        self._file: int | None = None

    def take(self) -> None:
        """Takes the lock at once or raises OwnedElsewhere, which names the holder."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _locked(file):
            holder = os.pread(file, 200, 0).decode(errors="replace").strip()
            os.close(file)
            raise OwnedElsewhere(
                f"This data folder is in use by {holder or 'another process'}; stop it, or use another with --data."
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"intake {self._purpose} (pid {os.getpid()})\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Gives the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        """Takes the lock."""
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        """Gives it back."""
        self.release()
