"""The named resources of a page or form, looked up when they are used: fonts, colour spaces, pictures, forms.

ISO 32000-1, 7.8.3. Pure: no I/O, no clock.
"""

from typing import Any, NamedTuple

from pdfminer.pdfcolor import PREDEFINED_COLORSPACE
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import LIT, literal_name

from intake.documents.pdf.faces import Face
from intake.documents.pdf.fonts import BoundedFonts
from intake.documents.pdf.shapes import IDENTITY, Box, Matrix

_FORM, _IMAGE = LIT("Form"), LIT("Image")
_NORMAL = frozenset({LIT("Normal"), LIT("Compatible")})
_NONE = LIT("None")


class Look(NamedTuple):
    """What a graphics state dictionary says of opacity; None where it says nothing."""

    fill_alpha: float | None
    stroke_alpha: float | None
    plain: bool | None


class Faces:
    """The fonts of a document, each made once."""

    def __init__(self, fonts: BoundedFonts) -> None:
        self.fonts = fonts
        self._faces: dict[int, Face] = {}
        self._unknown: Face | None = None

    def face(self, spec: object) -> Face:
        """The font of a resource: a reference or the dictionary itself."""
        number = spec.objid if isinstance(spec, PDFObjRef) else None
        if number is None:
            return Face(self.fonts.get_font(None, dict_value(spec)))
        found = self._faces.get(number)
        if found is None:
            found = self._faces[number] = Face(self.fonts.get_font(number, dict_value(spec)))
        return found

    def unknown(self) -> Face:
        """The font of a name that stands for none."""
        if self._unknown is None:
            self._unknown = Face(self.fonts.get_font(None, {}))
        return self._unknown


class Resources:
    """The resources of one page or form."""

    def __init__(self, values: dict[Any, Any], faces: Faces) -> None:
        self.values = values
        self.faces = faces
        self._made: dict[str, Face] = {}
        self._looks: dict[str, Look] = {}
        self._spaces: dict[str, str | None] = {}

    def face(self, name: str) -> Face:
        """The font of this name."""
        found = self._made.get(name)
        if found is None:
            spec = self._group("Font").get(name)
            found = self._made[name] = self.faces.unknown() if spec is None else self.faces.face(spec)
        return found

    def look(self, name: str) -> Look:
        """What the graphics state dictionary of this name says."""
        found = self._looks.get(name)
        if found is None:
            found = self._looks[name] = look_of(dict_value(self._group("ExtGState").get(name)))
        return found

    def space(self, name: str) -> str | None:
        """The family of the colour space of this name; None where there is no such space."""
        if name not in self._spaces:
            spec = resolve1(self._group("ColorSpace").get(name))
            self._spaces[name] = family(spec) or (name if name in PREDEFINED_COLORSPACE else None)
        return self._spaces[name]

    def drawn(self, name: str) -> PDFStream | None:
        """The picture or form of this name."""
        found = resolve1(self._group("XObject").get(name))
        return found if isinstance(found, PDFStream) else None

    def properties(self, name: str) -> dict[Any, Any]:
        """The property list of this name."""
        return dict_value(self._group("Properties").get(name))

    def _group(self, key: str) -> dict[Any, Any]:
        return dict_value(self.values.get(key))


def family(spec: object) -> str | None:
    """The family of a colour space as pdfminer knows it; None of another one."""
    name = literal_name(spec[0]) if isinstance(spec, list) and spec else literal_name(spec)
    return name if name in PREDEFINED_COLORSPACE or name in {"ICCBased", "DeviceN"} else None


def look_of(values: dict[Any, Any]) -> Look:
    """The opacity in a graphics state dictionary (ISO 32000-1, 8.4.5)."""
    fill, stroke = resolve1(values.get("ca")), resolve1(values.get("CA"))
    blend, mask = resolve1(values.get("BM")), resolve1(values.get("SMask"))
    if isinstance(blend, list):
        blend = resolve1(blend[0]) if blend else None
    plain = None if blend is None and mask is None else blend in {None, *_NORMAL} and mask in {None, _NONE}
    return Look(_number(fill), _number(stroke), plain)


def is_form(stream: PDFStream) -> bool:
    """Whether the stream is a form that can be drawn."""
    return resolve1(stream.get("Subtype")) is _FORM and "BBox" in stream


def is_picture(stream: PDFStream) -> bool:
    """Whether the stream is a picture."""
    return resolve1(stream.get("Subtype")) is _IMAGE and "Width" in stream and "Height" in stream


def is_opaque(stream: PDFStream) -> bool:
    """Whether nothing shows through the picture."""
    return not any(resolve1(stream.get(key)) for key in ("SMask", "Mask", "ImageMask", "IM", "SMaskInData"))


def form_box(stream: PDFStream) -> Box | None:
    """The box outside of which nothing of a form shows."""
    box = [resolve1(value) for value in list_value(stream.get("BBox"))]
    if len(box) != 4 or not all(isinstance(value, (int, float)) for value in box):
        return None
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def form_matrix(stream: PDFStream) -> Matrix:
    """The matrix of a form; that changes nothing where it is broken."""
    values = [resolve1(value) for value in list_value(stream.get("Matrix"))]
    if len(values) != 6 or not all(isinstance(value, (int, float)) for value in values):
        return IDENTITY
    a, b, c, d, e, f = map(float, values)
    return a, b, c, d, e, f


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
