"""Under which chips an application stands, and for whose eyes: the rows that the queue is read from.

Written in the transaction that changes what they say; they follow from the application alone. What happened to it
moves with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.model.application import Timeliness
from intake.model.status import NEW
from intake.storage import history, reviews
from intake.storage.queue_values import ANY, IN_GRACE, NEW_MAIL, TAG
from intake.storage.tables import ApplicationRow, MessageRow, QueueEntryRow, ReviewRow


def shelve(
    session: Session, row: ApplicationRow, acts: Sequence[ReviewRow], newest: datetime | None
) -> list[QueueEntryRow]:
    """Makes its rows say what the application says; none where it is out of sight. What there is afterwards.

    `newest` is when its last mail was recorded.
    """
    there = {
        entry.chip: entry
        for entry in session.scalars(select(QueueEntryRow).where(QueueEntryRow.application_id == row.id))
    }
    wanted = set(_chips(row, acts, newest)) if row.removed_at is None else set()
    gone = there.keys() - wanted
    if gone:
        session.execute(
            delete(QueueEntryRow)
            .where(QueueEntryRow.application_id == row.id, QueueEntryRow.chip.in_(sorted(gone)))
            .execution_options(synchronize_session="fetch")
        )
    if not wanted:
        return []
    shelf = shelf_of(session, row)
    history.move(session, row.id, shelf)
    for chip in sorted(wanted):
        entry = there.get(chip)
        if entry is None:
            entry = there[chip] = QueueEntryRow(application_id=row.id, chip=chip)
            session.add(entry)
        entry.status, entry.shelf, entry.received_at = row.status, shelf, row.received_at
    return [there[chip] for chip in sorted(wanted)]


def shelf_of(session: Session, row: ApplicationRow) -> int:
    """The number of its round, else the negative number of the mailbox of the mail that opened it."""
    return row.round_id or -session.get_one(MessageRow, row.opened_by_id).mailbox_id


def _chips(row: ApplicationRow, acts: Sequence[ReviewRow], newest: datetime | None) -> Iterator[str]:
    yield ANY
    yield from row.flags
    if row.timeliness is Timeliness.IN_GRACE:
        yield IN_GRACE
    standing: Mapping[str, Any] = reviews.set_values(acts)
    yield from (f"{TAG}{tag}" for tag in standing.get(reviews.TAGS) or ())
    judged = max((act.made_at for act in acts if act.kind in {reviews.STATUS, reviews.UNDO}), default=None)
    if row.status != NEW and judged and newest and newest > judged:
        yield NEW_MAIL
