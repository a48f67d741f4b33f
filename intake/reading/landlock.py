"""Landlock: a child opens nothing but the interpreter's own files, and those for reading only.

Denying every open would break lazy codecs, CJK CMaps and time zones, so their folders stay readable. Files
that are open already (the input, the reply) are not affected. The system calls have the same numbers on every
architecture (all that came after Linux 5.0), and no C library wraps them: hence ctypes. See landlock(7).
"""

import contextlib
import ctypes
import fcntl
import os
import site
import struct
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from intake.reading import steps
from intake.reading.layers import Layer
from intake.reading.steps import Step

NAME = "landlock"

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GIVE_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many file system rights each ABI version knows; a right that the kernel does not know is refused with EINVAL.
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11  # bind, connect: from version 4
_SCOPED = 0b11  # abstract sockets and signals to outside: from version 6

_ABOVE = 200
_prepared: list[int] = []
"""At most one descriptor: the ruleset of `prepare`, until `restrict` has used it."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def version() -> int:
    """The Landlock version of the running kernel; 0 where it is off or unknown."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_GIVE_VERSION))))


def prepare() -> None:
    """Makes the ruleset ahead of the fork; a child inherits it as a descriptor and only has to take it on."""
    if not _prepared and (known := version()):
        # Where the kernel refuses it, each child hears so again, and says it.
        with contextlib.suppress(OSError):
            ruleset = _ruleset(readable_paths(), known)
            # Above the numbers that a child gives to its own files.
            _prepared.append(fcntl.fcntl(ruleset, fcntl.F_DUPFD_CLOEXEC, _ABOVE))
            os.close(ruleset)


def prepared() -> int | None:
    """The descriptor of the ruleset made ahead, which `restrict` closes; None where there is none."""
    return _prepared[-1] if _prepared else None


@cache
def readable_paths() -> tuple[Path, ...]:
    """The interpreter's library, the packages beside it, Intake itself, and the system's time zones.

    Never a whole prefix or checkout: the data folder may lie in it.
    """
    names = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    names |= {*site.getsitepackages(), *(entry for entry in sys.path if entry.endswith("-packages"))}
    names |= {str(Path(__file__).resolve().parent.parent), "/usr/share/zoneinfo"}
    return tuple(sorted(path for path in map(Path, names) if path.is_dir()))


def restrict(readable: Iterable[Path] | None = None, *, known: int | None = None) -> Layer:
    """Shuts the calling thread (and what it starts) off from all files but `readable` ones.

    `known` is the version to ask for, at most the kernel's. PR_SET_NO_NEW_PRIVS has to be set already.
    """
    known = version() if known is None else known
    if not known:
        return Layer(NAME, active=False, detail="use Linux 5.13 or newer with landlock among its security modules.")
    try:
        if readable is None and _prepared:
            ruleset = _prepared.pop()
        else:
            ruleset = _ruleset(readable_paths() if readable is None else readable, known)
        try:
            _call(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0))
        finally:
            os.close(ruleset)
    except OSError as error:
        return Layer(NAME, active=False, detail=f"the kernel refused it ({error.strerror}); allow it to the service.")
    return _held(known)


def step() -> Step:
    """`restrict`, made ready by `prepare`."""
    known, ruleset = version(), prepared()
    if ruleset is None:
        return Step(None, None, restrict)
    calls = ((steps.function("syscall", 3), (_RESTRICT_SELF, ruleset, 0)), (steps.function("close", 1), (ruleset,)))
    return Step(calls, _held(known), restrict)


def _held(known: int) -> Layer:
    return Layer(NAME, active=True, detail=f"version {known}: reads the interpreter's own files, opens nothing else.")


def _ruleset(paths: Iterable[Path], known: int) -> int:
    ruleset = _create(known)
    try:
        for path in paths:
            _allow(ruleset, path)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def _create(known: int) -> int:
    rights = (1 << _FS_RIGHTS[min(known, 5)]) - 1
    fields = [rights, _TCP if known >= 4 else 0, _SCOPED if known >= 6 else 0]
    # Older kernels take a longer structure only where the rest is zero: send what each version knows.
    size = 8 if known < 4 else 16 if known < 6 else 24
    attributes = struct.pack("=QQQ", *fields)
    return _call(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))


def _allow(ruleset: int, path: Path) -> None:
    rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, beneath), ctypes.c_uint32(0))
    finally:
        os.close(beneath)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
