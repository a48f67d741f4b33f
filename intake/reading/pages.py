"""The zygote's memory in large pages, where the kernel makes them: a fork then costs less.

A fork copies the page table entry by entry, and an ending child gives every entry back; with 40 MB of readers that is
ten thousand entries each time, a tenth of what a short mail costs. In large pages they are a few hundred. See
madvise(2), MADV_COLLAPSE (Linux 6.1); an older kernel refuses it, and all stays as it was.
"""

import contextlib
import ctypes
import re
from collections.abc import Iterator
from pathlib import Path

_COLLAPSE = 25
_SET_THP_DISABLE, _GET_THP_DISABLE = 41, 42
_SIZE = Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")
_LARGEST = 4 << 20  # bytes: machines with larger ones would be given memory that nobody uses
_ANONYMOUS = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p [0-9a-f]+ 00:00 0 *(?:\[heap\])?$")

_libc = ctypes.CDLL(None)


def gather() -> int:
    """Puts the calling process's memory into large pages; how many it has now of those that fit."""
    size = large_page()
    if size is None:
        return 0
    maps = Path("/proc/self/maps").read_text(encoding="ascii", errors="replace").split("\n")
    return sum(_collapse(start, size) for start in spans(maps, size))


@contextlib.contextmanager
def small() -> Iterator[None]:
    """Meanwhile the calling process is given no large page, also where the system makes them unasked (prctl(2))."""
    before = _libc.prctl(_GET_THP_DISABLE, 0, 0, 0, 0)
    _libc.prctl(_SET_THP_DISABLE, 1, 0, 0, 0)
    try:
        yield
    finally:
        _libc.prctl(_SET_THP_DISABLE, max(before, 0), 0, 0, 0)


def large_page(said: Path = _SIZE) -> int | None:
    """Bytes of a large page as the file `said` gives them; None where the kernel has none of a fitting size."""
    try:
        size = int(said.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return size if 0 < size <= _LARGEST else None


def spans(maps: list[str], size: int) -> Iterator[int]:
    """Where large pages fit into writable memory of no file, by lines of proc_pid_maps(5)."""
    for line in maps:
        found = _ANONYMOUS.match(line)
        if found:
            begin, end = int(found[1], 16), int(found[2], 16)
            yield from range(-(-begin // size) * size, end - size + 1, size)


def _collapse(start: int, size: int) -> bool:
    return int(_libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), _COLLAPSE)) == 0
