"""The row is the queue: who works on what, until when, and what happens to the work of one who is gone."""

import threading
from datetime import timedelta

import pytest

from intake.model.application import Decision
from intake.model.ledger import MessageState, Outcome
from intake.model.message import Address, HeaderSketch
from tests.contract.storage.builders import LEASE, NOON, OWNER, House, arrival, message, reading


def _three(house: House) -> None:
    house.watch()
    house.receive(
        arrival("1", internal_date=NOON + timedelta(hours=2)),
        arrival("2", internal_date=NOON),
        arrival("3", internal_date=NOON),
    )
    for key in ("m1", "m2", "m3"):
        house.readings[key] = reading(message())


def test_messages_are_claimed_in_the_order_received(house: House) -> None:
    _three(house)
    claims = house.claim()
    assert [claim.message for claim in claims] == ["m2", "m3", "m1"]
    assert {(claim.owner, claim.mailbox, claim.state, claim.attempts) for claim in claims} == {
        (OWNER, "jobs", MessageState.RECEIVED, 1)
    }


def test_a_claim_takes_no_more_than_it_was_asked_for(house: House) -> None:
    _three(house)
    assert [c.message for c in house.store.claim(OWNER, limit=2, lease=LEASE)] == ["m2", "m3"]
    assert [c.message for c in house.store.claim("other", limit=2, lease=LEASE)] == ["m1"]
    assert house.store.claim("third", limit=2, lease=LEASE) == ()


def test_only_the_messages_asked_for_are_claimed(house: House) -> None:
    _three(house)
    assert [claim.message for claim in house.claim("m3", "a1", "m99", "nonsense")] == ["m3"]


def test_a_lease_that_ended_is_taken_over_and_the_first_owner_writes_nothing_more(house: House) -> None:
    _three(house)
    gone = house.claim_one("m1")
    house.clock.forward(minutes=6)
    (now,) = house.store.claim("other", limit=1, lease=LEASE, messages=["m1"])
    assert now.attempts == 2
    before = house.dump()
    house.store.keep_reading(gone, reading(message()))
    house.store.quarantine(gone, "crashed", "It crashed.", None)
    house.store.retry_later(gone, "spawn", timedelta(minutes=1))
    house.store.release(gone)
    assert house.store.record(gone, Decision(outcome=Outcome.BULK))
    assert house.dump() == before


def test_a_released_message_is_as_if_it_had_not_been_claimed(house: House) -> None:
    _three(house)
    house.store.release(house.claim_one("m1"))
    assert house.claim_one("m1").attempts == 1


def test_a_message_to_be_retried_waits_and_remembers_its_attempts(house: House) -> None:
    _three(house)
    house.store.retry_later(house.claim_one("m1"), "SpawnFailed", timedelta(minutes=1))
    assert house.claim("m1") == ()
    house.clock.forward(minutes=1)
    assert house.claim_one("m1").attempts == 2


def test_a_quarantined_message_is_shown_with_its_reason_and_its_headers(house: House) -> None:
    _three(house)
    sketch = HeaderSketch(sender=Address(None, "noor@example.net"), subject="Hello", message_id=None, sent_at=None)
    house.store.quarantine(house.claim_one("m1"), "timed_out", "Reading it took too long.", sketch)
    entry = house.entry("m1")
    assert (entry["outcome"], entry["detail"], entry["subject"]) == (
        "quarantined",
        "Reading it took too long.",
        "Hello",
    )
    assert house.claim("m1") == ()


def test_a_quarantined_message_without_headers_is_shown_too(house: House) -> None:
    _three(house)
    nothing = HeaderSketch(sender=None, subject=None, message_id=None, sent_at=None)
    house.store.quarantine(house.claim_one("m1"), "crashed", "It crashed.", nothing)
    house.store.quarantine(house.claim_one("m2"), "crashed", "It crashed.", None)
    assert [house.entry(key)["from"] for key in ("m1", "m2")] == [None, None]


def test_the_leases_of_an_owner_that_is_gone_end_at_once(house: House) -> None:
    _three(house)
    house.claim_one("m1")
    house.store.claim("other", limit=1, lease=LEASE)
    assert house.store.release_leases("other") == 1
    assert [claim.message for claim in house.claim()] == ["m2", "m3"]
    assert house.store.release_leases() == 3
    assert len(house.claim()) == 3


def test_a_reading_survives_the_loss_of_its_lease(house: House) -> None:
    _three(house)
    claim = house.claim_one("m1")
    house.store.keep_reading(claim, house.readings["m1"])
    house.store.release_leases()
    again = house.claim_one("m1")
    assert again.state is MessageState.READ
    assert house.store.context(again)[0] == house.readings["m1"]


def test_a_decided_message_is_never_claimed(house: House) -> None:
    _three(house)
    house.process()
    house.clock.forward(days=1)
    assert house.claim() == ()


@pytest.mark.parametrize("workers", [4])
def test_workers_at_the_same_time_never_claim_the_same_message(house: House, workers: int) -> None:
    house.watch()
    house.receive(*(arrival(str(n)) for n in range(1, 81)))
    taken: list[str] = []
    start = threading.Barrier(workers)

    def work(owner: str) -> None:
        start.wait()
        while claims := house.store.claim(owner, limit=5, lease=LEASE):
            assert len(claims) <= 5
            taken.extend(claim.message for claim in claims)

    threads = [threading.Thread(target=work, args=(f"owner {n}",)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 80
