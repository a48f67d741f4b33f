"""What the operator settles of a mail source, as frozen values; `app` builds them from the configuration.

Pure: no I/O, no clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Leave:
    """The mailbox stays exactly as it was."""


@dataclass(frozen=True, slots=True)
class SetFlag:
    r"""A system flag, such as `\Seen`, is set on every mail that is committed here."""

    flag: str


@dataclass(frozen=True, slots=True)
class SetKeyword:
    """A keyword, such as `$Intake`, is set on every mail that is committed here."""

    keyword: str


@dataclass(frozen=True, slots=True)
class Move:
    """Every mail that is committed here is moved to another folder of the same account."""

    folder: str


After = Leave | SetFlag | SetKeyword | Move
"""What happens to a mail at its source once it is committed here."""

Tls = Literal["implicit", "starttls", "none"]
"""How the connection is protected; nothing ever falls back to less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """One IMAP account. `password` is asked for at each login and kept nowhere; timeouts are seconds.

    `tls_ca` is a private authority (PEM) trusted instead of the system's. `since` leaves out older mail, by
    INTERNALDATE. A command may take `command_timeout`, and a second more for each 50 kB that it asks for.
    """

    name: str
    host: str
    port: int
    user: str
    password: Callable[[], str] = field(repr=False)
    tls: Tls = "implicit"
    tls_ca: Path | None = None
    since: date | None = None
    after: After = Leave()
    connect_timeout: float = 30.0
    read_timeout: float = 60.0
    command_timeout: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirSettings:
    """One Maildir; `path` holds `cur`, `new` and `tmp`. `since` leaves out older mail, by the file's time."""

    name: str
    path: Path
    since: date | None = None
    after: After = Leave()
