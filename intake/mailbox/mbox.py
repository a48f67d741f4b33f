"""Splits mbox files without locks and without holding them in memory.

mbox has no standard that all writers keep (RFC 4155 tells of it). A line that begins with `From ` starts a mail
where it holds a time and a year, or where a well-known header field follows; the empty line before it belongs to
the separator. One `>` is taken from lines such as `>From `: right for mboxrd, and for mboxo but for mails that held
`>From ` themselves. Content-Length headers are not believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FROM = b"From "

_LINE = 65_536
"""Lines are looked at in pieces of this size: a mail may be one endless line."""

_DATED = re.compile(rb"From (?=.*\b\d{1,2}:\d\d)(?=.*\b(?:19|20)\d\d\b)")
_QUOTED = re.compile(rb"^>+From ")
_FIELDS = re.compile(
    rb"^(?:return-path|received|delivered-to|envelope-to|x-[a-z0-9-]+|from|to|cc|subject|date|message-id|mime-version"
    rb"|content-type|content-transfer-encoding|reply-to|sender|status|dkim-signature|authentication-results"
    rb"|arc-[a-z-]+|list-[a-z-]+|references|in-reply-to)[ \t]*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a mail lies in its file: byte offset behind its `From ` line, and length with quoted lines as stored."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line, or a piece of a long one; `starts` says that it begins a line."""

    offset: int
    data: bytes
    starts: bool

    @property
    def is_empty(self) -> bool:
        return self.starts and self.data in {b"\n", b"\r\n"}


def spans(file: BinaryIO) -> Iterator[Span]:
    """The mails of an mbox, in order; text before the first `From ` line counts as one, so that nothing is lost."""
    begun: int | None = None
    end = 0
    previous: _Line | None = None
    for line, following in _with_next(_lines(file)):
        if line.starts and _separates(line, previous, following):
            if begun is not None:
                yield _span(begun, line.offset, previous)
            begun = line.offset + len(line.data)
        elif begun is None and not line.is_empty:
            begun = line.offset
        end = line.offset + len(line.data)
        previous = line
    if begun is not None:
        yield _span(begun, end, previous)


def _span(begun: int, end: int, last: _Line | None) -> Span:
    """From `begun` to `end`, without the empty line that closes a mail."""
    if last is not None and last.is_empty and last.offset >= begun:
        end = last.offset
    return Span(offset=begun, length=max(0, end - begun))


def _separates(line: _Line, previous: _Line | None, following: _Line | None) -> bool:
    if not line.data.startswith(FROM):
        return False
    followed = following is not None and following.starts and bool(_FIELDS.match(following.data))
    dated = bool(_DATED.match(line.data[:500]))
    # Some writers forget the empty line: then both signs are needed, lest a mail be cut in two.
    at_start = previous is None or previous.is_empty
    return (dated or followed) if at_start else (dated and followed)


def _lines(file: BinaryIO) -> Iterator[_Line]:
    offset, starts = 0, True
    while data := file.readline(_LINE):
        yield _Line(offset=offset, data=data, starts=starts)
        offset, starts = offset + len(data), data.endswith(b"\n")


def _with_next(lines: Iterator[_Line]) -> Iterator[tuple[_Line, _Line | None]]:
    current = next(lines, None)
    while current is not None:
        following = next(lines, None)
        yield current, following
        current = following


def content(path: Path, span: Span) -> Iterator[bytes]:
    """The mail of a span in pieces, one `>` taken from its quoted `From ` lines."""
    with path.open("rb") as file:
        file.seek(span.offset)
        left, starts = span.length, True
        while left > 0 and (data := file.readline(min(_LINE, left))):
            left -= len(data)
            yield data[1:] if starts and _QUOTED.match(data) else data
            starts = data.endswith(b"\n")
