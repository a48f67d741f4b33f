"""The mail sources under contract: a real Dovecot, plain and by TLS, and a Maildir on disk."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from intake.mailbox.imap import ImapMailbox
from intake.mailbox.maildir import MaildirMailbox
from intake.mailbox.protocol import Mailbox
from intake.mailbox.settings import ImapSettings, MaildirSettings
from tests.servers.dovecot import Dovecot
from tests.servers.dovecot import dovecot as dovecot  # noqa: PLC0414 - a fixture, not a name to use


class Source(Protocol):
    """A mail source as its other users see it."""

    def open(self, **settings: Any) -> Mailbox: ...

    def deliver(self, raw: bytes) -> str: ...

    def remove(self, uid: str) -> None: ...

    def state(self) -> object:
        """Everything that a client could see or change, to tell that nothing was touched."""
        ...

    def seen(self, uid: str) -> bool: ...

    def folder(self, name: str) -> list[bytes]:
        """The raw mails of another folder."""
        ...


@dataclass
class DovecotSource:
    server: Dovecot
    tls: str
    user: str = ""
    opened: list[Mailbox] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.user = self.server.account()

    def open(self, **settings: Any) -> Mailbox:
        values: dict[str, Any] = {
            "name": "jobs",
            "host": self.server.host,
            "port": self.server.tls_port if self.tls == "implicit" else self.server.port,
            "tls": self.tls,
            "tls_ca": self.server.ca,
            "user": self.user,
            "password": lambda: self.server.password,
        }
        self.opened.append(ImapMailbox(ImapSettings(**(values | settings))))
        return self.opened[-1]

    def deliver(self, raw: bytes) -> str:
        return self.server.append(self.user, raw)

    def remove(self, uid: str) -> None:
        self.server.expunge(self.user, uid)

    def state(self) -> object:
        return self.server.flags(self.user), self.server.bodies(self.user)

    def seen(self, uid: str) -> bool:
        return "\\Seen" in self.server.flags(self.user)[uid]

    def folder(self, name: str) -> list[bytes]:
        return list(self.server.bodies(self.user, name).values())


@dataclass
class MaildirSource:
    root: Path
    opened: list[Mailbox] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        for name in ("cur", "new", "tmp"):
            (self.root / name).mkdir(parents=True)

    def open(self, **settings: Any) -> Mailbox:
        self.opened.append(MaildirMailbox(MaildirSettings(name="jobs", path=self.root, **settings)))
        return self.opened[-1]

    def deliver(self, raw: bytes) -> str:
        uid = f"{next(self.count):09}.M1P{os.getpid()}.host"
        (self.root / "tmp" / uid).write_bytes(raw)
        (self.root / "tmp" / uid).rename(self.root / "new" / uid)
        return uid

    def remove(self, uid: str) -> None:
        (path,) = (path for path in self.root.rglob(f"{uid}*") if path.is_file())
        path.unlink()

    def state(self) -> object:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in self.root.rglob("*") if path.is_file()
        }

    def seen(self, uid: str) -> bool:
        return any(path.name == f"{uid}:2,S" for path in (self.root / "cur").iterdir())

    def folder(self, name: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.root / f".{name}" / "cur").iterdir())]


@pytest.fixture(params=["imap", "imaps", "maildir"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    made: DovecotSource | MaildirSource
    if request.param == "maildir":
        made = MaildirSource(tmp_path / "Maildir")
    else:
        server: Dovecot = request.getfixturevalue("dovecot")
        made = DovecotSource(server, "none" if request.param == "imap" else "implicit")
    yield made
    for mailbox in made.opened:
        mailbox.close()


@pytest.fixture
def mailbox(source: Source) -> Mailbox:
    return source.open()


@pytest.fixture
def dovecot_source(dovecot: Dovecot) -> Iterator[DovecotSource]:
    made = DovecotSource(dovecot, "none")
    yield made
    for mailbox in made.opened:
        mailbox.close()


@pytest.fixture
def mail() -> Callable[..., bytes]:
    return make_mail


def make_mail(number: int = 1, body: bytes = b"Dear all\r\n") -> bytes:
    header = (
        f"Message-ID: <{number}@example.net>\r\nDate: Tue, 1 Feb 2022 10:00:00 +0100\r\n"
        f"From: Ada Example <ada{number}@example.net>\r\nSubject: Application {number}\r\n\r\n"
    )
    return header.encode() + body
