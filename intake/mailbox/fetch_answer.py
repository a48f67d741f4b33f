"""The common answers to FETCH, read by two patterns: numbers, one date, and a body that came as a literal.

imapclient's reader, which knows all of RFC 3501, takes 80 microseconds a mail for what is nearly always the same line:
a tenth of the computing time of a pull, in which no other thread runs. What has any other shape is its to read: all or
nothing, so that both can never mix. Pure: no I/O, no clock.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

# Numbers as RFC 3501 writes them: without leading zeros, and none that Python would take long to read.
_ANY = rb'(?:UID [1-9]\d{0,9}|RFC822\.SIZE (?:0|[1-9]\d{0,18})|FLAGS \([^()"{}]*\)|INTERNALDATE "[^"\\]{26}")'
# A blank may be left at the end, where a body was taken out.
_LINE = re.compile(rb"\d{1,10} \((%b(?: %b)*) ?\)" % (_ANY, _ANY))
_ITEM = re.compile(rb'UID (\d+)|RFC822\.SIZE (\d+)|INTERNALDATE "([^"]+)"|FLAGS \([^()]*\)')
_DATE = re.compile(r"([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", re.ASCII)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def plain(answer: Sequence[bytes | tuple[bytes, bytes] | None]) -> Mapping[int, Mapping[bytes, Any]] | None:
    """What an answer says by UID, in the names and types of imapclient; None where any of it has another shape.

    `answer` is imaplib's: lines, and for a literal what stood before it, itself, and the line after it.
    """
    told: dict[int, dict[bytes, Any]] = {}
    parts = iter(answer)
    for part in parts:
        line, body = (part, None) if isinstance(part, bytes) else _with_body(part, next(parts, None))
        read = None if line is None else _read(line)
        if read is None:
            return None
        uid, items = read
        if body is not None:
            items[b"BODY[]"] = body
        told.setdefault(uid, {}).update(items)
    return told


def _with_body(
    part: tuple[bytes, bytes] | None, after: bytes | tuple[bytes, bytes] | None
) -> tuple[bytes | None, bytes | None]:
    """The line without the body, and the body; no line where they are not as they should be."""
    if part is None or not isinstance(after, bytes):
        return None, None
    before, body = part
    opening = b"BODY[] {%d}" % len(body)
    if not before.endswith(opening):
        return None, None
    return before.removesuffix(opening) + after.removeprefix(b" "), body


def _read(line: bytes) -> tuple[int, dict[bytes, Any]] | None:
    whole = _LINE.fullmatch(line)
    if whole is None:
        return None
    uids: list[int] = []
    items: dict[bytes, Any] = {}
    for uid, size, date in _ITEM.findall(whole[1]):
        if uid:
            uids.append(int(uid))
        elif size:
            items[b"RFC822.SIZE"] = int(size)
        elif date:
            items[b"INTERNALDATE"] = moment = _moment(date.decode("latin-1"))
            if moment is None:
                return None
    return (uids[0], items) if len(uids) == 1 else None


def _moment(text: str) -> datetime | None:
    """The INTERNALDATE with its offset (RFC 3501, date-time); None where it is spelled in another way, or is none."""
    match = _DATE.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return None
