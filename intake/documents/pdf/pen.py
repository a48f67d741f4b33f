"""Text-showing operators to pieces: where the pen stands, and how it moves (ISO 32000-1, 9.4.4).

Pure: no I/O, no clock.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from intake.documents.pdf.canvas import Canvas
from intake.documents.pdf.faces import Face, Shown
from intake.documents.pdf.limits import MAX_PAGE_GLYPHS, LimitReached
from intake.documents.pdf.piece import SPACE_GAP, STEP_BACK, TAB_GAP, Clue, Piece
from intake.documents.pdf.shapes import FAR, product
from intake.documents.pdf.state import State

# Letters to a gap; where there are fewer, the letters themselves may be spaced out.
_LETTERS_A_WORD = 2.5

_LEVEL = (1.0, 0.0)


class _Place(NamedTuple):
    """How text space lies on the page: where the pen stands, `scale` points of the page to a unit of text space.

    `step` is an em in text space; the others as in `Piece`.
    """

    along: float
    across: float
    size: float
    direction: tuple[float, float]
    scale: float
    step: float


class _Stroke(NamedTuple):
    """What was drawn between two gaps, its ends in text space from where the operator began."""

    texts: list[str]
    begin: float
    end: float


def show(
    canvas: Canvas, state: State, face: Face, elements: Iterable[tuple[bytes, bytes]], strings: Mapping[bytes, Shown]
) -> None:
    """Draw strings, each followed by a number as TJ has it (empty: none), and move the pen.

    `strings` says what they stand for. ValueError where a number is none: then nothing is drawn.
    """
    place = _place(state, face)
    if not (-FAR < place.across < FAR and -FAR < place.along < FAR and place.size < FAR):
        place = place._replace(along=FAR, across=FAR, size=0.0)
    stretch = 1.0 if face.vertical else state.scaling
    step, charspace, wordspace = place.step, state.charspace * stretch, state.wordspace * stretch
    thousandth = -0.001 * step
    em = thousandth * place.scale / (place.size or 1.0)
    strokes: list[_Stroke] = []
    texts: list[str] = []
    begin = offset = 0.0
    count = unknown = gaps = 0
    singly = False
    for string, kern in elements:
        text, width, spaces, glyphs, unmapped, apart = strings[string]
        count += glyphs
        unknown += unmapped
        if apart is None:
            texts.append(text)
            offset += width * step + glyphs * charspace + spaces * wordspace
        else:
            # What reads from right to left may have to be turned around: a stroke a glyph.
            singly = True
            for glyph in apart:
                strokes.append(_Stroke(texts, begin, offset))
                texts, begin = [glyph.text], offset
                offset += glyph.width * step + charspace + glyph.spaces * wordspace
        if kern and not kern.isspace():
            shift = float(kern)
            if not STEP_BACK <= shift * em <= SPACE_GAP:
                strokes.append(_Stroke(texts, begin, offset))
                texts, begin = [], offset + shift * thousandth
                singly = singly or not 0.0 < shift * em <= TAB_GAP
                gaps += 1
                if gaps > MAX_PAGE_GLYPHS:
                    raise LimitReached("The page holds more text than any honest page.")
            offset += shift * thousandth
    strokes.append(_Stroke(texts, begin, offset))
    if gaps and not singly and count > _LETTERS_A_WORD * (gaps + 1):
        strokes = [_Stroke(_words(strokes), 0.0, strokes[-1].end)]
    clue = Clue(*state.letters(), len(canvas.paints), state.clip)
    canvas.target += _pieces(strokes, place, face, clue)
    canvas.unmapped += unknown
    if face.vertical:
        state.y += offset
    else:
        state.x += offset
    canvas.count(count)


def _words(strokes: Sequence[_Stroke]) -> list[str]:
    return [" ".join(["".join(stroke.texts) for stroke in strokes])]


def _pieces(strokes: Iterable[_Stroke], place: _Place, face: Face, clue: Clue) -> Iterable[Piece]:
    start, across, size, direction, scale, _ = place
    for texts, begin, end in strokes:
        if texts and (begin != end or any(texts)):
            along, stop = start + begin * scale, start + end * scale
            if not (-FAR < along < FAR and -FAR < stop < FAR):
                along = stop = FAR
            text = texts[0] if len(texts) == 1 else "".join(texts)
            stop = max(along, stop)
            yield Piece(text, along, stop, across, size, direction, face.name, face.bold, clue)


def _place(state: State, face: Face) -> _Place:
    a, b, c, d, e, f = state.matrix
    a2, b2, c2, d2, e2, f2 = state.ctm
    if b == c == b2 == c2 == 0.0 < a * a2 and not face.vertical and state.size > 0.0 < state.scaling:
        # Level text, as nearly all is.
        across = ((state.y + state.rise) * d + f) * d2 + f2
        size = state.size * abs(face.height * d * d2)
        return _Place((state.x * a + e) * a2 + e2, across, size, _LEVEL, a * a2, state.size * state.scaling)
    a, b, c, d, e, f = product(state.matrix, state.ctm)
    step = state.size * (1.0 if face.vertical else state.scaling)
    # The direction in which the pen moves on the page; vertical writing moves down.
    right, up = (c, d) if face.vertical else (a, b)
    length = math.hypot(right, up) or 1e-6
    sign = -1.0 if (step < 0) != face.vertical else 1.0
    ux, uy = sign * right / length, sign * up / length
    x, y = state.x, state.y + state.rise
    x, y = x * a + y * c + e, x * b + y * d + f
    size = abs(state.size * face.height) * (math.hypot(a, b) if face.vertical else math.hypot(c, d))
    return _Place(x * ux + y * uy, y * ux - x * uy, size, (round(ux, 2), round(uy, 2)), sign * length, step)
