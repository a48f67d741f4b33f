"""Other programs (Tesseract, antiword, LibreOffice): standard input to standard output, in the `tool` profile.

They run beside the zygote, under rlimits and a wall deadline, and in bubblewrap where it is installed and works:
no network, no process of ours in sight, the system's programs read-only and nothing else. See bwrap(1).
"""

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from intake.reading import source
from intake.reading.layers import Layer
from intake.reading.pipes import drain
from intake.reading.profiles import Profile, SandboxSettings

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": "/tmp", "OMP_THREAD_LIMIT": "1"}  # noqa: S108 - inside the sandbox, its own
"""All that a tool is given. OMP_THREAD_LIMIT: Tesseract's threads make a page slower, not faster."""

_LAUNCHER = str(Path(__file__).with_name("launch.py"))
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
_PROBE_SECONDS = 5.0
_EXIT_SECONDS = 1.0
"""A program that has closed its output gets this long to end."""


class ToolFailed(Exception):
    """A tool gave no output that counts; `code`: not_installed, timed_out, too_large, crashed. The text: a sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def run_tool(argv: Sequence[str], stdin: bytes, profile: Profile) -> bytes:
    """What the program `argv` writes for `stdin`, at most `profile.reply` bytes; ToolFailed."""
    program = shutil.which(argv[0], path=ENVIRONMENT["PATH"])
    if program is None:
        raise ToolFailed("not_installed", f"The program {argv[0]} is not installed.")
    command = [*_shell(), program, *argv[1:]]
    with source.opened(stdin) as descriptor:
        return _run(command, descriptor, profile)


@cache
def bubblewrap() -> Layer:
    """Whether tools run in bubblewrap: it must be there, and work as it is called (asked once a process)."""
    if shutil.which("bwrap", path=ENVIRONMENT["PATH"]) is None:
        return Layer("bubblewrap", active=False, detail="install bubblewrap; helper programs run under rlimits only.")
    try:
        with source.opened(b"") as descriptor:
            _run(
                [*_walls(), "/usr/bin/env", "true"], descriptor, SandboxSettings(tool_wall_seconds=_PROBE_SECONDS).tool
            )
    except ToolFailed as failure:
        detail = f"it does not work here ({failure}); allow user namespaces. Helper programs run under rlimits only."
        return Layer("bubblewrap", active=False, detail=detail)
    return Layer("bubblewrap", active=True, detail="helper programs see the system's programs and nothing else.")


def _shell() -> list[str]:
    return _walls() if bubblewrap().active else []


def _walls() -> list[str]:
    """The bubblewrap command up to the program."""
    binds = [part for path in _SYSTEM if Path(path).exists() for part in ("--ro-bind", path, path)]
    settings = [part for name, value in ENVIRONMENT.items() for part in ("--setenv", name, value)]
    return [
        *("/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
        *settings,
        *binds,
        *("--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp", "--"),  # noqa: S108 - inside the sandbox, its own
    ]


def _run(command: list[str], stdin: int, profile: Profile) -> bytes:
    launch = [sys.executable, "-I", "-S", _LAUNCHER, json.dumps(_table(profile)), str(os.getpid())]
    process = subprocess.Popen(  # noqa: S603 - no shell; the program is ours to name
        [*launch, *command],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        output = process.stdout.fileno()
        ended = False
        try:
            drained = drain({output: profile.reply}, profile.wall_seconds)
            ended = drained.complete and _ends(process, _EXIT_SECONDS)
        finally:
            # Whatever of its session still runs is ended; unreaped, its number cannot be another's yet.
            os.killpg(process.pid, signal.SIGKILL)
    if drained.over:
        raise ToolFailed("too_large", f"It wrote more than {profile.reply // 1_000_000} MB.")
    if not ended:
        raise ToolFailed("timed_out", f"It took longer than {profile.wall_seconds:g} s.")
    _judge(process.returncode, profile)
    return drained.data[output]


def _ends(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether it ends within the time; it is not reaped here."""
    descriptor = os.pidfd_open(process.pid)
    try:
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        return bool(poller.poll(seconds * 1000))
    finally:
        os.close(descriptor)


def _judge(status: int, profile: Profile) -> None:
    if status in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
        raise ToolFailed("timed_out", f"It took more than {profile.cpu_seconds} s of computing time.")
    if status != 0:
        raise ToolFailed("crashed", f"It ended with status {status}.")


def _table(profile: Profile) -> dict[int, tuple[int, int]]:
    """Soft and hard limit by resource; none on processes, since threads count too and the number is the user's."""
    return {
        resource.RLIMIT_AS: (profile.memory, profile.memory),
        # SIGXCPU at the soft one tells us what happened; at the hard one it would be SIGKILL, as for anything.
        resource.RLIMIT_CPU: (profile.cpu_seconds, profile.cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (profile.reply, profile.reply),
        resource.RLIMIT_NOFILE: (profile.open_files, profile.open_files),
        resource.RLIMIT_CORE: (0, 0),
    }
