"""Which of the zygote's pages a child writes to, found out by children that read our own samples.

Each sample is read by a child of its own, shut in like all others. Then it looks up which pages it shares with nobody
any more, and says so. What most of them wrote to counts. See proc_pid_pagemap(5).
"""

import array
import contextlib
import os
import re
import resource
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from intake.model import codec
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import child, limits, samples, source, wire
from intake.reading.limits import Ready
from intake.reading.pipes import drain
from intake.reading.profiles import SandboxSettings
from intake.reading.request import Request, Settings

SECONDS = 10.0
"""A child that has not read its sample by then says nothing; the zygote begins without it."""

_MOST = 1 << 20  # bytes of addresses: a hundred times what a child says
_PAGEMAP, _ENTRY = "/proc/self/pagemap", 8
_PRESENT, _OF_FILE, _ALONE = 1 << 63, 1 << 61, 1 << 56
_WRITABLE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p ")

Spans = Sequence[tuple[int, int]]
"""Stretches of memory, each by where it begins and where it ends."""


def written(fork: Callable[[], int], mails: Sequence[bytes] = samples.MAILS) -> set[int]:
    """Addresses of the pages to which more than half of the children that read `mails` write; none where none can say.

    `fork` is fork(2). Call it when everything is loaded: what a child maps for itself is not among them.
    """
    try:
        spans = writable(Path("/proc/self/maps").read_text(encoding="ascii", errors="replace"))
        counts = _counts(fork, mails, spans)
    except OSError:
        return set()
    return {page for page, count in counts.items() if 2 * count > len(mails)}


def writable(maps: str) -> Spans:
    """Private memory that can be written to, by lines of proc_pid_maps(5)."""
    return [(int(found[1], 16), int(found[2], 16)) for line in maps.split("\n") if (found := _WRITABLE.match(line))]


def _counts(fork: Callable[[], int], mails: Sequence[bytes], spans: Spans) -> Counter[int]:
    """How many children wrote to each page."""
    settings = Settings(policy=ReadingPolicy(), profile=SandboxSettings().parse, require="best")
    ready, arguments = limits.ready(settings.profile), {"arrival": codec.to_data(ArrivalTimes())}
    counts: Counter[int] = Counter()
    for mail in mails:
        request = Request(operation="message", arguments=arguments, settings=settings, size=len(mail))
        with source.opened(mail) as file:
            counts.update(_asked(fork, partial(_read, request, file, ready, spans)))
    return counts


def _asked(fork: Callable[[], int], child_life: Callable[[int], NoReturn]) -> "array.array[int]":
    """What a child says, in the pages' order; nothing where it breaks off or is too slow."""
    exit_, entry = os.pipe()
    try:
        pid = fork()
        if pid == 0:
            # With an end to read of its own it would wait for ever for somebody to read, once the zygote is gone.
            os.close(exit_)
            child_life(entry)
    finally:
        os.close(entry)
    try:
        drained = drain({exit_: _MOST}, SECONDS)
    finally:
        os.close(exit_)
        if pid > 0:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    said = array.array("Q")
    data = drained.data[exit_]
    if drained.complete and len(data) % said.itemsize == 0:
        said.frombytes(data)
    return said


def _read(request: Request, file: int, ready: Ready, spans: Spans, end: int) -> NoReturn:
    """A child's life: shut in as all are, it reads the sample and says which pages it has for itself."""
    try:
        with _pagemap() as pagemap:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            layers = limits.take(ready)
            if child.answer(request, child.Descriptors(file, nowhere), layers) == wire.EXIT_OK:
                wire.write_all(end, array.array("Q", _pages(pagemap, spans)).tobytes())
    finally:
        os._exit(0)


@contextlib.contextmanager
def _pagemap() -> Iterator[int]:
    descriptor = os.open(_PAGEMAP, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _pages(pagemap: int, spans: Spans) -> Iterator[int]:
    """Addresses of the pages that the calling process shares neither with another nor with a file."""
    size = resource.getpagesize()
    for begin, end in spans:
        entries = array.array("Q", os.pread(pagemap, (end - begin) // size * _ENTRY, begin // size * _ENTRY))
        for place, entry in enumerate(entries):
            if entry & (_PRESENT | _OF_FILE | _ALONE) == _PRESENT | _ALONE:
                yield begin + place * size
