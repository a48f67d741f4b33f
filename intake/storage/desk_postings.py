"""Posting rounds for the desk: what each says, how many applied and with which status, arrivals a day."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.model.codec import from_data
from intake.model.posting import Posting
from intake.model.scope import Scope
from intake.storage import effective, keys, scoping
from intake.storage.desk_values import Day, PostingChoice, PostingItem
from intake.storage.tables import ApplicationRow, RoundRow


def count_open(session: Session, scope: Scope) -> int:
    """How many rounds in scope are open."""
    return (
        session.scalar(select(func.count(RoundRow.id)).where(RoundRow.closed_at.is_(None), scoping.rounds(scope))) or 0
    )


def items(session: Session, scope: Scope, zone: str) -> tuple[PostingItem, ...]:
    """Every round in scope: open ones first, the newest first."""
    rows = session.scalars(select(RoundRow).where(scoping.rounds(scope)).order_by(RoundRow.id.desc())).all()
    return _of(session, sorted(rows, key=lambda row: row.closed_at is not None), zone)


def choices(session: Session, scope: Scope) -> tuple[PostingChoice, ...]:
    """Every round in scope by id and title: open ones first, the newest first."""
    rows = session.execute(
        select(RoundRow.id, RoundRow.title, RoundRow.closed_at).where(scoping.rounds(scope)).order_by(RoundRow.id.desc())
    ).all()
    found = [PostingChoice(id=keys.spell("p", n), title=title, closed=at is not None) for n, title, at in rows]
    return tuple(sorted(found, key=lambda choice: choice.closed))


def item(session: Session, scope: Scope, key: str, zone: str) -> PostingItem | None:
    """One round; None where it may not be seen."""
    row = session.get(RoundRow, keys.number("p", key) or 0)
    return None if row is None or not scope.sees_posting(key) else _of(session, [row], zone)[0]


def _of(session: Session, rows: Sequence[RoundRow], zone: str) -> tuple[PostingItem, ...]:
    ids = [row.id for row in rows]
    statuses = _counts(session, ids, "status")
    timeliness = _counts(session, ids, "timeliness")
    days = _days(session, ids, zone)
    return tuple(
        _item(row, zone, statuses.get(row.id, {}), timeliness.get(row.id, {}), days.get(row.id, ())) for row in rows
    )


def _item(
    row: RoundRow, zone: str, statuses: dict[str, int], timeliness: dict[str, int], days: tuple[Day, ...]
) -> PostingItem:
    posting = from_data(Posting, row.posting)
    return PostingItem(
        id=keys.spell("p", row.id),
        posting=posting,
        source=row.source,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        previous=None if row.previous_id is None else keys.spell("p", row.previous_id),
        deadline_at=None if posting.deadline is None else posting.deadline.instant(zone),
        applications=sum(statuses.values()),
        unreviewed=statuses.get(effective.NEW, 0),
        by_status=statuses,
        by_timeliness=timeliness,
        days=days,
    )


def _counts(session: Session, rounds: Sequence[int], column: str) -> dict[int, dict[str, int]]:
    counted = getattr(ApplicationRow, column)
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(ApplicationRow.round_id, counted, func.count())
        .where(ApplicationRow.round_id.in_(rounds), ApplicationRow.removed_at.is_(None))
        .group_by(ApplicationRow.round_id, counted)
    )
    for round_id, word, count in rows:
        found.setdefault(round_id or 0, {})["unknown" if word is None else str(word)] = count
    return found


def _days(session: Session, rounds: Sequence[int], zone: str) -> dict[int, tuple[Day, ...]]:
    """Arrivals a day of the zone; days without any are left out."""
    counted: dict[int, dict[object, int]] = {}
    local = ZoneInfo(zone)
    rows = session.execute(
        select(ApplicationRow.round_id, ApplicationRow.received_at).where(
            ApplicationRow.round_id.in_(rounds), ApplicationRow.removed_at.is_(None)
        )
    )
    for round_id, at in rows:
        day = _day(at, local)
        of_round = counted.setdefault(round_id or 0, {})
        of_round[day] = of_round.get(day, 0) + 1
    return {
        number: tuple(Day(day, count) for day, count in sorted(days.items(), key=lambda pair: str(pair[0])))  # type: ignore[arg-type]
        for number, days in counted.items()
    }


def _day(at: datetime, zone: ZoneInfo) -> object:
    return at.astimezone(zone).date()
