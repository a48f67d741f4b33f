"""What every mail source offers; IMAP and Maildir pass one contract suite (tests/contract/mailbox).

Nothing here changes the source but `acknowledge`. A source is used by one thread at a time. Every method raises
MailboxUnavailable where the source does not answer as it should (FolderUnavailable where that may concern one folder
alone), LoginRefused where the operator must act.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from intake.model.ledger import Fetched, FolderStatus, Listed, Mark


class Mailbox(Protocol):
    """A source of mail: folders that hold messages, each named by a UID within its folder and epoch."""

    @property
    def name(self) -> str:
        """The mailbox's name in the configuration."""
        ...

    @property
    def numbered(self) -> bool:
        """Whether UIDs are ascending numbers (IMAP); else they are opaque names (Maildir)."""
        ...

    def status(self, folder: str) -> FolderStatus:
        """What the source says of a folder, as cheaply as it can be asked; connects where needed."""
        ...

    def select(self, folder: str) -> FolderStatus:
        """Opens a folder read-only; the epoch is judged by the UIDVALIDITY given here."""
        ...

    def uids(self, folder: str, *, above: int = 0, up_to: int | None = None) -> tuple[str, ...]:
        """The UIDs present, ascending, none before `since`; of numbers those over `above` and up to `up_to`."""
        ...

    def describe(self, folder: str, uids: Sequence[str]) -> tuple[Listed, ...]:
        """Size, header key and INTERNALDATE without downloading; mails that are gone are left out."""
        ...

    def fetch(self, folder: str, uids: Sequence[str], *, limit: int, spool: Path) -> Iterator[tuple[Fetched, ...]]:
        """The mails in batches bounded in bytes; every UID asked for is answered exactly once.

        Mails over `limit` bytes come as their header block only. Large ones are written to the folder `spool`.
        """
        ...

    def acknowledge(self, marks: Sequence[Mark]) -> tuple[str, ...]:
        """Flags or moves what is committed, as configured; the ledger ids (`Mark.message`) that need no more."""
        ...

    def close(self) -> None:
        """Signs out; the next call signs in again."""
        ...
