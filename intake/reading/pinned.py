"""Pages that every child writes to, copied for it by the fork itself.

After a fork both sides share each page until one of them writes to it: that side then stops, and is given a copy. A
child that reads a short mail writes to a thousand pages, mostly because it counts references, and stops for as long as
it reads. Pinned pages are never shared: the fork copies them at once, at a third of the price of a stop, and the zygote
does not stop at them either. Buffers registered with io_uring(7) are pinned (Linux 5.10); the ring stays disabled,
nothing is ever asked of it, and a child closes it before it does anything else.

Small pages only: of a large one all would be copied. Where the kernel, a container or RLIMIT_MEMLOCK refuses, children
stop page by page.
"""

import ctypes
import fcntl
import os
import resource
import struct
from collections.abc import Iterable

_SETUP, _REGISTER = 425, 427  # the same on every architecture
_REGISTER_BUFFERS = 0
_R_DISABLED = 1 << 6
_PARAMETERS = 120  # bytes of struct io_uring_params; the flags are its third word
_FLAGS_AT = 8

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def pin(pages: Iterable[int], above: int = 0) -> int | None:
    """Pins the pages at these addresses of the calling process; None where there are none or it is refused.

    They stay so until the descriptor that is given, no smaller than `above`, is closed in each process that has it.
    """
    ranges = runs(pages, resource.getpagesize())
    ring = _ring() if ranges else None
    if ring is None:
        return None
    try:
        return fcntl.fcntl(ring, fcntl.F_DUPFD_CLOEXEC, above) if _register(ring, ranges) else None
    finally:
        os.close(ring)


def runs(pages: Iterable[int], size: int) -> list[tuple[int, int]]:
    """Addresses of pages of `size` bytes as stretches without gaps: where each begins, and its length in bytes."""
    found: list[tuple[int, int]] = []
    for page in sorted(set(pages)):
        if found and sum(found[-1]) == page:
            found[-1] = found[-1][0], found[-1][1] + size
        else:
            found.append((page, size))
    return found


def _ring() -> int | None:
    parameters = ctypes.create_string_buffer(_PARAMETERS)
    struct.pack_into("=I", parameters, _FLAGS_AT, _R_DISABLED)
    ring = int(_libc.syscall(_SETUP, 1, parameters))
    return None if ring < 0 else ring


def _register(ring: int, ranges: list[tuple[int, int]]) -> bool:
    vectors = b"".join(struct.pack("@PN", *stretch) for stretch in ranges)
    return int(_libc.syscall(_REGISTER, ring, _REGISTER_BUFFERS, vectors, len(ranges))) == 0
