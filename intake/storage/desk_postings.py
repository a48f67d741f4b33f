"""Posting rounds for the desk: what each says, how many applied and with which status, arrivals a day.

All numbers come from counters, so that no page looks at the applications themselves. In the list only open rounds have
their days: the list of all that ever were stays quick.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from intake.model.application import Flag, Timeliness
from intake.model.codec import from_data
from intake.model.posting import Posting
from intake.model.scope import Scope
from intake.storage import effective, keys, posting_acts, postings, scoping
from intake.storage.database import columns
from intake.storage.desk_values import Day, PostingChoice, PostingItem
from intake.storage.queue_values import ANY, IN_GRACE
from intake.storage.tables import ArrivalCountRow, QueueCountRow, RoundRow

_QUARTER = 900
"""Seconds of what `arrival_counts` counts."""
_SECONDS_A_DAY = 86_400
_WEEK = 7 * _SECONDS_A_DAY // _QUARTER
_EPOCH = dt.date(1970, 1, 1).toordinal()

_TIMELINESS = {Flag.LATE.value: Timeliness.LATE.value, IN_GRACE: Timeliness.IN_GRACE.value}
"""The chips that say which verdict an application has; of the others there are all the rest."""


def count_open(session: Session, scope: Scope) -> int:
    """How many rounds in scope are open."""
    counted = select(func.count(RoundRow.id)).where(RoundRow.closed_at.is_(None), scoping.rounds(scope))
    return int(columns(session, counted).scalar() or 0)


def items(session: Session, scope: Scope, zone: str) -> tuple[PostingItem, ...]:
    """Every round in scope: open ones first, the newest first; days of the open ones only."""
    rows = session.scalars(
        select(RoundRow).where(scoping.rounds(scope), postings.STANDING).order_by(RoundRow.id.desc())
    ).all()
    shown = sorted(rows, key=lambda row: row.closed_at is not None)
    return _of(session, shown, [row.id for row in rows if row.closed_at is None], zone)


def choices(session: Session, scope: Scope) -> tuple[PostingChoice, ...]:
    """Every round in scope by id and title: open ones first, the newest first."""
    rows = columns(
        session,
        select(RoundRow.id, RoundRow.title, RoundRow.closed_at)
        .where(scoping.rounds(scope), postings.STANDING)
        .order_by(RoundRow.id.desc()),
    )
    found = [PostingChoice(id=keys.spell("p", n), title=title, closed=at is not None) for n, title, at in rows]
    return tuple(sorted(found, key=lambda choice: choice.closed))


def item(session: Session, scope: Scope, key: str, zone: str) -> PostingItem | None:
    """One round; None where it may not be seen."""
    row = session.get(RoundRow, keys.number("p", key) or 0)
    return None if row is None or not scope.sees_posting(key) else _of(session, [row], [row.id], zone)[0]


def _of(session: Session, rows: Sequence[RoundRow], charted: Sequence[int], zone: str) -> tuple[PostingItem, ...]:
    ids = [row.id for row in rows]
    counts, days = _counts(session, ids), _days(session, charted, zone)
    return tuple(_item(row, zone, counts.get(row.id, {}), days.get(row.id, ())) for row in rows)


def _item(row: RoundRow, zone: str, counts: dict[tuple[str, str], int], days: tuple[Day, ...]) -> PostingItem:
    statuses = {status: count for (chip, status), count in counts.items() if chip == ANY}
    posting = from_data(Posting, row.posting)
    return PostingItem(
        id=keys.spell("p", row.id),
        version=posting_acts.version(row),
        posting=posting,
        source=row.source,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        withdrawn=row.withdrawn_at is not None,
        previous=None if row.previous_id is None else keys.spell("p", row.previous_id),
        deadline_at=None if posting.deadline is None else posting.deadline.instant(zone),
        applications=sum(statuses.values()),
        unreviewed=statuses.get(effective.NEW, 0),
        by_status=statuses,
        by_timeliness=_timeliness(counts),
        days=days,
    )


def _counts(session: Session, rounds: Sequence[int]) -> dict[int, dict[tuple[str, str], int]]:
    """How many applications each round has by chip and status."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    rows = session.scalars(
        select(QueueCountRow).where(QueueCountRow.chip.in_((ANY, *_TIMELINESS)), QueueCountRow.shelf.in_(rounds))
    )
    for row in rows:
        if row.number:
            found.setdefault(row.shelf, {})[row.chip, row.status] = row.number
    return found


def _timeliness(counts: dict[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (chip, _), count in counts.items():
        if chip in _TIMELINESS:
            found[_TIMELINESS[chip]] = found.get(_TIMELINESS[chip], 0) + count
    return found


def _days(session: Session, rounds: Sequence[int], zone: str) -> dict[int, tuple[Day, ...]]:
    """Arrivals a day of the zone; days without any are left out. Counted by the quarter of an hour: zones differ so."""
    counted = ArrivalCountRow.shelf.in_(rounds), ArrivalCountRow.number > 0
    first, last = (func.coalesce(bound(ArrivalCountRow.quarter), -1) for bound in (func.min, func.max))
    bounds = session.execute(select(first, last).where(*counted)).one()
    if bounds[0] < 0:
        return {}
    # The database adds the quarters up to days: there are thousands of them, and a row read costs more than one added.
    day = (ArrivalCountRow.quarter * _QUARTER + _ahead(*bounds, ZoneInfo(zone))) // _SECONDS_A_DAY
    rows = session.execute(
        select(ArrivalCountRow.shelf, day.label("day"), func.sum(ArrivalCountRow.number))
        .where(*counted)
        .group_by(ArrivalCountRow.shelf, "day")
        .order_by("day")
    )
    found: dict[int, list[Day]] = {}
    for shelf, number, count in rows:
        found.setdefault(shelf, []).append(Day(date=dt.date.fromordinal(_EPOCH + number), count=int(count)))
    return {shelf: tuple(days) for shelf, days in found.items()}


def _ahead(first: int, last: int, zone: ZoneInfo) -> ColumnElement[int]:
    """Seconds that the zone is ahead of UTC at a row's quarter, of the quarters from `first` to `last`."""
    changes = [(first, _offset(first, zone))]
    while changes[-1][0] <= last:
        changes.append(_next_change(*changes[-1], last, zone))
    parts = [(ArrivalCountRow.quarter < until, ahead) for (_, ahead), (until, _) in pairwise(changes)]
    return case(*parts, else_=changes[-1][1])


def _next_change(quarter: int, ahead: int, last: int, zone: ZoneInfo) -> tuple[int, int]:
    """The first quarter after this one in which the zone is ahead by other seconds, and by which; else one after all.

    Looked for by the week: no zone changes its clocks twice in one.
    """
    low, high = quarter, quarter + _WEEK
    while low <= last and _offset(high, zone) == ahead:
        low, high = high, high + _WEEK
    if low > last:
        return last + 1, ahead
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == ahead else (low, middle)
    return high, _offset(high, zone)


def _offset(quarter: int, zone: ZoneInfo) -> int:
    ahead = dt.datetime.fromtimestamp(quarter * _QUARTER, zone).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds())
