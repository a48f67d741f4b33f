"""Glyphs in drawing order to lines of text: spaces from gaps, line breaks from baselines.

Order is never changed: only drawing order tells columns apart (`library-facts`: layout sorting hurts resumes).
Pure: no I/O, no clock.
"""

import itertools
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.documents.pdf.bidi import in_reading_order, is_right_to_left
from intake.documents.pdf.glyph import Glyph

# In em. Narrow enough for justified TeX lines; 0.20 lost phrases on real files.
SPACE_GAP = 0.13
# A gap that no word space makes: a tab stop, a table cell, a right-hand date.
TAB_GAP = 2.5
# Baselines further apart than this, in em, leave an empty line between them.
BLANK_LINE = 1.7
# How far the pen may go back within a line: kerning, accents drawn over letters.
_BACK = 1.0
# Half the distance, in em, at which a letter covers itself; an "l" is 0.22 em wide.
_OVERPRINT = 0.06
# A glyph's box stands from the descender to the ascender.
_DESCENT, _ASCENT = 0.2, 0.75

# TeX's OT1 encoding draws an accent and then the letter over it.
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u0060": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "\u005e": "\u0302",
    "\u02dc": "\u0303",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
    "\u02d8": "\u0306",
    "\u02da": "\u030a",
    "\u02d9": "\u0307",
    "\u02dd": "\u030b",
    "\u00af": "\u0304",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line in one look. `size` in points; a gap of a tab's width or a change of look ends it."""

    text: str
    size: float
    bold: bool
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `apart` says that an empty line, a column or a block's end lies before it."""

    text: str
    segments: tuple[Segment, ...]
    apart: bool


def lines_of(glyphs: Iterable[Glyph]) -> tuple[Line, ...]:
    """The lines of one page, in drawing order; lines of white space alone are left out."""
    lines: list[Line] = []
    previous: Glyph | None = None
    for run in _rows(_drawn_once(glyphs)):
        segments = _segments(in_reading_order(run))
        text = "".join(segment.text for segment in segments).strip()
        if not text:
            continue
        lines.append(Line(text, segments, previous is not None and _apart(previous, run[0])))
        previous = run[0]
    return tuple(lines)


def text_of(lines: Sequence[Line]) -> str:
    """The text of a page, empty lines where blocks part."""
    return "\n".join("\n" + line.text if line.apart else line.text for line in lines)


def _drawn_once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Without the second drawing of a letter on itself: how bold and shadow are faked."""
    seen: set[tuple[str, float, int, int]] = set()
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text and not glyph.text.isspace():
            size = round(max(glyph.size, 1.0), 1)
            column, row = round(glyph.along / (size * _OVERPRINT)), round(glyph.across / (size * _OVERPRINT))
            if any((glyph.text, size, column + i, row + j) in seen for i in (-1, 0, 1) for j in (-1, 0, 1)):
                continue
            seen.add((glyph.text, size, column, row))
        kept.append(glyph)
    return kept


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and _same_line(rows[-1][-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _same_line(last: Glyph, glyph: Glyph) -> bool:
    if last.direction != glyph.direction:
        return False
    low = max(last.across - _DESCENT * last.size, glyph.across - _DESCENT * glyph.size)
    high = min(last.across + _ASCENT * last.size, glyph.across + _ASCENT * glyph.size)
    if high - low < 0.4 * min(last.size, glyph.size):
        return False
    back = _BACK * max(last.size, glyph.size)
    if is_right_to_left(glyph) and abs(glyph.end - last.along) < back:
        return True
    return glyph.along > last.end - back


def _apart(previous: Glyph, glyph: Glyph) -> bool:
    """Whether the line of `glyph` does not simply follow the one of `previous`."""
    if previous.direction != glyph.direction:
        return True
    down = previous.across - glyph.across
    return down > BLANK_LINE * max(previous.size, glyph.size) or down < -0.5 * glyph.size


def _segments(row: Sequence[Glyph]) -> tuple[Segment, ...]:
    threshold = _space_threshold(row)
    made: list[Segment] = []
    text: list[str] = []
    first = row[0]
    last: Glyph | None = None
    for glyph in row:
        gap = 0.0 if last is None else (glyph.along - last.end) / (min(last.size, glyph.size) or 1.0)
        if last is not None and (gap > TAB_GAP or _looks_other(first, glyph)):
            made.append(_segment(text, first, "\t" if gap > TAB_GAP else ""))
            text, first = [" "] if TAB_GAP >= gap > threshold else [], glyph
        elif gap > threshold:
            text.append(" ")
        elif gap < -0.15 and text and text[-1] in _ACCENTS and len(glyph.text) == 1 and glyph.text.isalpha():
            text[-1] = unicodedata.normalize("NFC", glyph.text + _ACCENTS[text[-1]])
            last = glyph
            continue
        text.append(glyph.text)
        last = glyph
    made.append(_segment(text, first, ""))
    return tuple(made)


def _segment(text: Sequence[str], first: Glyph, end: str) -> Segment:
    return Segment("".join(text) + end, first.size, first.bold, first.font)


def _looks_other(first: Glyph, glyph: Glyph) -> bool:
    if glyph.text.isspace():
        return False
    return glyph.font != first.font or abs(glyph.size - first.size) > 0.3


def _space_threshold(row: Sequence[Glyph]) -> float:
    """The gap that parts words, in em; wider where the letters of the line are spaced out."""
    gaps = [
        (after.along - before.end) / (min(before.size, after.size) or 1.0)
        for before, after in itertools.pairwise(row)
        if not before.text.isspace() and not after.text.isspace()
    ]
    wide = [gap for gap in gaps if gap > SPACE_GAP]
    if len(gaps) >= 4 and len(wide) > 0.6 * len(gaps):
        return max(SPACE_GAP, 1.5 * statistics.median(wide))
    return SPACE_GAP
