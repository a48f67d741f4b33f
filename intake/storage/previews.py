"""Pictures of pages that were drawn once: kept by the digest of their mail, page and width, within a bound.

A cache of personal data: files are 0600, leave with their mail's bytes (`drop`), and are never what anything else
relies on. What does not fit, is damaged or cannot be written is drawn again. The longest unseen go first.
"""

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

LIMIT = 200_000_000
"""Bytes that the pictures may take: some thousand pages."""

_ROOM = 0.8  # of the limit that is kept when it was passed, so that not every picture makes room for itself
_BEGIN, _END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class Previews:
    """The pictures in a folder. Safe to share between threads and processes.

    `blob` tells where the bytes of a digest lie: pictures of bytes that are gone are not kept.
    """

    def __init__(self, root: Path, blob: Callable[[str], Path], *, limit: int = LIMIT) -> None:
        self._root = root
        self._blob = blob
        self._limit = limit
        self._size: int | None = None
        self._counting = threading.Lock()

    def page(self, sha256: str, part: str, page: int, width: int, draw: Callable[[], bytes]) -> bytes:
        """PNG of a page (from 0) of the document at `part` of the mail with this digest; `draw` makes it anew."""
        path = self._path(sha256, part, page, width)
        held = _read(path)
        if held is None:
            held = draw()
            # A full disk takes no picture from anybody: it is drawn again.
            with contextlib.suppress(OSError):
                self._keep(path, held, sha256)
        return held

    def drop(self, sha256: str) -> None:
        """Removes all pictures of a mail."""
        self._blob(sha256)  # ValueError for anything but a digest
        shutil.rmtree(self._folder(sha256), ignore_errors=True)

    def _folder(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256

    def _path(self, sha256: str, part: str, page: int, width: int) -> Path:
        self._blob(sha256)
        name = hashlib.sha256(f"{part}\0{page}\0{width}".encode()).hexdigest()[:32]
        return self._folder(sha256) / f"{name}.png"

    def _keep(self, path: Path, drawn: bytes, sha256: str) -> None:
        if len(drawn) > self._limit:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f".{os.getpid()}-{threading.get_ident()}")
        with open(temporary, "wb", opener=_private) as file:
            file.write(drawn)
        temporary.replace(path)
        if not self._blob(sha256).exists():
            # It was erased while its page was drawn.
            self.drop(sha256)
        self._count(len(drawn))

    def _count(self, more: int) -> None:
        """Adds to what is known to be there; over the limit everything is looked at, and the longest unseen go."""
        with self._counting:
            if self._size is not None:
                self._size += more
            if self._size is None or self._size > self._limit:
                self._size = self._make_room()

    def _make_room(self) -> int:
        """Removes pictures until they fit, and those that a crash left of mails that are gone; the bytes that stay."""
        for folder in self._root.glob("[0-9a-f][0-9a-f]/*"):
            if not self._blob(folder.name).exists():
                self.drop(folder.name)
        found = sorted(self._files())
        size = sum(length for _, length, _ in found)
        least = self._limit * _ROOM if size > self._limit else size
        for _, length, path in found:
            if size <= least:
                break
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()  # where it was the last one
            size -= length
        return size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each picture was last looked at, its size, and where it is; what a crash left behind counts too."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/*/*"):
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                yield status.st_mtime, status.st_size, path


def _read(path: Path) -> bytes | None:
    """A picture that is there and whole; it counts as looked at now."""
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return data if data.startswith(_BEGIN) and data.endswith(_END) else None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
