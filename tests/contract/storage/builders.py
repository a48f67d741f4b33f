"""Values for storage tests, and a decider that is just enough of one: invented people, `example.org` only."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from intake.model.application import (
    Completeness,
    Context,
    Decision,
    Flag,
    Match,
    SubmissionDecision,
    Timeliness,
)
from intake.model.document import CandidateFacts, Document, DocumentKind, DocumentStatus
from intake.model.ledger import Arrival, Blob, Claim, FetchResult, FolderCursor, MessageState, Outcome
from intake.model.message import Address, Authentication, HeaderSketch, Message, MessageKind
from intake.model.posting import Contact, Deadline, Posting
from intake.model.reading import BODY_PART, AttachedDocument, Reading
from intake.model.rounds import RoundAction, RoundChange
from intake.storage.acts import Acts
from intake.storage.desk import Desk
from intake.storage.queries import Queries
from intake.storage.store import Store
from intake.storage.tables import HistoryRow, MessageRow, ReviewRow, Row

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
OWNER = "boot:1:1"
ENGINEER = "engineer@example.org"
MANAGER = "manager@example.org"


@dataclasses.dataclass
class FakeClock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def arrival(uid: str, *, body: str | None = None, **changes: Any) -> Arrival:
    """A fetched mail; its bytes are as good as `body` (by default one of its own)."""
    values: dict[str, Any] = {
        "uid": uid,
        "result": FetchResult.FETCHED,
        "blob": Blob(sha256=digest(body or f"mail {uid}"), size=1000),
        "size": 1000,
        "header_key": digest(f"headers {body or uid}"),
        "internal_date": NOON + timedelta(minutes=int(uid) if uid.isdecimal() and len(uid) < 5 else 0),
    }
    return Arrival(**(values | changes))


def message(sender: str = "noor@example.net", name: str | None = "Noor Haddad", **changes: Any) -> Message:
    values: dict[str, Any] = {
        "message_id": None,
        "in_reply_to": None,
        "references": (),
        "thread_index": None,
        "sent_at": NOON,
        "received_at": NOON,
        "hops": (),
        "sender": Address(name, sender),
        "reply_to": (),
        "to": (Address(None, ENGINEER),),
        "cc": (),
        "delivered_to": (),
        "recipients": (ENGINEER,),
        "subject": "Application",
        "kind": MessageKind.PERSONAL,
        "kind_reasons": (),
        "forwarded": None,
        "authentication": Authentication.UNKNOWN,
        "encrypted": False,
        "links": (),
        "text": "Dear team",
        "full_text": "Dear team",
        "attachments": (),
        "defects": (),
        "content_digest": "",
    }
    made = Message(**(values | changes))
    return made if made.content_digest else dataclasses.replace(made, content_digest=digest(repr(made)))


def document(
    *kinds: DocumentKind, part: str = "2", filename: str | None = "resume.pdf", **changes: Any
) -> AttachedDocument:
    body = part == BODY_PART
    values: dict[str, Any] = {
        "media_type": "text/plain" if body else "application/pdf",
        "status": DocumentStatus.EXTRACTED,
        "kinds": kinds,
        "candidate": CandidateFacts(),
    }
    return AttachedDocument(
        part=part,
        filename=None if body else filename,
        sha256=digest(f"{part} {filename}"),
        size=100,
        document=Document(**(values | changes)),
    )


RESUME = document(DocumentKind.RESUME)
STATEMENT = document(DocumentKind.STATEMENT, part="3", filename="statement.pdf")


def reading(said: Message, *documents: AttachedDocument, version: str = "1") -> Reading:
    return Reading(version=version, message=said, documents=documents)


def posting(title: str = "Application Support Engineer", contact: str = ENGINEER, **changes: Any) -> Posting:
    values: dict[str, Any] = {"title": title, "contacts": (Contact("Ada Example", contact),)}
    return Posting(**(values | changes))


def opened(said: Posting | None = None, **changes: Any) -> RoundChange:
    values: dict[str, Any] = {
        "action": RoundAction.NEW,
        "round_id": None,
        "posting": said or posting(),
        "opened_at": NOON,
        "closed_at": None,
        "previous": None,
        "source": "jobs.md",
        "sentences": ("It is new.",),
    }
    return RoundChange(**(values | changes))


def until(day: str, **changes: Any) -> Deadline:
    return Deadline(date=datetime.fromisoformat(day).date(), **changes)


def decide(said: Reading, context: Context) -> Decision:
    """Just enough of matching: duplicates, the round by its contact, one candidate an address, follow-ups."""
    if context.first_sighting is not None:
        return Decision(outcome=Outcome.DUPLICATE, duplicate_of=context.first_sighting.message)
    mail = said.message
    if mail.kind is not MessageKind.PERSONAL:
        return Decision(outcome=Outcome(mail.kind.value))
    assert mail.sender is not None
    same = [c for c in context.candidates if mail.sender.address in c.emails]
    rounds = [r for r in context.postings if any(contact.email in mail.recipients for contact in r.posting.contacts)]
    wanted = dict(context.wish.moved)
    if 0 in wanted:
        rounds = [r for r in context.postings if r.id == wanted[0]]
    theirs = [a for candidate in same for a in candidate.applications]
    joined = [a for a in theirs if rounds and a.posting in {r.id for r in rounds}]
    if not said.documents and not joined and not context.wish.is_application:
        return Decision(outcome=Outcome.CORRESPONDENCE, detail="Nothing that an application needs.")
    held = {k for a in joined for d in a.documents for k in d.kinds} | {
        k for d in said.documents for k in d.document.kinds
    }
    late = Timeliness.LATE if rounds and _is_late(rounds[0].posting, context.received_at) else Timeliness.ON_TIME
    complete = {DocumentKind.RESUME, DocumentKind.STATEMENT} <= held
    names = [c for c in context.candidates if c not in same and mail.sender.name in c.names]
    submission = SubmissionDecision(
        candidate=same[0].id if same else None,
        name=mail.sender.name,
        emails=(mail.sender.address,),
        phones=(),
        links=(),
        application=joined[0].id if joined else None,
        posting=rounds[0].id if rounds else None,
        deadline_at=None,
        timeliness=late if rounds else None,
        completeness=Completeness.COMPLETE if complete else Completeness.INCOMPLETE,
        missing=() if complete else ("statement_of_interest",),
        documents=tuple(d.part for d in said.documents),
        match=Match(reasons=(f"Sent to {mail.recipients}",)),
        flags=(Flag.POSSIBLE_DUPLICATE,) if names and not same else (),
        possible_duplicates=tuple(a.id for c in names for a in c.applications) if not same else (),
    )
    return Decision(outcome=Outcome.FOLLOW_UP if joined else Outcome.APPLICATION, submissions=(submission,))


def _is_late(said: Posting, received_at: datetime) -> bool:
    return said.deadline is not None and received_at > said.deadline.instant("UTC")


class House:
    """A store with one watched folder, and the steps of the line in a few words each."""

    def __init__(self, engine: Engine, decide: Callable[[Reading, Context], Decision] = decide) -> None:
        self.engine = engine
        self.decide = decide
        self.clock = FakeClock()
        self.store = Store(engine, self.clock)
        self.queries = Queries(engine)
        self.desk = Desk(engine)
        self.acts = Acts(engine, self.clock)
        self.readings: dict[str, Reading] = {}

    def watch(self, mailbox: str = "jobs", folder: str = "INBOX", *, uidvalidity: int | None = 7) -> int:
        """Makes mailbox and folder known with a first epoch; the epoch's number."""
        self.store.ensure_mailbox(mailbox, "imap", (f"{mailbox}@example.org",))
        return self.store.start_epoch(mailbox, folder, uidvalidity, ()).epoch

    def receive(
        self,
        *arrivals: Arrival,
        mailbox: str = "jobs",
        folder: str = "INBOX",
        cursor: FolderCursor | None = None,
        sketches: Mapping[str, HeaderSketch] | None = None,
    ) -> tuple[str, ...]:
        """The ids of the rows that wait to be read now and did not before."""
        saved = self.store.cursor(mailbox, folder)
        epoch = saved.epoch if saved else self.watch(mailbox, folder)
        before = self._unread()
        self.store.receive(mailbox, folder, epoch, arrivals, cursor, sketches=sketches or {})
        return tuple(f"m{number}" for number in self._unread() if number not in before)

    def _unread(self) -> list[int]:
        with self.engine.connect() as connection:
            # As the index has it, for the tests that look at the plans of all statements.
            waiting = select(MessageRow.id, MessageRow.state).where(text("state IN ('received', 'read')"))
            return sorted(row.id for row in connection.execute(waiting) if row.state == MessageState.RECEIVED)

    def mail(self, uid: str, said: Reading, *, body: str | None = None, mailbox: str = "jobs") -> str:
        """A mail arrives that will be read as `said`; its ledger id."""
        at = said.message.received_at
        (key,) = self.receive(arrival(uid, body=body, internal_date=at), mailbox=mailbox)
        self.readings[key] = said
        return key

    def claim(self, *messages: str) -> tuple[Claim, ...]:
        return self.store.claim(OWNER, limit=100, lease=LEASE, messages=messages or None)

    def claim_one(self, key: str) -> Claim:
        (claim,) = self.claim(key)
        return claim

    def process(self, *messages: str) -> None:
        """Reads and decides until nothing waits; as the pipeline does it, one by one."""
        for _ in range(50):
            claims = self.claim(*messages)
            if not claims:
                return
            for claim in claims:
                self.finish(claim)
        raise AssertionError("it never ends")

    def finish(self, claim: Claim) -> None:
        if claim.state.value == "received":
            self.store.keep_reading(claim, self.readings[claim.message])
        for _ in range(5):
            if self.store.record(claim, self.decide(*self.store.context(claim))):
                return
        raise AssertionError("the decision never holds")

    def bring(self, *mails: tuple[str, Reading]) -> list[str]:
        """Mails arrive and are processed one after the other; their ledger ids."""
        keys = []
        for uid, said in mails:
            keys.append(self.mail(uid, said))
            self.process()
        return keys

    def entry(self, key: str) -> dict[str, Any]:
        found = self.queries.message(key)
        assert found is not None
        return found

    def outcomes(self) -> dict[str, str]:
        return {entry["id"]: entry["outcome"] for entry in self.queries.ledger()}

    def applications(self) -> list[dict[str, Any]]:
        return list(self.queries.applications())

    def application(self, key: str) -> dict[str, Any]:
        found = self.queries.application(key)
        assert found is not None
        return found

    def review(self, **values: Any) -> None:
        """A person's act, as the review desk will write it."""
        with Session(self.engine) as session:
            session.add(ReviewRow(who="ana", before={}, reason=None, made_at=NOON, **values))
            session.commit()

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with Session(self.engine) as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Row.metadata.sorted_tables
            }

    def events(self) -> Sequence[str]:
        with Session(self.engine) as session:
            return session.scalars(select(HistoryRow.event).order_by(HistoryRow.id)).all()

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table: to see that something wrote nothing."""
        with Session(self.engine) as session:
            return {
                table.name: sorted(map(repr, session.execute(select(table)).all()))
                for table in Row.metadata.sorted_tables
            }
