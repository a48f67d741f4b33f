"""Reading a mail in one call, and mails put together from headers and parts."""

from collections.abc import Callable

import pytest

from intake.message.parse import parse_message
from intake.model.message import Message
from intake.model.policy import ArrivalTimes, Limits, ReadingPolicy

POLICY = ReadingPolicy(authserv_ids=("mx.example.org",), relays=("mx.example.org", "inner.example.org"))

Read = Callable[..., Message]


@pytest.fixture
def read() -> Read:
    def read(raw: bytes | str, *, limits: Limits | None = None, arrival: ArrivalTimes | None = None) -> Message:
        octets = raw.encode() if isinstance(raw, str) else raw
        policy = POLICY if limits is None else ReadingPolicy(limits=limits)
        return parse_message(octets, policy, arrival or ArrivalTimes())

    return read


@pytest.fixture
def policy() -> ReadingPolicy:
    return POLICY
