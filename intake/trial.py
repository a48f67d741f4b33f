"""A self-contained trial run: invented mails arrive in a mailbox of its own, and the daemon takes them in.

Everything is kept in one folder, with an `intake.toml` of its own, so that any other command works beside it.
"""

import os
import socket
import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from intake.config import Config
from intake.errors import ConfigError

if TYPE_CHECKING:
    from intake.accounts.service import Accounts

_SETTINGS = """\
# The trial's own configuration; the commands that the demo prints use it.
[organisation]
name = "Example Foundation"
timezone = "Europe/Berlin"
staff_domains = ["example.org"]

[trust]
authserv_ids = ["mx.example.org"]
relays = ["mx.example.org"]

[log]
level = "warning"
"""

_MAILBOX = """
[[mailboxes]]
name = "{name}"
kind = "maildir"
path = "mail/{name}"
address = "{name}@example.org"
every = "2s"
"""

_REVIEWER = "ana@example.org"

PAGES = ("careers",)
"""Where the fixtures' careers pages are."""


class Trial:
    """The folder of a trial run: its configuration, its postings and its mailboxes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.config_path = self.folder / "intake.toml"
        self.fixtures = _fixtures()

    def prepare(self) -> None:
        """Writes the configuration and empty mailboxes, unless they are there from an earlier run."""
        names = sorted({mailbox for mailbox, _received, _file in self._mails()})
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            for part in ("cur", "new", "tmp"):
                (self.folder / "mail" / name / part).mkdir(parents=True, exist_ok=True)
        if not self.config_path.exists():
            settings = _SETTINGS + "".join(_MAILBOX.format(name=name) for name in names)
            self.config_path.write_text(settings, encoding="utf-8")

    def pages(self) -> Iterator[Path]:
        """The careers pages and posting files, as files."""
        for item in sorted((self.fixtures / "careers").iterdir(), key=lambda item: item.name):
            with as_file(item) as path:
                yield path

    def deliver(self) -> Iterator[str]:
        """Delivers one mail each time it is asked, in the order of arrival; those of an earlier run are left out."""
        for mailbox, received, file in self._mails():
            target = self.folder / "mail" / mailbox
            name = f"{int(received.timestamp())}.{file.name.removesuffix('.eml')}.example.org"
            if any((target / part / name).exists() for part in ("new", "cur")):
                continue
            (target / "tmp" / name).write_bytes(file.read_bytes())
            os.utime(target / "tmp" / name, (received.timestamp(), received.timestamp()))
            (target / "tmp" / name).rename(target / "new" / name)
            yield file.name

    def _mails(self) -> list[tuple[str, datetime, Traversable]]:
        """(mailbox, received, file) of every fixture mail, in the order of their names."""
        mails = []
        folder = self.fixtures / "messages"
        for item in sorted(folder.iterdir(), key=lambda item: item.name):
            if item.name.endswith(".eml"):
                facts = tomllib.loads((folder / f"{item.name.removesuffix('.eml')}.toml").read_text(encoding="utf-8"))
                mails.append((facts["mailbox"], facts["received"], item))
        return mails


def sign_in_token(accounts: "Accounts") -> str:
    """A one-time link's token for the trial's own administrator, who is made when missing and needs no password."""
    from intake.accounts.service import SIGN_IN, NoSuchAccount
    from intake.model.account import Grant, Role

    try:
        account = accounts.by_email(_REVIEWER).id
    except NoSuchAccount:
        account, _ = accounts.invite(_REVIEWER, "Ana Lindqvist", [Grant(role=Role.ADMINISTRATOR)])
    return accounts.new_link(account, purpose=SIGN_IN)


def on_a_free_port(config: Config) -> Config:
    """The configuration with any free port for the review desk where its own is taken: a trial must not fail by it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.review.host, config.review.port))
        except OSError:
            return config.model_copy(update={"review": config.review.model_copy(update={"port": 0})})
    return config


def _fixtures() -> Traversable:
    """The demo's fixtures: inside the installed package, or beside it in a checkout."""
    for place in (files("intake") / "fixtures", files("intake") / ".." / "fixtures"):
        if (place / "careers").is_dir():
            return place
    raise ConfigError(["The demo's fixtures are not installed; install Intake anew, or run it from its repository."])
