"""What an HTML page says that no reader sees: not displayed, clear, tiny, off the screen, in its ground's colour.

Such words would only speak to a machine, so they are taken out of the tree and given back apart. Where a ground or
a place is not known (a picture, a gradient, an element laid over others) the words count as seen.
Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass, replace

from lxml import etree

from intake.text.colours import BLACK, CLEAR, WHITE, Rgb, alike, parse_colour
from intake.text.styles import Declarations, Sheet

TINY = 2.0
"""Pixels of a letter that nobody reads, on a screen or printed: one and a half points."""

_OFF_SCREEN = 500.0  # pixels to the left of or above the page; menus slide in from nearer
_FAR_OFF = 5_000.0  # pixels to the right or below, where a long page may well reach
_PER_CENT = 6.0  # pixels, where a place is given in parts of the screen
_LINK: Rgb = (0, 0, 238)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "vw": 10.0, "vh": 8.0}
_LENGTH = re.compile(r"(-?\d{0,9}\.?\d{1,9})\s*([a-z%]*)")
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
_NO_CLIP = re.compile(r"rect\(\s*(?:0(?:px)?[\s,]+){3}0(?:px)?\s*\)|rect\(1px[\s,]+1px[\s,]+1px[\s,]+1px\)")
_INSET_ALL = re.compile(r"inset\(\s*(?:[5-9]\d|\d{3,})%|circle\(\s*0")
_TRANSLATED = re.compile(r"translate[xy]?\(\s*([^,()]{1,30})")
_SCALED_AWAY = re.compile(r"scale[xy]?\(\s*+0*+(?:\.0\d*+)?+\s*+[,)]")
_BACKGROUND_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^()]{1,80}\)|\b[a-z]{3,20}\b")
_BLOCKS = frozenset(
    {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "br"}
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """How the text of an element is shown. `ground` is None where what lies behind it is not known."""

    gone: bool = False
    visible: bool = True
    colour: Rgb | int | None = BLACK
    ground: Rgb | None = WHITE
    size: float = 16.0

    @property
    def unseen(self) -> bool:
        if self.gone or not self.visible or self.size <= TINY or self.colour == CLEAR:
            return True
        return isinstance(self.colour, tuple) and self.ground is not None and alike(self.colour, self.ground)


def take_unseen(root: etree._Element, sheet: Sheet) -> str:
    """Takes the text that nobody sees out of the tree, and the elements that are not there at all; that text."""
    taken: list[str] = []
    links: list[etree._Element] = []
    stack = [(root, _Shown())]
    while stack:
        element, around = stack.pop()
        shown = _shown(element, sheet.of(element), around)
        if shown.unseen:
            _take(element, taken)
            if element.get("href"):
                links.append(element)
        stack.extend((child, shown) for child in reversed(element))
    for link in links:
        if not "".join(map(str, link.itertext())).strip() and link.find(".//img") is None:
            del link.attrib["href"]
    return "\n".join(line for line in (" ".join(raw.split()) for raw in "".join(taken).split("\n")) if line)


def _take(element: etree._Element, taken: list[str]) -> None:
    """Move the element's own text, and the text between its children, to `taken`."""
    if element.tag in _BLOCKS:
        taken.append("\n")
    taken.append(element.text or "")
    element.text = None
    for child in element:
        taken.append(child.tail or "")
        child.tail = " " if child.tail else None


def _shown(element: etree._Element, said: Declarations, around: _Shown) -> _Shown:
    """How the element's own text is shown, by what its styles and attributes say."""
    if around.gone or _is_gone(element, said):
        return replace(around, gone=True)
    visible = around.visible
    if said.get("visibility", "inherit") != "inherit":
        visible = said["visibility"] not in {"hidden", "collapse"}
    return _Shown(
        visible=visible,
        colour=_colour(element, said, around),
        ground=_ground(element, said, around),
        size=_size(said, around.size),
    )


def _colour(element: etree._Element, said: Declarations, around: _Shown) -> Rgb | int | None:
    old = {"font": "color", "body": "text"}.get(str(element.tag))
    stated = said.get("color") or (element.get(old) if old else None) or "inherit"
    if stated != "inherit":
        return parse_colour(stated)
    # A browser gives links a colour of their own; they take none from what is around them.
    return _LINK if element.tag == "a" and element.get("href") else around.colour


def _is_gone(element: etree._Element, said: Declarations) -> bool:
    """Whether nothing inside can be seen, whatever it says itself."""
    if element.get("hidden") is not None or said.get("display") == "none" or said.get("mso-hide") == "all":
        return True
    if said.get("content-visibility") == "hidden" or _pixels(said.get("opacity", "1"), 1.0) < 0.05:
        return True
    return _is_away(said) or _is_clipped(said)


def _is_away(said: Declarations) -> bool:
    """Whether it is moved to where no screen reaches."""
    moved = said.get("position") in {"absolute", "fixed", "relative"}
    places = [_place(said[name]) for name in ("left", "top") if moved and name in said]
    places += [-_place(said[name]) for name in ("right", "bottom") if moved and name in said]
    places += [
        _place(said[name]) for name in ("text-indent", "margin-left", "margin-top") if "%" not in said.get(name, "%")
    ]
    places += map(_place, _TRANSLATED.findall(said.get("transform", "")))
    return any(place <= -_OFF_SCREEN or place >= _FAR_OFF for place in places)


def _place(length: str) -> float:
    """A distance in pixels, on a screen that is not measured: half of it, as dialogues are centred by, is near."""
    found = _LENGTH.match(length.strip())
    return _pixels(length) if found is None or found[2] != "%" else _pixels(length[: found.end(1)]) * _PER_CENT


def _is_clipped(said: Declarations) -> bool:
    """Whether nothing of it is left: a box without height or width, clipped or scaled away."""
    if _NO_CLIP.search(said.get("clip", "")) or _INSET_ALL.search(said.get("clip-path", "")):
        return True
    if _SCALED_AWAY.search(said.get("transform", "")):
        return True
    closed = said.get("overflow", said.get("overflow-y", "")) in {"hidden", "clip"}
    sizes = (said[name] for name in ("height", "max-height", "width", "max-width", "line-height") if name in said)
    return closed and any(_pixels(size, 16.0) < TINY for size in sizes if _LENGTH.fullmatch(size) and "%" not in size)


def _size(said: Declarations, around: float) -> float:
    size = said.get("font-size")
    if size is None and (short := said.get("font")):
        size = next(
            (part.partition("/")[0] for part in short.split() if _LENGTH.fullmatch(part.partition("/")[0])), None
        )
    if size is None or size == "inherit":
        return around
    if size in _SIZES or not _LENGTH.fullmatch(size):
        return _SIZES.get(size, around)
    return _pixels(size, 16.0 if size.endswith("rem") else around)


def _ground(element: etree._Element, said: Declarations, around: _Shown) -> Rgb | None:
    """What lies behind the text: an own ground wins; an element that is laid over others has an unknown one."""
    painted = said.get("background", "") + " " + said.get("background-image", "")
    if "url(" in painted or "gradient" in painted or element.get("background"):
        return None
    stated = said.get("background-color") or element.get("bgcolor") or ""
    colours = [parse_colour(stated)] if stated else [parse_colour(word) for word in _BACKGROUND_COLOUR.findall(painted)]
    own = next((colour for colour in colours if isinstance(colour, tuple)), None)
    if own is not None:
        return own
    if stated and CLEAR not in colours and stated not in {"inherit", "initial", "none"}:
        return None
    laid = said.get("position") in {"absolute", "fixed"} or any(
        said.get(name, "").startswith("-") for name in ("margin", "margin-top", "margin-bottom")
    )
    return None if laid else around.ground


def _pixels(length: str, unit: float = 16.0) -> float:
    """A length in pixels; `unit` is what one em is, or what stands for a hundred in a hundred."""
    found = _LENGTH.match(length.strip())
    if found is None:
        return 0.0
    number = float(found[1])
    if found[2] == "%":
        return number * unit / 100
    return number * _PIXELS.get(found[2], unit if found[2] in {"em", "rem", "ex", "ch"} else 1.0)
