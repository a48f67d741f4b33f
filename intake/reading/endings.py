"""What a child's end means: its reply, or a code and a sentence why there is none.

Pure: no I/O, no clock.
"""

import signal
from dataclasses import dataclass
from typing import Any

from intake.errors import IntakeError
from intake.reading import wire
from intake.reading.profiles import Profile
from intake.reading.wire import How, Status


class ReadersUnavailable(IntakeError):
    """No child can be started: the machine's or the operator's trouble, never the mail's. Back off and try again."""


class ChildFailed(Exception):
    """A child ended without a reply that counts; `code` is a stable word, the text a sentence.

    `by_limit` says that it was ended by a limit or a signal, or broke off: worth one more try in a fresh zygote.
    """

    def __init__(self, code: str, detail: str, *, by_limit: bool = True) -> None:
        super().__init__(detail)
        self.code = code
        self.by_limit = by_limit


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply of a child that ended well: its parts, the layers that held, CPU and peak memory."""

    head: dict[str, Any]
    parts: tuple[bytes, ...]
    status: Status


def judge(status: Status, data: bytes | None, profile: Profile) -> Reply:
    """The reply in `data` (None: over the cap), or ChildFailed; ReadersUnavailable where no child could start."""
    if status.how is How.NOT_STARTED:
        raise ReadersUnavailable(f"The system starts no process for reading (errno {status.number}); free some memory.")
    if status.how is not How.EXITED:
        raise _killed(status, profile)
    if data is None or status.number == wire.EXIT_REPLY:
        raise ChildFailed("too_large", f"What was read is larger than {profile.reply // 1_000_000} MB.")
    if status.number == wire.EXIT_MEMORY:
        raise _memory(profile)
    if status.number == wire.EXIT_LAYERS:
        raise ReadersUnavailable("The limits around the readers cannot be set; run `intake check`.")
    if status.number != wire.EXIT_OK:
        raise ChildFailed("crashed", f"The reader ended with status {status.number}.")
    return _reply(status, data)


def _reply(status: Status, data: bytes) -> Reply:
    try:
        head, parts = wire.unpack(data)
    except wire.WireError as error:
        raise ChildFailed("crashed", "The reader's answer was not whole.") from error
    match head.get("outcome"):
        case "read":
            return Reply(head, parts, status)
        case "unreadable":
            raise ChildFailed(str(head.get("code")), str(head.get("detail")), by_limit=False)
        case "failed":
            raise ChildFailed("crashed", f"The reader failed ({head.get('detail')}).", by_limit=False)
        case _:
            raise ChildFailed("crashed", "The reader's answer was not what was agreed.")


def _killed(status: Status, profile: Profile) -> ChildFailed:
    if status.how is How.DEADLINE:
        return ChildFailed("timed_out", f"Reading took longer than {profile.wall_seconds:g} s.")
    out_of_cpu = status.cpu_ms >= profile.cpu_seconds * 1000
    if status.number == signal.SIGXCPU or (status.number == signal.SIGKILL and out_of_cpu):
        return ChildFailed("timed_out", f"Reading took more than {profile.cpu_seconds} s of computing time.")
    if status.number == signal.SIGSYS:
        return ChildFailed("crashed", "The reader tried what no reader does (a forbidden system call) and was ended.")
    return ChildFailed("crashed", f"The reader was ended by {_signal_name(status.number)}.")


def _memory(profile: Profile) -> ChildFailed:
    return ChildFailed("too_large", f"Reading took more than {profile.memory // 1_000_000} MB of memory.")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
