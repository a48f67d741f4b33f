"""Text that nobody sees is kept apart and said to be there; text on a panel, a picture or a scan is not hidden."""

from typing import Any

import pytest
from pdfminer.pdfcolor import PREDEFINED_COLORSPACE

from intake.documents.pdf import hidden
from intake.documents.pdf.hidden import is_white
from intake.documents.read import read_document
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

SECRET = "python kubernetes leadership"
SEEN = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (Ada Example) Tj 1 0 0 1 72 686 Tm (Data engineer in Example Town) Tj ET\n"


def read(papers: Any, content: str, resources: str = "", extra: str = "") -> Document:
    writer = papers.PdfWriter()
    writer.page(content, extra, resources)
    return read_document(writer.data(), "cv.pdf", ReadingPolicy()).document


def drawn(before: str, *, x: float = 72, y: float = 500, size: float = 11) -> str:
    return f"q {before} BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({SECRET}) Tj ET Q\n"


@pytest.mark.parametrize(
    "trick",
    [
        drawn("1 g"),
        drawn("0.99 1 0.97 rg"),
        drawn("0 0 0 0 k"),
        drawn("3 Tr"),
        drawn("", size=0.8),
        drawn("", x=700),
        drawn("", y=-40),
        drawn("1 g 50 480 300 40 re f 1 g"),
        drawn("0 g 50 100 300 40 re f 1 g"),
        drawn("0 g 50 480 300 40 re n 1 g"),
    ],
)
def test_unseen_words_are_kept_apart_and_warned_of(papers: Any, trick: str) -> None:
    document = read(papers, SEEN + trick)
    assert document.text == "Ada Example\nData engineer in Example Town"
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


@pytest.mark.parametrize(
    "honest",
    [
        drawn("0 0 1 rg 50 480 300 40 re f 1 g"),
        drawn("0.2 g 50 480 m 350 480 l 350 520 l 50 520 l f 1 g"),
        drawn("0.2 g 50 480 m 50 530 350 530 350 480 c f 1 g"),
        drawn("0.1 G 40 w 50 505 m 350 505 l S 1 g"),
        drawn("q 300 0 0 60 50 480 cm /Picture Do Q 1 g"),
        drawn("/Shade sh 1 g"),
        drawn("/Separation cs 1 scn"),
        drawn("0.5 g"),
        drawn("1 Tr"),
    ],
)
def test_words_on_something_dark_are_seen(papers: Any, honest: str) -> None:
    writer = papers.PdfWriter()
    picture = writer.stream(
        b"\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    writer.page(
        SEEN + honest, resources=f"/XObject<</Picture {picture} 0 R>>/ColorSpace<</Separation[/Separation/Spot]>>"
    )
    document = read_document(writer.data(), "cv.pdf", ReadingPolicy()).document
    assert SECRET in document.text
    assert (document.hidden_text, document.warnings) == ("", ())


def test_the_recognised_text_behind_a_scan_is_seen(papers: Any) -> None:
    document = read(papers, drawn("3 Tr") + "BT /F1 8 Tf 1 0 0 1 72 20 Tm (page one) Tj ET")
    assert SECRET in document.text
    assert document.warnings == ()


def test_a_line_that_runs_over_the_edge_is_seen(papers: Any) -> None:
    document = read(papers, SEEN + drawn("", x=560))
    assert SECRET in document.text
    assert document.warnings == ()


def test_a_white_letter_or_two_are_an_icon(papers: Any) -> None:
    document = read(papers, SEEN + "q 1 g BT /F1 11 Tf 1 0 0 1 60 700 Tm (i) Tj ET Q")
    assert document.warnings == ()


def test_the_visible_box_is_the_crop_box(papers: Any) -> None:
    document = read(papers, SEEN + drawn("", y=100), extra="/CropBox[0 300 612 792]")
    assert document.hidden_text == SECRET


def test_vector_art_may_hide_anything(papers: Any) -> None:
    art = "0 g " + "500 500 1 1 re f " * 3_001
    assert read(papers, SEEN + art + drawn("1 g")).warnings == ()


@pytest.mark.parametrize(
    ("color", "space", "white"),
    [
        (1, "DeviceGray", True),
        (0.5, "DeviceGray", False),
        ((1, 1, 1), "DeviceRGB", True),
        ((1, 1, 0), "DeviceRGB", False),
        ((0, 0, 0, 0), "DeviceCMYK", True),
        ((0, 0, 0, 1), "DeviceCMYK", False),
        (1, "Separation", False),
        ((0.5, "P1"), "DeviceRGB", False),
        ("P1", "DeviceRGB", False),
        ((1, 1), "DeviceRGB", False),
    ],
)
def test_white_is_told_in_each_space(color: object, space: str, *, white: bool) -> None:
    assert is_white(color, PREDEFINED_COLORSPACE[space]) is white


def test_an_empty_path_paints_nothing() -> None:
    backdrop = hidden.Backdrop()
    backdrop.add([], (1, 0, 0, 1, 0, 0))
    assert not backdrop.may_show_white(0, 0)
