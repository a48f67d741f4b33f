"""Where a page of a list ended, as a word for a URL: times and row numbers, nothing of a stranger.

A word that is no cursor of ours begins at the start again. Pure: no I/O, no clock.
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def spell(*places: int | datetime) -> str:
    """The places as one word."""
    return "_".join(str((p - _EPOCH) // _MICROSECOND if isinstance(p, datetime) else p) for p in places)


def numbers(cursor: str | None, count: int) -> tuple[int, ...] | None:
    """The numbers in a cursor; None where it has not `count` of them."""
    parts = (cursor or "").split("_")
    if len(parts) != count or not all(_is_number(p) for p in parts):
        return None
    return tuple(int(p) for p in parts)


def _is_number(part: str) -> bool:
    digits = part.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= 17


def instant(number: int) -> datetime:
    """The time that a place stands for."""
    return _EPOCH + timedelta(microseconds=number)
