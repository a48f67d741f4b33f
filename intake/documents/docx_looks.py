"""How the letters of a DOCX look: what a run, its styles and the defaults say, and what lies behind it.

Enough of WordprocessingML to tell bold from plain and seen from unseen (ECMA-376 part 1, 17.3.2 and 17.7). A ground
that is not known (a pattern, a theme's colour) is UNKNOWN: letters on it count as seen. Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree

from intake.documents.docx_xml import W
from intake.text.colours import BLACK, WHITE, Rgb, alike, parse_colour

UNKNOWN: Rgb = (-1, -1, -1)
"""A colour or ground that cannot be told."""

AUTOMATIC: Rgb = (-2, -2, -2)
"""Black or white, whichever is seen on the ground."""

# Half points: nobody reads smaller letters, nor ones as narrow as a twentieth.
_TINY, _NARROW = 3.0, 5.0
_DEPTH, _MOST = 12, 2_000  # of styles that are based on one another, and of styles at all
_HIGHLIGHTS: dict[str, Rgb] = {"white": WHITE, "black": BLACK}
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of letters; None where nothing is. `size` is in half points, `width` in hundredths."""

    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    width: float | None = None
    colour: Rgb | None = None
    ground: Rgb | None = None

    def over(self, base: "Look") -> "Look":
        """This look, and what `base` says where this one says nothing."""
        return Look(
            base.bold if self.bold is None else self.bold,
            base.hidden if self.hidden is None else self.hidden,
            base.size if self.size is None else self.size,
            base.width if self.width is None else self.width,
            base.colour if self.colour is None else self.colour,
            base.ground if self.ground is None else self.ground,
        )

    @property
    def unseen(self) -> bool:
        """Whether nobody sees such letters."""
        if self.hidden or (self.size is not None and self.size <= _TINY):
            return True
        if self.width is not None and self.width <= _NARROW:
            return True
        ground = WHITE if self.ground is None else self.ground
        if self.colour in {None, AUTOMATIC, UNKNOWN} or ground == UNKNOWN:
            return False
        assert self.colour is not None
        return alike(self.colour, ground)


@dataclass(slots=True)
class Styles:
    """The looks of a document's styles by their ids, and what its paragraphs have without one.

    `shaded` are the table styles that paint cells, in ways that depend on the cell's place.
    """

    defaults: Look = field(default_factory=Look)
    looks: dict[str, Look] = field(default_factory=dict)
    shaded: frozenset[str] = frozenset()

    def of(self, style: str) -> Look:
        """The look that a style gives; that of none for a style that is not there."""
        return self.looks.get(style, Look())


def styles_of(root: etree._Element | None) -> Styles:
    """The styles of a document, each with what it is based on."""
    if root is None:
        return Styles()
    listed = islice(root.iterchildren(W + "style"), _MOST)
    every = {style.get(W + "styleId") or "": style for style in listed}
    painting = {id_ for id_, style in every.items() if _paints_cells(style)}
    defaults = look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    normal = next((id_ for id_, style in every.items() if _is_default_paragraph(style)), "")
    own = {id_: on(look_of(style.find(W + "rPr")), shade_of(style.find(W + "pPr"))) for id_, style in every.items()}
    looks = {id_: _merged(own[base] for base in _bases(id_, every)) for id_ in every}
    shaded = frozenset(id_ for id_ in every if not painting.isdisjoint(_bases(id_, every)))
    return Styles(defaults=looks.get(normal, Look()).over(defaults), looks=looks, shaded=shaded)


def look_of(properties: etree._Element | None) -> Look:
    """What run properties say themselves."""
    if properties is None or not len(properties):
        return Look()
    bold = _toggle(properties, "b")
    return Look(
        bold=_toggle(properties, "bCs") if bold is None else bold,
        hidden=_toggle(properties, "vanish"),
        size=number_of(properties.find(W + "sz")),
        width=number_of(properties.find(W + "w")),
        colour=_colour(properties.find(W + "color")),
        ground=_highlight(properties.find(W + "highlight")) or shade_of(properties),
    )


def shade_of(properties: etree._Element | None) -> Rgb | None:
    """The colour that a run, paragraph or cell is shaded with; None where it is not."""
    shade = properties.find(W + "shd") if properties is not None else None
    if shade is None:
        return None
    kind, fill = shade.get(W + "val") or "clear", shade.get(W + "fill") or "auto"
    if kind == "nil" or (kind == "clear" and fill == "auto" and not shade.get(W + "themeFill")):
        return None
    if kind not in {"clear", "solid"}:
        return UNKNOWN
    return _rgb(shade.get(W + "color") or "auto") if kind == "solid" else _rgb(fill)


def on(look: Look, ground: Rgb | None) -> Look:
    """The look with what lies behind it, where it has no ground of its own."""
    return look if look.ground is not None or ground is None else replace(look, ground=ground)


def number_of(element: etree._Element | None) -> float | None:
    """The `w:val` of an element, where it is a plain number."""
    value = (element.get(W + "val") or "") if element is not None else ""
    return float(value) if value.isdecimal() and len(value) < 10 else None


def _toggle(properties: etree._Element, name: str) -> bool | None:
    """Whether a toggle property is on; None where it does not stand (ECMA-376 part 1, 17.17.4)."""
    toggle = properties.find(W + name)
    return None if toggle is None else (toggle.get(W + "val") or "true").lower() not in _OFF


def _colour(element: etree._Element | None) -> Rgb | None:
    if element is None:
        return None
    value = element.get(W + "val") or "auto"
    return AUTOMATIC if value == "auto" else _rgb(value)


def _highlight(element: etree._Element | None) -> Rgb | None:
    if element is None or element.get(W + "val") in {None, "none"}:
        return None
    return _HIGHLIGHTS.get(element.get(W + "val") or "", UNKNOWN)


def _rgb(value: str) -> Rgb:
    found = parse_colour(value)
    return found if isinstance(found, tuple) else UNKNOWN


def _is_default_paragraph(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph" and (style.get(W + "default") or "0") in {"1", "true", "on"}


def _bases(id_: str, every: dict[str, etree._Element]) -> list[str]:
    """The style and what it is based on, the nearest first."""
    chain: list[str] = []
    while id_ in every and id_ not in chain and len(chain) < _DEPTH:
        chain.append(id_)
        base = every[id_].find(W + "basedOn")
        id_ = "" if base is None else base.get(W + "val") or ""
    return chain


def _merged(looks: Iterable[Look]) -> Look:
    """What the nearest of these looks says, and where it says nothing the next."""
    look = Look()
    for base in looks:
        look = look.over(base)
    return look


def _paints_cells(style: etree._Element) -> bool:
    return style.get(W + "type") == "table" and next(style.iter(W + "shd"), None) is not None
