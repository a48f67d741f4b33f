"""The writing half of a poll: what was fetched goes into the archive, and then its rows and the cursor into the ledger.

Bytes are durable before a row speaks of them, and rows are committed in the order of their UIDs, so that the cursor
never passes a mail that has none. While rows are committed the next mails are written.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from intake import telemetry
from intake.clock import Clock
from intake.mailbox.byte_queue import ByteQueue
from intake.model.ledger import Arrival, Blob, Fetched, FetchResult, FolderCursor
from intake.model.message import HeaderSketch
from intake.reading import Reader, ReadersUnavailable
from intake.storage.archive import FolderArchive
from intake.storage.batch import Batch
from intake.storage.store import Store
from intake.storage.workers import Workers

COMMITTED_AT_ONCE = 1_000
"""Mails that are named in the archive and get their rows together at most, give or take a batch.

A transaction costs as much as 40 mails, and with a thousand each of the archive's 256 folders is synced for four.
"""

COMMIT_SECONDS = 1.0
"""How long a mail that is in the archive waits for its row while others come in: what a crash then fetches again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where mail is written, with the reader of headers and the clock."""

    store: Store
    archive: FolderArchive
    reader: Reader
    clock: Clock


@dataclass(slots=True)
class _Held:
    """Mails that are on the disk and have neither name nor row yet, in the order of their UIDs."""

    batches: list[Batch] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    sketches: dict[str, HeaderSketch] = field(default_factory=dict)

    def end(self) -> None:
        """Leaves nothing in the spool folder of what got no name."""
        for batch in self.batches:
            batch.end()


class Writer(threading.Thread):
    """Writes what comes through the queue; `saved` is the folder's cursor, `advanced` the next one by what is answered.

    `expected` is how many UIDs are to be answered. `committed` is told the arrivals of each transaction, and how many
    UIDs are answered by now.
    """

    def __init__(
        self,
        stores: Stores,
        inbox: ByteQueue,
        *,
        mailbox: str,
        expected: int,
        saved: FolderCursor,
        advanced: Callable[[FolderCursor, Collection[str]], FolderCursor],
        committed: Callable[[Sequence[Arrival], int], None],
    ) -> None:
        super().__init__(name=f"write {mailbox}", daemon=True)
        self._stores, self._inbox, self._mailbox, self._expected = stores, inbox, mailbox, expected
        self._saved, self._advanced, self._committed = saved, advanced, committed
        self._answered: set[str] = set()
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Works until the queue ends; a failure ends the queue, so that the fetch stops too."""
        try:
            with (
                self._stores.archive.workers(self._expected) as workers,
                ThreadPoolExecutor(1, thread_name_prefix="commit") as committer,
            ):
                self._work(committer, workers)
                if workers is not None and workers.lost:
                    telemetry.logger().warning("workers lost, wrote alone", mailbox=self._mailbox)
        except BaseException as error:  # noqa: BLE001 - handed to the polling thread, which raises it
            self._failure = error
            self._inbox.end()

    def _work(self, committer: ThreadPoolExecutor, workers: Workers | None) -> None:
        clock = self._stores.clock
        held, due = _Held(), clock.monotonic() + COMMIT_SECONDS
        committing: Future[None] | None = None
        try:
            for fetched in self._inbox:
                self._write(fetched, held, workers)
                if len(held.arrivals) < COMMITTED_AT_ONCE and clock.monotonic() < due:
                    continue
                if committing is not None:
                    committing.result()
                # Without the bodies: what may lie in memory is counted while they are written.
                committing = committer.submit(self._commit, held)
                held, due = _Held(), clock.monotonic() + COMMIT_SECONDS
        finally:
            # Where the archive failed, too: what it took before that is not fetched twice.
            try:
                if committing is not None:
                    committing.result()
                if held.arrivals:
                    self._commit(held)
            finally:
                held.end()

    def _write(self, fetched: Sequence[Fetched], held: _Held, workers: Workers | None) -> None:
        """Brings the bytes of what was fetched to the disk."""
        batch = self._stores.archive.write([item.body for item in fetched if item.body is not None], workers)
        held.batches.append(batch)
        held.arrivals += _arrivals(fetched, batch.blobs)
        held.sketches |= self._sketches(fetched)

    def reached(self) -> FolderCursor:
        """The last cursor that was committed; raises in the polling thread what went wrong in this one."""
        if self._failure is not None:
            raise self._failure
        return self._saved

    def _commit(self, held: _Held) -> None:
        """Makes the bytes durable under their names, and then the rows and the cursor."""
        try:
            self._stores.archive.commit(held.batches)
        finally:
            held.end()
        arrivals = held.arrivals
        self._answered.update(arrival.uid for arrival in arrivals)
        after = self._advanced(self._saved, self._answered)
        self._stores.store.receive(
            self._mailbox, self._saved.folder, self._saved.epoch, arrivals, after, sketches=held.sketches
        )
        self._saved = after
        self._committed(arrivals, len(self._answered))

    def _sketches(self, batch: Sequence[Fetched]) -> dict[str, HeaderSketch]:
        """From and Subject of mails over the limit, of which only the header block came."""
        sketches: dict[str, HeaderSketch] = {}
        for item in batch:
            if item.result is FetchResult.OVERSIZED and item.body is not None:
                with suppress(ReadersUnavailable):
                    sketches[item.uid] = self._stores.reader.sketch(item.body)
        return sketches


def _arrivals(fetched: Sequence[Fetched], blobs: Sequence[Blob]) -> list[Arrival]:
    """Which blob belongs to which UID; `blobs` are those of the mails that have bytes, in their order."""
    left = iter(blobs)
    return [
        Arrival(
            uid=item.uid,
            result=item.result,
            blob=None if item.body is None else next(left),
            size=item.size,
            header_key=item.header_key,
            internal_date=item.internal_date,
            source_time=item.source_time,
            short=item.short,
            detail=item.detail,
        )
        for item in fetched
    ]
