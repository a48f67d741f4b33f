"""What people do to postings: written with who, told in the history, taken back whole; nobody's change is lost."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from intake.model.rounds import RoundAction, RoundChange
from intake.model.scope import EVERYTHING, Scope
from intake.postings.rounds import plan_rounds
from intake.storage.acts import Actor, NotThere, Refused
from tests.contract.storage.builders import NOON, RESUME, House, message, opened, posting, reading, until

ANA = Actor(who="Ana", scope=EVERYTHING)
EVE = Actor(who="Eve", scope=Scope(postings=("p2",)))
SAID = opened(posting(deadline=until("2026-03-10")))


@pytest.fixture
def one(house: House) -> House:
    house.store.apply_rounds([SAID])
    house.bring(("1", reading(message(), RESUME)))
    return house


def edited(house: House, **changes: Any) -> str:
    (before,) = house.store.rounds()
    said = replace(
        SAID, action=RoundAction.CHANGED, round_id="p1", posting=replace(before.posting, **changes),
        sentences=("as typed",),
    )  # fmt: skip
    done = house.acts.change_postings(ANA, [said])
    assert done.again == ("m1",)
    return done.review or ""


def test_an_edit_is_told_with_who_and_can_be_taken_back(one: House) -> None:
    before = one.store.rounds()
    review = edited(one, title="Platform Engineer", deadline=until("2026-03-20"))
    one.process()
    told = one.desk.history_of(EVERYTHING, "p1")
    assert told is not None
    newest = told.items[0]
    assert (newest.who, newest.what, newest.payload["sentences"]) == ("Ana", "posting_changed", ["as typed"])
    assert (newest.undoable, newest.review) == (True, review)
    one.acts.undo(ANA, review)
    one.process()
    assert one.store.rounds() == before
    page = one.desk.application(EVERYTHING, "a1")
    assert page is not None
    assert page.verdict.deadline == until("2026-03-10")
    assert one.acts.undo(ANA, review).reviews == ()


def test_closing_is_taken_back(one: House) -> None:
    (round_,) = one.store.rounds()
    closing = replace(SAID, action=RoundAction.CLOSED, round_id="p1", posting=round_.posting, closed_at=NOON)
    closed = one.acts.change_postings(ANA, [closing])
    assert one.store.rounds()[0].closed_at == NOON
    one.acts.undo(ANA, closed.review or "")
    assert one.store.rounds()[0].closed_at is None


def test_a_new_posting_that_is_taken_back_leaves_its_mails_without_one(one: House) -> None:
    said = opened(posting("Data Engineer", "data@example.org"), source="more.md")
    new = one.acts.import_postings(ANA, lambda _known: (said,))
    one.bring(("2", reading(message("jan@example.net", "Jan", recipients=("data@example.org",)), RESUME)))
    assert one.application("a2")["posting"]["id"] == "p2"
    assert one.acts.undo(ANA, new.review or "").again == ("m2",)
    one.process()
    assert one.application("a2")["posting"] is None
    assert [r.id for r in one.store.rounds()] == [r.id for r in one.store.known_rounds()] == ["p1"]
    assert [item.id for item in one.desk.postings(EVERYTHING, "UTC")] == ["p1"]
    assert [choice.id for choice in one.desk.posting_choices(EVERYTHING)] == ["p1"]
    one.acts.import_postings(ANA, lambda _known: (said,))
    one.process()
    assert one.application("a2")["posting"]["id"] == "p3"


def read_again(house: House) -> RoundChange:
    """What reading the page once more does, on which nothing has changed."""
    planner = partial(
        plan_rounds, [SAID.posting], now=NOON, page_date=None, source=SAID.source, default_timezone="Europe/Berlin"
    )  # fmt: skip
    (change,) = house.store.import_rounds(planner)
    return change


def test_what_was_typed_stays_when_the_page_is_read_again_until_it_is_taken_back(one: House) -> None:
    first = edited(one, title="Platform Engineer", deadline=until("2026-03-20"))
    one.process()
    second = edited(one, title="Site Engineer")
    assert (read_again(one).action, read_again(one).posting.title) == (RoundAction.UNCHANGED, "Site Engineer")
    (known,) = one.store.known_rounds()
    assert (known.by_hand, known.as_read) == (frozenset({"title", "deadline"}), SAID.posting)
    one.acts.undo(ANA, second)
    one.acts.undo(ANA, first)
    assert one.store.known_rounds() == one.store.rounds()
    assert read_again(one).posting == SAID.posting


def test_a_posting_that_was_closed_by_hand_stays_closed_when_its_page_is_read_again(one: House) -> None:
    closing = replace(SAID, action=RoundAction.CLOSED, round_id="p1", closed_at=NOON)
    closed = one.acts.change_postings(ANA, [closing])
    assert (read_again(one).action, read_again(one).closed_at) == (RoundAction.UNCHANGED, NOON)
    one.acts.undo(ANA, closed.review or "")
    assert one.store.known_rounds()[0].by_hand == frozenset()


def test_what_a_page_said_that_a_person_brought_in_is_nothing_typed(one: House) -> None:
    moved = replace(SAID, action=RoundAction.EXTENDED, round_id="p1", posting=posting(deadline=until("2026-03-20")))
    assert one.acts.import_postings(ANA, lambda _known: (moved,)).reviews
    assert one.store.known_rounds() == one.store.rounds()


def test_an_act_that_others_built_upon_is_taken_back_after_theirs(one: House) -> None:
    first = edited(one, title="Platform Engineer")
    one.process()
    second = edited(one, title="Site Engineer")
    with pytest.raises(Refused, match="take that back first"):
        one.acts.undo(ANA, first)
    one.acts.undo(ANA, second)
    one.acts.undo(ANA, first)
    assert one.store.rounds()[0].posting.title == SAID.posting.title


def test_nobody_changes_what_they_have_not_seen(one: House) -> None:
    page = one.desk.posting(EVERYTHING, "p1")
    assert page is not None
    edited(one, title="Platform Engineer")
    wanted = replace(SAID, action=RoundAction.CHANGED, round_id="p1")
    with pytest.raises(Refused, match="since you opened the page"):
        one.acts.change_postings(ANA, [wanted], seen=page.version)
    now = one.desk.posting(EVERYTHING, "p1")
    assert now is not None
    assert one.acts.change_postings(ANA, [wanted], seen=now.version).reviews


def test_foreign_postings_are_not_there_and_readers_change_nothing(one: House) -> None:
    review = edited(one, title="Platform Engineer")
    with pytest.raises(NotThere):
        one.acts.undo(EVE, review)
    with pytest.raises(NotThere):
        one.acts.change_postings(EVE, [replace(SAID, round_id="p1", action=RoundAction.CHANGED)])
    with pytest.raises(NotThere):
        one.acts.change_postings(EVE, [SAID])
    with pytest.raises(Refused, match="change nothing"):
        one.acts.change_postings(Actor(who="Rui", scope=replace(EVERYTHING, read_only=True)), [SAID])
