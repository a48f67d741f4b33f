"""A TCP proxy that breaks connections on demand, between Intake and a real server.

It passes bytes both ways until a rule of the running connection says otherwise: cut after so many bytes of the
answers, in the middle of a literal, before a tagged answer; stall; trickle; flip bits; refuse to connect at all.
Loopback only; it sees plain IMAP.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.servers.listening import listening

_CHUNK = 65_536


@dataclass
class Fault:
    """What happens to one connection; of several `cut_*` the first that applies counts.

    `cut_after`: bytes of the answers after which the connection ends. `cut_in_literal`: so many bytes into the
    first literal that is at least twice as long. `cut_before`: before the answer to the first command that matches
    (its untagged part passes, the tagged line does not). `stall_on`: from this command on nothing is answered.
    `trickle`: seconds between two bytes of the answers from the first literal on. `swap`: bytes that are replaced
    by others in the answers. `flip_at`: the byte of the answers whose lowest bit is turned over.
    """

    cut_after: int | None = None
    cut_in_literal: int | None = None
    cut_before: str | None = None
    stall_on: str | None = None
    trickle: float | None = None
    swap: tuple[bytes, bytes] | None = None
    flip_at: int | None = None


@dataclass
class FaultProxy:
    """`faults` are used up one a connection; further connections pass whole. `always` concerns all that have none.

    `before` is called with each command before the server gets it: the moment for a second client to interfere.
    """

    target: int
    port: int = 0
    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    before: Callable[[str], None] = lambda _command: None
    refusing: bool = False
    connections: int = 0
    broken: int = 0
    heard: list[str] = field(default_factory=list)

    def commands(self, pattern: str) -> list[str]:
        """The command lines that matched, without their tags, over all connections."""
        return [line for line in self.heard if re.search(pattern, line, re.IGNORECASE)]

    def pass_through(self, client: socket.socket) -> None:
        """Serves one client until either side goes or its fault ends it."""
        self.connections += 1
        fault = self.faults.pop(0) if self.faults else self.always or Fault()
        if self.refusing:
            client.close()
            return
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as server:
            passage = _Passage(self, fault, client, server)
            back = threading.Thread(target=passage.answers, daemon=True)
            back.start()
            passage.commands()
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            back.join(10)


class _Passage:
    """One connection: commands on one thread, answers on another."""

    def __init__(self, proxy: FaultProxy, fault: Fault, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._fault, self._client, self._server = proxy, fault, client, server
        self._sent = 0
        self._stalled = False
        self._tag: bytes | None = None
        self._in_literal = False

    def commands(self) -> None:
        rest = b""
        with contextlib.suppress(OSError):
            while data := self._client.recv(_CHUNK):
                *lines, rest = (rest + data).split(b"\r\n")
                for line in lines:
                    self._hear(line)
                self._server.sendall(data)

    def _hear(self, line: bytes) -> None:
        """A command is whole: the server gets its end only after this."""
        tag, _, command = line.decode("latin-1").partition(" ")
        self._proxy.heard.append(command)
        if self._fault.cut_before and re.search(self._fault.cut_before, command, re.IGNORECASE):
            self._tag = tag.encode()
        if self._fault.stall_on and re.search(self._fault.stall_on, command, re.IGNORECASE):
            self._stalled = True
        self._proxy.before(command)

    def answers(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._server.recv(_CHUNK):
                if self._stalled:
                    continue
                if not self._pass(data):
                    self._proxy.broken += 1
                    break
        with contextlib.suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)

    def _pass(self, data: bytes) -> bool:
        """Sends a piece of the answers on; False where the connection is to end here."""
        fault = self._fault
        if fault.swap:
            data = data.replace(*fault.swap)
        if self._tag is not None and (found := re.search(rb"^%s " % self._tag, data, re.MULTILINE)):
            self._client.sendall(data[: found.start()])
            return False
        if fault.cut_in_literal is not None and (end := self._within_literal(data, fault.cut_in_literal)):
            self._client.sendall(data[:end])
            return False
        if fault.cut_after is not None and self._sent + len(data) >= fault.cut_after:
            self._client.sendall(data[: fault.cut_after - self._sent])
            return False
        if fault.flip_at is not None and 0 <= (at := fault.flip_at - self._sent) < len(data):
            data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        self._sent += len(data)
        self._send(data)
        return True

    @staticmethod
    def _within_literal(data: bytes, depth: int) -> int | None:
        for found in re.finditer(rb"\{(\d+)\}\r\n", data):
            if int(found[1]) >= 2 * depth and len(data) >= found.end() + depth:
                return found.end() + depth
        return None

    def _send(self, data: bytes) -> None:
        self._in_literal = self._in_literal or re.search(rb"\{\d+\}\r\n", data) is not None
        if self._fault.trickle is None or not self._in_literal:
            self._client.sendall(data)
            return
        for number in data:
            self._client.sendall(bytes([number]))
            time.sleep(self._fault.trickle)


@contextlib.contextmanager
def fault_proxy(target: int) -> Iterator[FaultProxy]:
    """A running proxy before the server on port `target`; it ends with the block, its connections with it."""
    proxy = FaultProxy(target)
    with listening(proxy.pass_through) as proxy.port:
        yield proxy
