"""Counters that triggers of the database keep: queue entries by chip, status and shelf; arrivals; messages by outcome.

A page that shows a number reads a few rows instead of all that it counts, however long the ledger is. Triggers, because
then no writer can forget them, and what is rolled back is not counted. `install` makes those that are missing and
counts anew: the first start after an upgrade, and after a migration that wrote one of the tables anew on SQLite (which
loses its triggers).

On PostgreSQL a statement changes a counter once, however many rows it writes, in the order of the keys, under a lock a
counter's first key or, of queue entries, under that of `turns`: two writers never wait for each other in a circle.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

_QUARTER = 900
_LOCK = 48_271
"""The first half of the advisory locks; the second is the mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """A table of numbers: `keys` are its columns, `sqlite` and `postgres` their values from a row of `of`.

    `only` is which rows count; `locked` whether writers must be kept apart.
    """

    table: str
    of: str
    keys: tuple[str, ...]
    reads: tuple[str, ...]
    sqlite: tuple[str, ...]
    postgres: tuple[str, ...]
    only: str = "TRUE"
    locked: bool = False


_COUNTERS = (
    _Counter(
        table="queue_counts",
        of="queue_entries",
        keys=("chip", "status", "shelf"),
        reads=("status", "shelf"),
        sqlite=("r.chip", "r.status", "r.shelf"),
        postgres=("r.chip", "r.status", "r.shelf"),
    ),
    _Counter(
        table="arrival_counts",
        of="queue_entries",
        keys=("shelf", "quarter"),
        reads=("shelf", "received_at"),
        sqlite=("r.shelf", f"CAST(strftime('%s', r.received_at) AS INTEGER) / {_QUARTER}"),
        postgres=("r.shelf", f"CAST(floor(extract(epoch FROM r.received_at) / {_QUARTER}) AS BIGINT)"),
        only="r.chip = 'all'",
    ),
    _Counter(
        table="message_counts",
        of="messages",
        keys=("mailbox_id", "outcome"),
        reads=("mailbox_id", "outcome"),
        sqlite=("r.mailbox_id", "r.outcome"),
        postgres=("r.mailbox_id", "r.outcome"),
        locked=True,
    ),
)


def missing(connection: Connection) -> list[str]:
    """The statements that make the triggers which are not there."""
    sqlite = connection.dialect.name == "sqlite"
    there = "sqlite_master WHERE type = 'trigger'" if sqlite else "pg_trigger WHERE NOT tgisinternal"
    known = set(connection.scalars(text(f"SELECT {'name' if sqlite else 'tgname'} FROM {there}")))  # noqa: S608 - fixed words
    triggers = _sqlite if sqlite else _postgres
    return [
        statement
        for counter in _COUNTERS
        for name, statements in triggers(counter)
        if name not in known
        for statement in statements
    ]


def install(connection: Connection) -> bool:
    """Makes the triggers that are missing, and then counts anew; whether there was anything to do."""
    statements = missing(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)
    if statements:
        recount(connection)
    return bool(statements)


def recount(connection: Connection) -> None:
    """Counts everything anew."""
    for counter in _COUNTERS:
        values = counter.sqlite if connection.dialect.name == "sqlite" else counter.postgres
        keys, chosen, places = (", ".join(part) for part in (counter.keys, values, map(str, range(1, len(values) + 1))))
        connection.exec_driver_sql(f"DELETE FROM {counter.table}")  # noqa: S608 - fixed words
        connection.exec_driver_sql(
            f"INSERT INTO {counter.table} ({keys}, number) SELECT {chosen}, count(*) FROM {counter.of} AS r "  # noqa: S608 - fixed words
            f"WHERE {counter.only} GROUP BY {places}"
        )


def _sqlite(counter: _Counter) -> Iterator[tuple[str, list[str]]]:
    """A trigger a row for each kind of change, by its name."""
    keys = ", ".join(counter.keys)

    def step(row: str, by: int) -> str:
        values = ", ".join(counter.sqlite).replace("r.", f"{row}.")
        return (
            f"INSERT INTO {counter.table} ({keys}, number) VALUES ({values}, {by}) "  # noqa: S608 - fixed words
            f"ON CONFLICT ({keys}) DO UPDATE SET number = number + excluded.number;"
        )

    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in counter.reads)
    for event, row, when, body in (
        ("INSERT", "NEW", "TRUE", step("NEW", 1)),
        (f"UPDATE OF {', '.join(counter.reads)}", "NEW", differs, f"{step('OLD', -1)} {step('NEW', 1)}"),
        ("DELETE", "OLD", "TRUE", step("OLD", -1)),
    ):
        name = f"{counter.table}_{event.partition(' ')[0].lower()}"
        only = counter.only.replace("r.", f"{row}.")
        yield (
            name,
            [f"CREATE TRIGGER {name} AFTER {event} ON {counter.of} WHEN {only} AND ({when}) BEGIN {body} END"],
        )


def _postgres(counter: _Counter) -> Iterator[tuple[str, list[str]]]:
    """A trigger a statement for rows that come and go, a trigger a row for those that change what is counted.

    Most updates of a message change nothing of it, and a trigger a statement would look at each.
    """
    name = counter.table
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in counter.reads)
    for event, source, on in (
        ("insert", "SELECT 1 AS by, fresh.* FROM fresh", "AFTER INSERT ON {of} REFERENCING NEW TABLE AS fresh"),
        ("delete", "SELECT -1 AS by, gone.* FROM gone", "AFTER DELETE ON {of} REFERENCING OLD TABLE AS gone"),
        (
            "update",
            "SELECT -1 AS by, (OLD).* UNION ALL SELECT 1 AS by, (NEW).*",
            f"AFTER UPDATE OF {', '.join(counter.reads)} ON {{of}}",
        ),
    ):
        each = f"FOR EACH ROW WHEN ({differs})" if event == "update" else "FOR EACH STATEMENT"
        yield (
            f"{name}_{event}",
            [
                _function(counter, f"{name}_{event}", source),
                f"CREATE TRIGGER {name}_{event} {on.format(of=counter.of)} {each} EXECUTE FUNCTION {name}_{event}()",
            ],
        )


def _function(counter: _Counter, name: str, source: str) -> str:
    keys, values = ", ".join(counter.keys), ", ".join(counter.postgres)
    places = ", ".join(map(str, range(1, len(counter.keys) + 1)))
    lock = (
        f"PERFORM pg_advisory_xact_lock({_LOCK}, CAST(l.key AS INTEGER)) FROM (SELECT DISTINCT {counter.postgres[0]} "  # noqa: S608 - fixed words
        f"AS key FROM ({source}) AS r ORDER BY 1) AS l;"
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - fixed words
        f"{lock if counter.locked else ''} "
        f"INSERT INTO {counter.table} AS c ({keys}, number) SELECT {values}, sum(r.by) FROM ({source}) AS r "
        f"WHERE {counter.only.replace('TRUE', 'true')} GROUP BY {places} HAVING sum(r.by) <> 0 ORDER BY {places} "
        f"ON CONFLICT ({keys}) DO UPDATE SET number = c.number + excluded.number; RETURN NULL; END $$"
    )
