"""What an ODT hides is kept apart and warned of; white letters on something dark stay."""

import zipfile
from typing import Any

import pytest

from intake.documents.read import ReadDocument, read_document
from intake.model.policy import ReadingPolicy
from intake.text.sniff import ODT

SECRET = "kubernetes terraform leadership"
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{short}="{_NS}{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)


def style(name: str, text: str = "", other: str = "", parent: str = "", inside: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:parent-style-name="{parent}">'
        f"<style:graphic-properties {other}>{inside}</style:graphic-properties>"
        f"<style:text-properties {text}/></style:style>"
    )


STYLES = "".join(
    [
        style("Gone", 'text:display="none"'),
        style("White", 'fo:color="#ffffff"'),
        style("Whiter", parent="White"),
        style("Tiny", 'fo:font-size="1pt"'),
        style("Navy", 'fo:color="#1b2a41"'),
        style("Auto", 'style:use-window-font-color="true" fo:color="#ffffff"'),
        style("Grey", 'fo:color="#777777"'),
        style("Half", 'fo:font-size="50%"'),
        style("Marked", 'fo:color="#ffffff"', 'fo:background-color="#1b2a41"'),
        style("OnNavy", other='fo:background-color="#1b2a41"'),
        style("OnClear", other='fo:background-color="transparent"'),
        style("OnNothing", other='draw:fill="none"'),
        style("OnBlue", other='draw:fill="solid" draw:fill-color="#1b2a41"'),
        style("OnPhoto", other='draw:fill="bitmap"'),
        style("OnWord", other='fo:background-color="inherit"'),
        style("OnPicture", inside='<style:background-image draw:name="x"/>'),
    ]
)


def read(papers: Any, body: str, page: str = "") -> ReadDocument:
    layout = f"<style:page-layout><style:page-layout-properties {page}/></style:page-layout>"
    files = {
        "mimetype": ODT,
        "content.xml": (
            f'<office:document-content {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>"
            f"<text:p>Ada Example</text:p><text:p>Data engineer in Example Town</text:p>{body}"
            "</office:text></office:body></office:document-content>"
        ),
        "styles.xml": f"<office:document-styles {_SPACES}>{layout}</office:document-styles>",
    }
    data = papers.zip_of({name: text.encode() for name, text in files.items()}, zipfile.ZIP_STORED)
    return read_document(data, "cv.odt", ReadingPolicy())


def span(name: str, paragraph: str = "") -> str:
    return f'<text:p text:style-name="{paragraph}"><text:span text:style-name="{name}">{SECRET}</text:span></text:p>'


def row(cell: str, content: str, table: str = "") -> str:
    return (
        f'<table:table table:style-name="{table}"><table:table-row><table:table-cell table:style-name="{cell}">'
        f"{content}</table:table-cell></table:table-row></table:table>"
    )


def frame(look: str, inner: str, size: str = 'svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="2cm"') -> str:
    box = f"<draw:text-box>{inner}</draw:text-box>"
    return f'<text:p><draw:frame draw:style-name="{look}" {size}>{box}</draw:frame></text:p>'


@pytest.mark.parametrize(
    "body",
    [
        span("Gone"),
        span("White"),
        span("Whiter"),
        span("Tiny"),
        span("Navy", "OnNavy"),
        span("White", "OnClear"),
        f'<text:p text:style-name="White">{SECRET}</text:p>',
        f"<text:p><text:hidden-text>{SECRET}</text:hidden-text></text:p>",
        row("", span("White")),
        row("OnNavy", span("Navy")),
        frame("", span("White")),
        frame("OnNothing", span("White")),
        frame("", span("Grey"), 'svg:x="-90cm" svg:width="4cm" svg:height="4cm"'),
        frame("", span("Grey"), 'svg:y="90cm" svg:width="4cm" svg:height="4cm"'),
        frame("", span("Grey"), 'svg:width="0.1mm"'),
    ],
)
def test_words_that_nobody_sees_are_kept_apart(papers: Any, body: str) -> None:
    document = read(papers, body + "<text:p>Since 2019</text:p>").document
    assert [line for line in document.text.split("\n") if line] == [
        "Ada Example",
        "Data engineer in Example Town",
        "Since 2019",
    ]
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


@pytest.mark.parametrize(
    "body",
    [
        span("Auto"),
        span("Grey"),
        span("Half"),
        span("Missing"),
        span("Marked"),
        span("White", "OnNavy"),
        span("White", "OnWord"),
        span("White", "OnPicture"),
        row("OnNavy", span("White")),
        row("", span("White"), table="OnNavy"),
        frame("OnBlue", span("White")),
        frame("OnPhoto", span("White")),
        '<text:p><draw:frame text:anchor-type="page"><draw:image/></draw:frame></text:p>' + span("White"),
        '<text:p><draw:rect draw:style-name="OnBlue"/></text:p>' + span("White"),
    ],
)
def test_words_that_a_reader_may_see_stay(papers: Any, body: str) -> None:
    document = read(papers, body).document
    assert SECRET in document.text
    assert document.warnings == ()


def test_the_page_may_have_a_colour_of_its_own(papers: Any) -> None:
    page = 'fo:background-color="#1b2a41"'
    assert SECRET in read(papers, span("White"), page).document.text
    assert read(papers, span("Navy"), page).document.hidden_text == SECRET


def test_a_picture_in_the_running_text_shelters_nothing_and_a_few_letters_are_no_warning(papers: Any) -> None:
    picture = '<text:p><draw:frame text:anchor-type="as-char"><draw:image/></draw:frame></text:p>'
    assert read(papers, picture + span("White")).document.hidden_text == SECRET
    assert read(papers, '<text:p text:style-name="White">x1</text:p>').document.warnings == ()


def test_a_link_of_hidden_words_is_none_of_the_candidate(papers: Any) -> None:
    def link(name: str, look: str) -> str:
        words = f'<text:span text:style-name="{look}">projects</text:span>'
        return f'<text:p><text:a xlink:href="https://github.com/{name}">{words}</text:a></text:p>'

    assert read(papers, link("ada", "") + link("eve", "Gone")).annotations == ("https://github.com/ada",)
