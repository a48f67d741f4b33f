"""Takes turns: whatever may change what a decision rests on is written by one transaction at a time.

On SQLite every writer has the write lock already; on PostgreSQL an advisory lock is held to the commit. Taken by
`record`, by `keep_reading` before it looks for later arrivals of the same mail, and by an import of postings.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = 4_827_106_592


def take_turn(session: Session) -> None:
    """Waits until nobody else is at it; from here to the commit nobody else is."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
