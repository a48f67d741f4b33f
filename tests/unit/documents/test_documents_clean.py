"""Text without what only the file format put there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.clean import clean, clean_line


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("con\ufb01dence", "confidence"),
        ("re(cid:12)port", "re port"),
        ("\uf0e0ada@example.org", "ada@example.org"),
        ("Nachvollzieh\u00ad\nbarkeit", "Nachvollziehbarkeit"),
        ("in\u00adside", "inside"),
        ("mission-\ncritical", "mission-\ncritical"),
        ("a\x00b\x07c", "abc"),
        ("a\u202eb\u200bc", "abc"),
        ("E X P E R I E N C E", "EXPERIENCE"),
        ("W O R K  H I S T O R Y", "WORK HISTORY"),
        ("I am a C programmer", "I am a C programmer"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a \t b\u00a0 c", "a \t b c"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("http://example.org/\u02dcada", "http://example.org/~ada"),
        ("\u2f08", "人"),
    ],
)
def test_each_kind_of_dirt_is_removed(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_one_line_stays_one_line() -> None:
    assert clean_line(" Work\n\u00a0 experience\t") == "Work experience"


@given(st.text())
def test_cleaning_again_changes_nothing_that_shows(text: str) -> None:
    once = clean(text)
    assert "\x00" not in once
    assert clean(once).split() == clean(clean(once)).split()
