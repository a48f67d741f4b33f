"""The timer: each mailbox on its own, failing ones left alone for a while."""

import threading
import time
from datetime import UTC, datetime, timedelta

from intake.clock import SystemClock
from intake.scheduler import Scheduler, backoff

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class SetClock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return self.seconds


def test_the_wait_doubles_up_to_the_limit() -> None:
    waits = [backoff(n, MINUTE, HOUR, lambda: 1.0) for n in range(1, 9)]
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert waits[-1] == HOUR
    assert backoff(10_000, MINUTE, HOUR, lambda: 1.0) == HOUR


def test_half_of_the_wait_is_left_to_chance() -> None:
    assert backoff(1, MINUTE, HOUR, lambda: 0.0) == MINUTE / 2
    assert MINUTE / 2 <= backoff(1, MINUTE, HOUR) <= MINUTE


def test_a_hung_job_blocks_no_other() -> None:
    scheduler = Scheduler(SystemClock(), threads=4)
    release, other = threading.Event(), threading.Event()

    def hang() -> None:
        release.wait(10)

    scheduler.every("hung", timedelta(seconds=0.05), hang)
    scheduler.every("other", timedelta(seconds=0.05), other.set)
    scheduler.start()
    try:
        assert other.wait(5)
    finally:
        release.set()
        scheduler.stop()


def test_a_job_that_still_runs_is_not_started_twice() -> None:
    scheduler = Scheduler(SystemClock(), threads=4)
    running: list[int] = []
    most: list[int] = []
    third = threading.Event()

    def job() -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.12)
        running.pop()
        if len(most) >= 3:
            third.set()

    scheduler.every("slow", timedelta(seconds=0.05), job)
    scheduler.start()
    try:
        assert third.wait(10)
    finally:
        scheduler.stop()
    assert max(most) == 1


def test_a_failing_mailbox_is_left_alone_by_the_monotonic_clock() -> None:
    clock = SetClock()
    scheduler = Scheduler(clock, threads=2)
    calls: list[float] = []
    called = threading.Event()

    def job() -> None:
        calls.append(clock.seconds)
        called.set()

    scheduler.wait("jobs", timedelta(seconds=60))
    assert scheduler.waiting("jobs") == 60
    scheduler.every("jobs", timedelta(seconds=0.05), job)
    scheduler.start()
    try:
        assert not called.wait(0.3)
        clock.seconds += 61
        assert called.wait(5)
    finally:
        scheduler.stop()
    assert calls[0] == 161
    scheduler.stop()


def test_a_forgotten_job_is_called_no_more() -> None:
    scheduler = Scheduler(SystemClock(), threads=2)
    scheduler.every("jobs", timedelta(hours=1), lambda: None)
    scheduler.start()
    try:
        scheduler.forget("jobs")
        scheduler.forget("jobs")
        assert scheduler.waiting("jobs") == 0
    finally:
        scheduler.stop()
