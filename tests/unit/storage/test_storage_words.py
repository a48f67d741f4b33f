"""Words that are searched: folded alike on both sides, marked where they stand."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.storage import cursors, words
from intake.storage.moments import moment
from intake.storage.queue_values import Span
from intake.storage.words import Term


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Müller's CAFÉ", ["cafe", "mullers", "muellers"]),
        ("C++, x_y-z 3.5", ["3", "5", "c", "x", "y", "z"]),
        ("ﬁne\u200bprint soft\u00adhyphen", ["fineprint", "softhyphen"]),
        ("Cafe\u0301", ["cafe"]),
        ("", []),
    ],
)
def test_words_are_folded(said: str, kept: list[str]) -> None:
    assert words.of([said]) == sorted(kept)


def test_a_flood_of_words_is_cut() -> None:
    flood = " ".join(f"w{number}" for number in range(words.MOST_WORDS + 100))
    assert len(words.of([flood])) == words.MOST_WORDS
    assert words.of(["x" * 500]) == ["x" * 60]
    broad = [
        " ".join(f"{number:05}{'数' * 55}" for number in range(start, start + 3_000)) for start in (0, 3_000, 6_000)
    ]
    assert 5_200 < len(words.of(broad)) < 5_400


def test_the_last_word_also_finds_what_begins_with_it() -> None:
    assert words.terms("Postgre sql") == (Term("postgre", prefix=False), Term("sql", prefix=True))
    assert words.terms("ling li") == (Term("ling", prefix=False), Term("li", prefix=False))
    assert words.terms("sql SQL") == (Term("sql", prefix=True),)
    assert len(words.terms(" ".join("abcdefghijkl"))) == words.MOST_TERMS


def test_a_snippet_begins_near_the_first_word_and_marks_every_one() -> None:
    text = f"{'first ' * 40}I run Linux\nand LINUX again, {'more ' * 60}"
    spans = words.snippet(text, words.terms("linux"))
    assert [span.text for span in spans if span.hit] == ["Linux", "LINUX"]
    assert "".join(span.text for span in spans).startswith("first")
    assert words.snippet(text, words.terms("windows")) == ()
    assert words.snippet("linuxes", words.terms("linux x")) == ()
    assert words.snippet("unlinux", words.terms("linux")) == ()
    assert words.snippet("the O'Brien's", words.terms("obriens"))[-1] == Span("O'Brien's", hit=True)


@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_whatever_is_kept_is_found_by_its_own_words(text: str, asked: str) -> None:
    kept = words.of([text])
    assert all(word and " " not in word and word == words.folded(word) for word in kept)
    for term in words.terms(text[:40]):
        assert any(term.matches(word) for word in kept)
    shown = words.snippet(text, words.terms(asked))
    assert shown == () or any(span.hit for span in shown)


@given(st.integers(min_value=-(10**9), max_value=10**9), st.integers(0, 10**15))
def test_a_cursor_comes_back_as_it_went(shelf: int, micros: int) -> None:
    at = cursors.instant(micros)
    assert cursors.numbers(cursors.spell(shelf, at, 7), 3) == (shelf, micros, 7)
    assert moment(at) is not None


@pytest.mark.parametrize("rubbish", [None, "", "1_2", "1_2_x", "1_2_3_4", "1_2_99999999999999999999", "1__2", "①_1_1"])
def test_rubbish_is_no_cursor(rubbish: str | None) -> None:
    assert cursors.numbers(rubbish, 3) is None


@given(st.text("aAbB1_-.' é", max_size=30), st.text("ab1 ", min_size=1, max_size=8))
def test_what_is_marked_is_every_word_that_a_term_matches_and_nothing_else(text: str, asked: str) -> None:
    wanted = words.terms(asked)
    tokens = re.findall(r"[^\W_]+(?:'[^\W_]+)*", " ".join(text.split()))
    found = [t for t in tokens if any(term.matches(words.folded(t)) for term in wanted)]
    spans = words.snippet(text, wanted)
    assert [span.text for span in spans if span.hit] == found
    assert bool(spans) is bool(found)


def test_nothing_is_marked_where_nothing_is_searched_for() -> None:
    assert words.snippet("Plain words.", ()) == ()


def test_spans_are_plain_text() -> None:
    assert words.snippet("<b>linux</b>", words.terms("linux")) == (
        Span("<b>"),
        Span("linux", hit=True),
        Span("</b>"),
    )


def test_one_endless_word_beside_an_umlaut_is_indexed_in_linear_time() -> None:
    text = "é" + "a" * words.LONGEST_TEXT
    started = time.process_time()
    assert words.of([text]) == ["e" + "a" * 59]
    assert time.process_time() - started < 5
