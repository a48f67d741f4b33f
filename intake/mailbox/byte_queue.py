"""Batches of mail on their way from the fetching thread to the writing one, bounded in bytes.

A full queue slows the fetch down instead of filling the memory (imap.md, the poll, point 11).
"""

import threading
from collections.abc import Iterator, Sequence

from intake.model.ledger import Fetched


class ByteQueue:
    """Holds at most `limit` bytes of mail; one batch always fits, however large."""

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
            self._changed.wait_for(lambda: self._ended or not self._batches or self._held + size <= self._limit)
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
                batch = self._batches.pop(0)
            yield batch
            with self._changed:
                self._held -= _held_bytes(batch)
                self._changed.notify_all()


def _held_bytes(batch: Sequence[Fetched]) -> int:
    return sum(len(item.body) for item in batch if isinstance(item.body, bytes))
