"""A real Dovecot for tests: own configuration in a temporary folder, loopback only, any number of mailboxes.

Every user name is an account of its own (static passdb), so a test takes a fresh one with `account()` and
shares the server with all others. Runs as `nobody` where the tests run as root, else as whoever runs them.
"""

import contextlib
import grp
import imaplib
import itertools
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "correct-horse"
"""Opens every account."""

WIDE_PASSWORD = "pässwörd-密"
"""Opens every account too, but fits no LOGIN command."""

_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 200
ssl = yes
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={wide_password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass
class Dovecot:
    """A running server. `ca` is the authority that signed its certificate for `host` and 127.0.0.1."""

    root: Path
    port: int
    tls_port: int
    host: str = "localhost"
    password: str = PASSWORD
    wide_password: str = WIDE_PASSWORD
    _accounts: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def ca(self) -> Path:
        return self.root / "ca.pem"

    def account(self) -> str:
        """The name of a mailbox that nobody has used yet; its INBOX is empty."""
        return f"jobs{os.getpid()}-{next(self._accounts)}@example.org"

    def copied(self, user: str) -> str:
        """A new account that holds what this one does, under the same numbers."""
        name = self.account()
        source, target = self.maildir(user).parent, self.maildir(name).parent
        owner = source.stat()
        shutil.copytree(source, target)
        for path in (target, *target.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
        return name

    @contextlib.contextmanager
    def client(self, user: str, folder: str | None = None) -> Iterator[imaplib.IMAP4]:
        """A second client, signed in; with `folder` selected for writing."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        try:
            client.login(user, self.password)
            if folder is not None:
                _ok(client.select(f'"{folder}"'))
            yield client
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def append(self, user: str, raw: bytes, folder: str = "INBOX", *, at: str | None = None, flags: str = "") -> str:
        """Stores a mail and returns its UID; `at` is an INTERNALDATE such as `01-Feb-2022 10:00:00 +0100`."""
        return self.append_many(user, [raw], folder, at=at, flags=flags)[0]

    def append_many(
        self, user: str, raws: list[bytes], folder: str = "INBOX", *, at: str | None = None, flags: str = ""
    ) -> list[str]:
        """Stores mails in this order over one connection and returns their UIDs."""
        stamp = f'"{at}"' if at else ""
        with self.client(user) as client:
            return [_appended(client.append(f'"{folder}"', flags, stamp, raw)) for raw in raws]

    def create(self, user: str, folder: str) -> None:
        with self.client(user) as client:
            _ok(client.create(f'"{folder}"'))

    def delete(self, user: str, folder: str) -> None:
        with self.client(user) as client:
            _ok(client.delete(f'"{folder}"'))

    def expunge(self, user: str, uid: str, folder: str = "INBOX") -> None:
        """Deletes one mail as another client would."""
        with self.client(user, folder) as client:
            _ok(client.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))
            _ok(client.uid("EXPUNGE", uid))

    def flags(self, user: str, folder: str = "INBOX") -> dict[str, frozenset[str]]:
        """The flags of every mail by UID, \\Recent left out."""
        with self.client(user, folder) as client:
            lines = _ok(client.uid("FETCH", "1:*", "(FLAGS)"))
        found = {}
        for line in lines:
            if not isinstance(line, bytes):
                continue
            uid, words = re.search(rb"UID (\d+)", line), re.search(rb"FLAGS \(([^)]*)\)", line)
            if uid and words:
                found[uid[1].decode()] = frozenset(words[1].decode().split()) - {"\\Recent"}
        return found

    def bodies(self, user: str, folder: str = "INBOX") -> dict[str, bytes]:
        """The raw mails by UID, fetched with PEEK."""
        with self.client(user, folder) as client:
            lines = _ok(client.uid("FETCH", "1:*", "(UID BODY.PEEK[])"))
        pairs = [line for line in lines if isinstance(line, tuple)]
        return {head.split(b"UID ")[1].split()[0].decode(): body for head, body in pairs}

    def uidvalidity(self, user: str, folder: str = "INBOX") -> int:
        return self._status(user, folder, "UIDVALIDITY")

    def uidnext(self, user: str, folder: str = "INBOX") -> int:
        return self._status(user, folder, "UIDNEXT")

    def renumber(self, user: str, folder: str = "INBOX", *, uidvalidity: int | None = None, first: int = 1) -> int:
        """Gives the folder new UIDs from `first` on, under `uidvalidity` (any value; None: the one it has).

        The mails stay; this is what a restored backup or a rebuilt index does. Returns the UIDVALIDITY.
        """
        value = self.uidvalidity(user, folder) if uidvalidity is None else uidvalidity
        path = self.maildir(user, folder)
        for index in path.glob("dovecot.index*"):
            index.unlink()
        uidlist = path / "dovecot-uidlist"
        owner = uidlist.stat()
        uidlist.write_text(f"3 V{value} N{first} G{os.urandom(16).hex()}\n", encoding="ascii")
        os.chown(uidlist, owner.st_uid, owner.st_gid)
        return value

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """Where Dovecot keeps the folder."""
        root = self.root / "mail" / user / "Maildir"
        return root if folder == "INBOX" else root / ("." + folder.replace("/", "."))

    def _status(self, user: str, folder: str, item: str) -> int:
        with self.client(user) as client:
            line = _ok(client.status(f'"{folder}"', f"({item})"))[0]
        match = re.search(rb"%s (\d+)" % item.encode(), line)
        assert match, line
        return int(match[1])


def _ok(reply: tuple[str, Any]) -> list[Any]:
    status, data = reply
    assert status == "OK", reply
    return list(data)


def _appended(reply: tuple[str, Any]) -> str:
    match = re.search(rb"APPENDUID \d+ (\d+)", _ok(reply)[0])
    assert match, reply
    return match[1].decode()


@contextlib.contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """Starts a server and stops it by its process id; RuntimeError says what to install where there is none."""
    binary = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        raise RuntimeError("These tests need a real IMAP server: install the package dovecot-imapd.")
    root = Path(tempfile.mkdtemp(prefix="intake-dovecot-"))
    try:
        with _serve(binary, root) as server:
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One server for the whole run; tests keep apart by taking an `account()` each."""
    with running_dovecot() as server:
        yield server


@contextlib.contextmanager
def _serve(binary: str, root: Path) -> Iterator[Dovecot]:
    # nobody: a system user that exists everywhere and owns nothing; Dovecot refuses to keep mail as root.
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    _make_certificate(root)
    server = Dovecot(root, *_free_ports())
    (root / "dovecot.conf").write_text(_configuration(server, account), encoding="utf-8")
    for folder in ("run", "state", "mail"):
        (root / folder).mkdir()
    for path in (root, *root.iterdir()):
        os.chown(path, account.pw_uid, account.pw_gid)
    identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    process = subprocess.Popen(  # type: ignore[call-overload] # identity is three keywords of one kind
        [binary, "-F", "-c", str(root / "dovecot.conf")], cwd=root, **identity
    )
    try:
        _wait_until_up(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _configuration(server: Dovecot, account: pwd.struct_passwd) -> str:
    return _CONFIGURATION.format(
        root=server.root,
        port=server.port,
        tls_port=server.tls_port,
        user=account.pw_name,
        group=grp.getgrgid(account.pw_gid).gr_name,
        uid=account.pw_uid,
        gid=account.pw_gid,
        password=PASSWORD,
        wide_password=WIDE_PASSWORD,
    )


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _wait_until_up(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 15
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", server.port, timeout=5).logout()
            return
        time.sleep(0.05)
    log = server.root / "dovecot.log"
    said = log.read_text(errors="replace") if log.exists() else "(no log)"
    raise RuntimeError(f"Dovecot did not come up within 15 seconds; it said:\n{said}")


def _make_certificate(root: Path) -> None:
    """An authority of our own (`ca.pem`) and a server certificate signed by it, valid for two days."""
    names = root / "names.cnf"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n", encoding="ascii")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    authority = ["-x509", "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"]
    request = ["-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"]
    signing = ["-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    _openssl(root, "req", *key, *authority)
    _openssl(root, "req", *key, *request)
    _openssl(root, "x509", *signing, "-extfile", "names.cnf", "-out", "server.pem")


def _openssl(root: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr}")
