"""Posting rounds as people see them, with how many applications each has."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.model.application import Timeliness
from intake.model.codec import to_data
from intake.model.posting import Deadline, PostingRound
from intake.storage import keys, postings
from intake.storage.moments import moment
from intake.storage.tables import ApplicationRow


def all_of(session: Session, zone: str) -> list[dict[str, Any]]:
    """Every round in the order of the ids; `zone` is that of deadlines that name none."""
    counts = _counts(session)
    return [_entry(round_, zone, counts.get(round_.id, {})) for round_ in postings.rounds(session)]


def deadline_at(deadline: Deadline | None, zone: str) -> str | None:
    """The instant of a deadline, as the contract prints it."""
    return None if deadline is None else moment(deadline.instant(zone))


def _counts(session: Session) -> dict[str, dict[Timeliness | None, int]]:
    rows = session.execute(
        select(ApplicationRow.round_id, ApplicationRow.timeliness, func.count())
        .where(ApplicationRow.removed_at.is_(None), ApplicationRow.round_id.is_not(None))
        .group_by(ApplicationRow.round_id, ApplicationRow.timeliness)
    )
    counts: dict[str, dict[Timeliness | None, int]] = {}
    for round_id, timeliness, count in rows:
        counts.setdefault(keys.spell("p", round_id or 0), {})[timeliness] = count
    return counts


def _entry(round_: PostingRound, zone: str, counts: dict[Timeliness | None, int]) -> dict[str, Any]:
    posting = round_.posting
    return {
        "id": round_.id,
        "title": posting.title,
        "subject_code": posting.subject_code,
        "contacts": [{"name": contact.name, "email": contact.email} for contact in posting.contacts],
        "deadline": None if posting.deadline is None else to_data(posting.deadline),
        "deadline_at": deadline_at(posting.deadline, zone),
        "opened_at": moment(round_.opened_at),
        "closed_at": moment(round_.closed_at),
        "state": "open" if round_.closed_at is None else "closed",
        "previous": round_.previous,
        "applications": sum(counts.values()),
        "timeliness": {word.value: counts.get(word, 0) for word in Timeliness},
    }
