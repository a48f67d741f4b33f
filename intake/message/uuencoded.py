"""Files uuencoded by transfer encoding, or written into a text (`begin 644 cv.pdf` … `end`), as old clients did.

Pure: no I/O, no clock.
"""

import binascii
import re
from dataclasses import dataclass

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})(?:\r\n|\n|\r)", re.MULTILINE)
_LINE = re.compile(rb"[^\r\n]+")
# A line of a file names its length in its first character, so prose that begins with "begin" is no file.
_FIRST_LINE = re.compile(rb"[!-M`][ -`]{0,90}(?:\r\n|\n|\r)")
_BLOCKS = 40  # files of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A uuencoded file in a text: its name, its octets, and where it stands."""

    name: bytes
    data: bytes
    start: int
    end: int


def decoded(body: bytes) -> bytes:
    """The file in a uuencoded body; the body itself where there is none."""
    begin = _BEGIN.search(body)
    return body if begin is None else _file(body, begin.end())[0]


def blocks(text: bytes) -> tuple[Block, ...]:
    """The files written into a text, in order."""
    found: list[Block] = []
    at = 0
    while len(found) < _BLOCKS and (begin := _BEGIN.search(text, at)) is not None:
        at = begin.end()
        if _FIRST_LINE.match(text, at):
            data, at = _file(text, at)
            if data:
                found.append(Block(name=begin[1].strip(), data=data, start=begin.start(), end=at))
    return tuple(found)


def without(text: bytes, files: tuple[Block, ...]) -> bytes:
    """The text without the files that `blocks` found in it."""
    pieces: list[bytes] = []
    at = 0
    for block in files:
        pieces.append(text[at : block.start])
        at = block.end
    return b"".join([*pieces, text[at:]])


def _file(body: bytes, at: int) -> tuple[bytes, int]:
    """The file whose lines begin at `at`, and where they end; a damaged line gives what it holds."""
    out = bytearray()
    for found in _LINE.finditer(body, at):
        at = found.end()
        line = found[0]
        if line.strip() == b"end":
            break
        out += _line(line)
    return bytes(out), at


def _line(line: bytes) -> bytes:
    # Encoders that pad the last group write more than the length says: cut, and tried again.
    wanted = ((line[0] - 32) & 63) * 4 // 3 + 5
    for attempt in (line, line[:wanted]):
        try:
            return binascii.a2b_uu(attempt)
        except binascii.Error:
            continue
    return b""
