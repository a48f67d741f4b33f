"""Which rows an account may see: the one place where a Scope becomes SQL (security.md 11).

An application with a posting is seen by whoever sees the posting; one without, and every mail that is no
application, by whoever sees the mailbox. Nothing else in the desk decides about access.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import keys
from intake.storage.tables import ApplicationRow, MailboxRow, MessageRow, RoundRow, SubmissionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Shelves that may be seen (`queue_entries.shelf`): `some` of them; with None all, or all but other `mailboxes`."""

    some: tuple[int, ...] | None = None
    mailboxes: tuple[int, ...] | None = None

    def where(self, shelf: ColumnElement[int] | Any) -> Iterator[ColumnElement[bool]]:
        """The conditions on a shelf."""
        if self.some is not None:
            yield shelf == self.some[0] if len(self.some) == 1 else shelf.in_(self.some)
        elif self.mailboxes is not None:
            yield or_(shelf > 0, shelf.in_(self.mailboxes))


def shelves(session: Session, scope: Scope) -> Shelves:
    """The shelves of a scope."""
    if scope.every_posting and scope.every_mailbox:
        return Shelves()
    wanted = select(MailboxRow.id) if scope.every_mailbox else _mailboxes(scope)
    boxes = tuple(-number for number in session.scalars(wanted))
    if scope.every_posting:
        return Shelves(mailboxes=boxes)
    return Shelves(some=(*boxes, *sorted(keys.numbers("p", scope.postings))))


def rounds(scope: Scope) -> ColumnElement[bool]:
    """The rounds that may be seen."""
    if scope.every_posting:
        return true()
    return RoundRow.id.in_(keys.numbers("p", scope.postings))


def mails(scope: Scope) -> ColumnElement[bool]:
    """The mails of no application that may be seen."""
    if scope.every_mailbox:
        return true()
    return MessageRow.mailbox_id.in_(_mailboxes(scope)) if scope.mailboxes else false()


def mailboxes(scope: Scope) -> ColumnElement[bool]:
    """The mailboxes that may be seen."""
    return true() if scope.every_mailbox else MailboxRow.name.in_(scope.mailboxes)


def applications(scope: Scope) -> ColumnElement[bool]:
    """The applications that may be seen; the statement must join the message that opened them (`opened_by_id`)."""
    placed = ApplicationRow.round_id.is_not(None)
    if not scope.every_posting:
        placed = ApplicationRow.round_id.in_(keys.numbers("p", scope.postings))
    return or_(placed, and_(ApplicationRow.round_id.is_(None), mails(scope)))


def _mailboxes(scope: Scope) -> Select[int]:
    return select(MailboxRow.id).where(MailboxRow.name.in_(scope.mailboxes))


def application(session: Session, scope: Scope, key: str) -> ApplicationRow | None:
    """The application of this id, if there is one and it may be seen; one taken out of sight counts as none."""
    return session.scalars(_application(scope), {"one": keys.number("a", key) or 0}).one_or_none()


@lru_cache(maxsize=256)
def _application(scope: Scope) -> Select[ApplicationRow]:
    return (
        select(ApplicationRow)
        .join(MessageRow, MessageRow.id == ApplicationRow.opened_by_id)
        .where(ApplicationRow.id == bindparam("one"), ApplicationRow.removed_at.is_(None), applications(scope))
    )


def mail(session: Session, scope: Scope, key: str) -> MessageRow | None:
    """The mail of this id, if it may be seen: by an application that it belongs to, or unplaced by its mailbox."""
    row = session.get(MessageRow, keys.number("m", key) or 0)
    if row is None:
        return None
    placed = list(
        session.scalars(
            select(ApplicationRow)
            .join(SubmissionRow, SubmissionRow.application_id == ApplicationRow.id)
            .where(SubmissionRow.message_id.in_({row.id, row.duplicate_of_id or row.id}))
            .where(ApplicationRow.removed_at.is_(None))
        )
    )
    if not placed:
        return row if scope.sees_mailbox(session.get_one(MailboxRow, row.mailbox_id).name) else None
    return row if any(_sees(session, scope, a) for a in placed) else None


def _sees(session: Session, scope: Scope, row: ApplicationRow) -> bool:
    """Whether an application may be seen."""
    return application(session, scope, keys.spell("a", row.id)) is not None
