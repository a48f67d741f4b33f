"""Applications and the decisions that make them: what matching is given, and what it concludes.

`Context` is everything that `matching.decide` may know beside the reading; `Decision` is an intent that
`store.record` applies in one transaction. Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.model.document import DocumentKind, DocumentStatus, Link
from intake.model.ledger import Outcome
from intake.model.posting import PostingRound


class Timeliness(StrEnum):
    """A submission against the deadline of its round."""

    ON_TIME = "on_time"
    IN_GRACE = "in_grace"
    LATE = "late"
    NO_DEADLINE = "no_deadline"


class Completeness(StrEnum):
    """Whether the required documents have come; `UNSURE` where nothing can tell."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNSURE = "unsure"


class Flag(StrEnum):
    """What a person should look at."""

    LATE = "late"
    INCOMPLETE = "incomplete"
    NEEDS_POSTING = "needs_posting"
    POSSIBLE_AGENCY = "possible_agency"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    AFTER_DECISION = "after_decision"
    UNVERIFIED_SENDER = "unverified_sender"
    HIDDEN_TEXT = "hidden_text"
    ENCRYPTED = "encrypted"
    LINK_ONLY = "link_only"
    SHORT_BODY = "short_body"
    UNREADABLE_DOCUMENT = "unreadable_document"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a decision: a stable `rule` word and a sentence with the words that it rests on."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """A posting that was not chosen (round id), and why it was considered."""

    posting: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A current document of an application, as completeness needs it. `links` are those read from it.

    `part` is its part path in `message`, or BODY_PART.
    """

    message: str
    part: str
    kinds: tuple[DocumentKind, ...]
    status: DocumentStatus
    links: tuple[Link, ...] = ()
    has_references_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRecord:
    """An application that the decision may join. `final` says that a person's status ends it, since `final_since`.

    Only a status that was final when the message came counts; `final_since` None means always.
    `received_at` is that of its first submission. `documents` leaves out those of the message being decided.
    """

    id: str
    candidate: str
    posting: str | None
    status: str
    final: bool
    received_at: datetime
    documents: tuple[HeldDocument, ...]
    final_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRecord:
    """A candidate that may have sent the message: by address, by name, or by thread.

    `names` and `emails` come from mails and resumes decided before this one. Merged candidates appear as the
    one that they were merged into, with the addresses and names of all. `unverified` says that only mails that
    failed authentication made it, so that nothing joins it by itself either.
    """

    id: str
    names: tuple[str, ...]
    emails: tuple[str, ...]
    applications: tuple[ApplicationRecord, ...]
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLink:
    """A stored message that this one answers or follows (References, In-Reply-To, Thread-Index)."""

    message: str
    candidate: str | None
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSighting:
    """The first arrival of the same mail (either digest equal), and the applications that it made or joined."""

    message: str
    same_bytes: bool
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A later arrival of the same mail: in whose mailbox, and for whom (folded addresses)."""

    message: str
    mailbox_addresses: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person has set of a mail, and every decision keeps to.

    `is_application`: it is one, whatever it carries. `moved`: the round (id) of the application in that place of the
    decision, None for none.
    """

    is_application: bool = False
    moved: tuple[tuple[int, str | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What `matching.decide` knows beside the reading.

    Everything that this message itself caused before is left out, so that deciding again is deciding anew.
    `received_at` is aware, UTC: when our side first took the mail, be it by the one of its `copies` that
    `received_by` names. `mailbox_addresses` are the mailbox's address and aliases, lower case.
    `postings` are all rounds, closed ones too, in the order of their ids.
    """

    message: str
    mailbox: str
    mailbox_addresses: tuple[str, ...]
    received_at: datetime
    first_sighting: FirstSighting | None
    thread: tuple[ThreadLink, ...]
    candidates: tuple[CandidateRecord, ...]
    postings: tuple[PostingRound, ...]
    short: bool = False
    wish: Wish = Wish()
    copies: tuple[Copy, ...] = ()
    received_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why this posting, in sentences, and the runner-ups."""

    reasons: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDecision:
    """What the message brings to one application.

    `candidate` is an existing candidate's id, or None for a new one made of `name`, `emails`, `phones`, `links`.
    `application` is the one it joins, or None for a new one (the store keeps the id of the one that this
    message opened before, when it decides again). `posting` None means that it waits for a person.
    `documents` are the part paths (or BODY_PART) that this submission brings. `deadline_at` is the instant.
    `completeness` and `missing` (WantedKind values) are those of the application with this submission in it.
    `possible_duplicates` are ids of other applications that a person may merge it with.
    """

    candidate: str | None
    name: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[Link, ...]
    application: str | None
    posting: str | None
    deadline_at: datetime | None
    timeliness: Timeliness | None
    completeness: Completeness
    missing: tuple[str, ...]
    documents: tuple[str, ...]
    match: Match
    flags: tuple[Flag, ...]
    possible_duplicates: tuple[str, ...] = ()
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the program concluded of one message; `evidence` is for the ledger and the review desk."""

    outcome: Outcome
    submissions: tuple[SubmissionDecision, ...] = ()
    duplicate_of: str | None = None
    flags: tuple[Flag, ...] = ()
    detail: str | None = None
    evidence: tuple[Evidence, ...] = ()
