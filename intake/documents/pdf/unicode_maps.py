"""ToUnicode maps by pattern: what a font's codes stand for (ISO 32000-1, 9.10.3).

pdfminer's parser takes such a map apart token by token, and a range of a few bytes may ask it for billions of
entries. Pure: no I/O, no clock.
"""

import re
from itertools import count

from pdfminer.cmapdb import UnicodeMap
from pdfminer.encodingdb import name2unicode

from intake.documents.pdf.faces import unhex
from intake.documents.pdf.tokens import name_of

# Every code of a two-byte font, twice over.
MAX_ENTRIES = 131_072

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)(?=endbf|begin|\Z)", re.DOTALL)
_HEX = rb"<([0-9A-Fa-f\s]*+)>"
_CHAR = re.compile(_HEX + rb"\s*+" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*+" + _HEX + rb"\s*+(?:" + _HEX + rb"|\[([^\[\]]*+)\])")
_ITEM = re.compile(_HEX + rb"|/([^\s/<>\[\]]++)")
_RANGES = re.compile(rb"begin(?:bf|cid)range")
_LIST = re.compile(rb"\[[^\[\]]*\]")
_ANY_RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{1,16})\s*>\s*<\s*([0-9A-Fa-f]{1,16})\s*>\s*(?:<[^<>]*>|\d)")
_OTHER_KINDS = re.compile(rb"begincid(?:range|char)|usecmap")
_SURROGATES = 0xD800


def unicode_map(data: bytes) -> UnicodeMap | None:
    """The map; None where it is of a kind that these patterns do not know."""
    if _OTHER_KINDS.search(data):
        return None
    made = _Map()
    for kind, section in _SECTION.findall(data):
        if kind == b"bfchar":
            made.put_chars(section)
        else:
            made.put_ranges(section)
    return made


class _Map(UnicodeMap):
    """The map as it is written; what a code stands for is decoded when it is asked for.

    `left` is how many codes it may still be told, of which some may be told twice.
    """

    def __init__(self) -> None:
        super().__init__()
        self._left = MAX_ENTRIES
        self._digits: dict[int, bytes] = {}

    def get_unichr(self, cid: int) -> str:
        """What a code stands for; KeyError where the map does not say."""
        found = self.cid2unichr.get(cid)
        if found is None:
            found = self.cid2unichr[cid] = _text(self._digits[cid])
        return found

    def put_chars(self, section: bytes) -> None:
        """Take the pairs of a section."""
        pairs = _CHAR.findall(section)
        self._left -= len(pairs)
        for code, digits in pairs if self._left >= 0 else ():
            number = _code(code)
            self._digits[number] = digits
            # What a range said before of the same code.
            self.cid2unichr.pop(number, None)

    def put_ranges(self, section: bytes) -> None:
        """Take the ranges of a section."""
        for low, high, digits, items in _RANGE.findall(section):
            first, last = _code(low), _code(high)
            if items:
                for code, (item, name) in zip(range(first, last + 1), _ITEM.findall(items), strict=False):
                    self._put(code, _named(name) if name else _text(item))
            elif last - first < self._left:
                self._put_range(first, last, unhex(digits))

    def _put(self, code: int, text: str) -> None:
        self._left -= 1
        if self._left >= 0:
            self.cid2unichr[code] = text

    def _put_range(self, first: int, last: int, text: bytes) -> None:
        """Codes that stand for texts one after the other: the last four bytes count up, as pdfminer has it."""
        head, size = text[:-4], min(len(text), 4)
        base = int.from_bytes(text[-4:], "big")
        if size == 2 and not head and base + last - first < _SURROGATES:
            self._left -= max(last - first + 1, 0)
            self.cid2unichr.update(zip(range(first, last + 1), map(chr, count(base)), strict=False))
            return
        for code in range(first, last + 1):
            counted = (base + code - first) % (1 << 8 * size)
            self._put(code, (head + counted.to_bytes(size, "big")).decode("utf-16-be", "ignore"))


def entries(data: bytes) -> int:
    """How many codes the ranges of a map hold; empty and negative ones count nothing."""
    found = 0
    for block in _RANGES.split(data)[1:]:
        for low, high in _ANY_RANGE.findall(_LIST.sub(b"0", block.partition(b"end")[0])):
            found += max(int(high, 16) - int(low, 16), 0)
    return found


def _code(digits: bytes) -> int:
    return int(digits, 16) if digits.isalnum() else int.from_bytes(unhex(digits), "big")


def _text(digits: bytes) -> str:
    if len(digits) == 4 and digits.isalnum():
        code = int(digits, 16)
        return chr(code) if not 0xD800 <= code < 0xE000 else ""
    return unhex(digits).decode("utf-16-be", "ignore")


def _named(raw: bytes) -> str:
    try:
        return name2unicode(name_of(raw))
    except (KeyError, ValueError):
        return ""
