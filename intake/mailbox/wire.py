"""The bytes of an IMAP connection, guarded: a deadline for each command and a cap on each answer.

imaplib allocates whatever literal a server announces, and a socket timeout bounds single reads only, so a server
that trickles holds its client for ever. Here every read obeys the deadline and the budget of the running command
(faults F4 and F5); past either the connection is of no more use.
"""

import imaplib
import io
import os
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from intake.mailbox.settings import ImapSettings
from intake.mailbox.tls import TlsSocket

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

ANSWER_BYTES = 4_000_000
"""What an answer without message bodies may hold."""

SLOWEST_BYTES_A_SECOND = 50_000
"""A fetch may take a second more than other commands for each 50 kB that it asks for."""

BUFFERED = 65_536
"""Bytes that may have come beyond those that were asked for."""

MANY = 500_000
"""Bytes that are still to come, from which on they are taken in bursts."""

PAUSE = 0.004
"""Seconds between two bursts: what comes meanwhile is less than two systems hold for a connection."""

Socket = socket.socket | TlsSocket


class Wire(imaplib.IMAP4):
    """An IMAP4 connection whose reads end in time and in bounds. With `context` it speaks TLS from the start."""

    def __init__(self, settings: ImapSettings, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._settings = settings
        self._reader: io.BufferedReader | None = None
        self._reader_of: Socket | None = None
        self.allow()
        super().__init__(settings.host, settings.port)

    def allow(self, expected: int = 0, *, literal: int = 0, seconds: float | None = None) -> None:
        """Starts the clock and the budget of a command whose answer should carry `expected` bytes of mail.

        It has `seconds`, else the configured time, and more for what is expected. `literal` caps each single
        literal. Announced sizes are hints (Exchange), so the whole answer may be twice as long as expected and
        one literal longer.
        """
        allowed = self._settings.command_timeout if seconds is None else seconds
        self._deadline = time.monotonic() + allowed + expected / SLOWEST_BYTES_A_SECOND
        self._due = expected
        self._budget = 2 * expected + literal + ANSWER_BYTES
        self._literal = max(literal, ANSWER_BYTES)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connects; called by imaplib's constructor."""
        self.host, self.port = host, port
        self.sock = self._create_socket(timeout)  # type: ignore[assignment] # imaplib asks no more of it

    def _create_socket(self, timeout: float | None) -> Socket:
        plain = socket.create_connection((self.host, self.port), timeout or self._settings.connect_timeout)
        # A command goes out in two writes: with Nagle's algorithm each waits 40 ms for an acknowledgement.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is None:
            return plain
        try:
            return self._secured(plain, self._context)
        except OSError:
            plain.close()
            raise

    def _secured(self, plain: socket.socket, context: ssl.SSLContext) -> TlsSocket:
        return TlsSocket(plain, context, self.host, limit=self._limit, receive=self._receive_in_bursts)

    def starttls(self, ssl_context: ssl.SSLContext) -> tuple[str, list[Any]]:  # type: ignore[override] # never without
        """Goes on under TLS (RFC 3501, 6.2.1); called by the library.

        What was said in plain text before, of which some may come after the answer, counts no more.
        """
        if "STARTTLS" not in self.capabilities:
            raise self.abort("TLS not supported by server")
        done, said = self._simple_command("STARTTLS")
        if done != "OK":
            raise self.error("Couldn't establish TLS session")
        self.sock = self._secured(self.sock, ssl_context)  # type: ignore[assignment] # as in `open`
        self._tls_established = True
        self._get_capabilities()
        return done, said

    def read(self, size: int) -> bytes:
        """A literal of `size` bytes, if that much was to be expected; shorter where the connection ended."""
        if size > self._literal:
            raise self.abort(f"socket error: a literal of {size} bytes where at most {self._literal} were due")
        self._spend(size)
        data = self._file().read(size)
        if len(data) < size:
            raise self.abort(f"socket error: EOF after {len(data)} of {size} bytes")
        return data

    def readline(self) -> bytes:
        """A line of the answer; imaplib's own cap of 1 MB applies."""
        line = self._file().readline(imaplib._MAXLINE + 1)  # type: ignore[attr-defined] # noqa: SLF001 - its cap
        self._spend(len(line))
        if len(line) > imaplib._MAXLINE:  # type: ignore[attr-defined] # noqa: SLF001 - its cap
            raise self.abort("socket error: a line of more than 1 MB")
        if line and not line.endswith(b"\n"):
            raise self.abort("socket error: EOF within a line")
        return line

    def begin(self, *command: str) -> bytes:
        """Sends a UID command and does not wait for its answer; its tag."""
        tag: bytes = self._command("UID", *command)
        return tag

    def finish(self, tag: bytes) -> tuple[str, list[Any]]:
        """The answer to a FETCH that was begun, as `uid` gives it; the tag of one begun after it may come before."""
        done, answer = self._command_complete("UID", tag)
        told: tuple[str, list[Any]] = self._untagged_response(done, answer, "FETCH")
        return told

    def send(self, data: "ReadableBuffer") -> None:
        """Sends a part of a command, in time."""
        self._limit(self.sock)
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Closes the connection; a server that was quicker is no error."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # already closed by the other side, which is what we want
        finally:
            self.sock.close()

    def _spend(self, size: int) -> None:
        self._budget -= size
        if self._budget < 0:
            raise self.abort("socket error: the answer is longer than anything that was asked for")

    def _limit(self, sock: Socket) -> None:
        """Gives the next read or write what is left of the running command's time."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not come within the time that its size allows")
        # In whole seconds, so that it is told to the system once a second: TLS is read in 40,000 pieces for 600 MB.
        seconds = min(int(left) or left, self._settings.read_timeout)
        if sock.gettimeout() != seconds:
            sock.settimeout(seconds)

    def _take(self, sock: Socket, buffer: "WriteableBuffer") -> int:
        """Waits for bytes of an answer, and takes them: 0 at the end."""
        if not isinstance(sock, TlsSocket):
            self._limit(sock)
        taken = sock.recv_into(buffer)
        self._due -= taken
        return taken

    def _receive_in_bursts(self, plain: socket.socket, buffer: memoryview) -> int:
        """Waits for bytes of TLS, and takes them: 0 at the end.

        As long as somebody waits for them, the system hands over each of the small records that a server sends
        (Dovecot: of 4 kB), which costs it as much as making them; while nobody does, it joins them. So where many are
        still to come, they are waited for asleep: 600 MB from Dovecot took 1.66 seconds instead of 2.02, and Dovecot
        1.4 seconds of computing time instead of 2.0. In plain text it sends large pieces, and there is nothing to gain.
        """
        self._limit(plain)
        if self._due >= MANY:
            try:
                return os.readv(plain.fileno(), [buffer])
            except BlockingIOError:
                time.sleep(PAUSE)
        return plain.recv_into(buffer)

    def _file(self) -> io.BufferedReader:
        # A new socket (STARTTLS) gets a new buffer: what came in plain text after the switch must not count.
        if self._reader is None or self._reader_of is not self.sock:
            self._reader, self._reader_of = io.BufferedReader(_TimedReads(self, self.sock), BUFFERED), self.sock
        return self._reader


class _TimedReads(io.RawIOBase):
    """Reads of a socket, each bounded by what is left of the running command's time."""

    def __init__(self, wire: Wire, sock: Socket) -> None:
        super().__init__()
        self._wire, self._sock = wire, sock

    def readable(self) -> bool:
        """A reader."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Waits for bytes, but not past the deadline."""
        return self._wire._take(self._sock, buffer)  # noqa: SLF001 - two halves of one thing
