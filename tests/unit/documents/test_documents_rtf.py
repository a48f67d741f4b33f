"""RTF: text in any code page, headings, links, and what nobody sees."""

import pytest

from intake.documents.content import CannotRead, Content
from intake.documents.rtf import MAX_DEPTH, read_rtf
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy


def rtf(body: str, limit: int = 2_000_000) -> Content:
    return read_rtf(
        ("{\\rtf1\\ansi\\ansicpg1252 " + body + "}").encode("latin-1"), ReadingPolicy(limits=Limits(text=limit))
    )


def text(body: str) -> str:
    return rtf(body).pages[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ada\\par Example", "Ada\nExample"),
        ("na\\'efve \\{sic\\} \\\\", "naïve {sic} \\"),
        ("\\u381?ivotopis \\u-255?", "Životopis ！"),
        ("\\uc2\\u8211\\'96\\'96 dash, \\uc0\\u8212 x", "– dash, —x"),
        ("\\u55357?\\u56832?", "\U0001f600"),
        ("2018\\tab Clerk\\line Berlin \\endash  Brno", "2018\tClerk\nBerlin – Brno"),
        ("{\\fonttbl{\\f0\\fcharset238 Arial;}{\\f1\\fcharset128 Gothic;}}\\f0\\'e8 \\f1\\'93\\'fa", "č 日"),
        ("{\\fonttbl{\\f0\\cpg1251 A;}}{\\f0\\'ff} \\'ff", "я ÿ"),
        ("\\mac\\'8e", "é"),
        ("\\ansicpg99999\\'e9", "é"),
        ("{\\info{\\title Secret}}{\\*\\generator Word}{\\pict\\bin4 }{}\\}seen", "seen"),
        ("a {\\*\\unknown b}c", "a c"),
        ("{\\shp{\\*\\shpinst{\\sp x}{\\shptxt in the box\\par}}{\\shprslt twice}}", "in the box\n"),
        ("\\trowd Name\\cell Ada\\cell\\row next", "Name\tAda\t\nnext"),
        ("{\\deleted gone}kept\\~here a\\_b soft\\-ly", "kept\u00a0here a-b softly"),
        ("one\\\ntwo", "one\ntwo"),
    ],
)
def test_rtf_says_what_a_word_processor_shows(body: str, expected: str) -> None:
    assert text(body) == expected


def test_raw_bytes_of_a_picture_are_skipped_by_their_count() -> None:
    assert text("{\\pict\\bin5 }}{{\\}seen") == "seen"


def test_hidden_and_tiny_runs_are_kept_apart() -> None:
    content = rtf("seen {\\v buried}{\\fs2 tiny}\\plain too")
    assert (content.pages[0], content.hidden_text, content.warnings) == ("seen too", "buriedtiny", ("hidden_text",))


def test_headings_are_told_by_style_level_weight_and_words() -> None:
    content = rtf(
        "{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}}\\pard\\s1 Styled\\par\\pard words\\par{\\b Bold line}\\par"
        "\\pard\\outlinelevel0 Level\\par\\pard\\b0 Education\\par CAPITALS\\par ada@EXAMPLE.ORG\\par "
        "{\\b A sentence.}\\par"
    )
    assert content.headings == ("Styled", "Bold line", "Level", "Education", "CAPITALS")


def test_a_links_target_is_kept_and_its_words_are_shown() -> None:
    content = rtf('{\\field{\\*\\fldinst{HYPERLINK "https://example.org/ada"}}{\\fldrslt{my page}}}')
    assert (content.pages[0], content.annotations) == ("my page", ("https://example.org/ada",))


def test_rtf_past_the_limit_is_cut_and_said_to_be() -> None:
    content = rtf("word\\par " * 100, limit=50)
    assert (len(content.pages[0]) < 70, content.warnings) == (True, ("partly_read",))


@pytest.mark.parametrize("body", ["", "{\\v all of it}", "{\\pict 00ff}"])
def test_rtf_without_words_has_no_text(body: str) -> None:
    with pytest.raises(CannotRead) as caught:
        rtf(body)
    assert caught.value.status is DocumentStatus.NO_TEXT


def test_rtf_without_words_and_end_is_corrupt() -> None:
    with pytest.raises(CannotRead) as caught:
        read_rtf(b"{\\rtf1{{", ReadingPolicy())
    assert caught.value.status is DocumentStatus.CORRUPT


def test_groups_without_end_or_beginning_and_endless_nesting_are_read_around() -> None:
    assert text("a}}b{c").strip() == "abc"
    deep = rtf("{" * (MAX_DEPTH + 50) + "deep" + "}" * (MAX_DEPTH + 50))
    assert (deep.pages[0], deep.warnings) == ("deep", ("partly_read",))
