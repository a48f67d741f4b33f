"""The queue: which applications, in which order, what each line says, and what the chips count.

Read from `queue_entries` alone, in the order of one of its indexes, so that a page costs the same however many
applications there are. A scope of several shelves asks each shelf for a page and takes the first of all. With search
words the order is that of the numbers, the newest application first.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from intake.model.scope import Scope
from intake.storage import cursors, desk_lines, keys, scoping, search, words
from intake.storage.desk_values import (
    ANY,
    CHIPS,
    MOST_COUNTED,
    MOST_FOUND,
    NEW_MAIL,
    TAG,
    Neighbours,
    Order,
    QueueFilter,
    QueuePage,
)
from intake.storage.scoping import Shelves
from intake.storage.tables import ApplicationRow
from intake.storage.tables import QueueEntryRow as Entry

_MOST_SHELVES = 40
"""With more shelves than this a scope is one condition, and not a statement a shelf."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application stands in the queue."""

    shelf: int
    at: datetime
    id: int

    def cursor(self) -> str:
        """It as a word."""
        return cursors.spell(self.shelf, self.at, self.id)


def place_of(cursor: str | None) -> Place | None:
    """The place that a cursor names."""
    found = cursors.numbers(cursor, 3)
    return None if found is None else Place(found[0], cursors.instant(found[1]), found[2])


def page(session: Session, scope: Scope, wanted: QueueFilter, *, after: str | None, limit: int) -> QueuePage:
    """Some lines and every chip's count."""
    queue = Queue(session, scope, wanted)
    found = queue.after(place_of(after), limit + 1)
    shown = found[:limit]
    items = desk_lines.of(session, rows(session, shown))
    if wanted.words:
        snippets = search.snippets(session, wanted.words, [p.id for p in shown])
        items = tuple(replace(item, snippets=snippets.get(p.id, ())) for item, p in zip(items, shown, strict=True))
    return QueuePage(
        items=items,
        after=shown[-1].cursor() if len(found) > limit else None,
        counts=queue.counts(),
        filter=wanted,
    )


def rows(session: Session, places: list[Place]) -> list[ApplicationRow]:
    """The applications in these places."""
    numbers = [p.id for p in places]
    found = {row.id: row for row in session.scalars(select(ApplicationRow).where(ApplicationRow.id.in_(numbers)))}
    return [found[number] for number in numbers]


def count(session: Session, scope: Scope, wanted: QueueFilter) -> int:
    """How many applications, up to MOST_COUNTED."""
    return Queue(session, scope, wanted).count()


def neighbours(session: Session, scope: Scope, wanted: QueueFilter, application: str) -> Neighbours:
    """The applications before and after this one, whether or not it is in the queue itself."""
    queue = Queue(session, scope, wanted)
    entry = session.get(Entry, (keys.number("a", application) or 0, ANY))
    place = None if entry is None else Place(entry.shelf, entry.received_at, entry.application_id)
    after = queue.after(place, 1)
    before = [] if place is None else queue.before(place, 1)
    return Neighbours(
        previous=keys.spell("a", before[0].id) if before else None,
        next=keys.spell("a", after[0].id) if after else None,
        place=0 if place is None else 1 + queue.count_before(place),
        total=queue.count(),
    )


class Queue:
    """A filtered view of the applications in a scope."""

    def __init__(self, session: Session, scope: Scope, wanted: QueueFilter) -> None:
        self._session, self._wanted = session, wanted
        self._shelves = scoping.shelves(session, scope)
        self._terms = words.terms(wanted.words)
        # Words of which nothing is left find nothing, not everything.
        self._senseless = bool(wanted.words.strip()) and not self._terms

    def after(self, place: Place | None, limit: int) -> list[Place]:
        """The next applications."""
        return self._near(place, limit, backwards=False)

    def before(self, place: Place, limit: int) -> list[Place]:
        """Those before, the nearest first."""
        return self._near(place, limit, backwards=True)

    def _near(self, place: Place | None, limit: int, *, backwards: bool) -> list[Place]:
        if self._senseless:
            return []
        statements = [self._sorted(shelves, place, limit, backwards=backwards) for shelves in self._apart()]
        statement: Any = statements[0]
        if len(statements) > 1:
            statement = union_all(*(select(s.subquery()) for s in statements))
        found = [Place(shelf, at, number) for shelf, at, number in self._session.execute(statement)]
        return sorted(found, key=self._key, reverse=not backwards)[:limit]

    def _apart(self) -> list[Shelves]:
        """All shelves, or each alone: one alone can be read in the order of an index."""
        some, wanted = self._shelves.some, self._wanted
        if some is None or wanted.posting is not None or self._terms or not 1 < len(some) <= _MOST_SHELVES:
            return [self._shelves]
        return [Shelves(some=(shelf,)) for shelf in some]

    def _sorted(
        self, shelves: Shelves, place: Place | None, limit: int, *, backwards: bool
    ) -> Select[int, datetime, int]:
        entries = self._entries(shelves, self._wanted.chip)
        by = self._columns()
        if place is not None:
            edge, there = tuple_(*by), tuple_(*self._key(place))
            entries = entries.where(edge > there if backwards else edge < there)
        order = [column.asc() if backwards else column.desc() for column in by]
        return (
            entries.with_only_columns(Entry.shelf, Entry.received_at, Entry.application_id)
            .order_by(*order)
            .limit(limit)
        )

    def _columns(self) -> list[Any]:
        if self._terms:
            return [Entry.application_id]
        by = [Entry.received_at, Entry.application_id]
        return [Entry.shelf, *by] if self._wanted.order is Order.POSTING else by

    def _key(self, place: Place) -> tuple[Any, ...]:
        if self._terms:
            return (place.id,)
        return (place.shelf, place.at, place.id) if self._wanted.order is Order.POSTING else (place.at, place.id)

    def _entries(self, shelves: Shelves, chip: str) -> Select[Any]:
        """The rows of one chip: of the tag where only that is asked for, so that one index gives them."""
        wanted = self._wanted
        tag = None if wanted.tag is None else TAG + wanted.tag
        first = tag if tag is not None and chip == ANY else chip
        statement = select(Entry).where(Entry.chip == first, *shelves.where(Entry.shelf))
        if wanted.status is not None and chip != NEW_MAIL:
            statement = statement.where(Entry.status == wanted.status)
        if wanted.posting is not None:
            statement = statement.where(Entry.shelf == (keys.number("p", wanted.posting) or 0))
        if tag is not None and first != tag:
            other = aliased(Entry)
            tagged = select(other.chip).where(other.application_id == Entry.application_id, other.chip == tag)
            statement = statement.where(tagged.exists())
        if self._terms:
            hits = search.found(self._session, self._terms).subquery("hits")
            statement = statement.join(hits, hits.c.id == Entry.application_id)
        return statement

    def count(self) -> int:
        """How many, up to MOST_COUNTED."""
        return 0 if self._senseless else self._up_to(self._entries(self._shelves, self._wanted.chip))

    def count_before(self, place: Place) -> int:
        """How many stand before a place, up to MOST_COUNTED."""
        if self._senseless:
            return 0
        before = tuple_(*self._columns()) > tuple_(*self._key(place))
        return self._up_to(self._entries(self._shelves, self._wanted.chip).where(before))

    def counts(self) -> dict[str, int]:
        """Every chip's number."""
        if self._senseless:
            return dict.fromkeys(CHIPS, 0)
        if self._terms:
            return self._counts_found()
        return {chip: self._up_to(self._entries(self._shelves, chip)) for chip in CHIPS}

    def _up_to(self, statement: Select[Any]) -> int:
        counted = statement.with_only_columns(Entry.application_id).limit(MOST_COUNTED).subquery()
        return self._session.scalar(select(func.count()).select_from(counted)) or 0

    def _counts_found(self) -> dict[str, int]:
        """Among the newest MOST_FOUND that have the words."""
        wanted = self._wanted
        hits = search.found(self._session, self._terms).subquery()
        newest = select(hits.c.id).order_by(hits.c.id.desc()).limit(MOST_FOUND).subquery()
        statement = (
            select(Entry.chip, func.count())
            .join(newest, newest.c.id == Entry.application_id)
            .where(Entry.chip.in_(CHIPS), *self._shelves.where(Entry.shelf))
            .group_by(Entry.chip)
        )
        if wanted.status is not None:
            statement = statement.where(or_(Entry.chip == NEW_MAIL, Entry.status == wanted.status))
        if wanted.posting is not None:
            statement = statement.where(Entry.shelf == (keys.number("p", wanted.posting) or 0))
        found = {row[0]: row[1] for row in self._session.execute(statement)}
        return {chip: found.get(chip, 0) for chip in CHIPS}
