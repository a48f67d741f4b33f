"""Batches of mail on their way from the fetching thread to the writing one, bounded in bytes.

A full queue slows the fetch down instead of filling the memory (imap.md, the poll, point 11). Whoever writes takes
several waiting batches as one: files that are synced together cost the disk little more than one of them.
"""

import threading
from collections.abc import Iterator, Sequence

from intake.model.ledger import Fetched

JOINED = 4
"""Batches that are written as one, at most."""


class ByteQueue:
    """Holds at most `limit` bytes of mail, those being written included; one batch always fits, however large.

    Iterating gives what waits, joined up to half of the limit, so that the other half can be fetched meanwhile.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._batches: list[tuple[Fetched, ...]] = []
        self._ended = False
        self._changed = threading.Condition()

    def put(self, batch: tuple[Fetched, ...]) -> bool:
        """Waits until there is room (one batch always fits); False when the writer gave up."""
        size = _held_bytes(batch)
        with self._changed:
            self._changed.wait_for(lambda: self._ended or not self._held or self._held + size <= self._limit)
            if self._ended:
                return False
            self._batches.append(batch)
            self._held += size
            self._changed.notify_all()
            return True

    def end(self) -> None:
        """No more batches: the writer finishes what is there, a waiting `put` returns False."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[tuple[Fetched, ...]]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._batches)
                if not self._batches:
                    return
                batch = self._joined()
            yield batch
            with self._changed:
                self._held -= _held_bytes(batch)
                self._changed.notify_all()

    def _joined(self) -> tuple[Fetched, ...]:
        batch = self._batches.pop(0)
        for _ in range(JOINED - 1):
            if not self._batches or _held_bytes(batch) + _held_bytes(self._batches[0]) > self._limit // 2:
                break
            batch += self._batches.pop(0)
        return batch


def _held_bytes(batch: Sequence[Fetched]) -> int:
    return sum(len(item.body) for item in batch if isinstance(item.body, bytes))
