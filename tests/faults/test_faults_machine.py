"""A mailbox in which anything may happen, and polls that end anywhere: each message has exactly one row all the same.

A state machine (Hypothesis) over the real line, store and archive on SQLite: mails arrive, also late and twice, are
expunged, the folder is renumbered or its numbers are given again, connections are cut, the program dies before or
after any commit, time goes by.
"""

import functools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from intake.errors import MailboxUnavailable
from intake.mailbox.cursor import header_key
from intake.model.ledger import Arrival, Fetched, FetchResult, FolderCursor, FolderStatus, Listed, Mark
from intake.model.message import HeaderSketch
from intake.model.policy import DecisionPolicy, ReadingPolicy
from intake.pipeline import Line, receive
from intake.reading import Reader, SandboxSettings
from intake.storage.archive import FolderArchive
from intake.storage.batch import Batch
from intake.storage.database import migrate, open_database
from intake.storage.queries import Queries
from intake.storage.store import Store
from tests.e2e.oracle import digest
from tests.servers.engines import open_shared

INBOX = "INBOX"

T = TypeVar("T")


class Killed(BaseException):
    """The program is gone."""


@dataclass
class Fuse:
    """Counts the moments at which the program may die, and ends it at one of them."""

    left: int | None = None

    def pass_(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed


class DyingStore(Store):
    """A store whose process may end right before and right after each commit."""

    fuse: Fuse

    def receive(
        self,
        mailbox: str,
        folder: str,
        epoch: int,
        arrivals_: Sequence[Arrival],
        cursor: FolderCursor | None,
        *,
        sketches: Mapping[str, HeaderSketch] | None = None,
    ) -> None:
        self._around(
            lambda: super(DyingStore, self).receive(mailbox, folder, epoch, arrivals_, cursor, sketches=sketches or {})
        )

    def start_epoch(
        self, mailbox: str, folder: str, uidvalidity: int | None, listing: Sequence[Listed]
    ) -> FolderCursor:
        return self._around(lambda: super(DyingStore, self).start_epoch(mailbox, folder, uidvalidity, listing))

    def marked(self, messages: Sequence[str]) -> None:
        self._around(lambda: super(DyingStore, self).marked(messages))

    def _around(self, act: Callable[[], T]) -> T:
        self.fuse.pass_()
        done = act()
        self.fuse.pass_()
        return done


class DyingArchive(FolderArchive):
    """An archive whose process may end right after a batch is durable."""

    fuse: Fuse

    def commit(self, batches: Sequence[Batch]) -> None:
        super().commit(batches)
        self.fuse.pass_()


@dataclass
class Mailbox:
    """The scripted mailbox, as `protocol.Mailbox`; every number ever given under the current UIDVALIDITY is known."""

    name: str = "jobs"
    numbered: bool = True
    uidvalidity: int = 7
    uidnext: int = 1
    mails: dict[int, bytes] = field(default_factory=dict)
    given: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    flagged: set[tuple[int, int]] = field(default_factory=set)
    cut_after: int | None = None

    def put(self, uid: int, raw: bytes) -> None:
        self.mails[uid] = raw
        self.given.add(uid)
        self.uidnext = max(self.uidnext, uid + 1)

    def renumber(self, uidvalidity: int, first: int) -> None:
        contents = [raw for _, raw in sorted(self.mails.items())]
        self.uidvalidity, self.uidnext = uidvalidity, first
        self.mails, self.given, self.late = {}, set(), set()
        for uid, raw in enumerate(contents, first):
            self.put(uid, raw)

    def _spend(self) -> None:
        if self.cut_after is not None:
            self.cut_after -= 1
            if self.cut_after < 0:
                raise MailboxUnavailable("The connection was cut.")

    def status(self, folder: str) -> FolderStatus:
        self._spend()
        return FolderStatus(folder=folder, uidvalidity=self.uidvalidity, uidnext=self.uidnext)

    def select(self, folder: str) -> FolderStatus:
        return self.status(folder)

    def uids(self, folder: str, *, above: int = 0, up_to: int | None = None) -> tuple[str, ...]:
        del folder
        self._spend()
        return tuple(str(uid) for uid in sorted(self.mails) if above < uid <= (up_to or uid))

    def describe(self, folder: str, uids: Sequence[str]) -> tuple[Listed, ...]:
        del folder
        self._spend()
        found = ((uid, self.mails[int(uid)]) for uid in uids if int(uid) in self.mails)
        return tuple(
            Listed(uid=uid, size=len(raw), header_key=header_key(raw), internal_date=None) for uid, raw in found
        )

    def fetch(self, folder: str, uids: Sequence[str], *, limit: int, spool: Path) -> Iterator[tuple[Fetched, ...]]:
        del folder, limit, spool
        for start in range(0, len(uids), 2):
            self._spend()
            yield tuple(self._fetched(uid) for uid in uids[start : start + 2])

    def _fetched(self, uid: str) -> Fetched:
        raw = self.mails.get(int(uid))
        return Fetched(
            uid=uid,
            result=FetchResult.VANISHED if raw is None else FetchResult.FETCHED,
            body=raw,
            size=len(raw or b""),
            header_key=None if raw is None else header_key(raw),
            internal_date=None,
        )

    def acknowledge(self, marks: Sequence[Mark]) -> tuple[str, ...]:
        self._spend()
        for mark in marks:
            if mark.uidvalidity == self.uidvalidity and int(mark.uid) in self.mails:
                self.flagged.add((self.uidvalidity, int(mark.uid)))
        return tuple(mark.message for mark in marks)

    def close(self) -> None:
        """Nothing is held open."""


@dataclass
class Clock:
    """Goes on only when a rule says so."""

    time: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


@functools.cache
def template() -> Path:
    """A migrated database, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="intake-machine-"))
    engine = open_database("sqlite:///intake.db", folder)
    migrate(engine)
    engine.dispose()
    return folder / "intake.db"


class Machine(RuleBasedStateMachine):
    """The world: a server, and a program that polls it and may die."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="intake-machine-"))
        shutil.copy(template(), self.folder / "intake.db")
        self.mailbox, self.clock, self.fuse = Mailbox(), Clock(), Fuse()
        self.sent = 0
        self.born()

    def born(self) -> None:
        """The program starts: all that it knows is on the disk."""
        self.store = DyingStore(open_shared("sqlite:///intake.db", self.folder), self.clock)
        self.store.fuse = self.fuse
        self.store.ensure_mailbox("jobs", "imap", ())
        archive = DyingArchive(self.folder / "archive")
        archive.fuse = self.fuse
        archive.clear_spool()
        self.line = Line(
            store=self.store,
            archive=archive,
            reader=Reader(SandboxSettings(), ReadingPolicy()),
            reading_policy=ReadingPolicy(),
            decision_policy=DecisionPolicy(),
            clock=self.clock,
            owner="machine",
        )

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def mail(self) -> bytes:
        self.sent += 1
        head = f"From: p{self.sent}@example.net\r\nDate: Tue, 1 Feb 2022 10:00:00 +0100\r\n"
        return f"{head}Message-ID: <{self.sent}@example.net>\r\n\r\nMail {self.sent}\r\n".encode()

    @rule(skipped=st.integers(0, 2), count=st.sampled_from([1, 5]))
    def arrive(self, skipped: int, count: int) -> None:
        """One mail, or more than one batch."""
        for _ in range(count):
            self.mailbox.put(self.mailbox.uidnext + skipped, self.mail())

    @precondition(lambda self: self.mailbox.mails)
    @rule(data=st.data())
    def arrive_twice(self, data: st.DataObject) -> None:
        raw = self.mailbox.mails[data.draw(st.sampled_from(sorted(self.mailbox.mails)))]
        self.mailbox.put(self.mailbox.uidnext, raw)

    @rule(data=st.data())
    def arrive_late(self, data: st.DataObject) -> None:
        """Under a number below UIDNEXT that no client has seen yet."""
        free = sorted(set(range(1, self.mailbox.uidnext)) - self.mailbox.given)
        if free:
            uid = data.draw(st.sampled_from(free))
            self.mailbox.put(uid, self.mail())
            self.mailbox.late.add(uid)

    @precondition(lambda self: self.mailbox.mails)
    @rule(data=st.data())
    def expunge(self, data: st.DataObject) -> None:
        del self.mailbox.mails[data.draw(st.sampled_from(sorted(self.mailbox.mails)))]

    @rule(uidvalidity=st.integers(1, 20), first=st.sampled_from([1, 30]))
    def renumber(self, uidvalidity: int, first: int) -> None:
        """To a value that may come back, but not to the one that the last poll saw before another poll sees a change.

        RFC 3501 section 2.3.1.1 forbids that, and nobody could tell: the same UID would be another mail.
        """
        saved = self.store.cursor("jobs", INBOX)
        if uidvalidity not in {self.mailbox.uidvalidity, saved.uidvalidity if saved else None}:
            self.mailbox.renumber(uidvalidity, first)

    @rule(minutes=st.sampled_from([1, 11, 25 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.time += timedelta(minutes=minutes)

    @rule(after=st.integers(0, 6))
    def poll_that_is_cut(self, after: int) -> None:
        self.mailbox.cut_after = after
        with suppress(MailboxUnavailable):
            self.poll()
        self.mailbox.cut_after = None

    @rule(after=st.integers(0, 8))
    def poll_that_is_killed(self, after: int) -> None:
        self.fuse.left = after
        try:
            self.poll()
        except Killed:
            self.store.close()
            self.born()
        finally:
            self.fuse.left = None

    def poll(self) -> None:
        receive(self.line, self.mailbox, (INBOX,), marks=True)

    @rule()
    def poll_twice(self) -> None:
        self.poll()
        before, flagged = self.rows(), set(self.mailbox.flagged)
        saved = self.store.cursor("jobs", INBOX)
        self.poll()
        assert (self.rows(), self.store.cursor("jobs", INBOX)) == (before, saved), "I5"
        assert self.mailbox.flagged == flagged, "I5: on the server"
        # A late one may stay unseen until the next look over everything; nothing else may.
        self.has_rows(self.mailbox.mails.keys() - self.mailbox.late)

    @rule()
    def poll_a_day_later(self) -> None:
        """Then every UID has been looked for, the late ones too."""
        self.clock.time += timedelta(days=1)
        self.poll()
        self.has_rows(self.mailbox.mails)

    def has_rows(self, uids: Iterable[int]) -> None:
        epoch = max(row["epoch"] for row in self.rows()) if self.rows() else 0
        now = {int(row["uid"]): row for row in self.rows() if row["epoch"] == epoch}
        for uid in uids:
            assert uid in now, f"I1: UID {uid}"
            assert now[uid]["sha256"] == digest(self.mailbox.mails[uid]), f"I2: UID {uid}"

    def rows(self) -> list[dict[str, Any]]:
        return list(Queries(self.store.engine).ledger())

    @invariant()
    def every_row_is_one_message_and_its_bytes_are_held(self) -> None:
        rows = self.rows()
        names = [(row["epoch"], row["uid"]) for row in rows]
        assert len(names) == len(set(names)), "I1: no row twice"
        for row in rows:
            if row["sha256"]:
                assert self.line.archive.verify(str(row["sha256"])), "I2: no row without its blob"

    @invariant()
    def nothing_is_flagged_that_is_not_committed(self) -> None:
        committed = {(row["uidvalidity"], int(str(row["uid"]))) for row in self.rows() if row["sha256"]}
        assert self.mailbox.flagged <= committed, "I6"


Machine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestMachine = Machine.TestCase


@pytest.mark.parametrize("after", range(3, 7))
@pytest.mark.parametrize("how", ["poll_that_is_cut", "poll_that_is_killed"])
def test_a_poll_right_after_one_that_ended_early_has_all_that_it_left(how: str, after: int) -> None:
    """Before the next look back, which would find what a cursor that went too far has passed."""
    machine = Machine()
    try:
        machine.poll()
        machine.arrive(skipped=0, count=5)
        getattr(machine, how)(after=after)
        machine.poll_twice()
        machine.every_row_is_one_message_and_its_bytes_are_held()
    finally:
        machine.teardown()
