"""When what is polled: one coalesced job a mailbox, never two at once, on threads of their own.

The only importer of apscheduler, which serves as a timer, not as a queue: jobs live in memory and the rows are
the queue. A mailbox whose poll fails is left alone for a while that doubles up to a limit, with jitter.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from intake.clock import Clock

_JUMP = 2.0
"""Seconds by which the wall clock may drift between two looks; more is a jump."""


def backoff(
    failures: int, first: timedelta, limit: timedelta, jitter: Callable[[], float] = random.random
) -> timedelta:
    """The wait after the n-th failure in a row (from 1): doubled each time up to `limit`, of which 50 to 100 % count.

    `jitter` gives a number from 0 to 1; half of the wait is random, so that many mailboxes do not return together.
    """
    whole = min(limit.total_seconds(), first.total_seconds() * 2.0 ** min(failures - 1, 30))
    return timedelta(seconds=whole * (0.5 + jitter() / 2))


class Scheduler:
    """Calls each job every so often; `threads` bounds how many run at once, so one hung poll blocks no other."""

    def __init__(self, clock: Clock, *, threads: int) -> None:
        self._clock = clock
        self._not_before: dict[str, float] = {}
        self._offset = self._clock_offset()
        self._timer = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(threads)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, name: str, period: timedelta, job: Callable[[], None]) -> None:
        """Runs `job` now and then every `period`, unless it is still running or told to wait."""

        def due() -> None:
            if self._clock.monotonic() >= self._not_before.get(name, 0.0):
                job()

        self._timer.add_job(
            due, "interval", seconds=period.total_seconds(), id=name, replace_existing=True, next_run_time=self._first()
        )

    def mind_clock(self) -> bool:
        """To be called every second or so: where the wall clock has jumped, every job is due now; whether it has.

        The timer thinks in wall-clock times: after a jump back it would call nothing until these have come again.
        """
        offset = self._clock_offset()
        jumped = abs(offset - self._offset) > _JUMP
        self._offset = offset
        if jumped:
            for job in self._timer.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
        return jumped

    def _clock_offset(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def wait(self, name: str, period: timedelta) -> None:
        """Leaves `name` alone for `period`, by the monotonic clock: a jump of the wall clock changes nothing."""
        self._not_before[name] = self._clock.monotonic() + period.total_seconds()

    def waiting(self, name: str) -> float:
        """Seconds until `name` may run again; 0 where nothing holds it back."""
        return max(0.0, self._not_before.get(name, 0.0) - self._clock.monotonic())

    def forget(self, name: str) -> None:
        """Takes a job off the schedule; one that runs ends by itself."""
        self._not_before.pop(name, None)
        if self._timer.get_job(name):
            self._timer.remove_job(name)

    def start(self) -> None:
        """Begins to call the jobs."""
        self._timer.start()

    def stop(self) -> None:
        """Calls no job any more and does not wait for running ones."""
        if self._timer.running:
            self._timer.shutdown(wait=False)

    @staticmethod
    def _first() -> datetime:
        # The timer's own clock, which is the machine's.
        return datetime.now(UTC)
