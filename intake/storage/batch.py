"""Blobs that are written together: each hashed, written and synced on its own, named once all are on the disk.

Several are at work at once, so that hashing and writing fill the cores and the file system writes its journal once for
many, in a third of the time. (To begin with the next batch while the last files of one are being synced gains nothing.)
"""

# ruff: noqa: PTH101, PTH102, PTH105, PTH116, PTH120 - files are named as text, see Batch
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from intake.faults import fault_point
from intake.model.ledger import Blob
from intake.storage.durable import sync_file, write_all, write_new

if TYPE_CHECKING:
    from intake.storage.archive import FolderArchive
    from intake.storage.workers import Workers

AT_ONCE = 8
"""Files written and synced side by side: with more they only wait for one another."""

_CHUNK = 1_048_576
T = TypeVar("T")
R = TypeVar("R")


def side_by_side(pool: ThreadPoolExecutor, act: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What `act` makes of each, in their order, by the threads of a pool and this one.

    No thread is at work on it any more when it returns, or raises what any of them raised.
    """
    made: dict[int, R] = {}
    left = iter(enumerate(items))

    def work() -> None:
        for at, item in left:
            made[at] = act(item)

    helpers = [pool.submit(work) for _ in range(min(len(items), AT_ONCE) - 1)]
    try:
        work()
    finally:
        # Those that others keep busy were not needed.
        begun = [helper for helper in helpers if not helper.cancel()]
        wait(begun)
    for helper in begun:
        helper.result()
    return [made[at] for at in range(len(items))]


class Batch:
    """Blobs on the disk that nobody can see yet, and threads of the archive that brought them there."""

    def __init__(self, archive: "FolderArchive") -> None:
        self._archive = archive
        self._taking = threading.Lock()
        # By digest, and names as text: making and comparing paths took a sixth of a pull's computing time.
        self._unnamed: dict[str, tuple[str, str]] = {}
        """The temporary name of each, and the one that it is given."""
        self._folders: set[str] = set()
        self.blobs: list[Blob] = []
        """What the items are, in their order."""

    def write(self, items: Sequence[bytes | Path], workers: "Workers | None") -> None:
        """Writes those that are not there already, once; raises OSError, with nothing left of them.

        What workers cannot write, and what seems to be there, is this process's to write, or to look at.
        """
        try:
            made = self._taken_over(workers, items) if workers else {}
            left = [at for at in range(len(items)) if at not in made]
            added = side_by_side(self._archive.helpers, lambda at: self._add(items[at]), left)
            made |= dict(zip(left, added, strict=True))
            self.blobs = [made[at] for at in range(len(items))]
        except BaseException:
            self.end()
            raise

    def name(self) -> set[str]:
        """Gives the written files their names, and tells the folders that are to be synced. Raises OSError."""
        for temporary, name in self._unnamed.values():
            self._make_folder(os.path.dirname(name))
            os.replace(temporary, name)
            fault_point("archive: renamed")
        self._unnamed = {}
        return self._folders

    def end(self) -> None:
        """Removes the files that were not named: to be called when no thread is at work, committed or not."""
        for temporary, _ in self._unnamed.values():
            Path(temporary).unlink(missing_ok=True)
        self._unnamed = {}

    def _taken_over(self, workers: "Workers", items: Sequence[bytes | Path]) -> dict[int, Blob]:
        """What workers wrote, by its place; raises OSError where they failed."""
        made: dict[int, Blob] = {}
        failed = 0
        for at, written in workers.write(items, self._temporary("")).items():
            if written.file is None:
                continue
            if written.sha256 in self._unnamed:
                Path(written.file).unlink(missing_ok=True)
            else:
                self._unnamed[written.sha256] = (written.file, self._archive.name(written.sha256))
            failed = failed or written.failed
            made[at] = Blob(sha256=written.sha256, size=written.size)
            fault_point("archive: written")
        if failed:
            raise OSError(failed, os.strerror(failed))
        return made

    def _temporary(self, name: str) -> str:
        return f"{self._archive.spool}/part-{os.getpid()}-{id(self)}-{name}"

    def _add(self, item: bytes | Path) -> Blob:
        digest, size = _fingerprint(item)
        temporary = self._taken(digest, size)
        if temporary is not None:
            self._write(item, temporary)
            fault_point("archive: written")
        elif isinstance(item, Path):
            self._discard(item)
        return Blob(sha256=digest, size=size)

    def _taken(self, digest: str, size: int) -> str | None:
        """Where whoever asks is to write this blob; None where it is there, or came before in this batch."""
        name = self._archive.name(digest)
        temporary = self._temporary(digest)
        with self._taking:
            if digest in self._unnamed:
                return None
            self._unnamed[digest] = (temporary, name)
        if not self._is_whole(name, digest, size):
            return temporary
        with self._taking:
            del self._unnamed[digest]
            # The earlier run may have ended between the rename and the fsync of the folder.
            self._folders.add(os.path.dirname(name))
        return None

    def _is_whole(self, name: str, digest: str, size: int) -> bool:
        """Whether the blob is there as it should be; one that a fault cut or altered is written again."""
        try:
            with self._archive.looking:
                if os.stat(name).st_size != size:
                    return False
                # Its row may be about to be written: it must not count as an orphan of old.
                os.utime(name)
        except FileNotFoundError:
            return False
        return self._archive.verify(digest)

    def _make_folder(self, folder: str) -> None:
        """A new folder is durable only once the folder that it is in was fsynced."""
        if folder in self._folders:
            return
        self._folders.add(folder)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        if folder not in self._archive.durable:
            self._folders.add(str(self._archive.root))

    def _write(self, item: bytes | Path, temporary: str) -> None:
        if isinstance(item, bytes):
            write_new(temporary, item)
        elif item.parent == self._archive.spool:
            item.replace(temporary)
            os.chmod(temporary, 0o600)
            sync_file(temporary)
        else:
            _copy(item, temporary)

    def _discard(self, item: Path) -> None:
        """A spooled mail whose bytes are held already is of no more use."""
        if item.parent == self._archive.spool:
            item.unlink(missing_ok=True)


def _copy(item: Path, temporary: str) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        for chunk in _chunks(item):
            write_all(descriptor, chunk)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fingerprint(item: bytes | Path) -> tuple[str, int]:
    if isinstance(item, bytes):
        return hashlib.sha256(item).hexdigest(), len(item)
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(item):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(item: Path) -> Iterator[bytes]:
    with item.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
