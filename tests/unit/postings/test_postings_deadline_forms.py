"""Every form in which a page writes its deadline, in each of six languages; the table is deadline_forms.toml."""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from intake.postings.deadline import Timing, find_timing
from intake.postings.passages import Passage

Told = Callable[[str], tuple[Passage, ...]]

LANGUAGES = ("en", "de", "fr", "nl", "es", "it")
PAGE_DATE = dt.date(2026, 1, 20)
TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("deadline_forms.toml").read_text(encoding="utf-8"))

# English alone has no order of its own and uses "before" for "by"; a zone is named in its own language.
NOT_IN_ALL = {"excludes the day", "with a zone"}


def _each(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(language, text) for language in LANGUAGES for text in said.get(language, ())]


FORMS = [(form, language, text) for form in TABLE["forms"] for language, text in _each(form)]


def _timing(told: Told, language: str, text: str, page_date: dt.date | None = None) -> Timing:
    return find_timing(told(text), language=language, page_date=page_date)


@pytest.mark.parametrize(("form", "language", "text"), FORMS)
def test_deadline_is_read_in_this_form(told: Told, form: dict[str, Any], language: str, text: str) -> None:
    inferred = form.get("inferred", False)
    found = _timing(told, language, text, PAGE_DATE if inferred else None)
    assert found.deadline is not None
    assert (found.deadline.date, found.deadline.time) == (form["day"], form.get("time"))
    assert found.deadline.timezone == form.get("zone")
    assert (found.deadline.inclusive, found.deadline.year_inferred) == (form.get("inclusive", True), inferred)
    assert found.doubts == ()


@pytest.mark.parametrize(("language", "text"), _each(TABLE["other_dates"]))
def test_date_of_something_else_is_no_deadline(told: Told, language: str, text: str) -> None:
    found = _timing(told, language, text)
    assert (found.deadline, found.doubts) == (None, ())


@pytest.mark.parametrize(("language", "text"), _each(TABLE["reviews"]))
def test_begin_of_the_review_is_told_from_a_deadline(told: Told, language: str, text: str) -> None:
    found = _timing(told, language, text)
    assert (found.deadline, found.review_from, found.doubts) == (None, dt.date(2026, 3, 1), ())


@pytest.mark.parametrize(("language", "text"), _each(TABLE["rolling"]))
def test_posting_without_an_end_is_rolling_in_each_language(told: Told, language: str, text: str) -> None:
    found = _timing(told, language, text)
    assert (found.deadline, found.rolling, found.doubts) == (None, True, ())


@pytest.mark.parametrize(("language", "text"), _each(TABLE["doubtful"]))
def test_deadline_that_is_left_open_is_doubted(told: Told, language: str, text: str) -> None:
    found = _timing(told, language, text)
    assert [doubt.field for doubt in found.doubts] == ["deadline"]


def test_every_form_is_tried_in_each_language() -> None:
    tried: dict[str, set[str]] = {}
    for form in TABLE["forms"]:
        tried.setdefault(form["name"], set()).update(set(LANGUAGES) & set(form))
    tried.update((name, set(TABLE[name])) for name in ("other_dates", "reviews", "rolling", "doubtful"))
    assert {name for name, languages in tried.items() if languages != set(LANGUAGES)} == NOT_IN_ALL
