"""The read models, in the shapes of contract.md: JSON-able data, times RFC 3339 in UTC. Nothing here writes.

Long lists come page by page in transactions of their own, so that a slow reader holds no lock and memory is bounded.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from intake.storage import applications_view, dropping, history, keys, ledger_view, postings_view
from intake.storage.database import Bind, reading
from intake.storage.tables import MessageRow

_PAGE = 500


class Queries:
    """What people and scripts see. Raises StorageUnavailable where the database does not answer."""

    def __init__(self, engine: Bind) -> None:
        self._engine = engine

    def ledger(self) -> Iterator[dict[str, Any]]:
        """Every message ever seen and its one outcome, in the order of the ids (contract: `ledger --json`)."""
        last = 0
        while True:
            with reading(self._engine) as session:
                page = ledger_view.page(session, after=last, limit=_PAGE)
            yield from (entry for _, entry in page)
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    def message(self, key: str) -> dict[str, Any] | None:
        """One row of the ledger; None for an unknown id."""
        number = keys.number("m", key)
        if number is None:
            return None
        with reading(self._engine) as session:
            page = ledger_view.page(session, after=number - 1, limit=1)
        return next((entry for found, entry in page if found == number), None)

    def message_count(self) -> int:
        """How many messages the ledger holds."""
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).select_from(MessageRow)) or 0

    def blobs(self) -> Iterator[str]:
        """The SHA-256 of everything that must be in the archive, in ascending order."""
        last = ""
        while True:
            with reading(self._engine) as session:
                page = dropping.held(session, last, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1]

    def applications(self, zone: str = "UTC") -> Iterator[dict[str, Any]]:
        """Every application whole, oldest first (contract: `export`). `zone` is that of deadlines that name none."""
        after: applications_view.Place | None = None
        while True:
            with reading(self._engine) as session:
                page = applications_view.page(session, zone, after=after, limit=_PAGE // 5)
            yield from page.entries
            if page.next is None:
                return
            after = page.next

    def application(self, key: str, zone: str = "UTC") -> dict[str, Any] | None:
        """One application whole (contract: `applications show`); None where no application has this id."""
        number = keys.number("a", key)
        with reading(self._engine) as session:
            return None if number is None else applications_view.one(session, zone, number)

    def postings(self, zone: str = "UTC") -> Iterator[dict[str, Any]]:
        """Every posting round with its counts, in the order of the ids."""
        with reading(self._engine) as session:
            found = postings_view.all_of(session, zone)
        yield from found

    def mailboxes(self) -> tuple[ledger_view.MailboxSummary, ...]:
        """For each mailbox how many messages have which outcome, and what waits."""
        with reading(self._engine) as session:
            return ledger_view.mailboxes(session)

    def history(self, key: str) -> tuple[history.Event, ...]:
        """What happened to an application, candidate, message or posting round, oldest first."""
        with reading(self._engine) as session:
            return history.of(session, key)
