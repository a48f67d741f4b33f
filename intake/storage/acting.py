"""How an act is written: the row of the Review, the event of the history, and whether somebody was faster."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.errors import IntakeError
from intake.model.ledger import MessageState
from intake.model.scope import Scope
from intake.storage import context, desk_history, effective, history, keys, reviews, scoping
from intake.storage.tables import ApplicationRow, CandidateRow, MessageRow, ReviewRow, SubmissionRow


class NotThere(IntakeError):
    """There is nothing of this id, or nothing that this account may see."""


class Refused(IntakeError):
    """The act makes no sense here; the sentence says why."""


class Conflict(IntakeError):
    """Somebody else has set the same value since the page was loaded: both values, by whom and when."""

    def __init__(self, *, what: str, who: str, at: datetime, current: Any, wanted: Any, version: str) -> None:
        super().__init__(f"{who} has set the {what} in the meantime.")
        self.what, self.who, self.at = what, who, at
        self.current, self.wanted, self.version = current, wanted, version


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done. `reviews` can be undone, the last first; empty where it was so already.

    `application` is where to go on: of a merge the one that has everything, of a split the new one. `again` are
    mails that wait to be decided again.
    """

    reviews: tuple[str, ...]
    application: str | None = None
    again: tuple[str, ...] = ()

    @property
    def review(self) -> str | None:
        """The Review that `undo` takes, if anything was written."""
        return self.reviews[-1] if self.reviews else None


@dataclass(slots=True, kw_only=True)
class Act:
    """One act of a person on one application."""

    session: Session
    now: datetime
    who: str
    scope: Scope
    row: ApplicationRow
    seen: str | None
    written: list[ReviewRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The application's id."""
        return keys.spell("a", self.row.id)

    @property
    def candidate(self) -> CandidateRow:
        """Who applied; of merged ones the one that has everything."""
        return context.root(self.session, self.row.candidate_id)

    def reviews(self) -> list[ReviewRow]:
        """Everything that people did to the application and its candidate."""
        mine = reviews.of_applications(self.session, [self.row.id]).get(self.row.id, [])
        return [*mine, *reviews.rows_of_candidate(self.session, self.candidate.id)]

    def check(self, kind: str, wanted: Any, *, field_: str | None = None, current: Any = None) -> None:
        """Raises Conflict where somebody has set this value to something else since it was seen."""
        seen = None if self.seen is None else keys.number("v", self.seen) or 0
        if seen is None or current == wanted:
            return
        rows = self.reviews()
        newer = [row for row in rows if row.id > seen and _touches(row, kind, field_)]
        if newer:
            last = max(newer, key=lambda row: row.id)
            raise Conflict(
                what=field_ or kind,
                who=last.who,
                at=last.made_at,
                current=current,
                wanted=wanted,
                version=reviews.version(rows),
            )

    def write(
        self,
        kind: str,
        before: dict[str, Any],
        after: dict[str, Any],
        *,
        reason: str | None = None,
        candidate_id: int | None = None,
        message_id: int | None = None,
    ) -> ReviewRow:
        """Keeps the Review; of a candidate where `candidate_id` is given, else of the application."""
        row = ReviewRow(
            application_id=None if candidate_id or message_id else self.row.id,
            candidate_id=candidate_id,
            message_id=message_id,
            kind=kind,
            who=self.who,
            reason=reason or None,
            before=before,
            after=after,
            made_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        self.written.append(row)
        note(self.session, self.now, row, application_id=self.row.id)
        return row

    def refresh(self) -> None:
        """Makes the rows say what now holds."""
        effective.refresh_application(self.session, self.now, self.row)
        effective.refresh_candidate(self.session, self.now, self.candidate)

    def done(self, *, application: str | None = None, again: Iterable[str] = ()) -> Done:
        """What to answer."""
        written = tuple(keys.spell("v", row.id) for row in self.written)
        self.written.clear()
        return Done(reviews=written, application=application or self.key, again=tuple(again))


@dataclass(slots=True, kw_only=True)
class MailAct:
    """One act of a person on one mail."""

    session: Session
    now: datetime
    who: str
    scope: Scope
    row: MessageRow


def _touches(row: ReviewRow, kind: str, field_: str | None) -> bool:
    """Whether the act, or the undo of one, set this value."""
    undone = row.after if row.kind == reviews.UNDO else {"kind": row.kind, "field": row.after.get("field")}
    return undone.get("kind") == kind and undone.get("field") == field_


def application_in(session: Session, scope: Scope, key: str) -> ApplicationRow:
    """The application to act on. NotThere; Refused for who may only look."""
    _refuse_reader(scope)
    row = scoping.application(session, scope, key)
    if row is None:
        raise NotThere(f"There is no application {key}.")
    return row


def mail_in(session: Session, scope: Scope, key: str) -> MessageRow:
    """The mail to act on. NotThere; Refused for who may only look."""
    _refuse_reader(scope)
    row = scoping.mail(session, scope, key)
    if row is None:
        raise NotThere(f"There is no mail {key}.")
    return row


def _refuse_reader(scope: Scope) -> None:
    if not scope.may_write:
        raise Refused("Your account may look at things and change nothing.")


def note(session: Session, now: datetime, row: ReviewRow, *, application_id: int | None) -> None:
    """The act as an event of the history; personal data stands in the payload, which can be erased."""
    history.add(
        session,
        now,
        f"person_{row.kind}",
        actor=row.who,
        application_id=application_id,
        candidate_id=row.candidate_id,
        message_id=row.message_id,
        payload={"before": row.before, "after": row.after, desk_history.REVIEWED: keys.spell("v", row.id)},
    )


def decide_again(session: Session, applications: Iterable[int]) -> tuple[str, ...]:
    """Sends the mails of these applications back to be decided, without reading them; their ids."""
    mails = select(SubmissionRow.message_id).where(SubmissionRow.application_id.in_(sorted(applications)))
    return send_back(session, session.scalars(mails).all())


def send_back(session: Session, messages: Iterable[int]) -> tuple[str, ...]:
    """Sends these mails back to be decided; their ids."""
    sent = session.scalars(
        update(MessageRow)
        .where(MessageRow.id.in_(sorted(set(messages))), MessageRow.state == MessageState.DONE)
        .values(state=MessageState.READ, attempts=0)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return tuple(keys.spell("m", number) for number in sorted(sent))
