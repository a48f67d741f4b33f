"""The zygote's loop, in a thread, with ordinary programs in place of forked children; and the daemon's side of it."""

import errno
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.model.policy import ReadingPolicy
from intake.reading import zygote, zygote_main
from intake.reading.endings import ChildFailed, ReadersUnavailable
from intake.reading.profiles import SandboxSettings
from intake.reading.request import Request, Settings
from intake.reading.wire import How, Status


def start_shell(request: Request, source: int, reply: int) -> int:
    """A shell command as the child: its input and output are the request's."""
    if request.operation == "refused":
        raise BlockingIOError(11, "no more processes")
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, reply, 1)]
    return os.posix_spawn("/bin/sh", ["sh", "-c", request.operation], {}, file_actions=actions)


def request_for(command: str, wall: float) -> Request:
    """The command stands in the operation's place."""
    profile = SandboxSettings(wall_seconds=wall).parse
    settings = Settings(policy=ReadingPolicy(), profile=profile, require="best")
    return Request(operation=command, arguments={}, settings=settings, size=0)


@dataclass
class Loop:
    control: socket.socket
    thread: threading.Thread

    def ask(self, command: str, *, wall: float = 5.0) -> tuple[int, int]:
        source = os.open(os.devnull, os.O_RDONLY)
        reply, reply_end = os.pipe()
        status, status_end = os.pipe()
        socket.send_fds(self.control, [request_for(command, wall).pack()], [source, reply_end, status_end])
        for descriptor in (source, reply_end, status_end):
            os.close(descriptor)
        return reply, status


@pytest.fixture
def loop() -> Iterator[Loop]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def serve() -> None:
        with theirs:
            zygote_main.serve(theirs, start_shell)

    thread = threading.Thread(target=serve)
    thread.start()
    yield Loop(ours, thread)
    ours.close()
    thread.join(5)
    assert not thread.is_alive()


def collected(pipes: tuple[int, int], *, cap: int = 1000, seconds: float = 10.0) -> tuple[bytes | None, Status]:
    try:
        return zygote.collect(*pipes, cap, seconds)
    finally:
        for descriptor in pipes:
            os.close(descriptor)


def test_a_childs_output_and_exit_status_come_back(loop: Loop) -> None:
    data, status = collected(loop.ask("echo hello; exit 3"))
    assert data == b"hello\n"
    assert (status.how, status.number) == (How.EXITED, 3)


def test_a_childs_signal_computing_time_and_memory_come_back(loop: Loop) -> None:
    _, status = collected(loop.ask("kill -SEGV $$"))
    assert (status.how, status.number) == (How.SIGNALLED, signal.SIGSEGV)
    assert status.peak_kb > 100


def test_a_sleeping_child_is_killed_at_its_deadline(loop: Loop) -> None:
    began = time.monotonic()
    _, status = collected(loop.ask("exec sleep 60", wall=0.5))
    assert (status.how, status.number) == (How.DEADLINE, signal.SIGKILL)
    assert 0.5 <= time.monotonic() - began < 3


@pytest.mark.slow
def test_children_run_side_by_side_and_the_short_one_does_not_wait(loop: Loop) -> None:
    slow = loop.ask("exec sleep 60", wall=2.0)
    began = time.monotonic()
    assert collected(loop.ask("echo quick"))[0] == b"quick\n"
    assert time.monotonic() - began < 1.8
    assert collected(slow)[1].how is How.DEADLINE


def test_the_loop_sleeps_while_it_waits(loop: Loop) -> None:
    waiting = loop.ask("exec sleep 60", wall=0.6)
    cpu = time.process_time()
    collected(waiting)
    assert time.process_time() - cpu < 0.3


def test_a_child_that_cannot_be_started_is_reported_and_the_loop_goes_on(loop: Loop) -> None:
    _, status = collected(loop.ask("refused"))
    assert (status.how, status.number) == (How.NOT_STARTED, 11)
    assert collected(loop.ask("echo on"))[0] == b"on\n"


def test_a_request_that_is_none_is_refused_and_the_loop_goes_on(loop: Loop) -> None:
    source = os.open(os.devnull, os.O_RDONLY)
    reply, reply_end = os.pipe()
    status, status_end = os.pipe()
    socket.send_fds(loop.control, [b"{}"], [source, reply_end, status_end])
    for descriptor in (source, reply_end, status_end):
        os.close(descriptor)
    assert collected((reply, status))[1] == Status(How.NOT_STARTED, errno.EINVAL)
    assert collected(loop.ask("echo on"))[0] == b"on\n"


def test_nobody_waiting_for_the_status_does_not_stop_the_loop(loop: Loop) -> None:
    for descriptor in loop.ask("true"):
        os.close(descriptor)
    assert collected(loop.ask("echo on"))[0] == b"on\n"


def test_the_end_of_the_daemon_ends_the_children(loop: Loop) -> None:
    reply, status = loop.ask("echo $$; exec sleep 60")
    pid = int(os.read(reply, 100))
    loop.control.close()
    loop.thread.join(5)
    assert not loop.thread.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert collected((reply, status))[1].number == signal.SIGKILL


def test_a_reply_over_its_cap_is_given_up_at_once(loop: Loop) -> None:
    began = time.monotonic()
    data, _ = collected(loop.ask("exec yes"), cap=1000)
    assert data is None
    assert time.monotonic() - began < 3


def test_a_zygote_that_stays_silent_is_given_up(loop: Loop) -> None:
    with pytest.raises(ChildFailed, match="did not answer"):
        collected(loop.ask("exec sleep 60", wall=2.0), seconds=0.2)


def test_a_zygote_that_goes_without_a_status_is_a_crash() -> None:
    reply, reply_end = os.pipe()
    status, status_end = os.pipe()
    os.close(reply_end)
    os.close(status_end)
    with pytest.raises(ChildFailed, match="ended"):
        collected((reply, status))


GREETING = "import socket, sys; control = socket.socket(fileno=int(sys.argv[2])); "


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        (GREETING + 'control.send(b\'{"failed": "ImportError: no lxml"}\')', "ImportError: no lxml"),
        ("pass", "the process ended"),
        ("raise SystemExit(1)", "the process ended"),
    ],
)
def test_readers_that_cannot_be_loaded_are_the_operators_trouble(program: str, problem: str) -> None:
    started = zygote.start(program)
    with pytest.raises(ReadersUnavailable, match=problem):
        started.load()
    assert started.process.returncode is not None


def test_a_zygote_inherits_no_environment_and_has_a_session_of_its_own() -> None:
    program = GREETING + (
        "import os, json; control.send(b'{}'); "
        "control.recv(9); "
        "control.send(json.dumps([dict(os.environ), os.getsid(0), os.getpid()]).encode()); "
        "control.recv(9)"
    )
    os.environ["READING_TEST_SECRET"] = "hunter2"
    try:
        started = zygote.start(program)
    finally:
        del os.environ["READING_TEST_SECRET"]
    started.load()
    started._control.send(b"ask")
    environment, session, pid = json.loads(started._control.recv(10_000))
    started.close()
    assert environment == zygote.ENVIRONMENT
    assert session == pid == started.pid
    assert started.process.returncode is not None


def test_a_zygote_that_does_not_end_by_itself_is_killed() -> None:
    program = GREETING + "import time; control.send(b'{}'); time.sleep(600)"
    started = zygote.start(program)
    started.load()
    started.close(patience=0.1)
    assert started.process.returncode == -signal.SIGKILL


def test_a_request_to_a_zygote_that_is_gone_is_a_crash() -> None:
    started = zygote.start(GREETING + "control.send(b'{}')")
    started.process.wait()
    with open(os.devnull) as nothing, pytest.raises(ChildFailed, match="gone"):  # noqa: PTH123 - a descriptor is wanted
        started.ask(request_for("true", 1.0), nothing.fileno())
    started.close()


def test_the_loader_reports_what_keeps_the_readers_from_loading_and_gives_nothing_up() -> None:
    def held() -> list[str]:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return [line for line in lines if line.startswith(("Cap", "NoNewPrivs", "Seccomp:"))]

    before = held()
    assert zygote_main.load() == {}
    assert held() == before
