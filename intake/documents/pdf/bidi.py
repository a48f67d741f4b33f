"""Lines of Hebrew and Arabic from the order of the page to the order of reading.

PDF writers draw such lines from left to right, last letter first, or from right to left; numbers and Latin words in
them run the other way (a small part of UAX 9, backwards). Pure: no I/O, no clock.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from intake.documents.pdf.glyph import Glyph

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LEFT_TO_RIGHT = frozenset({"L", "EN", "AN"})
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIRST = "\u0590"


def is_right_to_left(glyph: Glyph) -> bool:
    """Whether the glyph is a letter of a script that runs from right to left."""
    return glyph.text >= _FIRST and unicodedata.bidirectional(glyph.text[0]) in _RIGHT_TO_LEFT


def in_reading_order(row: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of a line in reading order, placed as if they all ran to the right."""
    backward = sum(map(is_right_to_left, row))
    if not backward:
        return list(row)
    glyphs = sorted(row, key=lambda glyph: glyph.along) if _drawn_backward(row) else list(row)
    if 2 * backward < sum(glyph.text.isalpha() for glyph in row):
        return _mirrored_runs(glyphs, _RIGHT_TO_LEFT)
    return _mirrored_runs(_mirrored(glyphs), _LEFT_TO_RIGHT)


def _drawn_backward(row: Sequence[Glyph]) -> bool:
    steps = [after.along < before.along for before, after in pairwise(row) if is_right_to_left(after)]
    return 2 * sum(steps) > len(steps)


def _mirrored_runs(glyphs: list[Glyph], classes: frozenset[str]) -> list[Glyph]:
    """The glyphs with every run of these classes mirrored; what stands between two of a run belongs to it."""
    made: list[Glyph] = []
    run: list[Glyph] = []
    between: list[Glyph] = []
    for glyph in glyphs:
        kind = unicodedata.bidirectional(glyph.text[0]) if glyph.text else ""
        if kind in classes:
            run += [*between, glyph]
            between = []
        elif run and kind not in _RIGHT_TO_LEFT | _LEFT_TO_RIGHT:
            between.append(glyph)
        else:
            made += [*_mirrored(run), *between, glyph]
            run, between = [], []
    return [*made, *_mirrored(run), *between]


def _mirrored(run: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs last to first, in the same box; a bracket that is read from the other side is the other bracket."""
    if not run:
        return []
    edges = min(glyph.along for glyph in run) + max(glyph.end for glyph in run)
    return [
        glyph._replace(text=glyph.text.translate(_BRACKETS), along=edges - glyph.end, end=edges - glyph.along)
        for glyph in reversed(run)
    ]
