"""Maildir folders as a mail source: `new` and `cur`, read as they lie, changed only by `acknowledge`.

A mail's UID is its unique name (the file name before `:2,`), which stays when a client moves it from `new` to
`cur` or changes its flags. Delivery is by rename, so a file that is there is whole. Folders beside the INBOX are
Maildir++ (`.Name` within). There are no epochs and no INTERNALDATE: the file's time stands in.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from intake import telemetry
from intake.errors import FolderUnavailable, StorageUnavailable
from intake.faults import fault_point
from intake.mailbox.cursor import batches, header_block, header_key
from intake.mailbox.fetching import HEADER_BYTES, LARGE
from intake.mailbox.settings import Leave, MaildirSettings, Move, SetFlag, SetKeyword
from intake.model.ledger import Fetched, FetchResult, FolderStatus, Listed, Mark

INBOX = "INBOX"

_SEPARATOR = ":2,"
_LETTERS = {"\\draft": "D", "\\flagged": "F", "\\answered": "R", "\\seen": "S"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A mail as it lies in the folder now."""

    path: Path
    size: int
    changed_at: datetime


class MaildirMailbox:
    """One Maildir, as `protocol.Mailbox`."""

    numbered = False

    def __init__(self, settings: MaildirSettings) -> None:
        self._settings = settings
        self.name = settings.name

    def status(self, folder: str) -> FolderStatus:
        """That the folder is there; names have no epochs and no order, so every poll lists."""
        self._place(folder)
        return FolderStatus(folder=folder, uidvalidity=None, uidnext=None)

    def select(self, folder: str) -> FolderStatus:
        """The same as `status`: nothing has to be opened."""
        return self.status(folder)

    def uids(self, folder: str, *, above: int = 0, up_to: int | None = None) -> tuple[str, ...]:
        """The unique names of all mails since the configured day, in the order of their names."""
        del above, up_to
        since = self._settings.since
        earliest = datetime.combine(since, time(), UTC) if since else datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(uid for uid, file in self._listing(folder).items() if file.changed_at >= earliest))

    def describe(self, folder: str, uids: Sequence[str]) -> tuple[Listed, ...]:
        """Size and header key of each mail that is still there."""
        listing = self._listing(folder)
        found = ((uid, listing[uid]) for uid in uids if uid in listing)
        return tuple(
            Listed(uid=uid, size=file.size, header_key=_header_key(file.path), internal_date=None)
            for uid, file in found
        )

    def fetch(self, folder: str, uids: Sequence[str], *, limit: int, spool: Path) -> Iterator[tuple[Fetched, ...]]:
        """The files' bytes, as they are; a large one as a copy in the spool folder."""
        listing = self._listing(folder)
        sizes = [(uid, listing[uid].size if uid in listing else 0) for uid in uids]
        for batch in batches(sizes):
            yield tuple(self._fetched(folder, uid, listing, limit, spool) for uid in batch)

    def _fetched(self, folder: str, uid: str, listing: dict[str, _File], limit: int, spool: Path) -> Fetched:
        # A client may have renamed it since the listing: looked for once more before it counts as gone.
        for known in (listing, None):
            file = (self._listing(folder) if known is None else known).get(uid)
            if file is None:
                continue
            try:
                return _read(uid, file, limit, spool)
            except FileNotFoundError:
                continue
            except OSError as error:
                return _nothing(uid, FetchResult.FAILED, f"The file cannot be read ({error.strerror}).")
        return _nothing(uid, FetchResult.VANISHED, None)

    def acknowledge(self, marks: Sequence[Mark]) -> tuple[str, ...]:
        """Sets the flag in the file's name, or moves the file; a mail that is gone needs no more."""
        after = self._settings.after
        if isinstance(after, Leave):
            return tuple(mark.message for mark in marks)
        listings = {folder: self._listing(folder) for folder in {mark.folder for mark in marks}}
        return tuple(mark.message for mark in marks if self._mark(after, listings[mark.folder].get(mark.uid)))

    def _mark(self, after: SetFlag | SetKeyword | Move, file: _File | None) -> bool:
        if file is None:
            return True
        try:
            if isinstance(after, Move):
                self._move(file.path, after.folder)
                return True
            if isinstance(after, SetFlag) and after.flag.lower() in _LETTERS:
                _set_letter(file.path, _LETTERS[after.flag.lower()])
                return True
        except FileNotFoundError:
            return False  # renamed this very moment: the next poll marks it
        except OSError as error:
            raise self._unavailable(f"{file.path.parent} cannot be changed ({error.strerror})") from None
        reason = "A Maildir holds the flags Seen, Answered, Flagged and Draft only; choose one of them or a move."
        telemetry.logger().warning("mark not possible", mailbox=self.name, reason=reason)
        return False

    def _move(self, path: Path, folder: str) -> None:
        target = self._target(folder)
        fault_point("maildir.move")
        path.rename(target / _with_letters(path.name))
        _sync(target)
        _sync(path.parent)
        fault_point("maildir.moved")

    def _target(self, folder: str) -> Path:
        root = self._folder(folder)
        for name in ("tmp", "new", "cur"):
            (root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        (root / "maildirfolder").touch(mode=0o600)
        return root / "cur"

    def _listing(self, folder: str) -> dict[str, _File]:
        root = self._place(folder)
        listing: dict[str, _File] = {}
        # new first: a mail that a client takes from new to cur while we look is then found in cur.
        for name in ("new", "cur"):
            try:
                with os.scandir(root / name) as entries:
                    for entry in entries:
                        _enter(listing, entry)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._unavailable(f"{root / name} cannot be listed ({error.strerror})") from None
        return listing

    def _place(self, folder: str) -> Path:
        root = self._folder(folder)
        if not ((root / "cur").is_dir() or (root / "new").is_dir()):
            raise self._unavailable(f"{root} is no Maildir (it has neither cur nor new); check the path")
        return root

    def _folder(self, folder: str) -> Path:
        path = self._settings.path
        return path if folder == INBOX else path / ("." + folder.removeprefix(".").replace("/", "."))

    def _unavailable(self, what: str) -> FolderUnavailable:
        return FolderUnavailable(f'Mailbox "{self.name}": {what}.')

    def close(self) -> None:
        """Nothing is held open."""


def _enter(listing: dict[str, _File], entry: "os.DirEntry[str]") -> None:
    if entry.name.startswith("."):
        return
    try:
        if not entry.is_file(follow_symlinks=False):
            return
        told = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    changed_at = datetime.fromtimestamp(told.st_mtime, UTC)
    listing[unique_name(entry.name)] = _File(path=Path(entry.path), size=told.st_size, changed_at=changed_at)


def unique_name(file_name: str) -> str:
    """The part of a Maildir file name that stays; bytes that are no UTF-8 become escapes."""
    return os.fsencode(file_name.partition(_SEPARATOR)[0]).decode("utf-8", "backslashreplace")


def _with_letters(file_name: str, more: str = "") -> str:
    base, _, letters = file_name.partition(_SEPARATOR)
    return base + _SEPARATOR + "".join(sorted({*letters, *more}))


def _set_letter(path: Path, letter: str) -> None:
    name = _with_letters(path.name, letter)
    if path.parent.name == "cur" and path.name == name:
        return
    target = path.parent.parent / "cur"
    fault_point("maildir.flag")
    path.rename(target / name)
    _sync(target)
    fault_point("maildir.flagged")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _header_key(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return header_key(file.read(HEADER_BYTES))
    except OSError:
        return None


def _read(uid: str, file: _File, limit: int, spool: Path) -> Fetched:
    with file.path.open("rb") as source:
        beginning = header_block(source.read(HEADER_BYTES))
        body: bytes | Path = beginning
        if file.size <= limit:
            source.seek(0)
            body = source.read() if file.size <= LARGE else _copied(source.fileno(), spool)
    return Fetched(
        uid=uid,
        result=FetchResult.FETCHED if file.size <= limit else FetchResult.OVERSIZED,
        body=body,
        size=file.size,
        header_key=header_key(beginning),
        internal_date=None,
        source_time=file.changed_at,
        detail=None if file.size <= limit else f"The mail is larger than the limit of {limit} bytes.",
    )


def _copied(descriptor: int, spool: Path) -> Path:
    """A copy that the archive may move away: the original stays where it is."""
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            open(descriptor, "rb", closefd=False) as source,
            tempfile.NamedTemporaryFile(dir=spool, prefix=f"mail-{os.getpid()}-", delete=False) as target,
        ):
            shutil.copyfileobj(source, target, 1_000_000)
            return Path(target.name)
    except OSError as error:
        raise StorageUnavailable(f"A large mail cannot be written to {spool} ({error.strerror}).") from None


def _nothing(uid: str, result: FetchResult, detail: str | None) -> Fetched:
    return Fetched(uid=uid, result=result, body=None, size=0, header_key=None, internal_date=None, detail=detail)
