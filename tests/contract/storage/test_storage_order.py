"""The result does not depend on the order in which mails arrive or are processed."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.message import Address
from intake.model.reading import Reading
from intake.storage.database import migrate, open_database
from tests.contract.storage.builders import (
    MANAGER,
    NOON,
    RESUME,
    STATEMENT,
    House,
    digest,
    message,
    opened,
    posting,
    reading,
    until,
)


def _mail(minute: int, sender: str, name: str, *documents: Any, **changes: Any) -> Reading:
    said = message(sender, name, received_at=NOON + timedelta(minutes=minute), subject=f"mail {minute}", **changes)
    return reading(said, *documents)


MAILS = (
    _mail(1, "noor@example.net", "Noor Haddad", RESUME, message_id="<1@x>"),
    _mail(2, "noor@example.net", "Noor Haddad", STATEMENT),
    _mail(3, "noor@example.net", "Noor Haddad", RESUME, recipients=(MANAGER,)),
    _mail(4, "jan@example.net", "Jan Kowalski", RESUME, recipients=("jobs@example.org",)),
    _mail(5, "noor.h@example.org", "Noor Haddad", RESUME),
    _mail(6, "jan@example.net", "Jan Kowalski", STATEMENT, references=("<1@x>",)),
    _mail(7, "noor@example.net", "Noor Haddad"),
)
# The same mail by another way: other bytes, the same content.
AGAIN = dataclasses.replace(MAILS[0], message=dataclasses.replace(MAILS[0].message, to=(Address(None, MANAGER),)))


def _changes() -> list[Any]:
    return [opened(posting(deadline=until("2026-03-02"))), opened(posting("Manager", MANAGER))]


def _run(house: House, order: Sequence[int], chunk: int, postings_after: int) -> Any:
    mails = (*MAILS, AGAIN)
    for count, index in enumerate(order):
        if count == postings_after:
            house.store.apply_rounds(_changes())
        house.mail(str(count + 1), mails[index], body=f"bytes {index}")
        if count % chunk == 0:
            house.process()
    if postings_after >= len(order):
        house.store.apply_rounds(_changes())
    house.process()
    return _result(house)


def _result(house: House) -> Any:
    """What people see, without the ids, which follow the order of arrival."""
    subjects = {entry["id"]: entry["subject"] for entry in house.queries.ledger()}
    applications = {
        (
            application["candidate"]["name"],
            tuple(application["candidate"]["emails"]),
            (application["posting"] or {}).get("title"),
            application["received_at"],
            application["timeliness"],
            application["completeness"],
            tuple(application["flags"]),
            len(application["possible_duplicates"]),
            tuple(subjects[s["message"]] for s in application["submissions"]),
            tuple((d["kinds"][0], d["version"], d["superseded"]) for d in application["documents"]),
        )
        for application in house.applications()
    }
    outcomes = sorted((entry["subject"], entry["outcome"]) for entry in house.queries.ledger())
    return applications, outcomes


def _result_of(order: Sequence[int], chunk: int, postings_after: int) -> Any:
    engine = open_database("sqlite://", Path())
    migrate(engine)
    try:
        return _run(House(engine), order, chunk, postings_after)
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def expected() -> Any:
    """In the order received, one by one, with the postings known before."""
    return _result_of(range(len(MAILS) + 1), 1, 0)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    order=st.permutations(range(len(MAILS) + 1)),
    chunk=st.integers(1, 4),
    postings_after=st.integers(0, len(MAILS) + 1),
)
def test_any_order_of_arrival_gives_the_same_applications(
    expected: Any, order: list[int], chunk: int, postings_after: int
) -> None:
    assert _result_of(order, chunk, postings_after) == expected


def test_a_late_arrival_of_an_earlier_mail_takes_its_place(house: House) -> None:
    house.store.apply_rounds([opened()])
    late = house.mail("2", _mail(9, "noor@example.net", "Noor Haddad", STATEMENT))
    house.process()
    early = house.mail("1", _mail(1, "noor@example.net", "Noor Haddad", RESUME))
    house.process()
    (seen,) = house.applications()
    assert house.outcomes() == {late: "follow_up", early: "application"}
    assert [s["message"] for s in seen["submissions"]] == [early, late]
    assert seen["received_at"] == "2026-03-02T12:01:00Z"


def test_a_mail_that_was_read_after_its_copy_is_still_the_first_sighting(house: House) -> None:
    house.store.apply_rounds([opened()])
    first = house.mail("1", MAILS[0], body="by one way")
    second = house.mail("2", MAILS[0], body="by another way")
    house.process(second)
    assert house.outcomes() == {first: "pending", second: "application"}
    before = house.applications()[0]["id"]
    house.process()
    assert house.outcomes() == {first: "application", second: "duplicate"}
    assert [a["id"] for a in house.applications()] == [before]
    assert digest("by one way") == house.entry(first)["sha256"]
