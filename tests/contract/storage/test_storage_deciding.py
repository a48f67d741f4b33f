"""Applying decisions: ids stay, what is no longer true is taken back, people's acts win, races are lost cleanly."""

import dataclasses
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from intake.model.application import (
    Completeness,
    Decision,
    Evidence,
    Flag,
    Match,
    SubmissionDecision,
    Timeliness,
)
from intake.model.document import DocumentKind, DocumentStatus, Link, LinkKind
from intake.model.ledger import Claim, Outcome
from intake.storage.store import Store
from intake.storage.tables import ApplicationRow, CandidateRow, DecisionRow
from tests.contract.storage.builders import (
    LEASE,
    MANAGER,
    NOON,
    RESUME,
    STATEMENT,
    House,
    document,
    message,
    opened,
    posting,
    reading,
)


def submission(**changes: Any) -> SubmissionDecision:
    values: dict[str, Any] = {
        "candidate": None,
        "name": "Noor Haddad",
        "emails": ("noor@example.net",),
        "phones": ("+493055500100",),
        "links": (Link(LinkKind.GITHUB, "https://github.com/noorh"),),
        "application": None,
        "posting": "p1",
        "deadline_at": None,
        "timeliness": Timeliness.ON_TIME,
        "completeness": Completeness.COMPLETE,
        "missing": (),
        "documents": ("2",),
        "match": Match(reasons=("Its contact.",)),
        "flags": (),
    }
    return SubmissionDecision(**(values | changes))


def applied(*submissions: SubmissionDecision, **changes: Any) -> Decision:
    return Decision(**({"outcome": Outcome.APPLICATION, "submissions": submissions} | changes))


def read_one(house: House, uid: str = "1", *documents: Any, **changes: Any) -> Claim:
    """A mail that is read and waits for its decision."""
    said = reading(message(**({"subject": f"mail {uid}"} | changes)), *(documents or (RESUME,)))
    claim = house.claim_one(house.mail(uid, said))
    house.store.keep_reading(claim, said)
    return claim


def record(house: House, claim: Claim, decision: Decision) -> bool:
    house.store.context(claim)
    return house.store.record(claim, decision)


def again(house: House, claim: Claim, decision: Decision) -> bool:
    """Reads and decides a message once more."""
    house.store.read_again([claim.message])
    fresh = house.claim_one(claim.message)
    house.store.keep_reading(fresh, house.readings[claim.message])
    return record(house, fresh, decision)


def two_rounds(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Manager", MANAGER))])


def test_deciding_again_the_same_writes_no_decision_and_no_history(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    assert record(house, claim, applied(submission()))
    before = house.dump()
    house.clock.forward(hours=1)
    assert again(house, claim, applied(submission()))
    after = house.dump()
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"readings"}


def test_every_decision_is_kept_and_the_newest_is_the_latest(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    first = applied(submission(), evidence=(Evidence("contact", "Sent to its contact."),))
    second = Decision(outcome=Outcome.CORRESPONDENCE, detail="A question.", flags=(Flag.ENCRYPTED,))
    record(house, claim, first)
    again(house, claim, second)
    with Session(house.engine) as session:
        kept = session.execute(select(DecisionRow.outcome, DecisionRow.latest).order_by(DecisionRow.id)).all()
    assert [tuple(row) for row in kept] == [(Outcome.APPLICATION, False), (Outcome.CORRESPONDENCE, True)]
    assert house.store.decision(claim.message) == second
    assert house.store.decision("m99") is None
    assert house.entry(claim.message)["flags"] == ["encrypted"]


def test_an_application_that_no_message_stands_for_is_out_of_sight_and_comes_back_with_its_id(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission()))
    again(house, claim, Decision(outcome=Outcome.CORRESPONDENCE))
    assert house.applications() == []
    assert house.queries.application("a1") is None
    assert house.entry(claim.message)["applications"] == []
    again(house, claim, applied(submission()))
    assert [a["id"] for a in house.applications()] == ["a1"]
    assert house.counts()["candidates"] == 1
    assert house.events() == [
        "posting_new",
        "application_opened",
        "submission_taken_back",
        "application_removed",
        "application_opened",
        "application_returned",
    ]


def test_an_application_keeps_its_id_when_its_posting_becomes_known(house: House) -> None:
    claim = read_one(house)
    record(house, claim, applied(submission(posting=None, timeliness=None)))
    assert house.application("a1")["flags"] == ["needs_posting"]
    house.store.apply_rounds([opened()])
    again(house, claim, applied(submission()))
    (seen,) = house.applications()
    assert (seen["id"], seen["posting"]["id"], seen["flags"]) == ("a1", "p1", [])


def test_two_applications_of_one_mail_keep_their_ids_in_any_order(house: House) -> None:
    two_rounds(house)
    claim = read_one(house)
    record(house, claim, applied(submission(), submission(posting="p2")))
    assert house.counts()["candidates"] == 1
    again(house, claim, applied(submission(posting="p2"), submission()))
    assert {a["posting"]["id"]: a["id"] for a in house.applications()} == {"p1": "a1", "p2": "a2"}
    again(house, claim, applied(submission(posting="p2")))
    assert [a["id"] for a in house.applications()] == ["a2"]


def test_a_couple_in_one_mail_are_two_candidates_that_stay(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house, "1", RESUME, document(DocumentKind.RESUME, part="3"))
    both = applied(submission(name="Noor Haddad"), submission(name="Sam Haddad", documents=("3",)))
    record(house, claim, both)
    seen = {a["candidate"]["name"]: a["id"] for a in house.applications()}
    again(house, claim, dataclasses.replace(both, detail="again"))
    assert {a["candidate"]["name"]: a["id"] for a in house.applications()} == seen
    assert sorted(seen) == ["Noor Haddad", "Sam Haddad"]
    assert house.counts()["candidates"] == 2


def test_two_submissions_to_the_same_application_are_one_with_all_documents(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house, "1", RESUME, STATEMENT)
    record(house, claim, applied(submission(), submission(documents=("3",))))
    (seen,) = house.applications()
    assert [d["kinds"] for d in seen["documents"]] == [["resume"], ["statement"]]
    assert len(seen["submissions"]) == 1
    assert seen["candidate"]["phones"] == ["+493055500100"]
    assert seen["candidate"]["links"] == [{"kind": "github", "url": "https://github.com/noorh"}]


def test_who_loses_the_race_for_a_candidate_and_round_decides_again(house: House) -> None:
    two_rounds(house)
    record(house, read_one(house), applied(submission()))
    first, second = read_one(house, "2", recipients=(MANAGER,)), read_one(house, "3", recipients=(MANAGER,))
    mine = applied(submission(candidate="c1", posting="p2"))
    house.store.context(first)
    house.store.context(second)
    assert house.store.record(first, mine)
    assert not house.store.record(second, mine)
    _, context = house.store.context(second)
    joined = context.candidates[0].applications[1]
    assert (joined.id, joined.posting) == ("a2", "p2")
    assert house.store.record(
        second, applied(submission(candidate="c1", application="a2", posting="p2"), outcome=Outcome.FOLLOW_UP)
    )
    assert len(house.applications()) == 2


def test_two_stores_at_the_same_time_never_open_the_same_application_twice(house: House) -> None:
    two_rounds(house)
    record(house, read_one(house), applied(submission()))
    claims = [read_one(house, str(n), recipients=(MANAGER,)) for n in range(2, 8)]
    stores = [Store(house.engine, house.clock) for _ in claims]
    start = threading.Barrier(len(claims))
    won: list[bool] = []

    def work(store: Store, claim: Claim) -> None:
        store.context(claim)
        start.wait()
        won.append(store.record(claim, applied(submission(candidate="c1", posting="p2"))))

    threads = [threading.Thread(target=work, args=both) for both in zip(stores, claims, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == len(claims)
    assert [a["posting"]["id"] for a in house.applications()] == ["p1", "p2"]


def once_somebody_waits(engine: Engine, then: Callable[[], None]) -> None:
    """Calls `then` as soon as another transaction of this PostgreSQL database waits for a lock, or after a minute."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(text(waits)).first() is None and time.monotonic() < until:
            time.sleep(0.02)
    then()


def test_who_moves_an_application_by_hand_at_the_same_moment_wins(postgres_house: House) -> None:
    house = postgres_house
    two_rounds(house)
    record(house, read_one(house), applied(submission()))
    claim = read_one(house, "2", recipients=(MANAGER,))
    house.store.context(claim)
    with Session(house.engine) as session:
        session.get_one(ApplicationRow, 1).round_id = 2
        session.flush()
        commit = threading.Thread(target=once_somebody_waits, args=(house.engine, session.commit))
        commit.start()
        assert not house.store.record(claim, applied(submission(candidate="c1", posting="p2")))
        commit.join()
    assert len(house.applications()) == 1


def test_a_decision_without_a_context_or_on_an_old_one_is_made_again(house: House) -> None:
    claim = read_one(house)
    house.store.apply_rounds([opened()])
    assert not house.store.record(claim, applied(submission()))
    house.store.context(claim)
    house.store.apply_rounds([opened(posting("Manager", MANAGER))])
    assert not house.store.record(claim, applied(submission()))
    assert record(house, claim, applied(submission()))


def test_a_copy_that_was_read_meanwhile_makes_the_decision_again(house: House) -> None:
    house.store.apply_rounds([opened()])
    said = reading(message(), RESUME)
    first, second = house.mail("1", said, body="one way"), house.mail("2", said, body="another way")
    claim = house.claim_one(second)
    house.store.keep_reading(claim, said)
    house.store.context(claim)
    house.store.keep_reading(house.claim_one(first), said)
    assert not house.store.record(claim, applied(submission()))


def test_an_unknown_candidate_application_or_posting_is_no_longer_true(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    for gone in ({"candidate": "c9"}, {"application": "a9"}, {"posting": "p9"}, {"application": "nonsense"}):
        assert not record(house, claim, applied(submission(**gone)))
    assert house.applications() == []


def test_a_decision_that_overlooks_the_candidates_application_joins_it(house: House) -> None:
    house.store.apply_rounds([opened()])
    record(house, read_one(house), applied(submission()))
    second = read_one(house, "2", received_at=NOON + timedelta(minutes=1))
    assert record(house, second, applied(submission(candidate="c1")))
    (seen,) = house.applications()
    assert [s["message"] for s in seen["submissions"]] == ["m1", "m2"]
    assert house.entry("m2")["outcome"] == "follow_up"


def test_an_earlier_mail_takes_over_the_application_that_a_later_one_opened(house: House) -> None:
    two_rounds(house)
    record(house, read_one(house), applied(submission()))
    late = read_one(house, "3", received_at=NOON + timedelta(hours=2))
    record(house, late, applied(submission(candidate="c1", posting="p2")))
    early = read_one(house, "2", received_at=NOON + timedelta(hours=1))
    assert record(house, early, applied(submission(candidate="c1", posting="p2")))
    assert [s["message"] for s in house.application("a2")["submissions"]] == [early.message, late.message]
    assert house.entry(early.message)["outcome"] == "application"
    assert [claim.message for claim in house.claim()] == [late.message]


def test_a_person_s_status_stays_through_every_decision(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission()))
    house.review(application_id=1, kind="status", after={"status": "declined"})
    again(house, claim, applied(submission(), detail="again"))
    seen = house.application("a1")
    assert seen["status"] == "declined"
    assert [(r["id"], r["who"], r["kind"], r["after"]) for r in seen["reviews"]] == [
        ("v1", "ana", "status", {"status": "declined"})
    ]
    second = read_one(house, "2", received_at=NOON + timedelta(days=1))
    (record_,) = house.store.context(second)[1].candidates[0].applications
    assert (record_.status, record_.final) == ("declined", True)


def test_a_person_s_posting_and_overrule_stay_through_every_decision(house: House) -> None:
    two_rounds(house)
    claim = read_one(house)
    record(house, claim, applied(submission()))
    house.review(application_id=1, kind="posting", after={"posting": "p2"})
    house.review(application_id=1, kind="timeliness", after={"timeliness": "late"})
    again(house, claim, applied(submission(), detail="again"))
    seen = house.application("a1")
    assert (seen["posting"]["id"], seen["timeliness"], seen["flags"]) == ("p2", "late", ["late"])
    house.review(application_id=1, kind="posting", after={"posting": None})
    again(house, claim, applied(submission(), detail="once more"))
    assert house.application("a1")["posting"] is None


def test_what_a_person_has_touched_is_never_taken_out_of_sight(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission()))
    house.review(application_id=1, kind="status", after={"status": "interview"})
    house.review(candidate_id=1, kind="name", after={"name": "Noor H."})
    again(house, claim, Decision(outcome=Outcome.CORRESPONDENCE))
    (seen,) = house.applications()
    assert (seen["id"], seen["status"], seen["submissions"]) == ("a1", "interview", [])
    assert seen["match"] == {"reasons": [], "alternatives": []}
    assert seen["candidate"]["name"] == "Noor H."


def test_a_review_that_was_undone_counts_no_more(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission()))
    house.review(application_id=1, kind="status", after={"status": "declined"}, undone_at=NOON)
    again(house, claim, applied(submission(), detail="again"))
    assert house.application("a1")["status"] == "new"


def test_the_applications_of_a_merged_candidate_show_whom_it_was_merged_into(house: House) -> None:
    two_rounds(house)
    record(house, read_one(house), applied(submission()))
    other = submission(name="N. Haddad", emails=("n@example.org",), posting="p2", phones=(), links=())
    record(house, read_one(house, "2", sender="n@example.org", recipients=(MANAGER,)), applied(other))
    with Session(house.engine) as session:
        session.get_one(CandidateRow, 2).merged_into_id = 1
        session.commit()
    assert [a["candidate"]["name"] for a in house.applications()] == ["Noor Haddad"] * 2
    assert house.application("a2")["candidate"]["emails"] == ["noor@example.net", "n@example.org"]
    third = read_one(house, "3", sender="n@example.org", received_at=NOON + timedelta(days=1))
    (candidate,) = house.store.context(third)[1].candidates
    assert (candidate.id, candidate.names) == ("c1", ("Noor Haddad", "N. Haddad"))
    assert [a.id for a in candidate.applications] == ["a1", "a2"]
    assert record(house, third, applied(submission(candidate="c2", application="a2", posting="p2")))


def test_a_newer_document_of_a_kind_becomes_current_and_the_older_is_kept(house: House) -> None:
    house.store.apply_rounds([opened()])
    both = document(DocumentKind.RESUME, DocumentKind.STATEMENT)
    other = document(DocumentKind.OTHER, part="9", filename="photo.pdf")
    mails = (
        reading(message(), both, other),
        reading(message(received_at=NOON + timedelta(hours=1)), RESUME),
        reading(message(received_at=NOON + timedelta(hours=2)), STATEMENT, other),
        reading(
            message(received_at=NOON + timedelta(hours=3)),
            document(DocumentKind.RESUME, status=DocumentStatus.ENCRYPTED),
            document(part="4", filename="scan.bin"),
        ),
    )
    house.bring(*((str(n), said) for n, said in enumerate(mails, 1)))
    (seen,) = house.applications()
    assert [(d["message"], d["kinds"], d["version"], d["superseded"]) for d in seen["documents"]] == [
        ("m1", ["resume", "statement"], 1, True),
        ("m1", ["other"], 1, False),
        ("m2", ["resume"], 2, False),
        ("m3", ["statement"], 1, False),
        ("m3", ["other"], 2, False),
        ("m4", ["resume"], 3, False),
        ("m4", [], 1, False),
    ]


def test_a_document_keeps_its_id_while_its_part_is_there(house: House) -> None:
    house.store.apply_rounds([opened()])
    key = house.mail("1", reading(message(), RESUME, STATEMENT))
    house.process()
    house.readings[key] = reading(message(), STATEMENT, version="2")
    house.store.read_again([key])
    house.process()
    (seen,) = house.applications()
    assert [d["id"] for d in seen["documents"]] == ["d2"]
    assert seen["completeness"] == "incomplete"
    assert seen["flags"] == ["incomplete"]


def test_nobody_is_known_by_more_addresses_than_anybody_has(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission(emails=tuple(f"{n}@example.net" for n in range(1000)), name=" - ")))
    assert len(house.application("a1")["candidate"]["emails"]) == 50
    assert house.application("a1")["candidate"]["name"] is None


def test_a_mail_may_change_what_it_says_of_its_candidate(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house)
    record(house, claim, applied(submission(emails=("a@example.net", "b@example.net"), name="Noor Hadad")))
    again(house, claim, applied(submission(emails=("b@example.net", "c@example.net"))))
    assert house.application("a1")["candidate"]["emails"] == ["b@example.net", "c@example.net"]
    assert house.application("a1")["candidate"]["name"] == "Noor Haddad"
    assert house.counts()["candidates"] == 1


def test_a_submission_may_bring_fewer_documents_than_before(house: House) -> None:
    house.store.apply_rounds([opened()])
    claim = read_one(house, "1", RESUME, STATEMENT)
    record(house, claim, applied(submission(documents=("2", "3"))))
    again(house, claim, applied(submission(documents=("3",))))
    assert [d["id"] for d in house.application("a1")["documents"]] == ["d2"]


def test_the_lease_ends_with_the_record(house: House) -> None:
    claim = read_one(house)
    record(house, claim, Decision(outcome=Outcome.BULK))
    house.clock.forward(hours=1)
    assert house.store.claim("other", limit=9, lease=LEASE) == ()
    assert house.store.record(claim, applied(submission())), "another owner's work is left to it"
    assert house.outcomes() == {claim.message: "bulk"}
