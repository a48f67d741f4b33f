"""Large pages are made of whole, writable, anonymous stretches of memory, and what is in them stays."""

import contextlib
import mmap
import resource
from pathlib import Path

import pytest

from intake.reading import pages

MAPS = """\
00400000-00a00000 r-xp 00000000 fe:00 1234 /usr/bin/python3
00a00000-00e00000 rw-p 00000000 fe:00 1234 /usr/bin/python3
01000000-01500000 rw-p 00000000 00:00 0 [heap]
7f0000100000-7f0000700000 rw-p 00000000 00:00 0
7f0000900000-7f0000a00000 rw-p 00000000 00:00 0
7f0000a00000-7f0000e00000 rw-s 00000000 00:01 99 /dev/zero (deleted)
7f0000e00000-7f0001200000 r--p 00000000 00:00 0
7ffd00000000-7ffd00400000 rw-p 00000000 00:00 0 [stack]
""".splitlines()


def test_large_pages_fit_where_memory_is_writable_and_of_no_file() -> None:
    assert list(pages.spans(MAPS, 2 << 20)) == [0x1000000, 0x1200000, 0x7F0000200000, 0x7F0000400000]


def test_memory_holds_what_it_held() -> None:
    kept = [bytes([number % 256]) * 100_000 for number in range(100)]
    assert pages.gather() >= 0
    assert all(piece == bytes([number % 256]) * 100_000 for number, piece in enumerate(kept))


def test_no_large_page_is_given_meanwhile() -> None:
    size = pages.large_page() or 2 << 20
    with (
        pages.small(),
        contextlib.closing(mmap.mmap(-1, 2 * size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)) as asked,
    ):
        asked.madvise(mmap.MADV_HUGEPAGE)
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        asked[::4096] = bytes(2 * size // 4096)
        assert resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before >= 2 * size // resource.getpagesize()


@pytest.mark.parametrize(
    ("said", "size"), [("2097152\n", 2 << 20), ("536870912\n", None), ("none", None), (None, None)]
)
def test_only_large_pages_of_a_fitting_size_are_made(said: str | None, size: int | None, tmp_path: Path) -> None:
    if said is not None:
        (tmp_path / "size").write_text(said)
    assert pages.large_page(tmp_path / "size") == size
