"""A mail in the child: raw bytes to a Message, and its own text to a document.

Pure: no I/O, no clock.
"""

from dataclasses import replace

from intake.candidate.facts import find_facts
from intake.documents.read import read_text
from intake.message import parse
from intake.model.document import Document
from intake.model.message import HeaderSketch, Message, MessageKind
from intake.model.policy import ArrivalTimes, ReadingPolicy


def read_message(raw: bytes, arrival: ArrivalTimes, policy: ReadingPolicy) -> tuple[Message, Document | None]:
    """The mail, and its own text as a document where somebody wrote any; MessageUnreadable as `parse_message`."""
    message = parse.parse_message(raw, policy, arrival)
    return message, _body(message, policy)


def sketch(raw: bytes) -> HeaderSketch:
    """The few headers of a mail that cannot be read whole."""
    return parse.header_sketch(raw)


def _body(message: Message, policy: ReadingPolicy) -> Document | None:
    if message.kind is not MessageKind.PERSONAL or not message.text.strip():
        return None
    document = read_text(message.text, policy)
    facts = find_facts(
        document.text,
        language=document.language,
        media_type=document.media_type,
        policy=policy,
        headings=document.headings,
    )
    return replace(document, candidate=facts)
