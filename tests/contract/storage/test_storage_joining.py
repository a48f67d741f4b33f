"""Merge, split, and correspondence that becomes an application: each holds over new decisions, each can be undone."""

import pytest

from intake.model.scope import EVERYTHING
from intake.storage.acts import Actor, Refused
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

ANA = Actor(who="Ana", scope=EVERYTHING)


def page(house: House, key: str) -> ApplicationPage:
    found = house.desk.application(EVERYTHING, key)
    assert found is not None
    return found


def mails(house: House, key: str) -> list[str]:
    return [mail.message for mail in page(house, key).mails]


def queue(house: House) -> list[str]:
    return sorted(item.id for item in house.desk.queue(EVERYTHING, QueueFilter()).items)


def again(house: House) -> None:
    house.store.read_again(house.store.replayable())
    house.process()


@pytest.fixture
def twice(house: House) -> House:
    """One person who applied from two addresses."""
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    house.bring(
        ("1", reading(message(), RESUME)),
        ("2", reading(message("noor.h@example.org", subject="My statement"), STATEMENT)),
    )
    return house


def test_merged_applications_are_one_and_two_again_when_undone(twice: House) -> None:
    twice.acts.note(ANA, "a2", "Called.")
    before = (queue(twice), mails(twice, "a1"), mails(twice, "a2"))
    done = twice.acts.merge(ANA, "a2", "a1", reason="the same phone")
    twice.process()
    assert (queue(twice), mails(twice, "a1"), done.application) == (["a1"], ["m1", "m2"], "a1")
    assert {fact.value for fact in page(twice, "a1").facts if fact.field == "email"} == {
        "noor@example.net",
        "noor.h@example.org",
    }
    assert [note.text for note in page(twice, "a1").notes] == ["Called."]
    assert page(twice, "a2").merged_into == "a1"
    again(twice)
    assert (queue(twice), mails(twice, "a1")) == (["a1"], ["m1", "m2"])
    twice.acts.undo(ANA, done.review or "")
    twice.process()
    assert (queue(twice), mails(twice, "a1"), mails(twice, "a2")) == before
    again(twice)
    assert (queue(twice), mails(twice, "a1"), mails(twice, "a2")) == before


def test_a_later_mail_of_a_merged_candidate_joins_what_it_was_merged_into(twice: House) -> None:
    done = twice.acts.merge(ANA, "a2", "a1")
    twice.process()
    twice.bring(("3", reading(message("noor.h@example.org", subject="More"), STATEMENT)))
    assert mails(twice, "a1") == ["m1", "m2", "m3"]
    twice.acts.undo(ANA, done.review or "")
    twice.process()
    assert sorted(mails(twice, "a1") + mails(twice, "a2")) == ["m1", "m2", "m3"]


def test_merging_what_waits_with_what_has_a_posting_keeps_the_posting(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", reading(message(recipients=("jobs@example.org",)), RESUME)),
        ("2", reading(message("noor.h@example.org"), STATEMENT)),
    )
    done = house.acts.merge(ANA, "a2", "a1")
    house.process()
    found = page(house, "a1").posting
    assert found is not None
    assert (found.id, queue(house)) == ("p1", ["a1"])
    house.acts.undo(ANA, done.review or "")
    house.process()
    assert (page(house, "a1").posting, queue(house)) == (None, ["a1", "a2"])


def test_of_two_postings_only_the_people_become_one(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    house.bring(
        ("1", reading(message(), RESUME)), ("2", reading(message("n2@example.org", recipients=(MANAGER,)), RESUME))
    )
    done = house.acts.merge(ANA, "a2", "a1")
    house.process()
    assert (queue(house), page(house, "a2").candidate) == (["a1", "a2"], page(house, "a1").candidate)
    assert [other.id for other in page(house, "a1").others] == ["a2"]
    house.acts.undo(ANA, done.review or "")
    house.process()
    assert page(house, "a2").candidate != page(house, "a1").candidate


def test_an_application_is_not_merged_with_itself(twice: House) -> None:
    with pytest.raises(Refused, match="itself"):
        twice.acts.merge(ANA, "a1", "a1")


@pytest.fixture
def joined(house: House) -> House:
    """A couple with one address: the second one's statement joined the first one's application."""
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", reading(message(), RESUME)), ("2", reading(message(name="Sam Haddad", subject="Mine"), STATEMENT))
    )
    assert mails(house, "a1") == ["m1", "m2"]
    return house


def test_a_split_holds_and_is_undone(joined: House) -> None:
    done = joined.acts.split(ANA, "a1", ["m2"], reason="her husband")
    made = done.application or ""
    joined.process()
    assert (queue(joined), mails(joined, "a1"), mails(joined, made)) == (["a1", made], ["m1"], ["m2"])
    assert page(joined, made).name == "Sam Haddad"
    assert page(joined, made).candidate != page(joined, "a1").candidate
    again(joined)
    assert (queue(joined), mails(joined, "a1"), mails(joined, made)) == (["a1", made], ["m1"], ["m2"])
    joined.acts.undo(ANA, done.review or "")
    joined.process()
    assert (queue(joined), mails(joined, "a1")) == (["a1"], ["m1", "m2"])
    again(joined)
    assert (queue(joined), mails(joined, "a1")) == (["a1"], ["m1", "m2"])


def test_not_all_mails_can_be_split_off(joined: House) -> None:
    for some in ([], ["m9"], ["m1", "m2"]):
        with pytest.raises(Refused, match="not all"):
            joined.acts.split(ANA, "a1", some)


def test_correspondence_becomes_an_application_and_correspondence_again(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(recipients=("jobs@example.org",), subject="A question"))))
    assert [item.message for item in house.desk.correspondence(EVERYTHING).items] == ["m1"]
    done = house.acts.adopt(ANA, "m1", "p1")
    assert done.again == ("m1",)
    house.process()
    assert (queue(house), mails(house, "a1")) == (["a1"], ["m1"])
    assert page(house, "a1").posting.id == "p1"  # type: ignore[union-attr]
    again(house)
    assert queue(house) == ["a1"]
    with pytest.raises(Refused, match="correspondence"):
        house.acts.adopt(ANA, "m1")
    house.acts.undo(ANA, done.review or "")
    house.process()
    assert (queue(house), house.outcomes()) == ([], {"m1": "correspondence"})
