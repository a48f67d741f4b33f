"""A document's text as clean lines with their pages: what every finder of facts works on.

Readers of formats clean their own text; this stage mends what is left of icons and compatibility forms, since
a glyph glued to an address breaks every pattern. Pure: no I/O, no clock.
"""

import re
import unicodedata
from dataclasses import dataclass

from intake.text.fold import fold_name

# Beyond this a document says nothing new about who wrote it (a thesis, a dump).
MAX_LINES = 4_000
MAX_LINE = 400

_CID = re.compile(r"\(cid:\d+\)")
# "# Ada Example" is a heading in Markdown, "**Phone:**" stands out.
_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+|\*\*")
_SPACE = re.compile(r"[\s\u2800]+")
# Where a line holds several things: "Ada Example | ada@example.org", "Name <tab> place", "phone • mail".
_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[|•·●▪◦∙⋅¦‖‣■◆✦★]\s*|\s[-–—~/]\s|\t| {3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text without icons and odd spaces. `page` counts from 1, None where the format has none.

    `cells` are what separators (bars, bullets, tabs, wide gaps) set apart, the whole line where there are none.
    `folded` is the text for comparing (`intake.text.fold`).
    """

    text: str
    page: int | None
    cells: tuple[str, ...]
    folded: str


def clean_lines(text: str, pages: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """The lines of a document that hold anything, in order; `pages` wins over `text` where there are any."""
    sources = tuple(enumerate(pages, 1)) if pages else ((None, text),)
    found: list[Line] = []
    for page, words in sources:
        # Not all lines first: of half a million short ones each takes fifty bytes beside its letters.
        for paragraph in words.split("\n", MAX_LINES)[:MAX_LINES]:
            found += (line for raw in paragraph.splitlines() if (line := _line(raw[:MAX_LINE], page)) is not None)
    return tuple(found[:MAX_LINES])


def tidy(text: str) -> str:
    """Text with icons, control characters and odd spaces taken out, in compatibility form (NFKC)."""
    return _SPACE.sub(" ", _plain(text)).strip()


def _line(raw: str, page: int | None) -> Line | None:
    if "#" in raw or "**" in raw:
        raw = _MARKDOWN.sub("", raw)
    whole = tidy(raw)
    if not whole:
        return None
    parts = _SEPARATOR.split(_plain(raw, keep_tabs=True))
    if len(parts) == 1:
        return Line(whole, page, (whole,), fold_name(whole))
    cells = tuple(cell for part in parts if (cell := _SPACE.sub(" ", part).strip()))
    return Line(whole, page, cells or (whole,), fold_name(whole))


def _plain(text: str, *, keep_tabs: bool = False) -> str:
    """Icons become bars: they stand where a separator would."""
    text = unicodedata.normalize("NFKC", _CID.sub(" | " if keep_tabs else " ", text))
    if text.isascii() and text.isprintable():
        return text
    return "".join(_kept(char, keep_tabs=keep_tabs) for char in text)


def _kept(char: str, *, keep_tabs: bool) -> str:
    if char.isascii():
        return char if char.isprintable() or char == "\t" else " "
    category = unicodedata.category(char)
    if category in {"Co", "Cn", "So"}:
        return "|" if keep_tabs else " "
    return "" if category in {"Cf", "Cs"} else " " if category in {"Cc", "Zl", "Zp"} else char
