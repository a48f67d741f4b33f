"""The words that are searched: folded without case and diacritics, the same for what is kept and what is asked.

The index of both databases is fed with words parted by spaces, so that both find the same. "Müller" is found as
"muller" and "mueller"; the last word of a search also finds what begins with it. Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from intake.storage.queue_values import Span

MOST_WORDS = 20_000
"""Different words kept of one application."""
_MOST_BYTES = 900_000
"""Of these words in all: a tsvector takes a megabyte, and spoils silently what is beyond it."""

LONGEST_TEXT = 200_000
"""Characters of one text that are searched."""

MOST_TERMS = 8
_LONGEST_WORD = 60
_SHORTEST_PREFIX = 3
"""Letters: what begins with two is in nearly every document, and a name of two letters means itself."""
_BEFORE, _AFTER = 40, 110
"""Characters of a snippet around the first word found."""

_STROKES = {
    "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ẞ": "ss",
}  # fmt: skip
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "ae", "Ö": "oe", "Ü": "ue", "Å": "aa", "Ø": "oe"}
)
# Two steps: one pattern for words with an umlaut takes minutes over one endless word without.
_WORD = re.compile(r"[\w'’ʼ]+")
_UMLAUT = re.compile("[äöüåøÄÖÜÅØ]")
_APOSTROPHES = "'’ʼ"


class _Fold(dict[int, str]):
    """A table for str.translate that fills itself: each letter folded, all else a space."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    if character in _STROKES:
        return _STROKES[character]
    plain = unicodedata.normalize("NFKD", character).casefold()
    if not character.isspace() and all(unicodedata.combining(c) or unicodedata.category(c) == "Cf" for c in plain):
        return ""
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))


_TABLE = _Fold()


def folded(text: str) -> str:
    """The text folded; words are parted by spaces."""
    return text.translate(_TABLE)


def of(texts: Iterable[str]) -> list[str]:
    """The different words of these texts, in the order of the alphabet; at most MOST_WORDS."""
    found: set[str] = set()
    for text in texts:
        text = text[:LONGEST_TEXT]  # noqa: PLW2901 - the rest of it is left out on purpose
        found.update(word[:_LONGEST_WORD] for word in folded(text).split())
        if not text.isascii():
            found.update(_written_out(text))
    kept = sorted(found)[:MOST_WORDS]
    sizes = accumulate(len(word.encode("utf-8", "replace")) for word in kept)
    return [word for word, size in zip(kept, sizes, strict=True) if size <= _MOST_BYTES]


def _written_out(text: str) -> Iterator[str]:
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        if not _UMLAUT.search(word):
            continue
        yield from (part[:_LONGEST_WORD] for part in folded(word.translate(_UMLAUTS)).split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is searched for; `prefix`: words that begin with it are found too."""

    word: str
    prefix: bool

    def matches(self, word: str) -> bool:
        """Whether a folded word is found by it."""
        return word.startswith(self.word) if self.prefix else word == self.word


def terms(asked: str) -> tuple[Term, ...]:
    """What somebody asks for, word by word; () where nothing is left."""
    found = list(dict.fromkeys(word[:_LONGEST_WORD] for word in folded(asked[:200]).split()))[:MOST_TERMS]
    return tuple(
        Term(word, prefix=index == len(found) - 1 and len(word) >= _SHORTEST_PREFIX) for index, word in enumerate(found)
    )


def snippet(text: str, wanted: Iterable[Term]) -> tuple[Span, ...]:
    """The line around the first word that is found, with every found word in it marked; () without any."""
    hits = _Hits(tuple(wanted))
    text = text[:LONGEST_TEXT]
    first = hits.first(text)
    if first is None:
        return ()
    start = max(0, first - _BEFORE)
    if start:
        start = text.find(" ", start, first) + 1 or first
    return tuple(_marked(" ".join(text[start : first + _AFTER].split()), hits))


_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


_LETTER = "[0-9A-Za-z]"


def _is_plain(text: str) -> bool:
    """Whether its words are runs of letters and digits, folded by their case alone: then one pattern finds them."""
    return text.isascii() and "'" not in text


def _pattern(wanted: Iterable[Term]) -> re.Pattern[str]:
    """Finds what `_Hits.has` finds in a plain text, in a tenth of the time."""
    ends = {True: f"{_LETTER}*", False: f"(?!{_LETTER})"}
    some = "|".join(re.escape(term.word) + ends[term.prefix] for term in wanted) or "(?!)"
    return re.compile(f"(?<!{_LETTER})(?:{some})", re.ASCII | re.IGNORECASE)


class _Hits:
    """Which words of a text are found."""

    def __init__(self, wanted: tuple[Term, ...]) -> None:
        self._plain = _pattern(wanted)
        self._whole = frozenset(term.word for term in wanted)
        self._beginnings = tuple(term.word for term in wanted if term.prefix)

    def first(self, text: str) -> int | None:
        """Where the first one stands. Only when the folded text holds a word is the text looked through."""
        if _is_plain(text):
            found = self._plain.search(text)
            return None if found is None else found.start()
        plain = folded(text)
        if not any(word in plain for word in self._whole):
            return None
        return next((m.start() for m in _TOKEN.finditer(text) if self.has(m[0])), None)

    def within(self, line: str) -> Iterator[re.Match[str]]:
        """The words of a line that are found, whole."""
        if _is_plain(line):
            return self._plain.finditer(line)
        return (token for token in _TOKEN.finditer(line) if self.has(token[0]))

    def has(self, token: str) -> bool:
        """Whether a word as it is written is found."""
        if token.isascii():  # most are: a fifth of the time
            return self._is_found(token.lower().replace("'", ""))
        return any(map(self._is_found, {*folded(token).split(), *_written_out(token)}))

    def _is_found(self, word: str) -> bool:
        return word in self._whole or word.startswith(self._beginnings)


def _marked(line: str, hits: _Hits) -> Iterator[Span]:
    end = 0
    for token in hits.within(line):
        if token.start() > end:
            yield Span(line[end : token.start()])
        yield Span(token[0], hit=True)
        end = token.end()
    if end < len(line):
        yield Span(line[end:])
