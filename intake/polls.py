"""Polls of the configured mailboxes, each over its own kept connection, one at a time a mailbox.

Shared by the daemon and by `intake poll`. A failure is a value here: a sentence for the operator and how long to
leave the mailbox alone.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake import heap, telemetry
from intake.errors import ConfigError, DiskFull, IntakeError, LoginRefused, MailboxUnavailable, StorageUnavailable
from intake.mailbox.protocol import Mailbox
from intake.pipeline import Line, Received, receive
from intake.storage.reserve import Reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is watched: a mailbox's name, its folders, how often, and whether the server is touched after.

    `host` groups mailboxes of one server, whose connections are capped together; None for local ones. `drop_after` is
    how long mail that is no application stays whole; None: for good.
    """

    name: str
    kind: str
    addresses: tuple[str, ...]
    folders: tuple[str, ...]
    every: timedelta
    host: str | None
    marks: bool
    drop_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What one poll brought, or why it failed. `retry_after` in seconds where the server asked for a wait.

    Where a folder could not be read while others were, or mails could not be marked, `error` says why.
    """

    mailbox: str
    received: Received
    error: str | None = None
    login_refused: bool = False
    retry_after: float | None = None

    @property
    def failed(self) -> bool:
        """Whether it brought nothing, because it could not."""
        return self.error is not None and not self.received.folders


@dataclass(frozen=True, slots=True, kw_only=True)
class PollStatus:
    """How the polls of one mailbox went: the last good one, and why the latest failed, in words for the operator.

    `partly`: not all of it failed.
    """

    mailbox: str
    last_good_at: datetime | None
    last_tried_at: datetime | None
    failures: int
    error: str | None
    login_refused: bool
    busy: bool
    every: timedelta
    partly: bool = False
    progress: tuple[int, int] | None = None
    """How many mails of how many a running poll has taken in; None where it brings none, or none is running."""


@dataclass(slots=True)
class _Watched:
    watch: Watch
    slot: threading.Semaphore
    source: Mailbox | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)
    failures: int = 0
    last_good_at: datetime | None = None
    last_tried_at: datetime | None = None
    error: str | None = None
    login_refused: bool = False
    partly: bool = False
    progress: tuple[int, int] | None = None


_OUR_FAULT = (
    "the poll met a fault of Intake's own. What came before it is kept, the rest is tried again; "
    "please report the line of the log that says where it is."
)

PROGRESS_SECONDS = 30.0
"""Between two lines of the log about a long poll."""


def drop_rules(watches: Sequence[Watch]) -> dict[str, timedelta]:
    """How long the other mail of each mailbox stays whole, of those that drop it."""
    return {watch.name: watch.drop_after for watch in watches if watch.drop_after is not None}


class Polls:
    """The watched mailboxes and their kept connections; `connect` builds a source by its mailbox's name."""

    def __init__(
        self,
        line: Line,
        watches: Sequence[Watch],
        connect: Callable[[str], Mailbox],
        *,
        connections_a_host: int = 4,
        reserve: Reserve | None = None,
    ) -> None:
        self._line = line
        self._reserve = reserve
        self._connect = connect
        hosts = {watch.host: threading.Semaphore(connections_a_host) for watch in watches if watch.host}
        self._watched: dict[str, _Watched] = {}
        for watch in watches:
            line.store.ensure_mailbox(watch.name, watch.kind, watch.addresses)
            slot = hosts[watch.host] if watch.host else threading.Semaphore()
            self._watched[watch.name] = _Watched(watch, slot)

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What is watched, in the order of the configuration."""
        return tuple(watched.watch for watched in self._watched.values())

    def statuses(self) -> tuple[PollStatus, ...]:
        """How the polls of each mailbox went since the start, in the order of the configuration."""
        return tuple(_status(watched) for watched in self._watched.values())

    def failures(self, name: str) -> int:
        """How many polls of this mailbox failed in a row."""
        return self._watched[name].failures

    def poll(self, name: str, progress: Callable[[int, int], None] = lambda _done, _all: None) -> PollResult:
        """Polls one mailbox now, after one that is running; never raises for a failing mailbox.

        StorageUnavailable is raised: it concerns them all.
        """
        watched = self._watched[name]
        with watched.busy, watched.slot:
            watched.last_tried_at = self._line.clock.now()
            try:
                received = self._receive(watched, self._telling(watched, progress))
            except (MailboxUnavailable, LoginRefused, ConfigError) as error:
                telemetry.logger().warning(
                    "poll failed",
                    mailbox=name,
                    code=type(error).__name__,
                    error=str(error),
                    attempts=watched.failures + 1,
                )
                return self._failed(watched, error)
            except StorageUnavailable as error:
                watched.failures, watched.error, watched.login_refused = watched.failures + 1, str(error), False
                self.make_room(error)
                raise
            except Exception as error:  # noqa: BLE001 - a bug of ours in one mailbox must not stop the others
                telemetry.logger().error("poll failed", mailbox=name, exc_info=error, attempts=watched.failures + 1)
                return self._failed(watched, IntakeError(f'Mailbox "{name}": {_OUR_FAULT}'))
            finally:
                watched.progress = None
            if received.new:
                heap.give_back()
            if received.new or received.failed:
                telemetry.logger().info("polled", mailbox=name, received=received.new, pending=received.failed)
            if received.problems:
                return self._partly_failed(watched, received)
            watched.failures, watched.error, watched.login_refused, watched.partly = 0, None, False, False
            watched.last_good_at = self._line.clock.now()
            return PollResult(mailbox=name, received=received)

    def _telling(self, watched: _Watched, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """`progress`, and besides what the status of this mailbox shows, and a line of the log now and then."""
        clock = self._line.clock
        next_line = clock.monotonic() + PROGRESS_SECONDS

        def tell(done: int, whole: int) -> None:
            nonlocal next_line
            watched.progress = (done, whole)
            if clock.monotonic() >= next_line:
                next_line = clock.monotonic() + PROGRESS_SECONDS
                telemetry.logger().info("receiving", mailbox=watched.watch.name, received=done, count=whole)
            progress(done, whole)

        return tell

    def _receive(self, watched: _Watched, progress: Callable[[int, int], None]) -> Received:
        watch = watched.watch
        if self._reserve is not None and not self._reserve.hold():
            raise DiskFull(
                "The disk is all but full, so no mail is fetched; free some space and Intake goes on by itself."
            )
        if watched.source is None:
            watched.source = self._connect(watch.name)
        return receive(self._line, watched.source, watch.folders, marks=watch.marks, progress=progress)

    def _partly_failed(self, watched: _Watched, received: Received) -> PollResult:
        watched.failures += 1
        watched.error, watched.login_refused, watched.partly = " ".join(received.problems), False, True
        name = watched.watch.name
        telemetry.logger().warning("poll not complete", mailbox=name, error=watched.error, attempts=watched.failures)
        return PollResult(mailbox=name, received=received, error=watched.error)

    def _failed(self, watched: _Watched, error: IntakeError) -> PollResult:
        watched.failures += 1
        watched.partly = False
        watched.error, watched.login_refused = str(error), isinstance(error, (LoginRefused, ConfigError))
        _close(watched)
        return PollResult(
            mailbox=watched.watch.name,
            received=Received(),
            error=str(error),
            login_refused=watched.login_refused,
            retry_after=error.retry_after if isinstance(error, MailboxUnavailable) else None,
        )

    def make_room(self, error: StorageUnavailable) -> None:
        """Gives the reserve back where the disk is full: what is here can go on, and polls pause until it is held."""
        if self._reserve is not None and isinstance(error, DiskFull):
            self._reserve.give_back()

    def busy(self) -> bool:
        """Whether any poll is running now."""
        return any(watched.busy.locked() for watched in self._watched.values())

    def close(self) -> None:
        """Logs out of every mailbox that is not in the middle of a poll."""
        for watched in self._watched.values():
            if watched.busy.acquire(blocking=False):
                try:
                    _close(watched)
                finally:
                    watched.busy.release()


def _status(watched: _Watched) -> PollStatus:
    return PollStatus(
        mailbox=watched.watch.name,
        last_good_at=watched.last_good_at,
        last_tried_at=watched.last_tried_at,
        failures=watched.failures,
        error=watched.error,
        login_refused=watched.login_refused,
        busy=watched.busy.locked(),
        every=watched.watch.every,
        partly=watched.partly,
        progress=watched.progress,
    )


def _close(watched: _Watched) -> None:
    source, watched.source = watched.source, None
    if source is not None:
        source.close()
