"""Hebrew and Arabic lines come in reading order, however they were drawn."""

import time
from typing import Any

import pytest

from intake.documents.pdf.bidi import in_reading_order
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
        ("2024 - 2019 " + "ניסיון"[::-1], "ניסיון 2024 - 2019"),
        ("(SQL) " + "נתונים"[::-1], "נתונים (SQL)"),
        ("f(x)y " + "נתונים"[::-1], "נתונים f(x)y"),
        ("Dana Example " + NAME[::-1], "Dana Example " + NAME),
        ("plain words", "plain words"),
    ],
)
def test_a_line_drawn_from_left_to_right_is_put_in_order(visual: str, logical: str) -> None:
    assert text_of(lines_of(glyphs_of(visual))) == logical


def test_a_line_drawn_from_right_to_left_stays_in_order() -> None:
    assert text_of(lines_of(glyphs_of(NAME[::-1], reverse=True))) == NAME


def test_glyphs_without_text_do_not_disturb_the_order() -> None:
    glyphs = glyphs_of("אב")
    unknown = glyphs[0]._replace(text="", along=20.0, end=26.0)
    assert [glyph.text for glyph in in_reading_order([*glyphs, unknown])] == ["", "ב", "א"]


def test_a_hebrew_pdf_reads_in_order(papers: Any) -> None:
    writer = papers.PdfWriter()
    table = writer.stream("begincmap 1 beginbfrange <61> <7b> <05D0> endbfrange endcmap")
    writer.fonts["F9"] = writer.add(f"<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode {table} 0 R>>")
    word = "".join(chr(0x61 + ord(char) - 0x5D0) for char in "דנה"[::-1])
    writer.page(papers.show((300, 700, word), font="F9"))
    assert read_pdf(writer.data(), ReadingPolicy()).pages == ("דנה",)


def test_a_line_of_tens_of_thousands_of_glyphs_takes_no_time() -> None:
    start = time.process_time()
    assert len(text_of(lines_of(glyphs_of("א1" * 10_000)))) == 20_000
    assert time.process_time() - start < 5.0
