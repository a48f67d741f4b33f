"""The writing half of a poll: rows of many mails in one transaction, and none lost of what is durable."""

import os
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from intake.errors import DiskFull, StorageUnavailable
from intake.mailbox.byte_queue import ByteQueue
from intake.model.ledger import Arrival, Fetched, FetchResult, FolderCursor
from intake.model.policy import ReadingPolicy
from intake.reading import Reader, SandboxSettings
from intake.storage.archive import FolderArchive
from intake.storage.batch import Batch
from intake.storage.database import migrate, open_database
from intake.storage.store import Store
from intake.storage.workers import WORTH, Workers
from intake.writer import COMMIT_SECONDS, COMMITTED_AT_ONCE, Stores, Writer
from tests.contract.storage.builders import FakeClock
from tests.servers.processes import children

BATCH = 50


class Archive(FolderArchive):
    """A disk that is full from a batch on, or refuses names; `before` is told which batch is about to be written."""

    full_at: int = 1_000
    refuses: int | None = None
    batches: int = 0
    commits: int = 0
    before: Callable[[int], None] = staticmethod(lambda _number: None)

    def write(self, items: Sequence[bytes | Path], workers: Workers | None = None) -> Batch:
        self.before(self.batches)
        if self.batches >= self.full_at:
            raise DiskFull("full")
        self.batches += 1
        return super().write(items, workers)

    def commit(self, batches: Sequence[Batch]) -> None:
        self.commits += 1
        if self.commits == self.refuses:
            raise StorageUnavailable("refused")
        super().commit(batches)


class RefusingStore(Store):
    """A database that refuses the n-th transaction of a poll."""

    refuses: int | None = None
    received: int = 0

    def receive(self, *args: Any, **named: Any) -> None:
        self.received += 1
        if self.received == self.refuses:
            raise StorageUnavailable("refused")
        super().receive(*args, **named)


class Poll:
    """A writer with its queue filled, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        engine = open_database("sqlite:///intake.db", folder)
        migrate(engine)
        self.store = RefusingStore(engine, self.clock)
        self.store.ensure_mailbox("jobs", "imap", ())
        self.saved = self.store.start_epoch("jobs", "INBOX", 7, ())
        self.archive = Archive(folder / "archive")
        # Batches of a half of this are not joined.
        self.inbox = ByteQueue(10_000_000)
        self.committed: list[int] = []

    def write(self, batches: int, size: int = 100_000) -> FolderCursor:
        def batch(number: int) -> Iterator[Fetched]:
            for uid in range(number * BATCH + 1, (number + 1) * BATCH + 1):
                body = f"{uid}\r\n".encode() + b"x" * size
                yield Fetched(
                    uid=str(uid),
                    result=FetchResult.FETCHED,
                    body=body,
                    size=len(body),
                    header_key=None,
                    internal_date=None,
                )

        stores = Stores(
            store=self.store,
            archive=self.archive,
            reader=Reader(SandboxSettings(), ReadingPolicy()),
            clock=self.clock,
        )
        writer = Writer(
            stores,
            self.inbox,
            mailbox="jobs",
            expected=batches * BATCH,
            saved=self.saved,
            advanced=self.advanced,
            committed=self.note,
        )
        writer.start()
        for number in range(batches):
            if not self.inbox.put(tuple(batch(number))):
                break
        self.inbox.end()
        writer.join()
        return writer.reached()

    @staticmethod
    def advanced(saved: FolderCursor, answered: Collection[str]) -> FolderCursor:
        return replace(saved, last_uid=len(answered))

    def note(self, arrivals: Sequence[Arrival], answered: int) -> None:
        self.committed.append(len(arrivals))
        assert answered == sum(self.committed)

    def rows(self) -> int:
        return len(self.store.known_uids("jobs", "INBOX"))

    def cursor(self) -> int:
        saved = self.store.cursor("jobs", "INBOX")
        assert saved is not None
        return saved.last_uid


@pytest.fixture
def poll(tmp_path: Path) -> Poll:
    return Poll(tmp_path)


def test_rows_of_many_batches_are_written_in_one_transaction(poll: Poll) -> None:
    batches = COMMITTED_AT_ONCE // BATCH + 2
    assert poll.write(batches).last_uid == batches * BATCH
    assert poll.committed == [COMMITTED_AT_ONCE, 2 * BATCH]
    assert poll.rows() == poll.cursor() == batches * BATCH


def test_what_waited_a_second_for_its_row_gets_it(poll: Poll) -> None:
    poll.archive.before = lambda number: poll.clock.forward(seconds=COMMIT_SECONDS if number == 2 else 0)
    poll.write(4)
    assert poll.committed == [3 * BATCH, BATCH]


def test_what_was_durable_when_the_archive_failed_gets_its_rows(poll: Poll) -> None:
    poll.archive.full_at = 2
    with pytest.raises(DiskFull):
        poll.write(4)
    assert poll.rows() == poll.cursor() == 2 * BATCH


def test_after_a_transaction_that_was_refused_none_is_tried(poll: Poll) -> None:
    poll.store.refuses = 2
    with pytest.raises(StorageUnavailable, match="refused"):
        poll.write(3 * COMMITTED_AT_ONCE // BATCH)
    assert poll.store.received == 2
    assert poll.rows() == poll.cursor() == COMMITTED_AT_ONCE
    assert list(poll.archive.spool.iterdir()) == []


def test_rows_are_never_written_of_blobs_that_got_no_name(poll: Poll) -> None:
    poll.archive.refuses = 2
    with pytest.raises(StorageUnavailable, match="refused"):
        poll.write(2 * COMMITTED_AT_ONCE // BATCH)
    assert poll.rows() == poll.cursor() == len(list(poll.archive.blobs())) == COMMITTED_AT_ONCE
    assert list(poll.archive.spool.iterdir()) == []


def test_a_batch_has_no_name_before_its_rows_are_due(poll: Poll) -> None:
    names: list[int] = []
    poll.archive.before = lambda _number: names.append(len(list(poll.archive.blobs())))
    poll.write(3)
    assert names == [0, 0, 0]
    assert len(list(poll.archive.blobs())) == poll.rows() == 3 * BATCH


def test_where_workers_are_lost_the_rest_is_written_without_them_and_the_log_says_so(poll: Poll) -> None:
    before = children()

    def kill(number: int) -> None:
        if number == 3:
            (worker,) = set(children()) - set(before)
            os.kill(worker, signal.SIGKILL)

    poll.archive.before = kill
    with capture_logs() as logs:
        poll.write(WORTH // BATCH + 1)
    assert poll.rows() == len(list(poll.archive.blobs())) == WORTH + BATCH
    assert list(poll.archive.spool.iterdir()) == []
    assert [(log["event"], log["mailbox"]) for log in logs] == [("workers lost, wrote alone", "jobs")]
