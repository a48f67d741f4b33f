"""Lines of Hebrew and Arabic from the order of the page to the order of reading.

PDF writers draw such lines from left to right, last letter first, or from right to left; numbers and Latin words in
them run the other way (a small part of UAX 9, backwards). Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from intake.documents.pdf.piece import SPACE_GAP, Piece

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DIGITS = frozenset({"EN", "AN"})
_LEFT_TO_RIGHT = _DIGITS | {"L"}
_STRONG = _RIGHT_TO_LEFT | _LEFT_TO_RIGHT
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIRST = "\u0590"
_NUMBERS = re.compile(r"[\d\s+()./–—-]+")
_DIALLED = re.compile(r"0(?:[\s()-]{0,2}\d){7,14}")


def runs_backward(text: str) -> bool:
    """Whether a text holds letters of a script that runs from right to left."""
    return max(text, default="") >= _FIRST and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def is_right_to_left(piece: Piece) -> bool:
    """Whether the piece begins with a letter of such a script; a piece of theirs is one glyph."""
    return piece.text >= _FIRST and unicodedata.bidirectional(piece.text[0]) in _RIGHT_TO_LEFT


def rows_in_reading_order(rows: Iterable[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines of a page, each in reading order, placed as if they all ran to the right.

    A line that holds as little of such a script as an address and a number runs as the page does.
    """
    rows = list(rows)
    letters = sum(is_right_to_left(piece) for row in rows for piece in row)
    if not letters:
        return [list(row) for row in rows]
    page = 2 * letters > sum(len(piece.text) for row in rows for piece in row if piece.text.isalpha())
    return [_in_reading_order(row, page=page) for row in rows]


def _in_reading_order(row: Sequence[Piece], *, page: bool) -> list[Piece]:
    """`page` says that the page runs from right to left."""
    backward = sum(map(is_right_to_left, row))
    if not backward and not (page and _NUMBERS.fullmatch("".join(piece.text for piece in row))):
        return list(row)
    pieces = [glyph for piece in row for glyph in _singly(piece)]
    if _drawn_backward(pieces):
        pieces.sort(key=lambda piece: piece.along)
    if not page and 2 * backward < sum(piece.text.isalpha() for piece in pieces):
        return _mirrored_runs(pieces)
    return _from_the_right(_mirrored(pieces))


def _singly(piece: Piece) -> list[Piece]:
    """The letters of a piece one by one, as if they were equally wide; what runs backward is one glyph already."""
    if len(piece.text) < 2 or is_right_to_left(piece):
        return [piece]
    width = (piece.end - piece.along) / len(piece.text)
    starts = [piece.along + width * at for at in range(len(piece.text))]
    return [
        piece._replace(text=char, along=along, end=along + width)
        for char, along in zip(piece.text, starts, strict=True)
    ]


def _drawn_backward(row: Sequence[Piece]) -> bool:
    steps = [after.along < before.along for before, after in pairwise(row) if is_right_to_left(after)]
    return 2 * sum(steps) > len(steps)


def _from_the_right(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a mirrored line with Latin words and numbers turned back (UAX 9, W2 to W7, N1, L2)."""
    kinds = [unicodedata.bidirectional(piece.text[0]) if piece.text else "" for piece in pieces]
    made: list[Piece] = []
    at, arabic = 0, False
    while at < len(pieces):
        kind = kinds[at]
        if kind == "ET" and not arabic and at + 1 < len(pieces) and _is_figure_behind(pieces[at], pieces[at + 1]):
            kind = "EN"
        if kind != "L" and kind not in _DIGITS:
            arabic = kind == "AL" or (arabic and kind != "R")
            made.append(pieces[at])
            at += 1
            continue
        run = _run(pieces, kinds, at, _LEFT_TO_RIGHT if kind == "L" else _DIGITS)
        behind = next((kinds[other] for other in range(at + len(run), len(kinds)) if kinds[other] != "WS"), "")
        if kind != "L" and behind == "L" and _is_one_number(run):
            # "Python 3": one number beside a Latin word belongs to it, as far as the looks of a line can tell.
            kind, run = "L", _run(pieces, kinds, at, _LEFT_TO_RIGHT)
        after = pieces[at + len(run) : at + len(run) + 1]
        if kind != "L" and after and after[0].text == "+":
            kind, run = "L", [*run, *after]
        made += _mirrored(run) if kind == "L" or _is_dialled(run) else _numbers(run, arabic=arabic)
        at += len(run)
    return made


def _run(pieces: list[Piece], kinds: Sequence[str], at: int, wanted: frozenset[str]) -> list[Piece]:
    """From `at` to the last piece of the wanted kinds before one of another kind; what has none may lie between."""
    last = end = at
    while end < len(pieces) and kinds[end] not in _STRONG - wanted:
        last = end if kinds[end] in wanted else last
        end += 1
    return pieces[at : last + 1]


def _is_one_number(run: Sequence[Piece]) -> bool:
    return all(_touches(one, other) for one, other in pairwise(run))


def _is_dialled(run: Sequence[Piece]) -> bool:
    """Whether numbers one after the other are a telephone number, which its writer saw to that it looks like one."""
    return _DIALLED.fullmatch("".join(piece.text for piece in reversed(run))) is not None


def _numbers(run: Sequence[Piece], *, arabic: bool) -> list[Piece]:
    """Numbers in their order, each turned back; what joins two figures without a gap makes one number of them."""
    joining = {"CS"} if arabic else {"CS", "ES", "ET"}
    made: list[Piece] = []
    number: list[Piece] = []
    for at, piece in enumerate(run):
        kind = unicodedata.bidirectional(piece.text[:1] or " ")
        before = bool(number) and _touches(number[-1], piece)
        behind = at + 1 < len(run) and _is_figure_behind(piece, run[at + 1])
        if kind in joining and ((before and behind) or (kind == "ET" and (before or behind))):
            made += [] if before else _mirrored(number)
            number = [*(number if before else ()), piece]
            continue
        if before and piece.text.isdigit():
            number.append(piece)
            continue
        made += _mirrored(number)
        number = []
        (number if piece.text.isdigit() else made).append(piece)
    return [*made, *_mirrored(number)]


def _is_figure_behind(piece: Piece, other: Piece) -> bool:
    return other.text.isdigit() and _touches(piece, other)


def _touches(one: Piece, other: Piece) -> bool:
    return other.along - one.end <= SPACE_GAP * (one.size or 1.0)


def _mirrored_runs(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a line that runs to the right, with its stretches of letters that do not turned round."""
    made: list[Piece] = []
    run: list[Piece] = []
    between: list[Piece] = []
    for piece in pieces:
        kind = unicodedata.bidirectional(piece.text[0]) if piece.text else ""
        if kind in _RIGHT_TO_LEFT:
            run += [*between, piece]
            between = []
        elif run and kind not in _STRONG:
            between.append(piece)
        else:
            made += [*_mirrored(run), *between, piece]
            run, between = [], []
    return [*made, *_mirrored(run), *between]


def _mirrored(run: Sequence[Piece]) -> list[Piece]:
    """The pieces last to first, in the same box; a bracket that is read from the other side is the other bracket."""
    if not run:
        return []
    edges = min(piece.along for piece in run) + max(piece.end for piece in run)
    return [
        piece._replace(text=piece.text.translate(_BRACKETS), along=edges - piece.end, end=edges - piece.along)
        for piece in reversed(run)
    ]
