"""PDF files that are locked, broken or made to do harm: each ends in a status, within the limits."""

import random
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pdfminer.pdfdocument import PDFStandardSecurityHandler as Lock
from pdfminer.psparser import LIT

from intake.documents.content import CannotRead
from intake.documents.pdf.document import read_pdf
from intake.documents.pdf.limits import MAX_CONTENT
from intake.documents.pdf.streams import BoundedStream, Budget, InflateLimit, inflate
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy


def status_of(data: bytes, limits: Limits | None = None) -> DocumentStatus:
    with pytest.raises(CannotRead) as refused:
        read_pdf(data, ReadingPolicy(limits=limits or Limits()))
    assert refused.value.detail.endswith(".")
    return refused.value.status


def broken_page(papers: Any, writer: Any, text: str) -> None:
    """A page that no interpreter can draw, for its operators are packed in an unknown way."""
    body = writer.stream(papers.show((72, 700, text)), "/Filter/Nonsense")
    page = writer.page("")
    writer.objects[page - 1] = writer.objects[page - 1].replace(b"/Contents", b"/Contents %d 0 R/Was" % body)


def quickly(read: Callable[[], Any]) -> Any:
    start = time.process_time()
    value = read()
    assert time.process_time() - start < 5.0
    return value


def test_a_pdf_with_a_password_is_encrypted(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.show((72, 700, "secret")))
    lock = writer.add(f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>")
    assert status_of(writer.data(f"/Encrypt {lock} 0 R/ID[<41><41>]")) is DocumentStatus.ENCRYPTED


def test_an_unknown_lock_is_encrypted_too(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.show((72, 700, "secret")))
    lock = writer.add("<</Filter/Elsewhere/V 9>>")
    assert status_of(writer.data(f"/Encrypt {lock} 0 R/ID[<41><41>]")) is DocumentStatus.ENCRYPTED


def test_a_pdf_locked_against_copying_alone_is_read(papers: Any) -> None:
    writer = papers.PdfWriter()
    params = {"V": 1, "R": 2, "P": -64, "O": b"A" * 32, "U": b"\0" * 32}
    handler = Lock.__new__(Lock)
    handler.docid, handler.param, handler.password = [b"A", b"A"], params, ""
    handler.init_params()
    key = handler.compute_encryption_key(b"")
    handler.key, handler.length = key, 40
    content = papers.show((72, 700, "open to read"))
    writer.page(content)
    number = writer.pages[0] - 1
    secret = handler.decrypt_rc4(number, 0, content.encode())
    writer.objects[number - 1] = b"<</Length %d>>\nstream\n" % len(secret) + secret + b"\nendstream"
    lock = writer.add(f"<</Filter/Standard/V 1/R 2/P -64/O<{'41' * 32}>/U<{handler.compute_u(key).hex()}>>>")
    content_read = read_pdf(writer.data(f"/Encrypt {lock} 0 R/ID[<41><41>]"), ReadingPolicy())
    assert content_read.pages == ("open to read",)


def test_what_is_no_pdf_is_corrupt() -> None:
    assert status_of(b"%PDF-1.4\nthis is no such thing\n%%EOF") is DocumentStatus.CORRUPT


def test_half_a_pdf_is_corrupt(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "whole")))
    assert status_of(data[: len(data) // 2]) is DocumentStatus.CORRUPT


def test_a_pdf_that_lost_its_end_is_read_by_its_catalog(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "all but the trailer")))
    content = read_pdf(data[: data.rfind(b"xref\n0")], ReadingPolicy())
    assert (content.pages, content.warnings) == (("all but the trailer",), ("partly_read",))


def test_a_pdf_that_broke_off_is_read_as_far_as_its_pages_go(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.show((72, 700, "the first page")))
    writer.page(papers.show((72, 700, "the second page")))
    data = writer.data()
    content = read_pdf(data[: data.find(b"(the second") - 60], ReadingPolicy())
    assert (content.pages, content.warnings) == (("the first page",), ("partly_read",))


def test_a_wrong_startxref_is_mended_by_scanning(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "found by scanning")))
    broken = data[: data.rfind(b"startxref")] + b"startxref\n3\n%%EOF\n"
    assert read_pdf(broken, ReadingPolicy()).pages == ("found by scanning",)


def test_bytes_before_the_header_are_passed_over(papers: Any) -> None:
    data = b"From: somebody\r\n\r\n" + papers.pdf_of(papers.show((72, 700, "below a header")))
    assert read_pdf(data, ReadingPolicy()).pages == ("below a header",)


def test_a_pdf_without_pages_is_corrupt(papers: Any) -> None:
    assert status_of(papers.PdfWriter().data()) is DocumentStatus.CORRUPT


def test_a_pdf_of_pictures_alone_has_no_text(papers: Any) -> None:
    assert status_of(papers.pdf_of("0 0 1 rg 10 10 200 200 re f")) is DocumentStatus.NO_TEXT


def test_a_broken_page_costs_that_page_only(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.show((72, 700, "the first")))
    broken_page(papers, writer, "the second")
    writer.page(papers.show((72, 700, "the third")))
    content = read_pdf(writer.data(), ReadingPolicy())
    assert (content.pages, content.warnings) == (("the first", "", "the third"), ("partly_read",))


def test_a_pdf_of_which_every_page_is_broken_is_corrupt(papers: Any) -> None:
    writer = papers.PdfWriter()
    broken_page(papers, writer, "lost")
    assert status_of(writer.data()) is DocumentStatus.CORRUPT


def test_a_broken_page_tree_keeps_the_pages_before_it(papers: Any) -> None:
    writer = papers.PdfWriter()
    first = writer.page(papers.show((72, 700, "the first")))
    loop = len(writer.objects) + 1
    writer.add(f"{loop} 0 R")
    tree = f"<</Type/Pages/Count 2/Kids[{first} 0 R {loop} 0 R]>>"
    content = read_pdf(writer.data(tree=tree), ReadingPolicy())
    assert (content.pages, content.warnings) == (("the first",), ("partly_read",))


def test_an_object_that_refers_to_itself_ends(papers: Any) -> None:
    writer = papers.PdfWriter()
    loop = len(writer.objects) + 1
    writer.add(f"{loop} 0 R")
    writer.page(papers.show((72, 700, "words")), f"/Rotate {loop} 0 R")
    assert quickly(lambda: status_of(writer.data())) is DocumentStatus.CORRUPT


def test_references_to_references_are_followed(papers: Any) -> None:
    writer = papers.PdfWriter()
    number = writer.add("90")
    link = writer.add(f"{number} 0 R")
    writer.page(papers.show((72, 700, "words")), f"/Rotate {link} 0 R")
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("words",)


def test_cross_reference_tables_in_a_circle_end(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "words")))
    start = data.rfind(b"xref\n0")
    content = quickly(lambda: read_pdf(data.replace(b"/Root", b"/Prev %d/Root" % start), ReadingPolicy()))
    assert content.pages == ("words",)


def test_a_unicode_table_of_billions_is_left_out(papers: Any) -> None:
    writer = papers.PdfWriter()
    table = writer.stream("begincmap 1 beginbfrange <0000> <FFFFFFF0> <0041> endbfrange endcmap")
    writer.fonts["F9"] = writer.add(
        f"<</Type/Font/Subtype/TrueType/BaseFont/X/Encoding/WinAnsiEncoding/ToUnicode {table} 0 R>>"
    )
    writer.page(papers.show((72, 700, "plain words"), font="F9"))
    assert quickly(lambda: read_pdf(writer.data(), ReadingPolicy())).pages == ("plain words",)


@pytest.mark.parametrize("table", ["beginbfrange " * 30_000, "beginbfrange " + "<0><1>[" * 20_000])
def test_a_unicode_table_without_ends_takes_no_time(papers: Any, table: str) -> None:
    writer = papers.PdfWriter()
    number = writer.stream(table)
    writer.fonts["F9"] = writer.add(
        f"<</Type/Font/Subtype/TrueType/BaseFont/X/Encoding/WinAnsiEncoding/ToUnicode {number} 0 R>>"
    )
    writer.page(papers.show((72, 700, "plain words"), font="F9"))
    assert quickly(lambda: read_pdf(writer.data(), ReadingPolicy())).pages == ("plain words",)


def test_a_font_that_is_a_bomb_makes_the_file_too_large(papers: Any) -> None:
    writer = papers.PdfWriter()
    table = writer.stream(" " * 200_000, flate=True)
    writer.fonts["F9"] = writer.add(f"<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode {table} 0 R>>")
    writer.page(papers.show((72, 700, "plain words"), font="F9"))
    assert status_of(writer.data(), Limits(zip_inflated=100_000)) is DocumentStatus.TOO_LARGE


def test_a_unicode_table_of_an_honest_size_is_used(papers: Any) -> None:
    writer = papers.PdfWriter()
    table = writer.stream("begincmap 1 beginbfrange <61> <7a> <0041> endbfrange endcmap")
    writer.fonts["F9"] = writer.add(f"<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode {table} 0 R>>")
    writer.page(papers.show((72, 700, "abc"), font="F9"))
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("ABC",)


@pytest.mark.parametrize(
    "widths", ["/W[0 2000000000 500]", "/W2[0 2000000000 -500 1 1]", "/W[0[500 500] 9 12 400 /Name]"]
)
def test_width_tables_cost_no_more_than_a_font_has_glyphs(papers: Any, widths: str) -> None:
    writer = papers.PdfWriter()
    encoding = "UniJIS-UCS2-V" if "W2" in widths else "UniJIS-UCS2-H"
    descendant = writer.add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/M"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>{widths}>>"
    )
    writer.fonts["F9"] = writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/M/Encoding/{encoding}/DescendantFonts[{descendant} 0 R]>>"
    )
    writer.page(f"BT /F9 10 Tf 1 0 0 1 300 700 Tm <{'書'.encode('utf-16-be').hex()}> Tj ET")
    assert quickly(lambda: read_pdf(writer.data(), ReadingPolicy())).pages == ("書",)


def test_a_broken_font_is_replaced_by_a_plain_one(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.fonts["F9"] = writer.add("<</Type/Font/Subtype/Type0/BaseFont/X/DescendantFonts[]>>")
    writer.page(papers.show((72, 700, "still read"), font="F9"))
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("still read",)


def test_forms_in_forms_stop_at_a_count(papers: Any) -> None:
    writer = papers.PdfWriter()
    inner = writer.stream("", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    for _ in range(8):
        extra = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A {inner} 0 R>>>>"
        inner = writer.stream("/A Do " * 10, extra)
    writer.page(papers.show((72, 700, "on top")) + "/A Do", resources=f"/XObject<</A {inner} 0 R>>")
    content = quickly(lambda: read_pdf(writer.data(), ReadingPolicy()))
    assert (content.pages, content.warnings) == (("on top",), ("partly_read",))


def test_text_past_the_limit_is_cut(papers: Any) -> None:
    data = papers.pdf_of(papers.show((72, 700, "a" * 300)), papers.show((72, 700, "b" * 300)))
    content = read_pdf(data, ReadingPolicy(limits=Limits(text=100)))
    assert (len(content.pages), content.page_count, content.warnings) == (1, 2, ("partly_read",))


def test_pages_past_the_limit_are_counted_and_not_read(papers: Any) -> None:
    data = papers.pdf_of(*(papers.show((72, 700, f"page {i}")) for i in range(5)))
    content = read_pdf(data, ReadingPolicy(limits=Limits(pdf_pages=2)))
    assert (content.pages, content.page_count, content.warnings) == (("page 0", "page 1"), 5, ("partly_read",))


def test_a_page_count_that_lies_is_not_believed_below_what_was_read(papers: Any) -> None:
    writer = papers.PdfWriter()
    page = writer.page(papers.show((72, 700, "words")))
    for count in ("-3", "99999999", "(many)"):
        data = writer.data(tree=f"<</Type/Pages/Count {count}/Kids[{page} 0 R]>>")
        assert read_pdf(data, ReadingPolicy()).page_count == 1


def test_a_flate_bomb_is_too_large(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(b" " * 300_000, flate=True)
    assert status_of(writer.data(), Limits(zip_inflated=100_000)) is DocumentStatus.TOO_LARGE


def test_a_double_flate_bomb_is_too_large(papers: Any) -> None:
    writer = papers.PdfWriter()
    raw = zlib.compress(zlib.compress(b"0 " * 2_000_000, 9), 9)
    body = writer.stream(raw, "/Filter[/FlateDecode/FlateDecode]")
    page = writer.page("")
    writer.objects[page - 1] = writer.objects[page - 1].replace(b"/Contents", b"/Contents %d 0 R/Was" % body)
    assert status_of(writer.data(), Limits(zip_inflated=1_000_000)) is DocumentStatus.TOO_LARGE


def test_other_filters_are_counted_too(papers: Any) -> None:
    writer = papers.PdfWriter()
    body = writer.stream(papers.show((72, 700, "in hex")).encode().hex(), "/Filter/ASCIIHexDecode")
    page = writer.page("")
    writer.objects[page - 1] = writer.objects[page - 1].replace(b"/Contents", b"/Contents %d 0 R/Was" % body)
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("in hex",)
    assert status_of(writer.data(), Limits(zip_inflated=10)) is DocumentStatus.TOO_LARGE


def test_an_object_stream_that_is_a_bomb_is_too_large(papers: Any) -> None:
    writer = papers.PdfWriter()
    page = writer.page("")
    bomb = writer.stream(b"1 0 " + b" " * 500_000, "/Type/ObjStm/N 1/First 4", flate=True)
    data = writer.data(tree=f"<</Type/Pages/Count 2/Kids[{page} 0 R {bomb} 0 R]>>")
    broken = data[: data.rfind(b"startxref")] + b"startxref\n3\n%%EOF\n"
    assert status_of(broken, Limits(zip_inflated=100_000)) is DocumentStatus.TOO_LARGE


def test_a_page_of_vector_art_alone_is_left_out(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page("q Q " * (MAX_CONTENT // 4 + 1), flate=True)
    assert quickly(lambda: status_of(writer.data())) is DocumentStatus.TOO_LARGE
    writer.page(papers.show((72, 700, "the second page")))
    content = read_pdf(writer.data(), ReadingPolicy())
    assert (content.pages, content.warnings) == (("", "the second page"), ("partly_read",))


def test_thousands_of_scattered_words_take_no_time(papers: Any) -> None:
    words = ((i * 37 % 601, i * 91 % 787, f"word{i}") for i in range(2_500))
    content = quickly(lambda: read_pdf(papers.pdf_of(papers.show(*words, size=6)), ReadingPolicy()))
    assert content.pages[0].count("word") == 2_500


def test_a_flate_stream_that_breaks_off_is_kept_so_far() -> None:
    data = zlib.compress(bytes(range(256)) * 400)
    assert (bytes(range(256)) * 400).startswith(inflate(data[:-30], Budget(10**6))[:100])
    assert len(inflate(data[:-30], Budget(10**6))) > 1_000


def test_a_flate_stream_with_damage_inside_is_kept_up_to_it() -> None:
    data = bytearray(zlib.compress(random.Random(1).randbytes(20_000)))
    data[15_000:15_010] = b"\xff" * 10
    assert len(inflate(bytes(data[:16_000]), Budget(10**6))) > 10_000


def test_a_flate_stream_with_a_broken_head_is_inflated_raw() -> None:
    data = zlib.compress(b"words after a broken head")
    assert inflate(b"\x00\x00" + data[2:], Budget(1_000)) == b"words after a broken head"
    assert inflate(b"no such stream", Budget(1_000)) == b""


def test_the_budget_counts_over_all_streams() -> None:
    budget = Budget(150)
    inflate(zlib.compress(b"x" * 100), budget)
    with pytest.raises(InflateLimit):
        inflate(zlib.compress(b"x" * 100), budget)


@pytest.mark.parametrize(("predictor", "rows"), [(12, b"\x00ab\x02\x01\x01"), (2, b"a\x01b\x01"), (1, b"abbc")])
def test_predicted_streams_are_put_together(predictor: int, rows: bytes) -> None:
    parameters = {"Predictor": predictor, "Columns": 2, "Colors": 1, "BitsPerComponent": 8}
    stream = BoundedStream(
        {"Filter": LIT("FlateDecode"), "DecodeParms": parameters}, zlib.compress(rows), None, Budget(100)
    )
    assert stream.get_data() == b"abbc"
