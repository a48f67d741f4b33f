"""The JSON of `inspect`, key by key as scripts rely on it."""

import datetime as dt

from intake.cli import contract
from intake.model.document import CandidateFacts, Document, DocumentKind, DocumentStatus, Link, LinkKind, SourceWords
from intake.model.message import (
    Address,
    Attachment,
    Authentication,
    Forwarded,
    Message,
    MessageKind,
    ReadError,
)
from intake.model.posting import Contact, Deadline, Posting, PostingPage

MESSAGE_KEYS = [
    "path",
    "message_id",
    "in_reply_to",
    "references",
    "sent_at",
    "received_at",
    "from",
    "reply_to",
    "to",
    "cc",
    "delivered_to",
    "subject",
    "kind",
    "kind_reasons",
    "forwarded",
    "authentication",
    "links",
    "text",
    "full_text",
    "attachments",
    "defects",
    "error",
]
DOCUMENT_KEYS = [
    "path",
    "media_type",
    "status",
    "kinds",
    "kind_reasons",
    "language",
    "pages",
    "extractor",
    "text",
    "headings",
    "candidate",
    "ocr_confidence",
    "warnings",
    "error",
]
POSTING_KEYS = [
    "title",
    "contacts",
    "enquiries",
    "apply_via",
    "apply_url",
    "deadline",
    "rolling",
    "review_from",
    "documents",
    "subject_code",
    "individuals_only",
    "constraints",
    "responsibilities",
    "requirements",
    "nice_to_have",
    "location",
    "remote",
    "employment_type",
    "term",
    "start",
    "interviews",
    "salary",
    "sources",
    "doubts",
]


def message(forwarded: Forwarded | None = None) -> Message:
    return Message(
        message_id="<1@example.net>",
        in_reply_to=None,
        references=(),
        thread_index=None,
        sent_at=dt.datetime(2021, 12, 30, 22, 10, tzinfo=dt.UTC),
        received_at=None,
        hops=(),
        sender=Address("Noor Haddad", "noor@example.net"),
        reply_to=(),
        to=(Address(None, "jobs@example.org"),),
        cc=(),
        delivered_to=("jobs@example.org",),
        recipients=("jobs@example.org",),
        subject="Application",
        kind=MessageKind.PERSONAL,
        kind_reasons=(),
        forwarded=forwarded,
        authentication=Authentication.UNKNOWN,
        encrypted=False,
        links=(),
        text="Hello",
        full_text="Hello",
        attachments=(
            Attachment(
                part="2", filename="cv.pdf", media_type="application/pdf", declared_type="application/octet-stream",
                size=3, sha256="ab", disposition="attachment", embedded=False,
            ),
        ),
        defects=(),
        content_digest="cd",
    )  # fmt: skip


def test_a_message_has_the_keys_of_the_contract_in_its_order() -> None:
    data = contract.message_data("a.eml", message())
    assert list(data) == MESSAGE_KEYS
    assert data["sent_at"] == "2021-12-30T22:10:00Z"
    assert data["from"] == {"name": "Noor Haddad", "address": "noor@example.net"}
    assert "part" not in data["attachments"][0]
    assert data["attachments"][0]["embedded"] is False


def test_a_forward_shows_the_original() -> None:
    original = Forwarded(sender=Address(None, "a@example.net"), to=(), subject="s", sent_at=None, part="2")
    data = contract.message_data("a.eml", message(original))
    assert data["forwarded"] == {
        "from": {"name": None, "address": "a@example.net"}, "to": [], "subject": "s", "sent_at": None,
    }  # fmt: skip


def test_a_message_that_could_not_be_read_has_the_same_keys() -> None:
    data = contract.unread_message_data("a.eml", "too_deep", "Too many parts.")
    assert sorted(data) == sorted(MESSAGE_KEYS)
    assert data["error"] == {"code": "too_deep", "detail": "Too many parts."}
    assert data["attachments"] == []
    assert data["subject"] is None


def test_a_document_has_the_keys_of_the_contract() -> None:
    document = Document(
        media_type="application/pdf",
        status=DocumentStatus.EXTRACTED,
        kinds=(DocumentKind.RESUME,),
        candidate=CandidateFacts(
            name="Noor Haddad",
            links=(Link(LinkKind.GITHUB, "https://github.com/noorh"),),
            evidence={"name": SourceWords("Noor Haddad", 1)},
        ),
    )
    data = contract.document_data("cv.pdf", document)
    assert list(data) == DOCUMENT_KEYS
    assert data["candidate"]["links"] == [{"kind": "github", "url": "https://github.com/noorh"}]
    assert data["candidate"]["evidence"] == {"name": {"text": "Noor Haddad", "page": 1}}


def test_an_archive_lists_its_members() -> None:
    document = Document(media_type="application/zip", status=DocumentStatus.UNSUPPORTED, members=("a.pdf",))
    assert contract.document_data("a.zip", document)["members"] == [{"filename": "a.pdf"}]


def test_a_posting_has_the_keys_of_the_contract_and_its_time_to_the_minute() -> None:
    posting = Posting(
        title="Support Engineer",
        contacts=(Contact("Ines Albrecht", "ines@example.org"),),
        deadline=Deadline(date=dt.date(2021, 12, 31), time=dt.time(12), timezone="Europe/Berlin", text="31 December"),
    )
    data = contract.page_data("jobs.md", PostingPage(postings=(posting,)))
    assert list(data) == ["path", "postings", "error"]
    assert list(data["postings"][0]) == POSTING_KEYS
    assert data["postings"][0]["deadline"] == {
        "date": "2021-12-31", "time": "12:00", "timezone": "Europe/Berlin", "inclusive": True, "year_inferred": False,
        "text": "31 December",
    }  # fmt: skip


def test_seconds_are_printed_where_there_are_any() -> None:
    posting = Posting(title="x", deadline=Deadline(date=dt.date(2021, 12, 31), time=dt.time(23, 59, 59)))
    assert contract.posting_data(posting)["deadline"]["time"] == "23:59:59"


def test_a_page_that_cannot_be_read_says_why() -> None:
    page = PostingPage(postings=(), error=ReadError(code="no_text", detail="Nothing is on it."))
    assert contract.page_data("x", page)["error"] == {"code": "no_text", "detail": "Nothing is on it."}
    assert contract.address_data(None) is None
    assert contract.address_data(Address("A", "a@example.org")) == {"name": "A", "address": "a@example.org"}
