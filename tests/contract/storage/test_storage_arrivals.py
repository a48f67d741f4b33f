"""Taking in what a poll brought: whole, once, and with a row for every UID."""

import dataclasses
import threading
from datetime import timedelta
from typing import Any

import pytest

from intake.errors import StorageUnavailable
from intake.model.ledger import Blob, FetchResult, FolderCursor
from intake.model.message import Address, HeaderSketch
from tests.contract.storage.builders import NOON, House, arrival, digest, message, reading


def _cursor(**changes: Any) -> FolderCursor:
    first = FolderCursor(
        folder="INBOX",
        epoch=1,
        uidvalidity=7,
        last_uid=0,
        uidnext=None,
        highestmodseq=None,
        looked_back_at=None,
        checked_all_at=None,
    )
    return dataclasses.replace(first, **changes)


def test_rows_contents_and_cursor_are_written_together(house: House) -> None:
    house.watch()
    after = _cursor(last_uid=2, uidnext=3, highestmodseq=2**40, looked_back_at=NOON)
    assert house.receive(arrival("1"), arrival("2"), cursor=after) == ("m1", "m2")
    assert house.store.cursor("jobs", "INBOX") == after
    assert house.counts()["contents"] == 2


def test_receiving_the_same_again_writes_nothing(house: House) -> None:
    house.watch()
    brought = [arrival("1"), arrival("2", result=FetchResult.VANISHED, blob=None)]
    house.receive(*brought, cursor=_cursor(last_uid=2))
    before = house.dump()
    house.clock.forward(hours=1)
    assert house.receive(*brought, cursor=_cursor(last_uid=2)) == ()
    house.store.ensure_mailbox("jobs", "imap", ("JOBS@example.org",))
    assert house.dump() == before


def test_what_changed_in_the_configuration_of_a_mailbox_is_taken_over(house: House) -> None:
    house.watch()
    house.store.ensure_mailbox("jobs", "maildir", ("b@example.org", "A@example.org"))
    key = house.mail("1", reading(message()))
    claim = house.claim_one(key)
    house.store.keep_reading(claim, house.readings[key])
    _, context = house.store.context(claim)
    assert context.mailbox_addresses == ("a@example.org", "b@example.org")


def test_a_mail_that_cannot_be_fetched_waits_longer_each_time_and_is_parked_after_five_times(house: House) -> None:
    house.watch()
    failed = arrival("1", result=FetchResult.FAILED, blob=None, detail="the server said NO")
    for minutes in (1, 2, 4, 8):
        house.receive(failed)
        assert house.store.waiting_uids("jobs", "INBOX") == ()
        house.clock.forward(minutes=minutes)
        assert house.store.waiting_uids("jobs", "INBOX") == ("1",)
        assert house.outcomes() == {"m1": "pending"}
    house.receive(failed)
    house.clock.forward(hours=23)
    assert house.outcomes() == {"m1": "unfetchable"}
    assert house.entry("m1")["detail"] == "the server said NO"
    assert house.store.waiting_uids("jobs", "INBOX") == ()


def test_a_parked_mail_is_wanted_again_once_a_day(house: House) -> None:
    house.watch()
    failed = arrival("1", result=FetchResult.FAILED, blob=None)
    for _ in range(5):
        house.receive(failed)
    for _ in range(3):
        assert house.store.waiting_uids("jobs", "INBOX") == ()
        house.clock.forward(hours=24)
        assert house.store.waiting_uids("jobs", "INBOX") == ("1",)
        house.receive(failed)
        assert house.outcomes() == {"m1": "unfetchable"}
    house.clock.forward(hours=24)
    assert house.receive(arrival("1")) == ("m1",)


def test_a_parked_mail_that_is_obtained_after_all_is_read(house: House) -> None:
    house.watch()
    for _ in range(5):
        house.receive(arrival("1", result=FetchResult.FAILED, blob=None))
    assert "5 attempts" in house.entry("m1")["detail"]
    assert house.receive(arrival("1")) == ("m1",)
    assert house.outcomes() == {"m1": "pending"}
    assert [claim.message for claim in house.claim()] == ["m1"]


def test_an_oversized_mail_is_shown_by_its_headers_and_wanted_when_the_limit_rises(house: House) -> None:
    house.watch()
    big = arrival("1", result=FetchResult.OVERSIZED, blob=Blob(sha256=digest("headers"), size=300), size=50_000_000)
    sketch = HeaderSketch(
        sender=Address("Noor", "noor@example.net"), subject="My film", message_id="<a@x>", sent_at=NOON
    )
    assert house.receive(big, sketches={"1": sketch}) == ()
    entry = house.entry("m1")
    assert (entry["outcome"], entry["sha256"], entry["subject"]) == ("oversized", None, "My film")
    assert entry["from"] == {"name": "Noor", "address": "noor@example.net"}
    assert "50000000 bytes" in entry["detail"]
    assert house.store.waiting_uids("jobs", "INBOX", limit=49_999_999) == ()
    assert house.store.waiting_uids("jobs", "INBOX", limit=50_000_000) == ("1",)
    assert house.store.pending_marks("jobs") == ()
    assert set(house.queries.blobs()) == {digest("headers")}


def test_a_mail_that_vanished_is_a_row_all_the_same(house: House) -> None:
    house.receive(arrival("1", result=FetchResult.VANISHED, blob=None))
    assert house.outcomes() == {"m1": "vanished"}
    assert house.claim() == ()


def test_a_short_body_is_told_to_the_decision(house: House) -> None:
    (key,) = house.receive(arrival("1", short=True))
    house.readings[key] = reading(message())
    claim = house.claim_one(key)
    house.store.keep_reading(claim, house.readings[key])
    assert house.store.context(claim)[1].short


def test_known_uids_are_compared_as_numbers(house: House) -> None:
    house.watch()
    house.receive(*(arrival(uid) for uid in ("9", "10", "100")))
    assert house.store.known_uids("jobs", "INBOX") == {"9", "10", "100"}
    assert house.store.known_uids("jobs", "INBOX", above=9) == {"10", "100"}
    assert house.store.known_uids("jobs", "INBOX", above=9, up_to=10) == {"10"}


def test_waiting_uids_come_in_ascending_order_of_their_numbers(house: House) -> None:
    house.watch()
    house.receive(*(arrival(uid, result=FetchResult.FAILED, blob=None) for uid in ("100", "9", "10")))
    house.clock.forward(minutes=2)
    assert house.store.waiting_uids("jobs", "INBOX") == ("9", "10", "100")


@pytest.mark.parametrize("uid", ["cur/1700000000.M1.host:2,S", "²", "9" * 30])
def test_a_name_that_is_no_uid_of_imap_is_kept_as_it_is(house: House, uid: str) -> None:
    house.watch(uidvalidity=None)
    house.receive(arrival(uid))
    assert house.store.known_uids("jobs", "INBOX") == {uid}
    assert house.store.known_uids("jobs", "INBOX", above=0) == frozenset()


def test_a_folder_that_was_never_polled_has_neither_cursor_nor_uids(house: House) -> None:
    assert house.store.cursor("jobs", "INBOX") is None
    assert house.store.known_uids("jobs", "INBOX") == frozenset()
    assert house.store.waiting_uids("jobs", "INBOX") == ()


def test_a_file_without_internaldate_is_ordered_by_its_own_time(house: House) -> None:
    house.watch()
    house.receive(
        arrival("1", internal_date=None, source_time=NOON + timedelta(hours=2)),
        arrival("2", internal_date=None, source_time=NOON + timedelta(hours=1)),
        arrival("3", internal_date=None),
    )
    claims = house.claim()
    assert [claim.message for claim in claims] == ["m3", "m2", "m1"]
    assert claims[1].source_time == NOON + timedelta(hours=1)


def test_marks_come_from_committed_rows_and_are_made_once(house: House) -> None:
    house.watch()
    key = house.mail("1", reading(message(message_id="<a@x>")))
    house.process()
    house.receive(arrival("2"))
    first, second = house.store.pending_marks("jobs")
    assert (first.message, first.folder, first.uidvalidity, first.uid, first.message_id) == (
        key,
        "INBOX",
        7,
        "1",
        "<a@x>",
    )
    assert second.message_id is None
    assert len(house.store.pending_marks("jobs", limit=1)) == 1
    house.store.marked([first.message])
    house.store.marked([first.message])
    assert house.store.pending_marks("jobs") == (second,)


def test_many_uids_are_taken_in_at_once(house: House) -> None:
    house.watch()
    brought = [arrival(str(n)) for n in range(1, 602)]
    assert len(house.receive(*brought)) == 601
    assert house.receive(*brought) == ()
    assert len(house.store.known_uids("jobs", "INBOX")) == 601
    assert len(list(house.queries.ledger())) == house.queries.message_count() == 601
    assert len(list(house.queries.blobs())) == 601
    assert house.store.read_again([f"m{n}" for n in range(1, 602)]) == 0
    assert len(house.store.stored([f"m{n}" for n in range(1, 602)])) == 601


def test_two_processes_that_take_in_the_same_folder_leave_one_row_a_uid(house: House) -> None:
    house.watch()
    start = threading.Barrier(2)
    refused: list[StorageUnavailable] = []

    def work() -> None:
        for n in range(1, 20):
            start.wait()
            try:
                house.receive(arrival(str(n)))
            except StorageUnavailable as error:
                refused.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.store.known_uids("jobs", "INBOX")) == house.queries.message_count() == 19
    assert all("same folder" in str(error) for error in refused)


def test_a_mailbox_in_numbers(house: House) -> None:
    house.watch("quiet")
    house.mail("1", reading(message()))
    house.process()
    house.receive(arrival("2"), arrival("3", result=FetchResult.VANISHED, blob=None))
    quiet, jobs = house.queries.mailboxes()
    assert (quiet.name, quiet.total, quiet.backlog, quiet.oldest) == ("quiet", 0, 0, None)
    assert (jobs.kind, jobs.total, jobs.backlog, jobs.oldest) == ("imap", 3, 1, NOON + timedelta(minutes=2))
    assert {word: count for word, count in jobs.outcomes.items() if count} == {
        "correspondence": 1,
        "pending": 1,
        "vanished": 1,
    }
