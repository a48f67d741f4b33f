"""A mail in the child: raw bytes to a Message, and its own text to a document.

Pure: no I/O, no clock.
"""

from intake.documents.read import read_text
from intake.message import parse
from intake.model.document import Document, DocumentStatus
from intake.model.message import HeaderSketch, Message, ReadError
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading.body import has_body
from intake.reading.document import with_facts


def read_message(raw: bytes, arrival: ArrivalTimes, policy: ReadingPolicy) -> tuple[Message, Document | None]:
    """The mail, and its own text as a document where somebody wrote any; MessageUnreadable as `parse_message`."""
    message = parse.parse_message(raw, policy, arrival)
    return message, read_body(message.text, policy) if has_body(message) else None


def read_alone(raw: bytes, arrival: ArrivalTimes, policy: ReadingPolicy) -> Message:
    """The mail without its text as a document: for one whose text may be what ends the child."""
    return parse.parse_message(raw, policy, arrival)


def read_body(text: str, policy: ReadingPolicy) -> Document:
    """A mail's own text as a document; whatever goes wrong with it, the mail itself has been read and stays so."""
    try:
        return with_facts(read_text(text, policy), policy)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the text is a hint; the message must not be lost over it
        reason = ReadError(code="crashed", detail=f"The text could not be read as a document ({type(error).__name__}).")
        return Document(media_type="text/plain", status=DocumentStatus.CORRUPT, text=text, error=reason)


def sketch(raw: bytes) -> HeaderSketch:
    """The few headers of a mail that cannot be read whole."""
    return parse.header_sketch(raw)
