"""Search: the same on both databases, without case and diacritics, always up to date, narrowed by the scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from intake.model.document import DocumentKind
from intake.model.scope import EVERYTHING, Scope
from intake.storage import search
from intake.storage.acts import Actor, Bulk
from intake.storage.database import migrate
from intake.storage.database import reading as transaction
from intake.storage.desk_values import CHIPS, Order, QueueFilter
from intake.storage.rebuilding import rebuild
from tests.contract.storage.builders import MANAGER, NOON, House, document, message, opened, posting, reading

ANA = Actor(who="Ana", scope=EVERYTHING)


@pytest.fixture
def three(house: House) -> House:
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    for uid, said, words in (
        ("1", message(subject="Systemadministration"), "Köln, Straße 5\nI ran PostgreSQL servers."),
        ("2", message("jm@example.net", "María José Núñez"), "Łódź, PostgreSQL and O'Brien's lamp"),
        ("3", message("li@example.org", "Li Müller", recipients=(MANAGER,)), "数据库 and Linux"),
    ):
        name = "Lebenslauf.pdf" if uid == "3" else "resume.pdf"
        resume = document(DocumentKind.RESUME, text=words, filename=name, hidden_text="kubernetes")
        house.bring((uid, reading(said, resume)))
    return house


def found(house: House, words: str, scope: Scope = EVERYTHING, **wanted: str) -> list[str]:
    return [item.id for item in house.desk.queue(scope, QueueFilter(status=None, words=words, **wanted)).items]  # type: ignore[arg-type]


FOUND: tuple[tuple[str, list[str]], ...] = (
    ("postgresql", ["a2", "a1"]),
    ("POSTGRESQL koln", ["a1"]),
    ("Köln", ["a1"]),
    ("koeln", ["a1"]),
    ("strasse", ["a1"]),
    ("nunez", ["a2"]),
    ("maria jose", ["a2"]),
    ("lodz", ["a2"]),
    ("obrien's", ["a2"]),
    ("o'briens", ["a2"]),
    ("mueller", ["a3"]),
    ("Müller", ["a3"]),
    ("muller linux", ["a3"]),
    ("数据库", ["a3"]),
    ("li@example.org", ["a3"]),
    ("lebenslauf", ["a3"]),
    ("system", ["a1"]),
    ("system koln", []),
    ("servers ran", ["a1"]),
    ("kubernetes", []),
    ("nobody", []),
    ("...", []),
    ("\"' OR 1=1 --", []),
    ("a* NOT b:(c) & | ! <->", []),
    ("nul\0byte", []),
    ("li", ["a3"]),
    ("lin", ["a3"]),
)


def test_words_find_what_has_them_all(three: House) -> None:
    assert [(words, found(three, words)) for words, _ in FOUND] == list(FOUND)


def test_what_is_found_is_narrowed_counted_and_paged(three: House) -> None:
    assert found(three, "postgresql", Scope(postings=("p2",))) == []
    assert found(three, "example", Scope(postings=("p2",))) == ["a3"]
    assert found(three, "example", posting="p1") == ["a2", "a1"]
    wanted = QueueFilter(words="example", order=Order.POSTING)
    page = three.desk.queue(EVERYTHING, wanted, limit=2)
    assert [item.id for item in page.items] == ["a3", "a2"]
    assert [item.id for item in three.desk.queue(EVERYTHING, wanted, after=page.after).items] == ["a1"]
    assert (page.counts["all"], page.counts["incomplete"]) == (3, 3)
    three.acts.set_status(ANA, "a1", "declined")
    assert three.desk.queue(EVERYTHING, wanted).counts["all"] == 2
    assert three.desk.queue(EVERYTHING, replace(wanted, posting="p2")).counts["all"] == 1
    assert three.desk.queue(EVERYTHING, QueueFilter(words="...")).counts["all"] == 0
    near = three.desk.neighbours(EVERYTHING, QueueFilter(words="example", status=None), "a2")
    assert (near.previous, near.next) == ("a3", "a1")
    with transaction(three.engine) as session:
        assert search.search(session, "example", before=3, limit=1) == [2]
        assert search.search(session, "...") == []


def test_snippets_mark_the_words_in_their_lines(three: House) -> None:
    (line,) = three.desk.queue(EVERYTHING, QueueFilter(words="koln servers")).items
    (snippet,) = line.snippets
    assert snippet.source == "resume.pdf"
    assert [span.text for span in snippet.spans if span.hit] == ["Köln", "servers"]
    assert "".join(span.text for span in snippet.spans) == "Köln, Straße 5 I ran PostgreSQL servers."


def test_the_index_follows_every_change(three: House) -> None:
    three.acts.edit_fact(ANA, "a1", "name", "Zeynep Aydın")
    assert found(three, "zeynep") == ["a1"]
    assert found(three, "aydin") == ["a1"]
    done = three.acts.merge(ANA, "a2", "a1")
    three.process()
    assert (found(three, "lodz"), found(three, "postgresql")) == (["a1"], ["a1"])
    three.acts.undo(ANA, done.review or "")
    three.process()
    assert found(three, "lodz") == ["a2"]
    certificate = document(DocumentKind.CERTIFICATE, text="Ansible")
    three.bring(("4", reading(message(subject="Zertifikat", received_at=NOON), certificate)))
    assert found(three, "ansible koln") == ["a1"]
    three.readings["m4"] = reading(message(subject="Zertifikat"), document(DocumentKind.CERTIFICATE, text="Puppet"))
    three.store.read_again(["m4"])
    three.process()
    assert (found(three, "ansible"), found(three, "puppet")) == ([], ["a1"])


def test_rebuilding_makes_the_same_anew_and_forgets_what_is_gone(three: House) -> None:
    before = _without_counters(three)
    assert rebuild(three.engine) == 3
    assert _without_counters(three) == before
    assert found(three, "postgresql") == ["a2", "a1"]
    with three.engine.begin() as connection:
        for table in ("search_index", "queue_entries", "message_texts"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert found(three, "postgresql") == []
    migrate(three.engine)
    assert found(three, "postgresql") == ["a2", "a1"]


def _without_counters(house: House) -> dict[str, list[Any]]:
    """Counters that have fallen to zero need not come back: test_storage_counting looks at the others."""
    return {table: rows for table, rows in house.dump().items() if not table.endswith("_counts")}


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


def test_no_statement_of_the_desk_reads_a_table_without_an_index(three: House) -> None:
    engine, few = three.engine, Scope(postings=("p1", "p2"), mailboxes=("jobs",))
    with statements(engine) as seen:
        for scope in (EVERYTHING, few):
            chips = (QueueFilter(status=None, chip=chip) for chip in CHIPS)
            for wanted in (QueueFilter(), *chips, QueueFilter(chip="incomplete", tag="x"), QueueFilter(tag="x")):
                page = three.desk.queue(scope, wanted, limit=1)
                three.desk.queue(scope, wanted, after=page.after or "1_1_1")
                three.desk.queue(scope, replace(wanted, order=Order.POSTING), after="1_1_1")
                three.desk.queue(scope, replace(wanted, words="postgresql servers", posting="p1"))
                three.desk.neighbours(scope, wanted, "a1")
            three.desk.application(scope, "a1")
            three.desk.postings(scope)
            three.desk.posting(scope, "p1")
            three.desk.posting_choices(scope)
            three.desk.mailboxes(scope)
            three.desk.original(scope, "d1")
            three.desk.unread(scope)
            three.desk.correspondence(scope)
            three.desk.mail(scope, "m1")
            three.desk.history(scope)
            three.desk.history_of(scope, "a1")
            three.desk.numbers(scope)
        three.acts.bulk(ANA, ["a1", "a2"], Bulk(status="declined", add_tags=("x",)))
        three.acts.merge(ANA, "a2", "a1")
    assert len(seen) > 100
    for statement, parameters in seen:
        assert not _scanned(engine, statement, parameters), statement


SMALL = ("mailboxes", "posting_rounds", "folders", "epochs", "message_counts", "ix_messages_backlog")
"""Tables of a few rows, which are read whole, and an index of only what waits."""


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
        found = [line for line in lines if line.startswith("SCAN ")]
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
    return any(word in line for word in (*SMALL, "CONSTANT ROW", "VIRTUAL TABLE INDEX", "anon_", "(subquery"))
