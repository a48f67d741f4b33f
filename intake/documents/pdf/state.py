"""The graphics state of a content stream, as far as text needs it, and how it is saved.

ISO 32000-1, 8.4 and 9.3. Pure: no I/O, no clock.
"""

from typing import TYPE_CHECKING

from intake.documents.pdf.colour import BLACK, Colour
from intake.documents.pdf.shapes import IDENTITY, Box, Matrix

if TYPE_CHECKING:
    from intake.documents.pdf.faces import Face

# Text rendering modes: those that paint nothing (7 clips), the outline alone, and both.
_UNPAINTED = frozenset({3, 7})
_STROKED = frozenset({1, 5})
_BOTH = frozenset({2, 6})


class State:
    """What the operators set.

    Lengths are in user space; `scaling` is 1 for 100 %; `x` and `y` are the pen's place in text space, from the start
    of the line that `matrix` gives. `clip` is in points of the page, None where all of it shows; `clip_solid` says
    that all of that box shows.
    """

    def __init__(self, ctm: Matrix) -> None:
        self.ctm = ctm
        self.face: Face | None = None
        self.size = self.charspace = self.wordspace = self.leading = self.rise = 0.0
        self.scaling = 1.0
        self.mode = 0
        self.matrix = IDENTITY
        self.x = self.y = 0.0
        self.fill: Colour | None = BLACK
        self.stroke: Colour | None = BLACK
        self.fill_space = self.stroke_space = "DeviceGray"
        self.fill_alpha = self.stroke_alpha = 1.0
        # Neither blended with what is behind nor masked.
        self.plain = True
        self.linewidth = 1.0
        self.clip: Box | None = None
        self.clip_solid = True

    def copy(self) -> "State":
        """A state of its own with the same values."""
        made = State.__new__(State)
        made.__dict__.update(self.__dict__)
        return made

    def letters(self) -> tuple[bool, Colour | None]:
        """Whether letters are not painted at all, and else their colour, None where it cannot be told."""
        mode = self.mode
        if mode in _UNPAINTED:
            return True, None
        if mode in _STROKED:
            return self.stroke_alpha <= 0.0, self.stroke
        if mode in _BOTH:
            return self.fill_alpha <= 0.0 and self.stroke_alpha <= 0.0, self.fill if self.fill == self.stroke else None
        return self.fill_alpha <= 0.0, self.fill
