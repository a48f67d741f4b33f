"""Glyphs that were drawn without a gap, in the coordinates of their own baseline: turned text needs no rule of its own.

Pure: no I/O, no clock.
"""

from typing import NamedTuple

from intake.documents.pdf.colour import BLACK, Colour
from intake.documents.pdf.shapes import Box, Point

# In em. Narrow enough for justified TeX lines; 0.20 lost phrases on real files.
SPACE_GAP = 0.13
# A gap that no word space makes: a tab stop, a table cell, a right-hand date.
TAB_GAP = 2.5
# A step back by more than kerning: an accent drawn over its letter, a column.
STEP_BACK = -0.15


class Clue(NamedTuple):
    """What was in force when a piece was drawn, by which `hidden.py` tells whether anybody sees it.

    `unpainted` is text rendering mode 3 or 7, or letters without opacity. `painted` counts the areas that were painted
    before; `clip` is the box outside of which nothing shows, None where it is the page.
    """

    unpainted: bool = False
    colour: Colour | None = BLACK
    painted: int = 0
    clip: Box | None = None


PLAIN = Clue()


class Piece(NamedTuple):
    """One or several glyphs as drawn; lengths are points (1/72 inch).

    `text` is what they stand for, empty where the font does not say. `along` and `end` are their start and end in the
    direction of the baseline, `across` the height of the baseline; `direction` is the baseline's unit vector, rounded.
    """

    text: str
    along: float
    end: float
    across: float
    size: float
    direction: tuple[float, float]
    font: str
    bold: bool
    clue: Clue = PLAIN

    def at(self, share: float, height: float = 0.3) -> Point:
        """The point of the page that lies at this share of the piece's length, `height` em above the baseline."""
        along, across = self.along + share * (self.end - self.along), self.across + height * self.size
        ux, uy = self.direction
        return along * ux - across * uy, along * uy + across * ux
