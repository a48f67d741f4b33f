"""The same page by pdfminer's own interpreter: what `interpreter.py` must agree with, and its stand-in.

Where pdfminer leaves out what a page shows, it is put right here: the operators `F` and `"`, forms that inherit their
state, and, for the words that nobody sees, clipping and opacity. Pure: no I/O, no clock.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFDevice, PDFTextSeq
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFStackT, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import PathSegment, Rect

from intake.documents.pdf.canvas import Canvas, clipped, is_thin
from intake.documents.pdf.colour import Colour, colour_in
from intake.documents.pdf.drawing import actual_text, elements_of, take_look
from intake.documents.pdf.faces import Face
from intake.documents.pdf.fonts import BoundedFonts
from intake.documents.pdf.limits import MAX_FORMS, MAX_REFERENCE, MAX_SAVED, LimitReached
from intake.documents.pdf.pen import show
from intake.documents.pdf.resources import form_box, form_matrix, is_form, is_opaque, look_of
from intake.documents.pdf.shapes import IDENTITY, Matrix, Outline, Part, outline_of, placed, product
from intake.documents.pdf.state import State

if TYPE_CHECKING:
    from pdfminer.pdffont import PDFFont


def draw_by_pdfminer(page: PDFPage, canvas: Canvas, fonts: BoundedFonts) -> None:
    """Draw a page by pdfminer's interpreter; its exceptions, and the limits'."""
    _Interpreter(fonts, _Device(fonts, canvas)).process_page(page)


class _Graphics(PDFGraphicState):
    """pdfminer's graphics state and what it does not keep.

    `extra` holds the clip and the opacity, and `pending` says that the path clips once it has been painted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.linewidth = 1.0
        self.extra = State(IDENTITY)
        self.pending = False

    def copy(self) -> "_Graphics":
        made = _Graphics()
        made.__dict__.update(self.__dict__)
        made.extra = self.extra.copy()
        return made


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, whose operators end their operands, with an end to what it interprets."""

    device: "_Device"
    graphicstate: _Graphics
    _inherited: tuple[PDFTextState, _Graphics] | None = None
    _depth = 0

    def execute(self, streams: Sequence[object]) -> None:
        size = sum(len(stream_value(stream).get_data()) for stream in streams)
        if size > MAX_REFERENCE:
            raise LimitReached("The page draws more than the limit.")
        self.device.canvas.afford(size)
        super().execute(streams)

    def subinterp(self) -> "_Interpreter":
        made = super().subinterp()
        assert isinstance(made, _Interpreter)
        made._inherited = (self.textstate.copy(), self.graphicstate.copy())  # noqa: SLF001 - of its own class
        made._depth = self._depth + 1  # noqa: SLF001 - of its own class
        self.device.clip_form(made._inherited[1])  # noqa: SLF001 - of its own class
        return made

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.textstate, self.graphicstate = self._inherited or (PDFTextState(), _Graphics())

    def pop(self, n: int) -> list[PDFStackT]:
        popped = super().pop(n)
        self.argstack = []
        return popped

    def do_q(self) -> None:
        if len(self.gstack) >= MAX_SAVED:
            raise LimitReached("The page saves more states than any honest page.")
        super().do_q()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:  # noqa: N802 - pdfminer's name
        stream = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if not isinstance(stream, PDFStream) or (is_form(stream) and self._depth >= MAX_FORMS):
            return
        self.device.drawn, self.device.graphics = stream, self.graphicstate
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)

    def do_EI(self, obj: PDFStackT) -> None:  # noqa: N802 - pdfminer's name
        self.device.drawn, self.device.graphics = None, self.graphicstate
        super().do_EI(obj)

    def do_gs(self, name: PDFStackT) -> None:
        looks = dict_value(dict_value(self.resources).get("ExtGState"))
        take_look(self.graphicstate.extra, look_of(dict_value(looks.get(literal_name(name)))))

    def do_cs(self, name: PDFStackT) -> None:
        super().do_cs(name)
        self.graphicstate.ncolor = 0.0

    def do_CS(self, name: PDFStackT) -> None:  # noqa: N802 - pdfminer's name
        super().do_CS(name)
        self.graphicstate.scolor = 0.0

    def do_sh(self, name: object) -> None:
        del name
        self.device.canvas.shading(self.device.state(self.graphicstate))

    def do_F(self) -> None:  # noqa: N802 - pdfminer's name
        self.do_f()

    def do_W(self) -> None:  # noqa: N802 - pdfminer's name
        self.graphicstate.pending = True

    def do_W_a(self) -> None:  # noqa: N802 - pdfminer's name
        self.do_W()

    def do_n(self) -> None:
        self.device.end_path(self.graphicstate, self.curpath)
        super().do_n()

    def do__w(self, aw: PDFStackT, ac: PDFStackT, s: PDFStackT) -> None:
        self.do_Tw(aw)
        self.do_Tc(ac)
        self.do__q(s)

    def do_BDC(self, tag: PDFStackT, props: PDFStackT) -> None:  # noqa: N802 - pdfminer's name
        if isinstance(props, PSLiteral):
            named = dict_value(dict_value(self.resources).get("Properties"))
            props = dict_value(named.get(literal_name(props)))
        super().do_BDC(tag, props)


class _Device(PDFDevice):
    """Puts on the canvas what pdfminer's interpreter hands over.

    `drawn` is the form or picture of the moment, None where it stands in the stream itself; `graphics` the state in
    which it is drawn.
    """

    def __init__(self, fonts: BoundedFonts, canvas: Canvas) -> None:
        super().__init__(fonts)
        self.canvas = canvas
        self.drawn: PDFStream | None = None
        self.graphics = _Graphics()
        self._faces: dict[PDFFont, Face] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.canvas.begin(placed(page.cropbox, ctm))

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        del name, bbox, matrix
        self.canvas.begin_figure()

    def render_image(self, name: str, stream: PDFStream) -> None:
        del name
        opaque = is_opaque(stream) if self.drawn else not stream.get("IM")
        self.canvas.picture(self.state(self.graphics), opaque=opaque)

    def clip_form(self, graphics: _Graphics) -> None:
        """Clip a form by its box."""
        box = form_box(self.drawn) if self.drawn else None
        if self.drawn and box:
            state = self.state(graphics)
            state.ctm = product(form_matrix(self.drawn), state.ctm)
            clipped(state, Outline((box,), solid=True))
            graphics.extra.clip, graphics.extra.clip_solid = state.clip, state.clip_solid

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        del tag
        self.canvas.begin_tag(actual_text(props))

    def end_tag(self) -> None:
        self.canvas.end_tag()

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        assert isinstance(graphicstate, _Graphics)
        state, shape = self.state(graphicstate), _outline(path)
        if stroke and not is_thin(state.linewidth):
            self.canvas.stroke(shape, state)
        if fill:
            self.canvas.fill(shape.holed() if evenodd else shape, state)
        self.end_path(graphicstate, path)

    def end_path(self, graphicstate: _Graphics, path: Sequence[PathSegment]) -> None:
        """Clip by the path, if it is to clip."""
        if graphicstate.pending:
            graphicstate.pending = False
            state = self.state(graphicstate)
            clipped(state, _outline(path))
            graphicstate.extra.clip, graphicstate.extra.clip_solid = state.clip, state.clip_solid

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        del ncs
        assert isinstance(graphicstate, _Graphics)
        if textstate.font is None or not isinstance(seq, list):
            return
        face = self._faces.get(textstate.font)
        if face is None:
            face = self._faces[textstate.font] = Face(textstate.font)
        state = self.state(graphicstate)
        state.face, state.size, state.mode = face, textstate.fontsize, textstate.render
        state.charspace, state.wordspace = textstate.charspace, textstate.wordspace
        state.scaling, state.rise = textstate.scaling * 0.01, textstate.rise
        state.matrix, (state.x, state.y) = textstate.matrix, textstate.linematrix
        show(self.canvas, state, face, elements_of(seq), face.strings)
        textstate.linematrix = (state.x, state.y)

    def state(self, graphics: _Graphics) -> State:
        """What pdfminer keeps in several places, in one."""
        assert self.ctm is not None
        state = graphics.extra.copy()
        state.ctm = self.ctm
        state.linewidth = graphics.linewidth
        state.fill_space, state.fill = graphics.ncs.name, _colour(graphics.ncs, graphics.ncolor)
        state.stroke_space, state.stroke = graphics.scs.name, _colour(graphics.scs, graphics.scolor)
        return state


def _colour(space: PDFColorSpace, value: object) -> Colour | None:
    return colour_in(space.name, value if isinstance(value, tuple) else (value,))


def _outline(path: Sequence[PathSegment]) -> Outline:
    parts: list[Part] = []
    for name, *numbers in path:
        if name == "m" or not parts:
            parts.append(Part([], straight=True))
        parts[-1].points.extend(zip(numbers[0::2], numbers[1::2], strict=True))
        if name in {"c", "v", "y"}:
            parts[-1] = parts[-1]._replace(straight=False)
    return outline_of(parts)
