"""What a folder holds, by the half million: sixty bytes a mail instead of the four hundred of an object.

Pure: no I/O, no clock.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import overload

from intake.model.ledger import Listed

_KEY = 32
"""Bytes of a header key (SHA-256)."""

_NO_KEY = bytes(_KEY)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_DATE = -(2**63)
_LARGEST = 2**63 - 1
"""A server may announce any size."""


class Listing(Sequence[Listed]):
    """Listed mails whose UIDs are numbers, held as columns and made anew when they are asked for."""

    def __init__(self, items: Iterable[Listed] = ()) -> None:
        self._uids, self._sizes, self._dates = array("Q"), array("Q"), array("q")
        self._keys = bytearray()
        self.extend(items)

    def extend(self, items: Iterable[Listed]) -> None:
        """Adds mails at the end."""
        for item in items:
            self._uids.append(int(item.uid))
            self._sizes.append(min(item.size, _LARGEST))
            self._keys += bytes.fromhex(item.header_key) if item.header_key else _NO_KEY
            self._dates.append((item.internal_date - _EPOCH) // _MICROSECOND if item.internal_date else _NO_DATE)

    def __len__(self) -> int:
        return len(self._uids)

    @overload
    def __getitem__(self, index: int) -> Listed: ...
    @overload
    def __getitem__(self, index: slice) -> list[Listed]: ...
    def __getitem__(self, index: int | slice) -> Listed | list[Listed]:
        if isinstance(index, slice):
            return [self._item(at) for at in range(*index.indices(len(self)))]
        return self._item(range(len(self))[index])

    def _item(self, at: int) -> Listed:
        key, date = self._keys[at * _KEY : (at + 1) * _KEY], self._dates[at]
        return Listed(
            uid=str(self._uids[at]),
            size=self._sizes[at],
            header_key=None if key == _NO_KEY else key.hex(),
            internal_date=None if date == _NO_DATE else _EPOCH + date * _MICROSECOND,
        )
