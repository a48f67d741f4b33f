"""A pdfminer device that keeps every glyph of a page in the order in which it was drawn.

Lines, spaces and headings are made of the glyphs afterwards (`lines.py`, `headings.py`). ActualText of a marked
content sequence (ISO 32000-1, 14.9.4) replaces the glyphs inside. Pure: no I/O, no clock.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_pt, apply_matrix_rect, decode_text, mult_matrix

from intake.documents.pdf.glyph import Glyph
from intake.documents.pdf.hidden import INVISIBLE_MODE, Backdrop, is_white, path_points

# A form that draws forms that draw forms multiplies: an honest page has some hundred.
MAX_FIGURES = 5_000
# Of drawing operators, in bytes: pdfminer needs about two seconds for a megabyte. A page of text has 30 kB.
MAX_CONTENT = 3_000_000
# A page of small print has some 10,000 glyphs.
MAX_PAGE_GLYPHS = 100_000
# Where a font states no widths: no letter is as wide as nothing.
_UNKNOWN_WIDTH = 0.5
# Computer Modern says bold by "bx" ("CMBX10", "SFBX1200"), the rest of the world in words.
_BOLD = re.compile(r"bold|black|heavy|demi|bx\d|cmssbx|[-,]bd\b", re.IGNORECASE)
# Their letters are pictures: an "H" of marvosym is a mobile phone.
_ICON_FONT = re.compile(
    r"awesome|icon|marvosym|wingding|webding|fontello|glyphicon|academicons|ionicons", re.IGNORECASE
)


class LimitReached(Exception):
    """A limit on what one document may draw or hold; what was read until then is kept."""


class TextInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter with an end to what it interprets, and a word about shadings."""

    device: "StreamOrderDevice"

    def execute(self, streams: Sequence[object]) -> None:
        """Interpret a page's or form's content; LimitReached before one that the document cannot afford."""
        size = sum(len(stream_value(stream).get_data()) for stream in streams)
        if size > self.device.content:
            raise LimitReached("The document draws more than the limit.")
        self.device.content -= size
        super().execute(streams)

    def do_sh(self, name: object) -> None:
        """Paint a shading: its extent is not told, so behind all that follows anything may be seen."""
        del name
        self.device.backdrop.unknown = True


class FontMemo(dict[int, tuple[str, float]]):
    """What a font's character codes stand for and how wide they are, each asked for once.

    Values are the text ("" where the font does not say) and the advance in text space units.
    """

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        self._font = font
        # Standard fonts have no descriptor, and with it no FontName.
        name = getattr(font, "basefont", font.fontname)
        self.name = name.decode("latin-1") if isinstance(name, bytes) else str(name)
        self.icons = bool(_ICON_FONT.search(self.name))
        self.bold = bool(_BOLD.search(self.name))

    def __missing__(self, cid: int) -> tuple[str, float]:
        text, width = self._text(cid), float(self._font.char_width(cid))
        if width == 0.0 and text.isalnum():
            width = _UNKNOWN_WIDTH
        value = self[cid] = (text, width)
        return value

    def _text(self, cid: int) -> str:
        try:
            text = self._font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            return ""
        return " " if self.icons and text.isascii() else text


class StreamOrderDevice(PDFDevice):
    """Collects the glyphs of one page; `glyphs` is emptied by `begin_page`.

    `budget` is how many glyphs the document may still draw, `content` how many bytes of operators.
    """

    def __init__(self, resources: PDFResourceManager, *, budget: int) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.box: Rect = (0.0, 0.0, 0.0, 0.0)
        self.backdrop = Backdrop()
        self.budget = budget
        self.content = MAX_CONTENT
        self._figures = 0
        self._fonts: dict[PDFFont, FontMemo] = {}
        self._tags: list[str | None] = []
        self._replacing = 0
        self._replaced: list[Glyph] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Forget the page before; `box` is what is seen of this one."""
        self.box = apply_matrix_rect(ctm, page.cropbox)
        self.backdrop = Backdrop()
        self.glyphs = []
        self._figures = 0
        self._tags, self._replacing, self._replaced = [], 0, []

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Count the forms and pictures; LimitReached past what a page may hold."""
        del name, bbox, matrix
        self._figures += 1
        if self._figures > MAX_FIGURES:
            raise LimitReached("The page draws more forms than any honest page.")

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        """Note what is painted, for white letters may stand on it."""
        del evenodd
        assert self.ctm is not None
        if fill and not is_white(graphicstate.ncolor, graphicstate.ncs):
            self.backdrop.add(path_points(path), self.ctm)
        if stroke and not is_white(graphicstate.scolor, graphicstate.scs):
            self.backdrop.add(path_points(path), self.ctm, margin=graphicstate.linewidth)

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Note where a picture is."""
        del name, stream
        assert self.ctm is not None
        self.backdrop.add(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), self.ctm)

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        """Begin a marked-content sequence; with ActualText its glyphs wait for the end of it."""
        del tag
        actual = _actual_text(props) if isinstance(props, dict) else None
        self._tags.append(actual)
        if actual is not None:
            self._replacing += 1

    def end_tag(self) -> None:
        """End the sequence; the outermost ActualText takes the place of what was drawn."""
        actual = self._tags.pop() if self._tags else None
        if actual is None:
            return
        self._replacing -= 1
        if self._replacing == 0 and self._replaced:
            first, last = self._replaced[0], self._replaced[-1]
            end = last.end if last.direction == first.direction else first.end
            self.glyphs.append(first._replace(text=actual, end=max(end, first.end)))
            self._replaced = []

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Take the glyphs of one text-showing operator, and move the pen as ISO 32000-1, 9.4.4 says."""
        font = textstate.font
        assert font is not None
        assert self.ctm is not None
        memo = self._fonts.get(font)
        if memo is None:
            memo = self._fonts[font] = FontMemo(font)
        run = _Run(textstate, font, memo, mult_matrix(textstate.matrix, self.ctm))
        run.white = self.backdrop if is_white(graphicstate.ncolor, ncs) else None
        target = self._replaced if self._replacing else self.glyphs
        before = len(target)
        run.draw(seq, target)
        textstate.linematrix = (run.x, run.y)
        self.budget -= len(target) - before
        if self.budget < 0 or len(target) > MAX_PAGE_GLYPHS:
            raise LimitReached("The document holds more text than the limit.")


class _Run:
    """The pen of one text-showing operator: where it stands, and how glyphs are placed from there."""

    def __init__(self, state: PDFTextState, font: PDFFont, memo: FontMemo, matrix: Matrix) -> None:
        scaling = state.scaling * 0.01
        self.font, self.memo = font, memo
        self.x, self.y = state.linematrix
        self.vertical = font.is_vertical()
        self.step = state.fontsize * (1.0 if self.vertical else scaling)
        self.charspace = state.charspace * scaling
        self.wordspace = 0.0 if font.is_multibyte() else state.wordspace * scaling
        self.rise = state.rise
        self.invisible = state.render == INVISIBLE_MODE
        self.white: Backdrop | None = None
        self.matrix = matrix
        self._place(matrix, state.fontsize)

    def _place(self, matrix: Matrix, fontsize: float) -> None:
        a, b, c, d, e, f = matrix
        # The direction in which the pen moves on the page; vertical writing moves down.
        across, up = (c, d) if self.vertical else (a, b)
        stretch = math.hypot(across, up) or 1e-6
        sign = -1.0 if (self.step < 0) != self.vertical else 1.0
        ux, uy = sign * across / stretch, sign * up / stretch
        self.direction = (round(ux, 2), round(uy, 2))
        # A Type 3 font draws in units of its own.
        self.size = abs(fontsize * self.font.vscale) * 1000 * (math.hypot(a, b) if self.vertical else math.hypot(c, d))
        self.stretch = stretch
        # along = x * ax + y * ay + a0, across = x * cx + y * cy + c0, both of a point in text space
        self.along = (a * ux + b * uy, c * ux + d * uy, e * ux + f * uy)
        self.across = (b * ux - a * uy, d * ux - c * uy, f * ux - e * uy)

    def draw(self, seq: PDFTextSeq, target: list[Glyph]) -> None:
        """Append the glyphs of `seq` to `target` and move the pen."""
        for item in seq:
            if isinstance(item, bytes):
                self._show(item, target)
            elif isinstance(item, (int, float)):
                self._advance(-item * 0.001 * self.step)

    def _show(self, string: bytes, target: list[Glyph]) -> None:
        name, bold, memo = self.memo.name, self.memo.bold, self.memo
        ax, ay, a0 = self.along
        cx, cy, c0 = self.across
        for cid in self.font.decode(string):
            text, width = memo[cid]
            x, y = self.x, self.y + self.rise
            advance = width * self.step + self.charspace + (self.wordspace if cid == 32 else 0.0)
            along = x * ax + y * ay + a0
            end = along + abs(advance) * self.stretch
            across = x * cx + y * cy + c0
            white = self.white is not None and not self._on_panel(self.white, x, y)
            target.append(Glyph(text, along, end, across, self.size, self.direction, name, bold, self.invisible, white))
            self._advance(advance)

    def _on_panel(self, backdrop: Backdrop, x: float, y: float) -> bool:
        return backdrop.may_show_white(*apply_matrix_pt(self.matrix, (x, y + self.size * 0.3)))

    def _advance(self, distance: float) -> None:
        if self.vertical:
            self.y += distance
        else:
            self.x += distance


def _actual_text(props: dict[Any, Any]) -> str | None:
    value = props.get("ActualText")
    if isinstance(value, bytes):
        return decode_text(value)
    return None
