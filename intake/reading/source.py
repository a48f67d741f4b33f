"""A stranger's bytes as an open file that is handed to a child: nothing is copied through the zygote.

A path is a file of the archive, opened for reading; bytes go into an anonymous file in memory.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from intake.errors import StorageUnavailable
from intake.reading import wire


@contextlib.contextmanager
def opened(raw: bytes | Path) -> Iterator[int]:
    """A descriptor of the bytes; StorageUnavailable where the archive does not give them."""
    descriptor = _open(raw) if isinstance(raw, Path) else _in_memory(raw)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def beginning(raw: bytes | Path, size: int) -> bytes:
    """The first `size` bytes."""
    if isinstance(raw, bytes):
        return raw[:size]
    with opened(raw) as descriptor:
        return os.pread(descriptor, size, 0)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageUnavailable(f"The file {path.name} cannot be opened ({error.strerror}).") from error


def _in_memory(data: bytes) -> int:
    descriptor = os.memfd_create("intake-input")
    try:
        wire.write_all(descriptor, data)
        # A tool reads it as its standard input, from where the offset stands.
        os.lseek(descriptor, 0, os.SEEK_SET)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
