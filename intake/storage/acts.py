"""What people do at the review desk: each act is a Review with who, when, before, after and reason, and can be undone.

An act names the version of the page that it was made from (`seen`, as `ApplicationPage.version` gave it). Where
somebody has set the same value since, nothing is written and `Conflict` says who and what; without `seen` nobody is
asked. What may not be seen is not there (`NotThere`); a status that is none and the like is `Refused`. Replays and
new decisions never change what was set. Every method is one transaction; `bulk` is one for all.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake.clock import Clock
from intake.model.application import Timeliness
from intake.model.posting import PostingRound
from intake.model.rounds import RoundChange
from intake.model.scope import Scope
from intake.model.status import DEFAULT_STATUSES, Statuses
from intake.storage import acting, joining, posting_acts, postings, setting, turns, undoing
from intake.storage.acting import Conflict, Done, NotThere, Refused
from intake.storage.database import writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: as people see them in the history (`who`), and what they may see and change."""

    who: str
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """The same act on many applications; what is None or empty stays. `posting` "" takes them out of any posting."""

    status: str | None = None
    posting: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDone:
    """What was done, and the ids that could not be changed, each with its sentence. `reviews` undo one by one."""

    done: tuple[Done, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def again(self) -> tuple[str, ...]:
        """Mails that wait to be decided again."""
        return tuple(message for done in self.done for message in done.again)

    @property
    def reviews(self) -> tuple[str, ...]:
        """Every Review that was written, in order."""
        return tuple(review for done in self.done for review in done.reviews)


class Acts:
    """The acts of people. Safe to share between threads. StorageUnavailable where no database answers."""

    def __init__(self, engine: Engine, clock: Clock, *, statuses: Statuses = DEFAULT_STATUSES) -> None:
        self._engine = engine
        self._clock = clock
        self.statuses = statuses

    def set_status(
        self, by: Actor, application: str, status: str, *, seen: str | None = None, reason: str | None = None
    ) -> Done:
        """Gives an application one of the configured statuses."""
        return self._one(
            by, application, "set_status", lambda act: setting.status(act, self.statuses, status, reason), seen
        )

    def move(
        self, by: Actor, application: str, posting: str | None, *, seen: str | None = None, reason: str | None = None
    ) -> Done:
        """Puts an application into a posting round, or out of any; its mails are then decided again for it."""
        return self._one(by, application, "move", lambda act: setting.posting(act, posting, reason), seen)

    def note(self, by: Actor, application: str, text: str) -> Done:
        """Writes a note beside an application; notes of others are never in the way."""
        return self._one(by, application, "note", lambda act: setting.note(act, text), None)

    def tag(self, by: Actor, application: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Done:
        """Adds and takes away tags."""
        return self._one(by, application, "tag", lambda act: setting.tags(act, add, remove), None)

    def edit_fact(
        self, by: Actor, application: str, field: str, value: str, *, was: str | None = None, seen: str | None = None
    ) -> Done:
        """Sets a field of the candidate (`desk_facts.FIELDS`): in the place of `was`, else beside the others.

        An empty value takes `was` away. What was read stays beside it.
        """
        return self._one(by, application, "edit_fact", lambda act: setting.fact(act, field, value, was), seen)

    def overrule(
        self, by: Actor, application: str, timeliness: Timeliness, reason: str, *, seen: str | None = None
    ) -> Done:
        """Says whether an application was in time, whatever the clocks say; it needs a reason."""
        return self._one(by, application, "overrule", lambda act: setting.timeliness(act, timeliness, reason), seen)

    def mark_duplicate(self, by: Actor, application: str, other: str | None, *, seen: str | None = None) -> Done:
        """Says that an application is a duplicate of another (which stays as it is), or with None of none."""
        return self._one(by, application, "mark_duplicate", lambda act: setting.duplicate(act, other), seen)

    def merge(self, by: Actor, application: str, into: str, *, reason: str | None = None) -> Done:
        """Makes two applications one, and their candidates one person; `into` keeps its id and has everything.

        Of two applications to different postings only the candidates become one.
        """
        return self._one(by, application, "merge", lambda act: joining.merge(act, into, reason), None)

    def split(self, by: Actor, application: str, messages: Sequence[str], *, reason: str | None = None) -> Done:
        """Takes what these mails brought out of an application, into one of its own for a candidate of its own."""
        return self._one(by, application, "split", lambda act: joining.split(act, messages, reason), None)

    def adopt(self, by: Actor, message: str, posting: str | None = None, *, reason: str | None = None) -> Done:
        """Turns a mail that was correspondence into an application; it is decided again as one."""
        with self._writing("adopt") as session:
            return joining.adopt(self._mail(session, by, message), posting, reason)

    def change_postings(self, by: Actor, changes: Sequence[RoundChange], *, seen: str | None = None) -> Done:
        """Changes, closes, opens or brings in posting rounds; the mails that it concerns are decided again.

        `seen` is `PostingItem.version` of the one that is changed: Refused where somebody else was faster.
        """
        with self._writing("change_postings") as session:
            return posting_acts.change(session, self._now(), by.who, by.scope, changes, seen=seen)

    def import_postings(self, by: Actor, plan: Callable[[Sequence[PostingRound]], Sequence[RoundChange]]) -> Done:
        """Applies what `plan` makes of all rounds as they are now."""
        with self._writing("import_postings") as session:
            changes = plan(postings.known(session))
            return posting_acts.change(session, self._now(), by.who, by.scope, changes, typed=False)

    def undo(self, by: Actor, review: str) -> Done:
        """Takes an act back: the value is again what it was before, or what the program decides."""
        with self._writing("undo") as session:
            return undoing.undo(session, self._clock.now(), by.who, by.scope, review)

    def bulk(self, by: Actor, applications: Sequence[str], act: Bulk) -> BulkDone:
        """The same act on many; what cannot be changed is left out and said."""
        done: list[Done] = []
        refused: list[tuple[str, str]] = []
        with self._writing("bulk") as session:
            for key in dict.fromkeys(applications):
                try:
                    with acting.one_application(), session.begin_nested():
                        done.extend(self._bulk_one(session, by, key, act))
                except (Refused, NotThere, Conflict) as error:
                    refused.append((key, str(error)))
        return BulkDone(done=tuple(done), refused=tuple(refused))

    def _bulk_one(self, session: Session, by: Actor, key: str, wanted: Bulk) -> list[Done]:
        act = self._act(session, by, key, None)
        done = []
        if wanted.status is not None:
            done.append(setting.status(act, self.statuses, wanted.status, None))
        if wanted.add_tags or wanted.remove_tags:
            done.append(setting.tags(act, wanted.add_tags, wanted.remove_tags))
        if wanted.posting is not None:
            done.append(setting.posting(act, wanted.posting or None, None))
        return done

    def _one(self, by: Actor, application: str, name: str, do: Callable[[acting.Act], Done], seen: str | None) -> Done:
        with self._writing(name) as session:
            return do(self._act(session, by, application, seen))

    @contextmanager
    def _writing(self, name: str) -> Iterator[Session]:
        with acting.one_application(), writing(self._engine, name) as session:
            # A decision that is being recorded waits, or is made again: an act is never lost between the two.
            turns.take_turn(session)
            yield session

    def _act(self, session: Session, by: Actor, application: str, seen: str | None) -> acting.Act:
        row = acting.application_in(session, by.scope, application)
        return acting.Act(session=session, now=self._now(), who=by.who, scope=by.scope, row=row, seen=seen)

    def _mail(self, session: Session, by: Actor, message: str) -> acting.MailAct:
        row = acting.mail_in(session, by.scope, message)
        return acting.MailAct(session=session, now=self._now(), who=by.who, scope=by.scope, row=row)

    def _now(self) -> datetime:
        return self._clock.now()


__all__ = ["Actor", "Acts", "Bulk", "BulkDone", "Conflict", "Done", "NotThere", "Refused"]
