"""What of an RTF nobody sees: its colours, what lies behind a run, and paragraphs without height or beside the page.

The reader of RTF keeps one `Ground` for the file and asks it at every run. What floats with a fill or a picture may lie
behind any text of the file: white letters then count as seen. See Rich Text Format 1.9.1, "Color Table", "Paragraph
Shading", "Table Definitions". Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass, field

from intake.text.colours import WHITE, Rgb, alike

_TABLE = re.compile(rb"\{\\colortbl([^{}]{0,50000})\}")
_PART = re.compile(rb"\\(red|green|blue)(\d{1,3})")
_FILL = re.compile(rb"\{\\sn (?:fillColor|pib)\}\s*\{\\sv\s+([^{}]{0,20})")
_WHITE_FILL = b"16777215"
_TWIPS_FLAT, _TWIPS_AWAY, _TWIPS_PAPER = 40, 12_000, 31_680
UNKNOWN = -1
"""The number of a colour that cannot be told: a pattern."""


@dataclass(slots=True)
class Ground:
    """What lies behind the text as the walk goes on; numbers are those of the colour table, None where unsaid.

    `cells` are the shades of the row's cells in order, `cell` the one that is being filled.
    """

    colours: tuple[Rgb | None, ...] = ()
    painted: bool = False
    paragraph: int | None = None
    gone: bool = False
    row_gone: bool = False
    cells: list[int | None] = field(default_factory=list)
    cell: int = 0
    _pending: int | None = None

    def act(self, word: str, number: int | None) -> None:
        """Takes in a word of paragraph or table formatting; others are let pass."""
        value = number or 0
        match word:
            case "pard":
                self.paragraph, self.gone = None, False
            case "cbpat":
                self.paragraph = value
            case "shading":
                self.paragraph = UNKNOWN if value else self.paragraph
            case "sl":
                self.gone = self.gone or -_TWIPS_FLAT < value < 0
            case "li" | "fi" | "lin":
                self.gone = self.gone or abs(value) > _TWIPS_PAPER
            case "posx" | "posy" | "posnegx" | "posnegy":
                self.gone = self.gone or abs(value) > _TWIPS_AWAY
            case "trowd":
                self.cells, self.cell, self._pending, self.row_gone = [], 0, None, False
            case "trrh":
                self.row_gone = -_TWIPS_FLAT < value < 0
            case "clcbpat":
                self._pending = value
            case "clshdng":
                self._pending = UNKNOWN if value else self._pending
            case "cellx":
                self.cells.append(self._pending)
                self._pending = None

    def end(self, word: str) -> None:
        """A cell or a row ends."""
        self.cell = 0 if word == "row" else self.cell + 1

    def hides(self, colour: int, run: int | None) -> bool:
        """Whether nobody sees letters of this colour here; `run` is the run's own ground."""
        if self.gone or self.row_gone:
            return True
        letters = self._rgb(colour)
        shade = self.cells[self.cell] if self.cell < len(self.cells) else None
        number = next((one for one in (run, self.paragraph, shade) if one is not None), None)
        behind = self._rgb(number) if number else None if self.painted else WHITE
        return letters is not None and behind is not None and alike(letters, behind)

    def _rgb(self, number: int) -> Rgb | None:
        """A colour of the table; None where it is the automatic one, or not there."""
        return self.colours[number] if 0 < number < len(self.colours) else None


def ground_of(data: bytes) -> Ground:
    """The ground at the start of a file."""
    table = _TABLE.search(data)
    entries = table[1].split(b";")[:-1] if table else []
    fills = (found[1].strip() for found in _FILL.finditer(data))
    return Ground(colours=tuple(map(_entry, entries[:1_000])), painted=any(fill != _WHITE_FILL for fill in fills))


def _entry(entry: bytes) -> Rgb | None:
    parts = {name: min(255, int(value)) for name, value in _PART.findall(entry)}
    return (parts.get(b"red", 0), parts.get(b"green", 0), parts.get(b"blue", 0)) if parts else None
