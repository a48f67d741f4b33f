"""Fonts that cost no more than they are worth, and a page that survives a broken one.

pdfminer builds the fonts, without what need not be read for their text: ToUnicode maps are read by pattern, embedded
font programs only where nothing else says what a code stands for. A width range of a few bytes can ask pdfminer.six
for billions of entries; such a table is left out. A font that cannot be built is replaced by a plain one, so that
the other text of the page is kept. Pure: no I/O, no clock.
"""

import re
from collections.abc import Mapping
from typing import Any

from pdfminer.cmapdb import UnicodeMap
from pdfminer.encodingdb import EncodingDB, name2unicode
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, int_value, list_value, resolve1
from pdfminer.psparser import LIT, PSLiteral, literal_name

from intake.documents.pdf.streams import InflateLimit
from intake.documents.pdf.tokens import name_of
from intake.documents.pdf.unicode_maps import MAX_ENTRIES, entries, unicode_map

_PLAIN = {"Type": LIT("Font"), "Subtype": LIT("TrueType"), "BaseFont": LIT("Plain"), "Encoding": LIT("WinAnsiEncoding")}
# What a Type 1 font program says in the open of its codes.
_PUT = re.compile(rb"(\d{1,3})\s*/([^\s/()<>\[\]{}%]{1,100})\s+put\b")
_OPEN_PART = 64_000


class BoundedFonts(PDFResourceManager):
    """pdfminer's store of fonts, each made of a description that asks for no more than it may."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of `spec`, or a plain one where it is broken."""
        try:
            return self._built(objid, spec)
        except InflateLimit:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises anything on a broken font
            return super().get_font(None, _PLAIN)

    def _built(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        if objid and objid in self._cached_fonts:
            return self._cached_fonts[objid]
        kept = tame(spec)
        known = _map_of(kept)
        program = None
        if known is not None:
            # An empty one: without any, pdfminer would load the map of all characters of a CJK collection.
            kept["ToUnicode"] = PDFStream({}, b"")
        if "DescendantFonts" not in kept:
            program = _without_program(kept, known=known is not None)
        elif known is not None:
            for font in list_value(kept["DescendantFonts"]):
                _without_program(font, known=True)
        names = _differences(kept)
        made = super().get_font(objid, kept)
        if names:
            made.cid2unicode = _NamedEncoding(made.cid2unicode, names)  # type: ignore[attr-defined]
        if known is not None:
            made.unicode_map = known  # type: ignore[attr-defined]  # simple and CID fonts have one
        if program is not None:
            made.cid2unicode = _ProgramEncoding(program)  # type: ignore[attr-defined]  # and simple fonts this
        return made


class _NamedEncoding(dict[int, str]):
    """An encoding with some codes named anew (ISO 32000-1, 9.6.6); a name is looked up when its code is asked for."""

    def __init__(self, base: dict[int, str], names: dict[int, str]) -> None:
        super().__init__()
        self._base, self._names = base, names

    def __missing__(self, code: int) -> str:
        try:
            found = name2unicode(self._names[code])
        except (KeyError, ValueError):
            # Of a name that stands for nothing, what the code stands for without it.
            found = self._base[code]
        self[code] = found
        return found


class _ProgramEncoding(dict[int, str]):
    """The encoding that is written in a Type 1 font program, read when a code is asked for that nothing else names."""

    def __init__(self, program: PDFStream) -> None:
        super().__init__()
        self._program: PDFStream | None = program

    def __missing__(self, code: int) -> str:
        program, self._program = self._program, None
        if program is None:
            raise KeyError(code)
        length = int_value(program.get("Length1")) or _OPEN_PART
        text = program.get_data()[:length]
        for number, name in _PUT.findall(text):
            try:
                self[int(number)] = name2unicode(name_of(name))
            except (KeyError, ValueError):
                continue
        if not self and b"StandardEncoding" in text:
            self.update(EncodingDB.std2unicode)
        return self[code]


def tame(spec: Mapping[str, object]) -> dict[str, Any]:
    """A copy of a font's description without tables that are too large to be true."""
    kept = dict(spec)
    for key, group in (("W", 3), ("W2", 5)):
        if key in kept and _width_entries(list_value(kept[key]), group) > MAX_ENTRIES:
            del kept[key]
    if "DescendantFonts" in kept:
        kept["DescendantFonts"] = [tame(dict_value(font)) for font in list_value(kept["DescendantFonts"])[:1]]
    return kept


def _map_of(spec: dict[str, Any]) -> UnicodeMap | None:
    """What ToUnicode says, if that can be told by pattern; a map that is too large is left out of the description."""
    stream = resolve1(spec.get("ToUnicode"))
    if not isinstance(stream, PDFStream):
        return None
    data = stream.get_data()
    found = unicode_map(data)
    if found is None and entries(data) > MAX_ENTRIES:
        del spec["ToUnicode"]
    return found


def _differences(spec: dict[str, Any]) -> dict[int, str]:
    """Take the names out of a simple font's encoding: pdfminer would look all of them up."""
    encoding = resolve1(spec.get("Encoding"))
    if not isinstance(encoding, dict) or "DescendantFonts" in spec:
        return {}
    names: dict[int, str] = {}
    code = 0
    for item in list_value(encoding.get("Differences")):
        if isinstance(item, int):
            code = item
        elif isinstance(item, PSLiteral):
            names[code] = literal_name(item)
            code += 1
    spec["Encoding"] = {key: value for key, value in encoding.items() if key != "Differences"}
    return names


def _without_program(spec: dict[str, Any], *, known: bool) -> PDFStream | None:
    """Leave the embedded program out of a description where it need not be read at once.

    What is returned is a Type 1 program that may be asked for codes which the description does not name.
    """
    descriptor = dict_value(spec.get("FontDescriptor"))
    program = resolve1(descriptor.get("FontFile"))
    if known or isinstance(program, PDFStream):
        spec["FontDescriptor"] = {key: value for key, value in descriptor.items() if not key.startswith("FontFile")}
    return program if isinstance(program, PDFStream) and "Encoding" not in spec else None


def _width_entries(seq: Any, group: int) -> int:
    """How many codes a W (groups of 3) or W2 (groups of 5) array of a CID font covers."""
    entries_found = 0
    numbers: list[float] = []
    for item in seq:
        value = resolve1(item) if isinstance(item, PDFObjRef) else item
        if isinstance(value, list):
            entries_found, numbers = entries_found + len(value), []
        elif isinstance(value, (int, float)):
            numbers.append(value)
            if len(numbers) == group:
                entries_found, numbers = entries_found + max(int(numbers[1] - numbers[0]), 0), []
    return entries_found
