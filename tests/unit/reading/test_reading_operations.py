"""What a child can be asked for, asked in this process."""

import sys
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from intake.documents.read import read_document
from intake.errors import MessageUnreadable
from intake.model import codec
from intake.model.document import CandidateFacts, Document, DocumentStatus
from intake.model.message import Address, HeaderSketch, Message
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.model.posting import PostingPage
from intake.reading import document, message, operations, samples
from intake.reading.operations import OPERATIONS

POLICY = ReadingPolicy()
MAIL = b"""\
From: Ada Example <ada@example.org>
To: jobs@example.net
Subject: Application as a clerk
Date: Mon, 2 Feb 2026 09:00:00 +0100
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Dear team,
I am writing to apply as a clerk.
--b
Content-Type: text/plain; name=cv.txt
Content-Disposition: attachment; filename=cv.txt

Curriculum vitae
Ada Example
ada@example.org
--b--
"""


def ask(operation: str, raw: bytes, **arguments: Any) -> tuple[bytes, ...]:
    return OPERATIONS[operation](raw, arguments, POLICY)


def test_a_mail_is_answered_as_message_and_body() -> None:
    received = datetime(2026, 2, 2, 8, 0, 5, tzinfo=UTC)
    parts = ask("message", MAIL, arrival=codec.to_data(ArrivalTimes(internal_date=received)))
    read, body = codec.from_json(Message, parts[0]), codec.from_json(Document, parts[1])
    assert read.sender == Address("Ada Example", "ada@example.org")
    assert read.received_at == received
    assert body.media_type == "text/plain"
    assert "apply as a clerk" in body.text


def test_a_mail_and_its_text_can_be_read_apart() -> None:
    (alone,) = ask("alone", MAIL, arrival=codec.to_data(ArrivalTimes()))
    (body,) = ask("body", codec.from_json(Message, alone).text.encode())
    assert (alone, body) == ask("message", MAIL, arrival=codec.to_data(ArrivalTimes()))


def test_a_mail_without_words_has_no_body() -> None:
    mail = MAIL.replace(b"Dear team,\nI am writing to apply as a clerk.\n", b"")
    assert len(ask("message", mail, arrival=codec.to_data(ArrivalTimes()))) == 1


def test_a_mail_that_no_person_wrote_has_no_body() -> None:
    mail = b"Auto-Submitted: auto-replied\nFrom: ada@example.org\nSubject: Out of office\n\nBack on Monday.\n"
    assert len(ask("message", mail, arrival=codec.to_data(ArrivalTimes()))) == 1


def test_an_attachment_is_taken_from_the_raw_mail_and_searched_for_facts() -> None:
    (read,) = message.read_message(MAIL, ArrivalTimes(), POLICY)[0].attachments
    answered = codec.from_json(Document, ask("attached", MAIL, part=read.part, filename="cv.txt")[0])
    assert answered.candidate.name == "Ada Example"
    assert answered.candidate.emails == ("ada@example.org",)


def test_a_file_by_itself_is_read_the_same_way() -> None:
    answered = codec.from_json(Document, ask("file", b"Ada Example\nada@example.org\n", filename="cv.txt")[0])
    assert answered.candidate.emails == ("ada@example.org",)


def test_a_careers_page_is_answered_as_postings() -> None:
    page = b"# Clerk\n\nApply by 31 March 2030 to jobs@example.org.\n"
    assert codec.from_json(PostingPage, ask("page", page, filename="2030-01-01-clerk.md")[0]).error is None


def test_a_sketch_is_answered_for_anything() -> None:
    assert codec.from_json(HeaderSketch, ask("sketch", MAIL)[0]).subject == "Application as a clerk"
    assert codec.from_json(HeaderSketch, ask("sketch", b"\0\xff")[0]).subject is None


def test_a_picture_is_asked_for_by_page_and_width() -> None:
    assert ask("picture", samples.PDF, page=0, width=100)[0].startswith(b"\x89PNG")
    with pytest.raises(MessageUnreadable):
        ask("picture", samples.PDF, page=1, width=100)


def test_a_probe_answers_nothing_of_its_own() -> None:
    assert ask("probe", b"") == ()


def test_half_a_character_becomes_a_replacement_character() -> None:
    data = operations.encode(Document(media_type="text/plain", status=DocumentStatus.EXTRACTED, text="a\ud83d b 😀"))
    assert codec.from_json(Document, data).text == "a\ufffd b 😀"


def test_warming_reads_every_sort_of_input_without_an_error() -> None:
    operations.warm()


def test_a_mail_compiles_no_pattern_once_the_readers_are_warm() -> None:
    """Each child would do it again: two patterns cost a mail more than its language."""
    operations.warm()
    compiled: list[str] = []

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_name == "compile" and frame.f_code.co_filename.endswith("_compiler.py"):
            compiled.append(repr(frame.f_locals.get("p")))

    sys.setprofile(watch)
    try:
        for raw in samples.MAILS:
            operations.message(raw, {"arrival": {}}, POLICY)
    finally:
        sys.setprofile(None)
    assert compiled == []


def test_a_body_that_cannot_be_read_as_a_document_keeps_its_text() -> None:
    unreadable: Any = None
    body = message.read_body(unreadable, POLICY)
    assert body.status is DocumentStatus.CORRUPT
    assert body.error is not None
    assert body.error.code == "crashed"


def test_facts_that_cannot_be_found_lose_no_text() -> None:
    read = read_document(b"Ada Example", "cv.txt", POLICY)
    no_policy: Any = None
    kept = document.with_facts(read, no_policy)
    assert kept.text == "Ada Example"
    assert kept.candidate == CandidateFacts()
    assert kept.warnings == (document.NO_FACTS,)
