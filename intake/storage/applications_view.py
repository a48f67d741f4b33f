"""Applications as people and scripts see them (contract: `export` / `applications show --json`).

A page of applications costs a fixed number of statements, however many applications there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from intake.model.application import SubmissionDecision
from intake.model.codec import from_data, to_data
from intake.model.posting import Posting
from intake.storage import effective, keys, reviews, versions
from intake.storage.moments import moment
from intake.storage.postings_view import deadline_at
from intake.storage.tables import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateRow,
    MessageRow,
    RoundRow,
    SubmissionRow,
)

Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some applications, and where the next page begins (None: this was the last)."""

    entries: list[dict[str, Any]]
    next: Place | None


def page(session: Session, zone: str, *, after: Place | None, limit: int) -> Page:
    """The next applications by the time of their first submission, oldest first."""
    wanted = select(ApplicationRow).where(ApplicationRow.removed_at.is_(None))
    if after is not None:
        at, number = after
        wanted = wanted.where(
            or_(
                ApplicationRow.received_at > at,
                and_(ApplicationRow.received_at == at, ApplicationRow.id > number),
            )
        )
    rows = session.scalars(wanted.order_by(ApplicationRow.received_at, ApplicationRow.id).limit(limit)).all()
    more = (rows[-1].received_at, rows[-1].id) if len(rows) == limit else None
    return Page(entries=entries(session, zone, rows), next=more)


def one(session: Session, zone: str, number: int) -> dict[str, Any] | None:
    """One application; None where there is none of this number."""
    row = session.get(ApplicationRow, number)
    return None if row is None or row.removed_at is not None else entries(session, zone, [row])[0]


def entries(session: Session, zone: str, rows: Sequence[ApplicationRow]) -> list[dict[str, Any]]:
    """These applications whole, in their order."""
    around = _Around(session, zone, rows)
    return [around.entry(row) for row in rows]


class _Around:
    """Everything around a page of applications, fetched at once."""

    def __init__(self, session: Session, zone: str, rows: Sequence[ApplicationRow]) -> None:
        self._zone = zone
        ids = [row.id for row in rows]
        self._roots = _roots(session, {row.candidate_id for row in rows})
        self._people = _people(session, self._roots)
        self._rounds = _by_id(
            session.scalars(select(RoundRow).where(RoundRow.id.in_({row.round_id for row in rows if row.round_id})))
        )
        self._brought: dict[int, list[versions.Brought]] = {}
        for item in versions.brought(session, ids):
            self._brought.setdefault(item.submission.application_id, []).append(item)
        self._reviews = reviews.of_applications(session, ids)

    def entry(self, row: ApplicationRow) -> dict[str, Any]:
        """One application in the contract's shape."""
        brought = self._brought.get(row.id, [])
        said = [effective.decided(item.submission) for item in brought]
        return {
            "id": keys.spell("a", row.id),
            **self._posting_and_candidate(row),
            "status": row.status,
            "received_at": moment(row.received_at),
            "deadline": self._deadline(row),
            "timeliness": row.timeliness.value if row.timeliness else None,
            "completeness": row.completeness.value,
            "missing": list(row.missing),
            "documents": _documents(brought),
            "submissions": [_submission(item) for item in brought],
            "match": to_data(said[0].match) if said else {"reasons": [], "alternatives": []},
            "flags": list(row.flags),
            "possible_duplicates": _duplicates(row, said),
            "reviews": [to_data(reviews.value(review)) for review in self._reviews.get(row.id, [])],
        }

    def _posting_and_candidate(self, row: ApplicationRow) -> dict[str, Any]:
        round_ = self._rounds.get(row.round_id or 0)
        return {
            "posting": None if round_ is None else {"id": keys.spell("p", round_.id), "title": round_.title},
            "candidate": self._people[self._roots[row.candidate_id].id],
        }

    def _deadline(self, row: ApplicationRow) -> str | None:
        """The deadline of the round as it is now; a decision made before it moved is being made again."""
        round_ = self._rounds.get(row.round_id or 0)
        return None if round_ is None else deadline_at(from_data(Posting, round_.posting).deadline, self._zone)


def _by_id(rows: Iterable[RoundRow]) -> dict[int, RoundRow]:
    return {row.id: row for row in rows}


def _roots(session: Session, candidates: Iterable[int]) -> dict[int, CandidateRow]:
    """For each candidate the one that it was merged into, or itself."""
    known: dict[int, CandidateRow] = {}
    wanted = set(candidates)
    while wanted:
        rows = session.scalars(select(CandidateRow).where(CandidateRow.id.in_(wanted))).all()
        known.update({row.id: row for row in rows})
        wanted = {row.merged_into_id for row in rows if row.merged_into_id} - known.keys()
    return {number: _follow(known, number) for number in known}


def _follow(known: dict[int, CandidateRow], number: int) -> CandidateRow:
    row = known[number]
    while row.merged_into_id is not None:
        row = known[row.merged_into_id]
    return row


@dataclass(slots=True)
class _Person:
    """What is known of a candidate, each value once, in the order in which it became known."""

    name: str | None
    emails: dict[str, None] = field(default_factory=dict)
    phones: dict[str, None] = field(default_factory=dict)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)

    def entry(self) -> dict[str, Any]:
        """In the contract's shape."""
        return {
            "name": self.name,
            "emails": list(self.emails),
            "phones": list(self.phones),
            "links": list(self.links.values()),
        }


def _people(session: Session, roots: dict[int, CandidateRow]) -> dict[int, dict[str, Any]]:
    """What is known of each root candidate: by all the messages of it and of those merged into it."""
    found = {root.id: _Person(root.name) for root in roots.values()}
    group = _members(session, roots)
    emails = session.execute(
        select(CandidateEmailRow.candidate_id, CandidateEmailRow.email)
        .join(MessageRow, MessageRow.id == CandidateEmailRow.message_id)
        .where(CandidateEmailRow.candidate_id.in_(group))
        .order_by(MessageRow.ordered_at, MessageRow.id, CandidateEmailRow.id)
    )
    for candidate, email in emails:
        found[group[candidate]].emails[email] = None
    decided = session.execute(
        select(ApplicationRow.candidate_id, SubmissionRow.decided)
        .join(ApplicationRow, ApplicationRow.id == SubmissionRow.application_id)
        .join(MessageRow, MessageRow.id == SubmissionRow.message_id)
        .where(ApplicationRow.candidate_id.in_(group))
        .order_by(MessageRow.ordered_at, MessageRow.id, SubmissionRow.id)
    )
    for candidate, data in decided:
        person = found[group[candidate]]
        person.phones.update(dict.fromkeys(data["phones"]))
        person.links.update({link["url"]: link for link in data["links"]})
    return {number: person.entry() for number, person in found.items()}


def _members(session: Session, roots: dict[int, CandidateRow]) -> dict[int, int]:
    """Every candidate of these people, to its root."""
    group = {root.id: root.id for root in roots.values()}
    fresh = set(group)
    while fresh:
        rows = session.execute(
            select(CandidateRow.id, CandidateRow.merged_into_id).where(CandidateRow.merged_into_id.in_(fresh))
        ).all()
        fresh = {number for number, _ in rows} - group.keys()
        group.update({number: group[into] for number, into in rows if into is not None})
    return group


def _documents(brought: Sequence[versions.Brought]) -> list[dict[str, Any]]:
    return [
        {
            "id": keys.spell("d", placed.document.id),
            "kinds": list(placed.document.kinds),
            "filename": placed.document.filename,
            "media_type": placed.document.media_type,
            "sha256": placed.document.sha256,
            "status": placed.document.status.value,
            "message": keys.spell("m", placed.document.message_id),
            "version": placed.version,
            "superseded": placed.superseded,
        }
        for placed in versions.number_versions(brought)
    ]


def _submission(item: versions.Brought) -> dict[str, Any]:
    return {
        "message": keys.spell("m", item.message.id),
        "received_at": moment(item.message.ordered_at),
        "timeliness": item.submission.timeliness.value if item.submission.timeliness else None,
        "documents": [keys.spell("d", document.id) for document in item.documents],
    }


def _duplicates(row: ApplicationRow, said: Sequence[SubmissionDecision]) -> list[str]:
    mine = keys.spell("a", row.id)
    return list(dict.fromkeys(other for decision in said for other in decision.possible_duplicates if other != mine))
