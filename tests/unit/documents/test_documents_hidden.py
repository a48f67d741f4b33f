"""Text that nobody sees is kept apart and said to be there; text on a panel, a picture or a scan is not hidden."""

import time
from typing import Any

import pytest

from intake.documents.pdf.colour import WHITE, alike, colour_in
from intake.documents.pdf.shapes import outline
from intake.documents.read import read_document
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

SECRET = "python kubernetes leadership"
SEEN = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (Ada Example) Tj 1 0 0 1 72 686 Tm (Data engineer in Example Town) Tj ET\n"


def read(papers: Any, content: str, resources: str = "", extra: str = "") -> Document:
    writer = papers.PdfWriter()
    writer.page(content, extra, resources)
    return read_document(writer.data(), "cv.pdf", ReadingPolicy()).document


def with_resources(papers: Any, content: str) -> bytes:
    """A page with a picture, one that can be seen through, a form in whose box nothing shows, and opacities."""
    writer = papers.PdfWriter()
    image = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    picture = writer.stream(b"\x00", image)
    veil = writer.stream(b"\x00", f"{image}/SMask {picture} 0 R")
    fonts = f"/Resources<</Font<</F1 {writer.fonts['F1']} 0 R>>>>"
    form = writer.stream(drawn(""), f"/Type/XObject/Subtype/Form/BBox[0 0 50 50]{fonts}")
    writer.page(
        content,
        resources=f"/XObject<</Picture {picture} 0 R/Veil {veil} 0 R/Form {form} 0 R>>"
        "/ColorSpace<</Spot[/Separation/Spot]>>/Pattern<<>>"
        "/ExtGState<</Clear<</ca 0>>/Half<</ca 0.5>>/Whole<</ca 1/BM/Normal/SMask/None>>/Darker<</BM[/Multiply]>>>>",
    )
    data: bytes = writer.data()
    return data


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
        drawn("0 0 1 rg 50 480 300 40 re f 1 g 50 480 300 40 re f"),
        drawn("0.2 0.4 0.6 rg 50 480 300 40 re f"),
        drawn("/DeviceCMYK cs 0 0 0 0 sc"),
        drawn("0 0 1 rg /Clear gs"),
        drawn("7 Tr"),
        drawn("1 Tr 1 G"),
        drawn("") + "1 g 50 480 300 40 re f\n",
        drawn("") + "0.9 g 50 480 m 350 480 l 350 520 l 50 520 l h f\n",
        drawn("") + "q 300 0 0 60 50 480 cm /Picture Do Q\n",
        drawn("") + "q 300 0 0 60 50 480 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI Q\n",
        "/Form Do\n",
        drawn("10 10 50 50 re W n"),
        drawn("10 10 50 50 re W* n"),
        drawn("0 0 m W n"),
        drawn("10 10 500 700 re W n 10 10 50 50 re W n"),
    ],
)
def test_unseen_words_are_kept_apart_and_warned_of(papers: Any, trick: str) -> None:
    document = read_document(with_resources(papers, SEEN + trick), "cv.pdf", ReadingPolicy()).document
    assert document.text == "Ada Example\nData engineer in Example Town"
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


@pytest.mark.parametrize(
    "honest",
    [
        drawn("0 0 1 rg 50 480 300 40 re f 1 g"),
        drawn("0 0 1 rg 50 480 300 40 re f* 1 g"),
        drawn("0 0 1 rg 50 480 300 40 re B 1 g"),
        drawn("0 0 1 rg 50 480 300 40 re b* 1 g"),
        drawn("0 0 1 rg 50 480 300 40 re F 1 g"),
        drawn("0.2 g 50 480 m 350 480 l 350 520 l 50 520 l f 1 g"),
        drawn("0.2 g 50 480 m 50 530 350 530 350 480 c f 1 g"),
        drawn("0.1 G 40 w 50 505 m 350 505 l S 1 g"),
        drawn("0.1 G 40 w 50 505 m 350 505 l s 1 g"),
        drawn("q 300 0 0 60 50 480 cm /Picture Do Q 1 g"),
        drawn("/Shade sh 1 g"),
        drawn("/Spot cs 1 scn"),
        drawn("/Pattern cs /P1 scn"),
        drawn("/Separation cs 1 scn"),
        drawn("0.5 g"),
        drawn("1 Tr"),
        drawn("2 Tr 1 G"),
        drawn("/Half gs"),
        drawn("/Nameless gs /Nameless cs /Nameless CS /Nameless Do"),
        # Painted later, but so that the words show through, or beside them.
        drawn("") + "q /Half gs 1 g 50 480 300 40 re f Q\n",
        drawn("") + "q /Darker gs 1 1 0 rg 50 480 300 40 re f Q\n",
        drawn("") + "q /Half gs 300 0 0 60 50 480 cm /Picture Do Q\n",
        drawn("") + "q 300 0 0 60 50 480 cm /Veil Do Q\n",
        drawn("") + "1 g 50 480 m 350 480 l 200 800 l f\n",
        drawn("") + "1 g 50 100 300 40 re f\n",
        drawn("") + "1 g 60 100 300 800 re 50 480 300 40 re f*\n",
        drawn("") + "1 g 40 400 400 200 re 350 480 -300 40 re f\n",
        drawn("") + "0 0 100 100 re W n 1 g 50 480 300 40 re f\n",
        drawn("") + "q 0.7 0.7 -0.7 0.7 100 400 cm 1 g -100 -100 400 400 re f Q\n",
        # Drawn again over what covered it.
        drawn("") + "0.9 g 50 480 300 40 re f " + drawn("0 g"),
        drawn("10 10 500 700 re W n"),
        drawn("/Whole gs"),
    ],
)
def test_words_on_something_dark_are_seen(papers: Any, honest: str) -> None:
    document = read_document(with_resources(papers, SEEN + honest), "cv.pdf", ReadingPolicy()).document
    assert SECRET in document.text
    assert (document.hidden_text, document.warnings) == ("", ())


@pytest.mark.parametrize(
    "layer",
    [
        drawn("3 Tr") + "q 612 0 0 792 0 0 cm /Picture Do Q\n",
        "q 612 0 0 792 0 0 cm /Picture Do Q\n" + drawn("3 Tr"),
        drawn("") + "q 612 0 0 792 0 0 cm /Picture Do Q\n",
    ],
)
def test_the_recognised_text_of_a_scan_is_its_text_layer(papers: Any, layer: str) -> None:
    stamp = "BT /F1 8 Tf 1 0 0 1 72 20 Tm (page one) Tj ET"
    document = read_document(with_resources(papers, layer + stamp), "cv.pdf", ReadingPolicy()).document
    assert SECRET in document.text
    assert document.warnings == ()


def test_invisible_words_on_a_page_without_a_picture_are_hidden_however_many(papers: Any) -> None:
    document = read(papers, drawn("3 Tr") + "BT /F1 8 Tf 1 0 0 1 72 20 Tm (page one) Tj ET")
    assert (document.text, document.hidden_text) == ("page one", SECRET)


def test_invisible_words_beside_the_visible_text_of_a_page_with_a_background_picture_are_hidden(papers: Any) -> None:
    content = "q 612 0 0 792 0 0 cm /Picture Do Q\n" + SEEN + drawn("3 Tr")
    document = read_document(with_resources(papers, content), "cv.pdf", ReadingPolicy()).document
    assert document.hidden_text == SECRET


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


def test_many_words_on_many_panels_take_no_time(papers: Any) -> None:
    panels = "1 g " + "0 0 612 792 re f " * 2_900
    words = "".join(f"1 0 0 1 {20 + i % 500} {20 + i % 700} Tm (word{i}) Tj " for i in range(4_000))
    started = time.process_time()
    read(papers, panels + "BT /F1 9 Tf 0 g " + words + "1 g " + words + "ET " + panels)
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    ("components", "space", "white"),
    [
        ([1], "DeviceGray", True),
        ([0.5], "DeviceGray", False),
        ([1, 1, 1], "DeviceRGB", True),
        ([0.96, 1, 0.97], "ICCBased", True),
        ([1, 1, 0], "DeviceRGB", False),
        ([0, 0, 0, 0], "DeviceCMYK", True),
        ([0, 0, 0, 1], "DeviceCMYK", False),
        ([1], "Separation", None),
        ([0.5, "P1"], "DeviceRGB", None),
        (["P1"], "DeviceRGB", None),
        ([1, 1], "DeviceRGB", None),
    ],
)
def test_white_is_told_in_each_space(components: list[object], space: str, *, white: bool | None) -> None:
    colour = colour_in(space, components)
    assert (None if colour is None else alike(colour, WHITE)) is white


@pytest.mark.parametrize(
    ("path", "boxes", "solid"),
    [
        (b"", 0, False),
        (b"1 2 30 40 re", 1, True),
        (b"0 0 9 9 re 20 0 9 9 re", 2, True),
        (b"0 0 9 9 re 20 0 -9 9 re", 2, False),
        (b"0 0 m 9 0 l 9 9 l 0 9 l h", 1, True),
        (b"0 0 m 0 9 l 9 9 l 9 0 l 0 0 l", 1, True),
        (b"0 0 m 9 0 l 9 9 l 0 9 l h 20 0 9 9 re", 2, True),
        (b"0 0 m 9 0 l 0 9 l 9 9 l h", 1, False),
        (b"0 0 m 9 0 l 9 0 l 0 0 l h", 1, False),
        (b"0 0 m 0 9 l 0 9 l 0 0 l h", 1, False),
        (b"0 0 m 9 0 l 9 9 l h", 1, False),
        (b"0 0 m 1 1 2 2 3 3 c", 1, False),
        (b"5 5 l", 1, False),
        (b"1 2 3 re", 1, False),
    ],
)
def test_a_path_is_solid_where_it_is_made_of_rectangles(path: bytes, boxes: int, *, solid: bool) -> None:
    found = outline(path)
    assert (len(found.boxes), found.solid) == (boxes, solid)
