"""The daemon's side of a zygote: starts it, hands it requests, collects replies.

The zygote is a program of its own with one thread: forking the threaded daemon would copy locks in whatever
state they are. It inherits no environment, no descriptor but its socket, no terminal (own session), and ends when
the socket closes, also when the daemon is killed. Several threads may ask at once; each has its own pipes.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from intake.reading import wire
from intake.reading.endings import ChildFailed, ReadersUnavailable, Reply, judge
from intake.reading.pipes import drain
from intake.reading.request import Request
from intake.reading.wire import How, Status

START_SECONDS = 60.0
"""Importing the readers takes one or two seconds; a cold, busy machine gets this long."""

GRACE_SECONDS = 10.0
"""The zygote ends a child at its deadline; a zygote that has not told us this much later is taken for dead."""

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
"""All that the zygote is given: no secrets, no CMAP_PATH, no LD_PRELOAD, nothing of the daemon's."""

_ROOT = str(Path(__file__).resolve().parent.parent.parent)
# Isolated mode (-I) ignores PYTHON* variables and the user's packages, so a checkout's folder is named here.
PROGRAM = """
import sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from intake.reading.zygote_main import main
main(int(sys.argv[2]))
"""


class Zygote:
    """A running zygote. `users` counts the threads that wait for one of its children (kept by the Reader)."""

    def __init__(self, process: "subprocess.Popen[bytes]", control: socket.socket) -> None:
        self.process = process
        self.users = 0
        self._control = control
        self._loading = threading.Lock()
        self._loaded = False
        self._problem: str | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def load(self) -> None:
        """Waits until its readers are loaded; ReadersUnavailable where that does not happen: then it is ended."""
        with self._loading:
            if self._loaded:
                return
            if self._problem is None:
                self._problem = _greeting(self._control)
            if self._problem is not None:
                self.close()
                raise ReadersUnavailable(
                    f"The readers cannot be loaded ({self._problem}). They are tried again by themselves; "
                    "where it goes on, see whether memory is short, or install Intake again."
                )
            self._loaded = True

    def ask(self, request: Request, source: int) -> Reply:
        """The reply to one request over the file `source`; ChildFailed where there is none that counts."""
        profile = request.profile
        reply, reply_end = os.pipe()
        status, status_end = os.pipe()
        try:
            try:
                socket.send_fds(self._control, [request.pack()], [source, reply_end, status_end])
            except OSError as error:
                raise ChildFailed("crashed", "The readers' process was gone.") from error
            finally:
                os.close(reply_end)
                os.close(status_end)
            data, end = collect(reply, status, profile.reply, profile.wall_seconds + GRACE_SECONDS)
        finally:
            os.close(reply)
            os.close(status)
        return judge(end, data, profile)

    def close(self, patience: float = GRACE_SECONDS) -> None:
        """Ends the zygote and its children, and waits for it; after `patience` seconds it is killed.

        One that still loads is killed at once: it has no children, and would hear of the end when it is done.
        """
        if not self._loaded:
            self.process.kill()
        # Shut down before it is closed: a thread may be sending, and must not meet the number's next owner.
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._control.close()


def start(program: str = PROGRAM) -> Zygote:
    """Starts a zygote, which then loads its readers (`Zygote.load`); ReadersUnavailable where it cannot be started.

    `program` is the Python text that it runs with two arguments: Intake's folder, the number of its socket.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        try:
            process = _spawn(program, theirs.fileno())
        except OSError as error:
            ours.close()
            raise ReadersUnavailable(f"The readers' process cannot be started ({error.strerror}).") from error
    return Zygote(process, ours)


def _spawn(program: str, descriptor: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-I", "-B", "-c", program, _ROOT, str(descriptor)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # a library's complaint may quote the mail
        pass_fds=[descriptor],
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


def _greeting(control: socket.socket) -> str | None:
    """What keeps the zygote from working; None where it is ready."""
    try:
        control.settimeout(START_SECONDS)
        data = control.recv(64 * 1024)
        control.settimeout(None)
    except OSError as error:
        return type(error).__name__
    if not data:
        return "the process ended"
    failed = json.loads(data).get("failed")
    return None if failed is None else str(failed)


def collect(reply: int, status: int, cap: int, seconds: float) -> tuple[bytes | None, Status]:
    """The reply and how its child ended; no reply where it is over the cap: the child's writing then fails.

    ChildFailed where the zygote is silent past `seconds` or closes the status pipe without a status.
    """
    drained = drain({reply: cap, status: wire.STATUS_SIZE}, seconds)
    if drained.over:
        return None, Status(How.EXITED, 0)
    if not drained.complete:
        raise ChildFailed("crashed", "The readers' process did not answer.")
    try:
        return drained.data[reply], Status.unpack(drained.data[status])
    except wire.WireError as error:
        raise ChildFailed("crashed", "The readers' process ended.") from error
