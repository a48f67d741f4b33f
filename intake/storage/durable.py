"""Files and folders that are on the disk when a call returns: write, fsync, and nothing promised before that.

Larger files go past the system's memory of files (O_DIRECT, open(2)): a mail is written once and read once, some time
later. The copy that the system keeps costs as much computing time as all else of writing a mail where its memory has
to be made first, as on a fresh virtual machine, and puts out what a mail server beside us would want to keep there.
"""

import errno
import fcntl
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from intake.errors import DiskFull, StorageUnavailable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PAST_MEMORY = 65_536
"""Bytes from which on a file is written past the system's memory: below, the extra calls cost what they save."""

BLOCK = 4_096
"""What such a write is a multiple of, in length and place; a disk that wants more refuses it."""

_PIECE = 128 * BLOCK
_DIRECT: int = getattr(os, "O_DIRECT", 0)  # not on every system
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class _Piece(threading.local):
    """Memory of a thread that writes are made from: a page's beginning is where they must begin."""

    def __init__(self) -> None:
        self.view = memoryview(mmap.mmap(-1, _PIECE))


_own = _Piece()


def write_new(name: str, data: bytes) -> None:
    """Writes a file, 0600, and syncs it; whatever had the name before is gone. Raises OSError."""
    descriptor = create(name, memoryview(data))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create(name: str, data: memoryview, *, in_place: bool = False) -> int:
    """Writes a file, 0600, and gives its descriptor, to be synced and closed. Raises OSError.

    With `in_place` the data begin where a page of memory does, and need not be copied to where one does.
    """
    large = len(data) >= PAST_MEMORY
    descriptor = _opened(name, past_memory=large)
    try:
        write_all(descriptor, _beyond_blocks(descriptor, data, in_place=in_place) if large else data)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def write_all(descriptor: int, data: "ReadableBuffer") -> None:
    """All of it: a single write may take less (write(2), a disk that is all but full)."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _opened(name: str, *, past_memory: bool) -> int:
    if past_memory:
        try:
            return os.open(name, _NEW | _DIRECT, 0o600)
        except OSError as error:
            # Some file systems know no other way than through memory.
            if error.errno != errno.EINVAL:
                raise
    return os.open(name, _NEW, 0o600)


def _beyond_blocks(descriptor: int, data: memoryview, *, in_place: bool) -> memoryview:
    """Writes the whole blocks of the data past the system's memory; gives what is left, which goes through it."""
    whole, at = len(data) // BLOCK * BLOCK, 0
    # A write that is refused or took no whole blocks ends it: the other way does the rest, or tells why not.
    while at < whole and at % BLOCK == 0:
        try:
            at += os.write(descriptor, data[at:whole] if in_place else _moved(data[at : min(at + _PIECE, whole)]))
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            break
    fcntl.fcntl(descriptor, fcntl.F_SETFL, 0)  # it has no other flag that can be set
    return data[at:]


def _moved(data: memoryview) -> memoryview:
    """The data in a piece of memory that begins where a page does; until this thread's next."""
    _own.view[: len(data)] = data
    return _own.view[: len(data)]


def sync_file(name: str | Path) -> None:
    """Makes what was written to a file durable."""
    _sync(name, os.O_RDONLY)


def sync_folder(folder: str | Path) -> None:
    """Makes the names in a folder durable."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: str | Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk() -> Iterator[None]:
    """Gives the failures of the disk their one name."""
    try:
        yield
    except OSError as error:
        failure = DiskFull if error.errno in _FULL else StorageUnavailable
        raise failure(
            f"The archive cannot be written ({error.strerror}); free some space or mend its folder, "
            "and Intake goes on by itself."
        ) from error
