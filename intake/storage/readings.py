"""Keeps what a message says: the reading whole, the columns people see, and the keys by which others find it.

A newer reading replaces the older one. Addresses and references are kept of personal mail only: nothing else is
ever looked up by them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from intake.model.codec import to_data
from intake.model.document import Document
from intake.model.ledger import Claim, MessageState
from intake.model.message import Message, MessageKind
from intake.model.reading import AttachedDocument, Reading
from intake.storage import claims, folders, keys, search, sightings, turns
from intake.storage.packing import packed, unpacked
from intake.storage.tables import (
    DocumentRow,
    MessageAddressRow,
    MessageReferenceRow,
    MessageRow,
    ReadingRow,
    SubmittedDocumentRow,
)

SENDERS = ("from", "reply_to", "original")
"""The roles of addresses that speak for whoever wrote a message, or wrote the mail that it forwards."""

RECIPIENT = "to"

MOST_REFERENCES = 50
"""The nearest ancestors stand last in References; a header full of them must not become a statement full of them."""

_REFERENCES = re.compile(r"\W*(references?|referees|referenzen|références|referencias|referenze)\b", re.IGNORECASE)
_ON_REQUEST = re.compile(
    r"(references?|referees|referenzen)\W+(\w+\W+){0,3}?(on|upon|auf)\s+(request|anfrage)", re.IGNORECASE
)


def keep_reading(session: Session, now: datetime, claimed: Claim, reading: Reading) -> None:
    """Writes the reading; the message then waits to be decided, under the same lease."""
    row = claims.held(session, claimed)
    if row is None:
        return
    _describe(row, reading.message)
    row.state, row.last_error = MessageState.READ, None
    first = _keep_whole(session, now, row, reading)
    _keep_addresses(session, row, reading.message, first=first)
    _keep_references(session, row, reading.message, first=first)
    _keep_documents(session, row, reading, first=first)
    search.keep_texts(session, row.id, reading, first=first)
    session.flush()
    folders.tell_linked(session, row)
    turns.take_turn(session)
    sightings.place_among_arrivals(session, row)


def keep_headers_only(session: Session, now: datetime, row: MessageRow) -> None:
    """Takes out of a message's reading what its text and its attachments said; a linked mail has no reading."""
    kept = session.scalar(select(ReadingRow).where(ReadingRow.message_id == row.id))
    if kept is None:
        return
    reading = unpacked(kept.data)
    bare = replace(reading.message, text="", full_text="", links=(), attachments=(), nested=(), forwarded=None)
    stripped = replace(reading, message=bare, documents=())
    _keep_whole(session, now, row, stripped)
    _keep_documents(session, row, stripped, first=False)
    search.keep_texts(session, row.id, stripped, first=False)


def load_reading(session: Session, message_id: int) -> Reading:
    """The reading of a message that has one."""
    data = session.scalars(select(ReadingRow.data).where(ReadingRow.message_id == message_id)).one()
    return unpacked(data)


_READINGS = select(ReadingRow.message_id, ReadingRow.data).where(
    ReadingRow.message_id.in_(bindparam("some", expanding=True))
)


def load_readings(session: Session, messages: Sequence[int]) -> dict[int, Reading]:
    """The readings of these messages, in the order given; those without one are left out."""
    found = dict(session.execute(_READINGS, {"some": messages}).all())
    return {number: unpacked(found[number]) for number in messages if number in found}


def _keep_whole(session: Session, now: datetime, row: MessageRow, reading: Reading) -> bool:
    """Keeps the reading; whether it is the first one of the message."""
    kept = session.scalar(select(ReadingRow).where(ReadingRow.message_id == row.id))
    first = kept is None
    if kept is None:
        kept = ReadingRow(message_id=row.id)
        session.add(kept)
    kept.version, kept.data, kept.read_at = reading.version, packed(reading), now
    return first


_Of = TypeVar("_Of", MessageAddressRow, MessageReferenceRow, DocumentRow)


def _left(session: Session, table: type[_Of], row: MessageRow, *, first: bool) -> Sequence[_Of]:
    """What earlier readings of the message left in a table; before the first one nothing is there to look for."""
    return () if first else session.scalars(select(table).where(table.message_id == row.id)).all()


def _describe(row: MessageRow, message: Message) -> None:
    row.message_id, row.subject, row.kind = message.message_id, message.subject, message.kind
    row.message_key = keys.bounded(message.message_id) if message.message_id else None
    row.sent_at, row.received_at = message.sent_at, message.received_at
    row.content_digest = message.content_digest
    row.sender_name = message.sender.name if message.sender else None
    row.sender_address = message.sender.address if message.sender else None
    row.ordered_at = sightings.own_time(row)


def _addresses(message: Message) -> Iterator[tuple[str, str]]:
    if message.kind is not MessageKind.PERSONAL:
        return
    if message.sender:
        yield "from", message.sender.address
    yield from (("reply_to", reply.address) for reply in message.reply_to)
    yield from ((RECIPIENT, address) for address in message.recipients)
    if message.forwarded:
        if message.forwarded.sender:
            yield "original", message.forwarded.sender.address
        yield from ((RECIPIENT, to.address) for to in message.forwarded.to)


def _keep_addresses(session: Session, row: MessageRow, message: Message, *, first: bool) -> None:
    wanted = {(role, keys.address_key(address)) for role, address in _addresses(message)}
    kept = _left(session, MessageAddressRow, row, first=first)
    for address in kept:
        if (address.role, address.address) not in wanted:
            session.delete(address)
    there = {(address.role, address.address) for address in kept}
    values = [{"message_id": row.id, "role": role, "address": address} for role, address in sorted(wanted - there)]
    if values:
        session.execute(insert(MessageAddressRow), values)


def references(message: Message) -> frozenset[str]:
    """What a message answers or follows: Message-IDs (bounded), and the root of its Outlook conversation."""
    root = keys.thread_root(message.thread_index)
    named = (*message.references[-MOST_REFERENCES:], message.in_reply_to, root)
    return frozenset(keys.bounded(reference) for reference in named if reference)


def _keep_references(session: Session, row: MessageRow, message: Message, *, first: bool) -> None:
    wanted = references(message) if message.kind is MessageKind.PERSONAL else frozenset()
    kept = _left(session, MessageReferenceRow, row, first=first)
    for reference in kept:
        if reference.reference not in wanted:
            session.delete(reference)
    there = {reference.reference for reference in kept}
    values = [{"message_id": row.id, "reference": text} for text in sorted(wanted - there)]
    if values:
        session.execute(insert(MessageReferenceRow), values)


def _keep_documents(session: Session, row: MessageRow, reading: Reading, *, first: bool) -> None:
    """A row for each document, which keeps its id as long as its part is there."""
    kept = {document.part: document for document in _left(session, DocumentRow, row, first=first)}
    parts = {attached.part for attached in reading.documents}
    for part, gone in kept.items():
        if part not in parts:
            session.execute(delete(SubmittedDocumentRow).where(SubmittedDocumentRow.document_id == gone.id))
            session.delete(gone)
    for attached in reading.documents:
        document = kept.get(attached.part)
        if document is None:
            document = DocumentRow(message_id=row.id, part=attached.part)
            session.add(document)
        _describe_document(document, attached)


def _describe_document(row: DocumentRow, attached: AttachedDocument) -> None:
    document = attached.document
    row.filename, row.sha256, row.size = attached.filename, attached.sha256, attached.size
    row.media_type, row.status = document.media_type, document.status
    row.kinds = [kind.value for kind in document.kinds]
    row.links = [to_data(link) for link in document.candidate.links]
    row.has_references_section = _names_references(document)


def _names_references(document: Document) -> bool:
    """Whether the document has a section of references; "on request" names none."""
    headed = any(_REFERENCES.match(heading) for heading in document.headings)
    return headed and not _ON_REQUEST.search(document.text)
