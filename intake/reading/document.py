"""A document in the child: bytes to text and kinds, then to the facts about who sent it.

Pure: no I/O, no clock.
"""

from dataclasses import replace

from intake.candidate.facts import find_facts
from intake.documents.read import read_document
from intake.message import parts
from intake.model.document import Document
from intake.model.policy import ReadingPolicy


def read_attached(raw: bytes, part: str, filename: str | None, policy: ReadingPolicy) -> Document:
    """The document at `part` of a raw mail."""
    return read_file(parts.payload(raw, part, policy), filename, policy)


def read_file(data: bytes, filename: str | None, policy: ReadingPolicy) -> Document:
    """A document by itself; its name is a hint, its content decides."""
    read = read_document(data, filename, policy)
    document = read.document
    facts = find_facts(
        document.text,
        pages=read.page_texts,
        annotations=read.annotations,
        language=document.language,
        media_type=document.media_type,
        policy=policy,
        headings=document.headings,
    )
    return replace(document, candidate=facts)
