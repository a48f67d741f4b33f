"""Applies a Decision: applications, candidates, submissions, documents, the message's outcome, in one transaction.

Deciding again reconciles with what the message caused before: what it opened keeps its id, what it no longer
brings is taken back, and when the decision differs, later mails that it may concern are decided again. A person's
Review always stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.model.application import Decision, SubmissionDecision
from intake.model.codec import to_data
from intake.model.ledger import Claim, MessageState, Outcome
from intake.storage import claims, consequences, effective, freshness, history, keys, sightings, turns
from intake.storage.placing import Placement, place
from intake.storage.tables import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateNameRow,
    CandidateRow,
    DecisionRow,
    DocumentRow,
    MessageRow,
    SubmissionRow,
    SubmittedDocumentRow,
)

MOST_EMAILS = 50
"""Addresses by which one mail makes a candidate known; nobody has more, but a file may list any number."""


@dataclass(slots=True, kw_only=True)
class _Recording:
    """One decision being applied: its message, and the rows that must be brought up to date at the end."""

    session: Session
    now: datetime
    row: MessageRow
    applications: dict[int, ApplicationRow] = field(default_factory=dict)
    candidates: dict[int, CandidateRow] = field(default_factory=dict)

    def touch(self, application: ApplicationRow) -> None:
        """Remembers the application and its candidate."""
        self.applications[application.id] = application
        self.touch_candidate(application.candidate_id)

    def touch_candidate(self, candidate_id: int) -> None:
        """Remembers the candidate."""
        self.candidates[candidate_id] = self.session.get_one(CandidateRow, candidate_id)


def record(session: Session, now: datetime, claimed: Claim, decision: Decision, seen: freshness.Seen) -> bool:
    """Applies `decision`; False where it rests on what is no longer true and must be made again.

    A claim that another owner has taken over is left to it: nothing is written, and True tells to go on.
    Raises placing.Raced where another message got the (candidate, posting round) first.
    """
    turns.take_turn(session)
    row = claims.held(session, claimed)
    if row is None:
        return True
    there = sightings.of(session, row)
    if freshness.is_stale(session, there, seen):
        return False
    work = _Recording(session=session, now=now, row=row)
    before = list(session.scalars(select(SubmissionRow).where(SubmissionRow.message_id == row.id)))
    for submission in before:
        work.touch(session.get_one(ApplicationRow, submission.application_id))
    placements = place(session, now, there, decision.submissions, seen)
    _submit(work, before, placements)
    _know_people(work, placements)
    for application in work.applications.values():
        effective.refresh_application(session, now, application)
    for candidate in work.candidates.values():
        effective.refresh_candidate(session, now, candidate)
    _conclude(work, decision, placements)
    if _keep_decision(work, decision):
        consequences.decide_later_ones_again(session, row, work.applications, work.candidates)
    return True


def _submit(work: _Recording, before: Iterable[SubmissionRow], placements: Iterable[Placement]) -> None:
    """Makes the message's submissions those of the placements: adds, changes, takes back."""
    session = work.session
    kept = {submission.application_id: submission for submission in before}
    for placed in placements:
        work.touch(placed.application)
        submission = kept.pop(placed.application.id, None)
        if submission is None:
            submission = SubmissionRow(message_id=work.row.id, application_id=placed.application.id)
            session.add(submission)
            _note(work, placed)
        submission.position = placed.position
        submission.timeliness = placed.decided.timeliness
        submission.claimed_at = placed.decided.claimed_at
        submission.decided = to_data(placed.decided)
        session.flush()
        _bring_documents(work, submission, placed.decided)
    for gone in kept.values():
        _take_back(work, gone)
    session.flush()


def _note(work: _Recording, placed: Placement) -> None:
    history.add(
        work.session,
        work.now,
        "application_opened" if placed.opened else "submission_joined",
        application_id=placed.application.id,
        candidate_id=placed.application.candidate_id,
        message_id=work.row.id,
        payload={"reasons": list(placed.decided.match.reasons)},
    )


def _bring_documents(work: _Recording, submission: SubmissionRow, decided: SubmissionDecision) -> None:
    session = work.session
    wanted = set(
        session.scalars(
            select(DocumentRow.id).where(DocumentRow.message_id == work.row.id, DocumentRow.part.in_(decided.documents))
        )
    )
    links = session.scalars(
        select(SubmittedDocumentRow).where(SubmittedDocumentRow.submission_id == submission.id)
    ).all()
    for link in links:
        if link.document_id not in wanted:
            session.delete(link)
    there = {link.document_id for link in links}
    session.add_all(
        SubmittedDocumentRow(submission_id=submission.id, document_id=document, version=1, superseded=False)
        for document in sorted(wanted - there)
    )


def _take_back(work: _Recording, submission: SubmissionRow) -> None:
    session = work.session
    session.execute(delete(SubmittedDocumentRow).where(SubmittedDocumentRow.submission_id == submission.id))
    session.delete(submission)
    history.add(
        session,
        work.now,
        "submission_taken_back",
        application_id=submission.application_id,
        message_id=work.row.id,
    )


def _know_people(work: _Recording, placements: Iterable[Placement]) -> None:
    """Writes by which addresses and names this message makes its candidates known."""
    emails: set[tuple[int, str]] = set()
    names: set[tuple[int, str]] = set()
    for placed in placements:
        work.touch_candidate(placed.candidate.id)
        emails.update((placed.candidate.id, keys.storable(email)) for email in placed.decided.emails[:MOST_EMAILS])
        if placed.decided.name and keys.name_key(placed.decided.name):
            names.add((placed.candidate.id, keys.storable(placed.decided.name)))
    _replace_emails(work, emails)
    _replace_names(work, names)


def _replace_emails(work: _Recording, wanted: set[tuple[int, str]]) -> None:
    kept: set[tuple[int, str]] = set()
    for row in work.session.scalars(select(CandidateEmailRow).where(CandidateEmailRow.message_id == work.row.id)):
        work.touch_candidate(row.candidate_id)
        if (row.candidate_id, row.email) in wanted:
            kept.add((row.candidate_id, row.email))
        else:
            work.session.delete(row)
    work.session.add_all(
        CandidateEmailRow(
            candidate_id=candidate, message_id=work.row.id, email=email, address_key=keys.address_key(email)
        )
        for candidate, email in sorted(wanted - kept)
    )


def _replace_names(work: _Recording, wanted: set[tuple[int, str]]) -> None:
    kept: set[tuple[int, str]] = set()
    for row in work.session.scalars(select(CandidateNameRow).where(CandidateNameRow.message_id == work.row.id)):
        work.touch_candidate(row.candidate_id)
        if (row.candidate_id, row.name) in wanted:
            kept.add((row.candidate_id, row.name))
        else:
            work.session.delete(row)
    work.session.add_all(
        CandidateNameRow(candidate_id=candidate, message_id=work.row.id, name=name, name_key=keys.name_key(name))
        for candidate, name in sorted(wanted - kept)
    )


def _conclude(work: _Recording, decision: Decision, placements: Iterable[Placement]) -> None:
    row = work.row
    row.outcome, row.detail, row.flags = decision.outcome, decision.detail, [flag.value for flag in decision.flags]
    if decision.outcome is Outcome.APPLICATION and not any(placed.opened for placed in placements):
        # What the decision took for new was there already: the message joined it.
        row.outcome = Outcome.FOLLOW_UP
    row.duplicate_of_id = None if decision.duplicate_of is None else keys.number("m", decision.duplicate_of)
    row.state, row.attempts, row.next_attempt_at, row.last_error = MessageState.DONE, 0, None, None
    claims.drop_lease(row)


def _keep_decision(work: _Recording, decision: Decision) -> bool:
    """Keeps the decision beside the earlier ones; whether it differs from the latest."""
    session, data = work.session, to_data(decision)
    latest = session.scalars(
        select(DecisionRow).where(DecisionRow.message_id == work.row.id, DecisionRow.latest.is_(True))
    ).one_or_none()
    if latest is not None and latest.decision == data:
        return False
    if latest is not None:
        latest.latest = False
        session.flush()
    session.add(
        DecisionRow(message_id=work.row.id, made_at=work.now, outcome=decision.outcome, decision=data, latest=True)
    )
    session.flush()
    return True
