"""Fields of a candidate: read from words, edited beside them."""

from datetime import UTC, datetime

from intake.model.document import CandidateFacts, Document, DocumentStatus, Link, LinkKind, SourceWords
from intake.model.reading import BODY_PART, AttachedDocument
from intake.storage import desk_facts
from intake.storage.desk_facts import Known, Source
from intake.storage.reviews import ReviewRecord

AT = datetime(2026, 3, 2, tzinfo=UTC)
KNOWN = Known(
    names=(("Noor Haddad", "m1"),),
    emails=(("noor@example.net", "m1"), ("n.haddad@example.org", "m2")),
    phones=("+49305550100",),
    links=("https://github.com/noorh",),
    addresses={"m1": "Noor Haddad <noor@example.net>"},
)


def source(part: str = "2", **facts: object) -> Source:
    document = Document(
        media_type="application/pdf",
        status=DocumentStatus.EXTRACTED,
        candidate=CandidateFacts(**facts),  # type: ignore[arg-type]
    )
    attached = AttachedDocument(part=part, filename="cv.pdf", sha256="0", size=1, document=document)
    return Source(id="d1", message="m1", attached=attached)


def edit(field: str, value: str, was: str | None = None) -> ReviewRecord:
    return ReviewRecord(
        id="v1",
        who="Ana",
        kind="fact",
        reason=None,
        before={"field": field, "value": was},
        after={"field": field, "value": value},
        made_at=AT,
        undone_at=None,
    )


def test_every_field_has_the_words_that_it_was_read_from() -> None:
    resume = source(
        name="NOOR HADDAD",
        phones=("+49305550100",),
        links=(Link(LinkKind.GITHUB, "https://github.com/noorh"),),
        location="Berlin",
        languages=("Arabic", "German"),
        evidence={
            "name": SourceWords("NOOR HADDAD", 1),
            "phones": SourceWords("Tel. 030 5550 0100", 1),
            "links": SourceWords("github.com/noorh", 2),
            "location": SourceWords("Berlin, Germany", 1),
        },
    )
    found = desk_facts.of(KNOWN, [resume], [])
    assert [(fact.field, fact.value, [words.text for words in fact.sources]) for fact in found] == [
        ("name", "Noor Haddad", ["NOOR HADDAD", "Noor Haddad <noor@example.net>"]),
        ("email", "noor@example.net", ["Noor Haddad <noor@example.net>"]),
        ("email", "n.haddad@example.org", []),
        ("phone", "+49305550100", ["Tel. 030 5550 0100"]),
        ("link", "https://github.com/noorh", ["github.com/noorh"]),
        ("location", "Berlin", ["Berlin, Germany"]),
        ("language", "Arabic", []),
        ("language", "German", []),
    ]
    assert found[0].sources[0].filename == "cv.pdf"


def test_words_of_the_mails_own_text_have_no_file() -> None:
    body = source(BODY_PART, location="Berlin", evidence={"location": SourceWords("I live in Berlin")})
    (fact,) = (fact for fact in desk_facts.of(KNOWN, [body], []) if fact.field == "location")
    assert (fact.sources[0].filename, fact.sources[0].document) == (None, "d1")


def test_an_edit_replaces_removes_or_adds_and_keeps_what_was_read() -> None:
    edits = [
        edit("email", "noor@example.com", "noor@example.net"),
        edit("email", "", "n.haddad@example.org"),
        edit("phone", "+4930999"),
        edit("location", "Hamburg"),
        edit("email", "noor@example.info", "noor@example.com"),
        edit("shoe size", "42"),
    ]
    found = desk_facts.of(KNOWN, [source(location="Berlin")], edits)
    told = [(fact.field, fact.value, fact.read, fact.edited) for fact in found if fact.field != "name"]
    assert told == [
        ("email", "noor@example.info", "noor@example.net", True),
        ("email", "", "n.haddad@example.org", True),
        ("phone", "+49305550100", "+49305550100", False),
        ("phone", "+4930999", None, True),
        ("link", "https://github.com/noorh", "https://github.com/noorh", False),
        ("location", "Hamburg", "Berlin", True),
    ]
