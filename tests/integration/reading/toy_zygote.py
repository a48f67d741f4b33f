"""A zygote whose readers are toys: the text that it is given says how the child misbehaves.

Run by test_reading_children.py in place of the real one; limits, wire and watch are the real ones.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake.model.document import Document, DocumentStatus
from intake.model.policy import ReadingPolicy
from intake.reading import child, limits, pinned, wire, zygote_main
from intake.reading.operations import encode, probe


def sleep() -> str:
    time.sleep(600)
    return "slept"


def spin() -> str:
    while True:
        pass


def memory() -> str:
    return str(len(bytearray(2_000_000_000)))


def swallowed() -> str:
    """As a library may do: it goes on without what it could not have."""
    try:
        return memory()
    except MemoryError:
        return "went on"


def crash() -> str:
    return str(ctypes.string_at(0))


def abort() -> str:
    """As a C library does that finds itself in a state that cannot be."""
    os.abort()


def garbage() -> str:
    os.write(child.REPLY, b"garbage")
    os._exit(0)


def half() -> str:
    os.write(child.REPLY, wire.pack({"outcome": "read", "layers": []}, [b"{}"])[:-1])
    os._exit(0)


def failed_after_all() -> str:
    os.write(child.REPLY, wire.pack({"outcome": "read", "layers": []}, (document("whole"),)))
    os._exit(7)


def endless() -> str:
    while True:
        os.write(child.REPLY, bytes(65536))


def long() -> str:
    return "x" * 5_000_000


def execute() -> str:
    os.execv("/bin/true", ["true"])


def surroundings() -> str:
    descriptors = []
    for descriptor in range(200):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        descriptors.append(descriptor)
    return json.dumps([dict(os.environ), descriptors, str(Path.cwd()), os.getuid(), os.getpid()])


TOYS: dict[str, Callable[[], str]] = {
    toy.__name__: toy
    for toy in (
        *(sleep, spin, memory, swallowed, crash, abort, garbage, half, failed_after_all, endless, long, execute),
        surroundings,
    )
}


def document(text: str) -> bytes:
    return encode(Document(media_type="text/plain", status=DocumentStatus.EXTRACTED, text=text))


def toy(raw: bytes, _arguments: dict[str, Any], _policy: ReadingPolicy) -> tuple[bytes, ...]:
    word = raw.decode()
    if word == "failing":
        raise ValueError(word)
    return (document(TOYS[word]() if word in TOYS else word.upper()),)


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.first_to_go()
    child.prepare()
    document("warm")
    # As the real one does: the ring's number is one that a child must not have.
    pinned.pin([id(TOYS) & -resource.getpagesize()], 100)
    with socket.socket(fileno=descriptor) as control:
        control.send(b"{}")
        zygote_main.serve(control, zygote_main.forking({"file": toy, "message": toy, "probe": probe}))
