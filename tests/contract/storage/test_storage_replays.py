"""Reading stored messages again, asking the daemon, and the views of it all."""

import dataclasses
from datetime import timedelta

import pytest

from intake.model.ledger import FetchResult, Listed
from intake.storage import history
from intake.storage.database import writing
from tests.contract.storage.builders import NOON, RESUME, House, arrival, decide, digest, message, opened, reading


def _mixed(house: House) -> None:
    """m1 application, m2 quarantined, m3 unfetchable, m4 vanished, m5 waiting, m6 oversized."""
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(), RESUME)))
    house.receive(arrival("2"))
    house.store.quarantine(house.claim_one("m2"), "crashed", "It crashed.", None)
    for _ in range(5):
        house.receive(arrival("3", result=FetchResult.FAILED, blob=None))
    house.receive(arrival("4", result=FetchResult.VANISHED, blob=None))
    house.receive(arrival("5"))
    house.receive(arrival("6", result=FetchResult.OVERSIZED, blob=None))


def test_what_can_be_replayed(house: House) -> None:
    _mixed(house)
    assert house.store.replayable() == ("m1", "m2", "m3", "m6")
    assert house.store.replayable(failed=True) == ("m2", "m3", "m6")
    assert house.store.replayable(["m1", "m3", "m4", "m99", "a1"]) == ("m1", "m3")


def test_a_replayed_message_is_read_again_and_keeps_its_outcome_until_then(house: House) -> None:
    _mixed(house)
    assert house.store.read_again(["m1"]) == 1
    assert house.outcomes()["m1"] == "application"
    house.readings["m1"] = reading(message(), version="2")
    house.process("m1")
    assert house.outcomes()["m1"] == "correspondence"


def test_a_replayed_message_without_bytes_is_fetched_again(house: House) -> None:
    _mixed(house)
    assert house.store.read_again(["m3", "m6", "m4"]) == 2
    assert house.store.waiting_uids("jobs", "INBOX") == ("3", "6")
    assert house.outcomes()["m3"] == "pending"
    house.receive(arrival("3", result=FetchResult.FAILED, blob=None))
    assert house.outcomes()["m3"] == "pending", "it has five attempts again"


def test_a_message_at_work_is_not_replayed(house: House) -> None:
    _mixed(house)
    house.store.read_again(["m1"])
    house.claim_one("m1")
    assert house.store.read_again(["m1"]) == 0


def test_a_linked_mail_that_was_never_read_has_nothing_to_read_again(house: House) -> None:
    house.receive(arrival("1"))
    house.store.start_epoch(
        "jobs", "INBOX", 8, [Listed(uid="9", size=1000, header_key=digest("headers 1"), internal_date=NOON)]
    )
    assert house.entry("m2")["outcome"] == "duplicate"
    assert house.store.replayable() == ()


def test_stored_messages_are_looked_at_without_a_lease(house: House) -> None:
    _mixed(house)
    first, second = house.store.stored(["m5", "m3", "m1"])
    assert (first.message, second.message, second.owner, second.sha256) == ("m5", "m1", "", digest("mail 1"))
    assert [claim.message for claim in house.claim()] == ["m5"]


def test_a_request_is_answered_once(house: House) -> None:
    key = house.store.request("poll", {"mailboxes": ["jobs"]})
    (asked,) = house.store.pending_requests()
    assert (asked.id, asked.kind, asked.payload) == (key, "poll", {"mailboxes": ["jobs"]})
    assert house.store.request_result(key) is None
    house.store.finish_request(key, {"lines": ["jobs: nothing new"]})
    house.store.finish_request(key, {"lines": []})
    house.store.finish_request("r99", {})
    assert house.store.request_result(key) == {"lines": ["jobs: nothing new"]}
    assert house.store.request_result("nonsense") is None
    assert house.store.pending_requests() == ()


@pytest.mark.parametrize("key", ["a9", "p1", "nonsense", "a0", "a-1", "a" + "9" * 30])
def test_an_unknown_application_is_none(house: House, key: str) -> None:
    assert house.queries.application(key) is None


@pytest.mark.parametrize("key", ["m9", "a1", "m0", ""])
def test_an_unknown_message_is_none(house: House, key: str) -> None:
    _mixed(house)
    assert house.queries.message(key) is None


def test_applications_come_oldest_first_page_by_page(house: House) -> None:
    house.store.apply_rounds([opened()])
    key = house.mail("1", reading(message(), RESUME))
    claim = house.claim_one(key)
    house.store.keep_reading(claim, house.readings[key])
    said, context = house.store.context(claim)
    decision = decide(said, context)
    (one,) = decision.submissions
    many = tuple(dataclasses.replace(one, name=f"Person{n}") for n in range(105))
    assert house.store.record(claim, dataclasses.replace(decision, submissions=many))
    house.bring(("2", reading(message("early@example.net", "Early", received_at=NOON - timedelta(days=1)), RESUME)))
    seen = [application["id"] for application in house.queries.applications()]
    assert seen == ["a106", *(f"a{n}" for n in range(1, 106))]


def test_the_history_of_an_application_says_who_did_what(house: House) -> None:
    _mixed(house)
    (event,) = house.queries.history("a1")
    assert (event.actor, event.event, event.erased) == ("intake", "application_opened", False)
    assert event.payload == {"reasons": ["Sent to ('engineer@example.org',)"]}
    assert [e.event for e in house.queries.history("m1")] == ["application_opened"]
    assert [e.event for e in house.queries.history("c1")] == ["application_opened"]
    assert house.queries.history("x1") == ()


def test_erasing_empties_the_payload_and_keeps_the_row(house: House) -> None:
    _mixed(house)
    with writing(house.engine, "erase") as session:
        assert history.erase(session, NOON, messages=[1]) == 1
    with writing(house.engine, "erase") as session:
        assert history.erase(session, NOON, candidates=[1]) == 0
    (event,) = house.queries.history("a1")
    assert (event.payload, event.erased) == (None, True)
