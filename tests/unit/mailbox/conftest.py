"""A scripted server for each test, and mailboxes on it that are closed at the end."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from intake.mailbox.imap import ImapMailbox
from intake.mailbox.settings import ImapSettings
from intake.model.ledger import Fetched
from tests.servers.scripted_imap import Mail, ScriptedImap, scripted_imap

OpenMailbox = Callable[..., ImapMailbox]


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    with scripted_imap() as running:
        yield running


@pytest.fixture
def open_mailbox(server: ScriptedImap) -> Iterator[OpenMailbox]:
    """Makes a mailbox on the scripted server; keyword arguments are settings."""
    opened: list[ImapMailbox] = []

    def make(**settings: Any) -> ImapMailbox:
        values: dict[str, Any] = {
            "name": "jobs",
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "user": "jobs@example.org",
            "password": lambda: "secret",
            "command_timeout": 5.0,
        }
        opened.append(ImapMailbox(ImapSettings(**(values | settings))))
        return opened[-1]

    yield make
    for mailbox in opened:
        mailbox.close()


@pytest.fixture
def mailbox(open_mailbox: OpenMailbox) -> ImapMailbox:
    return open_mailbox()


@pytest.fixture
def fetch(mailbox: ImapMailbox, tmp_path: Path) -> Callable[..., dict[str, Fetched]]:
    """Fetches UIDs of the INBOX and gives the answers by UID; every UID must be answered once."""

    def run(uids: Sequence[str], *, limit: int = 35_000_000) -> dict[str, Fetched]:
        batches = list(mailbox.fetch("INBOX", uids, limit=limit, spool=tmp_path / "spool"))
        answers = [answer for batch in batches for answer in batch]
        assert [answer.uid for answer in answers] == list(uids)
        return {answer.uid: answer for answer in answers}

    return run


@pytest.fixture
def mail() -> Callable[..., Mail]:
    return make_mail


def make_mail(number: int = 1, body: bytes = b"Dear all\r\n", **figures: Any) -> Mail:
    header = (
        f"Message-ID: <{number}@example.net>\r\nDate: Tue, 1 Feb 2022 10:00:{number:02} +0100\r\n"
        f"From: Ada Example <ada{number}@example.net>\r\nSubject: Application\r\n\r\n"
    )
    return Mail(header.encode() + body, **figures)
