"""Which texts of a mail are documents: its own, and those of the originals that it forwards."""

import hashlib

import pytest

from intake.message.parse import parse_message
from intake.model.document import Document, DocumentStatus
from intake.model.message import Message
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading.body import as_attached, has_body, originals

APPLICATION = "From: Ann Berg <ann@example.net>\nTo: a@example.org\nSubject: Application\n\nI would like to apply.\n"
INLINE = (
    "From: Tom <tom@example.org>\nTo: jobs@example.org\nSubject: Fwd: Application\n\nFor you.\n\n"
    "---------- Forwarded message ---------\nFrom: Ann Berg <ann@example.net>\nDate: Thu, Dec 30, 2021 at 10:15 PM\n"
    "Subject: Application\nTo: <a@example.org>\n\nI would like to apply.\n"
)


def attached(original: str, note: str = "See the attached mail.") -> str:
    return (
        (
            "From: Tom <tom@example.org>\nTo: jobs@example.org\nSubject: Fwd: Application\n"
            'Content-Type: multipart/mixed; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain\n\n{note}\n--b\nContent-Type: message/rfc822\n\n{original}\n--b--\n"
        )
        .replace('boundary="b"', f'boundary="{_mark(original)}"')
        .replace("--b", f"--{_mark(original)}")
    )


def _mark(original: str) -> str:
    return f"m{len(original)}"


def read(raw: str) -> Message:
    return parse_message(raw.encode(), ReadingPolicy(), ArrivalTimes())


def test_an_attached_original_says_its_words_at_its_own_part() -> None:
    assert list(originals(read(attached(APPLICATION)))) == [("2/body", "I would like to apply.")]


def test_an_inline_original_says_its_words_at_the_part_that_is_named_for_it() -> None:
    assert list(originals(read(INLINE))) == [("forwarded/body", "I would like to apply.")]


@pytest.mark.parametrize(
    ("inner", "parts"),
    [
        (attached(APPLICATION), ["2/body", "2/2/body"]),
        (INLINE, ["2/body", "2/forwarded/body"]),
        (attached(APPLICATION, note=" "), ["2/2/body"]),
    ],
    ids=["attached", "inline", "without a note"],
)
def test_a_forward_of_a_forward_is_followed_to_the_original(inner: str, parts: list[str]) -> None:
    found = list(originals(read(attached(inner))))
    assert [part for part, _ in found] == parts
    assert found[-1][1] == "I would like to apply."


def test_forwards_are_followed_five_deep() -> None:
    mail = APPLICATION
    for _ in range(7):
        mail = attached(mail)
    assert [part.count("/") for part, _ in originals(read(mail))] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("mail", [APPLICATION, INLINE.partition("I would")[0], attached(APPLICATION[:-23])])
def test_what_forwards_no_words_has_none(mail: str) -> None:
    assert list(originals(read(mail))) == []


def test_only_words_of_a_person_are_a_body() -> None:
    assert has_body(read(APPLICATION))
    assert not has_body(read("Auto-Submitted: auto-replied\n" + APPLICATION))


def test_a_text_is_kept_with_its_size_and_digest() -> None:
    document = Document(media_type="text/plain", status=DocumentStatus.EXTRACTED, text="Grüße")
    made = as_attached("2/body", document)
    assert (made.part, made.filename, made.size, made.document) == ("2/body", None, 7, document)
    assert made.sha256 == hashlib.sha256("Grüße".encode()).hexdigest()
