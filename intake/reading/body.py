"""Which mails have a body that is a document of its own, and whose words a forward hands on. Pure: no I/O, no clock."""

import hashlib
from collections.abc import Iterator

from intake.message import original
from intake.model.document import Document
from intake.model.message import Message, MessageKind
from intake.model.reading import BODY_PART, FORWARDED_PART, AttachedDocument

_MOST = 5
"""Forwards of forwards whose originals are read."""


def has_body(message: Message) -> bool:
    """Whether a person wrote it and left any words in it."""
    return message.kind is MessageKind.PERSONAL and bool(message.text.strip())


def originals(message: Message) -> Iterator[tuple[str, str]]:
    """The texts of the originals that a mail forwards, the outermost first, each with its part as a document."""
    holder = ""
    for _ in range(_MOST):
        if message.forwarded is None:
            return
        part = message.forwarded.part
        if part is None:
            words = original.own_words(message.full_text)
            if words.strip():
                yield f"{holder}{FORWARDED_PART}", words
            return
        inner = next((n.message for n in message.nested if n.part == part), None)
        if inner is None:
            return
        message, holder = inner, f"{part}/"
        if has_body(message):
            yield f"{holder}{BODY_PART}", message.text


def as_attached(part: str, document: Document) -> AttachedDocument:
    """A mail's own text as a document of it."""
    data = document.text.encode("utf-8", "replace")
    return AttachedDocument(
        part=part, filename=None, sha256=hashlib.sha256(data).hexdigest(), size=len(data), document=document
    )
