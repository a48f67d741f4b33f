"""Whom to write to: the addresses that applications go to, and those that are for questions only.

An address is what its own clause says it is for, else its sentence, else the one before, else its section.
Addresses for other things (privacy, access, agencies, the press) are neither. Pure: no I/O, no clock.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from intake.model.posting import Contact, Doubt
from intake.postings import cues
from intake.postings.addresses import FoundAddress, find_addresses, has_template_address, known_name
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_MOST = 100
"""Addresses of one posting that are looked at: what names more is a directory, and its end says nothing new."""
_MORE = (Doubt("contacts", f"The page names more addresses; only the first {_MOST} were looked at."),)

_CLAUSE = re.compile(
    r";\s|,\s(?=(?:for|if|bei|für|falls|wenn|pour|si|en cas|voor|als|heb|para|per|se|and for|or if|whereas)\b)"
    r"|\.\s|\s[–—]\s|[?!]\s|\band (?=(?:for|if)\b)",
    re.IGNORECASE,
)
_BEFORE_APPLYING = re.compile(
    r"before (?:you )?apply\w*|prior to apply\w*|vor (?:der|ihrer|deiner) bewerbung|avant de postuler"
    r"|voordat je solliciteert"
    r"|(?:questions?|queries|enquiries|inquiries|information|details|fragen|rückfragen|auskünfte|vragen"
    r"|renseignements|dudas|informazioni)\s+(?:\w+\s+){0,2}"
    r"(?:about|regarding|concerning|on|to|related to|zu|zur|zum|über|over|omtrent|sur|concernant|sobre|su"
    r"|sulla)\s+(?:\w+\s+){0,4}"
    r"(?:position|role|job|post|application|applying|process|vacancy|stelle|bewerbung\w*|ausschreibung|vacature"
    r"|sollicitatie\w*|poste|candidature|puesto|convocatoria|solicitud|posizione|candidatura|bando)\w*",
    re.IGNORECASE,
)
# Whoever needs help to apply, or applies for somebody else, is told another way than the one to apply.
_FOR_OTHERS = re.compile(
    r"accommodations?\b|disabilit|accessib|assistance|special needs|newsletter|mailing list|press (?:office|contact)"
    r"|(?<!no )(?<!not )\b(?:via (?:je|a|your) )?recruiter|schwerbehindertenvertretung|gleichstellungs|personalrat",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:addresse?s?|e-?mails?|contacts?|adressen?|adresse)\s+(?:\w+\s+)?(?:below|above|listed)|unten (?:genannte"
    r"|angegebene|stehende)|(?:ci-dessous|onderstaande|al pie)",
    re.IGNORECASE,
)


class _Role(IntEnum):
    """What an address is for; the higher one wins where it stands twice."""

    OTHER = 0
    NEUTRAL = 1
    ENQUIRY = 2
    LIKELY = 3
    APPLY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Contacts and enquiry contacts, the words that name them, and whether a template hides an address.

    `sure` says that the page tells the reader to apply there, `neutral` that it says nothing of what they are for.
    """

    contacts: tuple[Contact, ...] = ()
    enquiries: tuple[Contact, ...] = ()
    source: str | None = None
    enquiries_source: str | None = None
    hidden: bool = False
    sure: bool = False
    neutral: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class _Mention:
    email: str
    name: str | None
    role: _Role
    text: str
    place: int
    asked: bool = False
    elsewise: bool = False


def find_addressees(told: Sequence[Passage], *, has_form: bool) -> Addressees:
    """The addressees in the passages of a posting; `has_form` says that one can apply by a link."""
    mentions, whole = _mentions(told)
    if any(m.elsewise for m in mentions) and not all(m.elsewise for m in mentions):
        mentions = [m for m in mentions if not m.elsewise]
    best = max((m.role for m in mentions), default=_Role.OTHER)
    below = any(_BELOW.search(p.text) and cues.APPLY.search(p.text) for p in told)
    chosen = [m for m in mentions if m.role >= _Role.LIKELY and (m.role is best or best is not _Role.APPLY)]
    asked = [m for m in mentions if m.role is _Role.ENQUIRY or m.asked]
    if not chosen:
        neutral = [m for m in mentions if m.role is _Role.NEUTRAL]
        chosen, asked = (neutral, asked) if below or not has_form else (chosen, asked + neutral)
    return Addressees(
        contacts=tuple(Contact(m.name, m.email) for m in chosen),
        enquiries=tuple(Contact(m.name, m.email) for m in asked),
        source=chosen[0].text if chosen else None,
        enquiries_source=asked[0].text if asked else None,
        sure=best is _Role.APPLY,
        neutral=bool(chosen) and all(m.role is _Role.NEUTRAL for m in chosen),
        hidden=not chosen and any(has_template_address(p.text) or _has_template_link(p) for p in told),
        doubts=(*_doubts(chosen, mentions, below=below), *(() if whole else _MORE)),
    )


def _has_template_link(passage: Passage) -> bool:
    return any(has_template_address(link.target) for link in passage.links)


def _mentions(told: Sequence[Passage]) -> tuple[list[_Mention], bool]:
    """Each address once, with the strongest of its roles and the first name beside it; whether all were looked at."""
    found: dict[str, _Mention] = {}
    seen = named = 0
    for place, passage in enumerate(told):
        every = find_addresses(passage.text)
        addresses = every[: _MOST - seen]
        seen, named = seen + len(addresses), named + len(every)
        elsewise = bool(addresses) and _is_elsewise(passage)
        for address in addresses:
            role = _role(passage, address)
            name = address.name or _linked_name(passage, address.email)
            known = found.setdefault(address.email, _Mention(address.email, name, role, passage.text, place))
            known.name = known.name or name
            known.asked = known.asked or role is _Role.ENQUIRY
            known.elsewise = elsewise and (known.elsewise or known.text is passage.text)
            # A sentence that only asks settles an address that another names without a word of what it is for.
            if role > known.role:
                known.role, known.text, known.place = role, passage.text, place
    return [m for m in found.values() if m.role is not _Role.OTHER], seen == named


def _is_elsewise(passage: Passage) -> bool:
    """Whether a passage speaks to those whom none of the postings suits."""
    return any(map(_speaks_elsewise, (passage.text, passage.heading, *passage.before)))


@lru_cache(maxsize=4096)
def _speaks_elsewise(words: str) -> bool:
    return cues.ELSEWISE.search(words) is not None


def _linked_name(passage: Passage, email: str) -> str | None:
    """The name that stands for an address in a link: [Jane Doe](mailto:jane@example.org)."""
    words = [link.text for link in passage.links if email in link.target.casefold()]
    return next((name for w in words if (name := known_name(w))), None)


def _role(passage: Passage, address: FoundAddress) -> _Role:
    begin, end = _clause(passage.text, address)
    for words in (passage.text[begin:end], passage.text):
        role = _role_of(words)
        if role is not None:
            return role
    for sentence in reversed(passage.before[-2:]):
        role = _role_of(sentence)
        if role in {_Role.ENQUIRY, _Role.OTHER} or (role is _Role.APPLY and passage.kind is not SectionKind.CONTACT):
            return role
    return _role_by_place(passage)


def _clause(text: str, address: FoundAddress) -> tuple[int, int]:
    breaks = _breaks(text)
    before, after = bisect_right(breaks, address.begin), bisect_right(breaks, address.end)
    return breaks[before - 1] if before else 0, breaks[after] if after < len(breaks) else len(text)


@lru_cache(maxsize=256)
def _breaks(text: str) -> tuple[int, ...]:
    """Where the clauses of a passage begin, but for the first."""
    return tuple(m.end() for m in _CLAUSE.finditer(text))


# Kept: each of many addresses in a passage asks for the whole of it, and for the sentences before it.
@lru_cache(maxsize=4096)
def _role_of(words: str) -> _Role | None:
    """What an address in these words is for; None where they do not tell."""
    asking = _BEFORE_APPLYING.search(words)
    rest = _BEFORE_APPLYING.sub(" ", words)
    if _FOR_OTHERS.search(rest):
        return _Role.OTHER
    if cues.DIRECT.search(rest):
        return _Role.APPLY
    if cues.INTEREST.search(rest):
        return _Role.APPLY if not (asking or cues.ASIDE.search(rest)) else _Role.ENQUIRY
    if asking or cues.ENQUIRY.search(rest):
        return _Role.ENQUIRY
    if cues.ASIDE.search(rest):
        return _Role.OTHER
    return _Role.LIKELY if cues.APPLY.search(rest) else None


def _role_by_place(passage: Passage) -> _Role:
    place = passage.lead or passage.heading
    if passage.kind is SectionKind.APPLY or cues.DIRECT.search(place):
        return _Role.LIKELY
    role = _role_of(place) if passage.kind is not SectionKind.CONTACT else None
    return role if role is not None and role is not _Role.APPLY else _Role.NEUTRAL


def _doubts(chosen: Sequence[_Mention], mentions: Sequence[_Mention], *, below: bool) -> tuple[Doubt, ...]:
    """Two addresses that both say "apply here", two that differ by a slip of the pen, one that no server takes.

    `below` says that the page sends applications to the addresses that it lists.
    """
    doubts = []
    places = {m.place for m in chosen if m.role is _Role.APPLY}
    if len(chosen) > 1 and len(places) > 1:
        named = ", ".join(m.email for m in chosen)
        doubts.append(Doubt("contacts", f"The page asks for applications to different addresses: {named}."))
    doubts += [
        Doubt("contacts", f"The page writes this address in two ways: {m.email}, {other.email}.")
        for m in chosen
        for other in mentions
        if _misspelt(m.email, other.email)
    ]
    neutral = bool(chosen) and all(m.role is _Role.NEUTRAL for m in chosen)
    if neutral and not below and len(mentions) > 1:
        doubts.append(Doubt("contacts", "The page does not say which of its addresses applications go to."))
    # Hardly any mailbox has such a name: what the page's author typed was lost, or folded, on its way here.
    doubts += [Doubt("contacts", f"The address {m.email} holds odd letters.") for m in chosen if not m.email.isascii()]
    return tuple(dict.fromkeys(doubts))


def _misspelt(one: str, other: str) -> bool:
    """Whether two addresses differ by a slip of the pen; short names that differ are two people."""
    (local, _, domain), (local2, _, domain2) = one.partition("@"), other.partition("@")
    if local == local2:
        return domain != domain2 and Levenshtein.distance(domain, domain2) <= 2
    return domain == domain2 and min(len(local), len(local2)) > 5 and Levenshtein.distance(local, local2) <= 1
