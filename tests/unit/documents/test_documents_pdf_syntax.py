"""Objects, tables, tokens and maps by pattern: what is plainly written is read, all else is left to pdfminer."""

import io
from typing import Any

import pytest
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdfexceptions import PDFKeyError
from pdfminer.pdftypes import PDFObjRef
from pdfminer.psparser import LIT

from intake.documents.pdf.document import read_pdf
from intake.documents.pdf.objects import Malformed, Packed, Table, read_object, read_value, stream_bytes
from intake.documents.pdf.streams import Budget, GuardedDocument, open_document
from intake.documents.pdf.tokens import Word, name_of, next_token
from intake.documents.pdf.unicode_maps import unicode_map
from intake.model.policy import ReadingPolicy


@pytest.fixture
def document(papers: Any) -> GuardedDocument:
    return open_document(papers.pdf_of(papers.show((72, 700, "words"))), Budget(1_000_000))[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (b"12 ", 12),
        (b" -1.5 ", -1.5),
        (b"/Name ", LIT("Name")),
        (b"/A#20B ", LIT("A B")),
        (b"(plain)", b"plain"),
        (rb"(a\(b\101)", b"a(bA"),
        (b"(a(b)c)", b"a(b)c"),
        (b"<48 69>", b"Hi"),
        (b"[1 2.5 3]", [1, 2.5, 3]),
        (b"[1 2 3]", [1, 2, 3]),
        (b"[/A (b) [null] true]", [LIT("A"), b"b", [None], True]),
        (b"<</A 1/B<</C(d)>>/E null>>", {"A": 1, "B": {"C": b"d"}}),
        (b"% a comment\n false ", False),
        (b"null ", None),
    ],
)
def test_a_plainly_written_value_is_read(document: GuardedDocument, written: bytes, value: object) -> None:
    assert read_value(written + b" /Next", 0, document)[0] == value


def test_a_reference_is_kept_for_later(document: GuardedDocument) -> None:
    found, _ = read_value(b"[7 0 R]", 0, document)
    assert isinstance(found[0], PDFObjRef)
    assert found[0].objid == 7


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"   ",
        b"[1 2",
        b"<</A 1",
        b"<</A 1]",
        b"[1>>",
        b">>",
        b"<</A>>",
        b"<<1 2>>",
        b"1.2.3 ",
        b"[1 - 2]",
        b"[1.5 - 2]",
        b"endobj",
        b"[word]",
        b"[" * 200,
    ],
)
def test_a_value_that_is_not_plainly_written_is_left_to_pdfminer(document: GuardedDocument, written: bytes) -> None:
    with pytest.raises(Malformed):
        read_value(written, 0, document)


@pytest.mark.parametrize("written", [b"8 0 obj 1 endobj", b"7 0 R", b"7 0 obj 1 more", b"7 0 obj 1"])
def test_an_object_is_read_under_its_own_number_and_whole(document: GuardedDocument, written: bytes) -> None:
    assert read_object(b"7 0 obj (x) endobj", 0, 7, document) == (b"x", None)
    assert read_object(b"7 0 obj <<>> stream\r\nabc", 0, 7, document) == ({}, 21)
    with pytest.raises(Malformed):
        read_object(written, 0, 7, document)


def test_a_stream_ends_where_its_length_says() -> None:
    assert stream_bytes(b"abc\nendstream", 0, 3) == b"abc"
    for length in (2, -1, 99):
        with pytest.raises(Malformed):
            stream_bytes(b"abc\nendstream", 0, length)


TABLE = b"xref\n0 2\n0000000000 65535 f \n0000000017 00000 n \n5 1\n0000000081 00002 n \ntrailer\n<</Root 1 0 R>>"


def test_a_table_is_looked_up_where_it_stands(document: GuardedDocument) -> None:
    table = Table(TABLE, 0, document)
    assert list(table.get_objids()) == [1, 5]
    assert (table.get_pos(1), table.get_pos(5)) == ((None, 17, 0), (None, 81, 2))
    assert list(table.get_trailer()) == ["Root"]
    for free in (0, 3, 9):
        with pytest.raises(PDFKeyError):
            table.get_pos(free)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"xref\ntrailer\n<<>>",
        TABLE.replace(b"0 2\n", b"0 3\n"),
        TABLE.replace(b"17 00000 n \n", b"17 00000 n\n"),
        TABLE.replace(b"trailer", b"trail"),
        TABLE.replace(b"<</Root 1 0 R>>", b"[]"),
    ],
)
def test_a_table_of_another_form_is_left_to_pdfminer(document: GuardedDocument, broken: bytes) -> None:
    with pytest.raises(Malformed):
        Table(broken, 0, document)


def test_the_objects_of_an_object_stream_are_read_one_by_one(document: GuardedDocument) -> None:
    packed = Packed(b"7 0 9 4 (a) <</B 1>>", 8)
    assert packed.read(0, 7, document) == b"a"
    assert packed.read(1, 9, document) == {"B": 1}
    for index, number in ((1, 7), (2, 9), (-1, 9)):
        with pytest.raises(Malformed):
            packed.read(index, number, document)
    for first in (None, -1, 99):
        with pytest.raises(Malformed):
            Packed(b"7 0", first)


def packed_file(papers: Any, listed: str) -> bytes:
    """A file whose font lies in an object stream, under a cross-reference stream; `listed` is the stream's head."""
    writer = papers.PdfWriter()
    writer.fonts["F1"] = 77
    writer.page(papers.show((72, 700, "packed words")))
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    stream: int = writer.stream(f"{listed}{font}", f"/Type/ObjStm/N 1/First {len(listed)}")
    data: bytes = writer.data()
    head: bytes = data.partition(b"xref\n0 ")[0]
    places = [head.index(b"\n%d 0 obj" % number) + 1 for number in range(1, len(writer.objects) + 1)]
    rows = b"".join(b"\x01" + place.to_bytes(4, "big") + b"\0" for place in places)
    rows += b"\x02" + stream.to_bytes(4, "big") + b"\0"
    index = f"[1 {len(places)} 77 1]"
    body = f"<</Type/XRef/Size 78/W[1 4 1]/Index{index}/Root {len(places)} 0 R/Length {len(rows)}>>\nstream\n".encode()
    made: bytes = head + b"99 0 obj\n" + body + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return made


@pytest.mark.parametrize("listed", ["77 0 ", "77 % odd\n 0 "])
def test_a_file_with_packed_objects_is_read(papers: Any, listed: str) -> None:
    assert read_pdf(packed_file(papers, listed), ReadingPolicy()).pages == ("packed words",)


def test_a_stream_of_cross_references_speaks_of_no_more_than_it_has_room_for(papers: Any) -> None:
    data = packed_file(papers, "77 0 ").replace(b"77 1]", b"77 2147483647]").replace(b"/Pages", b"/Sages")
    document, _ = open_document(data, Budget(1_000_000))
    assert sum(1 for xref in document.xrefs for _ in xref.get_objids()) < 30


def test_a_stream_whose_length_is_itself_ends(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "words")))
    start = data.index(b"<</Length ") + len(b"<</Length ")
    number = data[: data.index(b"<</Length ")].split()[-3]
    broken = data[:start] + number + b" 0 R" + data[start + data[start:].index(b">>") :]
    document, _ = open_document(broken, Budget(1_000_000))
    assert document.catalog


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (b"  12", 12),
        (b"-.5", -0.5),
        (b"/A#42 ", LIT("AB")),
        (b"/A#4 ", LIT("A\x04")),
        (rb"(\n\t\b\f\r\)\\\0053\q)", b"\n\t\b\f\r)\\\x053q"),
        (b"(a\\\nb\\\r\nc)", b"abc"),
        (b"((a) b", b"(a) b"),
        (b"<4", b"\x40"),
        (b"[1 [2] <</A 3>>]", [1, [2], {"A": 3}]),
        (b"] >> (x)", b"x"),
        (b"\0 true", True),
        (b"Tj", Word(b"Tj")),
        (b"{1 2}", [1, 2]),
        (b"- -1", -1),
    ],
)
def test_a_token_is_taken_whole(written: bytes, value: object) -> None:
    token = next_token(written, 0)
    assert token is not None
    assert token.value == value


@pytest.mark.parametrize("written", [b"", b" % only a comment", b"[1 2", b"<</A"])
def test_what_never_ends_is_no_token(written: bytes) -> None:
    assert next_token(written, 0) is None


def test_brackets_without_end_stop_at_a_depth() -> None:
    token = next_token(b"[" * 1_000_000, 0)
    assert token is not None
    assert token.end < 200


def test_a_name_that_is_no_utf8_is_written_as_python_writes_it() -> None:
    assert name_of(b"\xff") == "b'\\xff'"


@pytest.mark.parametrize(
    "table",
    [
        b"2 beginbfchar <01> <0041> <0002> <00420043> endbfchar",
        b"beginbfchar <01> <D83DDE00> <02> <D83D> <03> <> endbfchar",
        b"beginbfrange <05> <09> <0041> endbfrange",
        b"beginbfrange <05> <09> <00410042> endbfrange",
        b"beginbfrange <05> <07> [<0041> /adieresis <0043>] <0a> <0b> <0061> endbfrange",
        b"beginbfrange <05> <06> <D7FF> endbfrange beginbfchar <05><0030>endbfchar",
        b"beginbfrange <09> <05> <0041> endbfrange",
        b"beginbfchar <0 1> <00 41> <02> <0041004200430044> endbfchar",
        b"beginbfrange <01> <03> <004100420043FFFE> endbfrange",
    ],
)
def test_a_map_says_what_pdfminers_says(table: bytes) -> None:
    expected = FileUnicodeMap()
    CMapParser(expected, io.BytesIO(b"begincmap " + table + b" endcmap")).run()
    found = unicode_map(table)
    assert found is not None
    assert {code: found.get_unichr(code) for code in expected.cid2unichr} == expected.cid2unichr
    with pytest.raises(KeyError):
        found.get_unichr(99)


def test_a_map_of_unknown_names_says_nothing_of_them() -> None:
    found = unicode_map(b"beginbfrange <05> <05> [/nosuchglyphname] endbfrange")
    assert found is not None
    assert found.get_unichr(5) == ""


def test_a_map_of_another_kind_is_left_to_pdfminer() -> None:
    assert unicode_map(b"begincidrange <00> <ff> 1 endcidrange") is None


@pytest.mark.parametrize(
    "table",
    [
        b"beginbfrange " + b"<0000> <FFFF> <0041> " * 5_000,
        b"beginbfchar " + b"<01> <0041> " * 200_000,
        b"beginbfrange <0000> <FFFF> [" + b"<0041> " * 200_000 + b"] <01> <03> <004100420043> endbfrange",
    ],
)
def test_a_map_of_millions_ends(table: bytes) -> None:
    found = unicode_map(table)
    assert found is not None
    assert len(found.cid2unichr) <= 131_072
