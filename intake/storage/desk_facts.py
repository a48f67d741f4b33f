"""The candidate's fields for the desk: each with the words that it was read from, and a person's value beside it.

Facts come from the mails (sender, reply-to) and from what the documents say of their author. A person's edit is a
Review under `fact`: it hides, replaces or adds a value and never touches what was read. Pure: no I/O, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.model.document import CandidateFacts
from intake.model.reading import BODY_PART, AttachedDocument
from intake.storage import keys
from intake.storage.desk_values import Fact, Words
from intake.storage.reviews import ReviewRecord
from intake.text.fold import fold_words

FIELDS = ("name", "email", "phone", "link", "location", "language")
"""The fields that people see and edit."""

_EVIDENCE = {"name": "name", "email": "emails", "phone": "phones", "link": "links", "language": "languages"}


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its row's id ("d3") and the mail that it came with."""

    id: str | None
    message: str
    attached: AttachedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the decisions say of the candidate, in the order in which it became known, with the mail that said so."""

    names: tuple[tuple[str, str], ...]
    emails: tuple[tuple[str, str], ...]
    phones: tuple[str, ...]
    links: tuple[str, ...]
    addresses: Mapping[str, str]


def of(known: Known, sources: Sequence[Source], edits: Iterable[ReviewRecord]) -> tuple[Fact, ...]:
    """Every field with a value, in the order of FIELDS."""
    found = {field: list(_read(field, known, sources)) for field in FIELDS}
    for edit in edits:
        _apply(found, edit)
    return tuple(fact for field in FIELDS for fact in found[field])


def _read(field: str, known: Known, sources: Sequence[Source]) -> Iterator[Fact]:
    for value in dict.fromkeys(_values(field, known, sources)):
        words = {(w.text, w.page, w.filename): w for w in _words(field, value, known, reversed(sources))}
        yield Fact(field=field, value=value, read=value, sources=tuple(words.values()))


def _values(field: str, known: Known, sources: Sequence[Source]) -> Iterator[str]:
    if field == "name":
        yield from (name for name, _ in known.names)
    elif field == "email":
        yield from (email for email, _ in known.emails)
    elif field == "phone":
        yield from known.phones
    elif field == "link":
        yield from known.links
    else:
        for source in sources:
            yield from _said(field, source.attached.document.candidate)


def _said(field: str, facts: CandidateFacts) -> tuple[str, ...]:
    if field == "link":
        return tuple(link.url for link in facts.links)
    if field in {"name", "location"}:
        value: str | None = getattr(facts, field)
        return (value,) if value else ()
    values: tuple[str, ...] = getattr(facts, f"{field}s")
    return values


def _words(field: str, value: str, known: Known, sources: Iterable[Source]) -> Iterator[Words]:
    folded = fold_words(value)
    for source in sources:
        facts = source.attached.document.candidate
        if not any(said == value or fold_words(said) == folded for said in _said(field, facts)):
            continue
        words = facts.evidence.get(_EVIDENCE.get(field, field))
        if words is not None:
            yield Words(
                text=words.text,
                page=words.page,
                document=source.id,
                filename=None if source.attached.part == BODY_PART else source.attached.filename,
                message=source.message,
            )
    pairs = {"name": known.names, "email": known.emails}.get(field, ())
    for message in dict.fromkeys(message for said, message in pairs if said == value):
        if address := known.addresses.get(message):
            yield Words(text=address, page=None, document=None, filename=None, message=message)


def _apply(found: dict[str, list[Fact]], edit: ReviewRecord) -> None:
    """Puts a person's value in the place of what it replaces, or at the end."""
    field, value = str(edit.after.get("field")), str(edit.after.get("value") or "")
    was = edit.before.get("value")
    facts = found.get(field)
    if facts is None:
        return
    made = {"value": value, "edited": True, "who": edit.who, "at": edit.made_at}
    for index, fact in enumerate(facts):
        if fact.value == was or (field in {"name", "location"} and was is None):
            facts[index] = Fact(field=field, read=fact.read, sources=fact.sources, **made)  # type: ignore[arg-type]
            return
    facts.append(Fact(field=field, read=None, **made))  # type: ignore[arg-type]


def folded_address(value: str) -> str:
    """An address as it is compared."""
    return keys.address_key(value)
