"""One input through one reader, as a child would run it: what comes of it is a value or a named status.

In this process and not in a real child: a fork costs ten times the reading of a mail, and the tests of `reading` show
that a child only adds limits. The driver keeps memory and time (run.py). What is worth a finding:
an exception, facts or a document lost to a bug of ours that was caught, a value that does not survive the wire.
"""

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from intake.errors import MessageUnreadable
from intake.model import codec
from intake.model.document import Document, DocumentStatus
from intake.model.message import HeaderSketch, Message, MessageKind
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.model.posting import PostingPage
from intake.reading import document, message, operations, page
from intake.text.sniff import media_type
from tests.fuzz import mutate, patterns, seeds

POLICY = ReadingPolicy(authserv_ids=("mx.example.org",), relays=("mx.example.org",), phone_regions=("DE",))
_NAMES = ("cv.pdf", "cv.docx", "cv", "letter.txt", "cv.html", "cv.zip", "cv.odt", None)


class Found(Exception):
    """Something wrong that raised nothing by itself."""


@dataclass(frozen=True)
class Kind:
    """A kind of input: how the n-th is made, and what reads it; `read` names the outcome."""

    make: Callable[[random.Random], bytes]
    read: Callable[[bytes], str]
    most: int | None = None
    """How many inputs are enough, however many are asked for."""


def read_mail(raw: bytes) -> str:
    """A mail, its text as a document, and its attachments."""
    head = message.sketch(raw)
    _survives(HeaderSketch, head)
    try:
        read, body = message.read_message(raw, ArrivalTimes(), POLICY)
    except MessageUnreadable as error:
        return error.code
    _survives(Message, read)
    if body is not None:
        _check(body)
    for attachment in read.attachments[:3]:
        _check(document.read_attached(raw, attachment.part, attachment.filename, POLICY)[0])
    if not isinstance(read.kind, MessageKind):
        raise Found("a message without a kind")
    return read.kind.value


def read_document(data: bytes) -> str:
    """A document under a name that may lie."""
    read, _ = document.read_attached(data, None, _NAMES[len(data) % len(_NAMES)], POLICY)
    _check(read)
    if read.status is DocumentStatus.CORRUPT:
        _our_fault(data)
    return read.status.value


def read_page(data: bytes) -> str:
    """A careers page under a name that may lie."""
    name = ("jobs.md", "jobs.html", "jobs.toml", "jobs.txt", "2030-01-01-jobs.md")[len(data) % 5]
    read = page.read_posting_page(data, name)
    _survives(PostingPage, read)
    return read.error.code if read.error else f"{min(len(read.postings), 3)} postings"


def _check(read: Document) -> None:
    _survives(Document, read)
    if document.NO_FACTS in read.warnings:
        from intake.candidate.facts import find_facts

        find_facts(read.text, language=read.language, media_type=read.media_type, policy=POLICY, headings=read.headings)
        raise Found("facts lost")
    if (read.status in {DocumentStatus.EXTRACTED, DocumentStatus.OCR}) != (read.error is None):
        raise Found(f"{read.status} and error {read.error}")


def _our_fault(data: bytes) -> None:
    """A document called corrupt because of an exception that was raised in our own code, not in a library."""
    from intake.documents import read
    from intake.documents.content import CannotRead

    try:
        read._reader(media_type(data, None))(data, POLICY)
    except CannotRead:
        return
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        if "intake" in PurePath(frames[-1].filename).parts and "site-packages" not in frames[-1].filename:
            raise


def _survives(cls: type[Any], value: Any) -> None:
    back = codec.from_json(cls, operations.encode(value))
    if type(back) is not cls:
        raise Found("the wire made something else of it")


def _page(chance: random.Random) -> bytes:
    return mutate.mutated(chance, [data for _, data in seeds.pages()], mutate.PAGE_WORDS)


KINDS: dict[str, Kind] = {
    "mail": Kind(lambda chance: mutate.mutated(chance, seeds.mails(), mutate.MAIL_WORDS), read_mail),
    "document": Kind(lambda chance: mutate.mutated_file(chance, seeds.documents(), mutate.XML_WORDS), read_document),
    "page": Kind(_page, read_page),
    # Each tries every pattern of the package, which takes a thousand times as long as a mail.
    "pattern": Kind(patterns.make, patterns.read, most=2_000),
    "own": Kind(patterns.make_own, patterns.read_own, most=100_000),
}
