"""schema.org JobPosting in JSON-LD or microdata: title, dates, place; also from JSON that is not quite well formed.

`validThrough` is often filled in by a program: one year after `datePosted`, to the day, is no deadline.
Pure: no I/O, no clock.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.postings.front_matter import as_date

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(
    r'"(title|datePosted|validThrough|employmentType|addressLocality|addressCountry'
    r'|jobLocationType)"\s*:\s*"((?:[^"\\]|\\.)*)"'
)
_TIME = re.compile(r"T(\d\d):(\d\d)(?::(\d\d))?")
_TEMPLATE = re.compile(r"\{\{|\{%|<%")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobData:
    """What one JobPosting states. `valid_through` is None where it is not a real deadline."""

    title: str | None = None
    posted: dt.date | None = None
    valid_through: dt.date | None = None
    valid_time: dt.time | None = None
    employment_type: str | None = None
    location: str | None = None
    remote: bool = False
    description: str | None = None


def job_data(scripts: Sequence[str], items: Sequence[Mapping[str, Any]] = ()) -> tuple[JobData, ...]:
    """The JobPostings of a page's JSON-LD scripts in order, else those of its microdata: pages give either or both."""
    stated = tuple(_read(values) for script in scripts for values in _postings(_load(script)))
    return stated or tuple(_read(values) for values in items)


def _load(script: str) -> Any:
    """The JSON of a script; of a broken one the fields that can still be told."""
    for text in (script, _TRAILING_COMMA.sub(r"\1", script)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    if "JobPosting" not in script:
        return None
    fields = dict(reversed(_FIELD.findall(script)))
    return {"@type": "JobPosting", **fields, "jobLocation": fields}


def _postings(data: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _postings(entry, depth + 1)
    elif isinstance(data, Mapping):
        kinds = data.get("@type")
        if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield data
        for key in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _postings(data.get(key), depth + 1)


def _read(values: Mapping[str, Any]) -> JobData:
    posted, until = as_date(values.get("datePosted")), as_date(values.get("validThrough"))
    time = _TIME.search(str(values.get("validThrough") or ""))
    clock = _clock(time)
    return JobData(
        title=_words(values.get("title")),
        posted=posted,
        valid_through=until if until and not _by_default(posted, until) else None,
        valid_time=clock if clock != dt.time(0) else None,
        employment_type=_employment(values.get("employmentType")),
        location=_place(values.get("jobLocation")),
        remote=_words(values.get("jobLocationType")) == "TELECOMMUTE",
        description=values.get("description") if isinstance(values.get("description"), str) else None,
    )


def _clock(found: re.Match[str] | None) -> dt.time | None:
    try:
        return dt.time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    except ValueError:
        return None


def _by_default(posted: dt.date | None, until: dt.date) -> bool:
    """Whether a program set the date: a year after the day of posting, give or take a leap day."""
    return posted is not None and abs((until - posted).days - 365) <= 2


def _place(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, Mapping):
        return _words(value)
    address = value.get("address", value)
    if not isinstance(address, Mapping):
        return _words(address)
    parts = dict.fromkeys(_words(address.get(k)) for k in ("addressLocality", "addressRegion", "addressCountry"))
    return ", ".join(p for p in parts if p) or None


def _employment(value: Any) -> str | None:
    """The words of schema.org's FULL_TIME and its like."""
    words = _words(value)
    return words.replace("_", "-").casefold() if words and words.isupper() else words


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(str(v) for v in value)
    if not isinstance(value, str) or _TEMPLATE.search(value):
        return None
    return " ".join(value.split()) or None
