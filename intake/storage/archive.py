"""The raw mails, named by their SHA-256, durable before any row speaks of them (architecture.md, "Archive first").

A batch: every file is written under a temporary name in `spool` and fsynced, then all are renamed, then each folder
is fsynced once (`batch`). A crash before the row leaves an orphan, which the same mail finds again under the same name.
Files are 0600, folders 0700; a blob is `ab/abcd…`, which shares a million mails among 256 folders. Earlier versions
wrote `ab/cd/abcd…`: what lies there stays there. A new mail mostly needed a new folder then, and that and syncing two
folders for each took a third of the time of writing it.
"""

import hashlib
import os
import re
import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from intake.errors import StorageUnavailable
from intake.faults import fault_point
from intake.model.ledger import Blob
from intake.storage.batch import AT_ONCE, Batch, side_by_side
from intake.storage.durable import disk, sync_folder
from intake.storage.naming import blob_name
from intake.storage.previews import Previews
from intake.storage.workers import WORTH, Workers, working

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPOOLED_BY = re.compile(r"[a-z]+-(\d+)-")


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
        self.helpers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="archive")
        """Threads that write a batch beside the one that asked; none is started before there is one of several."""
        with disk():
            self.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.chmod(0o700)

    def path(self, sha256: str) -> Path:
        """Where the blob of this digest lies, or would lie; ValueError for anything but a digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("A blob is named by 64 hexadecimal digits.")
        return Path(self.name(sha256))

    def name(self, digest: str) -> str:
        """The same as text, of what is a digest for sure."""
        return blob_name(self._root, digest)

    def workers(self, due: int) -> AbstractContextManager[Workers | None]:
        """Processes that write beside this one, if so many mails are due that they are worth their start."""
        return working(self._root) if due >= WORTH else nullcontext()

    def write(self, items: Sequence[bytes | Path], workers: Workers | None = None) -> Batch:
        """Brings the items to the disk; they count once the batch is committed, and whoever asked ends it.

        A path is moved into the archive where it lies in `spool`, else copied. What is there already is not
        written again. Raises StorageUnavailable where the disk does not take it; nothing is left of them then.
        """
        batch = Batch(self)
        with disk():
            batch.write(items, workers)
        return batch

    def commit(self, batches: Sequence[Batch]) -> None:
        """Makes the blobs of batches visible under their names, and the names durable.

        The more batches at once, the fewer folders are synced for each; another thread may be writing the next ones.
        Raises StorageUnavailable where the disk does not take it; none of them counts then.
        """
        with disk():
            fault_point("archive: before rename")
            folders = {folder for batch in batches for folder in batch.name()}
            fault_point("archive: before fsync of the folders")
            side_by_side(self.helpers, sync_folder, sorted(folders))
            self.durable |= folders
            fault_point("archive: after fsync of the folders")

    def put_batch(self, items: Sequence[bytes | Path]) -> list[Blob]:
        """Makes all items durable and says what they are, in their order: one batch, written and committed.

        Raises StorageUnavailable where the disk does not take it; nothing of the batch counts then.
        """
        batch = self.write(items)
        try:
            self.commit([batch])
        finally:
            batch.end()
        return batch.blobs

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
        with disk():
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
        with disk():
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
        with disk():
            for leftover in self.spool.iterdir():
                spooler = _SPOOLED_BY.match(leftover.name)
                if spooler and (int(spooler[1]) == os.getpid() or not Path(f"/proc/{spooler[1]}").exists()):
                    leftover.unlink(missing_ok=True)
                    count += 1
        return count

    @staticmethod
    def _is_older(path: Path, moment: float | None) -> bool:
        return moment is None or path.stat().st_mtime < moment
