"""What a child answers, asked in this process: the limits around it have tests of their own."""

import os
import tempfile
from collections.abc import Mapping
from typing import Any

import pytest

from intake.errors import MessageUnreadable
from intake.model.policy import ReadingPolicy
from intake.reading import child, wire
from intake.reading.child import Descriptors
from intake.reading.layers import Layer
from intake.reading.operations import Operation
from intake.reading.profiles import SandboxSettings
from intake.reading.request import Request, Settings


def upper(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    return raw.upper(), str(arguments["n"]).encode(), str(policy.limits.parts).encode()


def locked(_raw: bytes, _arguments: dict[str, Any], _policy: ReadingPolicy) -> tuple[bytes, ...]:
    raise MessageUnreadable("locked", "It is locked.")


def broken(raw: bytes, _arguments: dict[str, Any], _policy: ReadingPolicy) -> tuple[bytes, ...]:
    raise KeyError(raw)


def greedy(_raw: bytes, _arguments: dict[str, Any], _policy: ReadingPolicy) -> tuple[bytes, ...]:
    raise MemoryError


TOYS: Mapping[str, Operation] = {"upper": upper, "locked": locked, "broken": broken, "greedy": greedy}


def ask(operation: str, data: bytes = b"Ada", *, size: int = 100, reply: int = 10_000) -> tuple[int, bytes]:
    request = Request(
        operation=operation,
        arguments={"n": 7},
        settings=Settings(policy=ReadingPolicy(), profile=SandboxSettings(reply=reply).parse, require="best"),
        size=size,
    )
    layers = (Layer("toy", active=True, detail="Fine."),)
    source, sink = os.pipe()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        status = child.answer(request, Descriptors(file.fileno(), sink), layers, TOYS)
    os.close(sink)
    with os.fdopen(source, "rb") as reading:
        return status, reading.read()


def test_what_was_read_is_answered_with_the_layers_that_held() -> None:
    status, data = ask("upper")
    head, parts = wire.unpack(data)
    assert status == wire.EXIT_OK
    assert parts == (b"ADA", b"7", b"300")
    assert head == {"outcome": "read", "layers": [["toy", True, "Fine."]]}


def test_what_the_reader_finds_unreadable_is_answered_with_its_code() -> None:
    head, parts = wire.unpack(ask("locked")[1])
    assert (head["outcome"], head["code"], head["detail"], parts) == ("unreadable", "locked", "It is locked.", ())


@pytest.mark.parametrize("operation", ["broken", "unknown"])
def test_an_exception_leaves_the_child_without_its_words(operation: str) -> None:
    status, data = ask(operation, b"Ada Example")
    head, _ = wire.unpack(data)
    assert (status, head["outcome"]) == (wire.EXIT_OK, "failed")
    assert head["detail"].startswith("KeyError in ")
    assert b"Ada" not in data


def test_memory_that_runs_out_is_an_exit_status_of_its_own() -> None:
    assert ask("greedy") == (wire.EXIT_MEMORY, b"")


def test_an_input_over_its_cap_is_not_read() -> None:
    head, _ = wire.unpack(ask("upper", b"x" * 101)[1])
    assert (head["outcome"], head["code"]) == ("unreadable", "too_large")


def test_a_reply_over_its_cap_is_not_sent() -> None:
    assert ask("upper", b"x" * 90, reply=80) == (wire.EXIT_REPLY, b"")
