"""TLS over a socket read in large pieces, against the standard library's server side of it."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.mailbox.tls import TlsSocket
from tests.servers.web import self_signed

Serve = Callable[[ssl.SSLSocket], None]
Connect = Callable[..., TlsSocket]


def no_limit(_plain: socket.socket) -> None:
    pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def connect(certificate: Path) -> Iterator[Connect]:
    """Connects to a server that runs `serve` once it speaks TLS."""
    threads: list[threading.Thread] = []
    opened: list[socket.socket] = []

    def make(serve: Serve, *, limit: Callable[[socket.socket], None] = no_limit, host: str = "localhost") -> TlsSocket:
        ours, theirs = socket.socketpair()
        opened.append(ours)

        def work() -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, certificate.with_name("key.pem"))
            try:
                with context.wrap_socket(theirs, server_side=True) as server:
                    serve(server)
            except OSError:
                theirs.close()  # the client went away, as some tests want it to

        threads.append(threading.Thread(target=work))
        threads[-1].start()

        def receive(plain: socket.socket, buffer: memoryview) -> int:
            limit(plain)
            return plain.recv_into(buffer)

        context = ssl.create_default_context(cafile=str(certificate))
        return TlsSocket(ours, context, host, limit=limit, receive=receive)

    yield make
    for plain in opened:
        plain.close()
    for thread in threads:
        thread.join(10)


def read(stream: TlsSocket, size: int) -> bytes:
    """As much as comes, up to `size` bytes."""
    buffer, got = bytearray(size), 0
    while got < size:
        more = stream.recv_into(memoryview(buffer)[got:])
        if not more:
            break
        got += more
    return bytes(buffer[:got])


def test_many_small_records_come_with_few_waits_and_in_their_order(connect: Connect) -> None:
    waits: list[socket.socket] = []
    sent = b"".join(b"%07d\n" % number for number in range(50_000))
    all_sent = threading.Event()

    def serve(server: ssl.SSLSocket) -> None:
        for at in range(0, len(sent), 1_000):
            server.sendall(sent[at : at + 1_000])
            if at == 50_000:
                all_sent.set()

    stream = connect(serve, limit=waits.append)
    before = len(waits)
    assert all_sent.wait(10)
    assert read(stream, len(sent)) == sent
    assert len(waits) - before < len(sent) / 1_000 / 2


def test_no_more_is_taken_than_there_is_room_for(connect: Connect) -> None:
    stream = connect(lambda server: server.sendall(b"one two three"))
    buffer = bytearray(4)
    assert stream.recv_into(buffer) == 4
    assert bytes(buffer) == b"one "
    assert read(stream, 9) == b"two three"


def test_what_is_sent_arrives_whole_however_long(connect: Connect) -> None:
    arrived: list[bytes] = []
    large = bytes(range(256)) * 4_000

    def serve(server: ssl.SSLSocket) -> None:
        received = b""
        while len(received) < len(large):
            received += server.recv(65_536)
        arrived.append(received)
        server.sendall(b"done")

    stream = connect(serve)
    stream.sendall(large)
    assert read(stream, 4) == b"done"
    assert arrived == [large]


@pytest.mark.parametrize("goodbye", [True, False])
def test_the_end_is_no_bytes_with_a_goodbye_and_without(connect: Connect, goodbye: bool) -> None:
    def serve(server: ssl.SSLSocket) -> None:
        server.sendall(b"last words")
        if goodbye:
            server.unwrap()
        else:
            server.shutdown(socket.SHUT_RDWR)

    stream = connect(serve)
    assert read(stream, 100) == b"last words"
    assert stream.recv_into(bytearray(1)) == 0


def test_a_record_that_never_ends_is_bounded_by_the_limit(connect: Connect) -> None:
    left = 20

    def limit(plain: socket.socket) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise TimeoutError("enough")
        plain.settimeout(5)

    def serve(server: ssl.SSLSocket) -> None:
        # The header of a record of 16 kB, and then its body byte for byte: below TLS, as a server would not.
        raw = socket.socket(fileno=server.detach())
        with raw:
            raw.sendall(b"\x17\x03\x03\x40\x00")
            while True:
                raw.sendall(b"x")
                threading.Event().wait(0.01)

    stream = connect(serve, limit=limit)
    with pytest.raises(TimeoutError, match="enough"):
        stream.recv_into(bytearray(10))


def test_a_silent_server_is_left_in_time(connect: Connect) -> None:
    gone = threading.Event()
    stream = connect(lambda _server: gone.wait(10) and None, limit=lambda plain: plain.settimeout(0.1))
    with pytest.raises(TimeoutError):
        stream.recv_into(bytearray(1))
    gone.set()


def test_a_certificate_for_another_name_is_refused(connect: Connect) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(lambda _server: None, host="example.org")


def test_bytes_that_are_no_tls_end_the_connection(connect: Connect) -> None:
    def serve(server: ssl.SSLSocket) -> None:
        with socket.socket(fileno=server.detach()) as raw:
            raw.sendall(b"* BYE we speak plain text now\r\n")

    stream = connect(serve)
    with pytest.raises(ssl.SSLError):
        stream.recv_into(bytearray(10))
