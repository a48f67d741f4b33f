"""What importing a page does to one posting round: the intent that `postings.rounds` makes and storage applies.

A posting keeps its round while it is open, whatever its page changes; advertised again after it was over it is
a new round, linked to the previous one. Pure: no I/O, no clock.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from intake.model.posting import Posting


class RoundAction(StrEnum):
    """What becomes of a round. `EXTENDED` is a change in which the deadline moved to a later day or time.

    `WITHDRAWN`: whoever brought the posting in took that back, so that it never was one. No page plans that.
    """

    NEW = "new"
    CHANGED = "changed"
    EXTENDED = "extended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundChange:
    """One round after the import of `source`; applied as it stands, in one transaction with the others.

    `round_id` is None for `NEW` only. `posting` is what the round says from now on: of a `CLOSED` one what it
    said last. `opened_at` and `closed_at` are those of the round after the change (aware, UTC, or None).
    `previous` is the id of the same posting's earlier round. `source` names the page or posting file that the
    round is of: another one may change what it states too, and never closes it.
    `sentences` say what changed, for the operator and the history; of `UNCHANGED` only what stays as people set it.
    """

    action: RoundAction
    round_id: str | None
    posting: Posting
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    previous: str | None
    source: str
    sentences: tuple[str, ...] = ()
