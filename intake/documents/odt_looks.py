"""The styles of an OpenDocument text, as far as they decide what is bold and what is seen.

A style says what it says itself; what it is made from says the rest (OASIS OpenDocument 1.3, part 3, 16 and 20).
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from lxml import etree

from intake.text.colours import CLEAR, WHITE, Rgb, alike, parse_colour

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
STYLE, TEXT, FO = _NS + "style:1.0}", _NS + "text:1.0}", _NS + "xsl-fo-compatible:1.0}"
_DRAW, _SVG, _OFFICE = _NS + "drawing:1.0}", _NS + "svg-compatible:1.0}", _NS + "office:1.0}"
UNKNOWN: Rgb = (-1, -1, -1)
"""A ground that cannot be told: a picture, a gradient."""

_AUTOMATIC: Rgb = (-2, -2, -2)
_DEPTH = 20
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_SIZE = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)\s*(pt|cm|mm|in|px|%)")
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75}
_TINY, _FLAT, _PAPER, _INCH = 1.5, 2.0, 1_584.0, 72.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says; None where it says nothing. `size` is in points.

    `automatic` letters are black or white, whichever is seen.
    """

    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    colour: Rgb | None = None
    ground: Rgb | None = None

    def over(self, base: "Look") -> "Look":
        """This look, and what `base` says where this one says nothing."""
        return Look(
            *(
                getattr(base, part.name) if getattr(self, part.name) is None else getattr(self, part.name)
                for part in fields(Look)
            )
        )

    @property
    def unseen(self) -> bool:
        """Whether nobody sees such letters."""
        if self.hidden or (self.size is not None and self.size <= _TINY):
            return True
        ground = WHITE if self.ground is None else self.ground
        if self.colour is None or self.colour == _AUTOMATIC or ground == UNKNOWN:
            return False
        return alike(self.colour, ground)


class Looks:
    """The looks of all styles of a file, by name."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._looks: dict[str, Look] = {}
        self._parents: dict[str, str | None] = {}
        self.page = Look()
        for root in roots:
            for style in root.iter(STYLE + "style"):
                name = style.get(STYLE + "name") or ""
                self._looks[name] = _look(style)
                self._parents[name] = style.get(STYLE + "parent-style-name")
            for page in root.iter(STYLE + "page-layout-properties"):
                self.page = Look(ground=_ground(page)).over(self.page)

    def of(self, style: str | None) -> Look:
        """What a style says, with what it is made from."""
        look = Look()
        for _ in range(_DEPTH):
            if style not in self._looks:
                break
            assert style is not None
            look = look.over(self._looks[style])
            style = self._parents[style]
        return look


def is_off_page(frame: etree._Element) -> bool:
    """Whether a frame has no size or stands beside the page."""
    if any(0 <= points < _FLAT for name in ("width", "height") if (points := _length(frame, name)) is not None):
        return True
    for place, size in (("x", "width"), ("y", "height")):
        at = _length(frame, place) or 0.0
        if at > _PAPER or at + (_length(frame, size) or 0.0) < -_INCH:
            return True
    return False


def shelters(frame: etree._Element, looks: Looks) -> bool:
    """Whether text above a frame may stand on a picture or a colour."""
    if frame.find(f".//{_DRAW}image") is not None and frame.get(TEXT + "anchor-type") != "as-char":
        return True
    return looks.of(frame.get(_DRAW + "style-name")).ground not in {None, WHITE}


def _look(style: etree._Element) -> Look:
    text = style.find(STYLE + "text-properties")
    own = Look(ground=next((ground for child in style if (ground := _ground(child)) is not None), None))
    if text is None:
        return own
    weight, display, size = text.get(FO + "font-weight"), text.get(TEXT + "display"), text.get(FO + "font-size")
    colour = parse_colour(text.get(FO + "color") or "")
    automatic = text.get(STYLE + "use-window-font-color") == "true"
    return Look(
        bold=None if weight is None else weight in _BOLD,
        hidden=None if display is None else display == "none",
        size=None if size is None else _points(size),
        colour=_AUTOMATIC if automatic else colour if isinstance(colour, tuple) else None,
    ).over(own)


def _ground(properties: etree._Element) -> Rgb | None:
    """What any kind of properties paints behind the text; None where nothing."""
    if properties.find(STYLE + "background-image") is not None and len(properties[0].attrib):
        return UNKNOWN
    fill = properties.get(_DRAW + "fill")
    stated = properties.get(_DRAW + "fill-color") if fill == "solid" else properties.get(FO + "background-color")
    if fill in {"bitmap", "gradient", "hatch"}:
        return UNKNOWN
    colour = parse_colour(stated or "transparent")
    return None if colour == CLEAR else colour if isinstance(colour, tuple) else UNKNOWN


def _length(frame: etree._Element, name: str) -> float | None:
    return _points(frame.get(_SVG + name) or "")


def _points(length: str) -> float | None:
    """A length in points; None where it is none, or a part of another."""
    found = _SIZE.fullmatch(length.strip())
    return float(found[1]) * _POINTS[found[2]] if found and found[2] in _POINTS else None
