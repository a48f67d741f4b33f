"""Which rows an account may see: the one place where a Scope becomes SQL (security.md 11).

An application with a posting is seen by whoever sees the posting; one without, and every mail that is no
application, by whoever sees the mailbox. Nothing else in the desk decides about access.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from intake.model.scope import Scope
from intake.storage import keys
from intake.storage.tables import ApplicationRow, MailboxRow, MessageRow, RoundRow


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
    return session.scalars(
        select(ApplicationRow)
        .join(MessageRow, MessageRow.id == ApplicationRow.opened_by_id)
        .where(
            ApplicationRow.id == (keys.number("a", key) or 0), ApplicationRow.removed_at.is_(None), applications(scope)
        )
    ).one_or_none()


def mail(session: Session, scope: Scope, key: str) -> MessageRow | None:
    """The mail of this id, if it may be seen as a mail of its mailbox or of an application in scope."""
    row = session.get(MessageRow, keys.number("m", key) or 0)
    if row is None:
        return None
    box = session.get_one(MailboxRow, row.mailbox_id)
    return row if scope.sees_mailbox(box.name) else None
