"""What Tesseract read on a page: its table of words (TSV) to text, headings and a mean confidence.

The table is made from a stranger's picture and is read as any stranger's text: what is no row is left out.
See tesseract(1), "tsv". Pure: no I/O, no clock.
"""

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from intake.text.sections import names_section

_COLUMNS = 12
_WORD = "5"
# Words below it are specks and borders of tables, not words.
_LEAST_CONFIDENCE = 15.0
_MAX_WORDS = 50_000
_HEADING_LENGTH = 60
# Of a link it is seldom sure, least of all in a fax, and no speck has the form of one.
_OF_LINK = re.compile(r"https?:|(?:(?:https?:)?//|www\.)(?=(?:[\w-]++\.)+\w\w)\S++", re.IGNORECASE)
# Tesseract puts a space behind a sign that stands a little apart: "www. example.org", "https: //example.org".
_APART = re.compile(r"(https?:)\s+(?=//\S)|(https?://|\bwww\.)\s+(?=\w)|(?<=www)\s+(?=\.\w)", re.IGNORECASE)
_TALLER = 1.25


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page in reading order, its headings, and each word's confidence (0-100)."""

    text: str
    headings: tuple[str, ...]
    confidences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with the block, paragraph and line that it stands in; `height` in pixels."""

    block: tuple[str, str, str]
    line: str
    height: int
    confidence: float
    text: str


def page_text(table: str) -> PageText:
    """The text in a table of words: a line a line, an empty line between paragraphs."""
    words = list(_words(table))
    tall = _TALLER * statistics.median([word.height for word in words]) if words else 0.0
    paragraphs: list[str] = []
    headings: dict[str, None] = {}
    for _, inside in groupby(words, lambda word: word.block):
        lines: list[str] = []
        for _, row in groupby(inside, lambda word: word.line):
            of_line = list(row)
            lines.append(_APART.sub(r"\1\2", " ".join(word.text for word in of_line)))
            if _is_heading(lines[-1], of_line, tall):
                headings.setdefault(lines[-1])
        paragraphs.append("\n".join(lines))
    return PageText("\n\n".join(paragraphs), tuple(headings), tuple(word.confidence for word in words))


def mean_confidence(pages: Iterable[PageText]) -> float | None:
    """The mean over all words, with one decimal; None where there are none."""
    every = [confidence for page in pages for confidence in page.confidences]
    return round(statistics.fmean(every), 1) if every else None


def _words(table: str) -> Iterator[_Word]:
    count = 0
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[11].strip():
            continue
        try:
            height, confidence = int(cells[9]), float(cells[10])
        except ValueError:
            continue
        text = cells[11].strip()
        if _LEAST_CONFIDENCE <= confidence <= 100 or (0 <= confidence <= 100 and _OF_LINK.fullmatch(text)):
            yield _Word((cells[1], cells[2], cells[3]), cells[4], height, confidence, text)
            count += 1
        if count >= _MAX_WORDS:
            return


def _is_heading(text: str, words: list[_Word], tall: float) -> bool:
    """A line that names a section, or a short one in capitals or in larger letters."""
    if names_section(text.strip(" :")):
        return True
    if not 3 <= len(text) <= _HEADING_LENGTH or not text[0].isupper() or text.endswith((".", ",", ";")):
        return False
    solid = statistics.median([word.height for word in words])
    return len(words) <= 4 and not any(char.isdigit() for char in text) and (text.isupper() or solid > tall)
