"""A page whose letters stand for nothing known is read from its picture; and how fonts say what they mean."""

from typing import Any

import pytest

from intake.documents.pdf.document import read_pdf
from intake.documents.read import read_document
from intake.model.document import DocumentStatus
from intake.model.policy import ReadingPolicy

LINE = "Experience as a clerk since the year two thousand and eight"


def with_font(papers: Any, font: str, *, plain: str = "", shown: str = LINE) -> bytes:
    writer = papers.PdfWriter()
    writer.fonts["F9"] = writer.add(font)
    writer.page(papers.show((72, 700, shown), font="F9") + (papers.show((72, 600, plain)) if plain else ""))
    data: bytes = writer.data()
    return data


def unmapped_font() -> str:
    names = " ".join(f"/g{code}" for code in range(256))
    return f"<</Type/Font/Subtype/TrueType/BaseFont/X/Encoding<</Differences[0 {names}]>>>>"


NOTHING = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
NOTHING += "/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"


def test_a_page_of_unmapped_glyphs_is_left_to_be_read_from_its_picture(papers: Any) -> None:
    read = read_document(with_font(papers, NOTHING), "cv.pdf", ReadingPolicy())
    assert read.document.status is DocumentStatus.NO_TEXT
    assert read.leftover is not None
    assert read.leftover.pages == (0,)


def test_a_page_that_is_mostly_unmapped_is_left_to_its_picture_and_counted(papers: Any) -> None:
    data = with_font(papers, NOTHING, plain="page one of one")
    assert read_pdf(data, ReadingPolicy()).unmapped == (len(LINE) // 2,)
    leftover = read_document(data, "cv.pdf", ReadingPolicy()).leftover
    assert leftover is not None
    assert leftover.pages == (0,)


def test_an_icon_or_two_without_a_meaning_leave_a_page_to_its_text(papers: Any) -> None:
    data = with_font(papers, NOTHING, plain=" ".join([LINE] * 3), shown="icon")
    read = read_document(data, "cv.pdf", ReadingPolicy())
    assert read.document.status is DocumentStatus.EXTRACTED
    assert read.leftover is None


def test_names_that_stand_for_nothing_leave_what_the_code_stands_for(papers: Any) -> None:
    assert read_pdf(with_font(papers, unmapped_font()), ReadingPolicy()).pages == (LINE,)


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("%!FontType1\n/Encoding 256 array\ndup 97 /b put\ndup 98 /adieresis put\nreadonly def\n", "bä"),
        ("%!FontType1\n/Encoding StandardEncoding def\n", "ab"),
        ("%!FontType1\n/Encoding 256 array\ndup 97 /nosuchname put\n", ""),
    ],
)
def test_a_font_program_is_asked_where_nothing_else_names_a_code(papers: Any, program: str, text: str) -> None:
    writer = papers.PdfWriter()
    number = writer.stream(program + "eexec", f"/Length1 {len(program)}")
    writer.fonts["F9"] = writer.add(
        f"<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor<</Type/FontDescriptor/FontFile {number} 0 R>>>>"
    )
    writer.page(papers.show((72, 700, "ab"), font="F9") + papers.show((72, 600, "."), font="F1"))
    assert read_pdf(writer.data(), ReadingPolicy()).pages[0].replace("\n", "").strip(".") == text


def test_names_of_an_encoding_stand_before_what_it_is_based_on(papers: Any) -> None:
    font = (
        "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[97/Aacute 99/z]>>>>"
    )
    assert read_pdf(with_font(papers, font, shown="abc"), ReadingPolicy()).pages == ("Ábz",)
