"""A folder that its server renumbered: every UID gets a row, known mails are linked only where it is sure."""

from datetime import timedelta

from intake.model.ledger import FetchResult, Listed
from intake.model.scope import EVERYTHING, Scope
from tests.contract.storage.builders import NOON, RESUME, House, arrival, digest, message, opened, reading


def listed(uid: str, *, size: int = 1000, key: str | None = None) -> Listed:
    return Listed(uid=uid, size=size, header_key=key, internal_date=NOON)


def _known(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.mail("1", reading(message(message_id="<1@x>"), RESUME))
    house.mail("2", reading(message("jan@example.net", "Jan", received_at=NOON + timedelta(minutes=1))))
    house.process()


def test_the_first_epoch_of_a_folder_starts_empty(house: House) -> None:
    house.watch()
    saved = house.store.cursor("jobs", "INBOX")
    assert saved is not None
    assert (saved.epoch, saved.uidvalidity, saved.last_uid, saved.uidnext) == (1, 7, 0, None)


def test_a_known_mail_is_linked_and_not_fetched_again(house: House) -> None:
    _known(house)
    saved = house.store.start_epoch("jobs", "INBOX", 8, [listed("31", key=digest("headers 1")), listed("32")])
    assert (saved.epoch, saved.uidvalidity, saved.last_uid) == (2, 8, 32)
    linked, fresh = house.entry("m3"), house.entry("m4")
    assert (linked["outcome"], linked["applications"], linked["subject"]) == ("duplicate", ["a1"], "Application")
    assert linked["sha256"] == house.entry("m1")["sha256"]
    assert fresh["outcome"] == "pending"
    assert house.store.waiting_uids("jobs", "INBOX") == ("32",)
    assert house.store.known_uids("jobs", "INBOX") == {"31", "32"}
    assert house.claim() == ()


def test_a_mail_that_is_linked_before_it_is_read_is_told_afterwards(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.mail("1", reading(message(message_id="<1@x>"), RESUME))
    house.store.start_epoch("jobs", "INBOX", 8, [listed("31", key=digest("headers 1"))])
    assert (house.entry("m2")["outcome"], house.entry("m2")["subject"]) == ("duplicate", None)
    house.process()
    first, linked = house.entry("m1"), house.entry("m2")
    assert first["subject"] == "Application"
    shown = ("subject", "from", "message_id", "sent_at", "received_at", "sha256", "applications")
    assert [linked[key] for key in shown] == [first[key] for key in shown]


def test_people_see_that_a_folder_was_numbered_anew_and_only_those_who_see_the_mailbox(house: House) -> None:
    _known(house)
    house.store.start_epoch("jobs", "INBOX", 8, [listed("31", key=digest("headers 1")), listed("32")])
    (seen,) = [e for e in house.desk.history(EVERYTHING).items if e.what == "folder_renumbered"]
    assert (seen.who, seen.object) == ("intake", None)
    assert seen.payload == {"sentences": ["INBOX of jobs; mails listed: 2, known and not fetched again: 1"]}
    assert seen in house.desk.history(Scope(mailboxes=("jobs",))).items
    assert house.desk.history(Scope(mailboxes=("anna",))).items == ()


def test_the_same_uidvalidity_coming_back_is_a_new_epoch(house: House) -> None:
    _known(house)
    house.store.start_epoch("jobs", "INBOX", 8, [])
    assert house.store.start_epoch("jobs", "INBOX", 7, []).epoch == 3
    assert house.store.known_uids("jobs", "INBOX") == frozenset()


def test_two_uids_that_look_the_same_are_both_fetched(house: House) -> None:
    _known(house)
    key = digest("headers 1")
    house.store.start_epoch("jobs", "INBOX", 8, [listed("1", key=key), listed("2", key=key)])
    assert house.store.waiting_uids("jobs", "INBOX") == ("1", "2")


def test_two_archived_mails_that_look_the_same_are_not_guessed_between(house: House) -> None:
    house.receive(arrival("1", header_key=digest("k")), arrival("2", header_key=digest("k")))
    house.store.start_epoch("jobs", "INBOX", 8, [listed("1", key=digest("k"))])
    assert house.store.waiting_uids("jobs", "INBOX") == ("1",)


def test_a_mail_of_another_size_or_without_headers_is_fetched(house: House) -> None:
    _known(house)
    house.store.start_epoch("jobs", "INBOX", 8, [listed("1", size=999, key=digest("headers 1")), listed("2")])
    assert house.store.waiting_uids("jobs", "INBOX") == ("1", "2")


def test_a_mail_of_another_mailbox_is_not_linked(house: House) -> None:
    _known(house)
    house.watch("anna")
    house.store.start_epoch("anna", "INBOX", 8, [listed("1", key=digest("headers 1"))])
    assert house.store.waiting_uids("anna", "INBOX") == ("1",)


def test_many_uids_of_a_new_epoch_are_written_at_once(house: House) -> None:
    _known(house)
    listing = [listed(str(n), key=digest(f"headers {n}")) for n in range(1, 602)]
    assert house.store.start_epoch("jobs", "INBOX", 8, listing).last_uid == 601
    assert len(house.store.known_uids("jobs", "INBOX")) == 601
    assert len(house.store.waiting_uids("jobs", "INBOX")) == 599


def test_a_second_renumbering_links_to_the_first_arrival(house: House) -> None:
    _known(house)
    for validity in (8, 9):
        house.store.start_epoch("jobs", "INBOX", validity, [listed("1", key=digest("headers 1"))])
    assert house.outcomes() == {"m1": "application", "m2": "correspondence", "m3": "duplicate", "m4": "duplicate"}
    assert house.entry("m4")["applications"] == ["a1"]


def test_what_was_not_fetched_before_the_renumbering_has_vanished(house: House) -> None:
    house.receive(arrival("1", result=FetchResult.FAILED, blob=None), arrival("2"))
    house.store.start_epoch("jobs", "INBOX", 8, [])
    assert house.outcomes() == {"m1": "vanished", "m2": "pending"}
    assert [claim.message for claim in house.claim()] == ["m2"]


def test_a_mail_fetched_again_by_its_new_uid_is_a_duplicate_by_its_bytes(house: House) -> None:
    _known(house)
    house.store.start_epoch("jobs", "INBOX", 8, [listed("5")])
    said = house.readings["m1"]
    house.receive(arrival("5", body="mail 1"))
    house.readings["m3"] = said
    house.process()
    assert house.entry("m3")["outcome"] == "duplicate"
    assert len(house.applications()) == 1


def test_marks_are_made_in_the_current_epoch_only(house: House) -> None:
    _known(house)
    house.store.start_epoch("jobs", "INBOX", 8, [listed("31", key=digest("headers 1"))])
    assert [(mark.uid, mark.uidvalidity) for mark in house.store.pending_marks("jobs")] == [("31", 8)]
