"""What a page draws: its pieces of text in order, and the areas painted between them.

Both interpreters draw on it: the own one and pdfminer's. Limits are counted here. ActualText of a marked-content
sequence (ISO 32000-1, 14.9.4) takes the place of the glyphs inside. Pure: no I/O, no clock.
"""

from typing import TYPE_CHECKING, NamedTuple

from intake.documents.pdf.colour import PATTERN, Colour
from intake.documents.pdf.limits import MAX_FIGURES, MAX_PAGE_GLYPHS, MAX_PAINTS, LimitReached
from intake.documents.pdf.shapes import EVERYWHERE, UNIT, Box, Outline, common, is_upright, placed
from intake.documents.pdf.state import State

if TYPE_CHECKING:
    from intake.documents.pdf.piece import Piece

# Points. A thinner line is no panel for letters to stand on.
_THIN_LINE = 1.0


class Paint(NamedTuple):
    """An area that was painted. Its place among all of them tells what was drawn before it (`Clue.painted`).

    `solid` says that all of the box is covered and nothing shows through. A picture has no one colour.
    """

    box: Box
    colour: Colour | None
    solid: bool
    picture: bool


class Canvas:
    """One page at a time.

    `budget` is how many glyphs the document may still draw, `content` how many bytes of operators it may still have.
    `unmapped` counts the page's glyphs that stand for nothing known, `crowded` says that more was painted than is
    kept.
    """

    def __init__(self, *, budget: int, content: int) -> None:
        self.budget = budget
        self.content = content
        self.begin((0.0, 0.0, 0.0, 0.0))

    def begin(self, box: Box) -> None:
        """Forget the page before; `box` is what is seen of this one."""
        self.box = box
        self.pieces: list[Piece] = []
        self.paints: list[Paint] = []
        self.crowded = False
        self.unmapped = 0
        self.target = self.pieces
        self._figures = 0
        self._tags: list[tuple[str | None, int]] = []
        self._replacing = 0

    def count(self, glyphs: int) -> None:
        """Count the glyphs of one operator; LimitReached past what the document or the page may hold."""
        self.budget -= glyphs
        if self.budget < 0 or len(self.target) > MAX_PAGE_GLYPHS:
            raise LimitReached("The document holds more text than the limit.")

    def afford(self, size: int) -> None:
        """Count the operators of a page or form, in bytes; LimitReached before one that is too large."""
        if size > self.content:
            raise LimitReached("The document draws more than the limit.")
        self.content -= size

    def begin_figure(self) -> None:
        """Count a form or picture; LimitReached past what a page may hold."""
        self._figures += 1
        if self._figures > MAX_FIGURES:
            raise LimitReached("The page draws more forms than any honest page.")

    def fill(self, path: Outline, state: State) -> None:
        """Paint the inside of a path."""
        opaque = state.plain and state.fill_alpha >= 1.0 and state.fill_space != PATTERN
        solid = opaque and path.solid and is_upright(state.ctm)
        for box in path.boxes:
            self._paint(placed(box, state.ctm), state, state.fill if opaque else None, solid=solid)

    def stroke(self, path: Outline, state: State) -> None:
        """Paint the line along a path, and who knows how much of what is inside."""
        for box in path.boxes:
            self._paint(placed(box, state.ctm, state.linewidth), state, state.stroke, solid=False)

    def picture(self, state: State, *, opaque: bool) -> None:
        """Paint a picture, whose place is the unit square."""
        solid = opaque and state.plain and state.fill_alpha >= 1.0 and is_upright(state.ctm)
        self._paint(placed(UNIT, state.ctm), state, None, solid=solid, picture=True)

    def shading(self, state: State) -> None:
        """Paint all that the clip leaves, in many colours."""
        self._paint(self.box, state, None, solid=False)

    def _paint(self, box: Box, state: State, colour: Colour | None, *, solid: bool, picture: bool = False) -> None:
        box = common(common(box, state.clip or EVERYWHERE), EVERYWHERE)
        if not (box[0] <= box[2] and box[1] <= box[3]):
            return
        if len(self.paints) >= MAX_PAINTS:
            self.crowded = True
            return
        self.paints.append(Paint(box, colour, solid and state.clip_solid, picture))

    def begin_tag(self, actual: str | None) -> None:
        """Begin a marked-content sequence; with ActualText its glyphs wait for the end of it."""
        self._tags.append((actual, self.unmapped))
        if actual is not None:
            self._replacing += 1
            if self._replacing == 1:
                self.target = []

    def end_tag(self) -> None:
        """End the sequence; the outermost ActualText takes the place of what was drawn."""
        actual, unmapped = self._tags.pop() if self._tags else (None, 0)
        if actual is None:
            return
        self._replacing -= 1
        if self._replacing:
            return
        replaced, self.target = self.target, self.pieces
        if replaced:
            self.unmapped = unmapped
            first, last = replaced[0], replaced[-1]
            end = last.end if last.direction == first.direction else first.end
            self.pieces.append(first._replace(text=actual, end=max(end, first.end)))


def is_thin(linewidth: float) -> bool:
    """Whether a line of this width, in points, is left out of what is painted."""
    return linewidth < _THIN_LINE


def clipped(state: State, path: Outline) -> None:
    """Let only what is inside the path show from now on."""
    boxes = [placed(box, state.ctm) for box in path.boxes]
    xs0, ys0, xs1, ys1 = zip(*boxes, strict=True) if boxes else ((0.0,), (0.0,), (0.0,), (0.0,))
    box = (min(xs0), min(ys0), max(xs1), max(ys1))
    state.clip = box if state.clip is None else common(state.clip, box)
    state.clip_solid = state.clip_solid and path.solid and len(boxes) == 1 and is_upright(state.ctm)
