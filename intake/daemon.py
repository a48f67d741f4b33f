"""The daemon: polls on schedule, processes, answers the requests of other commands, and ends in time.

One process owns a data folder (owner.py). SIGTERM and SIGINT end it in under ten seconds with exit status 0: the
message in hand is done or rolled back. SIGHUP reads the configuration again. systemd is told READY, RELOADING,
STOPPING and WATCHDOG (sd_notify).
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from intake import heap, telemetry
from intake.drops import drop_other
from intake.errors import ConfigError, StorageUnavailable
from intake.owner import OwnerLock
from intake.pages import Pages
from intake.pipeline import Line, Processed, process
from intake.polls import PollResult, Polls, drop_rules
from intake.reading import ReadersUnavailable
from intake.scheduler import Scheduler, backoff
from intake.storage.queries import Queries
from intake.storage.requests import Request

_TICK = 0.25
"""Seconds between two looks at requests and signals."""

_IDLE = 5.0
"""Seconds after which the processing thread looks for due retries although nobody woke it."""

_LAST_CALL = 7.0
"""Seconds that running work gets to end after SIGTERM, of the ten that are promised."""

_SIGN = 10.0
"""Seconds between two signs of life: systemd's watchdog, and the time of the file `alive` for containers."""

_ORPHAN_SECONDS = 86_400.0
"""An archived mail without a row is left alone this long: its row may be about to be written."""

_DROPS = 3_600.0
"""Seconds between two looks for mail whose bytes are to be dropped."""

_STUCK = 900.0
"""Seconds without a sign of life of the processing thread after which the watchdog is no longer fed."""


def notify(state: str) -> None:
    """Tells systemd (sd_notify(3)); nothing happens without NOTIFY_SOCKET."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        try:
            channel.sendto(state.encode(), address)
        except OSError:
            telemetry.logger().warning("sd_notify failed", state=state.partition("=")[0])


def answer(results: Sequence[PollResult], processed: Processed) -> dict[str, Any]:
    """What a request for a poll is told: JSON-able, read by `intake poll`."""
    return {
        "mailboxes": [
            {
                "name": result.mailbox,
                "new": result.received.new,
                "oversized": result.received.oversized,
                "failed": result.received.failed,
                "folders": result.received.folders,
                "error": result.error,
            }
            for result in results
        ],
        "outcomes": {outcome.value: count for outcome, count in processed.outcomes.items()},
        "quarantined": processed.quarantined,
        "postponed": processed.postponed,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the daemon works with, wired by `app`: the line, polls, watched pages, how long failing mailboxes rest."""

    line: Line
    polls: Polls
    pages: Pages
    backoff: timedelta
    backoff_limit: timedelta


Opener = Callable[[], AbstractContextManager[Parts]]
"""Opens the parts of one configuration; they are closed when the daemon ends or reads it again."""


class Daemon:
    """Runs until a signal or `stop` ends it.

    `prepare` reads the configuration (ConfigError where it is wrong) and answers how to open its parts; it is
    called again at SIGHUP. `on_processed` is called after each run of processing that decided anything.
    """

    def __init__(
        self, data: Path, prepare: Callable[[], Opener], *, on_processed: Callable[[], None] = lambda: None
    ) -> None:
        self._data = data
        self._prepare = prepare
        self._on_processed = on_processed
        self._stop = threading.Event()
        # What signals ask. A handler sets nothing else: it runs in the middle of the main thread's work, and would wait
        # for ever for a lock that this holds, be it an event's or the log's.
        self._signal: int | None = None
        self._hangup = False
        self._work = threading.Event()
        self._done = threading.Event()
        self._processing = threading.Lock()
        self._alive = time.monotonic()
        self._next_sign = 0.0
        self._answering: set[str] = set()

    def stop(self) -> None:
        """Ends the daemon soon; harmless from any thread."""
        self._stop.set()
        self._work.set()

    def run(self) -> int:
        """Holds the data folder and works; returns the exit status."""
        opener = self._prepare()
        with OwnerLock(self._data, "run"):
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._on_stop)
            signal.signal(signal.SIGHUP, self._on_reload)
            while not self._stop.is_set():
                with opener() as parts:
                    self._serve(parts)
                opener = self._prepare_again(opener)
        telemetry.logger().info("stopped", pid=os.getpid())
        return 0

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        self._hangup = True

    def _heard(self) -> bool:
        """Takes up what signals asked for; whether this serving ends."""
        if self._signal is not None and not self._stop.is_set():
            telemetry.logger().info("stopping", signal=signal.Signals(self._signal).name)
            self.stop()
        return self._stop.is_set() or self._hangup

    def _prepare_again(self, opener: Opener) -> Opener:
        if self._stop.is_set():
            return opener
        # Before the configuration is read: whoever asks from now on may have written another one.
        self._hangup = False
        notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            return self._prepare()
        except ConfigError as error:
            telemetry.logger().error("configuration not reloaded, the old one stays", error=str(error))
            return opener

    def _serve(self, parts: Parts) -> None:
        # Leases of an owner whose process is gone are ours at once: we hold the data folder's lock.
        parts.line.store.release_leases()
        parts.line.archive.clear_spool()
        # A thread for each: a page of a slow site must not keep a mailbox from its turn.
        threads = max(4, len(parts.polls.watches)) + len(parts.pages.watches)
        schedule = Scheduler(parts.line.clock, threads=threads)
        for watch in parts.polls.watches:
            schedule.every(watch.name, watch.every, partial(self._poll, parts, schedule, watch.name))
        for page in parts.pages.watches:
            schedule.every(f"page {page.source}", page.every, partial(self._read_page, parts, page.source))
        self._done = threading.Event()
        worker = threading.Thread(target=self._process_loop, args=(parts, self._done), name="process", daemon=True)
        schedule.start()
        worker.start()
        telemetry.logger().info("ready", pid=os.getpid(), count=len(parts.polls.watches))
        notify("READY=1")
        while not self._heard():
            self._answer_requests(parts)
            self._feed_watchdog()
            if schedule.mind_clock():
                telemetry.logger().warning("the clock jumped; every mailbox is polled now")
            self._stop.wait(_TICK)
        self._end_serving(parts, schedule, worker)

    def _end_serving(self, parts: Parts, schedule: Scheduler, worker: threading.Thread) -> None:
        if self._stop.is_set():
            notify("STOPPING=1")
        schedule.stop()
        self._done.set()
        self._work.set()
        worker.join(_LAST_CALL)
        parts.polls.close()
        self._end_hard_if_stuck(worker, parts.polls)

    def _end_hard_if_stuck(self, worker: threading.Thread, polls: Polls) -> None:
        """A read or a poll that does not end in time is cut off: its transaction rolls back, the server keeps all."""
        if self._stop.is_set() and (worker.is_alive() or polls.busy()):
            telemetry.logger().warning("ended while work was running; it is done again at the next start")
            os._exit(0)

    def _poll(self, parts: Parts, schedule: Scheduler, name: str) -> None:
        try:
            result = parts.polls.poll(name)
        except StorageUnavailable as error:
            telemetry.logger().error("storage unavailable", mailbox=name, error=str(error))
            schedule.wait(name, parts.backoff)
            return
        if result.failed:
            schedule.wait(name, _pause(parts, result, parts.polls.failures(name)))
        else:
            self._work.set()

    def _read_page(self, parts: Parts, source: str) -> None:
        """Reads a careers page again; mails that it concerns are decided again. The next time comes in any case."""
        try:
            if parts.pages.read(source).changed:
                self._work.set()
        except StorageUnavailable as error:
            telemetry.logger().error("storage unavailable", page=source, error=str(error))
        except Exception as error:  # noqa: BLE001 - a bug of ours about one page must not stop the mail
            telemetry.logger().error("page failed", page=source, exc_info=error)

    def _process_loop(self, parts: Parts, done: threading.Event) -> None:
        with _surviving("orphans not removed"):
            _collect_orphans(parts)
        next_drops = time.monotonic()
        while not done.is_set():
            self._work.wait(_IDLE)
            self._work.clear()
            self._alive = time.monotonic()
            if not done.is_set():
                self._process(parts, done)
            if time.monotonic() >= next_drops:
                next_drops = time.monotonic() + _DROPS
                self._drop(parts, done)

    def _drop(self, parts: Parts, done: threading.Event) -> None:
        """Drops what mailboxes keep the headers of only, beside no processing: that may want the bytes."""
        with self._processing, _surviving("mail not dropped"):
            try:
                drop_other(parts.line, drop_rules(parts.polls.watches), done.is_set)
            except StorageUnavailable as error:
                telemetry.logger().error("storage unavailable", error=str(error))

    def _process(self, parts: Parts, done: threading.Event) -> Processed:
        """Processes what waits, if nothing fails."""
        processed = Processed()
        with self._processing, _surviving("processing failed"):
            processed = self._process_waiting(parts, done)
        return processed  # noqa: RET504 - nothing was, where that failed

    def _process_waiting(self, parts: Parts, done: threading.Event) -> Processed:
        """Processes what waits; a failing database or disk is for the next time."""
        try:
            result = process(parts.line, stop=done.is_set, progress=lambda _done: self._beat())
        except (StorageUnavailable, ReadersUnavailable) as error:
            telemetry.logger().error("processing has to wait", error=str(error))
            if isinstance(error, StorageUnavailable):
                parts.polls.make_room(error)
            return Processed()
        if result.total:
            heap.give_back()
            telemetry.logger().info("processed", decided=result.total, pending=result.postponed)
            self._on_processed()
        return result

    def _beat(self) -> None:
        self._alive = time.monotonic()

    def _answer_requests(self, parts: Parts) -> None:
        """Takes up what other commands ask, each on a thread of its own, so that a slow poll delays no other."""
        try:
            requests = parts.line.store.pending_requests()
        except StorageUnavailable as error:
            telemetry.logger().error("storage unavailable", error=str(error))
            self._stop.wait(1.0)
            return
        except Exception as error:  # noqa: BLE001 - what is asked must not end what is done unasked
            telemetry.logger().error("requests not read", exc_info=error)
            self._stop.wait(1.0)
            return
        for request in requests:
            if request.id not in self._answering:
                self._answering.add(request.id)
                threading.Thread(target=self._answer, args=(parts, request), daemon=True).start()

    def _answer(self, parts: Parts, request: Request) -> None:
        try:
            asked = request.payload.get("mailboxes", ())
            names = [watch.name for watch in parts.polls.watches if watch.name in asked]
            with ThreadPoolExecutor(max(1, len(names))) as pool:
                results = list(pool.map(parts.polls.poll, names))
            processed = self._process(parts, self._done)
            parts.line.store.finish_request(request.id, answer(results, processed))
        except StorageUnavailable as error:
            telemetry.logger().error("storage unavailable", request=request.id, error=str(error))
            self._answering.discard(request.id)

    def _feed_watchdog(self) -> None:
        """Tells systemd, and anything that looks at the file's time, that the daemon lives."""
        now = time.monotonic()
        if now - self._alive < _STUCK and now >= self._next_sign:
            self._next_sign = now + _SIGN
            notify("WATCHDOG=1")
            (self._data / "alive").touch(mode=0o600)


@contextmanager
def _surviving(event: str) -> Iterator[None]:
    """Logs what no part of ours expects: the thread that processes must not end of it, or mail would wait for ever."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - see above
        telemetry.logger().error(event, exc_info=error)


def _collect_orphans(parts: Parts) -> None:
    """Removes archived mails that no row ever came to know, such as of a poll that was killed; not those of today."""
    try:
        known = frozenset(Queries(parts.line.store.engine).blobs())
        count = parts.line.archive.collect_orphans(known, older_than=time.time() - _ORPHAN_SECONDS)
    except StorageUnavailable as error:
        telemetry.logger().error("storage unavailable", error=str(error))
        return
    if count:
        telemetry.logger().info("orphans removed", count=count)


def _pause(parts: Parts, result: PollResult, failures: int) -> timedelta:
    if result.retry_after is not None:
        return timedelta(seconds=result.retry_after)
    # A refused login slows every later login from this address (imap.md): start high, end at the limit.
    extra = 4 if result.login_refused else 0
    return backoff(failures + extra, parts.backoff, parts.backoff_limit)
