"""What a child's end means."""

import signal

import pytest

from intake.reading import wire
from intake.reading.endings import ChildFailed, ReadersUnavailable, judge
from intake.reading.profiles import SandboxSettings
from intake.reading.wire import How, Status

PROFILE = SandboxSettings(cpu_seconds=10).parse
WHOLE = wire.pack({"outcome": "read"}, [b"x"])


def failure(status: Status, data: bytes | None = WHOLE) -> ChildFailed:
    with pytest.raises(ChildFailed) as caught:
        judge(status, data, PROFILE)
    return caught.value


def test_a_whole_reply_of_a_child_that_ended_well_counts() -> None:
    reply = judge(Status(How.EXITED, 0, 12, 34), WHOLE, PROFILE)
    assert reply.parts == (b"x",)
    assert reply.status.cpu_ms == 12


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status(How.DEADLINE, signal.SIGKILL), "timed_out"),
        (Status(How.SIGNALLED, signal.SIGXCPU), "timed_out"),
        (Status(How.SIGNALLED, signal.SIGKILL, cpu_ms=11_000), "timed_out"),
        (Status(How.SIGNALLED, signal.SIGKILL, cpu_ms=9_000), "crashed"),
        (Status(How.SIGNALLED, signal.SIGSEGV), "crashed"),
        (Status(How.SIGNALLED, signal.SIGSYS), "crashed"),
        (Status(How.SIGNALLED, 99), "crashed"),
        (Status(How.EXITED, 1), "crashed"),
        (Status(How.EXITED, wire.EXIT_MEMORY), "too_large"),
        (Status(How.EXITED, wire.EXIT_REPLY), "too_large"),
    ],
)
def test_a_whole_reply_does_not_count_when_the_child_did_not_end_well(status: Status, code: str) -> None:
    failed = failure(status)
    assert failed.code == code
    assert failed.by_limit
    assert str(failed).endswith(".")


def test_a_reply_over_the_cap_is_too_large() -> None:
    assert failure(Status(How.EXITED, 0), None).code == "too_large"


@pytest.mark.parametrize("data", [b"", WHOLE[:-1], WHOLE + b"x", wire.pack({"outcome": "other"}), wire.pack({})])
def test_half_a_reply_or_garbage_is_a_crash_worth_one_more_try(data: bytes) -> None:
    failed = failure(Status(How.EXITED, 0), data)
    assert (failed.code, failed.by_limit) == ("crashed", True)


def test_what_the_reader_says_is_unreadable_is_not_tried_again() -> None:
    data = wire.pack({"outcome": "unreadable", "code": "no_headers", "detail": "It has no headers."})
    failed = failure(Status(How.EXITED, 0), data)
    assert (failed.code, str(failed), failed.by_limit) == ("no_headers", "It has no headers.", False)


def test_an_exception_of_a_reader_is_a_crash_that_is_not_tried_again() -> None:
    failed = failure(Status(How.EXITED, 0), wire.pack({"outcome": "failed", "detail": "KeyError in parse.py line 3"}))
    assert (failed.code, failed.by_limit) == ("crashed", False)
    assert "KeyError in parse.py line 3" in str(failed)


@pytest.mark.parametrize("status", [Status(How.NOT_STARTED, 11), Status(How.EXITED, wire.EXIT_LAYERS)])
def test_a_child_that_cannot_start_is_never_the_mails_fault(status: Status) -> None:
    with pytest.raises(ReadersUnavailable):
        judge(status, WHOLE, PROFILE)
