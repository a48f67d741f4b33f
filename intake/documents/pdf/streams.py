"""A PDF file opened so that its objects cannot loop for ever and its streams cannot inflate without end.

pdfminer.six inflates whole streams and follows references without a limit (`PDFStream.decode`, `resolve1`): 630
bytes hang it, 100 kB cost gigabytes. The classes here put the limits in by overriding, nothing is patched.
Pure: no I/O, no clock.
"""

import io
import re
import zlib
from typing import Any

from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument, PDFXRefStream
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfparser import PDFParser, PDFSyntaxError
from pdfminer.pdftypes import (
    LITERALS_FLATE_DECODE,
    DecipherCallable,
    PDFObjRef,
    PDFStream,
    int_value,
    resolve1,
)
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

from intake.documents.pdf.objects import Malformed, Packed, Table, read_object, stream_bytes

# References to references: honest files have none.
_MAX_CHAIN = 20
_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^<>]{0,1000}?/Type\s*/Catalog\b")
_BLOCK, _PIECE = 1_024, 1_000_000
# What an honest stream inflates to at most, mostly.
_ONE_GO = 4_000_000


class InflateLimit(Exception):
    """The streams of a file inflate to more than the limit."""


class Budget:
    """How many bytes the streams of one file may still inflate to."""

    def __init__(self, size: int) -> None:
        self.left = size

    def spend(self, size: int) -> None:
        """Count `size` bytes; InflateLimit when none are left."""
        self.left -= size
        if self.left < 0:
            raise InflateLimit("The streams of this file inflate to more than the limit.")


class BoundedStream(PDFStream):
    """A stream whose output is counted while it is made."""

    def __init__(
        self, attrs: dict[str, Any], rawdata: bytes, decipher: DecipherCallable | None, budget: Budget
    ) -> None:
        super().__init__(attrs, rawdata, decipher)
        self._budget = budget

    def decode(self) -> None:
        """Run the filters; InflateLimit past the budget. What is damaged is kept as far as it inflates."""
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for name, params in self.get_filters():
            data = self._filtered(data, name, params)
        self.data, self.rawdata = data, None

    def _filtered(self, data: bytes, name: Any, params: Any) -> bytes:
        if name in LITERALS_FLATE_DECODE:
            return _unpredicted(inflate(data, self._budget), params if isinstance(params, dict) else {})
        stage = PDFStream({"Filter": name, "DecodeParms": params or {}}, data)
        data = stage.get_data()
        self._budget.spend(len(data))
        return data


class BoundedParser(PDFParser):
    """pdfminer's parser, whose streams are `BoundedStream`s."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(io.BytesIO(data))
        self.data = data
        self.budget = budget

    def push(self, *objs: tuple[int, Any]) -> None:
        """Take parsed objects, streams with their budget."""
        super().push(*((pos, self._bounded(obj)) for pos, obj in objs))

    def _bounded(self, obj: Any) -> Any:
        if type(obj) is PDFStream and obj.rawdata is not None:
            return BoundedStream(obj.attrs, obj.rawdata, obj.decipher, self.budget)
        return obj


class GuardedDocument(PDFDocument):
    """pdfminer's document, whose objects and cross-reference tables never lead in a circle.

    Objects are read by pattern (`objects.py`); what is not plainly written is left to pdfminer.
    """

    def __init__(self, parser: BoundedParser) -> None:
        self._source, self._budget = parser.data, parser.budget
        self._tables_read: set[int] = set()
        self._being_read: set[int] = set()
        self._packed: dict[int, Packed] = {}
        super().__init__(parser)

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[PDFBaseXRef]) -> None:
        """Read the cross-reference table at `start` and those before it, each once."""
        if start in self._tables_read:
            return
        self._tables_read.add(start)
        try:
            table = Table(self._source, start, self)
        except Malformed:
            super().read_xref_from(parser, start, xrefs)
            _bound(xrefs)
            return
        xrefs.append(table)
        for key in ("XRefStm", "Prev"):
            if key in table.trailer:
                self.read_xref_from(parser, int_value(table.trailer[key]), xrefs)

    def getobj(self, objid: int) -> object:
        """The object `objid`; PDFException where it is a reference without an end."""
        found = super().getobj(objid)
        for _ in range(_MAX_CHAIN):
            if not isinstance(found, PDFObjRef):
                return found
            found = super().getobj(found.objid)
        raise PDFException("An object of this file refers to itself.")

    def _getobj_parse(self, pos: int, objid: int) -> object:
        if objid in self._being_read:
            raise PDFException("The length of a stream is the stream itself.")
        self._being_read.add(objid)
        try:
            return self._plainly_written(pos, objid)
        except Malformed:
            return super()._getobj_parse(pos, objid)
        finally:
            self._being_read.discard(objid)

    def _plainly_written(self, pos: int, objid: int) -> object:
        value, begin = read_object(self._source, pos, objid, self)
        if begin is None:
            return value
        if not isinstance(value, dict):
            raise Malformed
        length = resolve1(value.get("Length"))
        data = stream_bytes(self._source, begin, length if isinstance(length, int) else -1)
        return BoundedStream(value, data, self.decipher, self._budget)

    def _getobj_objstm(self, stream: PDFStream, index: int, objid: int) -> object:
        try:
            number = stream.objid or 0
            packed = self._packed.get(number)
            if packed is None:
                packed = self._packed[number] = Packed(stream.get_data(), resolve1(stream.get("First")))
            return packed.read(index, objid, self)
        except Malformed:
            return super()._getobj_objstm(stream, index, objid)


def _bound(xrefs: list[PDFBaseXRef]) -> None:
    """Let no cross-reference stream speak of more objects than it has room for."""
    for xref in xrefs:
        if isinstance(xref, PDFXRefStream):
            room = len(xref.data or b"") // max(xref.entlen or 1, 1)
            xref.ranges = [(first, min(count, room)) for first, count in xref.ranges]


def open_document(data: bytes, budget: Budget) -> tuple[GuardedDocument, bool]:
    """The document in `data`, and whether its end had to be made up.

    pdfminer's exceptions where it is no PDF, PDFPasswordIncorrect where it is locked.
    """
    data = data[max(data.find(b"%PDF-", 0, 1024), 0) :]
    try:
        return GuardedDocument(BoundedParser(data, budget)), False
    except PDFSyntaxError:
        return GuardedDocument(BoundedParser(data + _made_up_end(data), budget)), True


def _made_up_end(data: bytes) -> bytes:
    """A trailer for a file that broke off; without a catalog pdfminer takes the pages as they lie."""
    catalog = _CATALOG.search(data)
    return b"\nendobj\ntrailer\n<</Root %s %s R>>\n" % ((catalog[1], catalog[2]) if catalog else (b"0", b"0"))


def inflate(data: bytes, budget: Budget) -> bytes:
    """`data` inflated as far as it goes; InflateLimit past the budget."""
    inflater = zlib.decompressobj()
    try:
        made = inflater.decompress(data, _ONE_GO)
    except zlib.error:
        made = b""
    if inflater.eof:
        budget.spend(len(made))
        return made
    return _inflated_in_pieces(data, budget)


def _inflated_in_pieces(data: bytes, budget: Budget) -> bytes:
    """The same for what is large, damaged or cut."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        made = _inflated(data if window > 0 else data[2:], window, budget)
        if made:
            return made
    return b""


def _inflated(data: bytes, window: int, budget: Budget) -> bytes:
    inflater = zlib.decompressobj(window)
    made: list[bytes] = []
    # In small blocks, for zlib hands out nothing of a block in which it meets damage.
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        while block and not inflater.eof:
            try:
                piece = inflater.decompress(block, _PIECE)
            except zlib.error:
                return b"".join(made)
            budget.spend(len(piece))
            made.append(piece)
            block = inflater.unconsumed_tail
    return b"".join(made)


def _unpredicted(data: bytes, params: dict[Any, Any]) -> bytes:
    predictor = int_value(params.get("Predictor", 1))
    colors, columns = int_value(params.get("Colors", 1)), int_value(params.get("Columns", 1))
    bits = int_value(params.get("BitsPerComponent", 8))
    if predictor == 2:
        return apply_tiff_predictor(colors, columns, bits, data)
    if predictor >= 10:
        return apply_png_predictor(predictor, colors, columns, bits, data)
    return data
