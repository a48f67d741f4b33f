"""What happened, for people: what the program did and what people did, in one list, the newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import cursors, keys, reviews, scoping
from intake.storage.desk_values import Happened, HistoryPage
from intake.storage.tables import ApplicationRow, HistoryRow, MessageRow, ReviewRow, RoundRow

REVIEWED = "review"
"""The key in a history payload that names the Review that the event was."""


def page(
    session: Session, scope: Scope, *, who: str | None, since: datetime | None, after: str | None, limit: int
) -> HistoryPage:
    """Some of what happened to everything in scope."""
    wanted = select(HistoryRow).where(_in_scope(scope))
    if who is not None:
        wanted = wanted.where(HistoryRow.actor == who)
    if since is not None:
        wanted = wanted.where(HistoryRow.at >= since)
    place = cursors.numbers(after, 1)
    if place is not None:
        wanted = wanted.where(HistoryRow.id < place[0])
    rows = session.scalars(wanted.order_by(HistoryRow.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return HistoryPage(items=happened(session, shown), after=cursors.spell(shown[-1].id) if len(rows) > limit else None)


def of(session: Session, scope: Scope, key: str) -> HistoryPage | None:
    """What happened to an application or a posting round; None where it may not be seen."""
    if key.startswith("a"):
        row = scoping.application(session, scope, key)
        if row is None:
            return None
        return HistoryPage(items=of_application(session, row), after=None)
    round_ = session.get(RoundRow, keys.number("p", key) or 0)
    if round_ is None or not scope.sees_posting(key):
        return None
    return HistoryPage(items=_where(session, HistoryRow.round_id == round_.id), after=None)


def of_application(session: Session, row: ApplicationRow) -> tuple[Happened, ...]:
    """Everything that anybody did to an application."""
    return _where(session, HistoryRow.application_id == row.id)


def of_message(session: Session, row: MessageRow) -> tuple[Happened, ...]:
    """Everything that happened because of a mail, or to it."""
    return _where(session, HistoryRow.message_id == row.id)


def _where(session: Session, concerns: ColumnElement[bool]) -> tuple[Happened, ...]:
    return happened(session, session.scalars(select(HistoryRow).where(concerns).order_by(HistoryRow.id.desc())).all())


def happened(session: Session, events: Sequence[HistoryRow]) -> tuple[Happened, ...]:
    """The rows as values, with what is known of the Review that each was."""
    numbers = {n for row in events if (n := keys.number("v", str((row.payload or {}).get(REVIEWED))))}
    acts = {row.id: row for row in session.scalars(select(ReviewRow).where(ReviewRow.id.in_(numbers)))}
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


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    """Whole for an administrator; otherwise what concerns applications and rounds in scope."""
    if scope.administrator:
        return HistoryRow.id > 0
    seen = (
        select(ApplicationRow.id)
        .join(MessageRow, MessageRow.id == ApplicationRow.opened_by_id)
        .where(scoping.applications(scope))
    )
    rounds = select(RoundRow.id).where(scoping.rounds(scope))
    return HistoryRow.application_id.in_(seen) | (HistoryRow.application_id.is_(None) & HistoryRow.round_id.in_(rounds))
