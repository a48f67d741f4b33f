"""TLS over a socket that is read in large pieces.

`ssl.SSLSocket` asks the system twice for each record, and comes back to Python with each: with records of 4 kB, as
Dovecot sends them, that took a mail of 300 kB 160 system calls and more time than all else of its fetch. Here whatever
has come is read at once (`ssl.MemoryBIO`), and decrypted as far as it goes. RFC 8446; the checks of the certificate and
its name are those of the context.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PIECE = 262_144
"""Bytes asked of the system at once."""

T = TypeVar("T")


class TlsSocket:
    """A connected socket under TLS, with the few methods of a socket that a connection needs; used by one thread.

    `limit` is called with the plain socket before each write to it, and bounds it or raises; `receive` waits for bytes
    of it and says how many came, 0 at the end. Raises what the socket and `ssl` raise: OSError, of which ssl.SSLError
    is one.
    """

    def __init__(
        self,
        plain: socket.socket,
        context: ssl.SSLContext,
        host: str,
        *,
        limit: Callable[[socket.socket], None],
        receive: Callable[[socket.socket, memoryview], int],
    ) -> None:
        self._plain, self._limit, self._receive = plain, limit, receive
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._piece = memoryview(bytearray(PIECE))
        self._until_done(self._tls.do_handshake)

    def recv_into(self, buffer: "WriteableBuffer") -> int:
        """Waits for bytes, and takes all of those that have come for which there is room; 0 at the end."""
        view = memoryview(buffer).cast("B")
        size, got, read = len(view), 0, self._tls.read
        try:
            more: Any = self._until_done(partial(read, size, view))
            while more and got + more < size:
                got += more
                more = read(size - got, view[got:])
            got += more
        except ssl.SSLWantReadError:
            pass  # the rest of a record is still to come
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            pass  # the other side has ended: what came before counts, and the next read says 0
        return got

    def sendall(self, data: "ReadableBuffer") -> None:
        """Sends all of it."""
        view = memoryview(data).cast("B")
        while view:
            # A write may take a part only (SSL_MODE_ENABLE_PARTIAL_WRITE).
            view = view[self._until_done(partial(self._tls.write, view)) :]

    def settimeout(self, seconds: float | None) -> None:
        """How long each wait on the socket may take."""
        self._plain.settimeout(seconds)

    def gettimeout(self) -> float | None:
        """How long each wait on the socket may take."""
        return self._plain.gettimeout()

    def shutdown(self, how: int) -> None:
        """Ends the connection below TLS, without its goodbye: what a server says after that nobody reads."""
        self._plain.shutdown(how)

    def close(self) -> None:
        """Closes the socket."""
        self._plain.close()

    def _until_done(self, act: Callable[[], T]) -> T:
        """Runs a step of TLS, with the bytes to and from the other side that it needs."""
        while True:
            try:
                done = act()
            except ssl.SSLWantReadError:
                self._send_waiting()
                self._receive_more()
            except ssl.SSLError:
                # What is wrong, for the other side to know; it may be gone.
                with contextlib.suppress(OSError):
                    self._send_waiting()
                raise
            else:
                self._send_waiting()
                return done

    def _send_waiting(self) -> None:
        if self._outgoing.pending:
            self._limit(self._plain)
            self._plain.sendall(self._outgoing.read())

    def _receive_more(self) -> None:
        received = self._receive(self._plain, self._piece)
        if received:
            self._incoming.write(self._piece[:received])
        else:
            self._incoming.write_eof()
