"""Mail that is no application, kept as headers only: what stays, what goes, and that nothing else ever does."""

import dataclasses
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.drops import drop_other, header_block
from intake.model.ledger import Blob, Dropped, Listed
from intake.model.message import Attachment, MessageKind
from intake.model.scope import EVERYTHING
from intake.pipeline import Line
from intake.storage.archive import FolderArchive
from tests.contract.storage.builders import (
    MANAGER,
    RESUME,
    STATEMENT,
    House,
    digest,
    document,
    message,
    opened,
    posting,
    reading,
)

HEADERS = b"From: noor@example.net\r\nSubject: Question\r\n\r\n"
WEEK = {"jobs": timedelta(days=7)}
LETTER = document(part="2", filename="letter.pdf")


@dataclasses.dataclass
class Place:
    """A store with an archive of real files beside it, and what of the line the dropping of bytes uses."""

    house: House
    archive: FolderArchive

    @property
    def line(self) -> Line:
        values = {"store": self.house.store, "archive": self.archive, "clock": self.house.clock}
        unused = dict.fromkeys(("reader", "reading_policy", "decision_policy", "owner"))
        return Line(**(unused | values))  # type: ignore[arg-type]

    def archive_mail(self, words: str) -> str:
        """The bytes of a mail, written long ago; its digest."""
        (blob,) = self.archive.put_batch([HEADERS + words.encode()])
        os.utime(self.archive.path(blob.sha256), (0, 0))
        return blob.sha256

    def bring(self, uid: str, words: str, mailbox: str = "jobs", **changes: Any) -> str:
        """A mail with these words arrives and is decided: correspondence, where nothing is attached."""
        self.archive_mail(words)
        said = reading(message(text=words, full_text=words, subject="Question", **changes))
        key = self.house.mail(uid, said, body=(HEADERS + words.encode()).decode(), mailbox=mailbox)
        self.house.process()
        return key

    def drop(self) -> int:
        return drop_other(self.line, WEEK)

    def sha256(self, key: str) -> str:
        return str(self.house.entry(key)["sha256"])

    def holds(self, key: str) -> bool:
        return self.archive.verify(self.sha256(key))


@pytest.fixture
def place(house: House, tmp_path: Path) -> Place:
    return Place(house, FolderArchive(tmp_path / "archive"))


def test_correspondence_and_bulk_mail_are_headers_only_after_their_time(place: Place) -> None:
    question = place.bring("1", "When do you decide?")
    bulk = place.bring("2", "Buy now", kind=MessageKind.BULK)
    place.house.clock.forward(days=7)
    assert place.drop() == 0
    place.house.clock.forward(minutes=5)
    assert place.drop() == 2
    for key in (question, bulk):
        assert not place.holds(key)
        entry = place.house.entry(key)
        assert entry["from"] == {"name": "Noor Haddad", "address": "noor@example.net"}
        assert entry["subject"] == "Question"
        assert "Only the headers are kept (keep_other); the rest was dropped on 2026-03-09." in entry["detail"]
    assert place.house.outcomes() == {question: "correspondence", bulk: "bulk"}
    (kept,) = place.archive.blobs()
    assert place.archive.get(kept) == HEADERS
    assert list(place.house.queries.blobs()) == [kept]
    assert place.drop() == 0


def test_text_attachments_and_links_leave_the_reading_and_the_search(place: Place) -> None:
    attached = Attachment(
        part="2",
        filename="private.pdf",
        media_type="application/pdf",
        declared_type="application/pdf",
        size=1,
        sha256=digest("private"),
        disposition="attachment",
        embedded=False,
    )
    key = place.bring("1", "A private matter", attachments=(attached,), links=("https://example.net/private",))
    place.house.clock.forward(days=8)
    place.drop()
    rows = place.house.dump()
    for table in ("readings", "message_texts", "documents", "history", "decisions"):
        assert "private" not in "".join(rows[table]), table
    assert rows["documents"] == []
    page = place.house.desk.mail(EVERYTHING, key)
    assert page is not None
    assert (page.text, page.full_text, page.documents) == ("", "", ())
    assert page.item.sha256 is None
    assert page.item.subject == "Question"
    assert place.house.desk.original(EVERYTHING, key) is None
    assert place.house.events()[-1] == "content_dropped"


def test_an_application_its_follow_ups_and_their_copies_are_never_dropped(place: Place) -> None:
    place.house.store.apply_rounds([opened()])
    keys = []
    for uid, words, said in (
        ("1", "I apply", reading(message(), RESUME)),
        ("2", "My statement", reading(message(subject="Statement"), STATEMENT)),
        ("3", "I apply", reading(message(), RESUME)),
    ):
        place.archive_mail(words)
        keys.append(place.house.mail(uid, said, body=(HEADERS + words.encode()).decode()))
        place.house.process()
    assert list(place.house.outcomes().values()) == ["application", "follow_up", "duplicate"]
    place.house.clock.forward(days=1000)
    before = place.house.dump()
    assert place.drop() == 0
    assert place.house.dump() == before
    assert all(place.holds(key) for key in keys)


def test_a_mailbox_that_keeps_everything_is_left_alone(place: Place) -> None:
    key = place.bring("1", "A question", mailbox="anna")
    place.house.clock.forward(days=1000)
    assert place.drop() == 0
    assert place.holds(key)


def test_bytes_stay_while_another_mailbox_keeps_them(place: Place) -> None:
    first = place.bring("1", "One question to two", mailbox="jobs")
    second = place.bring("1", "One question to two", mailbox="anna")
    assert place.house.outcomes() == {first: "correspondence", second: "duplicate"}
    place.house.clock.forward(days=8)
    assert place.drop() == 1
    assert place.holds(second)
    assert place.house.desk.original(EVERYTHING, first) is None
    assert place.house.desk.original(EVERYTHING, second) is not None


def test_the_copy_of_a_dropped_mail_is_recognised_and_dropped_in_its_turn(place: Place) -> None:
    first = place.bring("1", "The same question")
    place.house.clock.forward(days=8)
    place.drop()
    second = place.bring("2", "The same question")
    assert place.house.outcomes() == {first: "correspondence", second: "duplicate"}
    assert place.holds(second)
    place.house.clock.forward(days=8)
    assert place.drop() == 1
    assert not place.holds(second)


def test_a_mail_that_waits_to_be_decided_again_stays_whole(place: Place) -> None:
    place.bring("1", "A question")
    place.house.clock.forward(days=8)
    (key,) = place.house.store.droppable("jobs", place.house.clock.now(), limit=10)
    place.house.store.read_again([key])
    assert place.house.store.drop([Dropped(message=key, header=Blob(sha256=digest("headers"), size=7))]) == ()
    assert place.house.store.droppable("jobs", place.house.clock.now(), limit=10) == {}
    place.house.process()
    assert place.drop() == 1


def test_a_dropped_mail_is_decided_again_but_not_read_again(place: Place) -> None:
    key = place.bring("1", "A question", recipients=(MANAGER,))
    place.house.clock.forward(days=8)
    place.drop()
    assert place.house.store.replayable([key]) == ()
    assert place.house.store.read_again([key]) == 0
    assert place.house.store.stored([key]) == ()
    place.house.store.apply_rounds([opened(posting("Manager", MANAGER))])
    place.house.process()
    assert place.house.outcomes() == {key: "correspondence"}
    assert place.drop() == 0


def test_bytes_wanted_again_at_this_moment_are_left_for_their_row(place: Place) -> None:
    key = place.bring("1", "A question")
    place.house.clock.forward(days=8)
    os.utime(place.archive.path(place.sha256(key)), (place.house.clock.at.timestamp(),) * 2)
    assert place.drop() == 1
    assert place.holds(key)
    known = frozenset(place.house.queries.blobs())
    assert place.archive.collect_orphans(known) == 1
    assert not place.holds(key)


def test_a_mail_whose_bytes_are_lost_already_gets_no_header_block(place: Place) -> None:
    key = place.bring("1", "A question")
    place.archive.delete(place.sha256(key))
    place.house.clock.forward(days=8)
    assert place.drop() == 1
    assert list(place.house.queries.blobs()) == []


def test_a_renumbered_folder_does_not_claim_the_bytes_of_a_dropped_mail(place: Place) -> None:
    key = place.bring("1", "A question")
    place.house.clock.forward(days=8)
    place.drop()
    headers = digest(f"headers {(HEADERS + b'A question').decode()}")
    listing = [Listed(uid="5", size=1000, header_key=headers, internal_date=None)]
    place.house.store.start_epoch("jobs", "INBOX", 8, listing)
    assert place.house.outcomes() == {key: "correspondence", "m2": "duplicate"}
    assert "Only the headers" in place.house.entry("m2")["detail"]
    assert len(list(place.house.queries.blobs())) == 1
    place.house.clock.forward(days=8)
    assert place.drop() == 0


@pytest.mark.parametrize(
    ("raw", "block"),
    [
        (b"A: 1\r\n\r\nbody\r\n\r\nmore", b"A: 1\r\n\r\n"),
        (b"A: 1\nB: 2\n\nbody", b"A: 1\nB: 2\n\n"),
        (b"\r\n\r\nA: 1\r\n\r\nbody", b"\r\n\r\nA: 1\r\n\r\n"),
        (b"A: 1\rB: 2\r\rbody", b"A: 1\rB: 2\r\r"),
        (b"A: 1\r\nno end", b"A: 1\r\nno end"),
        (b"A: " + b"x" * 300_000, b"A: " + b"x" * 255_997),
        (b"", b""),
    ],
)
def test_the_header_block_ends_at_the_first_blank_line(raw: bytes, block: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(raw)
    assert header_block(path) == block
