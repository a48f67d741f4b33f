"""One request to a child, as it travels in a packet of JSON. Pure: no I/O, no clock."""

import json
from dataclasses import dataclass
from typing import Any

from intake.model import codec
from intake.model.policy import ReadingPolicy
from intake.reading.profiles import Profile, Require


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a child is to do with its input of at most `size` bytes, and within which limits.

    `operation` names one of `operations.OPERATIONS`, `arguments` are its own. The zygote unpacks it: to each child
    that reading would be new.
    """

    operation: str
    arguments: dict[str, Any]
    policy: ReadingPolicy
    profile: Profile
    require: Require
    size: int

    def pack(self) -> bytes:
        """Its packet."""
        return json.dumps(codec.to_data(self)).encode("ascii")

    @classmethod
    def unpack(cls, packet: bytes) -> "Request":
        """The request in a packet; ValueError where it is none."""
        return codec.from_json(cls, packet)
