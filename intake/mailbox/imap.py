"""IMAP accounts as a mail source.

Folders are opened with EXAMINE; only `acknowledge` opens one for writing. One connection (`session`) is kept between
polls and used by one thread; where it has ended the next call connects again.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from intake.errors import FolderUnavailable, MailboxUnavailable
from intake.mailbox import cursor, fetching, marking, replies
from intake.mailbox.asking import Asking
from intake.mailbox.refusal import ConnectionEnded, Refused
from intake.mailbox.replies import Opened
from intake.mailbox.session import HEADER_CUT, Session
from intake.mailbox.settings import ImapSettings
from intake.model.ledger import Fetched, FolderStatus, Listed, Mark

if TYPE_CHECKING:
    from datetime import date

T = TypeVar("T")

DESCRIBED_AT_ONCE = 500
KEY_FIELDS = f"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM)]<0.{HEADER_CUT}>"


class ImapMailbox:
    """One IMAP account, as `protocol.Mailbox`."""

    numbered = True

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self.name = settings.name
        self._kept: Session | None = None
        self._last_status: dict[str, FolderStatus] = {}
        self._opened: dict[str, Opened] = {}
        self._asks_ahead = True
        """Until a connection ended within a fetch, or the server refused mails there."""

    def _session(self) -> Session:
        if self._kept is None or not self._kept.alive:
            self._kept = Session(self._settings)
        return self._kept

    def status(self, folder: str) -> FolderStatus:
        """One STATUS on the kept connection."""
        with self._explained(folder):
            status = self._afresh(lambda: self._session().status(folder))
        self._last_status[folder] = status
        return status

    def select(self, folder: str) -> FolderStatus:
        """EXAMINE; figures that a server leaves out there (Courier: UIDNEXT) are those of the last STATUS."""
        with self._explained(folder):
            opened = self._afresh(lambda: self._session().open(folder))
        last = self._last_status.get(folder)
        if last is not None and last.uidvalidity == opened.status.uidvalidity:
            opened = replace(opened, status=replies.completed(opened.status, last))
        self._opened[folder] = opened
        return opened.status

    def uids(self, folder: str, *, above: int = 0, up_to: int | None = None) -> tuple[str, ...]:
        """UID SEARCH in windows; `n:*` always answers at least the last mail, so what is not above is dropped."""
        opened = self._open(folder)
        since: list[str | date] = ["SINCE", self._settings.since] if self._settings.since else []
        found: set[int] = set()
        with self._explained(folder):
            for low, high in cursor.windows(above, opened.status) if up_to is None else ((above, up_to),):
                found.update(self._session().search(["UID", f"{low + 1}:{'*' if high is None else high}", *since]))
        return tuple(str(uid) for uid in sorted(found) if above < uid <= (up_to or uid))

    def describe(self, folder: str, uids: Sequence[str]) -> tuple[Listed, ...]:
        """FETCH of sizes and the three headers; mails that vanished meanwhile are left out."""
        self._open(folder)
        asking, listing = self._asking(folder), []
        with self._explained(folder):
            for start in range(0, len(uids), DESCRIBED_AT_ONCE):
                some = uids[start : start + DESCRIBED_AT_ONCE]
                told, _refused = asking.each(some, lambda session, part: session.sizes(part, KEY_FIELDS))
                listing += [replies.listed(uid, told[uid]) for uid in some if uid in told]
        return tuple(listing)

    def fetch(self, folder: str, uids: Sequence[str], *, limit: int, spool: Path) -> Iterator[tuple[Fetched, ...]]:
        """See `fetching`: every UID asked for is answered exactly once."""
        self._open(folder)
        fetch = fetching.Fetch(self._asking(folder), limit=limit, spool=spool, ahead=self._asks_ahead)
        try:
            with self._explained(folder):
                yield from fetch.batches(tuple(uids))
        finally:
            self._asks_ahead = fetch.ahead

    def _asking(self, folder: str) -> Asking:
        """Questions about the mails of a folder that is selected."""

        def session() -> Session:
            try:
                self._open(folder)
            except ConnectionEnded as ended:
                # No mail is to blame for it.
                raise MailboxUnavailable(str(ended)) from None
            return self._session()

        return Asking(self.name, session, patience=2 * self._settings.command_timeout)

    def acknowledge(self, marks: Sequence[Mark]) -> tuple[str, ...]:
        """See `marking`: repeatable, and only under the UIDVALIDITY that the marks were made for."""
        return marking.acknowledge(self._session, self._settings, marks)

    def close(self) -> None:
        """Signs out."""
        if self._kept is not None and self._kept.alive:
            self._kept.close()
        self._kept = None

    def _open(self, folder: str) -> Opened:
        """The folder, selected as it was before: the same numbering, or MailboxUnavailable."""
        session, before = self._session(), self._opened.get(folder)
        if before is not None and session.selected == folder and not session.writable:
            return before
        self.select(folder)
        now = self._opened[folder]
        if before is not None and before.status.uidvalidity != now.status.uidvalidity:
            raise MailboxUnavailable(
                f'Mailbox "{self.name}": the folder "{folder}" was renumbered meanwhile. The next poll sees to it.'
            )
        return now

    def _afresh(self, act: Callable[[], T]) -> T:
        """Does it; on a new connection where the kept one has died between polls, which is no failure."""
        kept = self._kept is not None and self._kept.alive
        try:
            return act()
        except MailboxUnavailable as error:
            if not kept or error.retry_after is not None:
                raise
        return act()

    @contextlib.contextmanager
    def _explained(self, folder: str) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            raise FolderUnavailable(
                f'Mailbox "{self.name}": the server refused the folder "{folder}" ({refused}). '
                "Check that it exists and may be read."
            ) from None
        except ConnectionEnded as ended:
            raise FolderUnavailable(f'{ended} The folder is "{folder}".') from None
