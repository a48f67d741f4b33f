"""The queue: which applications, in which order, what each line says, and what the chips count.

Read from `queue_entries` alone, in the order of one of its indexes, so that a page costs the same however many
applications there are; its numbers come from counters. A scope of several shelves asks each shelf for a page and takes
the first of all. With search words the index over words says which applications, the newest first; whether one may be
seen is asked of its entry all the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from intake.model.scope import Scope
from intake.storage import cursors, desk_lines, keys, scoping, search, words
from intake.storage.database import columns
from intake.storage.desk_values import Neighbours
from intake.storage.queue_values import (
    ANY,
    CHIPS,
    MOST_COUNTED,
    NEW_MAIL,
    TAG,
    Order,
    QueueFilter,
    QueueItem,
    QueuePage,
)
from intake.storage.scoping import Shelves
from intake.storage.search import Narrowed
from intake.storage.tables import QueueCountRow as Counted
from intake.storage.tables import QueueEntryRow as Entry

_MOST_SHELVES = 40
"""With more shelves than this a scope is one condition, and not a statement a shelf."""


_PLACE = select(Entry.shelf, Entry.received_at, Entry.application_id).where(
    Entry.application_id == bindparam("number"), Entry.chip == ANY
)


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
    counts, more = queue.counts()
    found = queue.after(place_of(after), limit + 1)
    shown = found[:limit]
    items = desk_lines.of(session, [p.id for p in shown])
    if wanted.words:
        snippets = search.snippets(session, wanted.words, [p.id for p in shown])
        items = tuple(replace(item, snippets=snippets.get(p.id, ())) for item, p in zip(items, shown, strict=True))
    return QueuePage(
        items=items,
        after=shown[-1].cursor() if len(found) > limit else None,
        counts=counts,
        filter=wanted,
        more=more,
    )


def lines(session: Session, scope: Scope, applications: Sequence[str]) -> tuple[QueueItem, ...]:
    """The lines of these applications, in their order; without those that may not be seen."""
    wanted = list(dict.fromkeys(keys.numbers("a", applications)))
    found = Queue(session, scope, QueueFilter(status=None)).places(wanted)
    return desk_lines.of(session, [p.id for p in found])


def count(session: Session, scope: Scope, wanted: QueueFilter) -> int:
    """How many applications; with words or a tag up to MOST_COUNTED."""
    return Queue(session, scope, wanted).count()


def neighbours(session: Session, scope: Scope, wanted: QueueFilter, application: str) -> Neighbours:
    """The applications before and after this one, whether or not it is in the queue itself."""
    queue = Queue(session, scope, wanted)
    found = columns(session, _PLACE, number=keys.number("a", application) or 0).one_or_none()
    place = None if found is None else Place(*found)
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
        self._tag = None if wanted.tag is None else TAG + wanted.tag
        self._round = None if wanted.posting is None else keys.number("p", wanted.posting) or 0
        self._known: dict[Narrowed, list[int]] = {}

    def after(self, place: Place | None, limit: int) -> list[Place]:
        """The next applications."""
        return self._near(place, limit, backwards=False)

    def before(self, place: Place, limit: int) -> list[Place]:
        """Those before, the nearest first."""
        return self._near(place, limit, backwards=True)

    def _near(self, place: Place | None, limit: int, *, backwards: bool) -> list[Place]:
        if self._senseless:
            return []
        if self._terms:
            edge = None if place is None else place.id
            found = self._found(limit, before=None, after=edge) if backwards else self._found(limit, before=edge)
            return self.places(found)
        statements = [self._sorted(shelves, place, limit, backwards=backwards) for shelves in self._apart()]
        statement: Any = statements[0]
        if len(statements) > 1:
            statement = union_all(*(select(s.subquery()) for s in statements))
        places = [Place(shelf, at, number) for shelf, at, number in columns(self._session, statement)]
        return sorted(places, key=self._key, reverse=not backwards)[:limit]

    def _found(self, limit: int, *, before: int | None, after: int | None = None) -> list[int]:
        """The numbers of those that have the words, and stand where the filter and the scope say."""
        wanted = self._wanted
        narrowed = Narrowed(
            chip=None if wanted.chip == ANY else wanted.chip,
            status=None if wanted.chip == NEW_MAIL else wanted.status,
            tag=wanted.tag,
            shelves=self._marked_shelves(),
        )
        if before is None and after is None:
            return self._newest(narrowed)[:limit]
        return search.found(self._session, self._terms, narrowed, before=before, after=after, limit=limit)

    def _newest(self, narrowed: Narrowed) -> list[int]:
        """The newest that have the words, as many as are counted: the page and the chips ask for the same."""
        if narrowed not in self._known:
            self._known[narrowed] = search.found(self._session, self._terms, narrowed, limit=MOST_COUNTED)
        return self._known[narrowed]

    def _marked_shelves(self) -> tuple[int, ...] | None:
        return self._shelves.some if self._round is None else (self._round,)

    def places(self, numbers: list[int]) -> list[Place]:
        """Where these stand, in their order; without those that may not be seen."""
        # Every entry of them is read: with a condition on the chip SQLite would look through the chip instead.
        statement = select(Entry.chip, Entry.shelf, Entry.received_at, Entry.application_id).where(
            self._is_one_of(numbers), *self._shelves.where(Entry.shelf)
        )
        there = {n: Place(shelf, at, n) for chip, shelf, at, n in columns(self._session, statement) if chip == ANY}
        return [there[number] for number in numbers if number in there]

    def _is_one_of(self, numbers: list[int]) -> ColumnElement[bool]:
        """As one parameter: a thousand of them take longer to write down than to look up."""
        if self._session.get_bind().dialect.name == "sqlite":
            return Entry.application_id.in_(select(func.json_each(json.dumps(numbers)).table_valued("value").c.value))
        return Entry.application_id == any_(literal(numbers, ARRAY(BigInteger)))

    def _apart(self) -> list[Shelves]:
        """All shelves, or each alone: one alone can be read in the order of an index."""
        some = self._shelves.some
        if some is None or self._round is not None or not 1 < len(some) <= _MOST_SHELVES:
            return [self._shelves]
        return [Shelves(some=(shelf,)) for shelf in some]

    def _sorted(
        self, shelves: Shelves, place: Place | None, limit: int, *, backwards: bool
    ) -> Select[int, datetime, int]:
        entries = self._entries(shelves)
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
        by = [Entry.received_at, Entry.application_id]
        return [Entry.shelf, *by] if self._wanted.order is Order.POSTING else by

    def _key(self, place: Place) -> tuple[Any, ...]:
        return (place.shelf, place.at, place.id) if self._wanted.order is Order.POSTING else (place.at, place.id)

    def _entries(self, shelves: Shelves) -> Select[Any]:
        """The rows of the filter: of the tag where one is asked for, of which there are fewest, else of the chip."""
        chip, first = self._wanted.chip, self._tag or self._wanted.chip
        statement: Select[Any] = self._narrowed(select(Entry).where(Entry.chip == first), shelves, chip)
        if chip not in {first, ANY}:
            other = aliased(Entry)
            there = select(other.chip).where(other.application_id == Entry.application_id, other.chip == chip)
            statement = statement.where(there.exists())
        return statement

    def _narrowed(self, statement: Any, shelves: Shelves, chip: str) -> Any:
        """The entries on these shelves, with the status and of the posting that are asked for."""
        statement = statement.where(*shelves.where(Entry.shelf))
        if self._wanted.status is not None and chip != NEW_MAIL:
            statement = statement.where(Entry.status == self._wanted.status)
        return statement if self._round is None else statement.where(Entry.shelf == self._round)

    def count(self) -> int:
        """How many; with words or a tag up to MOST_COUNTED."""
        chip = self._wanted.chip
        if self._senseless:
            return 0
        if self._terms:
            return len(self._found(MOST_COUNTED, before=None))
        return self._up_to(self._entries(self._shelves)) if self._tag else self._counted((chip,)).get(chip, 0)

    def count_before(self, place: Place) -> int:
        """How many stand before a place, up to MOST_COUNTED."""
        if self._senseless:
            return 0
        if self._terms:
            return len(self._found(MOST_COUNTED, before=None, after=place.id))
        before = tuple_(*self._columns()) > tuple_(*self._key(place))
        return self._up_to(self._entries(self._shelves).where(before))

    def _up_to(self, statement: Select[Any]) -> int:
        counted = statement.with_only_columns(Entry.application_id).limit(MOST_COUNTED).subquery()
        return self._session.scalar(select(func.count()).select_from(counted)) or 0

    def counts(self) -> tuple[dict[str, int], bool]:
        """Every chip's number, and whether there are more than were counted."""
        if self._senseless:
            return dict.fromkeys(CHIPS, 0), False
        if self._terms:
            shelves = Narrowed(tag=self._wanted.tag, shelves=self._marked_shelves())
            newest = self._newest(shelves)
            return self._counted_among(self._is_one_of(newest)), len(newest) == MOST_COUNTED
        if self._tag is not None:
            return self._counted_of_tag()
        return self._counted(CHIPS), False

    def _counted(self, chips: tuple[str, ...]) -> dict[str, int]:
        """Chips' numbers as the counters say them."""
        statement = (
            select(Counted.chip, func.sum(Counted.number))
            .where(Counted.chip.in_(chips), *self._shelves.where(Counted.shelf))
            .group_by(Counted.chip)
        )
        if self._wanted.status is not None:
            statement = statement.where(or_(Counted.chip == NEW_MAIL, Counted.status == self._wanted.status))
        if self._round is not None:
            statement = statement.where(Counted.shelf == self._round)
        found = {row[0]: int(row[1]) for row in columns(self._session, statement)}
        return {chip: found.get(chip, 0) for chip in chips}

    def _counted_of_tag(self) -> tuple[dict[str, int], bool]:
        """Among the newest that have the tag."""
        tagged = select(Entry.application_id, Entry.received_at).where(Entry.chip == self._tag)
        newest = (
            self._narrowed(tagged, self._shelves, NEW_MAIL)
            .order_by(Entry.received_at.desc(), Entry.application_id.desc())
            .limit(MOST_COUNTED)
            .subquery()
        )
        more = self._session.scalar(select(func.count()).select_from(newest)) == MOST_COUNTED
        return self._counted_among(Entry.application_id.in_(select(newest.c.application_id))), more

    def _counted_among(self, among: ColumnElement[bool]) -> dict[str, int]:
        wanted = self._wanted
        statement = (
            select(Entry.chip, func.count()).where(among, *self._shelves.where(Entry.shelf)).group_by(Entry.chip)
        )
        if wanted.status is not None:
            statement = statement.where(or_(Entry.chip == NEW_MAIL, Entry.status == wanted.status))
        if self._round is not None:
            statement = statement.where(Entry.shelf == self._round)
        found = {row[0]: row[1] for row in columns(self._session, statement)}
        return {chip: found.get(chip, 0) for chip in CHIPS}
