"""The three lines that know the whole way of a mail; every stage is a value in, a value out.

    receive:  mailbox.select -> cursor.plan -> mailbox.fetch -> archive.write -> store.receive -> mailbox.acknowledge
    process:  store.claim -> archive.path -> reading (message, then each document) -> store.keep_reading -> decide
    decide:   store.context -> matching.decide -> store.record

Bytes are durable before a row speaks of them, rows and cursor commit together, and only then may the server be
touched. A failure of one message never stops the next; a failure of the database or the disk ends the tick with
nothing half done.
"""

import heapq
import os
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from intake import telemetry
from intake.clock import Clock
from intake.errors import FolderUnavailable, IntakeError, MailboxUnavailable, MessageUnreadable, StorageUnavailable
from intake.mailbox import cursor
from intake.mailbox.byte_queue import ByteQueue
from intake.mailbox.cursor import Action
from intake.mailbox.protocol import Mailbox
from intake.matching.decide import decide
from intake.model.document import Document, DocumentStatus
from intake.model.ledger import (
    Arrival,
    Claim,
    FolderCursor,
    FolderStatus,
    MessageState,
    Outcome,
)
from intake.model.listing import Listing
from intake.model.message import Attachment, MessageKind, ReadError
from intake.model.policy import ArrivalTimes, DecisionPolicy, ReadingPolicy
from intake.model.reading import BODY_PART, AttachedDocument, Reading
from intake.reading import READERS_VERSION, Reader, ReadersUnavailable
from intake.reading.body import as_attached
from intake.storage.archive import FolderArchive
from intake.storage.store import Store
from intake.writer import Stores, Writer

LEASE = timedelta(minutes=30)
"""How long a claimed message is ours; longer than the time that reading one batch may take."""

ATTEMPTS = 5
"""How often a message that meets a bug of ours is tried before it is quarantined."""

AT_ONCE = 5_000
"""UIDs that one walk over a folder fetches: what a walk remembers must not grow with the folder."""

QUEUE_BYTES = 32_000_000
"""How many bytes of mail may be between the fetching and the writing thread: half of them are being written."""

_RACES = 5
"""How often a decision that lost the race for (candidate, posting round) is made again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The wired parts that a message passes. `owner` names this process in leases."""

    store: Store
    archive: FolderArchive
    reader: Reader
    reading_policy: ReadingPolicy
    decision_policy: DecisionPolicy
    clock: Clock
    owner: str
    workers: int = max(1, os.cpu_count() or 1)


class BytesLost(IntakeError):
    """The archived bytes of this message are missing or not what they were."""


@dataclass(slots=True)
class Processed:
    """What one run of `process` did, by outcome, and how many messages wait for a later attempt."""

    outcomes: dict[Outcome, int] = field(default_factory=dict)
    quarantined: int = 0
    postponed: int = 0

    @property
    def total(self) -> int:
        """Messages that got their outcome."""
        return sum(self.outcomes.values()) + self.quarantined

    def count(self, outcome: Outcome) -> None:
        """Adds one message."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


@dataclass(slots=True)
class Received:
    """What one poll of a mailbox brought: counts by what became of the UIDs, and the folders looked at."""

    fetched: int = 0
    oversized: int = 0
    vanished: int = 0
    failed: int = 0
    linked: int = 0
    marked: int = 0
    folders: int = 0
    problems: list[str] = field(default_factory=list)
    """Why folders could not be read or mails not be marked, in words for the operator."""

    def note(self, arrivals: Sequence[Arrival]) -> None:
        """Counts mails whose rows are committed."""
        for arrival in arrivals:
            name = arrival.result.value
            setattr(self, name, getattr(self, name) + 1)

    @property
    def new(self) -> int:
        """Rows that this poll added or completed."""
        return self.fetched + self.oversized + self.vanished + self.linked


def receive(
    line: Line,
    mailbox: Mailbox,
    folders: Sequence[str],
    *,
    marks: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Received:
    """Takes in whatever is new in the folders of one mailbox; `marks` says that the server is to be touched after.

    `progress` is told how many of how many wanted mails of a folder are in. Raises MailboxUnavailable or
    LoginRefused when the source fails; what was committed before stays, the rest comes next time. A folder that
    cannot be read keeps no other one away, and mails that cannot be marked keep none from being fetched.
    """
    poll = _Poll(line=line, mailbox=mailbox, done=Received(), progress=progress)
    for folder in folders:
        try:
            _receive_folder(poll, folder)
            poll.done.folders += 1
        except FolderUnavailable as error:
            poll.done.problems.append(str(error))
    if poll.done.problems and not poll.done.folders:
        raise MailboxUnavailable(" ".join(poll.done.problems))
    if marks:
        try:
            _acknowledge(poll)
        except MailboxUnavailable as error:
            if error.retry_after is not None:
                raise
            poll.done.problems.append(f"Mails could not be marked. {error}")
    return poll.done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """One poll of one mailbox: what its steps share."""

    line: Line
    mailbox: Mailbox
    done: Received
    progress: Callable[[int, int], None]


def _receive_folder(poll: _Poll, folder: str) -> None:
    store, mailbox, limit = poll.line.store, poll.mailbox, poll.line.reading_policy.limits.message
    saved = store.cursor(mailbox.name, folder)
    waiting = store.waiting_uids(mailbox.name, folder, limit=limit)
    status = mailbox.status(folder)
    now = poll.line.clock.now()
    if cursor.plan(status, saved, now, numbered=mailbox.numbered).action is Action.NOTHING and not waiting:
        return
    status = mailbox.select(folder)
    planned = cursor.plan(status, saved, now, numbered=mailbox.numbered)
    if planned.action is Action.WAIT:
        return
    if planned.action is Action.NEW_EPOCH:
        saved = _start_epoch(poll, folder, status, known_before=saved is not None)
        waiting = store.waiting_uids(mailbox.name, folder, limit=limit)
        planned = cursor.plan(status, saved, now, numbered=mailbox.numbered)
    if saved is None:
        raise StorageUnavailable(f"The cursor of {mailbox.name}/{folder} is not there; run intake check.")
    wanted = _wanted(poll, status, planned, waiting)
    for start in range(0, len(wanted), AT_ONCE):
        some = [str(uid) for uid in wanted[start : start + AT_ONCE]]
        saved = _take_in(poll, saved, some, before=start, whole=len(wanted))
    after = cursor.finished(saved, status, planned, (), now)
    if after != saved:
        store.receive(mailbox.name, folder, saved.epoch, (), after)


def _start_epoch(poll: _Poll, folder: str, status: FolderStatus, *, known_before: bool) -> FolderCursor:
    """A new epoch, in one transaction; after a renumbering each UID gets its row, known mails are linked by content."""
    mailbox, listing = poll.mailbox, Listing()
    for above, up_to in cursor.windows(0, status) if known_before else ():
        listing.extend(mailbox.describe(folder, mailbox.uids(folder, above=above, up_to=up_to)))
    telemetry.logger().info(
        "new epoch", mailbox=mailbox.name, folder=folder, uidvalidity=status.uidvalidity, count=len(listing)
    )
    return poll.line.store.start_epoch(mailbox.name, folder, status.uidvalidity, listing)


def _wanted(
    poll: _Poll, status: FolderStatus, planned: cursor.Plan, waiting: Sequence[str]
) -> Sequence[int] | Sequence[str]:
    """The UIDs to fetch, in order: what waits, and what is there without a row. Half a million numbers take 4 MB."""
    store, mailbox, folder = poll.line.store, poll.mailbox, status.folder
    if not mailbox.numbered:
        known = store.known_uids(mailbox.name, folder)
        return sorted({*waiting, *(uid for uid in mailbox.uids(folder) if uid not in known)})
    fresh = array("Q")
    for above, up_to in cursor.windows(planned.above, status) if planned.action is Action.SCAN else ():
        present = mailbox.uids(folder, above=above, up_to=up_to)
        known = store.known_uids(mailbox.name, folder, above=above, up_to=up_to)
        fresh.extend(int(uid) for uid in present if uid not in known)
    # What waits has rows, so that no UID comes twice.
    return array("Q", heapq.merge(map(int, waiting), fresh))


def _take_in(poll: _Poll, saved: FolderCursor, wanted: Sequence[str], *, before: int, whole: int) -> FolderCursor:
    """Fetches in this thread while a second one hashes, writes and commits (imap.md, the poll, point 11).

    The cursor that it came to. These are the UIDs after the first `before` of a `whole`.
    """
    line, mailbox = poll.line, poll.mailbox
    inbox = ByteQueue(QUEUE_BYTES)

    def committed(arrivals: Sequence[Arrival], answered: int) -> None:
        poll.done.note(arrivals)
        poll.progress(before + answered, whole)

    writer = Writer(
        Stores(store=line.store, archive=line.archive, reader=line.reader, clock=line.clock),
        inbox,
        mailbox=mailbox.name,
        expected=len(wanted),
        advanced=lambda saved, answered: cursor.advanced(saved, wanted, answered, numbered=mailbox.numbered),
        saved=saved,
        committed=committed,
    )
    writer.start()
    try:
        limit = line.reading_policy.limits.message
        for batch in mailbox.fetch(saved.folder, wanted, limit=limit, spool=line.archive.spool):
            if not inbox.put(batch):
                break
    finally:
        inbox.end()
        writer.join()
    return writer.reached()


def _acknowledge(poll: _Poll) -> None:
    """Touches the server for committed rows only; a mark that is lost is made again, and that is harmless."""
    store = poll.line.store
    while marks := store.pending_marks(poll.mailbox.name):
        made = poll.mailbox.acknowledge(marks)
        store.marked(made)
        poll.done.marked += len(made)
        if len(made) < len(marks):
            return


def process(
    line: Line,
    *,
    messages: Sequence[str] | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _done: None,
) -> Processed:
    """Reads and decides what waits, oldest first, until nothing is left or `stop` says so.

    `messages` narrows it to these ledger ids. `progress` is told how many are done. Reading runs in parallel
    children; decisions are made one by one in the order received.
    """
    done = Processed()
    # What this process still holds is left from a run that the database or the disk ended.
    line.store.release_leases(line.owner)
    with ThreadPoolExecutor(line.workers, thread_name_prefix="read") as pool:
        while not stop():
            claims = line.store.claim(line.owner, limit=4 * line.workers, lease=LEASE, messages=messages)
            if not claims:
                break
            _process_batch(line, claims, pool, done, stop)
            progress(done.total)
    return done


def _process_batch(
    line: Line, claims: Sequence[Claim], pool: ThreadPoolExecutor, done: Processed, stop: Callable[[], bool]
) -> None:
    # One more than can be read at once keeps the readers busy; all at once would hold eight long texts in memory.
    ahead: deque[Future[Reading | None]] = deque()
    for at, claim in enumerate(claims):
        while len(ahead) <= line.workers and at + len(ahead) < len(claims):
            ahead.append(pool.submit(_read_if_needed, line, claims[at + len(ahead)]))
        reading = ahead.popleft()
        if stop():
            reading.cancel()
            line.store.release(claim)
            continue
        _one(line, claim, reading.result, done)


def _one(line: Line, claim: Claim, reading: Callable[[], Reading | None], done: Processed) -> None:
    try:
        fresh = reading()
        if fresh is not None:
            line.store.keep_reading(claim, fresh)
        done.count(_decide(line, claim, fresh))
    except MessageUnreadable as error:
        sketch = line.reader.sketch(line.archive.path(claim.sha256))
        line.store.quarantine(claim, error.code, str(error), sketch)
        telemetry.logger().warning("quarantined", message=claim.message, code=error.code)
        done.quarantined += 1
    except BytesLost as error:
        _fetch_again(line, claim, error, done)
    except (StorageUnavailable, ReadersUnavailable):
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours must not stop the next message; it is logged and retried
        telemetry.logger().error("processing failed", message=claim.message, attempts=claim.attempts, exc_info=error)
        try:
            _postpone(line, claim, error, done)
        except (StorageUnavailable, ReadersUnavailable):
            raise
        except Exception as again:  # noqa: BLE001 - nor must one of which nothing can be written; our lease keeps it back
            telemetry.logger().error("not postponed", message=claim.message, exc_info=again)
            done.postponed += 1


def _fetch_again(line: Line, claim: Claim, error: BytesLost, done: Processed) -> None:
    """The next poll gets the bytes from the server where it still numbers them so; else a person must see to it."""
    telemetry.logger().error("archived bytes lost", message=claim.message, sha256=claim.sha256)
    if line.store.fetch_again(claim):
        done.postponed += 1
        return
    line.store.quarantine(claim, "bytes_lost", str(error), None)
    done.quarantined += 1


def _postpone(line: Line, claim: Claim, error: Exception, done: Processed) -> None:
    if claim.attempts >= ATTEMPTS:
        detail = f"Intake failed on this message {claim.attempts} times ({type(error).__name__}); it can be replayed."
        line.store.quarantine(claim, "internal_error", detail, line.reader.sketch(line.archive.path(claim.sha256)))
        done.quarantined += 1
        return
    line.store.retry_later(claim, type(error).__name__, timedelta(seconds=15 * 2**claim.attempts))
    done.postponed += 1


def _read_if_needed(line: Line, claim: Claim) -> Reading | None:
    if claim.state is not MessageState.RECEIVED:
        return None
    return read(line, claim)


def read(line: Line, claim: Claim) -> Reading:
    """What a received message says, its documents included.

    Raises MessageUnreadable where the message itself cannot be read, BytesLost where the archive has it no more. A
    document that cannot be read has a status.
    """
    if not line.archive.verify(claim.sha256):
        raise BytesLost(
            f"The archive's file {claim.sha256[:12]}… is missing or altered; restore it from a backup and replay it."
        )
    raw = line.archive.path(claim.sha256)
    started = line.clock.monotonic()
    message, body = line.reader.read_message(
        raw, ArrivalTimes(internal_date=claim.internal_date, file_time=claim.source_time)
    )
    documents = [] if body is None else [as_attached(BODY_PART, body)]
    if message.kind is MessageKind.PERSONAL:
        documents += line.reader.read_originals(message)
        limits = line.reading_policy.limits
        for number, attachment in enumerate(a for a in message.attachments if not a.embedded):
            if number >= limits.attachments:
                documents.append(_left_closed(attachment, DocumentStatus.TOO_LARGE, "too_many_attachments"))
            elif line.clock.monotonic() - started > limits.message_seconds:
                documents.append(_left_closed(attachment, DocumentStatus.TIMED_OUT, "timed_out"))
            else:
                documents += line.reader.read_documents(raw, attachment)
    return Reading(version=READERS_VERSION, message=message, documents=tuple(documents))


_CLOSED = {
    "timed_out": "The mail's other documents used up its time; open this one by hand.",
    "too_many_attachments": "The mail brings more files than are read of one mail; open this one by hand.",
}


def _left_closed(attachment: Attachment, status: DocumentStatus, code: str) -> AttachedDocument:
    document = Document(
        media_type=attachment.media_type, status=status, error=ReadError(code=code, detail=_CLOSED[code])
    )
    return AttachedDocument(
        part=attachment.part,
        filename=attachment.filename,
        sha256=attachment.sha256,
        size=attachment.size,
        document=document,
    )


def _decide(line: Line, claim: Claim, fresh: Reading | None) -> Outcome:
    """The outcome; `fresh` is what was just read and kept, and need not be read from the database."""
    for _ in range(_RACES):
        reading, context = line.store.context(claim, fresh=fresh)
        decision = decide(reading, context, line.decision_policy)
        if line.store.record(claim, decision):
            telemetry.logger().debug("decided", message=claim.message, outcome=decision.outcome.value)
            return decision.outcome
    raise StorageUnavailable("Another process keeps changing the same application; the message is tried again later.")
