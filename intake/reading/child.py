"""The child: shuts itself in, reads one input, writes one reply, ends.

Runs in a process that the zygote forked and that lives for one request. It leaves by `os._exit`: no cleanup of
the zygote's is run, and a reply that is not followed by exit status 0 counts for nothing. What an exception says
may be personal, so only its type and place leave the child.
"""

import os
import traceback
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from intake.errors import MessageUnreadable
from intake.reading import landlock, limits, wire
from intake.reading.layers import Layer, missing
from intake.reading.limits import Ready
from intake.reading.operations import OPERATIONS, Operation
from intake.reading.request import Request

INPUT, REPLY = 3, 4
"""The child's descriptors beside the standard ones, which are /dev/null."""


class Descriptors(NamedTuple):
    """Where the input is read and the reply is written."""

    source: int
    reply: int


def prepare() -> None:
    """Does ahead of the fork what is the same for every child; last, when all is mapped that each of them has."""
    # Compiles what a head is written by.
    wire.pack({"outcome": "read", "layers": []})
    limits.prepare()
    _end()


def run(
    request: Request, source: int, reply: int, ready: Ready, operations: Mapping[str, Operation] = OPERATIONS
) -> None:
    """The child's whole life: never returns. `ready` is for the request's profile and for children of the zygote."""
    status = wire.EXIT_LAYERS
    try:
        _keep_only(source, reply)
        layers = limits.take(ready)
        if request.settings.require == "best" or not missing(layers):
            status = wire.EXIT_BROKEN
            status = answer(request, Descriptors(INPUT, REPLY), layers, operations)
    except MemoryError:
        status = wire.EXIT_MEMORY
    finally:
        os._exit(status)


def _keep_only(source: int, reply: int) -> None:
    """Closes all else (the zygote's control socket, other children's pipes) but the rules for files."""
    # A zygote with no other child has them there already.
    if source != INPUT or reply != REPLY:
        # Out of the way first: the two may already lie on each other's number.
        source, reply = os.dup(source), os.dup(reply)
        high = [os.dup2(descriptor, 100 + place) for place, descriptor in enumerate((source, reply))]
        for place, descriptor in zip((INPUT, REPLY), high, strict=True):
            os.dup2(descriptor, place, inheritable=False)
    first = REPLY + 1
    if (ruleset := landlock.prepared()) is not None:
        os.closerange(first, ruleset)
        first = ruleset + 1
    os.closerange(first, _end())


@cache
def _end() -> int:
    """The number that no descriptor reaches."""
    return os.sysconf("SC_OPEN_MAX")


def answer(
    request: Request,
    files: Descriptors,
    layers: tuple[Layer, ...],
    operations: Mapping[str, Operation] = OPERATIONS,
) -> int:
    """Reads the input, writes what came of it as the reply; the exit status."""
    try:
        head, parts = _work(request, files.source, operations)
    except MemoryError:
        return wire.EXIT_MEMORY
    head["layers"] = [[layer.name, layer.active, layer.detail] for layer in layers]
    data = wire.pack(head, parts)
    if len(data) > request.profile.reply:
        return wire.EXIT_REPLY
    wire.write_all(files.reply, data)
    return wire.EXIT_OK


def _work(
    request: Request, source: int, operations: Mapping[str, Operation]
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    raw = wire.read_all(source, request.size)
    if raw is None:
        return {"outcome": "unreadable", "code": "too_large", "detail": "It is larger than the limit for one file."}, ()
    try:
        parts = operations[request.operation](raw, request.arguments, request.settings.policy)
    except MessageUnreadable as error:
        return {"outcome": "unreadable", "code": error.code, "detail": str(error)}, ()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a reader raises on a stranger's bytes is this answer
        return {"outcome": "failed", "detail": _place(error)}, ()
    return {"outcome": "read"}, parts


def _place(error: Exception) -> str:
    """Type and place of an exception, without its words: they may quote the mail."""
    frames = traceback.extract_tb(error.__traceback__)
    # The innermost frame of our own says where to look; libraries raise deep inside.
    own = [frame for frame in frames if f"{os.sep}intake{os.sep}" in frame.filename] or frames
    place = f"{os.path.basename(own[-1].filename)} line {own[-1].lineno}"  # noqa: PTH119 - a name, not a file
    return f"{type(error).__name__} in {place}"
