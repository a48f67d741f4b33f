"""The objects of a file by pattern: what pdfminer's parser makes of them, in a tenth of the time.

Only what is written as ISO 32000-1, 7.3 and 7.5 have it is read here; else the answer is Malformed, and pdfminer's own
parser, which mends much, is asked (`streams.py`). Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument
from pdfminer.pdfexceptions import PDFKeyError
from pdfminer.pdftypes import PDFObjRef
from pdfminer.psparser import LIT, PSLiteral

from intake.documents.pdf.faces import unhex
from intake.documents.pdf.tokens import MAX_DEPTH, Word, name_of, next_token, number

_SPACE = rb"(?:[\s\0]++|%[^\r\n]*+)*+"
_REGULAR = rb"[^#/%\[\]()<>{}\s\0]"
_TOKEN = re.compile(
    _SPACE
    + rb"(?:/("
    + _REGULAR
    + rb"++)(?!#)|([1-9]\d{0,9})\s++\d{1,5}+\s++R(?!"
    + _REGULAR
    + rb")|([-+.\d]++)(?!"
    + _REGULAR
    + rb")|(<<)|(>>)|\[([-+.\d\s]*+)\]|(\[)|(\])|\(([^()\\]*+)\)|<([0-9A-Fa-f\s]*+)>|([\s\S])|\Z)"
)
_NAME, _REFERENCE, _NUMBER, _OPEN_DICT, _CLOSE_DICT, _NUMBERS, _OPEN, _CLOSE, _STRING, _HEX, _ODD = range(1, 12)
_OPENS, _CLOSES = frozenset({_OPEN_DICT, _OPEN}), frozenset({_CLOSE_DICT, _CLOSE})
_HEAD = re.compile(rb"[\s\0]*+(\d{1,10}+)\s++\d{1,10}+\s++obj")
_AFTER = re.compile(_SPACE + rb"(?:(endobj)|stream\r?\n)")
_STREAM_END = re.compile(rb"\s*+endstream")
_SECTION = re.compile(rb"\s*+(\d{1,10}+) (\d{1,10}+)\s*+")
_XREF, _TRAILER = re.compile(rb"[\s\0]*+xref"), re.compile(rb"\s*+trailer")
_ENTRIES = re.compile(rb"(?:\d{10} \d{5} [fn](?: \r| \n|\r\n))*+")
_ENTRY = 20


class Malformed(Exception):
    """Not plainly written: pdfminer's own parser may know what to do."""


class Written(NamedTuple):
    """An object as it stands in the file: its value, and where the bytes of its stream begin, None without one."""

    value: Any
    stream: int | None


def read_object(data: bytes, at: int, number_of_it: int, document: PDFDocument) -> Written:
    """The object at a place of the file, whose number is known."""
    head = _HEAD.match(data, at)
    if head is None or int(head[1]) != number_of_it:
        raise Malformed
    value, at = read_value(data, head.end(), document)
    after = _AFTER.match(data, at)
    if after is None:
        raise Malformed
    return Written(value, None if after[1] else after.end())


def stream_bytes(data: bytes, at: int, length: int) -> bytes:
    """The bytes of a stream, if its end is where its length says."""
    if length < 0 or not _STREAM_END.match(data, at + length):
        raise Malformed
    return data[at : at + length]


def read_value(data: bytes, at: int, document: PDFDocument) -> tuple[Any, int]:
    """The value at a place, and where it ends."""
    outer: list[tuple[bool, list[Any]]] = []
    items: list[Any] = []
    while True:
        for match in _TOKEN.finditer(data, at):
            kind = match.lastindex
            if kind == _NAME:
                value: Any = _literal(match[_NAME])
            elif kind == _REFERENCE:
                value = PDFObjRef(document, int(match[_REFERENCE]))
            elif kind == _NUMBER:
                value = _number(match[_NUMBER])
            elif kind in _OPENS:
                outer.append((kind == _OPEN_DICT, items))
                items = []
                if len(outer) > MAX_DEPTH:
                    raise Malformed
                continue
            elif kind in _CLOSES:
                if not outer or outer[-1][0] != (kind == _CLOSE_DICT):
                    raise Malformed
                value = _dictionary(items) if kind == _CLOSE_DICT else items
                items = outer.pop()[1]
            elif kind == _ODD:
                break
            elif kind is None:
                raise Malformed
            else:
                value = _simple(match)
            if not outer:
                return value, match.end()
            items.append(value)
        value, at = _odd(data, match.start(_ODD))
        if not outer:
            return value, at
        items.append(value)


@lru_cache(maxsize=2_048)
def _literal(raw: bytes) -> PSLiteral:
    return LIT(name_of(raw))


def _dictionary(items: list[Any]) -> dict[str, Any]:
    if len(items) % 2:
        raise Malformed
    try:
        return {key.name: value for key, value in zip(items[0::2], items[1::2], strict=True) if value is not None}
    except AttributeError:
        raise Malformed from None


def _simple(match: re.Match[bytes]) -> Any:
    kind = match.lastindex
    if kind == _STRING:
        return match[_STRING]
    if kind == _HEX:
        return unhex(match[_HEX])
    numbers = match[_NUMBERS]
    return [_number(text) for text in numbers.split()] if b"." in numbers else _whole(numbers)


def _odd(data: bytes, at: int) -> tuple[Any, int]:
    """A string with escapes, a constant."""
    token = next_token(data, at)
    if token is None or (isinstance(token.value, Word) and token.value != b"null"):
        raise Malformed
    # pdfminer leaves out an entry of a dictionary that is null; in an array it stays.
    return None if isinstance(token.value, Word) else token.value, token.end


def _whole(numbers: bytes) -> list[int]:
    try:
        return list(map(int, numbers.split()))
    except ValueError:
        raise Malformed from None


def _number(text: bytes) -> float:
    value = number(text)
    if value is None:
        raise Malformed
    return value


class Table(PDFBaseXRef):
    """A cross-reference table that is looked up where it stands, entry by entry (ISO 32000-1, 7.5.4)."""

    def __init__(self, data: bytes, at: int, document: PDFDocument) -> None:
        """Find the sections; Malformed where an entry is not 20 bytes long or the trailer is no dictionary."""
        self._data = data
        # First number, count and place of each section.
        self._sections: list[tuple[int, int, int]] = []
        match = _XREF.match(data, at)
        while match is not None:
            at = match.end()
            match = _SECTION.match(data, at)
            if match is not None:
                first, count, start = int(match[1]), int(match[2]), match.end()
                entries = _ENTRIES.match(data, start)
                if entries is None or entries.end() - start != count * _ENTRY:
                    raise Malformed
                self._sections.append((first, count, start))
                match = entries
        trailer = _TRAILER.match(data, at)
        value = read_value(data, trailer.end(), document)[0] if trailer and self._sections else None
        if not isinstance(value, dict):
            raise Malformed
        self.trailer: dict[str, Any] = value

    def get_trailer(self) -> dict[str, Any]:
        """The trailer that follows the table."""
        return self.trailer

    def get_objids(self) -> Iterator[int]:
        """The numbers of the objects that are in use."""
        for first, count, start in self._sections:
            yield from (first + at for at in range(count) if self._data[start + at * _ENTRY + 17] == ord("n"))

    def get_pos(self, objid: int) -> tuple[int | None, int, int]:
        """Where an object begins, as pdfminer wants it; its PDFKeyError where it is not here."""
        for first, count, start in reversed(self._sections):
            if first <= objid < first + count:
                at = start + (objid - first) * _ENTRY
                if self._data[at + 17] == ord("n"):
                    return None, int(self._data[at : at + 10]), int(self._data[at + 11 : at + 16])
        raise PDFKeyError(objid)


class Packed:
    """The objects of an object stream, each read when it is asked for (ISO 32000-1, 7.5.7)."""

    def __init__(self, data: bytes, first: object) -> None:
        if not isinstance(first, int) or not 0 <= first <= len(data):
            raise Malformed
        self._data, self._first = data, first
        self._places = data[:first].split()

    def read(self, index: int, objid: int, document: PDFDocument) -> Any:
        """The object at this index, which has to have this number."""
        pair = self._places[2 * index : 2 * index + 2]
        if len(pair) < 2 or index < 0 or not (pair[0].isdigit() and pair[1].isdigit()) or int(pair[0]) != objid:
            raise Malformed
        return read_value(self._data, self._first + int(pair[1]), document)[0]
