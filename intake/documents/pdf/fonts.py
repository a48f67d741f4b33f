"""Fonts that cost no more than they are worth, and a page that survives a broken one.

A width or ToUnicode range of a few bytes can ask pdfminer.six for billions of entries; such a table is left out.
A font that cannot be built is replaced by a plain one, so that the other text of the page is kept.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Mapping
from typing import Any

from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import LIT

from intake.documents.pdf.streams import InflateLimit

# Every code of a two-byte font, twice over.
MAX_ENTRIES = 131_072
_BF_RANGES = re.compile(rb"begin(?:bf|cid)range")
_LIST = re.compile(rb"\[[^\[\]]*\]")
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{1,16})\s*>\s*<\s*([0-9A-Fa-f]{1,16})\s*>\s*(?:<[^<>]*>|\d)")
_PLAIN = {"Type": LIT("Font"), "Subtype": LIT("TrueType"), "BaseFont": LIT("Plain"), "Encoding": LIT("WinAnsiEncoding")}


class BoundedFonts(PDFResourceManager):
    """pdfminer's store of fonts, each made of a description that asks for no more than it may."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of `spec`, or a plain one where it is broken."""
        try:
            return super().get_font(objid, tame(spec))
        except InflateLimit:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises anything on a broken font
            return super().get_font(None, _PLAIN)


def tame(spec: Mapping[str, object]) -> dict[str, object]:
    """A font's description without tables that are too large to be true."""
    kept = dict(spec)
    if _unicode_entries(kept.get("ToUnicode")) > MAX_ENTRIES:
        del kept["ToUnicode"]
    for key, group in (("W", 3), ("W2", 5)):
        if key in kept and _width_entries(list_value(kept[key]), group) > MAX_ENTRIES:
            del kept[key]
    if "DescendantFonts" in kept:
        kept["DescendantFonts"] = [tame(dict_value(font)) for font in list_value(kept["DescendantFonts"])[:1]]
    return kept


def _unicode_entries(value: object) -> int:
    """How many codes the ranges of a ToUnicode map hold; empty and negative ones count nothing."""
    stream = resolve1(value)
    if not isinstance(stream, PDFStream):
        return 0
    entries = 0
    for block in _BF_RANGES.split(stream.get_data())[1:]:
        for low, high in _RANGE.findall(_LIST.sub(b"0", block.partition(b"end")[0])):
            entries += max(int(high, 16) - int(low, 16), 0)
    return entries


def _width_entries(seq: Any, group: int) -> int:
    """How many codes a W (groups of 3) or W2 (groups of 5) array of a CID font covers."""
    entries = 0
    numbers: list[float] = []
    for item in seq:
        value = resolve1(item)
        if isinstance(value, list):
            entries, numbers = entries + len(value), []
        elif isinstance(value, (int, float)):
            numbers.append(value)
            if len(numbers) == group:
                entries, numbers = entries + max(int(numbers[1] - numbers[0]), 0), []
    return entries
