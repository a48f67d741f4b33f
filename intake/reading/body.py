"""Which mails have a body that is a document of its own. Pure: no I/O, no clock."""

from intake.model.message import Message, MessageKind


def has_body(message: Message) -> bool:
    """Whether a person wrote it and left any words in it."""
    return message.kind is MessageKind.PERSONAL and bool(message.text.strip())
