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
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake.reading import limits, pages, pinned, privileges
from intake.reading.request import Request, Settings
from intake.reading.wire import How, status_of

if TYPE_CHECKING:
    from intake.reading.limits import Ready
    from intake.reading.operations import Operation

PACKET = 128 * 1024
"""The largest request: policy, limits and arguments are a few kB."""

_ABOVE = 100
_DESCRIPTORS = struct.Struct("=3i")
_ROOM = socket.CMSG_SPACE(_DESCRIPTORS.size)

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
        with pages.small():
            greeting = load()
            # What is loaded now is never collected: children then share its pages instead of copying them.
            gc.collect()
            gc.freeze()
            privileges.bound()
            if not greeting:
                _pin()
        pages.gather()
        control.send(json.dumps(greeting).encode("ascii"))
        if not greeting:
            serve(control, forking())


def load() -> dict[str, Any]:
    """Imports the readers and runs them once; what the daemon is told: nothing, or why they cannot be used."""
    try:
        from intake.reading import child, operations, rehearsal  # noqa: F401 - for `_pin`

        # Reads /etc/mime.types, which Landlock keeps from a child.
        mimetypes.init()
        operations.warm()
        # Last, when everything is mapped that every child has.
        child.prepare()
    except Exception as error:  # noqa: BLE001 - whatever it is, the daemon must hear it: there is no other channel
        return {"failed": f"{type(error).__name__}: {error}"}
    return {}


def _pin() -> None:
    """Pins what most children write to; before there are large pages, one of which would be copied whole."""
    from intake.reading import rehearsal

    pinned.pin(rehearsal.written(_fork), _ABOVE)


def forking(operations: "Mapping[str, Operation] | None" = None) -> Fork:
    """What forks a child, which never returns from there. `operations`: others than a child's own, for tests."""
    from intake.reading import child
    from intake.reading.operations import OPERATIONS

    run, parent, chosen = child.run, os.getpid(), OPERATIONS if operations is None else operations

    # For the requests' last settings, which mostly are the next one's too: the very same value (`Request.unpack`).
    kept: tuple[Settings, Ready] | None = None

    def fork(request: Request, source: int, reply: int) -> int:
        nonlocal kept
        if kept is None or kept[0] is not request.settings:
            kept = request.settings, limits.ready(request.profile, parent=parent)
        taken = kept[1]
        pid = int(_fork())
        if pid == 0:
            run(request, source, reply, taken, chosen)
        if pid < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return pid

    return fork


@dataclass(slots=True)  # a frozen one is set field by field, through the type
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
    asked = control.fileno()
    try:
        while True:
            for descriptor, _ in poller.poll(_patience(running)):
                if descriptor != asked:
                    poller.unregister(descriptor)
                    _reap(running.pop(descriptor), How.EXITED)
                elif not (child := _accept(control, start)):
                    return
                elif child.pid:
                    running[child.pidfd] = child
                    poller.register(child.pidfd, select.POLLIN)
            for descriptor in _overdue(running) if running else ():
                poller.unregister(descriptor)
                _kill(running.pop(descriptor), How.DEADLINE)
    finally:
        for child in running.values():
            _kill(child, How.SIGNALLED)


def _patience(running: dict[int, _Running]) -> int | None:
    """Milliseconds to the next deadline, rounded up so that the loop never spins before it."""
    if not running:
        return None
    earliest = min([child.deadline for child in running.values()])
    return max(0, int((earliest - time.monotonic()) * 1000) + 1)


def _overdue(running: dict[int, _Running]) -> list[int]:
    now = time.monotonic()
    return [descriptor for descriptor, child in running.items() if child.deadline <= now]


def _accept(control: socket.socket, start: Fork) -> _Running | None:
    """Starts the child of the next request; None where the daemon is gone, pid 0 where it could not start."""
    # Not by `socket.recv_fds`, whose arrays and constants are twenty pages more.
    data, beside, _, _ = control.recvmsg(PACKET, _ROOM, socket.MSG_CMSG_CLOEXEC)
    if not data:
        return None
    source, reply, status = _DESCRIPTORS.unpack(beside[0][2])
    try:
        request = Request.unpack(data)
        pid = start(request, source, reply)
    except (OSError, ValueError) as error:
        _tell(status, status_of(How.NOT_STARTED, getattr(error, "errno", None) or errno.EINVAL, 0, 0))
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
        how, number = How.SIGNALLED if how is How.EXITED else how, os.WTERMSIG(code)
    else:
        # It may have ended by itself just before it was to be killed: then its own end counts.
        how, number = How.EXITED, os.waitstatus_to_exitcode(code)
    _tell(child.status, status_of(how, number, cpu_ms, usage.ru_maxrss))


def _tell(descriptor: int, status: bytes) -> None:
    try:
        os.write(descriptor, status)
    except BrokenPipeError:
        # The daemon gave up on this one; there is nobody to tell.
        return
    finally:
        os.close(descriptor)
