"""Everything that is written, each method one transaction: whole or not at all.

Every method raises StorageUnavailable where the database does not take it. The work is done by the modules
named after what they write; this one opens the transactions and gives them the time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from intake.clock import Clock
from intake.errors import StorageUnavailable
from intake.model.application import Context, Decision
from intake.model.codec import from_data
from intake.model.ledger import Arrival, Claim, Dropped, FolderCursor, Listed, Mark
from intake.model.message import HeaderSketch
from intake.model.posting import PostingRound
from intake.model.reading import Reading
from intake.model.rounds import RoundAction, RoundChange
from intake.model.status import DEFAULT_STATUSES
from intake.storage import (
    arrivals,
    claims,
    dropping,
    folders,
    freshness,
    keys,
    looks,
    placing,
    postings,
    readings,
    recording,
    replays,
    requests,
    sightings,
    turns,
)
from intake.storage.context import context
from intake.storage.database import Bind, reading, rehearsing, writing
from intake.storage.tables import DecisionRow, MessageRow

FINAL_STATUSES = DEFAULT_STATUSES.final
"""The statuses that end an application, where the owner configures none."""

_NO_SKETCHES: Mapping[str, HeaderSketch] = MappingProxyType({})
_ONE_APPLICATION = "uq_applications_candidate_id_round_id"


class Store:
    """The writes. Safe to share between threads."""

    def __init__(self, engine: Bind, clock: Clock, *, final_statuses: frozenset[str] = FINAL_STATUSES) -> None:
        self.bind = engine
        self._clock = clock
        self._final = final_statuses
        self._seen: dict[str, freshness.Seen] = {}

    def close(self) -> None:
        """Ends the connections."""
        self.engine.dispose()

    @property
    def engine(self) -> Engine:
        """The database, for whatever else reads or writes it; a rehearsal has none."""
        assert isinstance(self.bind, Engine), "a rehearsal is one connection"
        return self.bind

    @contextmanager
    def rehearsal(self) -> Iterator["Store"]:
        """A store like this one of which nothing stays: to see what a change would bring. Other writers wait for it."""
        with rehearsing(self.engine) as connection:
            yield Store(connection, self._clock, final_statuses=self._final)

    def ensure_mailbox(self, name: str, kind: str, addresses: Sequence[str]) -> None:
        """Makes the mailbox known, with what the configuration says of it now."""
        with writing(self.bind, "ensure_mailbox") as session:
            folders.ensure_mailbox(session, self._clock.now(), name, kind, addresses)

    def cursor(self, mailbox: str, folder: str) -> FolderCursor | None:
        """How far the folder is taken in; None before its first epoch."""
        with reading(self.bind) as session:
            row = folders.current_epoch(session, mailbox, folder)
            return None if row is None else folders.cursor_of(folder, row)

    def known_uids(
        self, mailbox: str, folder: str, *, above: int | None = None, up_to: int | None = None
    ) -> frozenset[str]:
        """Every UID of the current epoch that has a row; with `above` only higher numbers."""
        with reading(self.bind) as session:
            return folders.known_uids(session, mailbox, folder, above, up_to)

    def waiting_uids(self, mailbox: str, folder: str, *, limit: int | None = None) -> tuple[str, ...]:
        """UIDs of the current epoch whose bytes are wanted now; `limit` bytes admits oversized ones again."""
        with reading(self.bind) as session:
            return folders.waiting_uids(session, self._clock.now(), mailbox, folder, limit)

    def start_epoch(
        self, mailbox: str, folder: str, uidvalidity: int | None, listing: Sequence[Listed]
    ) -> FolderCursor:
        """Begins the folder's next epoch with a row for each UID of `listing` (imap.md, the poll, point 3)."""
        with _one_poller(), writing(self.bind, "start_epoch", large=True) as session:
            return folders.start_epoch(
                session, self._clock.now(), mailbox=mailbox, folder=folder, uidvalidity=uidvalidity, listing=listing
            )

    def receive(
        self,
        mailbox: str,
        folder: str,
        epoch: int,
        arrivals_: Sequence[Arrival],
        cursor: FolderCursor | None,
        *,
        sketches: Mapping[str, HeaderSketch] = _NO_SKETCHES,
    ) -> None:
        """Rows, contents and cursor together; what came whole now waits to be read.

        The bytes are in the archive already. `sketches` gives From and Subject of oversized mails by UID.
        """
        with _one_poller(), writing(self.bind, "receive") as session:
            arrivals.receive(
                session,
                self._clock.now(),
                mailbox=mailbox,
                folder=folder,
                epoch=epoch,
                arrivals=arrivals_,
                cursor=cursor,
                sketches=sketches,
            )

    def pending_marks(self, mailbox: str, *, limit: int = 500) -> tuple[Mark, ...]:
        """Committed messages that the server was not yet touched for, oldest first."""
        with reading(self.bind) as session:
            return arrivals.pending_marks(session, mailbox, limit)

    def marked(self, messages: Sequence[str]) -> None:
        """Notes that the server was touched for these messages."""
        with writing(self.bind, "marked") as session:
            arrivals.marked(session, self._clock.now(), messages)

    def claim(
        self, owner: str, *, limit: int, lease: timedelta, messages: Sequence[str] | None = None
    ) -> tuple[Claim, ...]:
        """Leases up to `limit` waiting messages to `owner`, in the order received; `messages` narrows it to ids."""
        with writing(self.bind, "claim") as session:
            return claims.claim(session, self._clock.now(), owner, limit=limit, lease=lease, messages=messages)

    def undecided(self) -> tuple[str, ...]:
        """The ids of the messages that are read and wait to be decided now."""
        with reading(self.bind) as session:
            return claims.undecided(session, self._clock.now())

    def keep_reading(self, claim: Claim, kept: Reading) -> None:
        """Keeps what a claimed message says; it then waits to be decided, under the same lease."""
        with writing(self.bind, "keep_reading") as session:
            readings.keep_reading(session, self._clock.now(), claim, kept)

    def quarantine(self, claim: Claim, code: str, detail: str, sketch: HeaderSketch | None) -> None:
        """Ends the work on a message that cannot be read; it stays visible with From and Subject."""
        with writing(self.bind, "quarantine") as session:
            claims.quarantine(session, claim, code, detail, sketch)

    def retry_later(self, claim: Claim, error: str, delay: timedelta) -> None:
        """Gives a claimed message back, due again after `delay`. `error` is a word, never personal data."""
        with writing(self.bind, "retry_later") as session:
            claims.retry_later(session, self._clock.now(), claim, error, delay)

    def fetch_again(self, claim: Claim) -> bool:
        """Puts a claimed message whose bytes are lost back to be fetched; False where no server has it any more."""
        with writing(self.bind, "fetch_again") as session:
            return replays.fetch_again(session, claim)

    def release(self, claim: Claim) -> None:
        """Gives a claimed message back as if it had not been claimed."""
        with writing(self.bind, "release") as session:
            claims.release(session, claim)

    def release_leases(self, owner: str | None = None) -> int:
        """Ends the leases of an owner that is gone, or all; for whoever holds the lock of the data folder."""
        with writing(self.bind, "release_leases") as session:
            return claims.release_leases(session, owner)

    def context(self, claim: Claim, *, fresh: Reading | None = None) -> tuple[Reading, Context]:
        """The message's reading and what its decision may know beside it.

        `fresh` takes the place of the stored reading: the same that was just kept, or what a replay would keep.
        """
        with reading(self.bind) as session:
            row = session.get_one(MessageRow, keys.number("m", claim.message))
            said = fresh or readings.load_reading(session, row.id)
            there = sightings.of(session, row)
            if claim.owner:
                self._seen[claim.message] = freshness.take(session, there)
            return said, context(session, there, said, self._final)

    def record(self, claim: Claim, decision: Decision) -> bool:
        """Applies the decision and ends the work on the message, in one transaction, fenced by the owner.

        False where the decision rests on what is no longer true (another message won the (candidate, posting
        round), a posting was imported): take the context and decide again. So too without a `context` before.
        """
        seen = self._seen.pop(claim.message, freshness.NOTHING_SEEN)
        try:
            with writing(self.bind, "record") as session:
                return recording.record(session, self._clock.now(), claim, decision, seen)
        except placing.Raced:
            return False
        except IntegrityError as error:
            if _ONE_APPLICATION not in str(error.orig):
                raise
            return False

    def decision(self, message: str) -> Decision | None:
        """The latest decision about a message."""
        with reading(self.bind) as session:
            found = session.scalars(
                select(DecisionRow.decision).where(
                    DecisionRow.message_id == keys.number("m", message), DecisionRow.latest.is_(True)
                )
            ).one_or_none()
            return None if found is None else from_data(Decision, found)

    def stored(self, messages: Sequence[str]) -> tuple[Claim, ...]:
        """These messages as far as their bytes are held, without a lease: to look, not to write."""
        with reading(self.bind) as session:
            return replays.stored(session, messages)

    def replayable(self, messages: Sequence[str] | None = None, *, failed: bool = False) -> tuple[str, ...]:
        """The ids of messages that can be read or fetched again: all, those given, or those that `failed`."""
        with reading(self.bind) as session:
            return replays.replayable(session, messages, failed=failed)

    def read_again(self, messages: Sequence[str]) -> int:
        """Puts messages back to be read; those whose bytes were never obtained, to be fetched. How many."""
        with writing(self.bind, "read_again") as session:
            return replays.read_again(session, messages)

    def droppable(self, mailbox: str, before: datetime, *, limit: int) -> dict[str, str]:
        """Ids and digests of mail of a mailbox that is no application and was taken in before this moment."""
        with reading(self.bind) as session:
            return dropping.due(session, mailbox, before, limit)

    def drop(self, items: Sequence[Dropped]) -> tuple[str, ...]:
        """Keeps of these messages the headers only; the digests of bytes that may now leave the archive."""
        with writing(self.bind, "drop") as session:
            return dropping.drop(session, self._clock.now(), items)

    def rounds(self, source: str | None = None) -> tuple[PostingRound, ...]:
        """All posting rounds, closed ones too; with `source` only those of one page or posting file."""
        with reading(self.bind) as session:
            return postings.rounds(session, source)

    def apply_rounds(self, changes: Sequence[RoundChange]) -> postings.AppliedRounds:
        """Writes what an import changed; the mails that it concerns wait to be decided again."""
        with writing(self.bind, "apply_rounds") as session:
            return postings.apply(session, self._clock.now(), changes)

    def known_rounds(self) -> tuple[PostingRound, ...]:
        """All posting rounds with what people set of them: what an import is planned with."""
        with reading(self.bind) as session:
            return postings.known(session)

    def import_rounds(
        self, plan: Callable[[tuple[PostingRound, ...]], tuple[RoundChange, ...]]
    ) -> tuple[RoundChange, ...]:
        """What `plan` makes of all rounds, written in the transaction that it looked in.

        So two imports of a page at once open no round twice. A page that changes nothing writes nothing. The changes
        that opened a round name it.
        """
        changes = plan(self.known_rounds())
        if all(change.action is RoundAction.UNCHANGED for change in changes):
            return changes
        with writing(self.bind, "import_rounds") as session:
            turns.take_turn(session)
            changes = plan(postings.known(session))
            applied = postings.apply(session, self._clock.now(), changes)
        return tuple(replace(c, round_id=key) for c, key in zip(changes, applied.rounds, strict=True))

    def note_look(self, source: str, error: str | None) -> None:
        """Notes how a look at a watched page went: well, or why not."""
        with writing(self.bind, "note_look") as session:
            looks.note(session, self._clock.now(), source, error)

    def page_looks(self) -> dict[str, looks.PageLook]:
        """The last look at each watched page, by its source."""
        with reading(self.bind) as session:
            return looks.every(session)

    def request(self, kind: str, payload: dict[str, Any]) -> str:
        """Asks the daemon for something; the request's id."""
        with writing(self.bind, "request") as session:
            return requests.ask(session, self._clock.now(), kind, payload)

    def pending_requests(self) -> tuple[requests.Request, ...]:
        """The requests without an answer, oldest first."""
        with reading(self.bind) as session:
            return requests.pending(session)

    def finish_request(self, request: str, result: dict[str, Any]) -> None:
        """Answers a request."""
        with writing(self.bind, "finish_request") as session:
            requests.finish(session, self._clock.now(), request, result)

    def request_result(self, request: str) -> dict[str, Any] | None:
        """The answer to a request; None while there is none."""
        with reading(self.bind) as session:
            return requests.result(session, request)


@contextmanager
def _one_poller() -> Iterator[None]:
    """Two processes that take in the same folder at once: the first one's rows stay, the other polls again."""
    try:
        yield
    except IntegrityError as error:
        raise StorageUnavailable(
            "Another process takes in the same folder; one of the two is enough. It is tried again with the next poll."
        ) from error
