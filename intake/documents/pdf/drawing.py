"""What each operator does to the graphics state and the canvas: the part of an interpreter that knows no syntax.

ISO 32000-1, Annex A.
Pure: no I/O, no clock.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import decode_text

from intake.documents.pdf import shapes
from intake.documents.pdf.canvas import Canvas, clipped, is_thin
from intake.documents.pdf.colour import Colour, cmyk, colour_in, first_of
from intake.documents.pdf.limits import MAX_SAVED, LimitReached
from intake.documents.pdf.pen import show
from intake.documents.pdf.resources import Look, Resources
from intake.documents.pdf.shapes import IDENTITY, NOTHING, Matrix, Outline, outline
from intake.documents.pdf.state import State
from intake.documents.pdf.tokens import Word

Act = Callable[..., None]

# What changes nothing about text or what covers it, with how many operands it takes.
_IGNORED = {b"J": 1, b"j": 1, b"M": 1, b"i": 1, b"d0": 2, b"d1": 6, b"ET": 0, b"BX": 0, b"EX": 0, b"EI": 0, b"ID": 0}
_SEGMENTS = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4, b"re": 4, b"h": 0}
_IGNORED_OTHERS = {b"Do": 1, b"d": 2, b"ri": 1, b"MP": 1, b"DP": 2}


class Drawing:
    """The state of one page or form while it is drawn. `path` holds the operators of the path so far, as written."""

    def __init__(self, canvas: Canvas, resources: Resources, state: State) -> None:
        self.canvas = canvas
        self.resources = resources
        self.state = state
        self.path: list[bytes] = []
        self._saved: list[State] = []
        self._clipping = False

    def save(self) -> None:
        """Save the state."""
        if len(self._saved) >= MAX_SAVED:
            raise LimitReached("The page saves more states than any honest page.")
        self._saved.append(self.state.copy())

    def restore(self) -> None:
        """Take the last saved state back."""
        if self._saved:
            self.state = self._saved.pop()

    def concatenate(self, *matrix: float) -> None:
        """Change user space."""
        self.state.ctm = shapes.product(matrix, self.state.ctm)  # type: ignore[arg-type]  # six, as the table says

    def set_linewidth(self, width: float) -> None:
        """Set the width of lines, kept in points of the page."""
        a, b, *_ = self.state.ctm
        self.state.linewidth = width * math.hypot(a, b)

    def set_look(self, name: object) -> None:
        """Take the opacity of a graphics state dictionary."""
        take_look(self.state, self.resources.look(literal_name(name)))

    def clip(self) -> None:
        """Clip by the path once it has been painted."""
        self._clipping = True

    def end_path(self) -> None:
        """Drop the path."""
        if self._clipping:
            clipped(self.state, self._outline())
            self._clipping = False
        self.path = []

    def fill(self) -> None:
        """Fill the path."""
        self.canvas.fill(self._outline(), self.state)
        self.end_path()

    def fill_even(self) -> None:
        """Fill the path by the even-odd rule, by which rectangles make holes in one another."""
        self.canvas.fill(self._outline().holed(), self.state)
        self.end_path()

    def stroke(self) -> None:
        """Stroke the path."""
        self._stroke()
        self.end_path()

    def fill_and_stroke(self) -> None:
        """Fill the path, and then stroke it."""
        self._stroke()
        self.fill()

    def fill_even_and_stroke(self) -> None:
        """The same by the even-odd rule."""
        self._stroke()
        self.fill_even()

    def _stroke(self) -> None:
        if not is_thin(self.state.linewidth):
            self.canvas.stroke(self._outline(), self.state)

    def _outline(self) -> Outline:
        try:
            return outline(b" ".join(self.path)) if self.path else NOTHING
        except ValueError:
            return NOTHING

    def set_gray(self, gray: float) -> None:
        """Set the colour of fillings and letters."""
        self.state.fill_space, self.state.fill = "DeviceGray", (gray, gray, gray)

    def set_rgb(self, red: float, green: float, blue: float) -> None:
        """Set the same in light."""
        self.state.fill_space, self.state.fill = "DeviceRGB", (red, green, blue)

    def set_cmyk(self, *inks: float) -> None:
        """Set the same in inks."""
        self._set_fill("DeviceCMYK", cmyk(*inks))

    def set_stroke_gray(self, gray: float) -> None:
        """Set the colour of lines."""
        self.state.stroke_space, self.state.stroke = "DeviceGray", (gray, gray, gray)

    def set_stroke_rgb(self, red: float, green: float, blue: float) -> None:
        """Set the same in light."""
        self.state.stroke_space, self.state.stroke = "DeviceRGB", (red, green, blue)

    def set_stroke_cmyk(self, *inks: float) -> None:
        """Set the same in inks."""
        self._set_stroke("DeviceCMYK", cmyk(*inks))

    def set_space(self, name: object) -> None:
        """Choose the colour space of fillings; its first colour is black."""
        space = self.resources.space(literal_name(name))
        if space is not None:
            self._set_fill(space, first_of(space))

    def set_stroke_space(self, name: object) -> None:
        """Choose the colour space of lines."""
        space = self.resources.space(literal_name(name))
        if space is not None:
            self._set_stroke(space, first_of(space))

    def set_colour(self, components: list[object]) -> None:
        """Set the colour of fillings in their space."""
        self.state.fill = colour_in(self.state.fill_space, components)

    def set_stroke_colour(self, components: list[object]) -> None:
        """Set the colour of lines in their space."""
        self.state.stroke = colour_in(self.state.stroke_space, components)

    def _set_fill(self, space: str, colour: Colour | None) -> None:
        self.state.fill_space, self.state.fill = space, colour

    def _set_stroke(self, space: str, colour: Colour | None) -> None:
        self.state.stroke_space, self.state.stroke = space, colour

    def shade(self, name: object) -> None:
        """Paint all that the clip leaves with a shading."""
        del name
        self.canvas.shading(self.state)

    def begin_text(self) -> None:
        """Put the pen at the origin."""
        self._put_pen(IDENTITY)

    def set_charspace(self, space: float) -> None:
        """Set the space after each glyph."""
        self.state.charspace = space

    def set_wordspace(self, space: float) -> None:
        """Set the space after each single-byte code 32."""
        self.state.wordspace = space

    def set_scaling(self, percent: float) -> None:
        """Set the horizontal scaling."""
        self.state.scaling = percent * 0.01

    def set_leading(self, leading: float) -> None:
        """Set the distance of lines."""
        self.state.leading = -leading

    def set_rise(self, rise: float) -> None:
        """Lift the letters off the baseline."""
        self.state.rise = rise

    def set_mode(self, mode: float) -> None:
        """Set the text rendering mode."""
        self.state.mode = int(mode)

    def set_font(self, name: object, size: Any) -> None:
        """Choose the font and its size."""
        self.state.face = self.resources.face(literal_name(name))
        self.state.size = float(size)

    def move(self, right: float, up: float) -> None:
        """Move to the next line, from the start of this one."""
        a, b, c, d, e, f = self.state.matrix
        self._put_pen((a, b, c, d, right * a + up * c + e, right * b + up * d + f))

    def move_and_lead(self, right: float, up: float) -> None:
        """The same, and keep the distance."""
        self.move(right, up)
        self.state.leading = up

    def set_matrix(self, *matrix: float) -> None:
        """Put the pen somewhere."""
        self._put_pen(matrix)  # type: ignore[arg-type]  # six, as the table says

    def next_line(self) -> None:
        """Move to the next line by the distance that has been set."""
        self.move(0.0, self.state.leading)

    def _put_pen(self, matrix: Matrix) -> None:
        self.state.matrix = matrix
        self.state.x = self.state.y = 0.0

    def show(self, string: object) -> None:
        """Show a string."""
        self.show_array([string])

    def show_array(self, items: object) -> None:
        """Show strings with numbers between them, by which the pen goes back."""
        face = self.state.face
        if face is not None and isinstance(items, list):
            show(self.canvas, self.state, face, elements_of(items), face.strings)

    def show_on_next_line(self, string: object) -> None:
        """Move to the next line and show a string."""
        self.next_line()
        self.show(string)

    def show_spaced(self, wordspace: Any, charspace: Any, string: object) -> None:
        """Set both spaces, move to the next line and show a string."""
        self.state.wordspace, self.state.charspace = float(wordspace), float(charspace)
        self.show_on_next_line(string)

    def begin_tag(self, tag: object, properties: object = None) -> None:
        """Begin a marked-content sequence."""
        if not isinstance(tag, PSLiteral):
            return
        if isinstance(properties, PSLiteral):
            properties = self.resources.properties(literal_name(properties))
        self.canvas.begin_tag(actual_text(properties))

    def end_tag(self) -> None:
        """End it."""
        self.canvas.end_tag()


def _segment(name: bytes) -> Act:
    def add(drawing: Drawing, *operands: float) -> None:
        drawing.path.append(b" ".join([b"%f" % operand for operand in operands]) + b" " + name)

    return add


ON_NUMBERS: dict[bytes, tuple[int, Act | None]] = {
    **{name: (count, _segment(name)) for name, count in _SEGMENTS.items()},
    **{name: (count, None) for name, count in _IGNORED.items()},
    b"q": (0, Drawing.save),
    b"Q": (0, Drawing.restore),
    b"cm": (6, Drawing.concatenate),
    b"w": (1, Drawing.set_linewidth),
    b"W": (0, Drawing.clip),
    b"W*": (0, Drawing.clip),
    b"n": (0, Drawing.end_path),
    b"S": (0, Drawing.stroke),
    b"s": (0, Drawing.stroke),
    b"f": (0, Drawing.fill),
    b"F": (0, Drawing.fill),
    b"f*": (0, Drawing.fill_even),
    b"B": (0, Drawing.fill_and_stroke),
    b"b": (0, Drawing.fill_and_stroke),
    b"B*": (0, Drawing.fill_even_and_stroke),
    b"b*": (0, Drawing.fill_even_and_stroke),
    b"g": (1, Drawing.set_gray),
    b"rg": (3, Drawing.set_rgb),
    b"k": (4, Drawing.set_cmyk),
    b"G": (1, Drawing.set_stroke_gray),
    b"RG": (3, Drawing.set_stroke_rgb),
    b"K": (4, Drawing.set_stroke_cmyk),
    b"BT": (0, Drawing.begin_text),
    b"Tc": (1, Drawing.set_charspace),
    b"Tw": (1, Drawing.set_wordspace),
    b"Tz": (1, Drawing.set_scaling),
    b"TL": (1, Drawing.set_leading),
    b"Ts": (1, Drawing.set_rise),
    b"Tr": (1, Drawing.set_mode),
    b"Td": (2, Drawing.move),
    b"TD": (2, Drawing.move_and_lead),
    b"Tm": (6, Drawing.set_matrix),
    b"T*": (0, Drawing.next_line),
    b"EMC": (0, Drawing.end_tag),
}
"""The operators that take numbers alone: how many, and what they do, None for nothing."""

ON_OTHERS: dict[bytes, tuple[int, Act | None]] = {
    **{name: (count, None) for name, count in _IGNORED_OTHERS.items()},
    b"Tf": (2, Drawing.set_font),
    b"Tj": (1, Drawing.show),
    b"TJ": (1, Drawing.show_array),
    b"'": (1, Drawing.show_on_next_line),
    b'"': (3, Drawing.show_spaced),
    b"gs": (1, Drawing.set_look),
    b"cs": (1, Drawing.set_space),
    b"CS": (1, Drawing.set_stroke_space),
    b"sc": (-1, Drawing.set_colour),
    b"scn": (-1, Drawing.set_colour),
    b"SC": (-1, Drawing.set_stroke_colour),
    b"SCN": (-1, Drawing.set_stroke_colour),
    b"sh": (1, Drawing.shade),
    b"BMC": (1, Drawing.begin_tag),
    b"BDC": (2, Drawing.begin_tag),
}
"""The operators that take names, strings, arrays, or as many numbers as there are (-1)."""


def take_look(state: State, look: Look) -> None:
    """Take over the opacity that a graphics state dictionary states."""
    state.fill_alpha = state.fill_alpha if look.fill_alpha is None else look.fill_alpha
    state.stroke_alpha = state.stroke_alpha if look.stroke_alpha is None else look.stroke_alpha
    state.plain = state.plain if look.plain is None else look.plain


def elements_of(items: Iterable[object]) -> list[tuple[bytes, bytes]]:
    """The items of an array as the pen takes them: strings with the number behind each; what is neither is left out."""
    elements: list[tuple[bytes, bytes]] = []
    for item in items:
        if isinstance(item, bytes) and not isinstance(item, Word):
            elements.append((item, b""))
        elif isinstance(item, (int, float)):
            elements.append((b"", repr(float(item)).encode()))
    return elements


def actual_text(properties: object) -> str | None:
    """What a marked-content sequence says that it stands for (ISO 32000-1, 14.9.4)."""
    actual = resolve1(properties.get("ActualText")) if isinstance(properties, dict) else None
    return decode_text(actual) if isinstance(actual, bytes) else None
