"""The straight line through the store: receive, claim, read, context, record, and what people then see."""

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


def test_a_mail_becomes_an_application_that_people_see_whole(house: House) -> None:
    house.store.apply_rounds([opened()])
    key = house.mail("1", reading(message(), RESUME, STATEMENT))
    house.process()
    (seen,) = house.applications()
    assert house.entry(key)["outcome"] == "application"
    assert house.entry(key)["applications"] == [seen["id"]] == ["a1"]
    assert seen["posting"] == {"id": "p1", "title": "Application Support Engineer"}
    assert seen["candidate"] == {"name": "Noor Haddad", "emails": ["noor@example.net"], "phones": [], "links": []}
    assert seen["received_at"] == "2026-03-02T12:00:00Z"
    assert [(d["kinds"], d["version"], d["superseded"]) for d in seen["documents"]] == [
        (["resume"], 1, False),
        (["statement"], 1, False),
    ]
    assert seen["submissions"] == [
        {"message": key, "received_at": "2026-03-02T12:00:00Z", "timeliness": "on_time", "documents": ["d1", "d2"]}
    ]
    assert (seen["completeness"], seen["missing"], seen["flags"], seen["status"]) == ("complete", [], [], "new")


def test_a_follow_up_joins_and_completes(house: House) -> None:
    house.store.apply_rounds([opened()])
    first, second = house.bring(
        ("1", reading(message(), RESUME)), ("2", reading(message(subject="Statement"), STATEMENT))
    )
    (seen,) = house.applications()
    assert house.outcomes() == {first: "application", second: "follow_up"}
    assert seen["completeness"] == "complete"
    assert seen["flags"] == []
    assert [s["message"] for s in seen["submissions"]] == [first, second]


def test_two_postings_make_two_applications_of_one_candidate(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Manager", MANAGER))])
    house.bring(
        ("1", reading(message(), RESUME)), ("2", reading(message(recipients=(MANAGER,), subject="Manager"), RESUME))
    )
    seen = house.applications()
    assert [a["posting"]["id"] for a in seen] == ["p1", "p2"]
    assert house.counts()["candidates"] == 1


def test_the_same_bytes_in_two_mailboxes_are_one_application_and_two_sightings(house: House) -> None:
    house.store.apply_rounds([opened()])
    said = reading(message(), RESUME)
    first = house.mail("1", said, body="one mail")
    second = house.mail("1", said, body="one mail", mailbox="anna")
    house.process()
    assert house.outcomes() == {first: "application", second: "duplicate"}
    assert house.entry(second)["applications"] == ["a1"]
    assert len(house.applications()) == 1


def test_the_ledger_says_what_is_known_of_a_mail(house: House) -> None:
    key = house.mail("1", reading(message(message_id="<a@example.net>", subject="Question\0")))
    assert house.entry(key)["outcome"] == "pending"
    house.process()
    assert house.entry(key) == {
        "id": key,
        "mailbox": "jobs",
        "folder": "INBOX",
        "epoch": 1,
        "uidvalidity": 7,
        "uid": "1",
        "message_id": "<a@example.net>",
        "sha256": house.entry(key)["sha256"],
        "received_at": "2026-03-02T12:00:00Z",
        "sent_at": "2026-03-02T12:00:00Z",
        "from": {"name": "Noor Haddad", "address": "noor@example.net"},
        "subject": "Question\ufffd",
        "outcome": "correspondence",
        "applications": [],
        "flags": [],
        "detail": "Nothing that an application needs.",
    }
