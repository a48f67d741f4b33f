"""Who reviews: accounts, what they may do, how they are signed in, and what they did and read.

No stranger's data is here: `audit.object` holds ids of applications, documents and messages, never their words.
Tokens are kept as SHA-256 only, so that a copy of the database opens no session.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.tables.base import KEPT_IDS, Key, Row
from intake.storage.tables.types import KEY


class AccountRow(Row):
    """A person who reviews; `email_key` is the address folded, by which it is found. No password: never signed in."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("email_key"), KEPT_IDS)

    id: Mapped[Key]
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str | None]
    read_only: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class GrantRow(Row):
    """What an account may see: `administrator`, `recruiter` of a round, `triage` of a mailbox; null means all."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "account_id"), KEPT_IDS)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(KEY, ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(String(16))
    round_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("posting_rounds.id"))
    mailbox: Mapped[str | None]


class InviteRow(Row):
    """A one-time link: to set a `password`, or to `sign_in` (the demo)."""

    __tablename__ = "invites"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id"), KEPT_IDS)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(KEY, ForeignKey("accounts.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignedInRow(Row):
    """A session of a browser; `expires_at` is its absolute end, `seen_at` moves while it is used."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id"), KEPT_IDS)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(KEY, ForeignKey("accounts.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    browser: Mapped[str]


class TryRow(Row):
    """Failed sign-ins under one key (a digest of account, address or both), for throttling."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class AuditRow(Row):
    """What an account did, when it signed in, which personal data it read. A null account: the terminal."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "account_id", "id"), Index(None, "object"), KEPT_IDS)

    id: Mapped[Key]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(KEY, ForeignKey("accounts.id"))
    act: Mapped[str] = mapped_column(String(32))
    object: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None]
