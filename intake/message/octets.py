"""The raw octets of a mail (or of one of its parts) as header fields and body, whatever happened on the way.

RFC 5322 section 2.1 wants header lines, a blank line and a body. Mails in mailboxes begin with a byte order
mark, blank lines or an mbox `From ` line, end lines with a bare CR, hold stray lines between their headers, or
lack the blank line. Nothing of that may lose a header or a body, and nothing may cost more than the header
block's cap: offsets into one buffer are kept, bodies are never copied.

Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass

PART_HEADER_BLOCK = 64_000
"""Bytes of a part's own headers that are read; a part needs a few lines."""

_BOM = b"\xef\xbb\xbf"
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,10}:")
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_LINE = re.compile(rb"[^\n]+")
_LEADING = re.compile(rb"[ \t\r\n]+")
_MBOX = re.compile(rb">?From [^\r\n]*(?:\r\n|\n|\r)")
_MBOX_START = re.compile(rb">?From ")
_LONE_CR = re.compile(rb"\r(?!\n)")
# A line with one of these names is a header wherever it stands before the first blank line.
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|reply-to|sender|subject|date|message-id|in-reply-to|references|received|return-path"
    rb"|delivered-to|mime-version|content-[a-z-]+|x-[\w-]+|list-[a-z-]+|auto-submitted|precedence|importance"
    rb"|priority|organization|user-agent|thread-[a-z]+|dkim-signature|authentication-results|errors-to)[ \t]*:",
    re.IGNORECASE,
)


class Fields:
    """Header fields in their order; names compare without case, values are raw octets, still folded."""

    def __init__(self, items: list[tuple[str, bytes]]) -> None:
        self.items = items
        self._values: dict[str, list[bytes]] = {}
        for name, value in items:
            self._values.setdefault(name, []).append(value)

    def all(self, name: str) -> list[bytes]:
        """Every value of the field `name` (lower case), topmost first."""
        return self._values.get(name, [])

    def first(self, name: str) -> bytes | None:
        """The topmost value of `name` that says anything, or None."""
        for value in self._values.get(name, ()):
            if value.strip():
                return value
        return None

    def has(self, *names: str) -> bool:
        """Whether any of the fields is there."""
        return any(map(self._values.__contains__, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Octets:
    """A mail or part: its fields, and where in `buffer` its body lies."""

    buffer: bytes
    fields: Fields
    start: int
    end: int
    defects: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """A copy of the body's octets, undecoded."""
        return self.buffer[self.start : self.end]

    def holds(self, words: bytes) -> bool:
        """Whether the undecoded body holds the octets `words`, told without copying it."""
        return self.buffer.find(words, self.start, self.end) >= 0


def of_mail(raw: bytes, limit: int, start: int = 0, end: int | None = None) -> Octets:
    """A whole mail (all of `raw`, or what lies between `start` and `end`), at most `limit` bytes of headers."""
    end = len(raw) if end is None else end
    if raw.find(b"\n", start, min(start + limit, end)) < 0 and raw.find(b"\r", start, end) >= 0:
        raw = raw[start:end].replace(b"\r", b"\n")
        start, end = 0, len(raw)
    elif _doubled(raw, start, end, limit):
        raw = raw[start:end].replace(b"\r\r\n", b"\r\n")
        start, end = 0, len(raw)
    return split(raw, _beginning(raw, start, end), end, limit)


def _doubled(raw: bytes, start: int, end: int, limit: int) -> bool:
    """Whether lines end with CR CR LF, by a program that took CR LF for LF: each would be followed by an empty one."""
    first = raw.find(b"\n", start, min(start + limit, end))
    second = raw.find(b"\n", first + 1, min(start + limit, end))
    return first > 1 and all(raw[at - 2 : at] == b"\r\r" for at in (first, second) if at > 1)


def split(buffer: bytes, start: int, end: int, limit: int) -> Octets:
    """The mail or part that lies in `buffer` between `start` and `end`."""
    empty = _LINE_END.match(buffer, start, end)
    if empty is not None:
        return Octets(buffer=buffer, fields=Fields([]), start=empty.end(), end=end)
    defects = []
    blank = _BLANK.search(buffer, start, min(start + limit, end))
    head_end, body = (blank.start(), blank.end()) if blank else (min(start + limit, end), end)
    if blank is None and end - start > limit:
        defects.append("header_block_too_long")
        later = _BLANK.search(buffer, start + limit, end)
        body = later.end() if later else end
    lines = _lines(buffer[start:head_end])
    items, stopped = _read_fields(lines, defects)
    if stopped is not None:
        body = start + stopped
    return Octets(buffer=buffer, fields=Fields(items), start=body, end=end, defects=tuple(defects))


def _beginning(raw: bytes, start: int, end: int) -> int:
    """Where the header block begins: behind a byte order mark, blank lines and mbox lines."""
    at = start + len(_BOM) if raw.startswith(_BOM, start, end) else start
    for _ in range(5):
        found = _LEADING.match(raw, at, end) or _MBOX.match(raw, at, end)
        if found is None:
            break
        at = found.end()
    return at


def _lines(head: bytes) -> list[tuple[int, bytes]]:
    """The lines of a header block with their offsets; a lone CR breaks a line only before a header or a fold."""
    head = _LONE_CR.sub(lambda cr: b"\n" if _breaks(head, cr.end()) else b" ", head)
    return [(found.start(), found[0].rstrip(b"\r")) for found in _LINE.finditer(head) if found[0].rstrip(b"\r")]


def _breaks(head: bytes, at: int) -> bool:
    return _KNOWN.match(head, at) is not None or head[at : at + 1] in {b" ", b"\t", b"\r"}


def _read_fields(lines: list[tuple[int, bytes]], defects: list[str]) -> tuple[list[tuple[str, bytes]], int | None]:
    """The fields, and the offset of the line where the body begins without a blank line before it."""
    items: list[tuple[str, list[bytes]]] = []
    last_known = len(lines) - 1
    while last_known >= 0 and not _KNOWN.match(lines[last_known][1]):
        last_known -= 1
    stopped = None
    for number, (offset, written) in enumerate(lines):
        # A first line that was folded has nothing to go on from: it is a header all the same.
        line = written if items else written.lstrip()
        field = _FIELD.match(line)
        if line[:1] in {b" ", b"\t"} and items and (line.strip() or number < last_known):
            items[-1][1].append(line)
        elif field and not line.startswith(b" "):
            items.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif number < last_known:
            # Headers follow: a value that lost its fold, or an mbox line in their midst.
            defects.append("stray_header_line")
            if items and not _MBOX_START.match(line):
                items[-1][1].append(b" " + line)
        else:
            defects.append("no_blank_line")
            stopped = offset
            break
    return [(name, b"\n".join(value)) for name, value in items], stopped
