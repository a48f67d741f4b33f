"""One drawn glyph, in the coordinates of its own baseline, so that turned text needs no rule of its own.

Pure: no I/O, no clock.
"""

from typing import NamedTuple


class Glyph(NamedTuple):
    """A glyph as drawn; lengths are points (1/72 inch).

    `text` is what it stands for, empty where the font does not say. `along` and `end` are its start and end in the
    direction of the baseline, `across` the height of the baseline; `direction` is the baseline's unit vector, rounded.
    `invisible` is text rendering mode 3; `white` says white letters with nothing behind them.
    """

    text: str
    along: float
    end: float
    across: float
    size: float
    direction: tuple[float, float]
    font: str
    bold: bool
    invisible: bool = False
    white: bool = False
