"""The raw mails, named by their SHA-256, durable before any row speaks of them (architecture.md, "Archive first").

A batch: every file is written under a temporary name in `spool` and fsynced, then all are renamed, then each folder
is fsynced once. A crash before the row leaves an orphan, which the same mail finds again under the same name.
Files are 0600, folders 0700; a blob is `ab/abcd…`, which shares a million mails among 256 folders. Earlier versions
wrote `ab/cd/abcd…`: what lies there stays there. A new mail mostly needed a new folder then, and that and syncing two
folders for each took a third of the time of writing it.
"""

# ruff: noqa: PTH101, PTH102, PTH105, PTH110, PTH116, PTH120 - a batch names its files as text, see _Batch
import errno
import hashlib
import os
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from intake.errors import DiskFull, StorageUnavailable
from intake.faults import fault_point
from intake.model.ledger import Blob
from intake.storage.previews import Previews

_CHUNK = 1_048_576
_AT_ONCE = 8
"""Files written and synced side by side: with more they only wait for one another."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPOOLED_BY = re.compile(r"[a-z]+-(\d+)-")
T = TypeVar("T")
R = TypeVar("R")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FolderArchive:
    """An archive in a folder of this machine. Safe to share between threads and processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._root = str(root)
        self.looking = threading.Lock()
        """Held while a blob is looked at and taken for kept, or for old and removed."""
        self.spool = root / "spool"
        """Where large mails are written while they are fetched; on the archive's file system, so they can be moved."""
        self.previews = Previews(root / "previews", self.path)
        """Pictures of pages of what is here; they go with it."""
        self.durable: set[str] = set()
        """Folders that this process has made durable, or found to be: one made before may not be, after a crash."""
        self.helpers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="archive")
        """Threads that write a batch beside the one that asked; none is started before there is one of several."""
        with _disk():
            self.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.chmod(0o700)

    def path(self, sha256: str) -> Path:
        """Where the blob of this digest lies, or would lie; ValueError for anything but a digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("A blob is named by 64 hexadecimal digits.")
        return Path(self.name(sha256))

    def name(self, digest: str) -> str:
        """The same as text, of what is a digest for sure."""
        name, once = f"{self._root}/{digest[:2]}/{digest}", f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}"
        return once if os.path.exists(once) and not os.path.exists(name) else name

    def put_batch(self, items: Sequence[bytes | Path]) -> list[Blob]:
        """Makes all items durable and says what they are, in their order.

        A path is moved into the archive where it lies in `spool`, else copied. What is there already is not
        written again. Raises StorageUnavailable where the disk does not take it; nothing of the batch counts then.
        """
        with _disk():
            batch = _Batch(self)
            try:
                blobs = batch.add(items)
                batch.commit()
            finally:
                batch.end()
        return blobs

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob; StorageUnavailable where they are missing or not what they were."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError:
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise StorageUnavailable(
                f"The archive's file {sha256[:12]}… is missing or altered; restore it from a backup (intake check)."
            )
        return data

    def verify(self, sha256: str) -> bool:
        """Whether the blob is there and still hashes to its name; reads it in pieces."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def delete(self, sha256: str, *, older_than: float | None = None) -> bool:
        """Removes a blob for good, if it was written or wanted again before this moment; whether it went.

        The moment is in seconds since the epoch; None removes it however young it is.
        """
        path = self.path(sha256)
        with _disk():
            # A batch that meets the blob in between would count on it.
            with self.looking:
                if not path.exists() or not self._is_older(path, older_than):
                    return False
                path.unlink()
            sync_folder(path.parent)
            self.previews.drop(sha256)
            return True

    def blobs(self) -> Iterator[str]:
        """The digest of every blob, in ascending order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            names = {path.name for pattern in ("*", "[0-9a-f][0-9a-f]/*") for path in folder.glob(pattern)}
            yield from sorted(name for name in names if _DIGEST.fullmatch(name))

    def collect_orphans(self, known: Collection[str], *, older_than: float | None = None) -> int:
        """Removes blobs that no row knows; how many.

        A poll at work has blobs that no row knows yet: give the moment (seconds since the epoch) before which
        files count as left behind, or call this with nobody at work.
        """
        count = 0
        with _disk():
            for digest in self.blobs():
                if digest not in known:
                    count += self.delete(digest, older_than=older_than)
        return count

    def clear_spool(self) -> int:
        """Removes the temporary files of processes that are gone; how many.

        For a process that has just begun and spooled nothing yet: a file with its own number is another's that had
        the number before, as in a container, where every process is number 1.
        """
        count = 0
        with _disk():
            for leftover in self.spool.iterdir():
                spooler = _SPOOLED_BY.match(leftover.name)
                if spooler and (int(spooler[1]) == os.getpid() or not Path(f"/proc/{spooler[1]}").exists()):
                    leftover.unlink(missing_ok=True)
                    count += 1
        return count

    @staticmethod
    def _is_older(path: Path, moment: float | None) -> bool:
        return moment is None or path.stat().st_mtime < moment


class _Batch:
    """The blobs of one call: each hashed, written and synced on its own; named and made visible together.

    Several are at work at once, so that hashing and writing fill the cores and the file system writes its journal once
    for many, in a third of the time.
    """

    def __init__(self, archive: FolderArchive) -> None:
        self._archive = archive
        self._taking = threading.Lock()
        # By digest, and names as text: making and comparing paths took a sixth of a pull's computing time.
        self._written: dict[str, tuple[str, str]] = {}
        """The temporary name of each, and the one that it is given."""
        self._folders: set[str] = set()

    def add(self, items: Sequence[bytes | Path]) -> list[Blob]:
        """Writes the items under temporary names and syncs them, those that are not there already."""
        return self._each(self._add, items)

    def _each(self, act: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """What `act` makes of each, in their order; all have ended then. Raises what any of them raised."""
        made: dict[int, R] = {}
        left = iter(enumerate(items))

        def work() -> None:
            for at, item in left:
                made[at] = act(item)

        helpers = [self._archive.helpers.submit(work) for _ in range(min(len(items), _AT_ONCE) - 1)]
        try:
            work()
        finally:
            wait(helpers)
        for helper in helpers:
            helper.result()
        return [made[at] for at in range(len(items))]

    def _add(self, item: bytes | Path) -> Blob:
        digest, size = _fingerprint(item)
        if self._is_mine(digest, size):
            temporary, name = self._written[digest]
            self._make_folder(os.path.dirname(name))
            self._write(item, temporary)
            fault_point("archive: written")
        elif isinstance(item, Path):
            self._discard(item)
        return Blob(sha256=digest, size=size)

    def _is_mine(self, digest: str, size: int) -> bool:
        """Whether this blob is to be written by whoever asks; the same bytes may come twice in a batch."""
        with self._taking:
            if digest in self._written:
                return False
            name = self._archive.name(digest)
            if not self._is_whole(name, digest, size):
                self._written[digest] = (f"{self._archive.spool}/part-{os.getpid()}-{id(self)}-{digest}", name)
                return True
            # The earlier run may have ended between the rename and the fsync of the folder.
            self._folders.add(os.path.dirname(name))
            return False

    def commit(self) -> None:
        """Gives the files their names, and makes the names durable."""
        fault_point("archive: before rename")
        for temporary, name in self._written.values():
            os.replace(temporary, name)
            fault_point("archive: renamed")
            self._folders.add(os.path.dirname(name))
        self._written = {}
        fault_point("archive: before fsync of the folders")
        self._each(sync_folder, sorted(self._folders))
        self._archive.durable |= self._folders
        fault_point("archive: after fsync of the folders")

    def end(self) -> None:
        """Removes the temporary files of a batch that failed."""
        for temporary, _ in self._written.values():
            Path(temporary).unlink(missing_ok=True)

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
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        if folder not in self._archive.durable:
            self._folders.add(str(self._archive.root))

    def _write(self, item: bytes | Path, temporary: str) -> None:
        if isinstance(item, Path) and item.parent == self._archive.spool:
            item.replace(temporary)
            os.chmod(temporary, 0o600)
            _sync(temporary, os.O_RDONLY)
            return
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            for chunk in _chunks(item):
                _write_all(descriptor, chunk)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _discard(self, item: Path) -> None:
        """A spooled mail whose bytes are held already is of no more use."""
        if item.parent == self._archive.spool:
            item.unlink(missing_ok=True)


def _write_all(descriptor: int, data: bytes) -> None:
    """All of it: a single write may take less (write(2), a disk that is all but full)."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def _chunks(item: bytes | Path) -> Iterator[bytes]:
    if isinstance(item, bytes):
        yield item
        return
    with item.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _fingerprint(item: bytes | Path) -> tuple[str, int]:
    if isinstance(item, bytes):
        return hashlib.sha256(item).hexdigest(), len(item)
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(item):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


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
def _disk() -> Iterator[None]:
    """Gives the failures of the disk their one name."""
    try:
        yield
    except OSError as error:
        failure = DiskFull if error.errno in _FULL else StorageUnavailable
        raise failure(
            f"The archive cannot be written ({error.strerror}); free some space or mend its folder, "
            "and Intake goes on by itself."
        ) from error
