"""Finds or makes the application and candidate of each submission of a decision.

What the message (or a later arrival of the same mail) opened before is taken again: first by posting round, then
by place in the decision, so that ids stay stable. Unique is (candidate, posting round): whoever comes to one that
is there joins it where the context showed it, takes it over where it was opened by a mail received later, and
decides again where it is newer than the context.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.model.application import Completeness, SubmissionDecision
from intake.storage import context, effective, keys, reviews, sightings, versions
from intake.storage.freshness import Seen
from intake.storage.tables import ApplicationRow, CandidateRow, DecisionRow, MessageRow, RoundRow


class Raced(Exception):
    """Another message got there between context and record."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one submission goes. `opened`: the message opened this application, or opened it before."""

    position: int
    decided: SubmissionDecision
    candidate: CandidateRow
    application: ApplicationRow
    opened: bool


def place(
    session: Session,
    now: datetime,
    there: sightings.Sightings,
    submissions: Sequence[SubmissionDecision],
    seen: Seen,
) -> list[Placement]:
    """The application and candidate of each submission, in order; one application at most once. Raises Raced."""
    return _Placing(session, now, there, seen).all_of(submissions)


class _Placing:
    def __init__(self, session: Session, now: datetime, there: sightings.Sightings, seen: Seen) -> None:
        self._session, self._now, self._row, self._seen = session, now, there.row, seen
        self._own = there.own_ids
        self._split = {
            act.after["from"]: act.after["split"]
            for act in reviews.of_mails(session, self._own)
            if act.kind == reviews.SPLIT
        }
        self._made: dict[tuple[str | None, tuple[str, ...]], CandidateRow] = {}
        self._used: set[int] = set()

    def all_of(self, submissions: Sequence[SubmissionDecision]) -> list[Placement]:
        before = self._opened_before(submissions)
        placed: dict[int, Placement] = {}
        for position, decided in enumerate(submissions):
            found = self._one(position, decided, before.get(position))
            first = placed.get(found.application.id)
            placed[found.application.id] = found if first is None else _with_documents_of(first, found)
        return list(placed.values())

    def _opened_before(self, submissions: Sequence[SubmissionDecision]) -> dict[int, ApplicationRow]:
        """Which application that this mail opened before belongs to which new submission."""
        rows = self._session.scalars(select(ApplicationRow).where(ApplicationRow.opened_by_id.in_(self._own)))
        free = sorted(rows, key=lambda a: (a.removed_at is not None, a.opened_by_id != self._row.id, a.id))
        found: dict[int, ApplicationRow] = {}
        opening = [(i, decided) for i, decided in enumerate(submissions) if decided.application is None]
        for i, decided in opening:
            round_id = _round(decided)
            self._choose(found, free, i, (a for a in free if round_id is not None and a.round_id == round_id))
        for i, _ in opening:
            if i not in found:
                self._choose(found, free, i, (a for a in free if a.position == i))
        return found

    @staticmethod
    def _choose(
        found: dict[int, ApplicationRow], free: list[ApplicationRow], i: int, those: Iterable[ApplicationRow]
    ) -> None:
        first = next(iter(those), None)
        if first is not None:
            found[i] = first
            free.remove(first)

    def _one(self, position: int, decided: SubmissionDecision, before: ApplicationRow | None) -> Placement:
        if decided.application is not None:
            application = self._as_people_put_it(self._existing(decided.application))
            candidate = context.root(self._session, application.candidate_id)
            opened = keys.spell("a", application.id) != decided.application and application.opened_by_id in self._own
            return Placement(position, decided, candidate, application, opened=opened)
        if before is not None and self._is_put_by_people(before):
            application = self._as_people_put_it(before)
            candidate = context.root(self._session, application.candidate_id)
            opened = application.opened_by_id in self._own
            return Placement(position, decided, candidate, application, opened=opened)
        candidate = self._candidate(position, decided, before)
        round_id = self._round_of(decided, before)
        there = self._taken(candidate, round_id, before)
        if there is not None:
            return self._join(position, decided, candidate, there)
        application = before or self._new_application(position, candidate)
        if context.root(self._session, application.candidate_id).id != candidate.id:
            application.candidate_id = candidate.id
        application.round_id = round_id
        application.opened_by_id, application.position = self._row.id, position
        self._session.flush()
        return Placement(position, decided, candidate, application, opened=True)

    def _is_put_by_people(self, row: ApplicationRow) -> bool:
        """Whether a person merged it, or split it off for this mail: then the decision moves it nowhere."""
        return row.merged_into_id is not None or keys.spell("a", row.id) in self._split.values()

    def _as_people_put_it(self, row: ApplicationRow) -> ApplicationRow:
        """Where people put what the decision brings here: what they split off for this mail, or merged into."""
        split = self._split.get(keys.spell("a", row.id))
        if split is not None:
            row = self._session.get_one(ApplicationRow, keys.number("a", split))
        return effective.root_application(self._session, row.id)

    def _existing(self, key: str) -> ApplicationRow:
        row = self._session.get(ApplicationRow, keys.number("a", key) or 0)
        if row is None or row.removed_at is not None:
            raise Raced
        return row

    def _candidate(self, position: int, decided: SubmissionDecision, before: ApplicationRow | None) -> CandidateRow:
        if decided.candidate is not None:
            row = self._session.get(CandidateRow, keys.number("c", decided.candidate) or 0)
            if row is None or row.removed_at is not None:
                raise Raced
            return context.root(self._session, row.id)
        key = (keys.name_key(decided.name) if decided.name else None, tuple(sorted(decided.emails)))
        if key not in self._made:
            self._made[key] = self._own_candidate(position, before) or self._new_candidate(position, decided)
        return context.root(self._session, self._made[key].id)

    def _own_candidate(self, position: int, before: ApplicationRow | None) -> CandidateRow | None:
        """The candidate that this mail made before in this place."""
        taken = {row.id for row in self._made.values()}
        if before is not None:
            row = self._session.get_one(CandidateRow, before.candidate_id)
            if row.opened_by_id in self._own and row.id not in taken:
                return self._mine(row, position)
        made = self._session.scalars(
            select(CandidateRow)
            .where(CandidateRow.opened_by_id.in_(self._own), CandidateRow.position == position)
            .order_by(CandidateRow.id)
        )
        return next((self._mine(row, position) for row in made if row.id not in taken), None)

    def _mine(self, row: CandidateRow, position: int) -> CandidateRow:
        row.opened_by_id, row.position, row.removed_at = self._row.id, position, None
        return row

    def _new_candidate(self, position: int, decided: SubmissionDecision) -> CandidateRow:
        row = CandidateRow(name=decided.name, opened_by_id=self._row.id, position=position, created_at=self._now)
        self._session.add(row)
        self._session.flush()
        return row

    def _new_application(self, position: int, candidate: CandidateRow) -> ApplicationRow:
        row = ApplicationRow(
            candidate_id=candidate.id,
            opened_by_id=self._row.id,
            position=position,
            status=effective.NEW,
            received_at=self._row.ordered_at,
            completeness=Completeness.UNSURE,
            missing=[],
            flags=[],
            created_at=self._now,
            updated_at=self._now,
        )
        self._session.add(row)
        return row

    def _round_of(self, decided: SubmissionDecision, before: ApplicationRow | None) -> int | None:
        """The round that a person chose, else the decision's."""
        if before is not None:
            rows = reviews.of_applications(self._session, [before.id]).get(before.id, [])
            if reviews.POSTING in reviews.set_values(rows):
                return before.round_id
        round_id = _round(decided)
        if round_id is not None and self._session.get(RoundRow, round_id) is None:
            raise Raced
        return round_id

    def _taken(
        self, candidate: CandidateRow, round_id: int | None, before: ApplicationRow | None
    ) -> ApplicationRow | None:
        """The application that this candidate already has in this round."""
        if round_id is None:
            return None
        return self._session.scalars(
            select(ApplicationRow)
            .where(
                ApplicationRow.candidate_id.in_(context.members(self._session, candidate.id)),
                ApplicationRow.round_id == round_id,
                ApplicationRow.removed_at.is_(None),
                ApplicationRow.id != (before.id if before else 0),
            )
            .order_by(ApplicationRow.id)
        ).first()

    def _join(
        self, position: int, decided: SubmissionDecision, candidate: CandidateRow, there: ApplicationRow
    ) -> Placement:
        there = self._as_people_put_it(there)
        others = [item.message for item in versions.brought(self._session, [there.id])]
        earlier = [
            other
            for other in others
            if other.id not in self._own and (other.ordered_at, other.id) < (self._row.ordered_at, self._row.id)
        ]
        if any(self._is_newer_than_context(other) for other in earlier):
            raise Raced
        if not earlier:
            there.opened_by_id, there.position = self._row.id, position
        candidate = context.root(self._session, there.candidate_id)
        return Placement(position, decided, candidate, there, opened=not earlier)

    def _is_newer_than_context(self, other: MessageRow) -> bool:
        latest = select(DecisionRow.id).where(DecisionRow.message_id == other.id, DecisionRow.latest.is_(True))
        return (self._session.scalar(latest) or 0) > self._seen.decision


def _with_documents_of(first: Placement, second: Placement) -> Placement:
    """One submission for two that go to the same application."""
    documents = tuple(dict.fromkeys((*first.decided.documents, *second.decided.documents)))
    return replace(first, decided=replace(first.decided, documents=documents))


def _round(decided: SubmissionDecision) -> int | None:
    return None if decided.posting is None else keys.number("p", decided.posting)
