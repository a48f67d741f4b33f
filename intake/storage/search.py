"""Full-text search over candidates, subjects and documents: one entry an application, behind one function.

SQLite: FTS5; PostgreSQL: a tsvector with GIN. Both hold the folded words of `words.py` and the marks below, are written
in the transaction that changes what they say, and can be made anew (`rebuilding.rebuild`). Nothing is ranked: what
is found comes with the newest application first.

Marks make a narrowed search as quick as a wide one: the index itself leaves out what another chip, status or shelf
has, instead of the queue looking at every application that has the words. They narrow only; who may see what is for
`scoping` alone. A mark begins with "_", which no folded word does.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Integer, Text, bindparam, column, func, select, table, text
from sqlalchemy.orm import Session

from intake.model.reading import BODY_PART, Reading
from intake.storage import words
from intake.storage.database import columns
from intake.storage.queue_values import TAG, Snippet
from intake.storage.tables import ApplicationRow, CandidateRow, MessageTextRow, QueueEntryRow, SubmissionRow
from intake.storage.words import Term

SUBJECT, MAIL, DOCUMENT = "subject", "mail", "document"
"""Sources of a searched text; all others are file names, which are searched too."""

MOST_SNIPPETS = 2
"""Snippets shown for one application."""

_INDEX = table("search_index", column("rowid", Integer), column("application_id", Integer))
_SQLITE_FOUND = text("search_index MATCH :terms")
_POSTGRES_FOUND = text("search_index.words @@ CAST(:terms AS tsquery)")

_BLOCK = 4_096
"""Ids of applications that share a mark on PostgreSQL: GIN gives what it finds in no order, so that the newest are
looked for block by block."""
_LOOKS = 3
"""At as many blocks as should hold enough, by the planner's guess, then by what was found in these; at all the rest."""
_MARGIN = 1.5
"""What is looked at beyond what should hold enough: what is found lies unevenly."""
_CHEAP = 300
"""So many found are read from the table in less time than the index needs to be asked again."""


def keep_texts(session: Session, message_id: int, reading: Reading, *, first: bool) -> None:
    """Keeps what can be searched in a mail that was read; what no reader sees is left out.

    `first` says that nothing is kept of it yet.
    """
    kept = [(source, text[: words.LONGEST_TEXT]) for source, text in _texts(reading)]
    data = zlib.compress(json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))
    row = None if first else session.get(MessageTextRow, message_id)
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


_TEXTS = select(MessageTextRow.message_id, MessageTextRow.data).where(
    MessageTextRow.message_id.in_(bindparam("some", expanding=True))
)


def texts(session: Session, messages: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """What can be searched in these mails: pairs of a source and its text."""
    rows = session.execute(_TEXTS, {"some": messages})
    return {message: [(s, t) for s, t in json.loads(zlib.decompress(data))] for message, data in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a search is narrowed to, as the entries of the queue say it; None narrows nothing."""

    chip: str | None = None
    status: str | None = None
    tag: str | None = None
    shelves: tuple[int, ...] | None = None


EVERYWHERE = Narrowed()


def index(
    session: Session,
    row: ApplicationRow,
    submitted: Sequence[tuple[int, Mapping[str, Any]]],
    entries: Iterable[QueueEntryRow],
) -> None:
    """Makes the index say what the application's mails and its candidate say; out of sight, nothing.

    `submitted` are its mails with what was decided of each, as JSON; `entries` where it stands in the queue.
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
    _insert(session, row.id, [*words.of(said), *marks_of(row, entries)])


def marks_of(row: ApplicationRow, entries: Iterable[QueueEntryRow]) -> list[str]:
    """The marks of an application that stands in the queue with these entries."""
    marks = {_block(row.id), _status(row.status)}
    for entry in entries:
        marks.update((_shelf(entry.shelf), _chip(entry.chip)))
    return sorted(marks)


def _block(application: int) -> str:
    return f"_b{application // _BLOCK}"


def _shelf(number: int) -> str:
    return f"_p{number}" if number > 0 else f"_m{-number}"


def _chip(chip: str) -> str:
    """Of a tag too, which may hold any letter."""
    return f"_c{chip.encode().hex()}"


def _status(status: str) -> str:
    return f"_t{status.encode().hex()}"


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


def found(
    session: Session,
    wanted: Sequence[Term],
    narrowed: Narrowed = EVERYWHERE,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int,
) -> list[int]:
    """The numbers of the applications that have all the words, the newest first; unscoped: for the queue only.

    With `before` only smaller numbers; with `after` only greater ones, the smallest first.
    """
    if _is_sqlite(session):
        return _sqlite_found(session, _all_of(wanted, narrowed, _SQLITE), before, after, limit)
    asked = _all_of(wanted, narrowed, _POSTGRES)
    if after is not None:
        return _postgres_found(session, asked, _INDEX.c.application_id > after, limit, newest_first=False)
    return _postgres_newest(session, asked, before, limit)


def _sqlite_found(session: Session, asked: str, before: int | None, after: int | None, limit: int) -> list[int]:
    number = _INDEX.c.rowid
    statement = select(number).where(_SQLITE_FOUND.bindparams(terms=asked)).limit(limit)
    if after is not None:
        return list(session.scalars(statement.where(number > after).order_by(number)))
    if before is not None:
        statement = statement.where(number < before)
    return list(session.scalars(statement.order_by(number.desc())))


def _postgres_newest(session: Session, asked: str, before: int | None, limit: int) -> list[int]:
    """Looks at as many of the newest blocks as should hold enough, where they do not at some more, then at the rest.

    Where these would be most blocks it looks at all. Whatever has the words is read from the table to be sorted: of
    frequent words only as much as is shown may be. Of the beginning of a word the index gathers all that have it, each
    time that it is asked.
    """
    number = _INDEX.c.application_id
    if before is None:
        before = (session.scalar(select(func.max(number))) or 0) + 1
    top, numbers, share = before, list[int](), _expected(session, asked) / before
    for _ in range(_LOOKS - 1):
        last = (before - 1) // _BLOCK
        first = last - _enough(limit - len(numbers), share) + 1
        if first <= (last + 1) // 2:
            # Of most blocks each mark costs more than reading the rest of what is found.
            break
        blocks = " | ".join(f"'{_block(block * _BLOCK)}'" for block in range(first, last + 1))
        numbers += _postgres_found(session, f"{asked} & ({blocks})", number < before, limit - len(numbers))
        if len(numbers) >= limit:
            return numbers
        before = first * _BLOCK
        share = max(len(numbers), 1) / (top - before)
    return numbers + _postgres_found(session, asked, number < before, limit - len(numbers))


def _expected(session: Session, asked: str) -> int:
    """How many applications have the words, as PostgreSQL's planner guesses by its statistics; at least 1."""
    guess = text("EXPLAIN (FORMAT JSON) SELECT 1 FROM search_index WHERE words @@ CAST(:terms AS tsquery)")
    return max(int(session.scalars(guess, {"terms": asked}).one()[0]["Plan"]["Plan Rows"]), 1)


def _enough(missing: int, share: float) -> int:
    """How many blocks should hold what is missing, where such a share of applications is found."""
    return ceil(max(missing * _MARGIN, _CHEAP) / share / _BLOCK)


def _postgres_found(
    session: Session, asked: str, where: ColumnElement[bool], limit: int, *, newest_first: bool = True
) -> list[int]:
    number = _INDEX.c.application_id
    # Sorted after they are found: in the order of the primary key the planner would look at every text.
    hits = select(number.label("id")).where(_POSTGRES_FOUND.bindparams(terms=asked), where).offset(0).subquery()
    order = hits.c.id.desc() if newest_first else hits.c.id
    return list(session.scalars(select(hits.c.id).order_by(order).limit(limit)))


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a database spells what is asked of its index."""

    word: str
    prefix: str
    and_: str
    or_: str


_SQLITE = _Spelling('"{}"', '"{}" *', " AND ", " OR ")
_POSTGRES = _Spelling("'{}'", "'{}':*", " & ", " | ")


def _all_of(wanted: Sequence[Term], narrowed: Narrowed, said: _Spelling) -> str:
    parts = [(said.prefix if term.prefix else said.word).format(term.word) for term in wanted]
    marks = [
        *([_chip(narrowed.chip)] if narrowed.chip is not None else []),
        *([_status(narrowed.status)] if narrowed.status is not None else []),
        *([_chip(TAG + narrowed.tag)] if narrowed.tag is not None else []),
    ]
    parts += [said.word.format(mark) for mark in marks]
    if narrowed.shelves is not None:
        # Of no shelf at all nothing is found.
        some = [said.word.format(_shelf(number)) for number in narrowed.shelves] or [said.word.format("_none")]
        parts.append(f"({said.or_.join(some)})")
    return said.and_.join(parts)


def search(session: Session, asked: str, *, before: int | None = None, limit: int = 50) -> list[int]:
    """The numbers of the applications that have all the words, the newest first; unscoped: for the queue only."""
    wanted = words.terms(asked)
    return found(session, wanted, before=before, limit=limit) if wanted else []


_SUBMITTED = (
    select(SubmissionRow.application_id, SubmissionRow.message_id)
    .where(SubmissionRow.application_id.in_(bindparam("some", expanding=True)))
    .order_by(SubmissionRow.id)
)


def snippets(session: Session, asked: str, applications: Sequence[int]) -> dict[int, tuple[Snippet, ...]]:
    """For each application the lines in which its words were found."""
    wanted = words.terms(asked)
    submitted = columns(session, _SUBMITTED, some=applications).all()
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
