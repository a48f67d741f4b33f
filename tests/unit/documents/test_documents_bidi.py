"""Hebrew and Arabic lines come in reading order, however they were drawn."""

import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.pdf.bidi import rows_in_reading_order
from intake.documents.pdf.document import read_pdf
from intake.documents.pdf.lines import lines_of, text_of
from intake.documents.pdf.piece import Piece
from intake.model.policy import ReadingPolicy

NAME = "דנה לוי"


def glyphs_of(visual: str, *, step: float = 6.0, reverse: bool = False) -> list[Piece]:
    """One glyph a character from left to right; spaces are gaps."""
    made = [
        Piece(char, i * step, (i + 1) * step, 100.0, 10.0, (1.0, 0.0), "F", bold=False)
        for i, char in enumerate(visual)
        if char != " "
    ]
    return made[::-1] if reverse else made


@pytest.mark.parametrize(
    ("visual", "logical"),
    [
        (NAME[::-1], NAME),
        # As a browser draws "ניסיון 2019 - 2024": numbers with spaces between them run from right to left.
        ("2024 - 2019 " + "ניסיון"[::-1], "ניסיון 2019 - 2024"),
        ("2019-2024 " + "ניסיון"[::-1], "ניסיון 2019-2024"),
        ("04/2012 - 01/2010 " + "ניסיון"[::-1], "ניסיון 01/2010 - 04/2012"),
        ("20% 3.5 " + "ניסיון"[::-1], "ניסיון 3.5 20%"),
        ("SQL 3.11 " + "ניסיון"[::-1], "ניסיון SQL 3.11"),
        ("2017 - 2013 " + "מ"[::-1] + " 2012 " + "ניסיון"[::-1], "ניסיון 2012 מ 2013 - 2017"),
        # Behind an Arabic letter a hyphen joins no numbers (W2, W4), a slash does.
        ("2018-2012 " + "خبرة"[::-1], "خبرة 2012-2018"),
        ("04/2012 " + "خبرة"[::-1], "خبرة 04/2012"),
        # A telephone number that its writer set right, and one left as it fell.
        ("+20 100 123 4567 " + "هاتف"[::-1], "هاتف +20 100 123 4567"),
        ("4567 123 100 20+ " + "هاتف"[::-1], "هاتف +20 100 123 4567"),
        ("050 123 4567 " + "טל"[::-1], "טל 050 123 4567"),
        ("(SQL) " + "נתונים"[::-1], "נתונים (SQL)"),
        ("f(x)y " + "נתונים"[::-1], "נתונים f(x)y"),
        ("Dana Example " + NAME[::-1], "Dana Example " + NAME),
        ("plain words", "plain words"),
    ],
)
def test_a_line_drawn_from_left_to_right_is_put_in_order(visual: str, logical: str) -> None:
    assert text_of(lines_of(glyphs_of(visual))) == logical


@pytest.mark.parametrize(
    ("visual", "logical"),
    [
        ("4567 123 100 20+", "+20 100 123 4567"),
        ("+20 100 123 4567", "+20 100 123 4567"),
        ("2017 – 2012", "2012 – 2017"),
        ("noa@example.org | 054-7234567 | " + "חיפה"[::-1], "חיפה | 054-7234567 | noa@example.org"),
        ("Python, SQL", "Python, SQL"),
    ],
)
def test_a_line_without_letters_of_its_own_runs_as_its_page_does(visual: str, logical: str) -> None:
    page = [*glyphs_of((NAME * 5)[::-1]), *(glyph._replace(across=50.0) for glyph in glyphs_of(visual))]
    assert text_of(lines_of(page)).split("\n")[-1] == logical


def test_a_name_in_other_letters_turns_no_page_round() -> None:
    drawn = [*glyphs_of(NAME[::-1]), *(g._replace(across=50.0) for g in glyphs_of("born 1990 - 2000 years later"))]
    date = [glyph._replace(across=20.0) for glyph in glyphs_of("2024 - 2019")]
    assert text_of(lines_of([*drawn, *date])).split("\n")[-1] == "2024 - 2019"


def test_a_line_drawn_from_right_to_left_stays_in_order() -> None:
    assert text_of(lines_of(glyphs_of(NAME[::-1], reverse=True))) == NAME


def test_glyphs_without_text_do_not_disturb_the_order() -> None:
    glyphs = glyphs_of("אב")
    unknown = glyphs[0]._replace(text="", along=20.0, end=26.0)
    assert [glyph.text for glyph in rows_in_reading_order([[*glyphs, unknown]])[0]] == ["", "ב", "א"]


@given(st.text(alphabet="אבخ12+-/%., ab|", max_size=30), st.booleans())
def test_whatever_a_line_mixes_no_sign_of_it_is_lost(visual: str, backward: bool) -> None:
    page = [*glyphs_of(NAME[::-1]), *(g._replace(across=50.0) for g in glyphs_of(visual, reverse=backward))]
    signs = [sign for line in lines_of(page) for sign in line.text if not sign.isspace()]
    assert sorted(signs) == sorted((NAME + visual).replace(" ", ""))


def test_a_hebrew_pdf_reads_in_order(papers: Any) -> None:
    writer = papers.PdfWriter()
    table = writer.stream("begincmap 1 beginbfrange <61> <7b> <05D0> endbfrange endcmap")
    writer.fonts["F9"] = writer.add(f"<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode {table} 0 R>>")
    word = "".join(chr(0x61 + ord(char) - 0x5D0) for char in "דנה"[::-1])
    writer.page(papers.show((300, 700, word), font="F9"))
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("דנה",)


@pytest.mark.slow
@pytest.mark.parametrize("drawn", ["א1", "1,א", "a1", "1+,", "%1א", "א a 1"])
def test_a_line_of_tens_of_thousands_of_glyphs_takes_no_time(drawn: str) -> None:
    start = time.process_time()
    letters = drawn.replace(" ", "")
    text = text_of(lines_of(glyphs_of("א" + drawn * 10_000)))
    assert Counter(text.replace(" ", "").replace("\t", "")) == Counter("א" + letters * 10_000)
    assert time.process_time() - start < 5.0
