"""What the review desk shows, as frozen values: the queue, an application page, postings, mailboxes, history.

Ids are spelled ("a5"); times are aware, UTC. Strangers' words are raw text: whoever renders them escapes them.
Pure: no I/O, no clock.
"""

import datetime as dt
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intake.model.application import Alternative, Completeness, Evidence, Timeliness
from intake.model.document import DocumentStatus
from intake.model.message import Address, Hop
from intake.model.posting import Deadline, Posting
from intake.storage.queue_values import Asked, PostingRef, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that a value was read from: in which document or mail, on which page (from 1)."""

    text: str
    page: int | None
    document: str | None
    filename: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of the candidate: name, email, phone, link, location, language. `edited` is a person's value.

    `value` is what counts: the edited one where there is one ("" means that a person removed it). `read` is what
    was extracted, None where a person added it. `who` and `at` say who edited it when.
    """

    field: str
    value: str
    read: str | None
    sources: tuple[Words, ...] = ()
    edited: bool = False
    who: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document of the application with its text. `part` finds it in the raw mail; `hidden_text` no reader sees."""

    id: str
    message: str
    part: str
    filename: str | None
    media_type: str
    size: int
    sha256: str
    status: DocumentStatus
    kinds: tuple[str, ...]
    kind_reasons: tuple[str, ...]
    version: int
    superseded: bool
    pages: int | None
    language: str | None
    extractor: str | None
    ocr_confidence: float | None
    text: str
    hidden_text: str
    warnings: tuple[str, ...]
    members: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMail:
    """One mail that brought something to the application, in the order received; `text` is what the sender wrote.

    `full_text` also has what they quoted. `original_sent_at` is what a forward claims of its original.
    """

    message: str
    mailbox: str
    subject: str | None
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    sent_at: datetime | None
    received_at: datetime
    hops: tuple[Hop, ...]
    authentication: str
    text: str
    full_text: str
    timeliness: Timeliness | None
    claimed_at: datetime | None
    documents: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    flags: tuple[str, ...]
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The deadline verdict. `decided` is the program's, `timeliness` what counts, `overruled_by` who changed it.

    Both clocks: `sent_at` is the sender's, `received_at` ours; `hops` lie between them, the newest first.
    """

    timeliness: Timeliness | None
    decided: Timeliness | None
    deadline: Deadline | None
    deadline_at: datetime | None
    sent_at: datetime | None
    received_at: datetime
    claimed_at: datetime | None
    hops: tuple[Hop, ...]
    sentences: tuple[str, ...]
    overruled_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaks:
    """A sentence of a document that shares significant words with a requirement; evidence, never a score."""

    document: str
    filename: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What the posting asks of people, and the sentences that speak to it; `nice` where it is not required."""

    text: str
    nice: bool
    sentences: tuple[Speaks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened, or that a person did; `review` ("v7") can be undone where `undoable`."""

    at: datetime
    who: str
    what: str
    payload: dict[str, Any]
    object: str | None = None
    review: str | None = None
    reason: str | None = None
    undoable: bool = False
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person wrote beside an application."""

    review: str
    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherApplication:
    """Another application: of the same candidate, or possibly the same person; `why` in a sentence."""

    id: str
    name: str | None
    posting: PostingRef | None
    status: str
    received_at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The applications before and after this one in the queue that it was opened from; also when it left the queue.

    `place` counts from 1 how many stand before it and itself; `total` the whole queue. Both stop at MOST_COUNTED.
    """

    previous: str | None = None
    next: str | None = None
    place: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """Everything about one application. `version` goes back with every act, so that nobody overwrites anybody.

    `merged_into`: it was merged into another, which has everything.
    """

    id: str
    version: str
    candidate: str
    name: str | None
    status: str
    posting: PostingRef | None
    mailbox: str
    received_at: datetime
    completeness: Completeness
    missing: tuple[str, ...]
    flags: tuple[str, ...]
    tags: tuple[str, ...]
    facts: tuple[Fact, ...]
    asked: tuple[Asked, ...]
    verdict: Verdict
    reasons: tuple[str, ...]
    alternatives: tuple[tuple[PostingRef, Alternative], ...]
    requirements: tuple[Requirement, ...]
    documents: tuple[ShownDocument, ...]
    mails: tuple[ShownMail, ...]
    notes: tuple[Note, ...]
    others: tuple[OtherApplication, ...]
    possible_duplicates: tuple[OtherApplication, ...]
    history: tuple[Happened, ...]
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """How many applications came on a day of the asked zone."""

    date: dt.date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingItem:
    """A posting round with its counts: applications by status, those that were late or in grace, and by the day.

    `days` are in date order. `withdrawn`: whoever brought it in took that back.
    """

    id: str
    version: str
    posting: Posting
    source: str
    opened_at: datetime | None
    closed_at: datetime | None
    previous: str | None
    deadline_at: datetime | None
    applications: int
    unreviewed: int
    by_status: dict[str, int]
    by_timeliness: dict[str, int]
    days: tuple[Day, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingChoice:
    """A posting round to choose from: its title, and whether it is closed."""

    id: str
    title: str | None
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxItem:
    """A mailbox in numbers; every message that it ever held has exactly one of `outcomes`."""

    name: str
    kind: str
    addresses: tuple[str, ...]
    total: int
    outcomes: dict[str, int]
    backlog: int
    oldest_waiting: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailItem:
    """A mail that could not be read (`reason` says why), or correspondence. `sha256` None: no bytes are held."""

    message: str
    mailbox: str
    folder: str
    outcome: str
    reason: str | None
    sender: Address | None
    subject: str | None
    received_at: datetime | None
    recorded_at: datetime
    size: int
    sha256: str | None
    attempts: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """Some mails. `after` asks for the next page; None: this is the last. `counts` by outcome, in this scope."""

    items: tuple[MailItem, ...]
    after: str | None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondencePage:
    """One mail that is no application, whole; None for texts of a mail that could not be read."""

    item: MailItem
    to: tuple[Address, ...]
    text: str
    full_text: str
    evidence: tuple[Evidence, ...]
    documents: tuple[ShownDocument, ...]
    applications: tuple[str, ...]
    history: tuple[Happened, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """What happened, the newest first. `after` asks for the next page; None: this is the last."""

    items: tuple[Happened, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers in the header: unreviewed applications, open postings, mails that could not be read."""

    queue: int
    postings: int
    unread: int
