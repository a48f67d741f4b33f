"""The edges of what is inferred, settled and doubted about a deadline, to the day and to the word."""

import datetime as dt
from collections.abc import Callable

import pytest

from intake.postings.dates import find_dates, find_time
from intake.postings.deadline import Declared, Timing, find_timing
from intake.postings.passages import Passage

Told = Callable[[str], tuple[Passage, ...]]
D = dt.date
CET = "Europe/Berlin"

NO_YEAR = "The page names a day without a year, and has no date of its own to infer it from."
NOT_NEAR = "The year is not given, and no near one fits the day of the week that the page names."
BEFORE_PAGE = "The year is not given, and the day lies before the page's own date."
EITHER = "The page writes the day and the month as two numbers, and either could come first."
MIDNIGHT = "The page writes 00:00, which may mean the begin or the end of that day; the end is taken."


@pytest.fixture
def timing(told: Told) -> Callable[..., Timing]:
    def of(text: str, page_date: dt.date | None = None, declared: Declared | None = None) -> Timing:
        return find_timing(told(text), language="en", page_date=page_date, declared=declared)

    return of


Of = Callable[..., Timing]


def told_of(found: Timing) -> tuple[dt.date | None, bool | None, list[str]]:
    deadline = found.deadline
    return (
        deadline.date if deadline else None,
        deadline.year_inferred if deadline else None,
        [doubt.text for doubt in found.doubts],
    )


@pytest.mark.parametrize(
    ("text", "day", "time", "zone"),
    [
        ("Interviews are on 1 March 2026 at 10:00; the deadline is 5 March 2026.", 5, None, None),
        ("Interviews are on 1 March 2026 at 10:00, the deadline is 5 March 2026.", 5, None, None),
        ("Interviews on 1 March 2026, 10:00 UTC; deadline: 12:00 on 5 March 2026.", 5, dt.time(12), None),
        ("Interviews on 1 March 2026 at 10:00 UTC and applications by 12:00 CET, 5 March 2026.", 5, dt.time(12), CET),
        ("The deadline is 5 March 2026, and interviews take place from 10:00 on 7 March 2026.", 5, None, None),
        ("The deadline is 5 March 2026, 12:00 CET, and interviews take place on 7 March 2026.", 5, dt.time(12), CET),
        ("The deadline is 5 March 2026; interviews, at 10:00 CET, are on 7 March 2026.", 5, None, None),
        ("The deadline is 12:00 CET on 5 March 2026.", 5, dt.time(12), CET),
        ("The deadline is 5 March 2026, our office is open that day at 10:00.", 5, None, None),
        ("The deadline is 5 March 2026, interviews 7 March 2026 at 9:00, start 1 May 2026.", 5, None, None),
    ],
)
def test_time_belongs_to_the_date_that_it_stands_beside(
    timing: Of, text: str, day: int, time: dt.time | None, zone: str | None
) -> None:
    deadline = timing(text).deadline
    assert deadline is not None
    assert (deadline.date, deadline.time, deadline.timezone) == (D(2026, 3, day), time, zone)


@pytest.mark.parametrize(("page", "day"), [(D(2026, 1, 5), D(2026, 2, 28)), (D(2028, 1, 5), D(2028, 2, 29))])
def test_last_day_of_a_month_is_that_of_the_year_that_is_inferred(timing: Of, page: dt.date, day: dt.date) -> None:
    assert told_of(timing("Apply by the end of February.", page)) == (day, True, [])


def test_head_counts_where_the_text_is_open_ended_unless_it_may_be_an_expiry(timing: Of) -> None:
    rolling, day = "Send your CV. The position is open until filled.", D(2026, 4, 1)
    expiry = Declared(date=day, text="validThrough: 2026-04-01", expiry=True)
    assert timing("Send your CV.", declared=expiry).deadline is not None
    assert timing(rolling, declared=expiry) == timing(rolling)
    head = timing(rolling, declared=Declared(date=day, text="deadline: 2026-04-01"))
    assert (head.deadline and head.deadline.text, head.rolling) == ("deadline: 2026-04-01", False)
    assert head.deadline_source == "deadline: 2026-04-01"
    later = timing("The position is open until filled. Apply by 1 May 2026.", declared=expiry)
    assert told_of(later)[2] == [
        "The page's text names 2026-05-01, its head or data another day: validThrough: 2026-04-01."
    ]


def test_doubt_about_a_day_stays_beside_rolling_and_vague_words_do_not(timing: Of) -> None:
    assert told_of(timing("Open until filled. Apply by 3 March."))[2] == [f"{NO_YEAR} (“Apply by 3 March.”)"]
    assert timing("Apply by mid-March. Open until filled.").doubts == ()


def test_doubt_about_the_deadline_goes_before_that_about_a_day_that_says_nothing(timing: Of) -> None:
    text = "## How to apply\n\nSend your CV by 3 March. It is 2 February 2026."
    assert told_of(timing(text))[2] == [f"{NO_YEAR} (“Send your CV by 3 March.”)"]


def test_two_numbers_without_a_year_are_left_open_where_both_orders_are_near(timing: Of) -> None:
    assert told_of(timing("Apply by 03/04.", D(2026, 2, 20)))[2] == [f"{EITHER} (“Apply by 03/04.”)"]
    assert told_of(timing("Apply by 03/04.", D(2026, 3, 20))) == (D(2026, 4, 3), True, [])


def test_wrong_day_of_the_week_infers_no_year(timing: Of) -> None:
    doubt = "2026-03-05 is not the day of the week that the page names with it. (“Apply by Friday, 5 March 2026.”)"
    assert told_of(timing("Apply by Friday, 5 March 2026.")) == (D(2026, 3, 5), False, [doubt])


def test_of_two_that_are_equally_sure_the_one_with_a_zone_counts(timing: Of) -> None:
    zoned, bare = "The deadline is 5 March 2026, 12:00 CET.", "The closing date is 5 March 2026, 12:00."
    for text in (f"{zoned}\n\n{bare}", f"{bare}\n\n{zoned}"):
        deadline = timing(text).deadline
        assert deadline is not None
        assert (deadline.timezone, timing(text).doubts) == (CET, ())


def test_span_of_days_ends_where_it_does_whatever_date_follows(timing: Of) -> None:
    text = "Applications are open from 1 March 2026 to 31 March 2026, interviews are on 5 April 2026."
    assert told_of(timing(text)) == (D(2026, 3, 31), False, [])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Deadline: from 1 March 2026 to 31 March 2026; interviews on 5 April 2026.", D(2026, 3, 31)),
        ("For full consideration apply by 1 March 2026, the deadline is 5 March 2026.", D(2026, 3, 5)),
        ("The deadline is 30 April 2026.\n\nExtended: apply by 15 May 2026.", D(2026, 5, 15)),
        ("Apply by 5 March 2026, talk on 7 March 2026, ideally here.\n\nIdeally apply by 1 March 2026.", D(2026, 3, 5)),
        ("Applications for a start in May are open from 1 March 2026 to 31 March 2026.", D(2026, 3, 31)),
        ("The interview window for those who apply is from 1 March 2026 to 31 March 2026.", D(2026, 3, 31)),
        ("Send applications from 1 March 2026 to 31 March 2026.", D(2026, 3, 31)),
        ("The deadline is 5 March 2026 and we will inform you by 12 March 2026.", D(2026, 3, 5)),
        ("Priority is given to locals; the deadline is 5 March 2026.\n\nIdeally apply by 1 March 2026.", D(2026, 3, 5)),
        ("The deadline is 5 March 2026; ideally write early; thanks.\n\nIdeally apply by 1 March 2026.", D(2026, 3, 5)),
        ("The deadline is 5 March 2026, ideally.\n\nThe closing date is 9 March 2026.", D(2026, 3, 9)),
        ("On 5 March 2026 interviews begin, the deadline is 1 March 2026.", D(2026, 3, 1)),
    ],
)
def test_surest_of_several_days_is_the_deadline_without_a_doubt(timing: Of, text: str, day: dt.date) -> None:
    assert told_of(timing(text)) == (day, False, [])


@pytest.mark.parametrize(
    "text",
    [
        "Applications are welcome; the contract runs from 1 March 2026 to 31 March 2028.",
        "Applications are welcome, and the contract runs from 1 March 2026 to 31 March 2028.",
        "Applicants start on 1 March 2026 to 31 March 2026.",
        "Interviews of those who apply for the start in May, are held from 1 March 2026 to 3 March 2026.",
    ],
)
def test_span_of_days_of_something_else_is_no_deadline(timing: Of, text: str) -> None:
    assert told_of(timing(text)) == (None, None, [])


def test_two_deadlines_in_one_sentence_are_both_named(timing: Of) -> None:
    both = ["The page names more than one deadline: 2026-03-01, 2026-03-05."]
    for text in (
        "The deadline is 1 March 2026, the deadline for students is 5 March 2026.",
        "The deadline is 1 March 2026, for students 5 March 2026, and you will hear from us.",
    ):
        assert told_of(timing(text))[2] == both


def test_begin_of_the_review_is_inferred_or_not_told(timing: Of) -> None:
    found = timing("Review of applications begins on 15 March.", D(2026, 1, 20))
    assert (found.review_from, found.review_source) == (D(2026, 3, 15), "Review of applications begins on 15 March.")
    found = timing("Review of applications begins on 15 March.")
    assert (found.review_from, found.review_source) == (None, None)


@pytest.mark.parametrize(
    ("text", "page", "day", "doubt"),
    [
        ("Apply by 6 July.", None, None, NO_YEAR),
        ("Apply by 6 July.", D(2026, 7, 6), D(2026, 7, 6), None),
        ("Apply by 6 July.", D(2026, 7, 7), D(2026, 7, 6), BEFORE_PAGE),
        ("Apply by 6 July.", D(2026, 8, 20), D(2026, 7, 6), BEFORE_PAGE),  # 45 days behind
        ("Apply by 6 July.", D(2026, 8, 21), D(2027, 7, 6), None),
        ("Apply by 20 December.", D(2026, 1, 10), D(2025, 12, 20), BEFORE_PAGE),
        ("Apply by 20 November.", D(2026, 1, 10), D(2026, 11, 20), None),
        ("Apply by 29 February.", D(2027, 3, 1), D(2028, 2, 29), None),
        ("Apply by 29 February.", D(2024, 4, 14), D(2024, 2, 29), BEFORE_PAGE),
        ("Apply by 29 February.", D(2024, 4, 15), None, NOT_NEAR),
        ("Apply by 29 February.", D(2025, 3, 10), None, NOT_NEAR),
        ("Apply by 29 February.", D(2027, 1, 26), D(2028, 2, 29), None),  # 399 days ahead
        ("Apply by 29 February.", D(2027, 1, 25), D(2028, 2, 29), None),  # 400
        ("Apply by 29 February.", D(2027, 1, 24), D(2028, 2, 29), NOT_NEAR),
        ("Apply by Thursday 12 February.", D(2026, 1, 20), D(2026, 2, 12), None),
        ("Apply by Friday 12 February.", D(2026, 1, 20), D(2027, 2, 12), None),
        ("Apply by Sunday 12 February.", D(2026, 1, 20), D(2026, 2, 12), NOT_NEAR),
    ],
)
def test_year_is_the_next_one_that_fits(
    timing: Of, text: str, page: dt.date | None, day: dt.date | None, doubt: str | None
) -> None:
    found = timing(text, page)
    inferred = None if day is None else True
    assert told_of(found) == (day, inferred, [f"{doubt} (“{text}”)"] if doubt else [])


@pytest.mark.parametrize(
    ("text", "page", "day", "inferred"),
    [
        ("Apply by Friday 03/04/2026.", None, D(2026, 4, 3), False),
        ("Apply by Wednesday 03/04/2026.", None, D(2026, 3, 4), False),
        ("Apply by Monday 03/04/2026.", None, None, None),
        ("Apply by 03/04/2026.", D(2026, 4, 3), D(2026, 4, 3), False),
        ("Apply by 03/04/2026.", D(2026, 3, 5), D(2026, 4, 3), False),
        ("Apply by 03/04/2026.", D(2026, 3, 4), None, None),
        ("Apply by 03/04/2026.", D(2025, 11, 4), D(2026, 3, 4), False),  # 120 days ahead
        ("Apply by 03/04/2026.", D(2025, 11, 3), None, None),
        ("Apply by 03/04/2026.", D(2025, 12, 3), D(2026, 3, 4), False),
        ("Apply by 03/04/2026.", D(2025, 12, 4), None, None),
        ("Apply by 03/04.", D(2026, 3, 20), D(2026, 4, 3), True),
        ("Apply by 03/04.", None, None, None),
        ("Apply by 13/04/2026.", None, D(2026, 4, 13), False),
        ("Apply by 04/13/2026.", None, D(2026, 4, 13), False),
        ("Apply by 04/04/2026.", None, D(2026, 4, 4), False),
    ],
)
def test_order_of_two_numbers_is_settled_or_left_open(
    timing: Of, text: str, page: dt.date | None, day: dt.date | None, inferred: bool | None
) -> None:
    doubts = [] if day else [f"{EITHER} (“{text}”)"]
    assert told_of(timing(text, page)) == (day, inferred, doubts)


def test_both_orders_that_fit_the_weekday_are_left_open(timing: Of) -> None:
    # 1 May and 5 January 2026: a Friday and a Monday; 2 March and 3 February: a Monday and a Tuesday.
    assert told_of(timing("Apply by Friday 05/01/2026."))[0] == D(2026, 5, 1)
    assert told_of(timing("Apply by Monday 05/01/2026."))[0] == D(2026, 1, 5)
    # 9 and 10 November 2026 and 2027: 10/09 and 09/10 fall on one day of the week.
    assert told_of(timing("Apply by Friday 09/10/2026."))[0] == D(2026, 10, 9)


@pytest.mark.parametrize(
    ("page", "doubt"),
    [
        (D(2026, 3, 3), None),
        (D(2026, 3, 4), "The deadline 2026-03-03 lies before the page's own date, 2026-03-04."),
        (D(2025, 1, 27), None),  # 400 days
        (D(2025, 1, 26), "The deadline 2026-03-03 lies more than a year after the page's own date, 2025-01-26."),
    ],
)
def test_deadline_is_compared_with_the_date_of_its_page(timing: Of, page: dt.date, doubt: str | None) -> None:
    assert told_of(timing("Apply by 3 March 2026.", page)) == (D(2026, 3, 3), False, [doubt] if doubt else [])
    declared = Declared(date=D(2026, 3, 3), text="deadline: 2026-03-03")
    assert told_of(timing("Draw maps.", page, declared)) == (D(2026, 3, 3), False, [doubt] if doubt else [])


def test_head_that_contradicts_the_text_is_quoted(timing: Of) -> None:
    declared = Declared(date=D(2026, 3, 1), text="deadline: 2026-03-01")
    (doubt,) = timing("Apply by 3 March 2026.", None, declared).doubts
    assert doubt.text == "The page's text names 2026-03-03, its head or data another day: deadline: 2026-03-01."
    assert timing("Apply by 1 March 2026.", None, declared).doubts == ()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Deadline: 3 March 2026, 00:00", f"{MIDNIGHT} (“Deadline: 3 March 2026, 00:00”)"),
        ("Deadline: 12 am on 3 March 2026", f"{MIDNIGHT} (“Deadline: 12 am on 3 March 2026”)"),
        (
            "The deadline is in mid March 2026.",
            "The page names no day for its deadline: “The deadline is in mid March 2026.”",
        ),
        ("Apply by mid-March.", "The page names no day for its deadline: “Apply by mid-March.”"),
        (
            "Deadline: 1 March 2026. Closing date: 3 March 2026.",
            "The page names more than one deadline: 2026-03-01, 2026-03-03.",
        ),
        (
            "Deadline: Monday 3 March 2026",
            "2026-03-03 is not the day of the week that the page names with it. (“Deadline: Monday 3 March 2026”)",
        ),
        (
            "## How to apply\n\nWrite to us. 3 March 2026, Ely.",
            "A day stands where applying is spoken of, and the page does not say what for: “3 March 2026, Ely.”",
        ),
    ],
)
def test_doubt_says_what_is_open_in_a_sentence(timing: Of, text: str, doubt: str) -> None:
    assert [(d.field, d.text) for d in timing(text).doubts] == [("deadline", doubt)]


@pytest.mark.parametrize(
    "text",
    ["We start in early March.", "Interviews are in mid March.", "We met in early May.", "By mid-March we move."],
)
def test_vague_day_of_something_else_is_no_doubt(timing: Of, text: str) -> None:
    assert timing(text).doubts == ()


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("## Deadline\n\n3 March 2026", True),
        ("## Deadline\n\nWe start on 3 March 2026.", False),
        ("## Deadlines to keep in mind:\n\n- 3 March 2026", True),
        ("Deadline for all:\n\n- 3 March 2026", True),
        ("Dates of our trips:\n\n- 3 March 2026", False),
        ("## How to apply\n\nA letter, until 3 March 2026.", True),
        ("## How to apply\n\nA letter of 3 March 2026.", False),
        ("## Our tours\n\nApply in writing. It must come by 3 March 2026.", True),
        ("## Our tours\n\nApply in writing. We leave. The bus comes by 3 March 2026.", False),
        ("3 March 2026 is the closing date.", True),
        ("3 March 2026 is the day of interviews, and the closing date is open.", False),
        ("3 March 2026. The closing date is open.", False),
        ("No later than 3 March 2026, your letter.", True),
        ("Until 3 March 2026 you can apply.", True),
        ("Until 3 March 2026 we are on tour.", False),
    ],
)
def test_date_is_told_by_its_place_and_by_what_follows(timing: Of, text: str, deadline: bool) -> None:
    assert (timing(text).deadline is not None) is deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("We meet on 1 March 2026 and start to review applications on 3 March 2026.", D(2026, 3, 3)),
        ("Reviews of applications begin 3 March 2026, the work on 1 May 2026.", D(2026, 3, 3)),
        ("The work starts on 3 March 2026.", None),
        ("From 3 March 2026 on we review applications from everybody.", D(2026, 3, 3)),
    ],
)
def test_review_is_told_from_a_start(timing: Of, text: str, day: dt.date | None) -> None:
    found = timing(text)
    assert (found.deadline, found.review_from) == (None, day)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("03/04/2026", "en", (4, 3, True)),
        ("03-04-2026", "en", (4, 3, True)),
        ("03.04.2026", "en", (4, 3, False)),
        ("03/03/2026", "en", (3, 3, False)),
        ("03/04/2026", "nl", (4, 3, False)),
        ("12/13/2026", "en", (12, 13, False)),
        ("13/12/2026", "en", (12, 13, False)),
        ("13/12/2026", "fr", (12, 13, False)),
        ("12/12/2026", "fr", (12, 12, False)),
        ("12/03/2026", "en", (3, 12, True)),
        ("03/12/2026", "en", (12, 3, True)),
        ("12-2", "nl", (2, 12, False)),
    ],
)
def test_month_and_day_of_two_numbers(text: str, language: str, expected: tuple[int, int, bool]) -> None:
    (found,) = find_dates(text, language)
    assert (found.month, found.day, found.ambiguous) == expected


@pytest.mark.parametrize(
    ("text", "language"), [("12.13.2026", "en"), ("12/13/2026", "de"), ("12-2", "en"), ("12-2 weken", "nl")]
)
def test_two_numbers_that_are_no_day_are_none(text: str, language: str) -> None:
    assert find_dates(text, language) == []


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("x 11:59 p.m.", None, dt.time(23, 59)),
        ("x 11:59 p.m.", 3, dt.time(23, 59)),
        ("x 11:59 p.m.", 2, None),
        ("12:30:45", None, dt.time(12, 30, 45)),
        ("0:05 am", None, dt.time(0, 5)),
        ("12:05 am", None, dt.time(0, 5)),
        ("1.30 pm", None, dt.time(13, 30)),
        ("at 9.15", None, dt.time(9, 15)),
        ("ore 9", None, dt.time(9)),
        ("17.45 CET", None, dt.time(17, 45)),
        ("24:00", None, dt.time(23, 59, 59)),
        ("room 12.30, at 9:00", None, dt.time(9)),
    ],
)
def test_time_of_day_is_read_to_the_second(text: str, within: int | None, expected: dt.time | None) -> None:
    assert find_time(text, within) == expected
