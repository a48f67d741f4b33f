"""F18: refused logins and wrong certificates: no retry storm, and never a password over less protection."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from intake.daemon import Parts, _pause
from intake.errors import MailboxUnavailable
from intake.mailbox.settings import Tls
from intake.pages import Pages
from intake.pipeline import Line, Received
from intake.polls import PollResult, Polls
from tests.e2e.site import Site, end
from tests.faults.conftest import OpenMailbox, StartDaemon, dovecot_table, eventually
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy


def test_f18_a_refused_login_is_tried_once_and_the_mailbox_is_then_left_alone(
    site: Site, proxy: FaultProxy, user: str, started: StartDaemon
) -> None:
    wrong = site.folder / "wrong"
    wrong.write_text("wrong", encoding="utf-8")
    wrong.chmod(0o600)
    table = dovecot_table(proxy.port, user).replace('password_env = "JOBS_PASSWORD"', 'password_file = "wrong"')
    site.add(table + 'every = "1s"\n')
    daemon = started(site)
    assert eventually(lambda: '"code": "LoginRefused"' in site.log()), site.log()
    time.sleep(4)
    assert len(proxy.commands("LOGIN")) == 1
    assert daemon.poll() is None
    assert end(daemon) == 0
    assert "wrong" not in site.log().replace("Check the user name and the password", "")


def test_f18_refusals_back_off_further_than_other_failures_up_to_an_hour(line: Line) -> None:
    parts = Parts(
        line=line, polls=Polls(line, [], lambda _name: pytest.fail("not asked")),
        pages=Pages(line, [], lambda _url: pytest.fail("not asked")),
        backoff=timedelta(minutes=1), backoff_limit=timedelta(hours=1),
    )  # fmt: skip
    refused = PollResult(mailbox="jobs", received=Received(), error="refused", login_refused=True)
    failed = PollResult(mailbox="jobs", received=Received(), error="failed")
    assert _pause(parts, failed, 1) <= timedelta(minutes=1)
    assert _pause(parts, refused, 1) >= timedelta(minutes=8)
    assert timedelta(minutes=30) <= _pause(parts, refused, 50) <= timedelta(hours=1)


@dataclass
class Impostor:
    """Offers TLS with a certificate that is no longer valid; `plain` is all that it was told before or without TLS."""

    port: int
    plain: bytearray = field(default_factory=bytearray)
    protected: bytearray = field(default_factory=bytearray)


@pytest.fixture
def expired(dovecot: Dovecot, tmp_path: Path) -> ssl.SSLContext:
    """A certificate for localhost of Dovecot's authority that ended yesterday."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost"]
    authority = ["-CA", str(dovecot.root / "ca.pem"), "-CAkey", str(dovecot.root / "ca.key"), "-CAcreateserial"]
    names = ["-extfile", str(dovecot.root / "names.cnf")]
    for arguments in (
        ["req", *key, "-keyout", "old.key", "-out", "old.csr"],
        ["x509", "-req", "-days", "-1", "-in", "old.csr", *authority, *names, "-out", "old.pem"],
    ):
        subprocess.run(["openssl", *arguments], cwd=tmp_path, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "old.pem", tmp_path / "old.key")
    return context


@contextlib.contextmanager
def serving(context: ssl.SSLContext, tls: Tls) -> Iterator[Impostor]:
    listener = socket.create_server(("127.0.0.1", 0))
    impostor = Impostor(listener.getsockname()[1])

    def plainly(client: socket.socket) -> None:
        """Up to STARTTLS, of which the client waits for the answer."""
        client.sendall(b"* OK ready\r\n")
        with client.makefile("rb") as lines:
            for line in lines:
                impostor.plain.extend(line)
                tag, _, command = line.strip().partition(b" ")
                told = b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n" if command == b"CAPABILITY" else b""
                client.sendall(told + tag + b" OK done\r\n")
                if command == b"STARTTLS":
                    return

    def talk(client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if tls == "starttls":
                plainly(client)
            with context.wrap_socket(client, server_side=True) as wrapped:
                impostor.protected += wrapped.recv(4_096)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                talk(listener.accept()[0])

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield impostor
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_f18_an_expired_certificate_gets_no_password_and_is_never_taken_for_less(
    dovecot: Dovecot, expired: ssl.SSLContext, open_mailbox: OpenMailbox, tls: Tls
) -> None:
    with serving(expired, tls) as impostor:
        mailbox = open_mailbox(impostor.port, tls=tls, tls_ca=dovecot.ca)
        for _ in range(2):
            with pytest.raises(MailboxUnavailable, match=r"certificate that does not verify .*expired"):
                mailbox.status("INBOX")
    assert b"LOGIN" not in impostor.plain.upper()
    assert b"AUTHENTICATE" not in impostor.plain.upper()
    assert not impostor.protected
    assert dovecot.password.encode() not in impostor.plain
