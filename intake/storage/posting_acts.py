"""What people do to postings: edit, close, open again, import; each a Review of its round that can be undone.

Undoing puts back what the round said before, and withdraws one that was new: its mails need a posting again. Where
somebody has changed it since, that must be taken back first: nothing of theirs is lost without a word.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from intake.model.codec import from_data
from intake.model.posting import Posting
from intake.model.rounds import RoundAction, RoundChange
from intake.model.scope import Scope
from intake.storage import desk_history, keys, postings, reviews
from intake.storage.acting import Done, NotThere, Refused
from intake.storage.tables import ReviewRow, RoundRow

_CHANGED = "Somebody has changed this posting since you opened the page; look at it again, then change it."


def version(row: RoundRow) -> str:
    """Changes whenever what the round says does."""
    return hashlib.sha256(json.dumps(postings.state(row), sort_keys=True).encode()).hexdigest()[:16]


def change(
    session: Session,
    now: datetime,
    who: str,
    scope: Scope,
    changes: Sequence[RoundChange],
    *,
    seen: str | None = None,
    typed: bool = True,
) -> Done:
    """Applies the changes as a person's; `seen` is the version of the one round that the person looked at.

    What was `typed` stays so whatever the page says later; what a page said that somebody brought in does not.
    """
    wanted = [one for one in changes if one.action is not RoundAction.UNCHANGED]
    for one in wanted:
        row = _visible(session, scope, one.round_id)
        if seen is not None and row is not None and version(row) != seen:
            raise Refused(_CHANGED)
    written: list[str] = []

    def note(row: RoundRow, before: dict[str, Any] | None) -> dict[str, Any]:
        review = _write(session, now, who, row, before, typed=typed)
        written.append(keys.spell("v", review.id))
        return {desk_history.REVIEWED: written[-1]}

    applied = postings.apply(session, now, wanted, actor=who, note=note)
    return Done(reviews=tuple(written), again=applied.again)


def undo(session: Session, now: datetime, who: str, scope: Scope, review: ReviewRow) -> Done:
    """Puts back what the round said before; twice is once."""
    row = _visible(session, scope, keys.spell("p", review.round_id or 0))
    if row is None or review.undone_at is not None:
        return Done(reviews=())
    if postings.state(row) != review.after[reviews.ROUND]:
        raise Refused("The posting was changed again since; take that back first.")
    review.undone_at = now
    written = ReviewRow(
        round_id=row.id, kind=reviews.UNDO, who=who, before={},
        after={"undo": keys.spell("v", review.id), "kind": review.kind}, made_at=now,
    )  # fmt: skip
    session.add(written)
    applied = postings.apply(session, now, [_back(now, row, review.before.get(reviews.ROUND))], actor=who)
    return Done(reviews=(keys.spell("v", written.id),), again=applied.again)


def _visible(session: Session, scope: Scope, key: str | None) -> RoundRow | None:
    """The round; None for one that is to be new. NotThere where it may not be seen, Refused for who may only look."""
    if not scope.may_write:
        raise Refused("Your account may look at things and change nothing.")
    if key is None:
        if not scope.every_posting:
            raise NotThere("New postings are brought in by those who see every posting.")
        return None
    row = session.get(RoundRow, keys.number("p", key) or 0)
    if row is None or not scope.sees_posting(key):
        raise NotThere(f"There is no posting {key}.")
    return row


def _write(
    session: Session, now: datetime, who: str, row: RoundRow, before: dict[str, Any] | None, *, typed: bool
) -> ReviewRow:
    after = postings.state(row)
    by_hand = _set(before, after) if typed and before is not None else []
    written = ReviewRow(
        round_id=row.id, kind=reviews.ROUND, who=who, made_at=now,
        before={reviews.ROUND: before}, after={reviews.ROUND: after} | ({reviews.BY_HAND: by_hand} if by_hand else {}),
    )  # fmt: skip
    session.add(written)
    session.flush()
    return written


def _set(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of the fields in which two states of a round differ."""
    old, new = (from_data(Posting, state["posting"]) for state in (before, after))
    names = [field.name for field in fields(Posting) if getattr(old, field.name) != getattr(new, field.name)]
    return [*names, *([postings.CLOSING] if before["closed_at"] != after["closed_at"] else [])]


def _back(now: datetime, row: RoundRow, before: dict[str, Any] | None) -> RoundChange:
    """The change that undoes: of a round that was new, that it ever was one."""
    said = postings.state(row) if before is None else before
    return RoundChange(
        action=RoundAction.WITHDRAWN if before is None else RoundAction.CHANGED,
        round_id=keys.spell("p", row.id),
        posting=from_data(Posting, said["posting"]),
        opened_at=_instant(said["opened_at"]),
        closed_at=(row.closed_at or now) if before is None else _instant(said["closed_at"]),
        previous=said["previous"],
        source=said["source"],
        sentences=("Taken back.",),
    )


def _instant(word: str | None) -> datetime | None:
    return None if word is None else datetime.fromisoformat(word)
