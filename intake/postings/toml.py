"""Our own posting files: `[[postings]]` tables in TOML with the field names of `inspect postings --json`.

A file is taken whole or not at all: every problem in it is said at once, in sentences that name the posting,
the key and the mend. Pure: no I/O, no clock.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.model.message import ReadError
from intake.model.posting import (
    ApplyVia,
    Constraint,
    Contact,
    Deadline,
    Need,
    Posting,
    PostingPage,
    WantedDocument,
    WantedKind,
)

_E = TypeVar("_E", bound=StrEnum)

_ADDRESS = re.compile(r"[^\s@<>]++@[^\s@<>][^\s@<>.]*+\.[^\s@<>]++")
_KEYS = frozenset(
    {
        "apply_url",
        "subject_code",
        "location",
        "remote",
        "employment_type",
        "term",
        "start",
        "interviews",
        "salary",
        "responsibilities",
        "requirements",
        "nice_to_have",
        "title",
        "contacts",
        "enquiries",
        "apply_via",
        "deadline",
        "rolling",
        "review_from",
        "documents",
        "individuals_only",
        "constraints",
    }
)


def looks_like_postings(text: str) -> bool:
    """Whether a text is a posting file, by its tables."""
    return re.search(r"^[^\S\n]*+\[\[\s*postings\s*\]\]", text, re.MULTILINE) is not None


def read_toml(text: str) -> PostingPage:
    """The postings of a posting file, or the error that names every problem in it."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        return _refused("not_toml", [f"The file is not well-formed TOML: {problem}. Mend it there."])
    problems: list[str] = []
    tables = values.get("postings", [])
    if not isinstance(tables, list) or not all(isinstance(t, Mapping) for t in tables):
        return _refused("wrong_value", ["postings must be tables: write each one under [[postings]]."])
    problems.extend(
        f"The key {key} is not known: postings stand under [[postings]], and the page's date is date."
        for key in values
        if key not in {"postings", "date"}
    )
    page_date = _Table("The file", values, problems).day("date")
    postings = tuple(_posting(n, table, problems) for n, table in enumerate(tables, 1))
    if problems:
        return _refused("wrong_value", problems)
    return PostingPage(postings=postings, page_date=page_date)


def _refused(code: str, problems: Sequence[str]) -> PostingPage:
    return PostingPage(postings=(), error=ReadError(code=code, detail="\n".join(problems)))


class _Table:
    """A table of the file: gives values of the right type, and notes each problem with its place and mend."""

    def __init__(self, place: str, values: Mapping[str, Any], problems: list[str]) -> None:
        self.place = place
        self._values = values
        self._problems = problems

    def problem(self, sentence: str) -> None:
        self._problems.append(f"{self.place}: {sentence}")

    def only(self, keys: frozenset[str] | set[str]) -> None:
        for key in self._values:
            if key not in keys:
                self.problem(f"the key {key} is not known; these are: {', '.join(sorted(keys))}.")

    def text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.problem(f"{key} must be words in quotes, or be left out.")
        return None

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._values.get(key, default)
        if isinstance(value, bool):
            return value
        self.problem(f"{key} must be true or false.")
        return default

    def day(self, key: str) -> dt.date | None:
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        self.problem(f"{key} must be a date such as 2026-12-31.")
        return None

    def clock(self, key: str) -> dt.time | None:
        value = self._values.get(key)
        if isinstance(value, str):
            try:
                value = dt.time.fromisoformat(value)
            except ValueError:
                value = ...
        if value is None or (isinstance(value, dt.time) and value.tzinfo is None):
            return value
        self.problem(f"{key} must be a time of day such as 12:00, without a zone: timezone names that.")
        return None

    def choice(self, key: str, kind: type[_E]) -> _E | None:
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            self.problem(f"{key} must be one of: {', '.join(kind)}.")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(v.strip() for v in value if v.strip())
        self.problem(f'{key} must be a list of words, such as ["first", "second"].')
        return ()

    def tables(self, key: str) -> list["_Table"]:
        value = self._values.get(key, [])
        if isinstance(value, Mapping):
            value = [value]
        if isinstance(value, list) and all(isinstance(v, Mapping) for v in value):
            return [_Table(f"{self.place}, {key}", v, self._problems) for v in value]
        self.problem(f"{key} must be a table or a list of tables.")
        return []


def _posting(number: int, values: Mapping[str, Any], problems: list[str]) -> Posting:
    title = values.get("title")
    named = f"Posting {number}" + (f" ({title})" if isinstance(title, str) and title else "")
    table = _Table(named, values, problems)
    table.only(_KEYS)
    if not table.text("title") and title is None:
        table.problem("title is missing.")
    contacts = _contacts(table, "contacts")
    url = table.text("apply_url")
    via = table.choice("apply_via", ApplyVia)
    return Posting(
        title=title.strip() if isinstance(title, str) else None,
        contacts=contacts,
        enquiries=_contacts(table, "enquiries"),
        apply_via=via or _via(contacts, url),
        apply_url=url,
        deadline=_deadline(table),
        rolling=table.flag("rolling"),
        review_from=table.day("review_from"),
        documents=_documents(table),
        individuals_only=table.flag("individuals_only"),
        constraints=_constraints(table),
        subject_code=table.text("subject_code"),
        responsibilities=table.texts("responsibilities"),
        requirements=table.texts("requirements"),
        nice_to_have=table.texts("nice_to_have"),
        location=table.text("location"),
        remote=table.text("remote"),
        employment_type=table.text("employment_type"),
        term=table.text("term"),
        start=table.text("start"),
        interviews=table.text("interviews"),
        salary=table.text("salary"),
    )


def _via(contacts: tuple[Contact, ...], url: str | None) -> ApplyVia | None:
    if contacts and url:
        return ApplyVia.BOTH
    return ApplyVia.EMAIL if contacts else ApplyVia.FORM if url else None


def _contacts(table: _Table, key: str) -> tuple[Contact, ...]:
    found = []
    for entry in table.tables(key):
        entry.only({"name", "email"})
        email = entry.text("email")
        if email is None or not _ADDRESS.fullmatch(email):
            entry.problem("email must be an address such as jobs@example.org.")
            continue
        found.append(Contact(entry.text("name"), email.casefold()))
    return tuple(found)


def _deadline(table: _Table) -> Deadline | None:
    entries = table.tables("deadline")
    if not entries:
        return None
    entry = entries[0]
    entry.only({"date", "time", "timezone", "inclusive", "year_inferred", "text"})
    date, zone = entry.day("date"), entry.text("timezone")
    if zone is not None and not _is_zone(zone):
        entry.problem(f"timezone {zone} is not known; write an IANA name such as Europe/Berlin.")
        zone = None
    if date is None:
        entry.problem("date is missing.")
        return None
    return Deadline(
        date=date,
        time=entry.clock("time"),
        timezone=zone,
        inclusive=entry.flag("inclusive", default=True),
        year_inferred=entry.flag("year_inferred"),
        text=entry.text("text") or "",
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _documents(table: _Table) -> tuple[WantedDocument, ...]:
    found = []
    for entry in table.tables("documents"):
        entry.only({"kind", "need", "text"})
        kind, need = entry.choice("kind", WantedKind), entry.choice("need", Need)
        if kind is None:
            entry.problem("kind is missing.")
        else:
            found.append(WantedDocument(kind=kind, need=need or Need.REQUIRED, text=entry.text("text") or kind))
    return tuple(found)


def _constraints(table: _Table) -> tuple[Constraint, ...]:
    found = []
    for entry in table.tables("constraints"):
        entry.only({"kind", "text"})
        kind, text = entry.text("kind"), entry.text("text")
        if kind and text:
            found.append(Constraint(kind, text))
        else:
            entry.problem("kind and text must both be given.")
    return tuple(found)
