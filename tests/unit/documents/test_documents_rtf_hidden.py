"""What an RTF hides is kept apart and warned of; white letters on something dark stay."""

import pytest

from intake.documents.read import read_document
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

SECRET = "kubernetes terraform leadership"
_RGB = ((255, 255, 255), (27, 42, 65), (250, 252, 253), (0, 0, 0))
COLOURS = "{\\colortbl;" + "".join(f"\\red{r}\\green{g}\\blue{b};" for r, g, b in _RGB) + "}"


def read(body: str) -> Document:
    head = "{\\rtf1\\ansi" + COLOURS + "\\pard Ada Example\\par Data engineer in Example Town\\par "
    return read_document((head + body + "\\pard\\plain Since 2019\\par}").encode(), "cv.rtf", ReadingPolicy()).document


@pytest.mark.parametrize(
    "body",
    [
        f"{{\\v {SECRET}}}\\par ",
        f"{{\\cf1 {SECRET}}}\\par ",
        f"{{\\cf3 {SECRET}}}\\par ",
        f"{{\\fs2 {SECRET}}}\\par ",
        f"{{\\charscalex1 {SECRET}}}\\par ",
        f"{{\\cf2\\chcbpat2 {SECRET}}}\\par ",
        f"{{\\cf4\\highlight4 {SECRET}}}\\par ",
        f"{{\\cf1\\highlight0 {SECRET}}}\\par ",
        f"\\pard\\cbpat2\\cf2 {SECRET}\\cf0\\par ",
        f"\\pard\\sl-20\\slmult0 {SECRET}\\par ",
        f"\\pard\\li-40000 {SECRET}\\par ",
        f"\\pard\\posx20000 {SECRET}\\par ",
        f"\\trowd\\trrh-10\\cellx5000\\intbl {SECRET}\\cell\\row\\trowd\\trrh400 ",
        f"\\trowd\\clcbpat2\\cellx2000\\cellx5000\\intbl {{\\cf2 {SECRET}}}\\cell\\cell\\row ",
    ],
)
def test_words_that_nobody_sees_are_kept_apart(body: str) -> None:
    document = read(body)
    assert [line.strip() for line in document.text.split("\n") if line.strip()] == [
        "Ada Example",
        "Data engineer in Example Town",
        "Since 2019",
    ]
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


@pytest.mark.parametrize(
    "body",
    [
        f"{{\\v0 {SECRET}}}\\par ",
        f"{{\\v\\plain {SECRET}}}\\par ",
        f"{{\\cf0 {SECRET}}}\\par ",
        f"{{\\cf77 {SECRET}}}\\par ",
        f"{{\\cf1\\chcbpat2 {SECRET}}}\\par ",
        f"{{\\cf1\\chshdng5000 {SECRET}}}\\par ",
        f"{{\\cf1\\plain {SECRET}}}\\par ",
        f"\\pard\\cbpat2\\cf1 {SECRET}\\cf0\\par ",
        f"\\pard\\shading3000\\cf1 {SECRET}\\cf0\\par ",
        f"\\pard\\sl-240\\slmult0 {SECRET}\\par ",
        f"\\trowd\\clcbpat2\\cellx2000\\cellx5000\\intbl {{\\cf1 {SECRET}}}\\cell\\cell\\row ",
        f"\\trowd\\clshdng4000\\cellx2000\\intbl {{\\cf1 {SECRET}}}\\cell\\row ",
        f"\\trowd\\cellx2000\\clcbpat2\\cellx5000\\intbl Skills\\cell {{\\cf1 {SECRET}}}\\cell\\row ",
        f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn fillColor}}{{\\sv 4268571}}}}}}}}{{\\cf1 {SECRET}}}\\par ",
    ],
)
def test_words_that_a_reader_may_see_stay(body: str) -> None:
    document = read(body)
    assert SECRET in document.text
    assert document.warnings == ()


def test_a_white_shape_shelters_nothing_and_a_few_letters_are_no_warning() -> None:
    shape = "{\\shp{\\*\\shpinst{\\sp{\\sn fillColor}{\\sv 16777215}}}}"
    assert read(f"{shape}{{\\cf1 {SECRET}}}\\par ").hidden_text == SECRET
    assert read("{\\cf1 x1}\\par ").warnings == ()


def test_a_file_without_colours_shows_everything() -> None:
    document = read_document(b"{\\rtf1 Ada Example {\\cf1 engineer in Example Town}}", None, ReadingPolicy()).document
    assert document.text == "Ada Example engineer in Example Town"
