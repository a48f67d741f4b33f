"""Every form of a date, a time and a zone that a posting may be written with."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.postings.dates import END_OF_DAY, boundary, find_dates, find_time, find_zone

MARCH = (2026, 3, 7)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2026-03-07", "en", MARCH),
        ("2026/03/07", "en", MARCH),
        ("2026-03-07T23:59", "en", MARCH),
        ("March 7, 2026", "en", MARCH),
        ("March 7th 2026", "en", MARCH),
        ("Mar 7, 2026", "en", MARCH),
        ("7 March 2026", "en", MARCH),
        ("the 7th of March 2026", "en", MARCH),
        ("the 7th of March, 2026", "en", MARCH),
        ("7. März 2026", "de", MARCH),
        ("7.März 2026", "de", MARCH),
        ("07.03.2026", "de", MARCH),
        ("7.3.26", "de", MARCH),
        ("7. 3. 2026", "de", MARCH),
        ("7 mars 2026", "fr", MARCH),
        ("1er mars 2026", "fr", (2026, 3, 1)),
        ("07/03/2026", "fr", MARCH),
        ("7 maart 2026", "nl", MARCH),
        ("07-03-2026", "nl", MARCH),
        ("7 de marzo de 2026", "es", MARCH),
        ("23 de noviembre del 2018", "es", (2018, 11, 23)),
        ("7 marzo 2026", "it", MARCH),
        ("1º marzo 2026", "it", (2026, 3, 1)),
        ("14/07/2025", "en", (2025, 7, 14)),
        ("07/14/2025", "en", (2025, 7, 14)),
        ("31 December 2016", "en", (2016, 12, 31)),
        ("last day of December 2016", "en", (2016, 12, 31)),
        ("end of February 2028", "en", (2028, 2, 29)),
        ("Ende März 2026", "de", (2026, 3, 31)),
        ("fin avril 2026", "fr", (2026, 4, 30)),
        ("12.2.", "de", (None, 2, 12)),
        ("31 mei", "nl", (None, 5, 31)),
        ("6th July", "en", (None, 7, 6)),
        ("14/07", "fr", (None, 7, 14)),
        ("29 février", "fr", (None, 2, 29)),
    ],
)
def test_date_is_found_in_this_form(text: str, language: str, expected: tuple[int | None, int, int]) -> None:
    (found,) = find_dates(f"x {text} y", language)
    assert (found.year, found.month, found.day) == expected
    assert not found.ambiguous
    assert f"x {text} y"[found.begin : found.end] in text


@pytest.mark.parametrize(
    "text",
    [
        "March 2026",
        "24 hours, 3.5 years",
        "section 3 may apply",
        "version 2.13.2026.1",
        "30 February 2026",
        "2026-13-01",
        "45/13",
        "phone 06/12/34/56",
        "10.20.30.40",
        "ISO 9001-12-2",
        "0 January 2026",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(text, "en") == []


def test_two_numbers_on_an_english_page_could_stand_either_way() -> None:
    (found,) = find_dates("03/04/2026", "en")
    assert found.ambiguous


@pytest.mark.parametrize(("text", "language"), [("03/04/2026", "fr"), ("03.04.2026", "en"), ("04/04/2026", "en")])
def test_language_dots_or_equal_numbers_settle_the_order(text: str, language: str) -> None:
    (found,) = find_dates(text, language)
    assert (found.month, found.ambiguous) == (4, False)


@pytest.mark.parametrize(
    ("text", "weekday"),
    [("Friday, 6 March 2026", 4), ("Freitag, den 6. März 2026", 4), ("vendredi 6 mars", 4), ("6 March (Friday)", 4)],
)
def test_weekday_beside_a_date_is_kept(text: str, weekday: int) -> None:
    (found,) = find_dates(text, "en")
    assert found.weekday == weekday


@pytest.mark.parametrize(
    ("text", "language", "weekday"),
    [
        ("Fr., 6. März 2026", "de", 4),
        ("Tues 3 March 2026", "en", 1),
        ("vr 6 maart 2026", "nl", 4),
        ("So 8 March 2026", "en", None),  # "so" is a word there
        ("Fr., 6. März 2026", "pt", None),
    ],
)
def test_short_weekday_counts_in_its_own_language(text: str, language: str, weekday: int | None) -> None:
    (found,) = find_dates(text, language)
    assert found.weekday == weekday


@pytest.mark.parametrize(
    ("gap", "first", "second"),
    [
        (" at 10:00; by 12:00; ", " at 10:00", "; by 12:00; "),
        (" 10:00 ", " 10:00 ", ""),  # as near to the one as to the other
        (" at 10:00 UTC, deadline ", " at 10:00 UTC", ", deadline "),
        (" at 10:00. The deadline is ", " at 10:00", ". The deadline is "),
        (" um 10:00 Uhr und bis ", " um 10:00 Uhr ", "und bis "),
        (", 10:00 (CET) to ", ", 10:00 (CET) to ", ""),
        (", deadline by 12:00, ", ",", " deadline by 12:00, "),
        (", as you know, by 12:00 on ", ", as you know,", " by 12:00 on "),
        (" is the day before 12:00 on ", "", " is the day before 12:00 on "),
    ],
)
def test_time_between_two_dates_is_that_of_the_nearer_one(gap: str, first: str, second: str) -> None:
    at = boundary(gap)
    assert (gap[:at], gap[at:]) == (first, second)


@pytest.mark.parametrize("gap", ["", " and ", ", section 12.30, ", " until "])
def test_between_two_dates_without_a_time_nothing_is_shared_out(gap: str) -> None:
    assert boundary(gap) is None


def test_date_that_a_year_does_not_have_is_none() -> None:
    (found,) = find_dates("29 February", "en")
    assert found.on(2027) is None
    assert found.on(2028) == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23:59", dt.time(23, 59)),
        ("at 5pm", dt.time(17)),
        ("5 p.m.", dt.time(17)),
        ("12 am", dt.time(0)),
        ("12:30 pm", dt.time(12, 30)),
        ("12 Uhr", dt.time(12)),
        ("12:00 Uhr", dt.time(12)),
        ("18.30 Uhr", dt.time(18, 30)),
        ("18.30 UHR", dt.time(18, 30)),
        ("17h00", dt.time(17)),
        ("17 h", dt.time(17)),
        ("17 uur", dt.time(17)),
        ("alle ore 12:00", dt.time(12)),
        ("noon", dt.time(12)),
        ("midi", dt.time(12)),
        ("midnight", END_OF_DAY),
        ("Mitternacht", END_OF_DAY),
        ("24:00", END_OF_DAY),
        ("23:59:59", END_OF_DAY),
        ("12.30", None),
        ("3.5 years", None),
        ("room 12", None),
    ],
)
def test_time_of_day_is_read(text: str, expected: dt.time | None) -> None:
    assert find_time(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23:59 CET", "Europe/Berlin"),
        ("MESZ", "Europe/Berlin"),
        ("AoE", "Etc/GMT+12"),
        ("Anywhere on Earth", "Etc/GMT+12"),
        ("5pm GMT", "Etc/GMT"),
        ("UTC", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("(GMT -5)", "Etc/GMT+5"),
        ("UTC+0", "UTC"),
        ("UTC+12", "Etc/GMT-12"),
        ("UTC+13", None),
        ("UTC+14", None),
        ("midnight Pacific", "America/Los_Angeles"),
        ("Eastern Time", "America/New_York"),
        ("heure de Paris", "Europe/Paris"),
        ("Europe/Zurich", "Europe/Zurich"),
        ("Europe/Nowhere", None),
        ("le 3 mars et le 4", None),
        ("it is best", None),
        ("", None),
    ],
)
def test_zone_is_an_iana_name(text: str, expected: str | None) -> None:
    assert find_zone(text) == expected


FORMATS = {
    "en": ("{d} {en} {y}", "{en} {d}, {y}", "the {d}th of {en} {y}"),
    "de": ("{d}. {de} {y}", "{d:02}.{m:02}.{y}", "{d}.{m}.{y}"),
}
ENGLISH_NAMES = "January February March April May June July August September October November December"
ENGLISH = ENGLISH_NAMES.split()
GERMAN_NAMES = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
GERMAN = GERMAN_NAMES.split()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(("en", "de")), st.integers(0, 2))
def test_every_day_of_a_century_is_read_back(day: dt.date, language: str, form: int) -> None:
    names = {"en": ENGLISH[day.month - 1], "de": GERMAN[day.month - 1]}
    text = FORMATS[language][form].format(d=day.day, m=day.month, y=day.year, **names)
    (found,) = find_dates(text, language)
    assert found.year is not None
    assert found.on(found.year) == day
