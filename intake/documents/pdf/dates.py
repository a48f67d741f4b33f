"""Dates at a margin that were drawn apart from their entries, put back beside them.

A browser draws all that floats (CSS 2.2, Appendix E: floats come before the text of their block), a word processor all
text frames, before the text around them: the dates of a resume's entries then come in a heap at its beginning, and no
entry has any. Such a row of dates belongs to the row on the same baseline, as a reader sees it. Pure: no I/O, no clock.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from intake.documents.pdf.piece import Piece

Row = list[Piece]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST, _MOST_WORDS = 40, 4
# In em: baselines of one row differ by no more; entries are that far apart at least once, lines of a column are not;
# what is nearer than a word's gap is the same text.
_LEVEL, _ENTRY, _GAP = 0.25, 2.0, 0.5
# A page with more rows on one baseline is no page of a resume, and would take long.
_MOST_LEVEL = 12
_CELL = 4.0  # points; baselines of one row lie in the same stretch of the page, or in neighbouring ones


def beside_their_entries(rows: list[Row]) -> list[Row]:
    """The rows in their order, but for rows of dates that stand beside others: those become part of these."""
    runs = [run for run in _runs(rows) if _spread(rows, run)]
    if not runs:
        return rows
    # Dates are no entry for other dates: what stands beside them may go away itself.
    levels = _by_level(rows, apart={at for run in runs for at in run})
    beside: dict[int, list[int]] = defaultdict(list)
    for run in runs:
        partners = [_partner(rows, at, levels) for at in run]
        found = [partner for partner in partners if partner is not None]
        # All of them, each beside a row of its own, from the top down: else it is a column that happens to be level.
        if len(found) == len(run) and all(before < after for before, after in itertools.pairwise(found)):
            for at, partner in zip(run, found, strict=True):
                beside[partner].append(at)
    gone = {at for dates in beside.values() for at in dates}
    return [_joined(rows, [at, *beside.get(at, ())]) for at in range(len(rows)) if at not in gone]


def _runs(rows: Sequence[Row]) -> Iterator[range]:
    """Stretches of two and more rows drawn one after the other that hold dates alone."""
    start = 0
    for at in range(len(rows) + 1):
        if at < len(rows) and _is_dates(rows[at]):
            continue
        if at - start > 1:
            yield range(start, at)
        start = at + 1


def _is_dates(row: Row) -> bool:
    if sum(len(piece.text) for piece in row) > _LONGEST:
        return False
    text = "".join(piece.text for piece in row)
    return _YEAR.search(text) is not None and len(_WORD.findall(text)) <= _MOST_WORDS


def _spread(rows: Sequence[Row], run: range) -> bool:
    """Whether they stand one below the other, and somewhere as far apart as entries."""
    firsts = [rows[at][0] for at in run]
    downs = [
        (before.across - after.across) / (after.size or 1.0) if before.direction == after.direction else 0.0
        for before, after in itertools.pairwise(firsts)
    ]
    return min(downs) > 0 and max(downs) >= _ENTRY


def _by_level(rows: Sequence[Row], *, apart: AbstractSet[int]) -> dict[int, list[int]]:
    """The rows by the stretch of the page that their baseline is in, but for those `apart`."""
    levels: dict[int, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if at not in apart:
            levels[round(row[0].across / _CELL)].append(at)
    return levels


def _partner(rows: Sequence[Row], at: int, levels: dict[int, list[int]]) -> int | None:
    """The nearest row on the same baseline: to the left of the dates, or else to the right of them."""
    cell = round(rows[at][0].across / _CELL)
    level = [other for near in (cell - 1, cell, cell + 1) for other in levels.get(near, ())]
    if len(level) > _MOST_LEVEL:
        return None
    level = [other for other in level if _is_level(rows[at][0], rows[other][0])]
    gap = _GAP * rows[at][0].size
    left = [other for other in level if _end(rows[other]) + gap <= _start(rows[at])]
    right = [other for other in level if _end(rows[at]) + gap <= _start(rows[other])]
    if left:
        return max(left, key=lambda other: _end(rows[other]))
    return min(right, key=lambda other: _start(rows[other]), default=None)


def _is_level(one: Piece, other: Piece) -> bool:
    return one.direction == other.direction and abs(one.across - other.across) <= _LEVEL * min(one.size, other.size)


def _start(row: Row) -> float:
    return min(piece.along for piece in row)


def _end(row: Row) -> float:
    return max(piece.end for piece in row)


def _joined(rows: Sequence[Row], level: Sequence[int]) -> Row:
    """Rows on one baseline as one, from left to right."""
    if len(level) == 1:
        return rows[level[0]]
    return [piece for row in sorted((rows[at] for at in level), key=_start) for piece in row]
