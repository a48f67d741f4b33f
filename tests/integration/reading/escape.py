"""Shuts itself in as a child does, then tries to get out; says on standard output how each attempt ended.

Run by test_reading_escapes.py as a program of its own: `python escape.py OUTSIDE_FILE ATTEMPT…`.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake.reading import limits
from intake.reading.profiles import SandboxSettings

OUTSIDE = Path(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)


def checked(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


def raise_limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def raise_limit_by_prlimit() -> None:
    resource.prlimit(os.getpid(), resource.RLIMIT_FSIZE, (1, 1))


def connect_by_hand() -> None:
    checked(libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0))


ATTEMPTS: dict[str, Callable[[], Any]] = {
    "socket": socket.socket,
    "raw socket call": connect_by_hand,
    "socket pair": socket.socketpair,
    "name lookup": lambda: socket.getaddrinfo("localhost", 80),
    "read shadow": lambda: Path("/etc/shadow").read_bytes(),
    "read passwd": lambda: Path("/etc/passwd").read_bytes(),
    "read init's environment": lambda: Path("/proc/1/environ").read_bytes(),
    "read own environment": lambda: Path("/proc/self/environ").read_bytes(),
    "read own memory": lambda: os.open("/proc/self/mem", os.O_RDONLY),
    "read a file outside": OUTSIDE.read_bytes,
    "list the root": lambda: list(Path("/").iterdir()),
    "write a file outside": lambda: OUTSIDE.write_bytes(b"x"),
    "write beside": lambda: OUTSIDE.with_name("new").write_bytes(b"x"),
    "write into the packages": lambda: Path(limits.__file__).with_name("new.py").write_bytes(b"x"),
    "delete a file outside": OUTSIDE.unlink,
    "rename a file outside": lambda: OUTSIDE.rename(OUTSIDE.with_name("new")),
    "link a file outside": lambda: OUTSIDE.with_name("new").symlink_to(OUTSIDE),
    "change a mode": lambda: OUTSIDE.chmod(0o777),
    "make a folder": lambda: OUTSIDE.with_name("new").mkdir(),
    "fork": os.fork,
    "run a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "start a thread": lambda: threading.Thread(target=print).start(),
    "raise a limit": raise_limit,
    "raise a limit by prlimit": raise_limit_by_prlimit,
    "signal another process": lambda: os.kill(os.getppid(), 0),
    "become root": lambda: os.setuid(0),
    "memory file": lambda: os.memfd_create("x"),
    "change the root": lambda: os.chroot("/"),
    "become another program": lambda: os.execv("/bin/true", ["true"]),
    "trace": lambda: checked(libc.ptrace(0, 0, 0, 0)),
    "mount": lambda: checked(libc.mount(b"none", b"/", b"tmpfs", 0, None)),
    "unshare": lambda: checked(libc.unshare(0x10000000)),
    "enter another namespace": lambda: checked(libc.setns(0, 0)),
}
HARMLESS: dict[str, Callable[[], Any]] = {
    "read the library": lambda: Path(os.__file__).read_bytes(),
    "lazy codec": lambda: b"x".decode("iso2022_jp_2004"),
    "time zone": lambda: __import__("zoneinfo").ZoneInfo("Europe/Berlin"),
    "lazy module": lambda: __import__("colorsys"),
    "lazy extension": lambda: __import__("audioop"),
    "chance": lambda: os.urandom(8),
    "ask a limit": lambda: resource.getrlimit(resource.RLIMIT_AS),
    "map memory": lambda: bytearray(50_000_000),
}


def attempt(act: Callable[[], Any]) -> str:
    try:
        act()
    except (OSError, ValueError, RuntimeError) as error:
        return type(error).__name__
    return "done"


def main() -> None:
    # A limit on memory that a thread's stack does not meet would refuse threads for another reason than seccomp.
    threading.stack_size(1 << 16)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    layers = limits.apply(SandboxSettings().parse)
    results = {name: attempt({**ATTEMPTS, **HARMLESS}[name]) for name in sys.argv[2:]}
    answer = {"layers": {layer.name: layer.active for layer in layers}, "results": results, "uid": os.getuid()}
    os.write(1, json.dumps(answer).encode())


if __name__ == "__main__":
    main()
