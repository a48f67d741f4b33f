"""What an HTML file hides is kept apart and warned of; what a reader sees on any ground stays."""

import pytest

from intake.documents.read import read_document
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

SECRET = "kubernetes terraform leadership"
SEEN = "<h1>Ada Example</h1><p>Data engineer in Example Town</p>"


def read(markup: str, head: str = "") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{markup}</body></html>"
    return read_document(page.encode(), "cv.html", ReadingPolicy()).document


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "display: none !important",
        "visibility:hidden",
        "visibility:collapse",
        "font-size:0",
        "font-size:1px",
        "font-size:0.05em",
        "font:1px serif",
        "text-indent:-60em",
        "left:1.2.3px;position:absolute;text-indent:-9999px",
        "color:white",
        "color:#fff",
        "color:#fdfdfd",
        "color:#fffc",
        "color:rgb(255, 255, 255)",
        "color:rgb(100% 100% 100%)",
        "color:transparent",
        "color:rgba(0,0,0,0.01)",
        "color:#00000000",
        "color:#333;background:#343434",
        "color:navy;background-color:navy",
        "position:absolute;left:-9999px",
        "position:absolute;top:-100em",
        "position:fixed;right:-9000px",
        "position:absolute;left:99999px",
        "text-indent:-9999px",
        "margin-left:-2000px",
        "transform:translateX(-9999px)",
        "transform:translate(-100%, 0)",
        "transform:scale(0)",
        "transform:scale( 0.04 )",
        pytest.param(f"transform:scale({' ' * 20_000}) scale(0)", id="scale of blanks"),
        "opacity:0",
        "opacity:0%",
        "height:0;overflow:hidden",
        "max-height:1px;overflow:hidden",
        "position:absolute;clip:rect(0,0,0,0)",
        "clip-path:inset(100%)",
        "content-visibility:hidden",
        "mso-hide:all",
    ],
)
def test_words_hidden_by_a_style_are_kept_apart(style: str) -> None:
    document = read(f'{SEEN}<div style="{style}">{SECRET}</div><p>Since 2019</p>')
    assert document.text == "Ada Example\n\nData engineer in Example Town\n\nSince 2019"
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


@pytest.mark.parametrize(
    "markup",
    [
        f"<p hidden>{SECRET}</p>",
        f'<font color="white">{SECRET}</font>',
        f'<table bgcolor="#000000"><tr><td><font color="black">{SECRET}</font></td></tr></table>',
        f'<div style="visibility:hidden"><p>{SECRET}</p></div>',
        f'<div style="color:#fff"><p>{SECRET}</p></div>',
        f'<p style="background:#222"><span style="background:#fff;color:#fff">{SECRET}</span></p>',
        f'<p style="font-size:2px"><span style="font-size:50%">{SECRET}</span></p>',
    ],
)
def test_words_hidden_by_what_is_around_them_are_kept_apart(markup: str) -> None:
    document = read(SEEN + markup)
    assert SECRET not in document.text
    assert document.hidden_text == SECRET


@pytest.mark.parametrize(
    "css",
    [
        ".x{display:none}",
        "#y{display:none}",
        "div.x#y{color:#fff}",
        "section, .x {font-size:0}",
        "body .x{display:none}",
        "body > .x{display:none}",
        "@media screen{.x{display:none}}",
        pytest.param(
            f"@media {'screen ' * 8_000}({{}} @media print, all {{.x{{display:none}}}}", id="media without end"
        ),
        "/* {} */ .x{display:none}",
        "@import url(a.css); .x{display:none}",
        ".x{color:black} div.x{color:white}",
        "*{color:inherit} #y{color:white} .x{color:black}",
    ],
)
def test_words_hidden_by_a_style_sheet_are_kept_apart(css: str) -> None:
    document = read(f'{SEEN}<div class="a x" id="y">{SECRET}</div>', f"<style>{css}</style>")
    assert document.hidden_text == SECRET
    assert SECRET not in document.text


@pytest.mark.parametrize(
    "css",
    [
        "@media print{.x{display:none}}",
        "@media screen and (max-width: 600px){.x{display:none}}",
        ".x:hover{display:none}",
        "section > .x{display:none}",
        "section .x{display:none}",
        ".X{display:none}",
        ".x{display:none} #y{display:block}",
        "[class]{display:none}",
        ".x{color:white;background:#123}",
        ".x{color:white;background:url(dark.png)}",
        ".x{color:white;background-image:linear-gradient(#000,#111)}",
        ".x{color:white;background-color:var(--dark)}",
        ".x{color:white;position:absolute;top:10px}",
        ".x{color:var(--ink)}",
        ".x{color:#777}",
        ".x{position:absolute;left:50%;transform:translate(-50%,-50%)}",
        ".x{margin-left:-100%}",
        ".x{margin-left:-15px;opacity:.8;text-indent:-2em}",
        ".x{overflow:hidden;height:auto}",
        ".x{font-size:small}",
        ".x{font-size:1.5.2px}",
        ".x{left:auto;position:absolute;color:black}",
        ".x{background:none;color:black}",
        ".x{font-size:smaller}",
        ".x{font:bold 12px/1.4 serif}",
        ".x{font-size:inherit;color:inherit;visibility:inherit}",
        ".x{display:none",
    ],
)
def test_words_that_a_reader_may_see_stay(css: str) -> None:
    if css == ".x{display:none":
        css = ".x{display"
    document = read(f'{SEEN}<div class="x" id="y">{SECRET}</div>', f"<style>{css}</style>")
    assert SECRET in document.text
    assert document.warnings == ()


def test_white_words_in_a_dark_panel_are_seen_and_dark_ones_in_it_are_not() -> None:
    panel = f'<div style="background:#1b2a41;color:#fff"><p>Skills</p><p style="color:#1b2a41">{SECRET}</p></div>'
    document = read(SEEN + panel)
    assert "Skills" in document.text
    assert document.hidden_text == SECRET


def test_what_is_made_visible_again_is_seen() -> None:
    document = read(f'<div style="visibility:hidden">{SECRET}<b style="visibility:visible">Ada</b> and more</div>')
    assert document.text == "Ada"
    assert document.hidden_text == f"{SECRET} and more"


def test_a_link_keeps_its_own_colour() -> None:
    document = read(SEEN + '<p style="color:white"><a href="https://example.org/ada">My page of projects</a></p>')
    assert "My page of projects" in document.text


def test_a_hidden_link_is_no_link_of_the_candidate() -> None:
    shown, hidden = "https://github.com/ada", "https://github.com/eve"
    markup = f'<a href="{shown}">code</a><div style="display:none"><a href="{hidden}">all my projects</a></div>'
    read_back = read_document((SEEN + markup).encode(), "cv.html", ReadingPolicy())
    assert read_back.annotations == (shown,)


def test_a_few_unseen_letters_are_no_warning() -> None:
    document = read(SEEN + '<span style="display:none">menu</span>')
    assert (document.hidden_text, document.warnings) == ("", ())


def test_deep_nesting_hides_no_hidden_words() -> None:
    document = read(SEEN + "<div>" * 80 + f'<p style="display:none">{SECRET}</p>' + "</div>" * 80)
    assert document.hidden_text == SECRET


def test_more_rules_than_are_asked_leave_the_words_seen() -> None:
    css = "".join(f".x > div .y{{color:#{n:06x}}}" for n in range(3_500))
    markup = '<div class="x y">' * 50 + "word " + "</div>" * 50
    document = read(SEEN + markup * 4, f"<style>{css}</style>")
    assert "Ada Example" in document.text


def test_a_page_that_is_cut_in_its_style_sheet_shows_none_of_it() -> None:
    assert "color" not in read("", "<style>" + ".x{color:red}" * 30_000 + "</style>").text


def test_headings_are_marked_ones_bold_lines_and_known_sections() -> None:
    document = read("<h2>About&nbsp;me</h2><p><b>Experience abroad</b></p><p><b>Rome</b>, 2019</p><p>Education</p>")
    assert document.headings == ("About me", "Experience abroad", "Education")
