"""Of mail that is no application some mailboxes keep the row and the headers only (`keep_other`, contract.md).

The row keeps its digests, so that the same mail is recognised when it comes again; what its text and attachments said
is gone from the reading, the documents and the search. The header block is in the archive before the row says so,
and bytes are removed after the commit, and only those that no row holds any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session, aliased

from intake.model.ledger import Dropped, MessageState, Outcome
from intake.storage import arrivals, history, keys, readings, turns
from intake.storage.tables import ContentRow, MailboxRow, MessageRow, SubmissionRow

OTHER = (Outcome.BULK, Outcome.CORRESPONDENCE)
"""What is no application. Bounces, automatic replies and calendar mail are kept: they may answer one."""

# The partial index is used only where its condition stands in the statement word by word.
_DROPPABLE = text(
    "messages.dropped_at IS NULL AND messages.sha256 IS NOT NULL"
    " AND messages.outcome IN ('bulk', 'correspondence', 'duplicate')"
)


def due(session: Session, mailbox: str, before: datetime, limit: int) -> dict[str, str]:
    """Ledger ids and digests of a mailbox's other mail that was taken in before this moment, the oldest first."""
    first = aliased(MessageRow)
    found = session.execute(
        select(MessageRow.id, MessageRow.sha256)
        .join(MailboxRow, MailboxRow.id == MessageRow.mailbox_id)
        .outerjoin(first, first.id == MessageRow.duplicate_of_id)
        .where(
            _DROPPABLE,
            MailboxRow.name == mailbox,
            MessageRow.recorded_at < before,
            MessageRow.state == MessageState.DONE,
            or_(MessageRow.outcome.in_(OTHER), first.outcome.in_(OTHER)),
            ~exists().where(SubmissionRow.message_id == MessageRow.id),
        )
        .order_by(MessageRow.recorded_at, MessageRow.id)
        .limit(limit)
    )
    return {keys.spell("m", number): digest for number, digest in found if digest}


def drop(session: Session, now: datetime, items: Sequence[Dropped]) -> tuple[str, ...]:
    """Makes these messages headers only; the digests of the bytes that no row holds any more, in ascending order.

    One that was taken up again since (to be read or decided anew, turned into an application) stays as it is.
    """
    turns.take_turn(session)
    arrivals.keep_contents(session, now, [item.header for item in items if item.header])
    digests: set[str] = set()
    for item in items:
        row = session.get_one(MessageRow, keys.number("m", item.message), with_for_update=True)
        if row.dropped_at is not None or row.sha256 is None or not _is_other(session, row):
            continue
        row.dropped_at, row.header_sha256 = now, item.header.sha256 if item.header else None
        readings.keep_headers_only(session, now, row)
        history.add(session, now, "content_dropped", message_id=row.id)
        digests.add(row.sha256)
    session.flush()
    return tuple(sorted(digest for digest in digests if not is_held(session, digest)))


def _is_other(session: Session, row: MessageRow) -> bool:
    first = row if row.duplicate_of_id is None else session.get_one(MessageRow, row.duplicate_of_id)
    submitted = session.scalar(select(exists().where(SubmissionRow.message_id == row.id)))
    # The same as `due` asks: what it names again and again must not be left here.
    other = row.outcome in OTHER or first.outcome in OTHER
    return row.state is MessageState.DONE and other and not submitted


def is_held(session: Session, digest: str) -> bool:
    """Whether a row needs these bytes: a mail's, or a header block that is kept alone."""
    whole = exists().where(MessageRow.sha256 == digest, MessageRow.dropped_at.is_(None))
    return bool(session.scalar(select(or_(whole, exists().where(MessageRow.header_sha256 == digest)))))


def held(session: Session, after: str, limit: int) -> Sequence[str]:
    """The next digests above `after` of bytes that a row needs, in ascending order."""
    whole = exists().where(MessageRow.sha256 == ContentRow.sha256, MessageRow.dropped_at.is_(None))
    headers = exists().where(MessageRow.header_sha256 == ContentRow.sha256)
    return session.scalars(
        select(ContentRow.sha256)
        .where(ContentRow.sha256 > after, or_(whole, headers))
        .order_by(ContentRow.sha256)
        .limit(limit)
    ).all()


def detail(row: MessageRow) -> str | None:
    """What the ledger says of the message, and that only its headers are here."""
    if row.dropped_at is None:
        return row.detail
    dropped = f"Only the headers are kept (keep_other); the rest was dropped on {row.dropped_at:%Y-%m-%d}."
    return f"{row.detail} {dropped}" if row.detail else dropped
