"""Fills a migrated database for the review desk's figures: applications with mails, and a long ledger, by SQL.

Invented people and words. The same numbers give the same rows on both databases.
"""

import itertools
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.orm import Session

from intake.model.application import Completeness, Decision, Match, SubmissionDecision, Timeliness
from intake.model.codec import to_data, to_json
from intake.model.document import CandidateFacts, Document, DocumentKind, DocumentStatus
from intake.model.ledger import Outcome
from intake.model.message import Address, Authentication, Message, MessageKind
from intake.model.posting import Contact, Need, Posting, WantedDocument, WantedKind
from intake.model.reading import AttachedDocument, Reading
from intake.storage import search, words
from intake.storage.tables import ApplicationRow, MessageTextRow, QueueEntryRow, ReadingRow, RoundRow

ROUNDS = 40
MAILBOXES = 4
UNREVIEWED = 3_000
VARIANTS = 400
WORDS_A_TEXT = 180
SHARED = "0" * 64
"""One content for every mail: the archive is not asked."""
CHUNK = 5_000

_SYLLABLES = ("ka", "lo", "mi", "ra", "ten", "sol", "vi", "dor", "na", "pe", "shu", "gri", "bel", "tor", "un", "ex")
VOCABULARY = tuple("".join(parts) for parts in itertools.product(_SYLLABLES, repeat=3))
"""4,096 invented words, the first ones frequent."""

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
_FLAGS = (
    ("incomplete", 7),
    ("late", 29),
    ("possible_duplicate", 97),
    ("possible_agency", 83),
    ("unverified_sender", 11),
    ("after_decision", 53),
    ("new_mail", 211),
)
_TAGGED = 31
"""One application of so many has the tag "second look"."""


def fill(engine: Engine, *, applications: int, messages: int) -> None:
    """Makes `applications` applications with one mail each, and a ledger of `messages` rows in all."""
    made = _Maker(engine.dialect.name)
    with engine.begin() as connection:
        _base(connection, made)
        _ledger(connection, made, applications, messages)
        _applications(connection, made, applications)
    _texts(engine, applications)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE" if made.sqlite else "VACUUM ANALYZE"))


class _Maker:
    """The two databases' own words for times and JSON."""

    def __init__(self, dialect: str) -> None:
        self.sqlite = dialect == "sqlite"

    def at(self, seconds: str) -> str:
        """The time so many seconds after the first of January 2022."""
        start = int(datetime(2022, 1, 1, tzinfo=UTC).timestamp())
        if self.sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%S.000000', {start} + {seconds}, 'unixepoch')"
        return f"to_timestamp({start} + {seconds})"

    def json(self, value: str) -> str:
        """A JSON value."""
        return value if self.sqlite else f"CAST({value} AS JSON)"

    def nothing(self) -> str:
        """An empty list."""
        return self.json("'[]'")

    def true(self) -> str:
        """True."""
        return "1" if self.sqlite else "TRUE"

    def false(self) -> str:
        """False."""
        return "0" if self.sqlite else "FALSE"


def _base(connection: Connection, made: _Maker) -> None:
    for number in range(1, MAILBOXES + 1):
        connection.execute(
            text(
                "INSERT INTO mailboxes (id, name, kind, addresses, created_at) "
                f"VALUES ({number}, 'jobs{number}', 'imap', {made.nothing()}, {made.at('0')})"
            )
        )
        connection.execute(
            text(f"INSERT INTO folders (id, mailbox_id, name, epoch) VALUES ({number}, {number}, 'INBOX', 1)")
        )
        connection.execute(
            text(
                "INSERT INTO epochs (id, folder_id, number, last_uid, started_at) "
                f"VALUES ({number}, {number}, 1, 0, {made.at('0')})"
            )
        )
    connection.execute(
        text(f"INSERT INTO contents (sha256, size, archived_at) VALUES ('{SHARED}', 1000, {made.at('0')})")
    )
    at = datetime(2022, 1, 1, tzinfo=UTC)
    connection.execute(
        insert(RoundRow),
        [
            {
                "id": number,
                "source": "jobs.md",
                "title": f"Posting {number}",
                "posting": to_data(_posting(number)),
                "opened_at": at,
                "created_at": at,
                "updated_at": at,
            }
            for number in range(1, ROUNDS + 1)
        ],
    )


def _posting(number: int) -> Posting:
    sentences = tuple(f"You know {VOCABULARY[i]} and {VOCABULARY[i + 40]}" for i in range(number, number + 6))
    return Posting(
        title=f"Posting {number}",
        contacts=(Contact("Ada Example", f"jobs{number}@example.org"),),
        documents=(
            WantedDocument(kind=WantedKind.RESUME, need=Need.REQUIRED, text="a resume"),
            WantedDocument(kind=WantedKind.STATEMENT_OF_INTEREST, need=Need.REQUIRED, text="a statement"),
        ),
        requirements=sentences,
    )


def _ledger(connection: Connection, made: _Maker, applications: int, messages: int) -> None:
    outcome = (
        f"CASE WHEN i <= {applications} THEN 'application' WHEN i % 400 = 0 THEN 'quarantined' "
        "WHEN i % 900 = 1 THEN 'oversized' WHEN i % 5 = 1 THEN 'correspondence' ELSE 'bulk' END"
    )
    connection.execute(
        text(
            _NUMBERS.format(first=1, last=messages)
            + "INSERT INTO messages (id, mailbox_id, epoch_id, uid, uid_number, size, short, sha256, recorded_at, "
            "ordered_at, marked_at, received_at, state, attempts, fetch_attempts, subject, sender_name, "
            "sender_address, kind, outcome, flags) "
            f"SELECT i, 1 + i % {MAILBOXES}, 1 + i % {MAILBOXES}, CAST(i AS TEXT), i, 1000, {made.false()}, "
            f"'{SHARED}', {made.at('i * 60')}, {made.at('i * 60')}, {made.at('i * 60')}, {made.at('i * 60')}, "
            "'done', 0, 0, 'Application ' || i, 'Person ' || i, 'person' || i || '@example.net', 'personal', "
            f"{outcome}, {made.nothing()} FROM n"
        )
    )


def _applications(connection: Connection, made: _Maker, count: int) -> None:
    numbers = _NUMBERS.format(first=1, last=count)
    # The unreviewed ones are the newest, of the last rounds; one of forty waits for a posting.
    status = f"CASE WHEN i > {count - UNREVIEWED} THEN 'new' WHEN i % 3 = 0 THEN 'shortlisted' ELSE 'declined' END"
    round_ = f"CASE WHEN i % 40 = 0 THEN NULL ELSE 1 + (i * {ROUNDS - 1}) / {count + 1} + i % 2 END"
    flags = "CASE WHEN i % 7 = 0 THEN '[\"incomplete\"]' ELSE '[]' END"
    run = connection.execute
    run(
        text(
            numbers + "INSERT INTO candidates (id, name, opened_by_id, position, created_at) "
            f"SELECT i, 'Person ' || i, i, 0, {made.at('i * 60')} FROM n"
        )
    )
    for table, column, value in (
        ("candidate_emails", "email, address_key", "'person' || i || '@example.net', 'person' || i || '@example.net'"),
        ("candidate_names", "name, name_key", "'Person ' || i, 'person ' || i"),
    ):
        run(text(numbers + f"INSERT INTO {table} (candidate_id, message_id, {column}) SELECT i, i, {value} FROM n"))
    run(
        text(
            numbers + "INSERT INTO applications (id, candidate_id, round_id, opened_by_id, position, status, "
            "received_at, timeliness, completeness, missing, flags, created_at, updated_at) "
            f"SELECT i, i, {round_}, i, 0, {status}, {made.at('i * 60')}, 'on_time', 'complete', "
            f"{made.nothing()}, {made.json(flags)}, {made.at('i * 60')}, {made.at('i * 60')} FROM n"
        )
    )
    decided = made.json("replace(:decided, '@@', CAST(i AS TEXT))")
    run(
        text(
            numbers + "INSERT INTO submissions (id, message_id, application_id, position, timeliness, decided) "
            f"SELECT i, i, i, 0, 'on_time', {decided} FROM n"
        ),
        {"decided": _decided()},
    )
    for part, kind in ((2, "resume"), (3, "statement")):
        kinds = made.json(f"'[\"{kind}\"]'")
        run(
            text(
                numbers
                + "INSERT INTO documents (id, message_id, part, filename, media_type, sha256, size, status, kinds, "
                f"links, has_references_section) SELECT i * 2 + {part - 3}, i, '{part}', '{kind}.pdf', "
                f"'application/pdf', '{kind}' || i, 1000, 'extracted', {kinds}, "
                f"{made.nothing()}, {made.false()} FROM n"
            )
        )
        run(
            text(
                numbers + "INSERT INTO submitted_documents (submission_id, document_id, version, superseded) "
                f"SELECT i, i * 2 + {part - 3}, 1, {made.false()} FROM n"
            )
        )
    _acts(connection, made, numbers, count)


def _acts(connection: Connection, made: _Maker, numbers: str, count: int) -> None:
    run = connection.execute
    decision, said = json.dumps(to_data(_decision())), made.json(":decision")
    before, after, payload = (made.json(f":{name}") for name in ("before", "after", "payload"))
    run(
        text(
            numbers + "INSERT INTO decisions (message_id, made_at, outcome, decision, latest) "
            f"SELECT i, {made.at('i * 60')}, 'application', {said}, {made.true()} FROM n"
        ),
        {"decision": decision},
    )
    run(
        text(
            numbers + "INSERT INTO reviews (application_id, kind, who, before, after, made_at) "
            f"SELECT i, 'status', 'Ana', {before}, {after}, {made.at('i * 60 + 9000')} "
            f"FROM n WHERE i <= {count - UNREVIEWED}"
        ),
        {"before": '{"status": "new"}', "after": '{"status": "declined"}'},
    )
    run(
        text(
            numbers + "INSERT INTO history (at, actor, event, application_id, candidate_id, message_id, payload) "
            f"SELECT {made.at('i * 60')}, 'intake', 'application_opened', i, i, i, {payload} FROM n"
        ),
        {"payload": '{"reasons": []}'},
    )
    entry = "INSERT INTO queue_entries (application_id, chip, status, shelf, received_at) "
    rows = (
        "SELECT id, '{chip}', status, coalesce(round_id, -1 - id % "
        + str(MAILBOXES)
        + "), received_at FROM applications"
    )
    run(text(entry + rows.format(chip="all")))
    run(text(entry + rows.format(chip="needs_posting") + " WHERE round_id IS NULL"))
    for chip, every in _FLAGS:
        run(text(f"{entry}{rows.format(chip=chip)} WHERE id % {every} = 0"))
    run(text(f"{entry}{rows.format(chip='tag:second look')} WHERE id % {_TAGGED} = 0"))


def _decided() -> str:
    decision = SubmissionDecision(
        candidate=None,
        name="Person @@",
        emails=("person@@@example.net",),
        phones=("+49305550100",),
        links=(),
        application=None,
        posting="p1",
        deadline_at=None,
        timeliness=Timeliness.ON_TIME,
        completeness=Completeness.COMPLETE,
        missing=(),
        documents=("2", "3"),
        match=Match(reasons=("Sent to the contact of the posting.",)),
        flags=(),
    )
    return json.dumps(to_data(decision))


def _decision() -> Decision:
    return Decision(outcome=Outcome.APPLICATION)


def _texts(engine: Engine, count: int) -> None:
    """Readings, searched texts and the index: as many texts as VARIANTS, with every person's own name beside them."""
    chance = random.Random(7)
    weights = [1 / (rank + 1) for rank in range(len(VOCABULARY))]
    variants = [chance.choices(VOCABULARY, weights, k=WORDS_A_TEXT) for _ in range(VARIANTS)]
    made = [_variant(" ".join(chosen)) for chosen in variants]
    index = (
        "INSERT INTO search_index (rowid, words) VALUES (:id, :words)"
        if engine.dialect.name == "sqlite"
        else "INSERT INTO search_index (application_id, words) "
        "VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))"
    )
    for numbers in _chunks(range(1, count + 1)):
        with engine.begin() as connection:
            connection.execute(
                insert(ReadingRow),
                [
                    {
                        "message_id": i,
                        "version": "1",
                        "data": made[i % VARIANTS][0],
                        "read_at": datetime(2022, 1, 1, tzinfo=UTC),
                    }
                    for i in numbers
                ],
            )
            connection.execute(
                insert(MessageTextRow), [{"message_id": i, "data": made[i % VARIANTS][1]} for i in numbers]
            )
            marks = _marks(connection, numbers)
            connection.execute(
                text(index),
                [{"id": i, "words": f"{made[i % VARIANTS][2]} person person{i} {i} net {marks[i]}"} for i in numbers],
            )


def _marks(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """What narrows a search, as the index of a living database has it beside the words."""
    with Session(connection) as session:
        entries: dict[int, list[QueueEntryRow]] = {i: [] for i in numbers}
        for entry in session.scalars(select(QueueEntryRow).where(QueueEntryRow.application_id.in_(numbers))):
            entries[entry.application_id].append(entry)
        rows = session.scalars(select(ApplicationRow).where(ApplicationRow.id.in_(numbers))).all()
        return {row.id: " ".join(search.marks_of(row, entries[row.id])) for row in rows}


def _variant(said: str) -> tuple[bytes, bytes, str]:
    """A reading and a searched text, both compressed, and the words of the index."""
    documents = tuple(
        AttachedDocument(
            part=part,
            filename=f"{kind.value}.pdf",
            sha256=part * 64,
            size=1000,
            document=Document(
                media_type="application/pdf",
                status=DocumentStatus.EXTRACTED,
                kinds=(kind,),
                text=said,
                candidate=CandidateFacts(),
            ),
        )
        for part, kind in (("2", DocumentKind.RESUME), ("3", DocumentKind.STATEMENT))
    )
    reading = Reading(version="1", message=_message(), documents=documents)
    texts = json.dumps([["subject", "Application"], ["resume.pdf", said]])
    return zlib.compress(to_json(reading)), zlib.compress(texts.encode()), " ".join(words.of([said, "application"]))


def _message() -> Message:
    at = datetime(2022, 1, 1, tzinfo=UTC)
    return Message(
        message_id=None,
        in_reply_to=None,
        references=(),
        thread_index=None,
        sent_at=at,
        received_at=at,
        hops=(),
        sender=Address("Person", "person@example.net"),
        reply_to=(),
        to=(),
        cc=(),
        delivered_to=(),
        recipients=(),
        subject="Application",
        kind=MessageKind.PERSONAL,
        kind_reasons=(),
        forwarded=None,
        authentication=Authentication.UNKNOWN,
        encrypted=False,
        links=(),
        text="Dear team, I apply.",
        full_text="Dear team, I apply.",
        attachments=(),
        defects=(),
        content_digest="0",
    )


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), CHUNK):
        yield numbers[start : start + CHUNK]
