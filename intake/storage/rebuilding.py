"""Makes anew what follows from other tables: chips, searched texts, the index over words, the counters.

After an erasure it takes out of the index what the erased held; after an upgrade it fills what is new.
"""

from collections.abc import Iterator

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from intake.storage import counting, effective, readings, search, turns
from intake.storage.database import writing
from intake.storage.tables import ApplicationRow, MessageTextRow, QueueEntryRow, ReadingRow

_BATCH = 200


def rebuild(engine: Engine) -> int:
    """Makes all of it anew in one transaction; how many applications there are."""
    with writing(engine, "rebuild", large=True) as session:
        return fill(session)


def is_needed(session: Session) -> bool:
    """Whether there are applications and nothing that the queue is read from: the tables are new."""
    filled = session.scalar(select(QueueEntryRow.application_id).limit(1))
    visible = select(ApplicationRow.id).where(ApplicationRow.removed_at.is_(None)).limit(1)
    return filled is None and session.scalar(visible) is not None


def fill(session: Session) -> int:
    """The work of `rebuild`, in a transaction of the caller's."""
    turns.take_turn(session)
    session.execute(text("DELETE FROM search_index"))
    session.execute(delete(QueueEntryRow))
    session.execute(delete(MessageTextRow))
    for numbers in _batches(session, ReadingRow.message_id):
        for number, reading in readings.load_readings(session, numbers).items():
            search.keep_texts(session, number, reading, first=False)
        session.flush()
        session.expunge_all()
    count = 0
    for numbers in _batches(session, ApplicationRow.id):
        for row in session.scalars(select(ApplicationRow).where(ApplicationRow.id.in_(numbers))).all():
            effective.publish(session, row)
            count += row.removed_at is None
        session.flush()
        session.expunge_all()
    if session.get_bind().dialect.name == "sqlite":
        # What was deleted stays in the segments until they are merged.
        session.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))
    counting.recount(session.connection())
    return count


def _batches(session: Session, column: object) -> Iterator[list[int]]:
    last = 0
    while numbers := list(session.scalars(select(column).where(column > last).order_by(column).limit(_BATCH))):  # type: ignore[operator, call-overload]
        yield numbers
        last = numbers[-1]
