"""What an account may see and do: the argument by which every query of the review desk is narrowed (security.md 11).

Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from typing import Final, Literal

ALL: Final = "all"

Some = tuple[str, ...] | Literal["all"]
"""Ids or names, or all of them, those that come later too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`postings`: round ids ("p2") whose applications may be seen; `mailboxes`: names whose unplaced mail may be seen.

    What has no posting (needs a posting, correspondence, could not be read) goes by mailbox. An administrator sees
    everything. `read_only` looks and changes nothing.
    """

    administrator: bool = False
    postings: Some = ()
    mailboxes: Some = ()
    read_only: bool = False

    def sees_posting(self, posting: str) -> bool:
        """Whether applications to this round ("p2") may be seen."""
        return self.administrator or self.postings == ALL or posting in self.postings

    def sees_mailbox(self, mailbox: str) -> bool:
        """Whether unplaced mail of this mailbox may be seen."""
        return self.administrator or self.mailboxes == ALL or mailbox in self.mailboxes

    @property
    def every_posting(self) -> bool:
        """Whether no round is left out."""
        return self.administrator or self.postings == ALL

    @property
    def every_mailbox(self) -> bool:
        """Whether no mailbox is left out."""
        return self.administrator or self.mailboxes == ALL

    @property
    def triages(self) -> bool:
        """Whether any unplaced mail may be seen."""
        return self.every_mailbox or bool(self.mailboxes)

    @property
    def may_write(self) -> bool:
        """Whether anything may be changed at all."""
        return not self.read_only


EVERYTHING: Final = Scope(administrator=True, postings=ALL, mailboxes=ALL)
"""The scope of the program itself and of the command line."""
