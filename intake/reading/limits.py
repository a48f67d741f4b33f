"""The one entry by which a child shuts itself in, before it sees a stranger's byte.

rlimits always hold, or the child ends; every other layer is taken where the machine offers it and reported. The
wall deadline is the zygote's: RLIMIT_CPU alone never ends a sleeper. RLIMIT_NPROC means nothing to root, which
is why seccomp refuses processes as well.
"""

import contextlib
import ctypes
import os
import resource
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from intake.reading import landlock, privileges, seccomp, steps
from intake.reading.layers import Layer
from intake.reading.profiles import Profile
from intake.reading.steps import Step


def prepare() -> None:
    """Does ahead of the fork whatever is the same for every child; takes nothing from the calling process."""
    mapped.cache_clear()
    mapped()
    seccomp.prepare()
    landlock.prepare()
    privileges.unreadable()


def apply(profile: Profile, *, parent: int | None = None) -> tuple[Layer, ...]:
    """Shuts the calling process in for good; the layers as they hold now, in order of use.

    With `parent`, its process id, the process also ends when that one does. Raises OSError where a limit cannot be
    set: then nothing may be read.
    """
    return take(ready(profile, parent=parent))


class Ready(NamedTuple):
    """What `apply` does, made ready for a profile and for the children of `parent`."""

    steps: tuple[Step, ...]
    parent: int | None


def ready(profile: Profile, *, parent: int | None = None) -> Ready:
    """The steps of `apply`; they hold for every child of this process, whose limits and user are its own."""
    taken = [
        _step(profile),
        privileges.no_new_privileges_step(),
        landlock.step(),
        privileges.drop_user_step(),
        privileges.drop_capabilities_step(),
    ]
    if parent is not None:
        # After the credentials, whose change would clear it; before seccomp, which refuses prctl.
        taken.append(privileges.die_with_parent_step(parent))
    return Ready((*taken, seccomp.step()), parent)


def take(ready: Ready) -> tuple[Layer, ...]:
    """Shuts the calling process in; see `apply`."""
    layers = steps.take(ready.steps)
    if ready.parent is not None and os.getppid() != ready.parent:
        # It ended before the kernel was told.
        os._exit(1)
    return layers


def table(profile: Profile, mapped_bytes: int) -> Mapping[int, tuple[int, int]]:
    """Soft and hard limit by resource.

    CPU: the soft one sends SIGXCPU, whose number tells us; the hard one, a second later, cannot be caught.
    """
    memory = mapped_bytes + profile.memory
    return {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (profile.cpu_seconds, profile.cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (profile.open_files, profile.open_files),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
    }


def set_limits(limits: Mapping[int, tuple[int, int]]) -> None:
    """Sets them, each no higher than the hard limit that this process has already."""
    for number, pair in limits.items():
        resource.setrlimit(number, _within(number, pair))


def _within(number: int, pair: tuple[int, int]) -> tuple[int, int]:
    """Soft and hard limit, each no higher than the hard one that this process has already."""
    ceiling = resource.getrlimit(number)[1]
    return pair if ceiling == resource.RLIM_INFINITY else (min(pair[0], ceiling), min(pair[1], ceiling))


def _step(profile: Profile) -> Step:
    """All limits of the profile by prlimit(2)."""
    prlimit, limits = steps.function("prlimit", 4), table(profile, mapped())
    layer = Layer("rlimits", active=True, detail=_sentence(profile))
    pairs = {number: (ctypes.c_ulong * 2)(*_within(number, pair)) for number, pair in limits.items()}

    def anew() -> Layer:
        set_limits(limits)
        return layer

    calls = tuple((prlimit, (0, number, ctypes.addressof(pair), 0)) for number, pair in pairs.items())
    return Step(calls, layer, anew, kept=pairs)


def first_to_go() -> None:
    """Where the machine runs out of memory, this process is ended before the daemon, and so are those that it forks.

    See proc(5), oom_score_adj.
    """
    # A machine that shows /proc read-only keeps its own order; the limit on memory holds there too.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


@cache
def mapped() -> int:
    """Bytes of address space in use when first asked: the interpreter and the readers that the zygote loaded.

    See proc(5), statm. What is mapped is the same for every child, which has no need to look again.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _sentence(profile: Profile) -> str:
    return (
        f"{profile.memory // 1_000_000} MB of memory, {profile.cpu_seconds} s of CPU, no file written, "
        f"{profile.open_files} descriptors."
    )
