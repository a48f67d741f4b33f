"""The zygote: loads the readers once, then forks one child a request and watches over its end.

Started by `zygote.py` as a program of its own, so that it has one thread and none of the daemon's memory or
environment. It never looks at a stranger's byte. It ends, and its children with it, when the daemon's end of the
control socket closes. Children are watched by pidfd (Linux 5.3).

    control socket (SOCK_SEQPACKET): one JSON request a packet, with three descriptors: input, reply, status
    status pipe: one `wire.Status` when the child is reaped
"""

import ctypes
import errno
import fcntl
import gc
import json
import mimetypes
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intake.reading import limits, pages, privileges
from intake.reading.limits import Ready
from intake.reading.profiles import Profile
from intake.reading.request import KEPT, Request
from intake.reading.wire import How, Status

if TYPE_CHECKING:
    from intake.reading.operations import Operation

PACKET = 128 * 1024
"""The largest request: policy, limits and arguments are a few kB."""

_ABOVE = 100

Fork = Callable[[Request, int, int], int]
"""Starts a child for (request, input, reply); its process id."""

# The C library's own fork, called with the interpreter's lock held. `os.fork` then makes every lock anew and forgets
# other threads, which touches a hundred pages that are copied for it; here is one thread, and nobody holds a lock.
_fork = ctypes.PyDLL(None, use_errno=True).fork


def main(descriptor: int) -> None:
    """Loads the readers, says so, and serves until the daemon is gone."""
    # Ctrl-C is the daemon's to handle; it closes the socket when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.first_to_go()
    # The low numbers are for input and reply, which a child then has where it wants them.
    control_number = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE)
    os.close(descriptor)
    with socket.socket(fileno=control_number) as control:
        greeting = load()
        # What is loaded now is never collected: children then share its pages instead of copying them.
        gc.collect()
        gc.freeze()
        pages.gather()
        privileges.bound()
        control.send(json.dumps(greeting).encode("ascii"))
        if not greeting:
            serve(control, forking())


def load() -> dict[str, Any]:
    """Imports the readers and runs them once; what the daemon is told: nothing, or why they cannot be used."""
    try:
        from intake.reading import child, operations

        # Reads /etc/mime.types, which Landlock keeps from a child.
        mimetypes.init()
        operations.warm()
        # Last, when everything is mapped that every child has.
        child.prepare()
    except Exception as error:  # noqa: BLE001 - whatever it is, the daemon must hear it: there is no other channel
        return {"failed": f"{type(error).__name__}: {error}"}
    return {}


def forking(operations: "Mapping[str, Operation] | None" = None) -> Fork:
    """What forks a child, which never returns from there. `operations`: others than a child's own, for tests."""
    from intake.reading import child
    from intake.reading.operations import OPERATIONS

    run, parent, chosen = child.run, os.getpid(), OPERATIONS if operations is None else operations

    @lru_cache(maxsize=KEPT)
    def ready(profile: Profile) -> Ready:
        return limits.ready(profile, parent=parent)

    def fork(request: Request, source: int, reply: int) -> int:
        taken = ready(request.profile)
        pid = int(_fork())
        if pid == 0:
            run(request, source, reply, taken, chosen)
        if pid < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return pid

    return fork


@dataclass(frozen=True, slots=True)
class _Running:
    """A child that has not been reaped: its descriptors here, and the moment at which it is killed."""

    pid: int
    pidfd: int
    status: int
    deadline: float


def serve(control: socket.socket, start: Fork) -> None:
    """Takes requests and reaps children until the daemon's end is closed, then kills what is left."""
    running: dict[int, _Running] = {}
    poller = select.poll()
    poller.register(control, select.POLLIN)
    try:
        while True:
            ready = {descriptor for descriptor, _ in poller.poll(_patience(running))}
            for descriptor in ready & running.keys():
                poller.unregister(descriptor)
                _reap(running.pop(descriptor), How.EXITED)
            for descriptor in _overdue(running):
                poller.unregister(descriptor)
                _kill(running.pop(descriptor), How.DEADLINE)
            if control.fileno() in ready:
                if not (child := _accept(control, start)):
                    return
                if child.pid:
                    running[child.pidfd] = child
                    poller.register(child.pidfd, select.POLLIN)
    finally:
        for child in running.values():
            _kill(child, How.SIGNALLED)


def _patience(running: dict[int, _Running]) -> int | None:
    """Milliseconds to the next deadline, rounded up so that the loop never spins before it."""
    if not running:
        return None
    return max(0, int((min(child.deadline for child in running.values()) - time.monotonic()) * 1000) + 1)


def _overdue(running: dict[int, _Running]) -> list[int]:
    now = time.monotonic()
    return [descriptor for descriptor, child in running.items() if child.deadline <= now]


def _accept(control: socket.socket, start: Fork) -> _Running | None:
    """Starts the child of the next request; None where the daemon is gone, pid 0 where it could not start."""
    data, descriptors, _, _ = socket.recv_fds(control, PACKET, 3, socket.MSG_CMSG_CLOEXEC)
    if not data:
        return None
    source, reply, status = descriptors
    try:
        request = Request.unpack(data)
        pid = start(request, source, reply)
    except (OSError, ValueError) as error:
        _tell(status, Status(How.NOT_STARTED, getattr(error, "errno", None) or errno.EINVAL))
        return _Running(0, -1, -1, 0.0)
    finally:
        os.close(source)
        os.close(reply)
    return _Running(pid, os.pidfd_open(pid), status, time.monotonic() + request.profile.wall_seconds)


def _kill(child: _Running, how: How) -> None:
    signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)
    _reap(child, how)


def _reap(child: _Running, how: How) -> None:
    _, code, usage = os.wait4(child.pid, 0)
    os.close(child.pidfd)
    cpu_ms = int((usage.ru_utime + usage.ru_stime) * 1000)
    if os.WIFSIGNALED(code):
        status = Status(How.SIGNALLED if how is How.EXITED else how, os.WTERMSIG(code), cpu_ms, usage.ru_maxrss)
    else:
        # It may have ended by itself just before it was to be killed: then its own end counts.
        status = Status(How.EXITED, os.waitstatus_to_exitcode(code), cpu_ms, usage.ru_maxrss)
    _tell(child.status, status)


def _tell(descriptor: int, status: Status) -> None:
    try:
        os.write(descriptor, status.pack())
    except BrokenPipeError:
        # The daemon gave up on this one; there is nobody to tell.
        return
    finally:
        os.close(descriptor)
