"""Where the text of a DOCX stands: off the page, in a box without size, a line without height, before a picture.

Words that no printer and no screen shows are told by the places that the file states (ECMA-376 part 1, 17.3.1 and
20.4). What floats behind the text, a coloured bar or a picture, shelters white letters around its anchor: they count
as seen there, since the page is not laid out here. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from intake.documents.docx_looks import UNKNOWN
from intake.documents.docx_xml import W
from intake.text.colours import WHITE, Rgb, parse_colour

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
WP, A, PIC = _DRAWING + "wordprocessingDrawing}", _DRAWING + "main}", _DRAWING + "picture}"
VML = "{urn:schemas-microsoft-com:vml}"
_EMU_PT, _TWIPS_PT = 12_700, 20
# Points: the largest paper that Word knows, a letter's width, and what is too low for a line or a box of text.
_PAPER, _INCH, _FLAT = 1_584.0, 72.0, 2.0
_LINE = 10.0  # points of a line of text, so that a shape's height says how many lines it may lie behind
_MAX_SHAPES, _FEW = 500, 12
_MEASURE = re.compile(r"(margin-left|margin-top|left|top|width|height)\s*:\s*(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|px)?")
_HIDDEN = re.compile(r"visibility\s*:\s*hidden")
_POINTS = {"pt": 1.0, "in": 72.0, "px": 0.75, "": 0.75}
_FLOATS = re.compile(r"position\s*:\s*absolute")
_FILLS = (A + "gradFill", A + "blipFill", A + "pattFill", A + "grpFill")
_SHAPES = ("rect", "roundrect", "shape", "oval", "polyline", "group")


def is_off_line(properties: etree._Element | None) -> bool:
    """Whether a paragraph's lines have no height, or stand beside the page."""
    if properties is None:
        return False
    spacing, indent, frame = (properties.find(W + name) for name in ("spacing", "ind", "framePr"))
    if spacing is not None and spacing.get(W + "lineRule") == "exact" and 0 <= _twips(spacing, "line", 240) < _FLAT:
        return True
    if indent is not None and any(abs(_twips(indent, name)) > _PAPER for name in ("left", "start", "firstLine")):
        return True
    return frame is not None and any(abs(_twips(frame, name)) > _PAPER / 2 for name in ("x", "y"))


def is_flat_row(properties: etree._Element | None) -> bool:
    """Whether a table's row has no height to show anything in."""
    height = properties.find(W + "trHeight") if properties is not None else None
    return height is not None and height.get(W + "hRule") == "exact" and 0 <= _twips(height, "val", 240) < _FLAT


def is_off_table(properties: etree._Element | None) -> bool:
    """Whether a floating table stands beside the page."""
    place = properties.find(W + "tblpPr") if properties is not None else None
    return place is not None and any(abs(_twips(place, name)) > _PAPER / 2 for name in ("tblpX", "tblpY"))


def is_off_box(box: etree._Element) -> bool:
    """Whether a text box (`w:txbxContent`) is not drawn, has no size, or stands beside the page."""
    for outer in box.iterancestors():
        if outer.tag in {WP + "anchor", WP + "inline"}:
            return _is_away(outer)
        if outer.tag.startswith(VML) and outer.get("style"):
            return _is_away_in_vml(outer.get("style") or "")
        if outer.tag == W + "p":
            return False
    return False


def ground_of_box(box: etree._Element, page: Rgb | None) -> Rgb | None:
    """What a text box is filled with; `page` where it is clear."""
    for outer in box.iterancestors():
        if outer.tag == W + "p":
            return page
        # A shape has a handful of children; a group may have thousands.
        children = list(islice(outer, _FEW))
        look = next((child for child in children if str(child.tag).endswith("}spPr")), None)
        if look is not None:
            styled = any(str(child.tag).endswith("}style") for child in children)
            return _fill(look, UNKNOWN if styled else page, page)
        if outer.tag.startswith(VML) and outer.tag != VML + "textbox":
            return _vml_fill(outer, page)
    return page


def sheltered(root: etree._Element, *, everywhere: bool = False) -> frozenset[etree._Element]:
    """The paragraphs of a part that something painted may lie behind; all of them, where it is a page's header."""
    floating = list(islice(_floating(root), _MAX_SHAPES))
    if not floating and not everywhere:
        return frozenset()
    # A text box has a ground of its own.
    paragraphs = [p for p in root.iter(W + "p") if next(p.iterancestors(W + "txbxContent"), None) is None]
    if everywhere or len(floating) >= _MAX_SHAPES:
        return frozenset(paragraphs)
    at = {paragraph: number for number, paragraph in enumerate(paragraphs)}
    found: set[etree._Element] = set()
    for shape, height in floating:
        anchor = next((outer for outer in shape.iterancestors(W + "p") if outer in at), None)
        if anchor is not None:
            reach = 2 + int(max(0.0, height) / _LINE)
            found.update(paragraphs[max(0, at[anchor] - reach) : at[anchor] + reach + 1])
    return frozenset(found)


def is_painted(root: etree._Element) -> bool:
    """Whether anything painted floats in this part."""
    return next(_floating(root), None) is not None


def _floating(root: etree._Element) -> Iterator[tuple[etree._Element, float]]:
    """The painted shapes and pictures that float, each with its height in points."""
    for anchor in root.iter(WP + "anchor"):
        if _paints(anchor):
            extent = anchor.find(WP + "extent")
            yield anchor, _emu(extent.get("cy") if extent is not None else None)
    for name in _SHAPES:
        for shape in root.iter(VML + name):
            style = shape.get("style") or ""
            if _FLOATS.search(style) and _vml_fill(shape, None) not in {None, WHITE}:
                yield shape, dict(_measures(style)).get("height", _PAPER)


def _paints(anchor: etree._Element) -> bool:
    """Whether a drawing has a picture or any fill that is not plain white."""
    if next(anchor.iter(PIC + "pic", *_FILLS), None) is not None:
        return True
    looks = [element for element in anchor.iter() if str(element.tag).endswith("}spPr")]
    # Without a word of its own a shape has the fill of its style.
    styled = next(anchor.iter(A + "fillRef"), None) is not None
    return any(_fill(look, UNKNOWN if styled else None, None) not in {None, WHITE} for look in looks)


def _fill(look: etree._Element, silent: Rgb | None, page: Rgb | None) -> Rgb | None:
    """The fill that shape properties state: `silent` where they say nothing, `page` where there is none."""
    for child in look:
        if child.tag == A + "noFill":
            return page
        if child.tag == A + "solidFill":
            return _solid(child)
        if child.tag in _FILLS:
            return UNKNOWN
    return silent


def _solid(fill: etree._Element) -> Rgb:
    colour = next(iter(fill), None)
    if colour is None or len(colour):  # a tint or a shade of it
        return UNKNOWN
    if colour.tag == A + "schemeClr":
        return WHITE if colour.get("val") in {"bg1", "lt1"} else UNKNOWN
    found = parse_colour(colour.get("val") or "")
    return found if isinstance(found, tuple) else UNKNOWN


def _vml_fill(shape: etree._Element, page: Rgb | None) -> Rgb | None:
    if (shape.get("filled") or "").lower() in {"f", "false"}:
        return page
    stated = (shape.get("fillcolor") or "").partition(" ")[0]
    if not stated:
        picture = shape.find(VML + "imagedata") is not None or shape.tag == VML + "group"
        return UNKNOWN if picture else page
    found = parse_colour(stated)
    return found if isinstance(found, tuple) else UNKNOWN


def _is_away(drawing: etree._Element) -> bool:
    about = drawing.find(WP + "docPr")
    if about is not None and (about.get("hidden") or "") in {"1", "true"}:
        return True
    extent = drawing.find(WP + "extent")
    across, down = (_emu(extent.get(name)) if extent is not None else _PAPER for name in ("cx", "cy"))
    if across < _FLAT or down < _FLAT:
        return True
    for name, size in (("positionH", across), ("positionV", down)):
        offset = drawing.find(f"{WP}{name}/{WP}posOffset")
        place = _emu(offset.text) if offset is not None else 0.0
        if place > _PAPER or place + size < -_INCH:
            return True
    return False


def _is_away_in_vml(style: str) -> bool:
    if _HIDDEN.search(style):
        return True
    said = dict(_measures(style))
    if any(said.get(name, _PAPER) < _FLAT for name in ("width", "height")):
        return True
    return any(abs(said.get(name, 0.0)) > _PAPER for name in ("margin-left", "margin-top", "left", "top"))


def _measures(style: str) -> Iterator[tuple[str, float]]:
    for name, number, unit in _MEASURE.findall(style):
        yield name, float(number) * _POINTS[unit]


def _emu(value: object) -> float:
    """English metric units in points."""
    digits = str(value or "").strip()
    return int(digits) / _EMU_PT if digits.removeprefix("-").isdecimal() and len(digits) < 16 else 0.0


def _twips(element: etree._Element, name: str, otherwise: int = 0) -> float:
    """Twentieths of a point in points."""
    value = element.get(W + name) or ""
    return (int(value) if value.removeprefix("-").isdecimal() and len(value) < 12 else otherwise) / _TWIPS_PT
