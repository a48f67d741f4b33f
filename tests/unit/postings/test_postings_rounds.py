"""What importing a page does to the rounds that are known of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.posting import ApplyVia, Contact, Deadline, Doubt, Posting, PostingPage, PostingRound
from intake.model.rounds import RoundAction, RoundChange
from intake.postings.export import to_toml
from intake.postings.rounds import plan_rounds
from intake.postings.toml import read_toml

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
PAGE = "jobs.md"


def posting(title: str = "Data Steward", email: str = "ann@example.org", day: str | None = "2026-04-01") -> Posting:
    deadline = Deadline(date=dt.date.fromisoformat(day)) if day else None
    return Posting(title=title, contacts=(Contact("Ann Lee", email),), deadline=deadline)


def known(
    of: Posting, number: int = 1, *, closed: dt.datetime | None = None, previous: str | None = None
) -> PostingRound:
    return PostingRound(id=f"p{number}", posting=of, opened_at=None, closed_at=closed, previous=previous, source=PAGE)


def plan(
    found: Sequence[Posting],
    rounds: Sequence[PostingRound] = (),
    *,
    now: dt.datetime = NOW,
    page_date: dt.date | None = None,
    watched: bool = False,
) -> tuple[RoundChange, ...]:
    return plan_rounds(
        found,
        rounds,
        now=now,
        page_date=page_date,
        source=PAGE,
        default_timezone="Europe/Berlin",
        watched=watched,
    )


def apply(changes: Sequence[RoundChange], rounds: Sequence[PostingRound]) -> list[PostingRound]:
    """What storage makes of changes: new rounds get the next id, the others their new values."""
    kept = {r.id: r for r in rounds}
    for change in changes:
        name = change.round_id or f"p{len(kept) + 1}"
        kept[name] = PostingRound(
            id=name,
            posting=change.posting,
            opened_at=change.opened_at,
            closed_at=change.closed_at,
            previous=change.previous,
            source=change.source,
        )
    return list(kept.values())


def test_first_import_opens_a_round_whose_begin_is_unknown() -> None:
    (change,) = plan([posting()])
    assert (change.action, change.round_id, change.previous) == (RoundAction.NEW, None, None)
    assert (change.opened_at, change.closed_at, change.source) == (None, None, PAGE)
    assert change.sentences == ("“Data Steward” is new on the page.",)


def test_first_round_opens_on_the_day_of_the_page_in_the_organisations_zone() -> None:
    (change,) = plan([posting()], page_date=dt.date(2026, 2, 10))
    assert change.opened_at == dt.datetime(2026, 2, 9, 23, tzinfo=dt.UTC)


def test_second_import_of_the_same_page_changes_nothing(two_postings: PostingPage) -> None:
    found = two_postings.postings
    rounds = apply(plan(found), [])
    again = plan(found, rounds)
    assert [c.action for c in again] == [RoundAction.UNCHANGED] * 2
    assert [c.round_id for c in again] == ["p1", "p2"]
    assert all(c.sentences == () for c in again)
    assert apply(again, rounds) == rounds


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "2026-04-01", "2026-04-20"),
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "2026-04-01", "2026-12-01"),
        (dt.datetime(2026, 4, 5, tzinfo=dt.UTC), "2026-04-01", "2026-04-20"),
        (dt.datetime(2026, 4, 5, tzinfo=dt.UTC), "2025-12-24", "2026-01-07"),
    ],
)
def test_deadline_moved_later_extends_the_round(now: dt.datetime, before: str, after: str) -> None:
    (change,) = plan([posting(day=after)], [known(posting(day=before))], now=now)
    assert (change.action, change.round_id, change.previous) == (RoundAction.EXTENDED, "p1", None)
    assert f"is extended from {before} to {after}" in change.sentences[0]
    assert change.posting == posting(day=after)


def test_deadline_moved_earlier_is_a_change() -> None:
    (change,) = plan([posting(day="2026-03-20")], [known(posting())])
    assert change.action is RoundAction.CHANGED
    assert "is brought forward from 2026-04-01 to 2026-03-20" in change.sentences[0]


def test_later_time_or_zone_on_the_same_day_is_an_extension() -> None:
    before = replace(posting(), deadline=Deadline(date=dt.date(2026, 4, 1), time=dt.time(12), timezone="UTC"))
    after = replace(posting(), deadline=Deadline(date=dt.date(2026, 4, 1), time=dt.time(12), timezone="Etc/GMT+12"))
    (change,) = plan([after], [known(before)])
    assert change.action is RoundAction.EXTENDED
    assert "from 2026-04-01 12:00 (UTC) to 2026-04-01 12:00 (Etc/GMT+12)" in change.sentences[0]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [("2026-04-01", None, "no longer has a deadline"), (None, "2026-04-01", "now has the deadline 2026-04-01")],
)
def test_deadline_that_came_or_went_is_a_change(before: str | None, after: str | None, words: str) -> None:
    (change,) = plan([posting(day=after)], [known(posting(day=before))])
    assert change.action is RoundAction.CHANGED
    assert words in change.sentences[0]


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        ("2026-03-01", "2025-04-01", "2026-04-01"),
        ("2026-06-02", "2026-04-01", "2026-06-01"),
        ("2026-09-01", None, "2026-10-01"),
    ],
)
def test_posting_advertised_again_after_its_deadline_is_a_new_round(now: str, before: str | None, after: str) -> None:
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    closed = dt.datetime(2026, 4, 1, tzinfo=dt.UTC) if before is None else None
    (change,) = plan([posting(day=after)], [known(posting(day=before), closed=closed)], now=moment)
    assert (change.action, change.round_id, change.previous) == (RoundAction.NEW, None, "p1")
    assert change.opened_at == moment
    assert "advertised again" in change.sentences[0]


def test_sixty_days_after_a_passed_deadline_are_still_an_extension() -> None:
    (change,) = plan([posting(day="2026-04-30")], [known(posting(day="2026-03-01"))], now=NOW + dt.timedelta(days=10))
    assert change.action is RoundAction.EXTENDED


def test_new_round_opens_on_the_day_of_the_page_where_that_is_after_the_former_one() -> None:
    found, rounds = [posting(day="2026-04-01")], [known(posting(day="2025-04-01"))]
    (dated,) = plan(found, rounds, page_date=dt.date(2026, 2, 10))
    assert dated.opened_at == dt.datetime(2026, 2, 9, 23, tzinfo=dt.UTC)
    (stale,) = plan(found, rounds, page_date=dt.date(2024, 2, 10))
    (future,) = plan(found, rounds, page_date=dt.date(2027, 2, 10))
    assert stale.opened_at == future.opened_at == NOW


def test_posting_that_left_the_page_is_closed_now() -> None:
    (change,) = plan([], [known(posting())])
    assert (change.action, change.round_id, change.closed_at) == (RoundAction.CLOSED, "p1", NOW)
    assert change.posting == posting()
    assert "has left the page" in change.sentences[0]


def test_round_that_is_closed_stays_closed_without_a_word() -> None:
    assert plan([], [known(posting(), closed=NOW)]) == ()


def test_posting_back_on_the_page_with_its_deadline_opens_its_round_again() -> None:
    (change,) = plan([posting()], [known(posting(), closed=NOW - dt.timedelta(days=3))])
    assert (change.action, change.round_id, change.closed_at) == (RoundAction.CHANGED, "p1", None)
    assert "on the page again" in change.sentences[0]


@pytest.mark.parametrize(("days", "action"), [(59, RoundAction.CHANGED), (61, RoundAction.NEW)])
def test_posting_without_a_deadline_is_a_new_round_after_a_long_absence(days: int, action: RoundAction) -> None:
    (change,) = plan([posting(day=None)], [known(posting(day=None), closed=NOW - dt.timedelta(days=days))])
    assert change.action is action


def test_only_the_last_round_of_a_posting_is_compared() -> None:
    rounds = [
        known(posting(day="2024-04-01"), 1),
        known(posting(day="2025-04-01"), 2, previous="p1"),
    ]
    (change,) = plan([posting(day="2025-04-01")], rounds)
    assert (change.action, change.round_id, change.previous) == (RoundAction.UNCHANGED, "p2", "p1")


def test_title_is_compared_without_marks_brackets_and_case() -> None:
    (change,) = plan([posting("DATA steward (m/w/d)")], [known(posting("Data Steward (remote)"))])
    assert change.round_id == "p1"
    assert change.sentences == ("“DATA steward (m/w/d)” has other title than before.",)


def test_new_contact_of_the_same_title_is_a_change() -> None:
    (change,) = plan([posting(email="bo@example.org")], [known(posting())])
    assert (change.action, change.round_id) == (RoundAction.CHANGED, "p1")
    assert "contacts" in change.sentences[0]


def test_reworded_title_with_the_same_contact_is_the_same_posting() -> None:
    (change,) = plan([posting("Data Stewards")], [known(posting())])
    assert change.round_id == "p1"


def test_other_title_with_the_same_contact_is_another_posting() -> None:
    new, gone = plan([posting("Map Librarian")], [known(posting())])
    assert (new.action, gone.action) == (RoundAction.NEW, RoundAction.CLOSED)


def test_two_postings_of_one_title_are_told_by_contact_and_deadline() -> None:
    ann, bo = posting(), posting(email="bo@example.org")
    changes = plan([bo, ann], [known(ann, 1), known(bo, 2)])
    assert [(c.action, c.round_id) for c in changes] == [(RoundAction.UNCHANGED, "p2"), (RoundAction.UNCHANGED, "p1")]
    early, late = posting(day="2026-04-01"), posting(day="2026-05-01")
    changes = plan([late, early], [known(early, 1), known(late, 2)])
    assert [c.round_id for c in changes] == ["p2", "p1"]


def test_second_posting_of_a_title_is_new_and_takes_nobodys_round() -> None:
    changes = plan([posting(), posting(email="bo@example.org")], [known(posting())])
    assert [(c.action, c.round_id) for c in changes] == [(RoundAction.UNCHANGED, "p1"), (RoundAction.NEW, None)]


def test_other_words_around_the_same_fields_are_a_change() -> None:
    after = replace(posting(), responsibilities=("Keep data",))
    (change,) = plan([after], [known(posting())])
    assert change.action is RoundAction.CHANGED
    assert "described in other words" in change.sentences[0]


def test_reworded_deadline_is_no_extension() -> None:
    after = replace(posting(), deadline=Deadline(date=dt.date(2026, 4, 1), text="by 1 April 2026"))
    (change,) = plan([after], [known(posting())])
    assert change.action is RoundAction.CHANGED


def test_posting_without_a_title_is_named_so() -> None:
    untitled = replace(posting(), title=None)
    (change,) = plan([untitled])
    assert change.sentences == ("“A posting without a title” is new on the page.",)
    assert plan([untitled], [known(posting())])[0].action is RoundAction.NEW


def test_posting_without_contacts_keeps_its_round() -> None:
    bare = Posting(title="Clerk")
    (change,) = plan([bare], [known(bare)])
    assert change.action is RoundAction.UNCHANGED


def set_by_hand(of: Posting, *, closed: dt.datetime | None = None, **values: Any) -> PostingRound:
    """A round in which a person set these fields; with `closed` they closed it, too."""
    names = frozenset(values) | (frozenset({"closed_at"}) if closed else frozenset())
    return replace(known(replace(of, **values), closed=closed), by_hand=names, as_read=of)


def test_what_a_person_set_stays_whenever_the_page_is_read_again() -> None:
    moved = Deadline(date=dt.date(2026, 4, 20))
    for field in (
        {"deadline": moved},
        {"title": "Keeper of the Charts"},
        {"contacts": (Contact(None, "x@example.org"),)},
    ):
        round_ = set_by_hand(posting(), **field)
        (change,) = plan([posting()], [round_])
        assert (change.action, change.round_id, change.sentences) == (RoundAction.UNCHANGED, "p1", ())
        assert change.posting == round_.posting


def test_page_that_moves_what_a_person_set_is_told_and_changes_the_rest() -> None:
    round_ = set_by_hand(posting(), deadline=Deadline(date=dt.date(2026, 4, 20)))
    (change,) = plan([posting(day="2026-05-02")], [round_])
    assert (change.action, change.posting.deadline) == (RoundAction.UNCHANGED, round_.posting.deadline)
    moved = "has a deadline that is extended from 2026-04-01 to 2026-05-02."
    assert change.sentences == (f"Its deadline stays as a person set it: its page {moved}",)
    (change,) = plan([replace(posting(day="2026-05-02"), subject_code="DS-1")], [round_])
    assert (change.action, change.posting.subject_code) == (RoundAction.CHANGED, "DS-1")
    assert change.posting.deadline == round_.posting.deadline
    (change,) = plan([posting(day="2026-04-20")], [round_])
    assert change.sentences == ()
    (change,) = plan([posting("Keeper of Data")], [set_by_hand(posting("Keeper of Dates"), title="Curator")])
    assert change.posting.title == "Curator"
    assert change.sentences == ("Its title is left as a person set it: its page says something else now.",)


def test_deadline_that_a_person_brought_forward_makes_no_new_round_of_the_same_call() -> None:
    round_ = set_by_hand(posting(day="2026-04-01"), deadline=Deadline(date=dt.date(2026, 1, 15)))
    (change,) = plan([posting(day="2026-04-01")], [round_])
    assert (change.action, change.round_id) == (RoundAction.UNCHANGED, "p1")
    (change,) = plan([posting(day="2026-11-01")], [round_], now=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    assert (change.action, change.previous) == (RoundAction.NEW, "p1")


@pytest.mark.parametrize("day", ["2026-04-01", None])
def test_round_that_a_person_closed_stays_closed_while_its_page_goes_on_showing_it(day: str | None) -> None:
    closed = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    round_ = set_by_hand(posting(day=day), closed=closed)
    (change,) = plan([posting(day=day)], [round_])
    assert (change.action, change.round_id, change.closed_at) == (RoundAction.UNCHANGED, "p1", closed)


def test_round_that_a_person_opened_again_is_not_closed_by_its_page() -> None:
    round_ = replace(known(posting()), by_hand=frozenset({"closed_at"}), as_read=posting())
    assert plan([], [round_]) == ()


TOLD = replace(
    posting(),
    apply_via=ApplyVia.EMAIL,
    responsibilities=("Keep the charts.",),
    sources={"title": "# Data Steward"},
)
ELSEWHERE = replace(known(TOLD), source="careers.html")


def test_posting_file_beside_its_page_finds_the_rounds_of_the_page() -> None:
    (page,) = read_toml(to_toml([TOLD])).postings
    assert [(c.action, c.round_id) for c in plan([page], [ELSEWHERE])] == [(RoundAction.UNCHANGED, "p1")]
    assert plan([], [ELSEWHERE]) == ()


def test_posting_file_mends_the_round_of_a_page_and_leaves_it_with_that_page() -> None:
    doubted = replace(TOLD, deadline=None, doubts=(Doubt("deadline", "No year."), Doubt("title", "Two titles.")))
    mended = replace(doubted, deadline=posting().deadline, sources={}, doubts=())
    (change,) = plan([mended], [replace(ELSEWHERE, posting=doubted)])
    assert (change.action, change.round_id, change.source) == (RoundAction.CHANGED, "p1", "careers.html")
    assert change.posting.deadline == posting().deadline
    assert change.posting.sources == TOLD.sources
    assert [doubt.field for doubt in change.posting.doubts] == ["title"]
    assert change.sentences[-1] == "It stays with careers.html, where it was found first."


def test_watched_page_changes_no_round_of_another_one() -> None:
    other = replace(TOLD, deadline=Deadline(date=dt.date(2026, 4, 9)))
    (change,) = plan([other], [ELSEWHERE], watched=True)
    assert (change.action, change.posting, change.sentences) == (RoundAction.UNCHANGED, TOLD, ())


@pytest.mark.parametrize(
    "other",
    [
        posting("Data Keeper"),
        posting(email="other@example.org"),
        replace(TOLD, subject_code="DS-2"),
        replace(TOLD, location="Bergen"),
        replace(TOLD, apply_url="https://jobs.example.org/2"),
        replace(TOLD, responsibilities=("Draw maps.",), deadline=None),
        posting(day="2026-04-09"),
        replace(posting(), title=None),
    ],
)
def test_other_posting_of_another_page_opens_a_round_of_its_own(other: Posting) -> None:
    (change,) = plan([other], [ELSEWHERE])
    assert (change.action, change.source) == (RoundAction.NEW, PAGE)


def test_postings_that_differ_in_their_deadline_alone_are_two_where_little_is_told() -> None:
    (change,) = plan([posting(day="2026-04-09")], [replace(known(posting()), source="careers.html")])
    assert change.action is RoundAction.NEW


def test_form_tells_postings_without_contacts_and_nothing_does_without_either() -> None:
    form = replace(posting(), contacts=(), apply_url="https://jobs.example.org/1")
    (change,) = plan([form], [replace(known(form), source="careers.html")])
    assert change.action is RoundAction.UNCHANGED
    bare = replace(posting(), contacts=())
    (change,) = plan([bare], [replace(known(bare), source="careers.html")])
    assert change.action is RoundAction.NEW


def test_round_of_another_page_is_taken_once_and_after_those_of_the_own_page() -> None:
    both = plan([TOLD, TOLD], [ELSEWHERE])
    assert [c.action for c in both] == [RoundAction.UNCHANGED, RoundAction.NEW]
    (own,) = plan([TOLD], [ELSEWHERE, known(TOLD, 2)])
    assert own.round_id == "p2"
    (open_one,) = plan([TOLD], [ELSEWHERE, known(TOLD, 2, closed=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))])
    assert open_one.round_id == "p1"
    (closed,) = plan([TOLD], [replace(ELSEWHERE, closed_at=NOW)])
    assert closed.action is RoundAction.NEW


POSTINGS = st.builds(
    posting,
    st.sampled_from(("Clerk", "Driver", "Data Steward")),
    st.sampled_from(("a@example.org", "b@example.org")),
    st.sampled_from((None, "2025-01-01", "2026-02-20", "2026-03-15", "2026-09-01")),
)


@given(st.lists(POSTINGS, max_size=5), st.lists(POSTINGS, max_size=5))
def test_importing_a_page_twice_writes_nothing_the_second_time(first: list[Posting], second: list[Posting]) -> None:
    rounds = apply(plan(first), [])
    rounds = apply(plan(second, rounds), rounds)
    again = plan(second, rounds)
    assert [c.action for c in again] == [RoundAction.UNCHANGED] * len(second)
    assert [c.posting for c in again] == second
