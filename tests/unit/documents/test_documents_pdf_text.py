"""PDF to text: order, spaces, lines, and what stands in for glyphs."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.content import Content
from intake.documents.pdf.document import read_pdf
from intake.documents.pdf.lines import lines_of
from intake.documents.pdf.lines import text_of as text_of_lines
from intake.documents.pdf.piece import Piece
from intake.model.policy import ReadingPolicy


@pytest.fixture
def text_of() -> Callable[[bytes], str]:
    return lambda data: "\n".join(read_pdf(data, ReadingPolicy()).pages)


def content_of(data: bytes) -> Content:
    return read_pdf(data, ReadingPolicy())


def test_columns_come_in_the_order_in_which_they_were_drawn(papers: Any, text_of: Callable[[bytes], str]) -> None:
    left = papers.column("Skills\nPython and SQL", x=50)
    right = papers.column("Experience\nData engineer at Example Works", x=300)
    assert (
        text_of(papers.pdf_of(left + right)) == "Skills\nPython and SQL\n\nExperience\nData engineer at Example Works"
    )


def test_a_gap_between_glyphs_is_a_space_and_kerning_is_none(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 10 Tf 1 0 0 1 72 700 Tm [(T) 80 /Name (eam) -278 (lead) 20 (er)] TJ ET")
    assert text_of(data) == "Team leader"


def test_a_right_hand_date_is_parted_by_a_tab(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(papers.show((72, 700, "Data engineer"), (480, 700, "2019 - 2023")))
    assert text_of(data) == "Data engineer\t2019 - 2023"


ENTRIES = ((72, 700, "Data engineer"), (72, 687, "Example Works"), (72, 600, "Analyst"), (72, 587, "Sample Labs"))


@pytest.mark.parametrize("late", [False, True])
def test_dates_that_were_drawn_apart_stand_beside_their_entries(
    papers: Any, text_of: Callable[[bytes], str], late: bool
) -> None:
    dates = ((480, 700, "03/2019 - 2023"), (480, 600, "2015 - 02/2019"))
    data = papers.pdf_of(papers.show(*(ENTRIES + dates if late else dates + ENTRIES)))
    assert text_of(data) == ("Data engineer\t03/2019 - 2023\nExample Works\n\nAnalyst\t2015 - 02/2019\nSample Labs")


def test_dates_at_the_left_margin_come_before_their_entries(papers: Any, text_of: Callable[[bytes], str]) -> None:
    entries = [(200, y, words) for _, y, words in ENTRIES]
    data = papers.pdf_of(papers.show((72, 700, "since 2019"), (72, 600, "2015 - 2019"), *entries))
    assert text_of(data) == "since 2019\tData engineer\nExample Works\n\n2015 - 2019\tAnalyst\nSample Labs"


@pytest.mark.parametrize(
    "beside",
    [
        # Lines of a column of their own, as close as lines are.
        ((480, 700, "born 1990"), (480, 687, "since 2019 in Ulm")),
        # One of them stands beside nothing.
        ((480, 700, "2019 - 2023"), (480, 640, "2015 - 2019")),
        # They are no dates.
        ((480, 700, "Python"), (480, 600, "PostgreSQL")),
        # One alone may be a heading of its column.
        ((480, 700, "2019 - 2023"), (480, 640, "Projects")),
        # Not in the order of the entries.
        ((480, 600, "2015 - 2019"), (480, 700, "2019 - 2023")),
    ],
)
def test_a_column_that_happens_to_be_level_stays_one(
    papers: Any, text_of: Callable[[bytes], str], beside: tuple[tuple[int, int, str], ...]
) -> None:
    drawn = [words for _, _, words in (*beside, *ENTRIES)]
    assert text_of(papers.pdf_of(papers.show(*beside, *ENTRIES))).replace("\n\n", "\n").split("\n") == drawn


def test_two_columns_of_dates_lose_none(papers: Any, text_of: Callable[[bytes], str]) -> None:
    years = [(x, y, f"{y + 1300}") for x in (480, 300) for y in (700, 600)]
    words = text_of(papers.pdf_of(papers.show(*years[:2], (500, 650, "Ulm"), *years[2:], *ENTRIES))).split()
    assert sorted(words) == sorted(" ".join(word for _, _, word in ((500, 650, "Ulm"), *years, *ENTRIES)).split())
    assert words.index("2000") > words.index("engineer")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([72.0, 200.0, 330.0, 480.0]),
            st.sampled_from([700.0, 699.0, 687.0, 640.0, 600.0, 560.0]),
            st.sampled_from(["2019 - 2023", "since 2014", "2009", "Analyst", "Ulm", "Sample Labs"]),
        ),
        max_size=14,
    )
)
def test_rows_of_dates_wherever_they_stand_lose_nothing(drawn: list[tuple[float, float, str]]) -> None:
    pieces = [Piece(words, x, x + 5 * len(words), y, 10.0, (1.0, 0.0), "F", bold=False) for x, y, words in drawn]
    seen = {(x, y, words) for x, y, words in drawn}  # what is drawn over itself is drawn once
    assert sorted(text_of_lines(lines_of(pieces)).split()) == sorted(w for _, _, words in seen for w in words.split())


def test_a_page_of_nothing_but_dates_takes_no_longer_than_another(papers: Any, text_of: Callable[[bytes], str]) -> None:
    """Each of 3,000 rows of dates would be looked for among all others on its level."""
    crowd = [(72 + 60 * (n % 3), 700 - 0.2 * n, f"20{n % 90 + 10}") for n in range(3_000)]
    assert len(text_of(papers.pdf_of(papers.show(*crowd))).split()) == 3_000


def test_a_wide_step_down_leaves_an_empty_line(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(papers.show((72, 700, "first"), (72, 687, "second"), (72, 640, "third")))
    assert text_of(data) == "first\nsecond\n\nthird"


def test_superscripts_stay_on_their_line(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(
        "BT /F1 12 Tf 1 0 0 1 72 700 Tm (E = mc) Tj /F1 8 Tf 5 Ts (2) Tj /F1 12 Tf 0 Ts ( holds) Tj ET"
    )
    assert text_of(data) == "E = mc2 holds"


def test_letters_spaced_out_one_by_one_make_words(papers: Any, text_of: Callable[[bytes], str]) -> None:
    spaced = " ".join(f"({letter}) -300" if letter != " " else "-600" for letter in "WORK EXPERIENCE")
    data = papers.pdf_of(f"BT /F1 12 Tf 1 0 0 1 72 700 Tm [{spaced}] TJ ET")
    assert text_of(data) == "WORK EXPERIENCE"


def test_character_spacing_makes_no_spaces(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 12 Tf 4 Tc 1 0 0 1 72 700 Tm (PROFILE) Tj ET")
    assert text_of(data) == "PROFILE"


def test_text_drawn_twice_to_look_bold_is_read_once(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(papers.show((72, 700, "Billions"), (72.3, 700, "Billions"), (72, 687, "Billions")))
    assert text_of(data) == "Billions\nBillions"


def test_turned_text_is_a_line_of_its_own(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 10 Tf 0 1 -1 0 40 300 Tm (turned words) Tj 1 0 0 1 72 700 Tm (level words) Tj ET")
    assert text_of(data) == "turned words\n\nlevel words"


def test_a_page_on_its_side_reads_like_an_upright_one(papers: Any) -> None:
    for turn in (90, 180, 270):
        writer = papers.PdfWriter()
        writer.page(papers.show((72, 700, "one line"), (72, 687, "and another")), f"/Rotate {turn}")
        assert content_of(writer.data()).pages == ("one line\nand another",)


def test_mirrored_text_reads_forward(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 -10 Tf -1 0 0 -1 72 700 Tm (Ada Example) Tj ET")
    assert text_of(data) == "Ada Example"


def test_an_accent_drawn_over_a_letter_becomes_one_with_it(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 10 Tf 1 0 0 1 72 700 Tm [(Jos\\264) 333 (e M\\250) 450 (uller)] TJ ET")
    assert text_of(data) == "José Müller"


def test_icons_of_an_icon_font_do_not_glue_to_the_address(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT 1 0 0 1 72 700 Tm /F3 10 Tf (H) Tj /F1 10 Tf (ada@example.org) Tj ET")
    assert text_of(data).strip() == "ada@example.org"


def test_actual_text_stands_for_the_glyphs_that_it_covers(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(
        "BT /F1 10 Tf 1 0 0 1 72 700 Tm (o) Tj /Span <</ActualText (ffi)>> BDC (X) Tj "
        "/Span <</ActualText (no)>> BDC (Y) Tj EMC EMC (ce) Tj /Plain BMC ( hours) Tj EMC /Span <</ActualText "
        "(gone)>> BDC EMC EMC ET"
    )
    assert text_of(data) == "office hours"


def test_actual_text_that_is_no_string_changes_nothing(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 10 Tf 1 0 0 1 72 700 Tm /Span <</ActualText /No>> BDC (word) Tj EMC EMC ET")
    assert text_of(data) == "word"


def test_lines_of_spaces_are_left_out(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of(papers.show((72, 700, "one"), (72, 687, "   "), (72, 674, "two")))
    assert text_of(data) == "one\n\ntwo"


def test_headings_are_told_by_size_weight_capitals_and_name(papers: Any) -> None:
    body = "\n".join(f"The plain text of the document goes on in line {i} like this" for i in range(6))
    content = (
        papers.show(
            (72, 760, "Ada Example"), (72, 730, "x"), (72, 720, "2019 - 2021"), (72, 710, "ada@example.org"), size=16
        )
        + papers.show((72, 690, "A bold line"), (72, 675, "A bold sentence."), font="F2")
        + papers.show(
            (72, 660, "Publications"), (72, 645, "NOTABLE THINGS"), (72, 630, "A B C"), (72, 615, "plain words")
        )
        + "BT 1 0 0 1 72 600 Tm /F1 14 Tf (Languages ) Tj /F1 11 Tf (German and English) Tj ET\n"
        + papers.show((72, 585, "Skills"), (172, 585, "Python and SQL"), (72, 570, "Hobby"), (172, 570, "chess"))
        + papers.column(body, top=500)
    )
    assert content_of(papers.pdf_of(content)).headings == (
        "Ada Example",
        "A bold line",
        "Publications",
        "NOTABLE THINGS",
        "Languages",
        "Skills",
        "Hobby",
    )


def test_an_unmapped_glyph_leaves_no_gap_in_the_word(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT /F1 10 Tf 1 0 0 1 72 700 Tm (re\\001port) Tj ET")
    assert text_of(data) == "report"


def test_a_font_without_widths_is_read_all_the_same(papers: Any, text_of: Callable[[bytes], str]) -> None:
    writer = papers.PdfWriter()
    writer.fonts["F9"] = writer.add("<</Type/Font/Subtype/TrueType/BaseFont/Unknown>>")
    writer.page(papers.show((72, 700, "hello there"), font="F9"))
    assert text_of(writer.data()) == "hello there"


def test_vertical_writing_reads_down(papers: Any, text_of: Callable[[bytes], str]) -> None:
    writer = papers.PdfWriter()
    descendant = writer.add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Mincho"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>"
    )
    writer.fonts["F9"] = writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/Mincho/Encoding/UniJIS-UCS2-V/DescendantFonts[{descendant} 0 R]>>"
    )
    drawn = "履歴書".encode("utf-16-be").hex()
    writer.page(f"BT /F9 10 Tf 1 0 0 1 300 700 Tm <{drawn}> Tj [-500 <{drawn}>] TJ ET")
    assert text_of(writer.data()).replace(" ", "") == "履歴書履歴書"


def test_text_in_a_form_is_read_where_it_is_drawn(papers: Any, text_of: Callable[[bytes], str]) -> None:
    writer = papers.PdfWriter()
    fonts = f"/Resources<</Font<</F1 {writer.fonts['F1']} 0 R>>>>"
    form = writer.stream(papers.show((72, 700, "in the form")), f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{fonts}")
    content = papers.show((72, 714, "before")) + "/A Do " + papers.show((72, 686, "after"))
    writer.page(content, resources=f"/XObject<</A {form} 0 R>>")
    assert text_of(writer.data()) == "before\nin the form\nafter"


def test_operators_without_a_font_draw_nothing(papers: Any, text_of: Callable[[bytes], str]) -> None:
    data = papers.pdf_of("BT (lost) Tj ET " + papers.show((72, 700, "kept")))
    assert text_of(data) == "kept"


def test_link_annotations_are_kept_once_each_in_order(papers: Any) -> None:
    writer = papers.PdfWriter()
    links = "".join(
        f"<</Type/Annot/Subtype/{kind}/Rect[0 0 9 9]/A<</S/{act}/URI({uri})>>>>"
        for kind, act, uri in (
            ("Link", "URI", "https://example.org/in/ada"),
            ("Link", "URI", "mailto:ada@example.org"),
            ("Link", "URI", "https://example.org/in/ada"),
            ("Text", "URI", "https://example.org/note"),
            ("Link", "GoTo", "https://example.org/goto"),
            ("Link", "URI", "https://example.org/" + "x" * 2000),
            ("Link", "URI", " "),
        )
    )
    writer.page(papers.show((72, 700, "profile")), f"/Annots[{links} 7 (no dictionary)]")
    assert content_of(writer.data()).annotations == ("https://example.org/in/ada", "mailto:ada@example.org")


def test_broken_annotations_cost_no_text(papers: Any) -> None:
    writer = papers.PdfWriter()
    loop = len(writer.objects) + 1
    writer.add(f"{loop} 0 R")
    writer.page(papers.show((72, 700, "profile")), f"/Annots {loop} 0 R")
    assert content_of(writer.data()).pages == ("profile",)


def test_pages_come_one_by_one_with_their_number(papers: Any) -> None:
    content = content_of(papers.pdf_of(papers.show((72, 700, "page one")), papers.show((72, 700, "page two"))))
    assert (content.pages, content.page_count, content.extractor) == (("page one", "page two"), 2, "pdfminer.six")


@pytest.mark.parametrize("flate", [True, False])
def test_flate_streams_read_like_plain_ones(papers: Any, text_of: Callable[[bytes], str], *, flate: bool) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.show((72, 700, "same words")), flate=flate)
    assert text_of(writer.data()) == "same words"
