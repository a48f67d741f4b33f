"""What people do: every act is kept, can be undone, conflicts are seen, and no decision ever changes it."""

from typing import TYPE_CHECKING

import pytest

from intake.model.application import Timeliness
from intake.model.scope import EVERYTHING, Scope
from intake.storage.acts import Actor, Bulk, Conflict, Done, NotThere, Refused
from intake.storage.desk_values import ApplicationPage
from intake.storage.queue_values import QueueFilter
from tests.contract.storage.builders import (
    MANAGER,
    RESUME,
    STATEMENT,
    House,
    message,
    opened,
    posting,
    reading,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ANA = Actor(who="Ana", scope=EVERYTHING)
BEN = Actor(who="Ben", scope=EVERYTHING)


@pytest.fixture
def two(house: House) -> House:
    """Two postings, and two applications to the first."""
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    house.bring(
        ("1", reading(message(), RESUME, STATEMENT)),
        ("2", reading(message("jan@example.net", "Jan Kowalski"), RESUME)),
    )
    return house


def page(house: House, key: str = "a1") -> ApplicationPage:
    found = house.desk.application(EVERYTHING, key)
    assert found is not None
    return found


def placed(house: House, key: str = "a1") -> str | None:
    found = page(house, key).posting
    return None if found is None else found.id


def again(house: House) -> None:
    """Every mail is read and decided again."""
    house.store.read_again(house.store.replayable())
    house.process()


def test_a_status_leaves_the_queue_and_comes_back_when_it_is_undone(two: House) -> None:
    done = two.acts.set_status(ANA, "a1", "shortlisted", reason="strong")
    assert page(two).status == "shortlisted"
    assert [item.id for item in two.desk.queue(EVERYTHING, QueueFilter()).items] == ["a2"]
    again(two)
    assert page(two).status == "shortlisted"
    two.acts.undo(BEN, done.review or "")
    assert page(two).status == "new"
    assert two.desk.queue(EVERYTHING, QueueFilter()).counts["all"] == 2
    told = [(event.who, event.what, event.reason) for event in page(two).history[:2]]
    assert told == [("Ben", "person_undo", None), ("Ana", "person_status", "strong")]


def test_undoing_the_newer_of_two_acts_gives_the_older_value_back(two: House) -> None:
    two.acts.set_status(ANA, "a1", "to discuss")
    newer = two.acts.set_status(ANA, "a1", "declined")
    two.acts.undo(ANA, newer.review or "")
    assert page(two).status == "to discuss"
    assert two.acts.undo(ANA, newer.review or "").reviews == ()


def test_two_people_with_the_same_page_see_each_others_change(two: House) -> None:
    seen = page(two).version
    two.acts.set_status(ANA, "a1", "shortlisted", seen=seen)
    two.acts.note(ANA, "a1", "See the portfolio.")
    with pytest.raises(Conflict) as caught:
        two.acts.set_status(BEN, "a1", "declined", seen=seen)
    assert (caught.value.who, caught.value.current, caught.value.wanted) == ("Ana", "shortlisted", "declined")
    assert page(two).status == "shortlisted"
    two.acts.set_status(BEN, "a1", "shortlisted", seen=seen)
    two.acts.move(BEN, "a1", "p2", seen=seen)
    two.acts.set_status(BEN, "a1", "declined", seen=caught.value.version)
    assert (page(two).status, placed(two)) == ("declined", "p2")


def test_an_undo_is_a_change_that_others_see_too(two: House) -> None:
    done = two.acts.set_status(ANA, "a1", "shortlisted")
    seen = page(two).version
    two.acts.undo(ANA, done.review or "")
    with pytest.raises(Conflict):
        two.acts.set_status(BEN, "a1", "hired", seen=seen)


def test_a_move_holds_over_every_new_decision_and_its_undo_asks_the_program(two: House) -> None:
    done = two.acts.move(ANA, "a1", "p2")
    assert done.again == ("m1",)
    two.process()
    assert placed(two) == "p2"
    again(two)
    assert placed(two) == "p2"
    two.acts.undo(ANA, done.review or "")
    assert placed(two) == "p1"
    two.process()
    assert placed(two) == "p1"


def test_taken_out_of_any_posting_it_needs_one(two: House) -> None:
    two.acts.move(ANA, "a1", None)
    two.process()
    assert page(two).posting is None
    assert two.desk.queue(EVERYTHING, QueueFilter(chip="needs_posting")).counts["needs_posting"] == 1


def test_a_second_application_to_one_posting_must_be_merged(two: House) -> None:
    two.bring(("3", reading(message(to=(), recipients=(MANAGER,)), RESUME)))
    with pytest.raises(Refused, match="merge"):
        two.acts.move(ANA, "a3", "p1")
    assert two.acts.bulk(ANA, ["a3"], Bulk(posting="p1")).refused[0][0] == "a3"


def test_a_move_is_not_undone_into_a_place_that_is_taken(two: House) -> None:
    done = two.acts.move(ANA, "a1", "p2")
    two.process()
    two.bring(("3", reading(message(subject="Once more"), RESUME)))
    assert (placed(two), placed(two, "a3")) == ("p2", "p1")
    before = two.dump()
    with pytest.raises(Refused, match="merge"):
        two.acts.undo(ANA, done.review or "")
    assert two.dump() == before


def test_a_fact_is_edited_beside_what_was_read(two: House) -> None:
    done = two.acts.edit_fact(ANA, "a1", "email", "noor.haddad@example.net", was="noor@example.net")
    two.acts.edit_fact(ANA, "a1", "phone", "+49 30 5550100")
    two.acts.edit_fact(ANA, "a1", "name", "Noor H. Haddad")
    facts = {(fact.field, fact.value, fact.read, fact.who) for fact in page(two).facts}
    assert ("email", "noor.haddad@example.net", "noor@example.net", "Ana") in facts
    assert ("phone", "+49 30 5550100", None, "Ana") in facts
    assert ("name", "Noor H. Haddad", "Noor Haddad", "Ana") in facts
    again(two)
    assert page(two).name == "Noor H. Haddad"
    two.acts.undo(ANA, done.review or "")
    assert ("email", "noor@example.net", "noor@example.net", None) in {
        (fact.field, fact.value, fact.read, fact.who) for fact in page(two).facts
    }


def test_an_edited_fact_conflicts_with_another_edit_of_the_same(two: House) -> None:
    seen = page(two).version
    two.acts.edit_fact(ANA, "a1", "phone", "1", seen=seen)
    two.acts.edit_fact(BEN, "a1", "email", "n@example.net", was="noor@example.net", seen=seen)
    with pytest.raises(Conflict):
        two.acts.edit_fact(BEN, "a1", "phone", "2", seen=seen)
    with pytest.raises(Conflict):
        two.acts.edit_fact(BEN, "a1", "email", "x@example.net", was="noor@example.net", seen=seen)


def test_an_overrule_needs_a_reason_and_wins(two: House) -> None:
    with pytest.raises(Refused, match="why"):
        two.acts.overrule(ANA, "a1", Timeliness.LATE, " ")
    two.acts.overrule(ANA, "a1", Timeliness.LATE, "The courier's stamp says so.")
    again(two)
    verdict = page(two).verdict
    assert (verdict.timeliness, verdict.decided) == (Timeliness.LATE, Timeliness.ON_TIME)
    assert (verdict.overruled_by, verdict.reason) == ("Ana", "The courier's stamp says so.")
    assert two.desk.queue(EVERYTHING, QueueFilter(chip="late")).counts["late"] == 1


def test_tags_and_notes_are_kept_and_taken_back(two: House) -> None:
    done = two.acts.tag(ANA, "a1", add=["Berlin", "second look"])
    two.acts.tag(BEN, "a1", add=["berlin"], remove=["second look"])
    noted = two.acts.note(BEN, "a1", "Knows the team.")
    assert page(two).tags == ("berlin",)
    assert [item.id for item in two.desk.queue(EVERYTHING, QueueFilter(tag="berlin")).items] == ["a1"]
    assert [(note.who, note.text) for note in page(two).notes] == [("Ben", "Knows the team.")]
    two.acts.undo(BEN, noted.review or "")
    assert page(two).notes == ()
    two.acts.undo(ANA, done.review or "")
    assert page(two).tags == ("berlin",)


def test_no_duplicate_takes_the_question_away(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(), RESUME)), ("2", reading(message("n2@example.net"), RESUME)))
    assert "possible_duplicate" in page(house, "a2").flags
    assert [other.id for other in page(house, "a2").possible_duplicates] == ["a1"]
    done = house.acts.mark_duplicate(ANA, "a2", None)
    assert "possible_duplicate" not in page(house, "a2").flags
    house.acts.undo(ANA, done.review or "")
    assert "possible_duplicate" in page(house, "a2").flags


def test_many_at_once_and_what_cannot_be_changed_is_said(two: House) -> None:
    done = two.acts.bulk(ANA, ["a1", "a2", "a9"], Bulk(status="declined", add_tags=("round 1",)))
    assert [key for key, _ in done.refused] == ["a9"]
    assert two.desk.queue(EVERYTHING, QueueFilter()).items == ()
    assert two.desk.queue(EVERYTHING, QueueFilter(status="declined", tag="round 1")).counts["all"] == 2
    for review in reversed(done.reviews):
        two.acts.undo(ANA, review)
    assert two.desk.queue(EVERYTHING, QueueFilter()).counts["all"] == 2
    assert page(two, "a2").tags == ()


def test_what_may_not_be_seen_cannot_be_changed(two: House) -> None:
    foreign = Actor(who="Eve", scope=Scope(postings=("p2",), mailboxes=()))
    reader = Actor(who="Rea", scope=Scope(administrator=True, read_only=True))
    done = two.acts.set_status(ANA, "a1", "hired")
    before = two.dump()
    unseen: tuple[Callable[[], Done], ...] = (
        lambda: two.acts.set_status(foreign, "a1", "declined"),
        lambda: two.acts.note(foreign, "a1", "mine"),
        lambda: two.acts.merge(foreign, "a1", "a2"),
        lambda: two.acts.undo(foreign, done.review or ""),
        lambda: two.acts.undo(ANA, "v999"),
        lambda: two.acts.adopt(foreign, "m1"),
        lambda: two.acts.set_status(ANA, "a99", "declined"),
    )
    for act in unseen:
        with pytest.raises(NotThere):
            act()
    refused: tuple[Callable[[], Done], ...] = (
        lambda: two.acts.set_status(reader, "a1", "declined"),
        lambda: two.acts.undo(reader, done.review or ""),
        lambda: two.acts.move(Actor(who="Rec", scope=Scope(postings=("p1",))), "a1", "p2"),
        lambda: two.acts.set_status(ANA, "a1", "fired"),
        lambda: two.acts.note(ANA, "a1", " "),
        lambda: two.acts.tag(ANA, "a1", add=["x" * 60]),
        lambda: two.acts.edit_fact(ANA, "a1", "shoe size", "42"),
        lambda: two.acts.edit_fact(ANA, "a1", "name", "", was="Noor Haddad"),
        lambda: two.acts.mark_duplicate(ANA, "a1", "a1"),
    )
    for act in refused:
        with pytest.raises(Refused):
            act()
    assert two.dump() == before


def test_a_mail_that_comes_after_the_judgement_is_shown(two: House) -> None:
    two.acts.set_status(ANA, "a1", "shortlisted")
    two.clock.forward(hours=1)
    two.bring(("3", reading(message(text="My portfolio, as you asked."), STATEMENT)))
    waiting = two.desk.queue(EVERYTHING, QueueFilter(chip="new_mail"))
    assert [item.id for item in waiting.items] == ["a1"]
    two.clock.forward(hours=1)
    two.acts.set_status(ANA, "a1", "interview")
    assert two.desk.queue(EVERYTHING, QueueFilter(chip="new_mail")).items == ()
