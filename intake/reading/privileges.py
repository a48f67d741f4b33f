"""Giving up rights: no new privileges, no capabilities, another user, and no life after the parent's.

Order matters: changing credentials clears the parent-death signal (prctl(2)), so that comes last; Landlock needs
NO_NEW_PRIVS before it. Raw calls through ctypes act on the calling thread, which is a child's only one.
"""

import ctypes
import os
import signal
import stat
import struct
import sys
from functools import cache
from pathlib import Path

from intake.reading import steps
from intake.reading.layers import Layer
from intake.reading.steps import Step

NOBODY = 65534
"""The user and group that a child becomes where Intake runs as root."""

_PDEATHSIG, _DUMPABLE, _NO_NEW_PRIVS, _CAPBSET_DROP = 1, 4, 38, 24
_CAPABILITY_VERSION_3 = 0x20080522
_CAPABILITIES = 64

_NOTHING_GAINED = Layer("no_new_privs", active=True, detail="no program can gain rights.")
_NONE_LEFT = Layer("capabilities", active=True, detail="none is left.")
# A header of version and thread (0 is the calling one), and three empty sets in two halves; see capset(2).
_NO_CAPABILITIES = (
    ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)),
    ctypes.create_string_buffer(24),
)

_libc = ctypes.CDLL(None, use_errno=True)
# Looked up here: a child would have to search the C library's names for each.
_call_prctl, _call_capset = _libc.prctl, _libc.capset


def no_new_privileges() -> Layer:
    """No set-uid program ever helps the calling thread again."""
    _prctl(_NO_NEW_PRIVS, 1)
    return _NOTHING_GAINED


def no_new_privileges_step() -> Step:
    """The same, made ready."""
    return Step(((steps.function("prctl", 5), (_NO_NEW_PRIVS, 1, 0, 0, 0)),), _NOTHING_GAINED, no_new_privileges)


def die_with_parent(parent: int) -> None:
    """The kernel kills this process when `parent` ends; it ends here if that has happened already."""
    _prctl(_PDEATHSIG, signal.SIGKILL)
    _prctl(_DUMPABLE, 0)
    if os.getppid() != parent:
        os._exit(1)


def die_with_parent_step(parent: int) -> Step:
    """The same, made ready, but for the question whether `parent` has ended already."""
    prctl = steps.function("prctl", 5)
    calls = ((prctl, (_PDEATHSIG, signal.SIGKILL, 0, 0, 0)), (prctl, (_DUMPABLE, 0, 0, 0, 0)))
    return Step(calls, None, lambda: die_with_parent(parent))


@cache
def bound() -> None:
    """No program that this process or its children start has a capability; the calling thread keeps its own.

    Done once, since children inherit it, and know so: a system call for each capability is much for a short mail.
    """
    for capability in range(_CAPABILITIES):
        # EINVAL past the last capability, EPERM for an ordinary user, who has none to lose.
        _call_prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def drop_capabilities() -> Layer:
    """Takes every capability from the calling thread, and the means to get one back."""
    bound()
    if _call_capset(*_NO_CAPABILITIES) != 0:
        return Layer(
            "capabilities", active=False, detail="the kernel refused to drop them; allow capset to the service."
        )
    return _NONE_LEFT


def drop_capabilities_step() -> Step:
    """The same, made ready where `bound` has been done."""
    addresses = tuple(map(ctypes.addressof, _NO_CAPABILITIES))
    calls = ((steps.function("capset", 2), addresses),) if bound.cache_info().currsize else None
    return Step(calls, _NONE_LEFT, drop_capabilities)


def drop_user(user: int = NOBODY) -> Layer:
    """Becomes another user where this one is root and the interpreter stays readable for the other.

    A Python under /root is not: lazy codecs and CMaps would be lost, so root without capabilities has to do.
    """
    if (settled := _settled()) is not None:
        return settled
    become(user)
    return _becoming(user)


def drop_user_step(user: int = NOBODY) -> Step:
    """The same, made ready; nothing is called where this process stays who it is."""
    settled = _settled()
    return become_step(user) if settled is None else Step((), settled, drop_user)


def become_step(user: int) -> Step:
    """`become`, made ready."""
    calls = (
        (steps.function("setgroups", 2), (0, 0)),
        (steps.function("setresgid", 3), (user, user, user)),
        (steps.function("setresuid", 3), (user, user, user)),
    )
    return Step(calls, _becoming(user), lambda: drop_user(user))


def _settled() -> Layer | None:
    """The layer where the user stays as it is; None where root can become another."""
    if os.getuid() != 0:
        return Layer("uid drop", active=True, detail=f"runs as an ordinary user ({os.getuid()}).")
    if (shut := unreadable()) is not None:
        return Layer(
            "uid drop",
            active=False,
            detail=f"{shut} is closed to other users; run Intake as an ordinary user or with a Python open to all.",
        )
    return None


def _becoming(user: int) -> Layer:
    return Layer("uid drop", active=True, detail=f"root becomes user {user}.")


def become(user: int) -> None:
    """This process is `user`, of the group of the same number and no other, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


@cache
def unreadable() -> Path | None:
    """The first folder on the way to the interpreter or to Intake that other users cannot enter; None if all can."""
    ends = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve().parent.parent}
    folders = {folder for end in ends for folder in (end, *end.parents)}
    for folder in sorted(folders):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _prctl(option: int, value: int) -> None:
    if _call_prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
