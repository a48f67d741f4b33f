"""The content streams of a page to a canvas: text operators, and of the others what tells whether text is seen.

An own interpreter over pdfminer's document, fonts and CMaps, for pdfminer spends most of its time on taking content
streams apart token by token. `reference.py` does the same by pdfminer's interpreter and must come to the same text.
ISO 32000-1, 7.8.2 and Annex A. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, PDFStream, dict_value, stream_value
from pdfminer.psparser import LIT, literal_name

from intake.documents.pdf import operators as form
from intake.documents.pdf.canvas import Canvas, clipped
from intake.documents.pdf.drawing import ON_NUMBERS, ON_OTHERS, Drawing, actual_text
from intake.documents.pdf.faces import unhex
from intake.documents.pdf.limits import MAX_FORMS
from intake.documents.pdf.operators import OPERATOR
from intake.documents.pdf.pen import show
from intake.documents.pdf.resources import Faces, Resources, form_box, form_matrix, is_form, is_opaque, is_picture
from intake.documents.pdf.shapes import Matrix, Outline, placed, product
from intake.documents.pdf.state import State
from intake.documents.pdf.tokens import Word, name_of, next_token, unescaped

# Operands that wait for their operator; a colour of 32 inks has the most.
_MAX_OPERANDS = 64
# What a token costs that no pattern matches, in bytes of those that one does.
_ODD_COST = 20
# Elements of an array are listed up to this size, and taken one by one above it.
_LARGE = 65_536
_UNKNOWN = (-1, None)
_INLINE_END = re.compile(rb"EI(?=[\s\0]|\Z)")
_ASCII_85_END = re.compile(rb"~>")


def draw_page(page: PDFPage, canvas: Canvas, faces: Faces) -> None:
    """Draw a page; LimitReached or InflateLimit where it is too large, what was drawn until then is on the canvas."""
    ctm = page_matrix(page)
    canvas.begin(placed(page.cropbox, ctm))
    resources = Resources(dict_value(page.resources), faces)
    Interpreter(canvas, resources, State(ctm)).run(page.contents)


def page_matrix(page: PDFPage) -> Matrix:
    """From user space to the page as it is shown, its lower left corner at the origin."""
    x0, y0, x1, y1 = page.mediabox
    match page.rotate:
        case 90:
            return 0.0, -1.0, 1.0, 0.0, -y0, x1
        case 180:
            return -1.0, 0.0, 0.0, -1.0, x1, y1
        case 270:
            return 0.0, 1.0, -1.0, 0.0, y1, -x0
    return 1.0, 0.0, 0.0, 1.0, -x0, -y0


class Interpreter:
    """Takes the streams of one page or form apart; `parents` are the numbers of the streams that draw it."""

    def __init__(
        self, canvas: Canvas, resources: Resources, state: State, parents: frozenset[int] = frozenset(), depth: int = 0
    ) -> None:
        self._drawing = Drawing(canvas, resources, state)
        self._parents, self._depth = parents, depth
        # Operands that no pattern took together with their operator.
        self._stack: list[Any] = []

    def run(self, streams: Iterable[object]) -> None:
        """Draw the streams one after the other; what draws itself is left out."""
        drawn = [stream for stream in map(stream_value, streams) if stream.objid not in {None, *self._parents}]
        self._parents |= {stream.objid for stream in drawn if stream.objid is not None}
        self._drawing.canvas.afford(sum(len(stream.get_data()) for stream in drawn))
        data = b"\n".join(stream.get_data() for stream in drawn)
        at, end = 0, len(data)
        while at < end:
            at = self._matched(data, at)
            if at < end:
                at = self._odd(data, at)

    def _matched(self, data: bytes, at: int) -> int:
        """Interpret as far as the patterns go; where they do not."""
        drawing, stack, on_numbers = self._drawing, self._stack, ON_NUMBERS
        canvas = drawing.canvas
        match: re.Match[bytes] | None = None
        try:
            for match in OPERATOR.finditer(data, at):
                kind = match.lastindex
                if kind == form.PLAIN:
                    numbers, name = match.group(form.NUMBERS, form.PLAIN)
                    count, act = on_numbers.get(name, _UNKNOWN)
                    if stack or count < 0:
                        if name == b"BI":
                            return self._inline_picture(data, match.end())
                        self._operate(name, list(map(float, numbers.split())))
                    elif act is None:
                        continue
                    elif not numbers and not count:
                        act(drawing)
                    elif len(operands := numbers.split()) == count:
                        act(drawing, *map(float, operands))
                    else:
                        self._operate(name, list(map(float, operands)))
                elif kind == form.PATH:
                    drawing.path.append(match[0])
                    stack.clear()
                elif kind == form.NAMED:
                    name, numbers, operator = match.group(form.NAME, form.NAME_NUMBERS, form.NAMED)
                    operands = numbers.split()
                    if operator == b"Tf" and len(operands) == 1:
                        stack.clear()
                        drawing.set_font(name_of(name), float(operands[0]))
                    else:
                        self._operate(operator, [LIT(name_of(name)), *map(float, operands)])
                elif kind == form.DASH:
                    stack.clear()
                elif kind == form.TAGGED:
                    token = next_token(b"<<" + match[kind] + b">>", 0) if b"ActualText" in match[kind] else None
                    canvas.begin_tag(actual_text(token.value) if token else None)
                    stack.clear()
                elif kind == form.ODD:
                    return match.start(form.ODD)
                elif kind is not None:
                    self._show(kind, match[kind])
                    stack.clear()
        except ValueError:
            # An operand that only looks like a number.
            return match.start() if match else at
        return len(data)

    def _odd(self, data: bytes, at: int) -> int:
        """Take one token; where it ends."""
        token = next_token(data, at)
        if token is None:
            return len(data)
        self._drawing.canvas.afford(_ODD_COST)
        if not isinstance(token.value, Word):
            self._push([token.value])
        elif token.value == b"BI":
            return self._inline_picture(data, token.end)
        else:
            self._operate(bytes(token.value), [])
        return token.end

    def _push(self, operands: Sequence[Any]) -> None:
        self._stack += operands
        if len(self._stack) > _MAX_OPERANDS:
            del self._stack[:-_MAX_OPERANDS]

    def _operate(self, name: bytes, operands: Sequence[Any]) -> None:
        """An operator with its operands, which end with the last of these; too few of them and it does nothing."""
        self._push(operands)
        count, act = ON_NUMBERS.get(name) or ON_OTHERS.get(name) or (0, None)
        if not count:
            if act is not None:
                act(self._drawing)
            return
        taken = list(self._stack) if count < 0 else self._stack[-count:]
        self._stack.clear()
        if len(taken) < count:
            return
        try:
            if name == b"Do":
                self._do(literal_name(taken[0]))
            elif act is not None and count < 0:
                act(self._drawing, taken)
            elif act is not None:
                act(self._drawing, *(map(float, taken) if name in ON_NUMBERS else taken))
        except (TypeError, ValueError, OverflowError):
            # An operand of another kind: the operator does nothing.
            return

    def _show(self, kind: int, text: bytes) -> None:
        """Show the operand of Tj or TJ as it stands in the stream."""
        drawing = self._drawing
        face = drawing.state.face
        if face is None:
            return
        strings = face.strings
        elements: Iterable[tuple[bytes, bytes]]
        if kind == form.STRING:
            elements = ((unescaped(text), b""),)
        elif kind == form.HEX:
            elements, strings = ((text, b""),), face.hexadecimal
        else:
            elements, is_hex = _elements(text)
            strings = face.hexadecimal if is_hex else strings
        show(drawing.canvas, drawing.state, face, elements, strings)

    def _do(self, name: str) -> None:
        """Draw a form or picture."""
        drawing = self._drawing
        stream = drawing.resources.drawn(name)
        if stream is None:
            return
        if is_form(stream):
            drawing.canvas.begin_figure()
            if self._depth < MAX_FORMS:
                self._draw_form(stream)
        elif is_picture(stream):
            drawing.canvas.begin_figure()
            drawing.canvas.picture(drawing.state, opaque=is_opaque(stream))

    def _draw_form(self, stream: PDFStream) -> None:
        """Draw a form in the state of the moment, clipped by its box (ISO 32000-1, 8.10)."""
        resources, state = self._drawing.resources, self._drawing.state.copy()
        state.ctm = product(form_matrix(stream), state.ctm)
        box = form_box(stream)
        if box is not None:
            clipped(state, Outline((box,), solid=True))
        if stream.get("Resources"):
            resources = Resources(dict_value(stream.get("Resources")), resources.faces)
        Interpreter(self._drawing.canvas, resources, state, self._parents, self._depth + 1).run([stream])

    def _inline_picture(self, data: bytes, at: int) -> int:
        """Paint the picture that stands in the stream itself; where it ends."""
        values: list[Any] = []
        while (token := next_token(data, at)) is not None:
            at = token.end
            if isinstance(token.value, Word) and token.value == b"ID":
                break
            values.append(token.value)
        keys = {literal_name(key): value for key, value in zip(values[0::2], values[1::2], strict=False)}
        self._stack.clear()
        end = (_ASCII_85_END if _is_ascii_85(keys.get("F")) else _INLINE_END).search(data, at + 1)
        if "W" in keys and "H" in keys:
            self._drawing.canvas.begin_figure()
            self._drawing.canvas.picture(self._drawing.state, opaque=not keys.get("IM"))
        return end.end() if end else len(data)


def _elements(array: bytes) -> tuple[Iterable[tuple[bytes, bytes]], bool]:
    """The strings of an array, each with what follows it; and whether they are hexadecimal."""
    has_hex = b"<" in array
    opening = b"<" if has_hex else b"("
    if b"\\" in array or (has_hex and b"(" in array):
        return _mixed(array), False
    pattern = form.HEX_ELEMENTS if has_hex else form.ELEMENTS
    if len(array) > _LARGE:
        matches = ((match[1], match[2]) for match in pattern.finditer(array))
        return chain([(b"", array[: array.find(opening)])], matches), has_hex
    found = pattern.findall(array)
    if len(found) != array.count(opening):
        return _mixed(array), False
    if not array.startswith(opening):
        found.insert(0, (b"", array[: array.find(opening)] if found else array))
    return found, has_hex


def _mixed(array: bytes) -> list[tuple[bytes, bytes]]:
    """The same where strings are written in different ways."""
    first = form.MIXED_ELEMENTS.search(array)
    found = [
        (unhex(digits) if digits else unescaped(string), number)
        for string, digits, number in form.MIXED_ELEMENTS.findall(array)
    ]
    return [(b"", array[: first.start()] if first else array), *found]


def _is_ascii_85(filters: object) -> bool:
    first = filters[0] if isinstance(filters, list) and filters else filters
    return first in LITERALS_ASCII85_DECODE
