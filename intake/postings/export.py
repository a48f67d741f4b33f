"""Postings written out: as our posting file, which reads back to the same postings, and as schema.org JobPostings.

Pure: no I/O, no clock.
"""

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from intake.model.posting import Contact, Deadline, Posting, PostingRound

UNTITLED = "(no title)"
"""What stands for a title that the page does not give: a posting file must name one."""

_TEXTS = (
    "apply_url", "subject_code", "location", "remote", "employment_type", "term", "start", "interviews", "salary",
)  # fmt: skip
_LISTS = ("responsibilities", "requirements", "nice_to_have")
# Where JSON stops to escape and TOML does not (TOML 1.0, "String"): the delete character.
_DELETE = "\x7f"
_BARE_WORDS = re.compile(r"full|part|permanent|temporary|intern|volunteer", re.IGNORECASE)


def to_toml(postings: Iterable[Posting]) -> str:
    """A posting file. Doubts stand in it as comments: whoever saves the file has looked at them."""
    return "\n".join(line for posting in postings for line in _tables(posting))


def _tables(posting: Posting) -> Iterator[str]:
    yield "[[postings]]"
    for doubt in posting.doubts:
        yield f"# in doubt, {doubt.field}: {' '.join(doubt.text.split())}"
    yield _pair("title", posting.title or UNTITLED)
    if posting.apply_via is not None:
        yield _pair("apply_via", posting.apply_via)
    for key in ("rolling", "individuals_only"):
        if getattr(posting, key):
            yield f"{key} = true"
    if posting.review_from is not None:
        yield _pair("review_from", posting.review_from)
    for key in (*_TEXTS, *_LISTS):
        if value := getattr(posting, key):
            yield _pair(key, value)
    if posting.deadline is not None:
        yield "[postings.deadline]"
        yield from _pairs(_deadline(posting.deadline))
    for key, entries in _inner(posting):
        for entry in entries:
            yield f"[[postings.{key}]]"
            yield from _pairs(entry)
    yield ""


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "date": deadline.date,
        "time": deadline.time,
        "timezone": deadline.timezone,
        "inclusive": None if deadline.inclusive else False,
        "year_inferred": deadline.year_inferred or None,
        "text": deadline.text or None,
    }


def _inner(posting: Posting) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "contacts", [_contact(c) for c in posting.contacts]
    yield "enquiries", [_contact(c) for c in posting.enquiries]
    yield "documents", [{"kind": d.kind, "need": d.need, "text": d.text} for d in posting.documents]
    yield "constraints", [{"kind": c.kind, "text": c.text} for c in posting.constraints]


def _contact(contact: Contact) -> dict[str, Any]:
    return {"name": contact.name, "email": contact.email}


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (_pair(key, value) for key, value in values.items() if value is not None)


def _pair(key: str, value: Any) -> str:
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, StrEnum | str):
        return json.dumps(str(value), ensure_ascii=False).replace(_DELETE, "\\u007f")
    return f"[{', '.join(_value(entry) for entry in value)}]"


def to_jsonld(rounds: Sequence[PostingRound], *, organisation: str, timezone: str) -> dict[str, Any]:
    """One JSON-LD document of schema.org JobPostings; `timezone` is that of deadlines that name none."""
    jobs = [_job(one, organisation, timezone) for one in rounds]
    return {"@context": "https://schema.org", "@graph": jobs}


def _job(one: PostingRound, organisation: str, timezone: str) -> dict[str, Any]:
    posting = one.posting
    told = {
        "@type": "JobPosting",
        "title": posting.title or UNTITLED,
        "description": _description(posting),
        "datePosted": one.opened_at.date().isoformat() if one.opened_at else None,
        "validThrough": _valid_through(posting.deadline, timezone),
        "employmentType": _employment_type(posting.employment_type),
        "hiringOrganization": {"@type": "Organization", "name": organisation},
        "jobLocation": _place(posting.location),
        "jobLocationType": "TELECOMMUTE" if posting.remote and not posting.location else None,
        "identifier": _identifier(posting.subject_code, organisation),
        "applicationContact": _contact_point(posting.contacts),
        "url": posting.apply_url,
        "responsibilities": "\n".join(posting.responsibilities) or None,
        "qualifications": "\n".join((*posting.requirements, *posting.nice_to_have)) or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _valid_through(deadline: Deadline | None, timezone: str) -> str | None:
    """The last instant in time, in the deadline's own zone: a bare date would begin the day, and end in time."""
    if deadline is None:
        return None
    return deadline.instant(timezone).astimezone(ZoneInfo(deadline.timezone or timezone)).isoformat()


def _employment_type(words: str | None) -> str | None:
    """The words in schema.org's manner where they are its own ("full-time"), else as they are."""
    if words and _BARE_WORDS.match(words) and len(words.split()) == 1:
        return words.replace("-", "_").upper()
    return words


def _place(location: str | None) -> dict[str, Any] | None:
    return None if location is None else {"@type": "Place", "address": location}


def _identifier(code: str | None, organisation: str) -> dict[str, Any] | None:
    return None if code is None else {"@type": "PropertyValue", "name": organisation, "value": code}


def _contact_point(contacts: Sequence[Contact]) -> list[dict[str, Any]] | None:
    points = [{"@type": "ContactPoint", "name": c.name, "email": c.email} for c in contacts]
    return [{key: value for key, value in point.items() if value is not None} for point in points] or None


def _description(posting: Posting) -> str:
    """What one must know to apply, in HTML as schema.org wants it; search engines refuse a posting without."""
    lists = (
        ("Responsibilities", posting.responsibilities),
        ("Requirements", posting.requirements),
        ("Nice to have", posting.nice_to_have),
        ("What to send", tuple(d.text for d in posting.documents)),
        ("Conditions", tuple(c.text for c in posting.constraints)),
    )
    return f"<p>{html.escape(posting.title or UNTITLED)}</p>" + "".join(
        f"<p>{name}</p><ul>{''.join(f'<li>{html.escape(entry)}</li>' for entry in dict.fromkeys(entries))}</ul>"
        for name, entries in lists
        if entries
    )
