"""What is pinned a child has for itself from the start: it writes there without a stop, and nobody else sees it."""

import contextlib
import ctypes
import mmap
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.reading import pinned

PAGE = resource.getpagesize()
COUNT = 500


@pytest.fixture
def memory() -> Iterator[mmap.mmap]:
    with contextlib.closing(mmap.mmap(-1, COUNT * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)) as memory:
        for place in range(0, COUNT * PAGE, PAGE):
            memory[place] = 1
        yield memory


def pages(memory: mmap.mmap) -> range:
    begin = ctypes.addressof((ctypes.c_char * len(memory)).from_buffer(memory))
    return range(begin, begin + COUNT * PAGE, PAGE)


def stops(memory: mmap.mmap) -> int:
    """How often a child stops that writes to every page."""
    exit_, entry = os.pipe()
    pid = os.fork()
    if pid == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for place in range(0, COUNT * PAGE, PAGE):
            memory[place] = 2
        after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        os.write(entry, str(after - before).encode())
        os._exit(0)
    os.close(entry)
    with os.fdopen(exit_) as said:
        number = said.read()
    os.waitpid(pid, 0)
    return int(number)


@pytest.fixture
def ring(memory: mmap.mmap) -> Iterator[int | None]:
    """The memory is pinned, but where the kernel or a container refuses io_uring."""
    possible = pinned._ring()
    ring = pinned.pin(pages(memory), 150)
    assert (ring is None) == (possible is None)
    yield ring
    for descriptor in (ring, possible):
        if descriptor is not None:
            os.close(descriptor)


def test_pages_without_gaps_are_one_stretch() -> None:
    assert pinned.runs([0x5000, 0x1000, 0x2000, 0x3000, 0x5000], 0x1000) == [(0x1000, 0x3000), (0x5000, 0x1000)]
    assert pinned.runs([], 0x1000) == []


def test_a_child_stops_at_every_page_that_it_shares(memory: mmap.mmap) -> None:
    assert stops(memory) >= COUNT


def test_a_child_stops_at_none_that_is_pinned(memory: mmap.mmap, ring: int | None) -> None:
    assert (stops(memory) < COUNT / 2) == (ring is not None)


@pytest.mark.usefixtures("ring")
def test_what_a_child_writes_to_a_pinned_page_is_its_own(memory: mmap.mmap) -> None:
    stops(memory)
    assert set(memory[::PAGE]) == {1}


def test_the_ring_is_as_high_as_asked_for_and_is_no_programs(ring: int | None) -> None:
    assert ring is None or (ring >= 150 and not os.get_inheritable(ring))


def descriptors() -> set[str]:
    """The numbers in use, but for that of the listing itself."""
    return {file.name for file in Path("/proc/self/fd").iterdir() if file.exists()}


def test_nothing_is_pinned_where_there_is_no_memory() -> None:
    before = descriptors()
    assert pinned.pin([]) is None
    assert pinned.pin([PAGE]) is None
    assert descriptors() == before
