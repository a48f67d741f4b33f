"""The files in a winmail.dat: Outlook's own wrapper around attachments (MS-OXTNEF).

A TNEF stream is a row of attributes; a render attribute begins an attachment, and title, data and MAPI
properties follow it. Only names and data are read. Three of five files of that name were none (library-facts):
what is no TNEF stays an attachment as it is. Pure: no I/O, no clock.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from intake.text import charsets

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGIN, _TITLE, _DATA, _PROPERTIES, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_LONG_NAME, _NAME, _DATA_PROPERTY = 0x3707, 0x3704, 0x3701
_ANSI, _WIDE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_VARIABLE = frozenset({_ANSI, _WIDE, _BINARY, _OBJECT})
_MANY = 0x1000
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_FILES = 300
_VALUES = 10_000  # values of one attachment's properties


@dataclass(slots=True)
class File:
    """A file in the wrapper."""

    name: str | None = None
    data: bytes = b""


def is_tnef(data: bytes) -> bool:
    """Whether the octets begin as a TNEF stream does."""
    return data.startswith(_SIGNATURE)


def files(data: bytes) -> tuple[tuple[File, ...], bool]:
    """The files in a TNEF stream, and whether it was read to its end undamaged."""
    found: list[File] = []
    code_page, whole = None, True
    for attribute, value in _attributes(data):
        if attribute == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif attribute == _BEGIN:
            if len(found) >= _FILES:
                return _whole(found), False
            found.append(File())
        elif attribute is None:
            whole = False
        elif found:
            _take(found[-1], attribute, value, code_page)
    return _whole(found), whole


def _whole(found: list[File]) -> tuple[File, ...]:
    """Files with a name or content: a render attribute alone is the picture of something in the text."""
    return tuple(file for file in found if file.data or file.name)


def _take(file: File, attribute: int, value: bytes, code_page: str | None) -> None:
    if attribute == _TITLE and file.name is None:
        file.name = _text(value, code_page)
    elif attribute == _DATA:
        file.data = value
    elif attribute == _PROPERTIES:
        named = dict(_properties(value))
        for wanted in (_NAME, _LONG_NAME):
            kind, content = named.get(wanted, (0, b""))
            if content:
                file.name = _text(content, "utf-16-le" if kind == _WIDE else code_page)
        if not file.data:
            file.data = named.get(_DATA_PROPERTY, (0, b""))[1]


def _text(value: bytes, charset: str | None) -> str | None:
    return charsets.decode(value, charset).split("\0")[0].strip() or None


def _attributes(data: bytes) -> Iterator[tuple[int | None, bytes]]:
    """The attributes of the stream, by number; a last (None, b"") where it breaks off."""
    at = 6
    while at < len(data):
        if at + 9 > len(data):
            yield None, b""
            return
        _, number, _, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        if at + length > len(data):
            yield None, b""
            return
        yield number, data[at : at + length]
        at += length + 2  # a checksum


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """The MAPI properties of an attachment: id, and (type, first value); ends where they cannot be read."""
    try:
        count = int.from_bytes(data[:4], "little")
        at = 4
        for _ in range(min(count, _VALUES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _named(data, at + 4) if number >= 0x8000 else at + 4
            value, at = _value(data, at, kind)
            yield number, (kind & ~_MANY, value)
    except (struct.error, KeyError):
        return


def _named(data: bytes, at: int) -> int:
    """Where the value of a named property begins: behind a GUID and a number or a padded name."""
    (by_name,) = struct.unpack_from("<I", data, at + 16)
    at += 20
    if not by_name:
        return at + 4
    (length,) = struct.unpack_from("<I", data, at)
    return at + 4 + _padded(length)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The first value of a property, and where the next property begins."""
    plain = kind & ~_MANY
    count = 1
    if kind & _MANY or plain in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    first = b""
    for number in range(min(count, _VALUES)):
        length = _FIXED[plain] if plain not in _VARIABLE else struct.unpack_from("<I", data, at)[0]
        at += 0 if plain not in _VARIABLE else 4
        if at + length > len(data):
            raise struct.error
        if number == 0:
            first = data[at : at + length]
        at += _padded(length)
    # An object begins with the id of its interface.
    return (first[16:] if plain == _OBJECT else first), at


def _padded(length: int) -> int:
    return length + -length % 4
