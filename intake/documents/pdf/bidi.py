"""Lines of Hebrew and Arabic from the order of the page to the order of reading.

PDF writers draw such lines from left to right, last letter first, or from right to left; numbers and Latin words in
them run the other way (a small part of UAX 9, backwards). Pure: no I/O, no clock.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from intake.documents.pdf.piece import Piece

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LEFT_TO_RIGHT = frozenset({"L", "EN", "AN"})
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIRST = "\u0590"


def runs_backward(text: str) -> bool:
    """Whether a text holds letters of a script that runs from right to left."""
    return max(text, default="") >= _FIRST and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def is_right_to_left(piece: Piece) -> bool:
    """Whether the piece begins with a letter of such a script; a piece of theirs is one glyph."""
    return piece.text >= _FIRST and unicodedata.bidirectional(piece.text[0]) in _RIGHT_TO_LEFT


def in_reading_order(row: Sequence[Piece]) -> list[Piece]:
    """The pieces of a line in reading order, placed as if they all ran to the right."""
    if not any(map(is_right_to_left, row)):
        return list(row)
    pieces = [glyph for piece in row for glyph in _singly(piece)]
    backward = sum(map(is_right_to_left, pieces))
    if _drawn_backward(pieces):
        pieces.sort(key=lambda piece: piece.along)
    if 2 * backward < sum(piece.text.isalpha() for piece in pieces):
        return _mirrored_runs(pieces, _RIGHT_TO_LEFT)
    return _mirrored_runs(_mirrored(pieces), _LEFT_TO_RIGHT)


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


def _mirrored_runs(pieces: list[Piece], classes: frozenset[str]) -> list[Piece]:
    """The pieces with every run of these classes mirrored; what stands between two of a run belongs to it."""
    made: list[Piece] = []
    run: list[Piece] = []
    between: list[Piece] = []
    for piece in pieces:
        kind = unicodedata.bidirectional(piece.text[0]) if piece.text else ""
        if kind in classes:
            run += [*between, piece]
            between = []
        elif run and kind not in _RIGHT_TO_LEFT | _LEFT_TO_RIGHT:
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
