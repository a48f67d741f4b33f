"""How the looks at watched careers pages went: one row a page, so that every command can say it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.storage.tables import PageLookRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """The last look at a page: `good_at` is when it was last read, `error` why it was not since, as a sentence."""

    looked_at: datetime
    good_at: datetime | None
    error: str | None


def note(session: Session, now: datetime, source: str, error: str | None) -> None:
    """Notes a look that went well, or failed with `error`."""
    row = session.get(PageLookRow, source)
    if row is None:
        row = PageLookRow(source=source, good_at=None)
        session.add(row)
    row.looked_at, row.error = now, error
    row.good_at = row.good_at if error else now


def every(session: Session) -> dict[str, PageLook]:
    """The last look at each page, by its source; pages that are watched no more too."""
    rows = session.scalars(select(PageLookRow).order_by(PageLookRow.source))
    return {row.source: PageLook(looked_at=row.looked_at, good_at=row.good_at, error=row.error) for row in rows}
