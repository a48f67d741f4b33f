"""Importing postings: what changed is written, what it concerns is decided again, without being read again."""

import dataclasses
from datetime import timedelta

from intake.model.posting import PostingRound
from intake.model.rounds import RoundAction, RoundChange
from tests.contract.storage.builders import (
    ENGINEER,
    MANAGER,
    NOON,
    RESUME,
    House,
    message,
    opened,
    posting,
    reading,
    until,
)


def test_a_round_is_kept_as_it_was_imported(house: House) -> None:
    said = posting(deadline=until("2026-03-31", timezone="Europe/Berlin"), subject_code="ASE-1")
    applied = house.store.apply_rounds([opened(said)])
    assert (applied.rounds, applied.messages) == (("p1",), 0)
    (round_,) = house.store.rounds()
    assert (round_.id, round_.posting, round_.opened_at, round_.closed_at, round_.previous) == (
        "p1",
        said,
        NOON,
        None,
        None,
    )


def test_an_import_that_changes_nothing_writes_nothing(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(), RESUME)))
    before = house.dump()
    house.clock.forward(days=1)
    same = opened(action=RoundAction.UNCHANGED, round_id="p1", sentences=())
    assert house.store.apply_rounds([same]) == dataclasses.replace(house.store.apply_rounds([]), rounds=("p1",))
    assert house.dump() == before


def test_rounds_of_one_source_are_told_apart(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Manager", MANAGER), source="other.md")])
    assert [r.id for r in house.store.rounds("other.md")] == ["p2"]
    assert [r.id for r in house.store.rounds()] == ["p1", "p2"]
    assert house.store.rounds("none.md") == ()


def test_a_posting_imported_after_its_mails_decides_them_again_without_reading(house: House) -> None:
    (key,) = house.bring(("1", reading(message(), RESUME)))
    assert house.application("a1")["posting"] is None
    assert house.store.apply_rounds([opened()]).messages == 1
    house.readings.clear()
    house.process()
    assert house.application("a1")["posting"]["id"] == "p1"
    assert house.entry(key)["outcome"] == "application"
    assert house.counts()["decisions"] == 2


def test_a_deadline_that_moves_judges_again(house: House) -> None:
    house.store.apply_rounds([opened(posting(deadline=until("2026-03-01")))])
    house.bring(("1", reading(message(), RESUME)))
    assert house.application("a1")["timeliness"] == "late"
    moved = opened(
        posting(deadline=until("2026-03-31")),
        action=RoundAction.EXTENDED,
        round_id="p1",
        sentences=("Its deadline moved from 1 March to 31 March.",),
    )
    assert house.store.apply_rounds([moved]).messages == 1
    house.process()
    seen = house.application("a1")
    assert (seen["timeliness"], seen["deadline"]) == ("on_time", "2026-03-31T23:59:59Z")
    assert "late" not in seen["flags"]
    assert [(event.event, event.payload) for event in house.queries.history("p1")] == [
        ("posting_new", {"source": "jobs.md", "sentences": ["It is new."]}),
        ("posting_extended", {"source": "jobs.md", "sentences": ["Its deadline moved from 1 March to 31 March."]}),
    ]


def test_only_what_a_change_concerns_is_decided_again(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Manager", MANAGER))])
    house.bring(
        ("1", reading(message(message_id="<1@x>"), RESUME)),
        ("2", reading(message("jan@example.net", "Jan", recipients=(MANAGER,)), RESUME)),
        ("3", reading(message("w@example.net", "Wei", recipients=("a@example.org",), references=("<1@x>",)))),
        ("4", reading(message("q@example.net", "Q", recipients=(ENGINEER,)))),
        ("5", reading(message("v@example.net", "V", recipients=("a@example.org",)))),
    )
    changed = opened(action=RoundAction.CHANGED, round_id="p1")
    assert house.store.apply_rounds([changed]).messages == 3
    assert sorted(claim.message for claim in house.claim()) == ["m1", "m3", "m4"]


def test_a_new_contact_concerns_the_mails_of_both(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", reading(message(), RESUME)),
        ("2", reading(message("jan@example.net", "Jan", recipients=(MANAGER,)))),
    )
    moved = opened(posting(contact=MANAGER), action=RoundAction.CHANGED, round_id="p1")
    assert house.store.apply_rounds([moved]).messages == 2


def test_a_closed_round_and_its_successor_are_linked(house: House) -> None:
    house.store.apply_rounds([opened()])
    closed = opened(action=RoundAction.CLOSED, round_id="p1", closed_at=NOON + timedelta(days=1))
    house.store.apply_rounds([closed, opened(previous="p1", opened_at=None)])
    first, second = house.store.rounds()
    assert first.closed_at == NOON + timedelta(days=1)
    assert (second.previous, second.opened_at) == ("p1", None)


def test_postings_are_listed_with_their_counts(house: House) -> None:
    said = posting(deadline=until("2026-03-02", timezone=None), subject_code="ASE-1")
    house.store.apply_rounds([opened(said), opened(posting("Manager", MANAGER), closed_at=NOON)])
    house.bring(
        ("1", reading(message(), RESUME)),
        ("2", reading(message("jan@example.net", "Jan", received_at=NOON + timedelta(days=2)), RESUME)),
        ("3", reading(message("w@example.net", "Wei", recipients=("x@example.org",)), RESUME)),
    )
    first, second = house.queries.postings("Europe/Berlin")
    assert (first["id"], first["title"], first["subject_code"], first["state"]) == (
        "p1",
        "Application Support Engineer",
        "ASE-1",
        "open",
    )
    assert first["contacts"] == [{"name": "Ada Example", "email": ENGINEER}]
    assert first["deadline_at"] == "2026-03-02T22:59:59Z"
    assert (first["applications"], first["timeliness"]["on_time"], first["timeliness"]["late"]) == (2, 1, 1)
    assert (second["state"], second["deadline"], second["deadline_at"], second["applications"]) == (
        "closed",
        None,
        None,
        0,
    )
    assert second["closed_at"] == "2026-03-02T12:00:00Z"


def test_page_that_is_imported_twice_at_once_opens_each_round_once(house: House) -> None:
    said = posting()
    looked: list[int] = []

    def plan(known: tuple[PostingRound, ...]) -> tuple[RoundChange, ...]:
        """What an import makes of what it sees; another one is done between its first look and its writing."""
        looked.append(len(known))
        if len(looked) == 1:
            house.store.apply_rounds([opened(said)])
        if known:
            return (opened(said, action=RoundAction.UNCHANGED, round_id="p1", sentences=()),)
        return (opened(said),)

    (change,) = house.store.import_rounds(plan)
    assert (change.action, change.round_id, looked) == (RoundAction.UNCHANGED, "p1", [0, 1])
    assert [r.id for r in house.store.rounds()] == ["p1"]


def test_round_that_an_import_opened_is_named_and_the_next_one_writes_nothing(house: House) -> None:
    (change,) = house.store.import_rounds(lambda _known: (opened(),))
    assert (change.action, change.round_id) == (RoundAction.NEW, "p1")
    before = house.dump()
    same = opened(action=RoundAction.UNCHANGED, round_id="p1", sentences=())
    assert house.store.import_rounds(lambda _known: (same,)) == (same,)
    assert house.dump() == before
