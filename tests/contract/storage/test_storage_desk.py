"""What the desk shows, and to whom: pages, filters, counts, and nothing of what an account may not see."""

from datetime import timedelta

import pytest

from intake.model.document import CandidateFacts, DocumentKind, SourceWords
from intake.model.ledger import FetchResult, Outcome
from intake.model.message import Hop
from intake.model.posting import Need, WantedDocument, WantedKind
from intake.model.scope import ALL, EVERYTHING, Scope
from intake.storage.acts import Actor
from intake.storage.queue_values import ANY, NEW_MAIL, Order, QueueFilter
from tests.contract.storage.builders import (
    ENGINEER,
    MANAGER,
    NOON,
    RESUME,
    STATEMENT,
    House,
    arrival,
    document,
    message,
    opened,
    posting,
    reading,
    until,
)

FIRST, SECOND = Scope(postings=("p1",)), Scope(postings=("p2",))
BOTH = Scope(postings=("p1", "p2"))
TRIAGE = Scope(mailboxes=("jobs",))
OTHER_TRIAGE = Scope(mailboxes=("other",))
EVERY = QueueFilter(status=None)
NOBODY = Scope()


@pytest.fixture
def full(house: House) -> House:
    """The world of this module, to be changed."""
    return _filled(house)


@pytest.fixture(scope="module")
def seen(shared: House) -> House:
    """The same world, for tests that only look."""
    return _filled(shared)


def _filled(house: House) -> House:
    """Applications to two postings, one that waits for a posting, correspondence, and mails not to be read."""
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    at = NOON
    for uid, (sender, to, documents) in enumerate(
        (
            ("noor@example.net", ENGINEER, (RESUME, STATEMENT)),
            ("jan@example.net", ENGINEER, (RESUME,)),
            ("li@example.net", MANAGER, (RESUME,)),
            ("max@example.net", "jobs@example.org", (RESUME,)),
            ("eve@example.net", ENGINEER, ()),
        ),
        start=1,
    ):
        at += timedelta(hours=1)
        said = message(sender, sender.partition("@")[0].title(), recipients=(to,), received_at=at)
        house.bring((str(uid), reading(said, *documents)))
    house.watch("other", "INBOX")
    house.receive(arrival("9", result=FetchResult.OVERSIZED, detail="50 MB"), mailbox="other")
    (broken,) = house.receive(arrival("8", internal_date=at), mailbox="jobs")
    house.store.quarantine(house.claim_one(broken), "crash", "It ends the child that reads it.", None)
    return house


def ids(house: House, scope: Scope, wanted: QueueFilter = EVERY) -> list[str]:
    return [item.id for item in house.desk.queue(scope, wanted).items]


def test_the_newest_come_first_and_pages_follow_one_another(seen: House) -> None:
    assert ids(seen, EVERYTHING) == ["a4", "a3", "a2", "a1"]
    for wanted in (EVERY, QueueFilter(status=None, order=Order.POSTING)):
        whole = seen.desk.queue(EVERYTHING, wanted)
        found, after = [], None
        while True:
            page = seen.desk.queue(EVERYTHING, wanted, after=after, limit=1)
            found += [item.id for item in page.items]
            after = page.after
            if after is None:
                break
        assert (found, whole.after) == ([item.id for item in whole.items], None)
    assert ids(seen, EVERYTHING, QueueFilter(order=Order.POSTING)) == ["a3", "a2", "a1", "a4"]
    assert seen.desk.queue(EVERYTHING, EVERY, after="rubbish").items == seen.desk.queue(EVERYTHING, EVERY).items


def test_a_line_says_what_a_recruiter_asks_first(house: House) -> None:
    wanted = tuple(
        WantedDocument(kind=kind, need=need, text=kind.value)
        for kind, need in (
            (WantedKind.RESUME, Need.REQUIRED),
            (WantedKind.STATEMENT_OF_INTEREST, Need.REQUIRED),
            (WantedKind.TRANSCRIPT, Need.OPTIONAL),
            (WantedKind.THESIS, Need.OPTIONAL),
        )
    )
    house.store.apply_rounds([opened(posting(documents=wanted))])
    house.bring(("1", reading(message(), RESUME)))
    (line,) = house.desk.queue(EVERYTHING, QueueFilter()).items
    assert (line.name, line.email, line.subject) == ("Noor Haddad", "noor@example.net", "Application")
    assert [(asked.kind, asked.answered, asked.documents) for asked in line.asked] == [
        ("resume", True, ("d1",)),
        ("statement_of_interest", False, ()),
        ("transcript", False, ()),
        ("thesis", None, ()),
    ]
    assert (line.flags, line.kinds, line.version) == (("incomplete",), ("resume",), "v0")


def test_chips_filter_and_count_alike(full: House) -> None:
    full.acts.set_status(_ana(), "a1", "declined")
    page = full.desk.queue(EVERYTHING, QueueFilter())
    assert page.counts == {
        ANY: 3, "needs_posting": 1, "incomplete": 3, "late": 0, "possible_duplicate": 0, "possible_agency": 0,
        "unverified_sender": 0, "after_decision": 0, NEW_MAIL: 0,
    }  # fmt: skip
    for chip, count in page.counts.items():
        assert len(ids(full, EVERYTHING, QueueFilter(chip=chip))) == count
    assert ids(full, EVERYTHING, QueueFilter(status="declined")) == ["a1"]
    assert ids(full, EVERYTHING, QueueFilter(status=None, posting="p1", chip="incomplete")) == ["a2"]
    assert full.desk.numbers(EVERYTHING).queue == 3


def test_who_sees_which_applications(seen: House) -> None:
    assert ids(seen, FIRST) == ["a2", "a1"]
    assert ids(seen, SECOND) == ["a3"]
    assert ids(seen, BOTH) == ["a3", "a2", "a1"]
    assert ids(seen, BOTH, QueueFilter(order=Order.POSTING)) == ["a3", "a2", "a1"]
    assert ids(seen, TRIAGE) == ["a4"]
    assert ids(seen, OTHER_TRIAGE) == []
    assert ids(seen, NOBODY) == []
    assert ids(seen, Scope(postings=ALL)) == ["a3", "a2", "a1"]
    assert ids(seen, Scope(mailboxes=ALL)) == ["a4"]
    assert ids(seen, Scope(postings=ALL, mailboxes=("jobs",))) == ["a4", "a3", "a2", "a1"]
    assert ids(seen, Scope(postings=("p2",), mailboxes=ALL)) == ["a4", "a3"]
    assert ids(seen, SECOND, QueueFilter(status=None, posting="p1")) == []
    assert seen.desk.queue(FIRST, EVERY).counts[ANY] == 2
    page = seen.desk.queue(BOTH, EVERY, limit=2)
    assert [item.id for item in seen.desk.queue(BOTH, EVERY, after=page.after).items] == ["a1"]


def test_what_is_foreign_is_not_there(seen: House) -> None:
    for scope, theirs in ((FIRST, {"a1", "a2"}), (SECOND, {"a3"}), (TRIAGE, {"a4"}), (OTHER_TRIAGE, set())):
        for key in ("a1", "a2", "a3", "a4", "a99", "m1", "rubbish"):
            assert (seen.desk.application(scope, key) is not None) == (key in theirs)
            assert (seen.desk.history_of(scope, key) is not None) == (key in theirs)
    for scope, mails in ((FIRST, {"m1", "m2"}), (TRIAGE, {"m4", "m5", "m7"}), (OTHER_TRIAGE, {"m6"}), (NOBODY, set())):
        every = {f"m{number}" for number in range(1, 9)}
        assert {key for key in every if seen.desk.mail(scope, key)} == mails
        assert {key for key in every if seen.desk.original(scope, key)} == mails - {"m6"}
    assert seen.desk.original(FIRST, "d1") is not None
    assert seen.desk.original(SECOND, "d1") is None
    assert seen.desk.original(SECOND, "d99") is None
    assert [item.id for item in seen.desk.postings(FIRST)] == ["p1"]
    assert seen.desk.posting(FIRST, "p2") is None
    assert seen.desk.history_of(SECOND, "p1") is None
    assert [box.name for box in seen.desk.mailboxes(TRIAGE)] == ["jobs"]


def test_what_could_not_be_read_and_correspondence_are_for_their_mailbox(seen: House) -> None:
    unread = seen.desk.unread(EVERYTHING)
    assert [(item.outcome, item.reason) for item in unread.items] == [
        ("quarantined", "It ends the child that reads it."),
        ("oversized", "50 MB"),
    ]
    assert unread.counts == {"quarantined": 1, "oversized": 1, "unfetchable": 0}
    assert [item.message for item in seen.desk.unread(TRIAGE).items] == ["m7"]
    assert seen.desk.unread(FIRST).items == ()
    first = seen.desk.unread(EVERYTHING, limit=1)
    assert [item.message for item in seen.desk.unread(EVERYTHING, after=first.after).items] == ["m6"]
    assert [item.message for item in seen.desk.correspondence(TRIAGE).items] == ["m5"]
    whole = seen.desk.mail(TRIAGE, "m5")
    assert whole is not None
    assert (whole.text, whole.item.outcome) == ("Dear team", "correspondence")
    broken = seen.desk.mail(TRIAGE, "m7")
    assert broken is not None
    assert (broken.text, broken.documents) == ("", ())
    assert (seen.desk.numbers(TRIAGE).unread, seen.desk.numbers(FIRST).unread) == (1, 0)


def test_neighbours_are_found_also_of_what_left_the_queue(full: House) -> None:
    near = full.desk.neighbours(EVERYTHING, QueueFilter(), "a3")
    assert (near.previous, near.next, near.place, near.total) == ("a4", "a2", 2, 4)
    full.acts.set_status(_ana(), "a3", "declined")
    near = full.desk.neighbours(EVERYTHING, QueueFilter(), "a3")
    assert (near.previous, near.next, near.total) == ("a4", "a2", 3)
    assert full.desk.neighbours(EVERYTHING, QueueFilter(), "a99").next == "a4"
    assert full.desk.neighbours(BOTH, QueueFilter(), "a2").next == "a1"


def test_a_page_tells_the_facts_with_their_words_and_the_verdict_with_both_clocks(house: House) -> None:
    said = posting(deadline=until("2026-03-03"), requirements=("You know PostgreSQL and Linux well",))
    house.store.apply_rounds([opened(said)])
    facts = CandidateFacts(
        name="Noor Haddad",
        emails=("noor@example.net",),
        languages=("Arabic",),
        evidence={"emails": SourceWords("Mail: noor@example.net", 1), "languages": SourceWords("Arabic (native)", 2)},
    )
    resume = document(
        DocumentKind.RESUME, candidate=facts, text="I ran Linux and PostgreSQL servers.\nI like tea.", hidden_text="x"
    )
    hop = Hop(by="mx.example.org", from_="mail.example.net", for_=None, at=NOON)
    house.bring(("1", reading(message(hops=(hop,), text="Please see my resume."), resume)))
    page = house.desk.application(EVERYTHING, "a1", "Europe/Berlin")
    assert page is not None
    told = {(f.field, f.value): [(w.text, w.page, w.document) for w in f.sources] for f in page.facts}
    assert told["email", "noor@example.net"][0] == ("Mail: noor@example.net", 1, "d1")
    assert told["language", "Arabic"] == [("Arabic (native)", 2, "d1")]
    assert (page.verdict.sent_at, page.verdict.received_at, page.verdict.hops) == (NOON, NOON, (hop,))
    assert page.verdict.deadline_at is not None
    assert page.verdict.deadline_at.isoformat() == "2026-03-03T22:59:59+00:00"
    ((document_id, spans),) = [(s.document, s.spans) for s in page.requirements[0].sentences]
    assert (document_id, [span.text for span in spans if span.hit]) == ("d1", ["Linux", "PostgreSQL"])
    assert (page.mails[0].text, page.mails[0].documents, page.mails[0].opened) == (
        "Please see my resume.",
        ("d1",),
        True,
    )
    assert (page.documents[0].text[:9], page.documents[0].hidden_text) == ("I ran Lin", "x")
    assert [event.what for event in page.history] == ["application_opened"]


def test_arrivals_are_counted_by_the_day_of_the_zone(house: House) -> None:
    house.store.apply_rounds([opened()])
    at = NOON.replace(hour=23, minute=40)
    house.bring(
        ("1", reading(message("a@example.net", "A", received_at=at), RESUME)),
        ("2", reading(message("b@example.net", "B", received_at=at - timedelta(hours=20)), RESUME)),
    )
    assert [(day.date.day, day.count) for day in house.desk.postings(EVERYTHING)[0].days] == [(2, 2)]
    in_india = house.desk.posting(EVERYTHING, "p1", "Asia/Kolkata")
    assert in_india is not None
    assert [(day.date.day, day.count) for day in in_india.days] == [(2, 1), (3, 1)]
    assert (in_india.applications, in_india.unreviewed, in_india.by_timeliness) == (2, 2, {})


def test_the_history_is_narrowed_and_paged(full: House) -> None:
    full.acts.set_status(_ana(), "a1", "declined")
    whole = full.desk.history(EVERYTHING)
    assert (whole.items[0].who, whole.items[0].object, whole.items[0].undoable) == ("Ana", "a1", True)
    assert {event.object for event in full.desk.history(SECOND).items} == {"a3", "p2"}
    assert [event.what for event in full.desk.history(EVERYTHING, who="Ana").items] == ["person_status"]
    first = full.desk.history(EVERYTHING, limit=2)
    rest = full.desk.history(EVERYTHING, after=first.after)
    assert first.items + rest.items == whole.items
    told = full.desk.history_of(EVERYTHING, "p1")
    assert told is not None
    assert [event.what for event in told.items] == ["posting_new"]


def test_every_mail_of_a_mailbox_is_accounted_for(seen: House) -> None:
    jobs, other = seen.desk.mailboxes(EVERYTHING)
    assert (jobs.total, sum(jobs.outcomes.values()), jobs.backlog) == (6, 6, 0)
    assert (other.outcomes[Outcome.OVERSIZED.value], jobs.addresses) == (1, ("jobs@example.org",))


def _ana() -> Actor:
    return Actor(who="Ana", scope=EVERYTHING)
