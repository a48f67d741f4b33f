"""What people did. A Review wins over every decision until it is undone; deciding again never changes it.

`after` holds the value under the name of its kind. An undo is a Review of its own (`UNDO`), so that the newest
number among what concerns an application is its version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intake.storage import keys
from intake.storage.tables import ReviewRow

STATUS = "status"
POSTING = "posting"
TIMELINESS = "timeliness"
NAME = "name"
FACT = "fact"
NOTE = "note"
TAGS = "tags"
DUPLICATE = "duplicate"
MERGE = "merge"
SPLIT = "split"
ADOPT = "adopt"
"""A mail that was correspondence is an application."""

ROUND = "round"
"""What a person did to a posting: what the round said before and after, whole."""

BY_HAND = "by_hand"
"""Beside the round in `after`: the names of the fields that were typed, which no page changes from then on."""

UNDO = "undo"

_NO_VALUES = frozenset({UNDO})


_OF_APPLICATIONS = (
    select(ReviewRow).where(ReviewRow.application_id.in_(bindparam("some", expanding=True))).order_by(ReviewRow.id)
)
_OF_CANDIDATE = select(ReviewRow).where(ReviewRow.candidate_id == bindparam("one")).order_by(ReviewRow.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """One act of a person: `before` and `after` hold the value that it changed, under the name of its kind."""

    id: str
    who: str
    kind: str
    reason: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    made_at: datetime
    undone_at: datetime | None


def of_applications(session: Session, applications: Sequence[int]) -> dict[int, list[ReviewRow]]:
    """The reviews of each application, oldest first, undone ones too."""
    found: dict[int, list[ReviewRow]] = {}
    for row in session.scalars(_OF_APPLICATIONS, {"some": applications}):
        found.setdefault(row.application_id or 0, []).append(row)
    return found


def set_values(rows: Sequence[ReviewRow]) -> dict[str, Any]:
    """What people have set, by kind: the newest of each that is not undone."""
    return {row.kind: row.after.get(row.kind) for row in rows if row.undone_at is None and row.kind not in _NO_VALUES}


def rows_of_candidate(session: Session, candidate: int) -> list[ReviewRow]:
    """The reviews of a candidate, oldest first, undone ones too."""
    return list(session.scalars(_OF_CANDIDATE, {"one": candidate}))


def of_candidate(session: Session, candidate: int) -> dict[str, Any]:
    """What people have set of a candidate, by kind."""
    return set_values(rows_of_candidate(session, candidate))


def of_mails(session: Session, messages: Sequence[int]) -> list[ReviewRow]:
    """What people did to these mails and is not undone, oldest first."""
    return list(
        session.scalars(
            select(ReviewRow)
            .where(ReviewRow.message_id.in_(messages), ReviewRow.undone_at.is_(None))
            .order_by(ReviewRow.id)
        ).all()
    )


def version(rows: Iterable[ReviewRow]) -> str:
    """The newest act among `rows`: what somebody saw who saw them all."""
    return keys.spell("v", max((row.id for row in rows), default=0))


def value(row: ReviewRow) -> ReviewRecord:
    """The row as a value."""
    return ReviewRecord(
        id=keys.spell("v", row.id),
        who=row.who,
        kind=row.kind,
        reason=row.reason,
        before=row.before,
        after=row.after,
        made_at=row.made_at,
        undone_at=row.undone_at,
    )
