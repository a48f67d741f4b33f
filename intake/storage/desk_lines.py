"""What a line of the queue says of an application; a page of lines costs a fixed number of statements."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.model.codec import from_data
from intake.model.posting import Posting
from intake.storage import asked, effective, keys, reviews, versions
from intake.storage.desk_values import PostingRef, QueueItem
from intake.storage.tables import ApplicationRow, CandidateRow, RoundRow


def of(session: Session, rows: Sequence[ApplicationRow]) -> tuple[QueueItem, ...]:
    """The lines, in their order."""
    around = _Around(session, rows)
    return tuple(around.line(row) for row in rows)


class _Around:
    """What is around a page of applications, fetched at once."""

    def __init__(self, session: Session, rows: Sequence[ApplicationRow]) -> None:
        ids = [row.id for row in rows]
        self._candidates = roots(session, {row.candidate_id for row in rows})
        self._rounds = {
            row.id: row
            for row in session.scalars(
                select(RoundRow).where(RoundRow.id.in_({row.round_id for row in rows if row.round_id}))
            )
        }
        self._postings = {number: from_data(Posting, row.posting) for number, row in self._rounds.items()}
        self._brought: dict[int, list[versions.Brought]] = {}
        for item in versions.brought(session, ids):
            self._brought.setdefault(item.submission.application_id, []).append(item)
        self._reviews = reviews.of_applications(session, ids)

    def line(self, row: ApplicationRow) -> QueueItem:
        """One line."""
        brought = self._brought.get(row.id, [])
        opened = brought[0] if brought else None
        said = effective.decided(opened.submission) if opened else None
        round_ = self._rounds.get(row.round_id or 0)
        placed = versions.number_versions(brought)
        edits = reviews.set_values(self._reviews.get(row.id, []))
        return QueueItem(
            id=keys.spell("a", row.id),
            version=reviews.version(self._reviews.get(row.id, [])),
            name=self._candidates[row.candidate_id].name,
            email=said.emails[0] if said and said.emails else None,
            subject=opened.message.subject if opened else None,
            posting=None if round_ is None else PostingRef(keys.spell("p", round_.id), round_.title),
            likely=len(said.match.alternatives) if said and round_ is None else 0,
            status=row.status,
            received_at=row.received_at,
            deadline_at=row.deadline_at,
            timeliness=row.timeliness,
            completeness=row.completeness,
            asked=asked.of(self._postings.get(row.round_id or 0), placed, row.missing),
            kinds=tuple(dict.fromkeys(kind for p in placed if not p.superseded for kind in p.document.kinds)),
            flags=tuple(row.flags),
            tags=tags(edits),
            submissions=len(brought),
        )


def tags(edits: dict[str, Any]) -> tuple[str, ...]:
    """The tags that people have set."""
    return tuple(edits.get(reviews.TAGS) or ())


def roots(session: Session, candidates: Iterable[int]) -> dict[int, CandidateRow]:
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
