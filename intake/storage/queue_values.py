"""What the queue shows, as frozen values: filters, lines, what was asked for, where words were found.

Ids are spelled ("a5"); times are aware, UTC. Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.model.application import Completeness, Timeliness
from intake.model.posting import Need

ANY = "all"
"""The chip that filters nothing."""

NEW_MAIL = "new_mail"
"""The chip of applications that were judged and got another mail since; it asks for no status."""

IN_GRACE = "in_grace"
"""A chip that is only counted: applications that came after the deadline and within the grace."""

TAG = "tag:"
"""Begins the chip of a tag."""

CHIPS = (
    ANY,
    "needs_posting",
    "incomplete",
    "late",
    "possible_duplicate",
    "possible_agency",
    "unverified_sender",
    "after_decision",
    NEW_MAIL,
)
"""The chips of the queue in their order; all but the first and the last are flags (`model.application.Flag`)."""

MOST_COUNTED = 1_000
"""Applications that are counted one by one; where a number stops at it, more are there.

Without words and tag the numbers come from counters and are true, however many there are.
"""


class Order(StrEnum):
    """How the queue is sorted: the newest mail first, or posting by posting and the newest first in each."""

    NEWEST = "newest"
    POSTING = "posting"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which applications: `status` "new" is what nobody has judged yet, None every status; `chip` one of CHIPS.

    `words` are searched for in names, subjects and documents, all of them, in any order.
    """

    status: str | None = "new"
    chip: str = ANY
    posting: str | None = None
    tag: str | None = None
    words: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class PostingRef:
    """A posting round by its id, and its title."""

    id: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `hit` is True where it is a word that was searched for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Where the words were found: `source` is "name", "subject", "mail" or a file's name; `spans` make one line."""

    source: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A document that the posting asks for. `answered`: True, False (a gap), or None: nothing can tell.

    `text` are the words of the posting; `documents` the ids ("d3") of what answers it.
    """

    kind: str
    need: Need
    text: str
    answered: bool | None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One line of the queue. `likely` counts the postings that a person may choose from where none is settled."""

    id: str
    version: str
    name: str | None
    email: str | None
    subject: str | None
    posting: PostingRef | None
    likely: int
    status: str
    received_at: datetime
    deadline_at: datetime | None
    timeliness: Timeliness | None
    completeness: Completeness
    asked: tuple[Asked, ...]
    kinds: tuple[str, ...]
    flags: tuple[str, ...]
    tags: tuple[str, ...]
    submissions: int
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some applications. `after` is what the next page is asked for with; None: this is the last.

    `counts` holds each chip's number under the same status, posting and tag. With search words or a tag the chips
    count among the newest MOST_COUNTED applications that have them; `more` says that there are further ones.
    """

    items: tuple[QueueItem, ...]
    after: str | None
    counts: dict[str, int]
    filter: QueueFilter
    more: bool = False
