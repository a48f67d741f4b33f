"""Takes an act back. The Review stays and says when it was undone; the undo is a Review of its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import acting, context, effective, joining, keys, posting_acts, reviews, scoping
from intake.storage.acting import Act, Done, MailAct, NotThere
from intake.storage.tables import ApplicationRow, CandidateRow, ReviewRow


def undo(session: Session, now: datetime, who: str, scope: Scope, key: str) -> Done:
    """Undoes one Review; twice is once. NotThere where what it was done to may not be seen."""
    review = session.get(ReviewRow, keys.number("v", key) or 0)
    if review is None or review.kind == reviews.UNDO:
        raise NotThere(f"There is no act {key}.")
    if review.kind == reviews.ROUND:
        return posting_acts.undo(session, now, who, scope, review)
    if review.kind == reviews.ADOPT:
        mail = acting.mail_in(session, scope, keys.spell("m", review.message_id or 0))
        return joining.unadopt(MailAct(session=session, now=now, who=who, scope=scope, row=mail), review)
    act = Act(session=session, now=now, who=who, scope=scope, row=_about(session, scope, review), seen=None)
    if review.undone_at is not None:
        return act.done()
    if review.kind == reviews.MERGE:
        return joining.unmerge(act, review)
    if review.kind == reviews.SPLIT:
        return joining.unsplit(act, review)
    take_back(act, review)
    again: tuple[str, ...] = ()
    if review.kind == reviews.POSTING:
        _put_back(act, review)
        again = acting.decide_again(session, [act.row.id])
    act.refresh()
    return act.done(again=again)


def take_back(act: Act, review: ReviewRow) -> None:
    """Marks the Review undone, and says so."""
    joining.mark_undone(act.session, act.now, act.who, review, application_id=act.row.id)


def _about(session: Session, scope: Scope, review: ReviewRow) -> ApplicationRow:
    """The application that the act was done to, or one of the candidate; merged ones by what they were merged into."""
    numbers = _of_mail(review) or _of_candidate(session, review.candidate_id)
    for number in numbers:
        row = joining.root(session, number)
        found = scoping.application(session, scope, keys.spell("a", row.id))
        if found is not None:
            return acting.application_in(session, scope, keys.spell("a", found.id))
    raise NotThere(f"There is no act {keys.spell('v', review.id)}.")


def _of_mail(review: ReviewRow) -> list[int]:
    if review.application_id is not None:
        return [review.application_id]
    return keys.numbers("a", [review.after["split"]]) if review.kind == reviews.SPLIT else []


def _of_candidate(session: Session, candidate: int | None) -> list[int]:
    row = session.get(CandidateRow, candidate or 0)
    if row is None:
        return []
    members = context.members(session, context.root(session, row.id).id)
    return list(session.scalars(effective.applications_of(members)))


def _put_back(act: Act, review: ReviewRow) -> None:
    """The round that a person chose before, else the one that was decided."""
    standing = reviews.set_values(reviews.of_applications(act.session, [act.row.id]).get(act.row.id, []))
    if reviews.POSTING in standing:
        return
    before = review.before.get("posting")
    act.row.round_id = keys.number("p", before) if before else None
