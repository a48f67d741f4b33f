"""Mail files given by hand: `.eml` files, mbox files, Maildir folders, and folders of these (`intake import`).

A mail's UID is the digest of its bytes, so that importing the same files again adds nothing; the second mail
with the same bytes in one run is `<digest>-2`, a sighting of its own. Memory holds one mail at a time, and that
only when it is read.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.mailbox import mbox
from intake.mailbox.cursor import header_block

_HEADER_BYTES = 256_000
_CHUNK = 1_000_000
_MAILS = frozenset({".eml"})
_MBOXES = frozenset({".mbox", ".mbx", ".mboxrd", ".mboxo"})
_FIELD = re.compile(rb"^(?:>?From |[!-9;-~]+[ \t]*:)")

Problems = Callable[[str], None]
"""Told a finished sentence for everything that was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItem:
    """One mail of a file. `size` is bytes as `read` gives them; `origin` tells a person where it came from.

    `source_time` is the file's time, aware, in UTC. `span` is its place in an mbox, None for a whole file.
    """

    uid: str
    origin: str
    size: int
    source_time: datetime
    path: Path
    span: mbox.Span | None = None

    def chunks(self) -> Iterator[bytes]:
        """The raw mail in pieces."""
        return _chunks(self.path, self.span)

    def read(self) -> bytes:
        """The raw mail."""
        return b"".join(self.chunks())

    def header(self) -> bytes:
        """Its header block, cut at 256 kB."""
        beginning = b""
        for chunk in self.chunks():
            beginning += chunk
            if len(beginning) >= _HEADER_BYTES:
                break
        return header_block(beginning)


def sources(paths: Iterable[Path], problems: Problems) -> Iterator[ImportItem]:
    """Every mail in the files and folders of `paths`, in a stable order.

    `problems` is told about each path or file in which no mail was found. A file named twice counts once.
    """
    seen: set[Path] = set()
    sightings: Counter[str] = Counter()
    for path in paths:
        for file, kind in _files(path, problems):
            place = file.resolve()
            if place in seen:
                continue
            seen.add(place)
            yield from _items(file, kind, sightings, problems)


def _files(path: Path, problems: Problems) -> Iterator[tuple[Path, str]]:
    """The mail files at a path, each with how to read it: `mail` or `mbox`."""
    if path.is_dir():
        yield from _folder_files(path, problems)
    elif not path.exists():
        problems(f"{path} does not exist; give the path of a mail file or folder.")
    elif not path.is_file():
        problems(f"{path} is neither a file nor a folder; nothing was taken from it.")
    else:
        kind = _kind(path, problems)
        if kind:
            yield path, kind


def _folder_files(folder: Path, problems: Problems) -> Iterator[tuple[Path, str]]:
    found, others = False, 0
    for root, names, files in os.walk(folder, onerror=lambda error: problems(_unreadable(Path(error.filename), error))):
        here = Path(root)
        if _is_maildir(here):
            # Its own mails only: a Maildir++ keeps Sent and Trash within, which nobody asked for.
            names.clear()
            for file in _maildir_files(here):
                found = True
                yield file, "mail"
            continue
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            kind = _kind_by_name(here / name)
            others += kind is None and not name.startswith(".")
            if kind:
                found = True
                yield here / name, kind
    if not found:
        problems(f"{folder} holds no .eml file, no mbox file and no Maildir; nothing was taken from it.")
    elif others:
        problems(f"{folder} holds {others} other files (neither .eml nor .mbox), which were left out.")


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _maildir_files(folder: Path) -> Iterator[Path]:
    for name in ("cur", "new"):
        for file in sorted((folder / name).iterdir()):
            if file.is_file() and not file.name.startswith("."):
                yield file


def _kind_by_name(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix in _MBOXES or path.name == "mbox":
        return "mbox"
    return "mail" if suffix in _MAILS else None


def _kind(path: Path, problems: Problems) -> str | None:
    """How to read a file that was named itself: by its name, else by its first bytes."""
    named = _kind_by_name(path)
    if named:
        return named
    try:
        with path.open("rb") as file:
            beginning = file.read(4_096).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    except OSError as error:
        problems(_unreadable(path, error))
        return None
    if beginning.startswith(mbox.FROM):
        return "mbox"
    if _FIELD.match(beginning):
        return "mail"
    problems(f"{path} is no mail file; Intake reads .eml files, mbox files and Maildir folders.")
    return None


def _items(path: Path, kind: str, sightings: Counter[str], problems: Problems) -> Iterator[ImportItem]:
    try:
        changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if kind == "mail":
            yield _item(path, None, str(path), changed_at, sightings)
            return
        count = 0
        with path.open("rb") as file:
            for count, span in enumerate(mbox.spans(file), 1):
                yield _item(path, span, f"{path} (mail {count})", changed_at, sightings)
    except OSError as error:
        problems(_unreadable(path, error))
        return
    if not count:
        problems(f"{path} is empty; nothing was taken from it.")


def _item(path: Path, span: mbox.Span | None, origin: str, changed_at: datetime, sightings: Counter[str]) -> ImportItem:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(path, span):
        digest.update(chunk)
        size += len(chunk)
    name = digest.hexdigest()
    sightings[name] += 1
    uid = name if sightings[name] == 1 else f"{name}-{sightings[name]}"
    return ImportItem(uid=uid, origin=origin, size=size, source_time=changed_at, path=path, span=span)


def _chunks(path: Path, span: mbox.Span | None) -> Iterator[bytes]:
    if span is not None:
        yield from mbox.content(path, span)
        return
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path} cannot be read ({error.strerror}); give Intake access to it."
