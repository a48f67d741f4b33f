"""Lists of our own: an address for applications is often a group (Google Groups, Mailman) that relays to a mailbox.

Such a group adds the headers of a mailing list to what a person wrote to us (RFC 2369, RFC 2919), and where the
writer's domain forbids relaying it puts its own address into From ("Ann Berg via Hiring <hiring@example.org>").
Neither is a sign of a machine, and the writer is still Ann Berg. Of a list that others run both are what they seem.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.message import fields, words
from intake.message.fields import Envelope
from intake.message.octets import Fields
from intake.model.message import Address
from intake.model.policy import ReadingPolicy

_MAILTO = re.compile(r"mailto:([^\s<>?,;@]{1,64}@[\w.-]{1,255})", re.IGNORECASE)
_ADDRESS = re.compile(r"\blist[:\s]+([^\s<>;,@]{1,64}@[\w.-]{1,255})", re.IGNORECASE)
_ID = re.compile(r"<([\w.+-]{1,320})>\s*\Z|\A([\w.+-]{1,320})\Z")
_HOST = re.compile(r"(?:https?://(?:[^/@\s]*@)?|@)([\w.-]+)", re.IGNORECASE)
_RELAYS = frozenset({"groups.google.com", "googlegroups.com", "support.google.com"})
# Headers that say what runs the list, not whose it is.
_PROGRAM = frozenset({"x-mailman-version", "x-listname"})
_VIA = re.compile(r"(?<!\s)\s++(?:via|über|vía|par|tramite|durch)\s++\S.*\Z", re.IGNORECASE | re.DOTALL)
# What a list says by itself comes from such an address of its own: hiring-bounces@, hiring+noreply@.
_OFFICES = re.compile(r"[-+_.](?:owners?|bounces?|request|confirm|admin|no-?reply|moderators?|errors)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list of ours that a mail came over, by its address (lower case)."""

    address: str

    def says(self, name: str, value: bytes) -> bool:
        """Whether the list header `name` is this list's, not one that the mail had before."""
        hosts = {host.lower().rstrip(".") for host in _HOST.findall(words.decode(value[:8_000]))}
        if hosts:
            return all(host in _RELAYS or _related(host, self.domain) for host in hosts)
        return name in _PROGRAM or self.address.replace("@", ".") in words.decode(value[:8_000]).lower()

    @property
    def domain(self) -> str:
        """The domain of its address."""
        return self.address.rpartition("@")[2]

    def speaks(self, sender: Address | None) -> bool:
        """Whether the list itself wrote the mail: a digest, a question to its moderators, a notice."""
        local, _, domain = (sender.address.lower() if sender else "").rpartition("@")
        own = self.address.rpartition("@")[0]
        return domain == self.domain and local.startswith(own) and _OFFICES.match(local[len(own) :]) is not None


def own_list(headers: Fields, envelope: Envelope, policy: ReadingPolicy) -> OwnList | None:
    """The list of ours that the mail came over; None where it came over none.

    A list is ours by its address (`policy.addresses`). One of our domains (`policy.staff_domains`) is a group that
    strangers write to where a stranger wrote this mail: what staff write to all staff stays a mailing list.
    """
    if not (policy.addresses or policy.staff_domains):
        return None
    ours = frozenset(map(_folded, policy.addresses))
    listed = tuple(dict.fromkeys(_addresses(headers, ours)))
    named = next((address for address in listed if address in ours), None)
    if named is None and _is_strangers(author(headers, envelope, listed), policy):
        named = next((address for address in listed if _ours(address, policy.staff_domains)), None)
    return None if named is None else OwnList(named)


def author(headers: Fields, envelope: Envelope, listed: Iterable[str]) -> Address | None:
    """Who wrote a mail that came over a list: From, or whom the list took out of it."""
    sender = next(iter(envelope.of("from") or envelope.of("sender")), None)
    if sender is None or _folded(sender.address) not in set(listed):
        return sender
    original = fields.address_list((headers.first("x-original-from") or b"")[:4_000], 1)
    stated = next((a for a in (*original, *envelope.of("reply-to")) if a.address != sender.address), None)
    bare = words.decode(headers.first("x-original-sender"))[:320]
    if stated is None and "@" in bare:
        stated = Address(None, bare)
    if stated is None:
        return sender
    return Address(stated.name or _named(sender.name), stated.address)


def _named(name: str | None) -> str | None:
    """The writer's name out of "'Ann Berg' via Hiring"."""
    return None if name is None or not _VIA.search(name) else _VIA.sub("", name).strip("'\" ") or None


def _addresses(headers: Fields, ours: frozenset[str]) -> Iterator[str]:
    """The addresses of the list as its headers give them, folded; of an id what it can only mean."""
    for name, pattern in (("list-post", _MAILTO), ("mailing-list", _ADDRESS)):
        for value in headers.all(name)[:5]:
            yield from map(_folded, pattern.findall(words.decode(value[:8_000])))
    for value in headers.all("x-beenthere")[:5]:
        yield from (_folded(a.address) for a in fields.address_list(value[:2_000], 2))
    for value in headers.all("list-id")[:5]:
        found = _ID.search(words.decode(value[:2_000]))
        if found:
            stated = (found[1] or found[2]).lower()
            yield next(
                (address for address in ours if address.replace("@", ".") == stated), stated.replace(".", "@", 1)
            )


def _is_strangers(writer: Address | None, policy: ReadingPolicy) -> bool:
    return writer is not None and "@" in writer.address and not _ours(writer.address, policy.staff_domains)


def _ours(address: str, domains: Iterable[str]) -> bool:
    domain = address.rpartition("@")[2].lower()
    return any(domain == own or domain.endswith("." + own) for own in domains if own)


def _related(host: str, domain: str) -> bool:
    """Whether two hosts are of one organisation: lists.example.org and example.org."""
    return host == domain or host.endswith("." + domain) or (domain.endswith("." + host) and "." in host)


def _folded(address: str) -> str:
    """Lower case, without a plus-tag."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"
