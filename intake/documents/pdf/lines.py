"""Pieces in drawing order to lines of text: spaces from gaps, line breaks from baselines.

Order is not changed: only drawing order tells columns apart (`library-facts`: layout sorting hurts resumes). Dates that
were drawn apart from the entries that they stand beside are the one exception (`dates`).
Pure: no I/O, no clock.
"""

import itertools
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.documents.pdf.bidi import is_right_to_left, rows_in_reading_order
from intake.documents.pdf.dates import beside_their_entries
from intake.documents.pdf.piece import SPACE_GAP, STEP_BACK, TAB_GAP, Piece

# Baselines further apart than this, in em, leave an empty line between them.
BLANK_LINE = 1.7
# How far the pen may go back within a line: kerning, accents drawn over letters.
_BACK = 1.0
# Half the distance, in em, at which a letter covers itself; an "l" is 0.22 em wide.
_OVERPRINT = 0.06
_AROUND = tuple((i, j) for i in (0, -1, 1) for j in (0, -1, 1))
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


def lines_of(pieces: Iterable[Piece]) -> tuple[Line, ...]:
    """The lines of one page, in drawing order; lines of white space alone are left out."""
    lines: list[Line] = []
    previous: Piece | None = None
    rows = beside_their_entries(_rows(_drawn_once(pieces)))
    for run, read in zip(rows, rows_in_reading_order(rows), strict=True):
        segments = _segments(read)
        text = "".join(segment.text for segment in segments).strip()
        if not text:
            continue
        lines.append(Line(text, segments, previous is not None and _apart(previous, run[0])))
        previous = run[0]
    return tuple(lines)


def text_of(lines: Sequence[Line]) -> str:
    """The text of a page, empty lines where blocks part."""
    return "\n".join("\n" + line.text if line.apart else line.text for line in lines)


def _drawn_once(pieces: Iterable[Piece]) -> list[Piece]:
    """Without the second drawing of a piece on itself: how bold and shadow are faked."""
    seen: set[tuple[str, float]] = set()
    places: set[tuple[str, float, int, int]] = set()
    kept: list[Piece] = []
    for piece in pieces:
        if piece.text and not piece.text.isspace():
            size = round(max(piece.size, 1.0), 1)
            cell = size * _OVERPRINT
            column, row = round(piece.along / cell), round(piece.across / cell)
            look = (piece.text, size)
            if look in seen and any((*look, column + i, row + j) in places for i, j in _AROUND):
                continue
            seen.add(look)
            places.add((*look, column, row))
        kept.append(piece)
    return kept


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and _same_line(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _same_line(last: Piece, piece: Piece) -> bool:
    if last.direction != piece.direction:
        return False
    low = max(last.across - _DESCENT * last.size, piece.across - _DESCENT * piece.size)
    high = min(last.across + _ASCENT * last.size, piece.across + _ASCENT * piece.size)
    if high - low < 0.4 * min(last.size, piece.size):
        return False
    back = _BACK * max(last.size, piece.size)
    if is_right_to_left(piece) and abs(piece.end - last.along) < back:
        return True
    return piece.along > last.end - back


def _apart(previous: Piece, piece: Piece) -> bool:
    """Whether the line of `piece` does not simply follow the one of `previous`."""
    if previous.direction != piece.direction:
        return True
    down = previous.across - piece.across
    return down > BLANK_LINE * max(previous.size, piece.size) or down < -0.5 * piece.size


def _segments(row: Sequence[Piece]) -> tuple[Segment, ...]:
    threshold = _space_threshold(row)
    made: list[Segment] = []
    text: list[str] = []
    first = row[0]
    last: Piece | None = None
    for piece in row:
        gap = 0.0 if last is None else (piece.along - last.end) / (min(last.size, piece.size) or 1.0)
        if last is not None and (gap > TAB_GAP or _looks_other(first, piece)):
            made.append(_segment(text, first, "\t" if gap > TAB_GAP else ""))
            text, first = [" "] if TAB_GAP >= gap > threshold else [], piece
        elif gap > threshold:
            text.append(" ")
        elif gap < STEP_BACK and text and text[-1][-1:] in _ACCENTS and piece.text[:1].isalpha():
            letter = unicodedata.normalize("NFC", piece.text[0] + _ACCENTS[text[-1][-1]])
            text[-1] = text[-1][:-1] + letter + piece.text[1:]
            last = piece
            continue
        text.append(piece.text)
        last = piece
    made.append(_segment(text, first, ""))
    return tuple(made)


def _segment(text: Sequence[str], first: Piece, end: str) -> Segment:
    return Segment("".join(text) + end, first.size, first.bold, first.font)


def _looks_other(first: Piece, piece: Piece) -> bool:
    if piece.text.isspace():
        return False
    return piece.font != first.font or abs(piece.size - first.size) > 0.3


def _space_threshold(row: Sequence[Piece]) -> float:
    """The gap that parts words, in em; wider where the letters of the line are spaced out."""
    gaps = [
        (after.along - before.end) / (min(before.size, after.size) or 1.0)
        for before, after in itertools.pairwise(row)
        if not before.text[-1:].isspace() and not after.text[:1].isspace()
    ]
    wide = [gap for gap in gaps if gap > SPACE_GAP]
    if len(gaps) < 4 or len(wide) <= 0.6 * len(gaps):
        return SPACE_GAP
    # Between the letters of a piece there is no gap.
    inside = sum(len(word) - 1 for piece in row for word in piece.text.split())
    return max(SPACE_GAP, 1.5 * statistics.median(wide)) if len(wide) > 0.6 * (len(gaps) + inside) else SPACE_GAP
