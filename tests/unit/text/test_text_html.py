import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import html


def test_lists_and_tables_stay_readable() -> None:
    text = html.to_text(
        "<p>Hello <b>there</b></p><ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>"
        "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>30</td></tr></table>"
    )
    assert "Hello there" in text
    assert "* one\n" in text
    assert "1. first" in text
    assert "Name  Age\nAnn   30" in text


def test_what_nobody_sees_is_dropped() -> None:
    markup = (
        "<head><title>t</title><style>p{}</style></head><p>seen</p><!-- comment --><script>x()</script>"
        "<div style='display:none'>preheader</div><p hidden>no</p> after<span style='font-size:0px'>tiny</span>"
    )
    assert html.to_text(markup).split() == ["seen", "after"]


def test_a_layout_table_becomes_lines() -> None:
    text = html.to_text("<table><tr><td>left " + "word " * 100 + "</td><td>right</td></tr></table>")
    assert text.split("\n")[-1] == "right"
    assert html.to_text("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>") == "a  b"


def test_preserved_white_space_is_kept_and_other_styles_are_not() -> None:
    assert html.to_text("<div style='white-space: pre-wrap; margin-top: 9999999em'>a\nb</div>") == "a\nb"
    assert html.to_text("<p>a\nb</p>") == "a b"


def test_links_and_shown_pictures_are_found_once_in_order() -> None:
    found = html.read(
        "<a href='https://a.example.org/'>x</a><a href='mailto:a@example.org'>m</a><img src='cid:one@x'>"
        "<div style=\"background:url('cid:two')\"></div><a href='https://a.example.org/'>y</a>"
    )
    assert found.links == ("https://a.example.org/",)
    assert found.images == ("one@x", "two")


@pytest.mark.parametrize(
    "history",
    [
        "<div class='gmail_quote'><div class='gmail_attr'>On Monday x wrote:</div><blockquote>old</blockquote></div>",
        "<blockquote type='cite'>old</blockquote>",
        "<div class='moz-cite-prefix'>On x wrote:</div><blockquote type='cite'>old</blockquote>",
        "<div class='yahoo_quoted'>old</div>",
        "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'>From: x</div><div>old</div>",
        "<div class='gmail_signature'>old</div>",
    ],
)
def test_history_that_the_client_marked_is_left_out_of_the_own_text(history: str) -> None:
    found = html.read(f"<div>mine</div>{history}")
    assert "old" in found.text
    assert found.own == "mine"


def test_an_answer_below_a_quote_is_kept() -> None:
    assert html.read("<blockquote type=cite>old</blockquote>answer").own == "answer"
    assert html.read("<p>a</p><blockquote type=cite>old</blockquote>answer").own == "a\n\nanswer"


def test_html_is_cut_before_it_is_parsed() -> None:
    found = html.read("<p>abc</p>" + "x" * 100, limit=10)
    assert found.text == "abc"
    assert found.cut


@pytest.mark.parametrize("markup", ["", "   ", "\x00", "<!-- only -->", "<?xml version='1.0'?>"])
def test_empty_html_is_empty_text(markup: str) -> None:
    assert html.to_text(markup).strip() == ""
    assert html.read(markup).links == ()


def test_a_declared_encoding_inside_text_is_ignored() -> None:
    assert html.to_text("<?xml version='1.0' encoding='latin-1'?><html><body>ü€</body></html>") == "ü€"


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 40_000 + "x",
        "<b>" * 80_000 + "x",
        "<!--" * 60_000,
        "<a " + " ".join(f"a{i}=1" for i in range(30_000)) + ">",
        "<table><tr><td>x" * 10_000,
        "<table>" + "<tr><td>" + "w" * 250 + "<td>x" + "<tr><td>x<td>y" * 10_000 + "</table>",
        "<ul><li>x" * 20_000,
        "<p style='margin-top:99999999em'>x",
        "<li value='²'>x",
        "<blockquote type=cite>" * 10_000,
        "&" * 250_000,
    ],
    ids=lambda bomb: bomb[:12],
)
def test_bombs_end_quickly_and_stay_small(bomb: str) -> None:
    began = time.process_time()
    found = html.read(bomb)
    assert time.process_time() - began < 5
    assert len(found.text) < 4_000_000


def test_words_below_the_parsers_depth_are_kept() -> None:
    assert html.to_text("<div>" * 3_000 + "deep &amp; down") == "deep & down"
    assert html.to_text("<div>" * 100 + "deep" + "</div>" * 100 + "<p>after") == "deep\n\nafter"


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<td>",
                "<table>",
                "<tr>",
                "<li>",
                "<ol>",
                "x",
                "&#0;",
                "<div id=appendonsend>",
                "<a href=x>",
            ]
        )
    )
)
def test_any_markup_becomes_text(pieces: list[str]) -> None:
    assert isinstance(html.read("".join(pieces)).own, str)
