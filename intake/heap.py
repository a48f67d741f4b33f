"""Gives memory of large mails back to the system once they are dealt with.

glibc raises the size from which a block is mapped by itself whenever such a block is freed, up to 32 MB: after the
first large mail all others come from the heap, which keeps what lies below a living block. A fixed threshold
(mallopt(3)) keeps the daemon's size that of what it holds: after forty mails of megabytes it was 50 MB smaller.
"""

import ctypes
from contextlib import suppress

MAPPED_FROM = 256 * 1024
"""Bytes: what is larger than nearly every mail without attachments is worth two system calls."""

_M_MMAP_THRESHOLD = -3


def keep_small() -> bool:
    """Fixes the threshold for this process; False where the C library knows none (musl needs none)."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM) == 1)
    return False
