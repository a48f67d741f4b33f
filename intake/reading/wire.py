"""What passes between the daemon, the zygote and a child: JSON and bytes, each with its length; never pickle.

A child is a stranger once it has read a stranger's bytes. So its reply is bounded by a cap, trusted only when
it is complete to the last byte, and holds nothing but data: a JSON head and binary parts.

    reply  = length(4) head count(4) { length(8) part }        all lengths big-endian, nothing after the last part
    status = how(1) number(4) cpu_ms(4) peak_kb(4)             by the zygote, when the child is reaped

Pure but for reading and writing the descriptors it is given; no clock.
"""

import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from intake.model import codec

EXIT_OK, EXIT_MEMORY, EXIT_REPLY, EXIT_LAYERS, EXIT_BROKEN = 0, 80, 81, 82, 83
"""How a child ends: all well; memory ran out; the reply is over its cap; a limit or required layer does not hold;
broken off."""

HEAD_MAX = 1_000_000
"""No head is ever near this: it holds an outcome, a code and a sentence."""

PARTS_MAX = 64

_U32 = struct.Struct(">I")
_U64 = struct.Struct(">Q")
_STATUS = struct.Struct(">BiII")
STATUS_SIZE = _STATUS.size


class WireError(Exception):
    """The bytes are no complete reply: cut short, too long, or not what was agreed."""


def pack(head: dict[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    """The bytes of a reply."""
    # Not by `json`, which a child has not touched yet: its encoder is forty pages that would be copied.
    try:
        text = codec.to_json(head)
    except ValueError:  # half a character, which UTF-8 has no bytes for
        text = json.dumps(head).encode("ascii")
    pieces = [_U32.pack(len(text)), text, _U32.pack(len(parts))]
    for part in parts:
        pieces += (_U64.pack(len(part)), part)
    return b"".join(pieces)


def unpack(data: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Head and parts of a complete reply; WireError for anything else."""
    text, position = _take(data, 0, _U32, HEAD_MAX)
    (count,) = _number(data, position, _U32)
    position += _U32.size
    if count > PARTS_MAX:
        raise WireError(f"{count} parts")
    parts = []
    for _ in range(count):
        part, position = _take(data, position, _U64, len(data))
        parts.append(part)
    if position != len(data):
        raise WireError("bytes after the last part")
    return _head(text), tuple(parts)


def _take(data: bytes, position: int, prefix: struct.Struct, cap: int) -> tuple[bytes, int]:
    (length,) = _number(data, position, prefix)
    start = position + prefix.size
    end = start + length
    if length > cap or end > len(data):
        raise WireError("cut short")
    return data[start:end], end


def _number(data: bytes, position: int, form: struct.Struct) -> tuple[int, ...]:
    if position + form.size > len(data):
        raise WireError("cut short")
    return form.unpack_from(data, position)


def _head(text: bytes) -> dict[str, Any]:
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("the head is no JSON") from error
    if not isinstance(head, dict):
        raise WireError("the head is no object")
    return head


def write_all(descriptor: int, data: bytes) -> None:
    """Writes everything to a pipe, however little it takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_all(descriptor: int, cap: int) -> bytes | None:
    """Everything from a file's beginning, wherever its offset stands; None where it is larger than `cap`."""
    pieces: list[bytes] = []
    size = 0
    # One byte more than there should be: a small file then takes no room for a large one.
    ahead = min(os.fstat(descriptor).st_size + 1, 1 << 20)
    while chunk := os.pread(descriptor, ahead, size):
        size += len(chunk)
        if size > cap:
            return None
        pieces.append(chunk)
    return b"".join(pieces)


class How(IntEnum):
    """How a child ended."""

    EXITED = 0
    SIGNALLED = 1
    DEADLINE = 2
    NOT_STARTED = 3


status_of = _STATUS.pack
"""The bytes of a `Status` on the status pipe, by its fields in their order."""


@dataclass(frozen=True, slots=True)
class Status:
    """A child's end. `number` is its exit status, the signal, or the errno that kept it from starting."""

    how: How
    number: int
    cpu_ms: int = 0
    peak_kb: int = 0

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The status in `data`; WireError where it is none."""
        if len(data) != STATUS_SIZE:
            raise WireError("no status")
        how, number, cpu_ms, peak_kb = _STATUS.unpack(data)
        try:
            return cls(How(how), number, cpu_ms, peak_kb)
        except ValueError as error:
            raise WireError("no status") from error
