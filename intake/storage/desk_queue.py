"""The queue: which applications, in which order, what each line says, and what the chips count."""

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import cursors, desk_lines, keys, scoping
from intake.storage.desk_values import ANY, CHIPS, Neighbours, QueueFilter, QueuePage
from intake.storage.tables import ApplicationRow, MessageRow


def page(session: Session, scope: Scope, wanted: QueueFilter, *, after: str | None, limit: int) -> QueuePage:
    """Some lines, the newest first."""
    statement = _wanted(scope, wanted, wanted.chip)
    place = cursors.numbers(after, 2)
    if place is not None:
        at = cursors.instant(place[0])
        statement = statement.where(
            or_(
                ApplicationRow.received_at < at,
                and_(ApplicationRow.received_at == at, ApplicationRow.id < place[1]),
            )
        )
    rows = session.scalars(
        statement.order_by(ApplicationRow.received_at.desc(), ApplicationRow.id.desc()).limit(limit + 1)
    ).all()
    shown = rows[:limit]
    return QueuePage(
        items=desk_lines.of(session, shown),
        after=cursors.spell(shown[-1].received_at, shown[-1].id) if len(rows) > limit else None,
        counts={chip: _count(session, scope, wanted, chip) for chip in CHIPS},
        filter=wanted,
    )


def count(session: Session, scope: Scope, wanted: QueueFilter) -> int:
    """How many."""
    return _count(session, scope, wanted, wanted.chip)


def neighbours(session: Session, scope: Scope, wanted: QueueFilter, application: str) -> Neighbours:
    """The applications before and after."""
    ids = session.scalars(
        _wanted(scope, wanted, wanted.chip)
        .with_only_columns(ApplicationRow.id)
        .order_by(ApplicationRow.received_at.desc(), ApplicationRow.id.desc())
    ).all()
    number = keys.number("a", application)
    if number not in ids:
        return Neighbours(next=keys.spell("a", ids[0]) if ids else None)
    index = ids.index(number)
    return Neighbours(
        previous=keys.spell("a", ids[index - 1]) if index else None,
        next=keys.spell("a", ids[index + 1]) if index + 1 < len(ids) else None,
    )


def _count(session: Session, scope: Scope, wanted: QueueFilter, chip: str) -> int:
    found = _wanted(scope, wanted, chip).with_only_columns(ApplicationRow.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _wanted(scope: Scope, wanted: QueueFilter, chip: str) -> Select[ApplicationRow]:
    statement = (
        select(ApplicationRow)
        .join(MessageRow, MessageRow.id == ApplicationRow.opened_by_id)
        .where(ApplicationRow.removed_at.is_(None), scoping.applications(scope))
    )
    if wanted.status is not None:
        statement = statement.where(ApplicationRow.status == wanted.status)
    if wanted.posting is not None:
        statement = statement.where(ApplicationRow.round_id == keys.number("p", wanted.posting))
    if chip != ANY:
        statement = statement.where(func.instr(ApplicationRow.flags, f'"{chip}"') > 0)
    return statement
