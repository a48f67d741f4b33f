"""The head of a Markdown or template page: YAML between `---` lines (Jekyll) or TOML between `+++` lines (Hugo).

A head that is not well formed is read line by line, so that one stray colon loses one value and not the page.
Pure: no I/O, no clock.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_YAML = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"^([A-Za-z][\w.-]*+(?: ++[\w.-]++)*+)\s*+[:=]\s*+(\S(?:.*\S)?)", re.MULTILINE)
_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})")
_DATE_KEYS = ("date", "publishdate", "published", "date_posted", "dateposted", "posted", "created", "pubdate")

# No front matter of a careers page is larger; a bigger one is no head but a body (aliases could unfold, too).
_HEAD_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a page's head, keys in lower case with `_` for `-`, and the body below it."""

    body: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, *keys: str) -> str | None:
        """The first of `keys` that holds words or a number, as one line; None where none does."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value).split())
        return None

    def day(self, *keys: str) -> dt.date | None:
        """The first of `keys` that holds a date."""
        found = (as_date(self.values.get(key)) for key in keys)
        return next((day for day in found if day), None)

    @property
    def date(self) -> dt.date | None:
        """The date of the page itself."""
        return self.day(*_DATE_KEYS)


def split(text: str) -> FrontMatter:
    """The head and body of `text`; a text without a head is all body."""
    for pattern, load in ((_YAML, _yaml), (_TOML, _toml)):
        found = pattern.match(text)
        if found and len(found[1]) <= _HEAD_LIMIT:
            values = load(found[1])
            return FrontMatter(text[found.end() :], {_key(k): v for k, v in values.items()})
    return FrontMatter(text)


def as_date(value: object) -> dt.date | None:
    """A date of a head's value: a date, a time, or words that begin with an ISO date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DATE.match(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _key(name: object) -> str:
    return str(name).strip().casefold().replace("-", "_").replace(" ", "_")


def _yaml(head: str) -> Mapping[Any, Any]:
    try:
        values = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _lines(head)
    return values if isinstance(values, Mapping) else {}


def _toml(head: str) -> Mapping[Any, Any]:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return _lines(head)


def _lines(head: str) -> Mapping[Any, Any]:
    return {key: value.strip("\"'") for key, value in _LINE.findall(head)}
