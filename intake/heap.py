"""How this process uses its memory: rarely looked through, and given back to the system once mails are dealt with.

glibc raises the size from which a block is mapped by itself whenever such a block is freed, up to 32 MB: after the
first large mail all others come from the heap, which keeps what lies below a living block. A fixed threshold
(mallopt(3)) keeps the daemon's size that of what it holds: after forty mails of megabytes it was 50 MB smaller.

What is smaller stays in the heap while a poll runs (mapping each mail of 300 kB by itself took a tenth of a pull's
computing time), and is given back at its end.
"""

import atexit
import ctypes
import gc
from contextlib import suppress

MAPPED_FROM = 1024 * 1024
"""Bytes: what is larger than nearly every mail is worth two system calls, and every page of it touched anew."""

KEPT = 32 * 1024 * 1024
"""Bytes that the heap keeps for the next mails: what a poll holds of them at most."""

WHILE_LOADING = 500_000
"""New objects until Python looks for circles of garbage: a start makes fewer. After its own 700 it does so hundreds of
times, for a tenth of a start."""

WHILE_WORKING = 50_000

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def load_undisturbed() -> None:
    """For the very beginning of a process: what it loads is no garbage, and none is looked for.

    Nor when it ends: the interpreter would look through everything once more, for as long as a small command works.
    """
    gc.set_threshold(WHILE_LOADING, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)


def loaded() -> None:
    """Work begins: from now on garbage is looked for among what is made, not among what was loaded."""
    # Once: what is frozen is never found to be garbage, and a daemon that reads its configuration anew makes some.
    if not gc.get_freeze_count():
        gc.freeze()
    gc.set_threshold(WHILE_WORKING, *gc.get_threshold()[1:])


def keep_small() -> bool:
    """Fixes the thresholds for this process; False where the C library knows none (musl needs none)."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        return bool(library.mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM) and library.mallopt(_M_TRIM_THRESHOLD, KEPT))
    return False


def give_back() -> None:
    """Hands free pages of the heap to the system: after work that is done, not within it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
