"""A Reading: what one message says, documents included, and the version of the readers that made it.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass

from intake.model.document import Document
from intake.model.message import Message

BODY_PART = "body"
"""The part name of a mail's own text when it is taken as a document (the statement in the body)."""

FORWARDED_PART = f"forwarded/{BODY_PART}"
"""The part name of what the original's writer says in a mail that was forwarded inline."""


def is_body(part: str) -> bool:
    """Whether a document is the text of a mail: of the message, or of one inside it ("2/body", "forwarded/body")."""
    return part.rpartition("/")[2] == BODY_PART


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedDocument:
    """One document of a message. `part` is the attachment's path, or `BODY_PART` for the mail's own text.

    What a forwarded original says is at its nested message's path ("2/body"), or at `FORWARDED_PART` where it was
    forwarded inline. `filename` is None for a body. `sha256` (hex) and `size` (bytes) are of the decoded payload.
    """

    part: str
    filename: str | None
    sha256: str
    size: int
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message says. `version` names the readers; a reading is kept until a newer one replaces it.

    `documents` are in the order of the message, embedded pictures left out; the body comes first where the
    sender wrote anything.
    """

    version: str
    message: Message
    documents: tuple[AttachedDocument, ...]
