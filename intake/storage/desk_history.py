"""What happened, for people: what the program did and what people did, in one list, the newest first."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, select, union_all
from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import cursors, effective, keys, reviews, scoping
from intake.storage.desk_values import Happened, HistoryPage
from intake.storage.tables import HistoryRow, MessageRow, ReviewRow, RoundRow

REVIEWED = "review"
"""The key in a history payload that names the Review that the event was."""


def page(session: Session, scope: Scope, *, who: str | None, after: str | None, limit: int) -> HistoryPage:
    """Some of what happened to everything in scope; of one actor with `who`."""
    place = cursors.numbers(after, 1)
    rows = _newest(session, scope, who, None if place is None else place[0], limit + 1)
    shown = rows[:limit]
    return HistoryPage(items=happened(session, shown), after=cursors.spell(shown[-1].id) if len(rows) > limit else None)


def _newest(session: Session, scope: Scope, who: str | None, before: int | None, limit: int) -> list[HistoryRow]:
    """The newest, each shelf read in the order of its index, and the newest of all."""
    wanted = select(HistoryRow.id).where(HistoryRow.id > 0 if before is None else HistoryRow.id < before)
    wanted = wanted.order_by(HistoryRow.id.desc()).limit(limit)
    if who is not None:
        wanted = wanted.where(HistoryRow.actor == who)
    shelves = scoping.shelves(session, scope)
    some: list[ColumnElement[bool] | None] = [None]
    if not scope.administrator:
        # What belongs nowhere is for administrators.
        apart = who is None and shelves.some is not None
        some = [HistoryRow.shelf == n for n in shelves.some or ()] if apart else [_visible(shelves)]
    parts = [(wanted if condition is None else wanted.where(condition)).subquery() for condition in some]
    found = session.scalars(union_all(*(select(part.c.id) for part in parts))).all() if parts else ()
    numbers = sorted(found, reverse=True)[:limit]
    rows = session.scalars(select(HistoryRow).where(HistoryRow.id.in_(numbers)).order_by(HistoryRow.id.desc()))
    return list(rows)


def _visible(shelves: scoping.Shelves) -> ColumnElement[bool]:
    return and_(HistoryRow.shelf.is_not(None), *shelves.where(HistoryRow.shelf))


def of(session: Session, scope: Scope, key: str) -> HistoryPage | None:
    """What happened to an application or a posting round; None where it may not be seen."""
    if key.startswith("a"):
        row = scoping.application(session, scope, key)
        if row is None:
            return None
        return HistoryPage(items=of_applications(session, effective.merged_into(session, row.id)), after=None)
    round_ = session.get(RoundRow, keys.number("p", key) or 0)
    if round_ is None or not scope.sees_posting(key):
        return None
    return HistoryPage(items=_where(session, HistoryRow.round_id == round_.id), after=None)


_OF_APPLICATIONS = (
    select(HistoryRow)
    .where(HistoryRow.application_id.in_(bindparam("some", expanding=True)))
    .order_by(HistoryRow.id.desc())
)


def of_applications(session: Session, group: Sequence[int]) -> tuple[Happened, ...]:
    """Everything that anybody did to an application; `group` is it and all that were merged into it."""
    return happened(session, session.scalars(_OF_APPLICATIONS, {"some": group}).all())


def of_message(session: Session, row: MessageRow) -> tuple[Happened, ...]:
    """Everything that happened because of a mail, or to it."""
    return _where(session, HistoryRow.message_id == row.id)


def _where(session: Session, concerns: ColumnElement[bool]) -> tuple[Happened, ...]:
    return happened(session, session.scalars(select(HistoryRow).where(concerns).order_by(HistoryRow.id.desc())).all())


def happened(session: Session, events: Sequence[HistoryRow]) -> tuple[Happened, ...]:
    """The rows as values, with what is known of the Review that each was."""
    numbers = {n for row in events if (n := keys.number("v", str((row.payload or {}).get(REVIEWED))))}
    asked = select(ReviewRow).where(ReviewRow.id.in_(numbers))
    acts = {row.id: row for row in session.scalars(asked)} if numbers else {}
    return tuple(_one(row, acts) for row in events)


def _one(row: HistoryRow, acts: dict[int, ReviewRow]) -> Happened:
    payload = dict(row.payload or {})
    act = acts.get(keys.number("v", str(payload.pop(REVIEWED, ""))) or 0)
    return Happened(
        at=row.at,
        who=row.actor,
        what=row.event,
        payload=payload,
        object=_object(row),
        review=None if act is None else keys.spell("v", act.id),
        reason=None if act is None else act.reason,
        undoable=act is not None and act.undone_at is None and act.kind != reviews.UNDO,
        undone_at=None if act is None else act.undone_at,
    )


def _object(row: HistoryRow) -> str | None:
    places = (("a", row.application_id), ("p", row.round_id), ("m", row.message_id), ("c", row.candidate_id))
    return next((keys.spell(letter, number) for letter, number in places if number), None)
