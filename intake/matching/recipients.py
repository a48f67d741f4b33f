"""For whom a mail was, and whose contact that is.

What the sender wrote (To, Cc) counts before what servers added (Delivered-To, `for`), that before an alias of the
mailbox, and that before mere arrival in the mailbox (a blind copy). Plus-tags are folded, unless the posting itself
names an address with a tag. Pure: no I/O, no clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from intake.matching.addresses import fold_address
from intake.matching.evidence import title
from intake.matching.origin import Origin
from intake.model.application import Context
from intake.model.posting import Contact, PostingRound

Say = Callable[[str, PostingRound], str]
"""A sentence from an address and the round that it names."""
People = Callable[[PostingRound], tuple[Contact, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A round that a recipient names: the recipient, lower case, and the sentence that says so."""

    round: PostingRound
    recipient: str
    reason: str


class Way(StrEnum):
    """How recipients name rounds, the strongest first."""

    WRITTEN = "written"
    DELIVERED = "delivered"
    ALIAS = "alias"
    RELAYED = "relayed"
    ASKED = "asked"
    ARRIVED = "arrived"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The rounds that the recipients name, and how."""

    addressed: tuple[Addressed, ...] = ()
    way: Way = Way.NOT

    @property
    def strong(self) -> bool:
        """Whether a contact's own address names them."""
        return self.way in {Way.WRITTEN, Way.DELIVERED}


def addressed(origin: Origin, context: Context) -> Pool:
    """The rounds whose contact the mail was sent to, by the strongest way that names any."""
    own = frozenset(fold_address(a) for a in context.mailbox_addresses)
    alias = next((a for a in origin.recipients if fold_address(a) in own), None)
    ways: tuple[tuple[Way, Iterator[Addressed]], ...] = (
        (Way.WRITTEN, _named(origin.written_to, context, _contacts, _sent)),
        (Way.DELIVERED, _named(origin.recipients, context, _contacts, _delivered)),
        (Way.ALIAS, _of_mailbox(own if alias else frozenset(), context, _alias(alias or ""))),
        (Way.RELAYED, _named(origin.relayed_to, context, _contacts, _relayed)),
        (Way.ASKED, _named(origin.recipients, context, _enquiries, _asked)),
        (Way.ARRIVED, _of_mailbox(own, context, _arrived)),
    )
    return next((Pool(addressed=found, way=way) for way, those in ways if (found := tuple(those))), Pool())


def _contacts(round_: PostingRound) -> tuple[Contact, ...]:
    return round_.posting.contacts


def _enquiries(round_: PostingRound) -> tuple[Contact, ...]:
    return round_.posting.enquiries


def _named(addresses: Iterable[str], context: Context, people: People, say: Say) -> Iterator[Addressed]:
    """The rounds that each address names: exactly where one does, else with plus-tags folded."""
    known = [(r, c.email.lower()) for r in context.postings for c in people(r)]
    seen = set()
    for address in addresses:
        exact = [(r, email) for r, email in known if email == address.lower()]
        folded = [(r, email) for r, email in known if fold_address(email) == fold_address(address)]
        for round_, _ in exact or folded:
            if round_.id not in seen:
                seen.add(round_.id)
                yield Addressed(round=round_, recipient=address.lower(), reason=say(address, round_))


def _of_mailbox(own: frozenset[str], context: Context, say: Say) -> Iterator[Addressed]:
    """The rounds whose contact is an address of the mailbox itself."""
    for round_ in context.postings:
        email = next((c.email.lower() for c in round_.posting.contacts if fold_address(c.email) in own), None)
        if email:
            yield Addressed(round=round_, recipient=email, reason=say(email, round_))


def _sent(address: str, round_: PostingRound) -> str:
    return f"Sent to {address}, the contact of {title(round_)}."


def _delivered(address: str, round_: PostingRound) -> str:
    return f"Delivered to {address}, the contact of {title(round_)}."


def _relayed(address: str, round_: PostingRound) -> str:
    return f"The forward went through {address}, the contact of {title(round_)}."


def _asked(address: str, round_: PostingRound) -> str:
    return f"Sent to {address}, the address for questions about {title(round_)}."


def _arrived(address: str, round_: PostingRound) -> str:
    return f"It arrived in the mailbox of {address}, the contact of {title(round_)}, whom its headers do not name."


def _alias(alias: str) -> Say:
    return lambda address, round_: f"Sent to {alias}, the same mailbox as {address}, the contact of {title(round_)}."
