"""A mail as read: who wrote it, when, what it says and what it carries.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What sort of mail it is; only `PERSONAL` mail can be an application."""

    PERSONAL = "personal"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    REPORT = "report"
    CALENDAR = "calendar"
    BULK = "bulk"


class Authentication(StrEnum):
    """What the configured authserv-id says of the sender (RFC 8601); `UNKNOWN` without its header."""

    PASS = "pass"  # noqa: S105 - a verdict of RFC 8601, no secret
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadError:
    """Why something could not be read: a stable `code` and a sentence for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address with its display name; `address` has its domain in lower case."""

    name: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One Received header (RFC 5321 section 4.4): who took the mail, from whom, for whom, when (UTC)."""

    by: str | None
    from_: str | None
    for_: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Bytes that came with a mail, found again in the raw message by `part`.

    `part` is the path of the leaf: child numbers from 1 joined by dots, and a slash where a nested message
    (message/rfc822) or a wrapper is entered, as in "2/1.3". `filename` is decoded and safe to show;
    `media_type` is by content, `declared_type` by header; `size` in bytes and `sha256` (hex) of the decoded
    payload. `embedded` marks pictures that the HTML shows and signature logos.
    """

    part: str
    filename: str | None
    media_type: str
    declared_type: str
    size: int
    sha256: str
    disposition: str | None
    embedded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The original of a forwarded mail, as the forward states it; `sent_at` is a claim, not a fact.

    `part` is the path of the nested message where it came attached, None for an inline forward.
    """

    sender: Address | None
    to: tuple[Address, ...]
    subject: str | None
    sent_at: datetime | None
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One parsed mail. Times are aware and in UTC; unknown values are None, never a guess.

    `received_at` is when our side took it (earliest of INTERNALDATE and the unbroken top run of Received
    headers by trusted relays; for imports that run, else the topmost Received, else Date, else the file's
    time). `recipients` holds every address that the mail was for, lower case, in this order and once each:
    To, Cc, Delivered-To, X-Original-To, Envelope-To, Resent-To, the `for` of trusted Received headers.
    `text` is what the sender wrote, without quoted history and signature; `full_text` is everything.
    `content_digest` (hex SHA-256) covers From, Date, Message-ID, Subject and the body octets, no trace headers.
    `nested` holds messages inside the message (message/rfc822), each with its part path.
    """

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    thread_index: str | None
    sent_at: datetime | None
    received_at: datetime | None
    hops: tuple[Hop, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str | None
    kind: MessageKind
    kind_reasons: tuple[str, ...]
    forwarded: Forwarded | None
    authentication: Authentication
    encrypted: bool
    links: tuple[str, ...]
    text: str
    full_text: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]
    content_digest: str
    nested: tuple["NestedMessage", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedMessage:
    """A message inside a message; `part` is its path, its own attachments carry paths that begin with it."""

    part: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderSketch:
    """The few headers of a mail that could not be read whole (quarantined, oversized): capped, best effort."""

    sender: Address | None
    subject: str | None
    message_id: str | None
    sent_at: datetime | None
