"""Who applied for what: postings, candidates, applications, submissions, documents, decisions, reviews, history.

Every row with personal data reaches a message or a candidate by foreign key. An application or candidate that
no message stands for any more is kept with `removed_at`, so that its id never means anybody else and comes back
when the same message makes it again. A null round is "needs a posting".
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.model.application import Completeness, Timeliness
from intake.model.document import DocumentStatus
from intake.model.ledger import Outcome
from intake.storage.tables.base import KEPT_IDS, Key, Row, partial
from intake.storage.tables.types import KEY, Word


class RoundRow(Row):
    """A posting in one round; `posting` is the model's Posting as JSON. A withdrawn one never was a posting."""

    __tablename__ = "posting_rounds"
    __table_args__ = (KEPT_IDS,)

    id: Mapped[Key]
    source: Mapped[str]
    title: Mapped[str | None]
    posting: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    previous_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("posting_rounds.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PageLookRow(Row):
    """How the last look at a watched careers page went: `good_at` is that of the last good one, `error` a sentence."""

    __tablename__ = "page_looks"

    source: Mapped[str] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime]
    good_at: Mapped[datetime | None]
    error: Mapped[str | None]


class CandidateRow(Row):
    """Who applied. `opened_by_id` and `position`: the message, and the place in its decision, that made it."""

    __tablename__ = "candidates"
    __table_args__ = (Index(None, "opened_by_id", "position"), KEPT_IDS)

    id: Mapped[Key]
    name: Mapped[str | None]
    opened_by_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    position: Mapped[int]
    merged_into_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("candidates.id"), index=True)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CandidateEmailRow(Row):
    """An address of a candidate, and the message that said so; `address_key` is it folded for comparing."""

    __tablename__ = "candidate_emails"
    __table_args__ = (Index(None, "candidate_id"), Index(None, "address_key"))

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(KEY, ForeignKey("candidates.id"))
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"), index=True)
    email: Mapped[str]
    address_key: Mapped[str]


class CandidateNameRow(Row):
    """A name of a candidate, and the message that said so; `name_key` is it folded for comparing."""

    __tablename__ = "candidate_names"
    __table_args__ = (Index(None, "candidate_id"), Index(None, "name_key"))

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(KEY, ForeignKey("candidates.id"))
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]


class ApplicationRow(Row):
    """One candidate, one round. Values are the effective ones: a person's Review, else the latest decisions.

    One that a person merged into another has `merged_into_id`, and is out of sight until that is undone.
    """

    __tablename__ = "applications"
    __table_args__ = (
        partial(
            "uq_applications_candidate_id_round_id",
            "candidate_id",
            "round_id",
            where="removed_at IS NULL AND round_id IS NOT NULL",
            unique=True,
        ),
        Index(None, "opened_by_id", "position"),
        Index(None, "round_id", "status"),
        KEPT_IDS,
    )

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(KEY, ForeignKey("candidates.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("posting_rounds.id"))
    opened_by_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    position: Mapped[int]
    status: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
    deadline_at: Mapped[datetime | None]
    timeliness: Mapped[Timeliness | None] = mapped_column(Word(Timeliness))
    completeness: Mapped[Completeness] = mapped_column(Word(Completeness))
    missing: Mapped[list[Any]]
    flags: Mapped[list[Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("applications.id"), index=True)


class SubmissionRow(Row):
    """What one message brings to one application; `decided` is the model's SubmissionDecision as JSON."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("message_id", "application_id"), KEPT_IDS)

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    application_id: Mapped[int] = mapped_column(KEY, ForeignKey("applications.id"), index=True)
    position: Mapped[int]
    timeliness: Mapped[Timeliness | None] = mapped_column(Word(Timeliness))
    claimed_at: Mapped[datetime | None]
    decided: Mapped[dict[str, Any]]


class DocumentRow(Row):
    """A document of a message, as its reading says. `links` as the model's Link; `part` may be the body's."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("message_id", "part"), KEPT_IDS)

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    part: Mapped[str]
    filename: Mapped[str | None]
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(KEY)
    status: Mapped[DocumentStatus] = mapped_column(Word(DocumentStatus))
    kinds: Mapped[list[Any]]
    links: Mapped[list[Any]]
    has_references_section: Mapped[bool] = mapped_column(Boolean)


class SubmittedDocumentRow(Row):
    """A document in an application: its version among those of its kind, and whether a newer one took its place."""

    __tablename__ = "submitted_documents"
    __table_args__ = (UniqueConstraint("submission_id", "document_id"),)

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(KEY, ForeignKey("submissions.id"))
    document_id: Mapped[int] = mapped_column(KEY, ForeignKey("documents.id"), index=True)
    version: Mapped[int]
    superseded: Mapped[bool] = mapped_column(Boolean)


class DecisionRow(Row):
    """What the program concluded of a message, with its evidence; every one is kept, the newest is `latest`."""

    __tablename__ = "decisions"
    __table_args__ = (
        partial("uq_decisions_latest", "message_id", where="latest", unique=True),
        Index(None, "message_id"),
        KEPT_IDS,
    )

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(KEY, ForeignKey("messages.id"))
    made_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    decision: Mapped[dict[str, Any]]
    latest: Mapped[bool] = mapped_column(Boolean)


class ReviewRow(Row):
    """What a person did: `before` and `after` as JSON objects. It wins over decisions until it is undone."""

    __tablename__ = "reviews"
    __table_args__ = (KEPT_IDS,)

    id: Mapped[Key]
    application_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("applications.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("candidates.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("messages.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("posting_rounds.id"), index=True)
    kind: Mapped[str]
    who: Mapped[str]
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class HistoryRow(Row):
    """Something that happened. The row stays for ever; `payload`, where personal data may be, can be erased.

    `shelf` is that of the application now (`queue_entries.shelf`), else the posting round: who may see it.
    """

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_shelf_id", "shelf", "id"),
        Index("ix_history_actor_id", "actor", "id"),
        KEPT_IDS,
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str] = mapped_column(String(64))
    application_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("applications.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("candidates.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("messages.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("posting_rounds.id"), index=True)
    payload: Mapped[dict[str, Any] | None]
    erased_at: Mapped[datetime | None]
    shelf: Mapped[int | None] = mapped_column(KEY)
