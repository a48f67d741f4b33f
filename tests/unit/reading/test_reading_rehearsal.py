"""Children that read samples say to which pages of their parent they wrote: references are counted there."""

import contextlib
import ctypes
import mmap
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import operations, rehearsal, samples
from intake.reading.message import read_message

PAGE = resource.getpagesize()
MAPS = """\
00400000-00a00000 r-xp 00000000 fe:00 1234 /usr/bin/python3
00a00000-00e00000 rw-p 00000000 fe:00 1234 /usr/bin/python3
7f0000a00000-7f0000e00000 rw-s 00000000 00:01 99 /dev/zero (deleted)
7ffd00000000-7ffd00400000 rw-p 00000000 00:00 0 [stack]
"""


TALKING = """
import os, time
from intake.reading import rehearsal

def talk(end):
    print(os.getpid(), flush=True)
    try:
        while True:
            os.write(end, b"x")
            time.sleep(0.01)
    finally:
        os._exit(0)

rehearsal._asked(os.fork, talk)
"""


def page_of(value: object) -> int:
    return id(value) & -PAGE


def test_private_memory_is_looked_at_where_it_can_be_written_to() -> None:
    assert rehearsal.writable(MAPS) == [(0xA00000, 0xE00000), (0x7FFD00000000, 0x7FFD00400000)]


def test_children_write_where_the_readers_lie_and_not_where_nobody_looks() -> None:
    # Loaded ahead, as a zygote does.
    read_message(samples.MAILS[0], ArrivalTimes(), ReadingPolicy())
    with contextlib.closing(mmap.mmap(-1, PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)) as idle:
        idle[0] = 1
        place = ctypes.addressof(ctypes.c_char.from_buffer(idle))
        pages = rehearsal.written(os.fork, samples.MAILS[3:])
    assert page_of(operations.message) in pages
    assert page_of(read_message.__code__) in pages
    assert place not in pages
    assert all(page % PAGE == 0 for page in pages)


def test_a_page_to_which_half_of_the_children_write_is_not_among_them() -> None:
    read_message(samples.MAILS[0], ArrivalTimes(), ReadingPolicy())
    pids: list[int] = []

    def every_second() -> int:
        """The second child ends before it has read."""
        pids.append(os.fork())
        if pids[-1] == 0 and len(pids) == 2:
            os._exit(0)
        return pids[-1]

    assert rehearsal.written(every_second, samples.MAILS[2:]) == set()
    assert len(pids) == 2


def test_nothing_is_known_where_no_child_can_be_started() -> None:
    assert rehearsal.written(lambda: -1) == set()


def test_a_child_that_ends_in_the_middle_of_an_address_has_said_nothing() -> None:
    def half(end: int) -> NoReturn:
        os.write(end, b"0123456789")
        os._exit(0)

    assert not rehearsal._asked(os.fork, half)


def test_a_child_ends_when_the_zygote_that_asked_it_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", TALKING], stdout=subprocess.PIPE, text=True) as zygote:
        assert zygote.stdout is not None
        child = Path("/proc", zygote.stdout.readline().strip())
        assert child.exists()
        zygote.kill()
    until = time.monotonic() + 10
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(process: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        # Where nobody waits for orphans it stays as a zombie.
        return "(zombie)" not in (process / "status").read_text()
    return False
