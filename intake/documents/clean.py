"""Extracted text without what only the file format put there: ligatures, icons, controls, unmapped glyphs.

Everything that looks for patterns runs on cleaned text. Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNMAPPED = re.compile(r"\(cid:\d{1,6}\)")
_WIDE_GAP = re.compile(r" {2,}|\t")
# Icon fonts draw from the private use areas: beside an address they would become part of it.
_ICONS = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd\u2423]+")
_SOFT_BREAK = re.compile("[\u00ad\ufffe][ \t]{0,20}\n[ \t]{0,20}")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# NFKC makes a space and a mark of a lone accent; in an address it stands for the ASCII sign.
_LONE_ACCENTS = {"\u00b4": "'", "\u02dc": "~", "\u00a8": '"', "\u00af": "-", "\u00b8": ","}
_LONE_ACCENT = re.compile("[\u00b4\u02dc\u00a8\u00af\u00b8]")
_BLOCK = 50_000  # characters
_SPACED_OUT = re.compile(r"^(?:\w ?){1,2}(?: \w){2,}(?:(?: {2,}|\t)\w(?: \w)*)*$")


def clean(text: str) -> str:
    """`text` in NFKC with LF line ends, single spaces, at most one empty line in a row, and nothing invisible.

    A letter-spaced line ("E X P E R I E N C E") is put together. Tabs stay: they part columns.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0b", "\n")
    text = _SOFT_BREAK.sub("", text)
    text = _INVISIBLE.sub("", _ICONS.sub(" ", _UNMAPPED.sub(" ", text)))
    text = _LONE_ACCENT.sub(lambda found: _LONE_ACCENTS[found[0]], text)
    text = _CONTROLS.sub("", unicodedata.normalize("NFKC", text))
    text = "\n".join("\n".join(map(_tidied, block.split("\n"))) for block in _blocks(text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _blocks(text: str) -> Iterator[str]:
    """The text in pieces of whole lines: all lines of a text of short ones at a time take twenty times its memory."""
    start = 0
    while (end := text.find("\n", start + _BLOCK)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _tidied(line: str) -> str:
    return _SPACES.sub(" ", _joined(line)).strip(" \t")


def clean_line(text: str) -> str:
    """`text` cleaned and on one line."""
    return " ".join(clean(text).split())


def _joined(line: str) -> str:
    if len(line) < 5:
        return line
    whole = line.strip()
    # The first letters tell of nearly every line that it is none.
    if " " not in whole[1:4] or not _SPACED_OUT.match(whole):
        return line
    words = _WIDE_GAP.split(whole)
    return " ".join(word.replace(" ", "") for word in words)
