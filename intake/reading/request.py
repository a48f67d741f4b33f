"""One request to a child, as it travels in a packet: two lines of JSON. Pure: no I/O, no clock.

The first line is what all requests of a profile share. Who unpacks them keeps the last ones: every object that the
zygote looks at lies on a page that the next fork shares anew, and to validate a policy takes some hundred of them.
pydantic's JSON for the rest is a single call, for the same reason.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from intake.model import codec
from intake.model.policy import ReadingPolicy
from intake.reading.profiles import Profile, Require

_KEPT = 4
"""Profiles in use at a time: parse, render, and those of a changed configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What requests share: the policy to read by, the limits, and how strictly they are required."""

    policy: ReadingPolicy
    profile: Profile
    require: Require


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a child is to do with its input of at most `size` bytes.

    `operation` names one of `operations.OPERATIONS`, `arguments` are its own plain data.
    """

    operation: str
    arguments: dict[str, Any]
    settings: Settings
    size: int

    @property
    def profile(self) -> Profile:
        """The limits of the child."""
        return self.settings.profile

    def pack(self) -> bytes:
        """Its packet."""
        own = json.dumps([self.operation, self.arguments, self.size])
        return _packed(self.settings) + b"\n" + own.encode("ascii")

    @classmethod
    def unpack(cls, packet: bytes) -> "Request":
        """The request in a packet; ValueError where it is none."""
        shared, _, own = packet.partition(b"\n")
        settings = _unpacked(shared)
        match from_json(own):
            case [str(operation), dict(arguments), int(size)]:
                return cls(operation=operation, arguments=arguments, settings=settings, size=size)
        raise ValueError("not a request")


@lru_cache(maxsize=_KEPT)
def _packed(settings: Settings) -> bytes:
    return json.dumps(codec.to_data(settings)).encode("ascii")


@lru_cache(maxsize=_KEPT)
def _unpacked(data: bytes) -> Settings:
    return codec.from_json(Settings, data)
