"""Whose mail it is: the sender's, or the original sender's of a mail that staff forwarded.

A forward counts as the original's only from a staff domain, with no authentication failure. What the forward
states of the original is a claim: its time is evidence, never `received_at`. Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from intake.matching.addresses import domain_of, fold_address
from intake.matching.names import person_name
from intake.model.application import Evidence
from intake.model.message import Address, Authentication, Forwarded, Message
from intake.model.policy import DecisionPolicy
from intake.model.reading import BODY_PART, FORWARDED_PART

_MAX_FORWARDS = 5
"""Forwards of forwards that are followed; more is a loop in somebody's rules."""
_NO_REPLY = re.compile(r"(?:no|do[._-]?not|dont)[._-]?reply|mailer(?:[._-]?daemon)?@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The mail as its author sent it. Addresses as written; `address` folded for comparing.

    `display` is the sender's name as written, `name` the one person that it names.
    `written_to` is To and Cc, `recipients` all that the mail was for. `relayed_to` are those of the forward and
    the forwarder's own address, for an original that names no contact. `body` is the part of the author's own text as a
    document: never that of the colleague's note above it.
    """

    name: str | None
    address: str | None
    written_to: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    text: str
    verified: bool
    forwarded: bool = False
    relayed_to: tuple[str, ...] = ()
    body: str = BODY_PART
    claimed_at: datetime | None = None
    display: str = ""
    evidence: tuple[Evidence, ...] = ()


def trace(message: Message, policy: DecisionPolicy) -> Origin:
    """The origin of `message`."""
    verified = message.authentication is not Authentication.FAIL
    if message.forwarded is None or not verified or not _staff(message, policy):
        return _direct(message, verified=verified)
    return _original(message, policy)


def _direct(message: Message, *, verified: bool) -> Origin:
    sender = _author(message)
    return Origin(
        name=person_name(sender.name, sender.address) if sender else None,
        address=_address(sender),
        written_to=_written_to(message),
        recipients=message.recipients,
        subject=message.subject or "",
        text=message.text,
        verified=verified,
        display=(sender.name or "") if sender else "",
    )


def _original(message: Message, policy: DecisionPolicy) -> Origin:
    """The innermost original of a staff forward, through forwards of forwards among staff."""
    assert message.sender is not None  # only a sender has a staff domain
    by = message.sender.address
    holder, forwarded, place = message, message.forwarded, ""
    assert forwarded is not None  # `trace` looked
    inner = _nested(holder, forwarded)
    for _ in range(_MAX_FORWARDS):
        if inner is None or inner.forwarded is None or not _staff(inner, policy):
            break
        place = f"{forwarded.part}/"
        holder, forwarded = inner, inner.forwarded
        inner = _nested(holder, forwarded)
    sender = forwarded.sender
    stated_to = tuple(a.address for a in forwarded.to)
    return Origin(
        name=person_name(sender.name, sender.address) if sender else None,
        address=_address(sender),
        written_to=_written_to(inner) if inner else stated_to,
        recipients=inner.recipients if inner else stated_to,
        subject=forwarded.subject or message.subject or "",
        text=inner.text if inner else holder.full_text,
        verified=True,
        forwarded=True,
        relayed_to=(*_written_to(message), by),
        body=f"{place}{FORWARDED_PART}" if forwarded.part is None else f"{forwarded.part}/{BODY_PART}",
        claimed_at=forwarded.sent_at,
        display=(sender.name or "") if sender else "",
        evidence=(Evidence("staff_forward", _sentence(by, sender)),),
    )


def _sentence(by: str, sender: Address | None) -> str:
    who = shown(sender.name, sender.address) if sender else shown(None, None)
    return f"Forwarded by {by}, a staff address: the application is that of {who}."


def shown(name: str | None, address: str | None) -> str:
    """How a sentence names who wrote: "Jane Doe <jane@example.net>"."""
    if name and address:
        return f"{name} <{address}>"
    return name or address or "an unnamed sender"


def _author(message: Message) -> Address | None:
    """From; the Reply-To of a machine that sends for somebody and takes no answers."""
    sender = message.sender
    if sender and message.reply_to and _NO_REPLY.match(sender.address):
        return message.reply_to[0]
    return sender


def _address(sender: Address | None) -> str | None:
    """The address that may name a candidate: a machine that sends for many and takes no answers has none."""
    return None if sender is None or _NO_REPLY.match(sender.address) else fold_address(sender.address) or None


def _nested(message: Message, forwarded: Forwarded) -> Message | None:
    return next((n.message for n in message.nested if n.part == forwarded.part), None)


def _written_to(message: Message) -> tuple[str, ...]:
    return tuple(a.address for a in (*message.to, *message.cc))


def _staff(message: Message, policy: DecisionPolicy) -> bool:
    return message.sender is not None and domain_of(message.sender.address) in {d.lower() for d in policy.staff_domains}
