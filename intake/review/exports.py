"""The filtered queue as a table or as data, page by page, so that it costs little memory however long it is.

A cell that a spreadsheet would take for a formula begins with an apostrophe (security.md 13).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from intake.model.scope import Scope
from intake.storage.desk import Desk
from intake.storage.queue_values import QueueFilter, QueueItem

COLUMNS = (
    "id", "name", "email", "posting_id", "posting", "status", "tags", "received_at", "deadline_at", "timeliness",
    "completeness", "missing", "flags", "subject", "mails",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PAGE = 200

Value = str | int | list[str] | None


def lines(reads: Desk, scope: Scope, wanted: QueueFilter) -> Iterator[dict[str, Value]]:
    """Every line of the filter, in the order of the queue."""
    after = None
    while True:
        page = reads.queue(scope, wanted, after=after, limit=_PAGE)
        yield from map(line, page.items)
        if page.after is None:
            return
        after = page.after


def line(item: QueueItem) -> dict[str, Value]:
    """One application; times RFC 3339 in UTC."""
    return {
        "id": item.id,
        "name": item.name,
        "email": item.email,
        "posting_id": item.posting.id if item.posting else None,
        "posting": item.posting.title if item.posting else None,
        "status": item.status,
        "tags": list(item.tags),
        "received_at": item.received_at.isoformat(),
        "deadline_at": item.deadline_at.isoformat() if item.deadline_at else None,
        "timeliness": item.timeliness.value if item.timeliness else None,
        "completeness": item.completeness.value,
        "missing": [asked.kind for asked in item.asked if asked.answered is False and asked.need.value == "required"],
        "flags": list(item.flags),
        "subject": item.subject,
        "mails": item.submissions,
    }


def as_csv(found: Iterable[dict[str, Value]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, by which spreadsheets know that it is UTF-8."""
    yield "\ufeff" + _row(COLUMNS)
    for one in found:
        yield _row([cell(one[column]) for column in COLUMNS])


def as_json(found: Iterable[dict[str, Value]]) -> Iterator[str]:
    """One array of objects."""
    separator = "[\n"
    for one in found:
        yield separator + json.dumps(one, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def cell(value: Value) -> str:
    """A cell of the table."""
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
