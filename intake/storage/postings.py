"""Posting rounds: what mails are matched with, and which mails a change of them concerns.

An import that changes nothing writes nothing. Mails that a change concerns are decided again without being read.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, union, update
from sqlalchemy.orm import Session

from intake.model.codec import from_data, to_data
from intake.model.ledger import MessageState, Outcome
from intake.model.posting import Posting, PostingRound
from intake.model.rounds import RoundAction, RoundChange
from intake.storage import history, keys, readings, reviews, turns
from intake.storage.tables import (
    ApplicationRow,
    MessageAddressRow,
    MessageReferenceRow,
    MessageRow,
    ReviewRow,
    RoundRow,
    SubmissionRow,
)

DECIDED_BY_POSTING = (Outcome.APPLICATION, Outcome.FOLLOW_UP, Outcome.CORRESPONDENCE)
"""The outcomes of personal mail: those that another posting may change."""

STANDING = RoundRow.withdrawn_at.is_(None)
"""The rounds that were not taken back by whoever brought them in: no other is listed, or found by a mail."""

VERSION = select(func.count(RoundRow.id), func.max(RoundRow.updated_at))
"""What changes whenever a round does."""

CLOSING = "closed_at"
"""Stands among the names of fields that people set where they closed a round or opened it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRounds:
    """The ids of the rounds, in the order of the changes, and which messages are decided again."""

    rounds: tuple[str, ...]
    messages: int
    again: tuple[str, ...] = ()


def titles(session: Session, numbers: Collection[int]) -> dict[int, str | None]:
    """The titles of these rounds; without any the database is not asked."""
    if not numbers:
        return {}
    rows = session.execute(select(RoundRow.id, RoundRow.title).where(RoundRow.id.in_(numbers)))
    return {row.id: row.title for row in rows}


def rounds(session: Session, source: str | None = None) -> tuple[PostingRound, ...]:
    """All rounds, closed ones too, in the order of their ids; with `source` only those of one page or file."""
    wanted = select(RoundRow).where(STANDING).order_by(RoundRow.id)
    if source is not None:
        wanted = wanted.where(RoundRow.source == source)
    return tuple(round_of(row) for row in session.scalars(wanted))


def known(session: Session) -> tuple[PostingRound, ...]:
    """All rounds as who plans an import sees them: with what people set of each and what its page said of that."""
    acts: dict[int | None, list[ReviewRow]] = {}
    standing = select(ReviewRow).where(
        ReviewRow.round_id.is_not(None), ReviewRow.kind == reviews.ROUND, ReviewRow.undone_at.is_(None)
    )
    for act in session.scalars(standing.order_by(ReviewRow.id)):
        acts.setdefault(act.round_id, []).append(act)
    rows = session.scalars(select(RoundRow).where(STANDING).order_by(RoundRow.id))
    return tuple(_with_hands(round_of(row), acts.get(row.id, ())) for row in rows)


def _with_hands(round_: PostingRound, acts: Iterable[ReviewRow]) -> PostingRound:
    """The round with the names of what people set; of a field set twice the page's word is the one before both."""
    names: set[str] = set()
    read: dict[str, Any] = {}
    for act in acts:
        by_hand = act.after.get(reviews.BY_HAND, ())
        before = from_data(Posting, act.before[reviews.ROUND]["posting"]) if by_hand else round_.posting
        read |= {name: getattr(before, name) for name in by_hand if name not in names and name != CLOSING}
        names.update(by_hand)
    return replace(round_, by_hand=frozenset(names), as_read=replace(round_.posting, **read)) if names else round_


def round_of(row: RoundRow) -> PostingRound:
    """The row as a value."""
    return PostingRound(
        id=keys.spell("p", row.id),
        posting=from_data(Posting, row.posting),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        previous=None if row.previous_id is None else keys.spell("p", row.previous_id),
        source=row.source,
    )


def state(row: RoundRow) -> dict[str, Any]:
    """What the round says, as JSON: to put it back, and to see whether it still says so."""
    return {
        "posting": row.posting,
        "opened_at": None if row.opened_at is None else row.opened_at.isoformat(),
        "closed_at": None if row.closed_at is None else row.closed_at.isoformat(),
        "previous": None if row.previous_id is None else keys.spell("p", row.previous_id),
        "source": row.source,
    }


def _nothing_more(_row: RoundRow, _before: dict[str, Any] | None) -> dict[str, Any]:
    return {}


def apply(
    session: Session,
    now: datetime,
    changes: Sequence[RoundChange],
    *,
    actor: str = history.PROGRAM,
    note: Callable[[RoundRow, dict[str, Any] | None], dict[str, Any]] = _nothing_more,
) -> AppliedRounds:
    """Writes the changed rounds with their history, and sends the mails that they concern back to be decided.

    `note` is called with each written round and what it said before (None: nothing); what it gives is kept in the
    history beside the sentences.
    """
    turns.take_turn(session)
    ids: list[str] = []
    touched: set[int] = set()
    contacts: set[str] = set()
    for change in changes:
        row = _row(session, now, change)
        ids.append(keys.spell("p", row.id))
        if change.action is RoundAction.UNCHANGED:
            continue
        contacts.update(_contacts(row.posting), _contacts(to_data(change.posting)))
        before = None if change.round_id is None else state(row)
        _write(row, now, change)
        session.flush()
        history.add(
            session,
            now,
            f"posting_{change.action.value}",
            actor=actor,
            round_id=row.id,
            payload={"source": change.source, "sentences": list(change.sentences)} | note(row, before),
        )
        touched.add(row.id)
    again = _decide_again(session, touched, contacts) if touched else ()
    return AppliedRounds(rounds=tuple(ids), messages=len(again), again=again)


def _row(session: Session, now: datetime, change: RoundChange) -> RoundRow:
    if change.round_id is not None:
        return session.get_one(RoundRow, keys.number("p", change.round_id))
    row = RoundRow(created_at=now, updated_at=now, source=change.source, posting=to_data(change.posting))
    session.add(row)
    session.flush()
    return row


def _write(row: RoundRow, now: datetime, change: RoundChange) -> None:
    row.source, row.title, row.posting = change.source, change.posting.title, to_data(change.posting)
    row.opened_at, row.closed_at, row.updated_at = change.opened_at, change.closed_at, now
    row.withdrawn_at = now if change.action is RoundAction.WITHDRAWN else None
    row.previous_id = None if change.previous is None else keys.number("p", change.previous)


def _contacts(posting: dict[str, object]) -> set[str]:
    value = from_data(Posting, posting)
    return {keys.address_key(contact.email) for contact in (*value.contacts, *value.enquiries)}


def _decide_again(session: Session, touched: Iterable[int], contacts: Iterable[str]) -> tuple[str, ...]:
    """Personal mails that brought something to these rounds or to none, were for their contacts, or follow such."""
    submitted = (
        select(SubmissionRow.message_id)
        .join(ApplicationRow, ApplicationRow.id == SubmissionRow.application_id)
        .where(or_(ApplicationRow.round_id.in_(sorted(touched)), ApplicationRow.round_id.is_(None)))
    )
    addressed = select(MessageAddressRow.message_id).where(
        MessageAddressRow.role == readings.RECIPIENT, MessageAddressRow.address.in_(sorted(contacts))
    )
    direct = union(submitted, addressed).subquery("direct")
    following = (
        select(MessageReferenceRow.message_id)
        .join(MessageRow, MessageRow.message_key == MessageReferenceRow.reference)
        .join(direct, direct.c.message_id == MessageRow.id)
    )
    sent_back = session.execute(
        update(MessageRow)
        .where(
            MessageRow.state == MessageState.DONE,
            MessageRow.outcome.in_(DECIDED_BY_POSTING),
            # A union, not OR: PostgreSQL reads the whole ledger for an OR over subqueries.
            MessageRow.id.in_(union(select(direct.c.message_id), following)),
        )
        .values(state=MessageState.READ, attempts=0)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(keys.spell("m", number) for (number,) in sent_back)
