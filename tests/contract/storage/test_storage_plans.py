"""How the databases go about the statements: none reads a table that grows with the mail from end to end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event

from intake.model.document import DocumentKind
from intake.model.ledger import Listed
from intake.model.scope import EVERYTHING, Scope
from intake.storage.acts import Actor, Bulk
from intake.storage.queue_values import CHIPS, Order, QueueFilter
from tests.contract.storage.builders import NOON, House, digest, document, message, opened, reading

ANA = Actor(who="Ana", scope=EVERYTHING)

_OF_MANY = re.compile(
    r"SEARCH messages(?:_\d+)? USING (?:COVERING )?INDEX \S+ \((?:mailbox_id|epoch_id|state|kind)=\?\)"
)
"""SQLite's plan for reading all mails of a mailbox, a folder or a kind."""


def _two_applications(house: House) -> None:
    house.store.apply_rounds([opened()])
    for uid, address in (("1", "jane@example.org"), ("2", "jm@example.net")):
        resume = document(DocumentKind.RESUME, text="I ran PostgreSQL servers.")
        house.bring((uid, reading(message(address, f"Person {uid}"), resume)))


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    """Every statement with its parameters."""
    seen: list[tuple[str, object]] = []

    def note(
        _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, many: bool
    ) -> None:
        seen.append((statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_no_statement_of_the_desk_reads_a_table_without_an_index(house: House) -> None:
    _two_applications(house)
    engine, few = house.engine, Scope(postings=("p1", "p2"), mailboxes=("jobs",))
    with statements(engine) as seen:
        for scope in (EVERYTHING, few):
            chips = (QueueFilter(status=None, chip=chip) for chip in CHIPS)
            for wanted in (QueueFilter(), *chips, QueueFilter(chip="incomplete", tag="x"), QueueFilter(tag="x")):
                page = house.desk.queue(scope, wanted, limit=1)
                house.desk.queue(scope, wanted, after=page.after or "1_1_1")
                house.desk.queue(scope, replace(wanted, order=Order.POSTING), after="1_1_1")
                house.desk.queue(scope, replace(wanted, words="postgresql servers", posting="p1"))
                house.desk.neighbours(scope, wanted, "a1")
            house.desk.application(scope, "a1")
            house.desk.postings(scope)
            house.desk.posting(scope, "p1")
            house.desk.posting_choices(scope)
            house.desk.mailboxes(scope)
            house.desk.original(scope, "d1")
            house.desk.unread(scope)
            house.desk.correspondence(scope)
            house.desk.mail(scope, "m1")
            house.desk.history(scope)
            house.desk.history_of(scope, "a1")
            house.desk.numbers(scope)
        house.acts.bulk(ANA, ["a1", "a2"], Bulk(status="declined", add_tags=("x",)))
        house.acts.merge(ANA, "a2", "a1")
    assert len(seen) > 100
    for statement, parameters in seen:
        assert not _scanned(engine, statement, parameters), statement


def test_no_statement_of_a_poll_or_of_the_line_reads_all_mails_of_a_mailbox(house: House) -> None:
    with statements(house.engine) as seen:
        _two_applications(house)
        listed = [Listed(uid=str(n), size=1, header_key=digest(str(n)), internal_date=NOON) for n in range(1, 101)]
        house.store.start_epoch("jobs", "INBOX", 8, listed)
        house.bring(("101", reading(message("li@example.org", "Li Müller"))))
        house.store.known_uids("jobs", "INBOX", above=0, up_to=100)
        house.store.waiting_uids("jobs", "INBOX", limit=1000)
        house.store.pending_marks("jobs")
        house.store.read_again(["m1"])
        house.store.droppable("jobs", NOON + timedelta(days=40), limit=10)
    assert len(seen) > 100
    found = {line for statement, parameters in seen for line in _scanned(house.engine, statement, parameters)}
    assert found == set()


SMALL = ("mailboxes", "posting_rounds", "folders", "epochs", "message_counts")
"""Tables of a few rows, which are read whole."""

WAITING = ("ix_messages_backlog", "ix_messages_queue", "ix_messages_unmarked")
"""Indexes of what waits only."""

BETWEEN = ("CONSTANT ROW", "VIRTUAL TABLE INDEX", "anon_", "(subquery", "SCAN direct", "SCAN picked")
"""What a statement has found already."""


def _scanned(engine: Engine, statement: str, parameters: object) -> list[str]:
    """The tables that grow with the mail and would be read whole, or a whole index of them."""
    if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH", "INSERT INTO messages")):
        return []
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        asked = ("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (FORMAT JSON) ") + statement
        plan = connection.exec_driver_sql(asked, parameters).all()  # type: ignore[arg-type]
        connection.rollback()
    if sqlite:
        lines = [row[-1] for row in plan]
        found = [line for line in lines if line.startswith("SCAN ") or _OF_MANY.match(line)]
        # Where a few applications are named, all entries of a chip may not be read in search of them.
        named = "queue_entries.application_id IN" in statement
        found += ["queue_entries"] * (named and not any("application_id=?" in line for line in lines))
    else:
        found = _whole_reads(plan[0][0][0]["Plan"])
    return [line for line in found if not _is_small(line)]


def _whole_reads(plan: dict[str, Any]) -> list[str]:
    """Nodes of PostgreSQL's plan that read a table, or an index without a condition on it."""
    node, table = plan["Node Type"], plan.get("Relation Name", "")
    whole = node == "Seq Scan" or (node in {"Index Scan", "Index Only Scan"} and "Index Cond" not in plan)
    found = [f"{node} {table} {plan.get('Index Name', '')}"] if whole else []
    return found + [line for part in plan.get("Plans", ()) for line in _whole_reads(part)]


def _is_small(line: str) -> bool:
    return any(word in line for word in (*SMALL, *WAITING, *BETWEEN))
