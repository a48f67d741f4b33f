"""The bytes of a connection under TLS, taken in bursts where many are due: whole and in time."""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.mailbox.settings import ImapSettings
from intake.mailbox.tls import TlsSocket
from intake.mailbox.wire import Wire
from tests.servers.listening import listening
from tests.servers.web import self_signed

Serve = Callable[[ssl.SSLSocket], None]
Connect = Callable[..., Wire]

LARGE = bytes(range(256)) * 8_000
RECORD = 4_000


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def connect(certificate: Path) -> Iterator[Connect]:
    """Connects to a server that greets, and then runs `serve`."""
    with contextlib.ExitStack() as kept:

        def make(serve: Serve, *, starttls: bool = False) -> Wire:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, certificate.with_name("key.pem"))

            def work(client: socket.socket) -> None:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                # Whatever the client does not want any more ends here.
                with contextlib.suppress(OSError):
                    if starttls:
                        _until_starttls(client)
                    with context.wrap_socket(client, server_side=True) as server:
                        _capabilities(server, greet=not starttls)
                        serve(server)

            port = kept.enter_context(listening(work))
            settings = ImapSettings(
                name="jobs", host="localhost", port=port, user="jobs", password=lambda: "secret",
                tls="starttls" if starttls else "implicit", command_timeout=2.0, read_timeout=1.0,
            )  # fmt: skip
            trusting = ssl.create_default_context(cafile=str(certificate))
            wire = Wire(settings, None if starttls else trusting)
            kept.callback(wire.shutdown)
            if starttls:
                wire.starttls(ssl_context=trusting)
            return wire

        yield make


def _capabilities(server: ssl.SSLSocket, *, greet: bool) -> None:
    if greet:
        server.sendall(b"* OK ready\r\n")
    tag = server.recv(1_000).split()[0]
    server.sendall(b"* CAPABILITY IMAP4rev1\r\n%b OK done\r\n" % tag)


def _until_starttls(client: socket.socket) -> None:
    """In plain text; with the answer to STARTTLS comes what somebody between the two might have put in."""
    client.sendall(b"* OK ready\r\n")
    tag = client.recv(1_000).split()[0]
    client.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n%b OK done\r\n" % tag)
    tag = client.recv(1_000).split()[0]
    client.sendall(b"%b OK go on\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n" % tag)


def in_records(server: ssl.SSLSocket, data: bytes, *, pause: float = 0) -> None:
    for at in range(0, len(data), RECORD):
        server.sendall(data[at : at + RECORD])
        if pause:
            time.sleep(pause)


@pytest.mark.parametrize("starttls", [False, True])
def test_a_long_answer_in_small_records_comes_whole(connect: Connect, starttls: bool) -> None:
    wire = connect(lambda server: in_records(server, LARGE + b")\r\n"), starttls=starttls)
    wire.allow(len(LARGE), literal=len(LARGE))
    assert wire.read(len(LARGE)) == LARGE
    assert wire.readline() == b")\r\n"


def test_what_comes_slowly_is_taken_as_it_comes(connect: Connect) -> None:
    wire = connect(lambda server: in_records(server, LARGE[:200_000], pause=0.01))
    wire.allow(len(LARGE), literal=len(LARGE))
    assert wire.read(200_000) == LARGE[:200_000]


def test_what_was_put_in_before_tls_does_not_count(connect: Connect) -> None:
    wire = connect(lambda server: server.sendall(b"* OK nothing else\r\n"), starttls=True)
    assert isinstance(wire.sock, TlsSocket)
    assert wire.readline() == b"* OK nothing else\r\n"
    assert "INJECTED" not in wire.capabilities


def test_a_server_that_falls_silent_within_a_long_answer_is_left_in_time(connect: Connect) -> None:
    def serve(server: ssl.SSLSocket) -> None:
        server.sendall(LARGE[:100_000])
        server.recv(1)

    wire = connect(serve)
    wire.allow(len(LARGE), literal=len(LARGE))
    with pytest.raises(TimeoutError):
        wire.read(len(LARGE))


def test_a_server_that_trickles_a_long_answer_is_left_in_time(connect: Connect) -> None:
    wire = connect(lambda server: in_records(server, LARGE[:RECORD] * 500, pause=0.05))
    wire.allow(len(LARGE), literal=len(LARGE), seconds=0.3 - len(LARGE) / 50_000)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        wire.read(len(LARGE))
    assert time.monotonic() - started < 5


def test_a_server_that_ends_within_a_long_answer_has_ended(connect: Connect) -> None:
    wire = connect(lambda server: in_records(server, LARGE[:300_000]))
    wire.allow(len(LARGE), literal=len(LARGE))
    with pytest.raises(wire.abort, match="EOF after 300000 of 2048000 bytes"):
        wire.read(len(LARGE))
