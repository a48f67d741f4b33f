"""For whom a mail was, and whose contact that is.

What the sender wrote (To, Cc) counts before what servers added (Delivered-To, `for`), that before an alias of the
mailbox, and that before mere arrival in the mailbox (a blind copy). Where the same mail lies in several mailboxes, all
that its copies say counts alike, whichever came first. Plus-tags are folded, unless the posting itself names an
address with a tag. Pure: no I/O, no clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from intake.matching.addresses import fold_address
from intake.matching.evidence import title
from intake.matching.order import by_id
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
    """The rounds that the recipients name, and how. `strong`: contacts' own addresses, all of them in one arrival.

    A list that hands a mail on to several contacts names each of them in a copy of its own: that is no wish of the
    sender's to apply for all of their postings.
    """

    addressed: tuple[Addressed, ...] = ()
    way: Way = Way.NOT
    strong: bool = False


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One arrival of the mail: for whom it was, and the folded addresses of the mailbox in which it lies."""

    recipients: tuple[str, ...]
    mailbox: frozenset[str]


def addressed(origin: Origin, context: Context) -> Pool:
    """The rounds whose contact the mail was sent to, by the strongest way that names any."""
    arrivals = _arrivals(origin, context)
    ways: tuple[tuple[Way, Iterator[Addressed]], ...] = (
        (Way.WRITTEN, _named(origin.written_to, context, _contacts, _sent)),
        (Way.DELIVERED, _merged(_named(a.recipients, context, _contacts, _delivered) for a in arrivals)),
        (Way.ALIAS, _merged(_by_alias(a, context) for a in arrivals)),
        (Way.RELAYED, _named(origin.relayed_to, context, _contacts, _relayed)),
        (Way.ASKED, _merged(_named(a.recipients, context, _enquiries, _asked) for a in arrivals)),
        (Way.ARRIVED, _merged(_of_mailbox(a.mailbox, context, _arrived) for a in arrivals)),
    )
    for way, those in ways:
        if found := tuple(those):
            return Pool(addressed=found, way=way, strong=_is_strong(way, found, arrivals, context))
    return Pool()


def _arrivals(origin: Origin, context: Context) -> tuple[_Arrival, ...]:
    """This arrival and its copies; whom servers handed a forward to says nothing of its original."""
    copies = (_Arrival(() if origin.forwarded else c.recipients, _folded(c.mailbox_addresses)) for c in context.copies)
    return (_Arrival(origin.recipients, _folded(context.mailbox_addresses)), *copies)


def _folded(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_address(a) for a in addresses)


def _is_strong(way: Way, found: tuple[Addressed, ...], arrivals: tuple[_Arrival, ...], context: Context) -> bool:
    if way is not Way.DELIVERED:
        return way is Way.WRITTEN
    every = {a.round.id for a in found}
    each = ({a.round.id for a in _named(one.recipients, context, _contacts, _delivered)} for one in arrivals)
    return every in each


def _merged(found: Iterable[Iterator[Addressed]]) -> Iterator[Addressed]:
    """What the arrivals name, each round once by the first of its recipients, in the order of the rounds' ids."""
    by_round: dict[str, Addressed] = {}
    for one in sorted((a for those in found for a in those), key=lambda a: a.recipient):
        by_round.setdefault(one.round.id, one)
    return iter([by_round[id_] for id_ in sorted(by_round, key=by_id)])


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


def _by_alias(arrival: _Arrival, context: Context) -> Iterator[Addressed]:
    alias = next((a for a in arrival.recipients if fold_address(a) in arrival.mailbox), None)
    return _of_mailbox(arrival.mailbox if alias else frozenset(), context, _alias(alias or ""))


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
