"""Full-text search over candidates, subjects and documents: one entry an application, behind one function.

SQLite: FTS5; PostgreSQL: a tsvector with GIN. Both hold the folded words of `words.py` and nothing else, are written
in the transaction that changes what they say, and can be made anew (`rebuilding.rebuild`). Nothing is ranked: what
is found comes with the newest application first.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Integer, Select, Text, bindparam, column, select, table, text
from sqlalchemy.orm import Session

from intake.model.reading import BODY_PART, Reading
from intake.storage import words
from intake.storage.desk_values import Snippet
from intake.storage.tables import ApplicationRow, CandidateRow, MessageTextRow, SubmissionRow
from intake.storage.words import Term

SUBJECT, MAIL, DOCUMENT = "subject", "mail", "document"
"""Sources of a searched text; all others are file names, which are searched too."""

MOST_SNIPPETS = 2
"""Snippets shown for one application."""

_INDEX = table("search_index", column("rowid", Integer), column("application_id", Integer))
_SQLITE_FOUND = text("search_index MATCH :terms")
_POSTGRES_FOUND = text("search_index.words @@ CAST(:terms AS tsquery)")


def keep_texts(session: Session, message_id: int, reading: Reading) -> None:
    """Keeps what can be searched in a mail that was read; what no reader sees is left out."""
    data = zlib.compress(json.dumps(list(_texts(reading)), ensure_ascii=False).encode("utf-8", "replace"))
    row = session.get(MessageTextRow, message_id)
    if row is None:
        session.add(MessageTextRow(message_id=message_id, data=data))
    else:
        row.data = data


def _texts(reading: Reading) -> Iterable[tuple[str, str]]:
    message = reading.message
    yield SUBJECT, message.subject or ""
    yield MAIL, message.full_text if message.forwarded else message.text
    for attached in reading.documents:
        if attached.part != BODY_PART:
            yield attached.filename or DOCUMENT, attached.document.text


def texts(session: Session, messages: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """What can be searched in these mails: pairs of a source and its text."""
    rows = session.scalars(select(MessageTextRow).where(MessageTextRow.message_id.in_(messages)))
    return {row.message_id: [(s, t) for s, t in json.loads(zlib.decompress(row.data))] for row in rows}


def index(session: Session, row: ApplicationRow, submitted: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Makes the index say what the application's mails and its candidate say; out of sight, nothing.

    `submitted` are its mails with what was decided of each, as JSON.
    """
    unindex(session, row.id)
    if row.removed_at is not None:
        return
    said = [_name(session, row.candidate_id)]
    for _, decided in submitted:
        said.extend((decided.get("name") or "", *decided["emails"], *decided["phones"]))
    found = texts(session, [message for message, _ in submitted])
    pairs = [pair for kept in found.values() for pair in kept]
    said.extend(content for _, content in pairs)
    said.extend(source for source, _ in pairs if source not in {SUBJECT, MAIL, DOCUMENT})
    _insert(session, row.id, words.of(said))


def _name(session: Session, candidate: int) -> str:
    row = session.get_one(CandidateRow, candidate)
    while row.merged_into_id is not None:
        row = session.get_one(CandidateRow, row.merged_into_id)
    return row.name or ""


def unindex(session: Session, application_id: int) -> None:
    """Takes an application out of the index."""
    key = "rowid" if _is_sqlite(session) else "application_id"
    session.execute(text(f"DELETE FROM search_index WHERE {key} = :id"), {"id": application_id})  # noqa: S608 - a fixed word


def _insert(session: Session, application_id: int, found: list[str]) -> None:
    if _is_sqlite(session):
        statement = text("INSERT INTO search_index (rowid, words) VALUES (:id, :words)")
        session.execute(statement, {"id": application_id, "words": " ".join(found)})
        return
    statement = text("INSERT INTO search_index (application_id, words) VALUES (:id, array_to_tsvector(:words))")
    session.execute(statement.bindparams(_text_array()), {"id": application_id, "words": found})


def _text_array() -> BindParameter[Sequence[str]]:
    return bindparam("words", type_=ARRAY(Text))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def found(session: Session, wanted: Sequence[Term]) -> Select[int]:
    """A statement of the numbers of the applications that have all these words; its column is `id`."""
    if _is_sqlite(session):
        asked = " ".join(f'"{term.word}"{" *" if term.prefix else ""}' for term in wanted)
        return select(_INDEX.c.rowid.label("id")).where(_SQLITE_FOUND.bindparams(terms=asked))
    asked = " & ".join(f"'{term.word}'{':*' if term.prefix else ''}" for term in wanted)
    return select(_INDEX.c.application_id.label("id")).where(_POSTGRES_FOUND.bindparams(terms=asked))


def search(session: Session, asked: str, *, before: int | None = None, limit: int = 50) -> list[int]:
    """The numbers of the applications that have all the words, the newest first; unscoped: for the queue only."""
    wanted = words.terms(asked)
    if not wanted:
        return []
    hits = found(session, wanted).subquery("hits")
    statement = select(hits.c.id).order_by(hits.c.id.desc()).limit(limit)
    return list(session.scalars(statement if before is None else statement.where(hits.c.id < before)))


def snippets(session: Session, asked: str, applications: Sequence[int]) -> dict[int, tuple[Snippet, ...]]:
    """For each application the lines in which its words were found."""
    wanted = words.terms(asked)
    submitted = session.execute(
        select(SubmissionRow.application_id, SubmissionRow.message_id)
        .where(SubmissionRow.application_id.in_(applications))
        .order_by(SubmissionRow.id)
    ).all()
    kept = texts(session, [message for _, message in submitted])
    shown: dict[int, tuple[Snippet, ...]] = {}
    for application, message in submitted:
        there = shown.get(application, ())
        for source, content in kept.get(message, []):
            spans = words.snippet(content, wanted) if len(there) < MOST_SNIPPETS else ()
            if spans:
                there = (*there, Snippet(source=source, spans=spans))
        shown[application] = there
    return shown
