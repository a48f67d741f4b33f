"""A font of the page as it is drawn with: what its strings stand for and how wide they are, each asked for once.

pdfminer's fonts decode, map and measure code by code; words recur, so whole strings are remembered as they stand in
the content stream. Pure: no I/O, no clock.
"""

import re
from typing import NamedTuple

from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined

from intake.documents.pdf.bidi import runs_backward
from intake.documents.pdf.limits import MAX_PAGE_GLYPHS, LimitReached

# Where a font states no widths: no letter is as wide as nothing.
_UNKNOWN_WIDTH = 0.5
# A page of text has some thousand different strings; a hostile one may have a million.
_MAX_STRINGS = 20_000
_SPACE = 32
# Computer Modern says bold by "bx" ("CMBX10", "SFBX1200"), the rest of the world in words.
_BOLD = re.compile(r"bold|black|heavy|demi|bx\d|cmssbx|[-,]bd\b", re.IGNORECASE)
# Their letters are pictures: an "H" of marvosym is a mobile phone.
_ICON_FONT = re.compile(
    r"awesome|icon|marvosym|wingding|webding|fontello|glyphicon|academicons|ionicons", re.IGNORECASE
)
_NO_DIGIT = re.compile(rb"[^0-9A-Fa-f]+")


class Shown(NamedTuple):
    """What a string stands for; `width` is the sum of its glyphs' widths, in em of text space.

    `spaces` counts the single-byte codes 32, to which word spacing applies; `unmapped` the glyphs that stand for
    nothing known. `apart` are the glyphs one by one where they read from right to left, else None.
    """

    text: str
    width: float
    spaces: int
    glyphs: int
    unmapped: int
    apart: "tuple[Shown, ...] | None"


_NOTHING = Shown("", 0.0, 0, 0, 0, None)


class Face:
    """A font and the strings shown in it so far."""

    def __init__(self, font: PDFFont) -> None:
        # Standard fonts have no descriptor, and with it no FontName.
        name = getattr(font, "basefont", font.fontname)
        self.font = font
        self.name = name.decode("latin-1") if isinstance(name, bytes) else str(name)
        self.bold = bool(_BOLD.search(self.name))
        self.icons = bool(_ICON_FONT.search(self.name))
        self.vertical = font.is_vertical()
        # Points a unit of font size; a Type 3 font draws in units of its own.
        self.height = font.vscale * 1000
        self.spaced = not font.is_multibyte()
        self.strings = Strings(self)
        self.hexadecimal = HexStrings(self)
        # pdfminer would copy each string to hand out its bytes as codes.
        self._by_byte = type(font).decode is PDFFont.decode
        self._glyphs = _Glyphs(font, icons=self.icons)

    def measure(self, string: bytes) -> Shown:
        """What a string stands for and how wide it is."""
        codes = string if self._by_byte else list(self.font.decode(string))
        if not codes:
            return _NOTHING
        if len(codes) == 1:
            text, width = self._glyphs[codes[0]]
            shown = self._one(codes[0], text, width)
            return shown if text.isascii() or not runs_backward(text) else shown._replace(apart=(shown,))
        texts, widths = zip(*map(self._glyphs.__getitem__, codes), strict=True)
        text = "".join(texts)
        spaces = string.count(b" ") if self.spaced else 0
        unmapped = texts.count("") if "" in texts and not self.icons else 0
        shown = Shown(text, sum(widths), spaces, len(codes), unmapped, None)
        if text.isascii() or not runs_backward(text):
            return shown
        apart = zip(codes, texts, widths, strict=True)
        return shown._replace(apart=tuple(self._one(code, text, width) for code, text, width in apart))

    def _one(self, code: int, text: str, width: float) -> Shown:
        return Shown(text, width, int(self.spaced and code == _SPACE), 1, int(not text and not self.icons), None)


class _Glyphs(dict[int, tuple[str, float]]):
    """The text and width of each code of a font; asking looks them up."""

    def __init__(self, font: PDFFont, *, icons: bool) -> None:
        super().__init__()
        self._font, self._icons = font, icons

    def __missing__(self, code: int) -> tuple[str, float]:
        text = self._text(code)
        stated = self._font.widths.get(code)
        font = self._font
        width = stated * font.hscale if isinstance(stated, (int, float)) else float(font.char_width(code))
        if width == 0.0 and text.isalnum():
            width = _UNKNOWN_WIDTH
        found = self[code] = (text, width)
        return found

    def _text(self, code: int) -> str:
        try:
            text = self._font.to_unichr(code)
        except PDFUnicodeNotDefined:
            return ""
        return " " if self._icons and text.isascii() else text


class Strings(dict[bytes, Shown]):
    """What the strings of a font stand for; asking measures."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, string: bytes) -> Shown:
        if len(string) > 4 * MAX_PAGE_GLYPHS:
            raise LimitReached("The page draws a string longer than any honest page.")
        if len(self) >= _MAX_STRINGS:
            self.clear()
        shown = self[string] = self._face.measure(self._codes(string))
        return shown

    def _codes(self, string: bytes) -> bytes:
        return string


class HexStrings(Strings):
    """The same for strings in hexadecimal."""

    def _codes(self, string: bytes) -> bytes:
        return unhex(string)


def unhex(digits: bytes) -> bytes:
    """The bytes of a hexadecimal string; a last digit alone counts sixteenfold (ISO 32000-1, 7.3.4.3)."""
    kept = _NO_DIGIT.sub(b"", digits)
    return bytes.fromhex((kept + b"0" * (len(kept) % 2)).decode("ascii"))
