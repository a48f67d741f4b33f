"""Merges and splits: two applications become one, or one becomes two; a mail that was none becomes one.

What was merged keeps its row and its id and is out of sight; its submissions go to the other. Decisions made later
are sent where people put things by `placing`, and mails whose ground has changed are decided again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.model.application import Completeness
from intake.model.ledger import Outcome
from intake.model.status import NEW
from intake.storage import acting, context, effective, keys, reviews, scoping
from intake.storage.acting import Act, Done, MailAct, NotThere, Refused
from intake.storage.tables import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateNameRow,
    CandidateRow,
    MessageRow,
    ReviewRow,
    RoundRow,
    SubmissionRow,
)


def merge(act: Act, into: str, reason: str | None) -> Done:
    """Two become one: `into` has everything; of two postings only the people become one."""
    other = scoping.application(act.session, act.scope, into)
    if other is None:
        raise NotThere(f"There is no application {into}.")
    if other.id == act.row.id:
        raise Refused("An application cannot be merged with itself.")
    wholly = act.row.round_id == other.round_id or None in {act.row.round_id, other.round_id}
    people = _merge_people(act, other)
    if not wholly and not people:
        raise Refused("They are of one candidate already, and for different postings.")
    placed = _place_too(act, other) if wholly else None
    moved = _move(act.session, act.row.id, other.id) if wholly else []
    act.write(
        reviews.MERGE,
        {"candidate": keys.spell("c", people) if people else None, "messages": moved, "placed": placed},
        {"merge": keys.spell("a", other.id), "wholly": wholly},
        reason=reason,
    )
    if wholly:
        act.row.merged_into_id = other.id
    effective.refresh_application(act.session, act.now, act.row)
    _refresh(act, [other])
    again = acting.decide_again(act.session, [other.id, act.row.id])
    return act.done(application=keys.spell("a", other.id if wholly else act.row.id), again=again)


def _place_too(act: Act, other: ApplicationRow) -> str | None:
    """What waits for a posting gets that of the application that is merged into it: as a Review, which holds."""
    if other.round_id is not None or act.row.round_id is None:
        return None
    row = ReviewRow(
        application_id=other.id,
        kind=reviews.POSTING,
        who=act.who,
        reason=None,
        before={"posting": None},
        after={"posting": keys.spell("p", act.row.round_id)},
        made_at=act.now,
    )
    act.session.add(row)
    act.session.flush()
    acting.note(act.session, act.now, row, application_id=other.id)
    return keys.spell("v", row.id)


def _merge_people(act: Act, other: ApplicationRow) -> int | None:
    """Makes the candidates one; the number of the one that was merged, None where they were one already."""
    mine, theirs = act.candidate, context.root(act.session, other.candidate_id)
    if mine.id == theirs.id:
        return None
    mine.merged_into_id = theirs.id
    act.session.flush()
    return mine.id


def _move(session: Session, source: int, target: int, messages: Iterable[int] | None = None) -> list[str]:
    """Gives submissions to another application; the mails. What is there already stays: deciding again joins it."""
    there = set(session.scalars(select(SubmissionRow.message_id).where(SubmissionRow.application_id == target)))
    wanted = select(SubmissionRow).where(SubmissionRow.application_id == source).order_by(SubmissionRow.id)
    if messages is not None:
        wanted = wanted.where(SubmissionRow.message_id.in_(sorted(messages)))
    moved = [row for row in session.scalars(wanted).all() if row.message_id not in there]
    for row in moved:
        row.application_id = target
    session.flush()
    return [keys.spell("m", row.message_id) for row in moved]


def unmerge(act: Act, review: ReviewRow) -> Done:
    """One is two again; what came since stays where it came."""
    session = act.session
    source = session.get_one(ApplicationRow, review.application_id)
    target = root(session, source.id)
    if review.before.get("candidate"):
        _part_people(session, review.before["candidate"])
    if review.after.get("wholly"):
        source.merged_into_id = None
        session.flush()
        _move(session, target.id, source.id, keys.numbers("m", review.before["messages"]))
        placed = session.get(ReviewRow, keys.number("v", review.before.get("placed") or "") or 0)
        if placed is not None and placed.undone_at is None:
            target.round_id = None
            mark_undone(session, act.now, act.who, placed, application_id=target.id)
    mark_undone(session, act.now, act.who, review, application_id=source.id)
    _refresh(act, [source, target])
    again = acting.decide_again(session, [source.id, target.id])
    return act.done(application=keys.spell("a", source.id), again=again)


def _part_people(session: Session, key: str) -> None:
    session.get_one(CandidateRow, keys.number("c", key)).merged_into_id = None
    session.flush()


def split(act: Act, messages: Sequence[str], reason: str | None) -> Done:
    """One becomes two: these mails' submissions go to a new application of a new candidate."""
    session = act.session
    mails = keys.numbers("m", messages)
    every = session.scalars(
        select(SubmissionRow).where(SubmissionRow.application_id == act.row.id).order_by(SubmissionRow.id)
    ).all()
    going = [row for row in every if row.message_id in mails]
    if not going or len(going) == len(every):
        raise Refused("Choose some of its mails to split off, and not all of them.")
    made = _new_application(act, going[0])
    _move(session, act.row.id, made.id, [row.message_id for row in going])
    _know(session, made.candidate_id, [row.message_id for row in going])
    before, after = {"from": act.key}, {"split": keys.spell("a", made.id), "from": act.key}
    for row in going:
        act.write(reviews.SPLIT, before, after, reason=reason, message_id=row.message_id)
    _refresh(act, [act.row, made])
    again = acting.decide_again(session, [act.row.id, made.id])
    first = keys.spell("v", act.written[0].id)
    return Done(reviews=(first,), application=keys.spell("a", made.id), again=again)


def _new_application(act: Act, first: SubmissionRow) -> ApplicationRow:
    decided = effective.decided(first)
    mail = act.session.get_one(MessageRow, first.message_id)
    candidate = CandidateRow(name=decided.name, opened_by_id=mail.id, position=first.position, created_at=act.now)
    act.session.add(candidate)
    act.session.flush()
    made = ApplicationRow(
        candidate_id=candidate.id,
        round_id=act.row.round_id,
        opened_by_id=mail.id,
        position=first.position,
        status=NEW,
        received_at=mail.ordered_at,
        completeness=Completeness.UNSURE,
        missing=[],
        flags=[],
        created_at=act.now,
        updated_at=act.now,
    )
    act.session.add(made)
    act.session.flush()
    return made


def _know(session: Session, candidate: int, messages: Sequence[int]) -> None:
    """The addresses and names that these mails gave are this candidate's."""
    for table in (CandidateEmailRow, CandidateNameRow):
        session.execute(update(table).where(table.message_id.in_(messages)).values(candidate_id=candidate))


def unsplit(act: Act, review: ReviewRow) -> Done:
    """Two are one again."""
    session = act.session
    made = session.get_one(ApplicationRow, keys.number("a", review.after["split"]))
    source = root(session, keys.number("a", review.after["from"]) or 0)
    together = [
        row
        for row in session.scalars(
            select(ReviewRow).where(ReviewRow.kind == reviews.SPLIT, ReviewRow.message_id.in_(_mails_of(session, made)))
        )
        if row.after["split"] == review.after["split"] and row.undone_at is None
    ]
    mails = [row.message_id for row in together if row.message_id]
    for row in together:
        mark_undone(session, act.now, act.who, row, application_id=made.id)
    _move(session, made.id, source.id, mails)
    _know(session, context.root(session, source.candidate_id).id, mails)
    _refresh(act, [source, made])
    again = acting.send_back(session, mails)
    return act.done(application=keys.spell("a", source.id), again=again)


def _mails_of(session: Session, row: ApplicationRow) -> list[int]:
    return list(session.scalars(select(SubmissionRow.message_id).where(SubmissionRow.application_id == row.id)))


def adopt(act: MailAct, posting: str | None, reason: str | None) -> Done:
    """Correspondence becomes an application: it is decided again, as one that a person wants to be one."""
    number = None if posting is None else keys.number("p", posting)
    if posting is not None and (act.session.get(RoundRow, number or 0) is None or not act.scope.sees_posting(posting)):
        raise Refused(f"There is no posting {posting}.")
    if act.row.outcome is not Outcome.CORRESPONDENCE:
        raise Refused("Only correspondence can be turned into an application.")
    row = _of_mail(act, reviews.ADOPT, {"adopt": False}, {"adopt": True, "posting": posting}, reason)
    return Done(reviews=(keys.spell("v", row.id),), again=acting.send_back(act.session, [act.row.id]))


def unadopt(act: MailAct, review: ReviewRow) -> Done:
    """It is whatever the program takes it for."""
    if review.undone_at is None:
        mark_undone(act.session, act.now, act.who, review, application_id=None)
    return Done(reviews=(), again=acting.send_back(act.session, [act.row.id]))


def _of_mail(
    act: MailAct, kind: str, before: dict[str, object], after: dict[str, object], reason: str | None
) -> ReviewRow:
    row = ReviewRow(
        message_id=act.row.id, kind=kind, who=act.who, reason=reason, before=before, after=after, made_at=act.now
    )
    act.session.add(row)
    act.session.flush()
    acting.note(act.session, act.now, row, application_id=None)
    return row


def _refresh(act: Act, rows: Iterable[ApplicationRow]) -> None:
    """Makes applications and candidates say what now holds."""
    people = set()
    for row in rows:
        effective.refresh_application(act.session, act.now, row)
        people.update({row.candidate_id, context.root(act.session, row.candidate_id).id})
    for number in sorted(people):
        effective.refresh_candidate(act.session, act.now, act.session.get_one(CandidateRow, number))


def root(session: Session, number: int) -> ApplicationRow:
    """The application that this one was merged into, or itself."""
    return effective.root_application(session, number)


def mark_undone(session: Session, now: datetime, who: str, review: ReviewRow, *, application_id: int | None) -> None:
    """Marks a Review undone, by a Review of its own."""
    review.undone_at = now
    row = ReviewRow(
        application_id=review.application_id,
        candidate_id=review.candidate_id,
        message_id=review.message_id,
        kind=reviews.UNDO,
        who=who,
        reason=None,
        before={},
        after={"undo": keys.spell("v", review.id), "kind": review.kind, "field": review.after.get("field")},
        made_at=now,
    )
    session.add(row)
    session.flush()
    acting.note(session, now, row, application_id=application_id)
