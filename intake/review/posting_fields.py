"""A posting's fields in words, each with the words of the page that it was read from, and the doubts about it.

Pure: no I/O, no clock.
"""

from dataclasses import fields

from intake.model.posting import ApplyVia, Deadline, Posting

SHOWN = (
    "title", "contacts", "enquiries", "apply_via", "apply_url", "deadline", "rolling", "review_from", "documents",
    "subject_code", "individuals_only", "constraints", "location", "remote", "employment_type", "term", "start",
    "interviews", "salary",
)  # fmt: skip
"""The fields in the order in which they matter; each is one of Posting's."""

_WAYS = {ApplyVia.EMAIL: "mail", ApplyVia.FORM: "a form", ApplyVia.BOTH: "mail or a form"}


def rows(posting: Posting, zone: str) -> list[tuple[str, str, str | None, list[str]]]:
    """(field, value, source words, doubts) of every field that says something or is in doubt."""
    doubts: dict[str, list[str]] = {}
    for doubt in posting.doubts:
        doubts.setdefault(doubt.field, []).append(doubt.text)
    known = {field.name for field in fields(Posting)}
    names = [*SHOWN, *(name for name in doubts if name not in SHOWN)]
    found = [
        (name, said(posting, name, zone) if name in known else "", posting.sources.get(name), doubts.get(name, []))
        for name in names
    ]
    return [row for row in found if row[1] or row[3]]


def said(posting: Posting, name: str, zone: str) -> str:
    """A field's value in words; "" where the page says nothing."""
    if name == "deadline" and posting.deadline is not None:
        until = posting.deadline
        guessed = "; the year is guessed" if until.year_inferred else ""
        return f"{_day(until)}, {until.timezone or f'{zone} (the page names no zone)'}{guessed}"
    if name in {"contacts", "enquiries"}:
        people = getattr(posting, name)
        return ", ".join(f"{person.name} <{person.email}>" if person.name else person.email for person in people)
    if name == "documents":
        return ", ".join(f"{one.kind.value} ({one.need.value})".replace("_", " ") for one in posting.documents)
    if name == "constraints":
        return "; ".join(one.text for one in posting.constraints)
    value = getattr(posting, name)
    if isinstance(value, ApplyVia):
        return _WAYS[value]
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "yes" if value is True else "" if not value else str(value)


def difference(before: Posting, after: Posting, name: str) -> str | None:
    """What became of a field, "31 Mar 2026 → 5 Apr 2026 12:00"; None where it says the same."""
    old, new = (_brief(one, name) for one in (before, after))
    return None if old == new else f"{old or 'nothing'} → {new or 'nothing'}"


def _brief(posting: Posting, name: str) -> str:
    if name != "deadline" or posting.deadline is None:
        return said(posting, name, "")
    zone = posting.deadline.timezone
    return _day(posting.deadline) + (f" ({zone})" if zone else "")


def _day(until: Deadline) -> str:
    return f"{until.date:%-d %b %Y}" + (f" {until.time:%H:%M}" if until.time else "")
