"""A web server with TLS on loopback that answers as a test says; its certificate is for `HOST` alone."""

import contextlib
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.listening import listening

HOST = "careers.example.org"

Answer = bytes | Callable[[ssl.SSLSocket], None]
"""What is sent for a path, or what is done with the connection."""


def page(body: str, status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer."""
    data = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Content-Type: text/html; charset=utf-8", *headers]
    return ("\r\n".join([*head, "", ""])).encode() + data


def drip(connection: ssl.SSLSocket) -> None:
    """A byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)


@dataclass
class WebServer:
    """`answers` by path; `asked` are the request lines and headers that came."""

    port: int
    authority: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/jobs.html", host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"


@contextlib.contextmanager
def web_server(folder: Path) -> Iterator[WebServer]:
    """The server, until the block ends."""
    certificate = self_signed(folder, HOST)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, folder / "key.pem")
    answers: dict[str, Answer] = {}
    asked: list[str] = []

    def serve(client: socket.socket) -> None:
        with contextlib.suppress(OSError), tls.wrap_socket(client, server_side=True) as connection:
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece:
                    return
                request += piece
            asked.append(request.decode())
            answer = answers.get(request.split()[1].decode(), page("", "404 Not Found"))
            if isinstance(answer, bytes):
                connection.sendall(answer)
            else:
                answer(connection)

    with listening(serve) as port:
        yield WebServer(port, certificate, answers, asked)


def self_signed(folder: Path, host: str) -> Path:
    """A certificate for this host, with its key beside it (`key.pem`)."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "cert.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", str(folder / "key.pem"), "-out", str(out), "-days", "2", "-subj", f"/CN={host}",
            "-addext", f"subjectAltName=DNS:{host}",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return out
