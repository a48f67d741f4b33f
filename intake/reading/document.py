"""A document in the child: bytes to text and kinds, then to the facts about who sent it.

Pure: no I/O, no clock.
"""

from dataclasses import replace

from intake.candidate.facts import find_facts
from intake.documents.read import ReadDocument, read_document
from intake.message import parts
from intake.model.document import Document
from intake.model.policy import ReadingPolicy

NO_FACTS = "no_facts"
"""The warning on a document whose text was read but not searched for facts: the search itself failed."""


def read_attached(raw: bytes, part: str, filename: str | None, policy: ReadingPolicy) -> Document:
    """The document at `part` of a raw mail."""
    return read_file(parts.payload(raw, part, policy), filename, policy)


def read_file(data: bytes, filename: str | None, policy: ReadingPolicy) -> Document:
    """A document by itself; its name is a hint, its content decides."""
    return with_facts(read_document(data, filename, policy), policy)


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
