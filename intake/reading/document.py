"""A document in the child: bytes to text and kinds, then to the facts about who sent it.

A file inside an archive has a part path of its own: that of the archive, an exclamation mark and its number ("2!3").
Pure: no I/O, no clock.
"""

from collections.abc import Sequence
from dataclasses import replace

from intake.candidate.facts import find_facts
from intake.documents.archive import read_member
from intake.documents.complete import complete
from intake.documents.content import CannotRead, Leftover, Recognised
from intake.documents.read import ReadDocument, read_converted, read_document, refused
from intake.message import parts
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

NO_FACTS = "no_facts"
"""The warning on a document whose text was read but not searched for facts: the search itself failed."""

MEMBER = "!"

Read = tuple[Document, Leftover | None]
"""A document and what it still needs to be whole."""


def payload(raw: bytes, part: str | None, policy: ReadingPolicy) -> bytes:
    """The bytes at `part` of a raw mail; of a file by itself (None, or a member's "!3"); CannotRead in an archive."""
    outer, mark, number = (part or "").partition(MEMBER)
    data = parts.payload(raw, outer, policy) if outer else raw
    return read_member(data, int(number), policy) if mark else data


def read_attached(raw: bytes, part: str | None, filename: str | None, policy: ReadingPolicy) -> Read:
    """The document at `part` of a raw mail, or of a file by itself; its name is a hint, its content decides."""
    try:
        data = payload(raw, part, policy)
    except CannotRead as refusal:
        return refused("application/octet-stream", refusal, ()).document, None
    read = read_document(data, filename, policy)
    return with_facts(read, policy), read.leftover


def read_completed(
    media: str, leftover: Leftover, recognised: Sequence[Recognised], warnings: tuple[str, ...], policy: ReadingPolicy
) -> Document:
    """The document with what was read on the pictures of its pages."""
    return with_facts(complete(media, leftover, recognised, warnings, policy), policy)


def read_program(media: str, text: bytes, program: str, policy: ReadingPolicy) -> Document:
    """The document that another program wrote out as text."""
    return with_facts(read_converted(media, text, program, policy), policy)


def with_facts(read: ReadDocument, policy: ReadingPolicy) -> Document:
    """The document with what its text says of the candidate. Facts are hints: failing to find them loses no text."""
    document = read.document
    try:
        facts = find_facts(
            document.text,
            pages=read.page_texts,
            annotations=read.annotations,
            language=document.language,
            media_type=document.media_type,
            policy=policy,
            headings=document.headings,
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the warning says so, and the document is shown all the same
        return replace(document, warnings=(*document.warnings, NO_FACTS))
    return replace(document, candidate=facts)
