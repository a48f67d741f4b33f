"""A folder that changes at will and polls that break off at will: every UID gets its one row all the same."""

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from intake.mailbox import cursor
from intake.mailbox.cursor import Action
from intake.model.ledger import FolderCursor, FolderStatus

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@dataclass
class Folder:
    """A folder as its server sees it; every mail has a content of its own."""

    uidvalidity: int = 5
    uidnext: int = 1
    mails: dict[int, str] = field(default_factory=dict)
    written: int = 0

    def status(self) -> FolderStatus:
        return FolderStatus(folder="INBOX", uidvalidity=self.uidvalidity, uidnext=self.uidnext)

    def put(self, uid: int) -> None:
        self.written += 1
        self.mails[uid] = f"mail {self.written}"
        self.uidnext = max(self.uidnext, uid + 1)


class Polling(RuleBasedStateMachine):
    """The polls as the pipeline makes them; `ledger` and `saved` change together, as one transaction does."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Folder()
        self.saved: FolderCursor | None = None
        self.ledger: dict[tuple[int, str], str] = {}
        self.writes = 0
        self.now = START

    @rule(skipped=st.integers(0, 2))
    def deliver(self, skipped: int) -> None:
        self.folder.put(self.folder.uidnext + skipped)

    @rule(data=st.data())
    def deliver_late(self, data: st.DataObject) -> None:
        """A UID given earlier, below UIDNEXT, that shows only now (a server with several workers)."""
        free = sorted(set(range(1, self.folder.uidnext)) - set(self.folder.mails))
        known = {int(uid) for epoch, uid in self.ledger if self.saved and epoch == self.saved.epoch}
        free = [uid for uid in free if uid not in known]
        if free:
            self.folder.put(data.draw(st.sampled_from(free)))

    @rule(data=st.data())
    def expunge(self, data: st.DataObject) -> None:
        if self.folder.mails:
            del self.folder.mails[data.draw(st.sampled_from(sorted(self.folder.mails)))]

    @rule(uidvalidity=st.integers(1, 9))
    def renumber(self, uidvalidity: int) -> None:
        """To a value that may come back, but not to the one that the last poll saw before another poll sees a change.

        RFC 3501 section 2.3.1.1 forbids that, and nobody could tell: the same UID would be another mail.
        """
        if uidvalidity not in {self.folder.uidvalidity, self.saved.uidvalidity if self.saved else None}:
            contents = list(self.folder.mails.values())
            self.folder.uidvalidity = uidvalidity
            self.folder.mails = dict(enumerate(contents, 1))
            self.folder.uidnext = len(contents) + 1

    @rule(minutes=st.sampled_from([1, 9, 11, 60 * 25]))
    def wait(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(breaks_after=st.integers(0, 2))
    def poll_that_breaks(self, breaks_after: int) -> None:
        self._poll(breaks_after)

    @rule()
    def poll(self) -> None:
        self._poll(None)
        before = (dict(self.ledger), self.saved, self.writes)
        self._poll(None)
        assert (self.ledger, self.saved, self.writes) == before, "a second poll wrote something"

    @rule()
    def poll_after_a_day(self) -> None:
        self.now += dt.timedelta(days=1)
        self._poll(None)
        assert self.saved is not None
        for uid, content in self.folder.mails.items():
            assert self.ledger[self.saved.epoch, str(uid)] == content

    def _poll(self, breaks_after: int | None) -> None:
        status = self.folder.status()
        planned = cursor.plan(status, self.saved, self.now, numbered=True)
        if planned.action is Action.NOTHING:
            return
        if planned.action is Action.NEW_EPOCH:
            self.saved = self._new_epoch(status)
            planned = cursor.plan(status, self.saved, self.now, numbered=True)
        assert self.saved is not None
        assert planned.action is Action.SCAN
        saved = self.saved
        present = [str(uid) for uid in sorted(self.folder.mails) if uid > planned.above]
        wanted = [uid for uid in present if (saved.epoch, uid) not in self.ledger]
        answered: set[str] = set()
        for group in cursor.batches([(uid, 5) for uid in wanted], most_bytes=10):
            if breaks_after == 0:
                return
            breaks_after = None if breaks_after is None else breaks_after - 1
            answered.update(group)
            self._commit(saved, group, cursor.advanced(saved, wanted, answered))
        self._commit(saved, (), cursor.finished(saved, status, planned, wanted, self.now))

    def _new_epoch(self, status: FolderStatus) -> FolderCursor:
        return FolderCursor(
            folder="INBOX",
            epoch=self.saved.epoch + 1 if self.saved else 1,
            uidvalidity=status.uidvalidity,
            last_uid=0,
            uidnext=None,
            highestmodseq=None,
            looked_back_at=None,
            checked_all_at=None,
        )

    def _commit(self, saved: FolderCursor, uids: tuple[str, ...], after: FolderCursor) -> None:
        for uid in uids:
            assert (saved.epoch, uid) not in self.ledger, "a row was written twice"
            self.ledger[saved.epoch, uid] = self.folder.mails[int(uid)]
        if uids or after != self.saved:
            self.writes += 1
        self.saved = after

    @invariant()
    def no_row_was_overwritten_and_the_cursor_fits_its_rows(self) -> None:
        if self.saved is not None:
            rows = [int(uid) for epoch, uid in self.ledger if epoch == self.saved.epoch]
            assert self.saved.last_uid == max(rows, default=0)


Polling.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPolling = Polling.TestCase
