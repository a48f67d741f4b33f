"""Reading several pipes to their ends, within a time and a size each. Never spins: it sleeps in poll(2)."""

import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Drained:
    """What came by descriptor. `over`: one gave more than its cap; `complete`: all reached their ends in time."""

    data: dict[int, bytes]
    over: bool
    complete: bool


def drain(caps: Mapping[int, int], seconds: float) -> Drained:
    """Reads each descriptor up to its cap (bytes) until all are closed, one is over, or `seconds` have passed."""
    data = {descriptor: bytearray() for descriptor in caps}
    poller = select.poll()
    for descriptor in caps:
        poller.register(descriptor, select.POLLIN)
    waiting = set(caps)
    deadline = time.monotonic() + seconds
    while waiting and (left := deadline - time.monotonic()) > 0:
        for descriptor, _ in poller.poll(left * 1000):
            chunk = os.read(descriptor, CHUNK)
            data[descriptor] += chunk
            if len(data[descriptor]) > caps[descriptor]:
                return _drained(data, over=True, complete=False)
            if not chunk:
                poller.unregister(descriptor)
                waiting.discard(descriptor)
    return _drained(data, over=False, complete=not waiting)


def _drained(data: dict[int, bytearray], *, over: bool, complete: bool) -> Drained:
    return Drained({descriptor: bytes(piece) for descriptor, piece in data.items()}, over=over, complete=complete)
