"""The databases themselves: migrations, durability, what is refused, and what it looks like when they are not there."""

import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from intake.errors import StorageUnavailable
from intake.faults import FAULT_EXIT_STATUS
from intake.model.ledger import Outcome
from intake.storage import database
from intake.storage.database import (
    BUSY_SECONDS,
    FIRST_TABLES,
    MIGRATION_BUSY_SECONDS,
    migrate,
    open_database,
    reading,
    writing,
)
from intake.storage.rebuilding import rebuild
from intake.storage.store import Store
from intake.storage.tables import ContentRow, HistoryRow, MailboxRow, MessageRow, RequestRow, Row
from tests.contract.storage.builders import NOON, FakeClock, House, arrival
from tests.contract.storage.conftest import DATABASES
from tests.contract.storage.first_tables import described, upgrade
from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def empty(empty_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(empty_url, tmp_path)
    yield engine
    engine.dispose()


def _is_of_the_code(name: str | None, kind: str, _parents: object) -> bool:
    """The index over words is the database's own: FTS5 with its shadow tables, or a tsvector."""
    return kind != "table" or not str(name).startswith("search_index")


def test_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_of_the_code}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Row.metadata) == []


def test_a_new_database_on_sqlite_is_what_the_migrations_make(tmp_path: Path) -> None:
    stepwise, at_once = (open_database(f"sqlite:///{name}.db", tmp_path) for name in ("stepwise", "at-once"))
    upgrade(stepwise)
    assert FIRST_TABLES.read_text(encoding="utf-8") == described(stepwise), "run `make tables`"
    migrate(stepwise)
    migrate(at_once)
    assert described(stepwise) == described(at_once)
    assert _rows(stepwise) == _rows(at_once)
    for engine in (stepwise, at_once):
        engine.dispose()


def test_an_index_over_some_rows_has_the_condition_that_the_tables_name(tmp_path: Path) -> None:
    engine = open_database("sqlite:///intake.db", tmp_path)
    migrate(engine)
    named = {index.name: index.info.get("where") for table in Row.metadata.tables.values() for index in table.indexes}
    with engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
        conditions = {name: sql.partition(" WHERE ")[2] or None for name, sql in made}
    engine.dispose()
    assert conditions == named


def _rows(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return {name: [*map(tuple, connection.execute(text(f"SELECT * FROM {name} ORDER BY 1")))] for name in names}


def test_migrating_again_changes_nothing(engine: Engine, house: House) -> None:
    before = house.dump()
    migrate(engine)
    assert house.dump() == before


def test_migrations_can_be_taken_back(empty: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    migrate(empty)
    with empty.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(sa.inspect(empty).get_table_names()) == {"alembic_version"}


def _filler(column: sa.Column[Any]) -> object:
    if isinstance(column.type, sa.JSON):
        return {} if column.name in {"before", "after"} else []
    kinds: dict[type[Any], object] = {int: 1, bool: False, datetime: NOON, bytes: b"x"}
    return kinds.get(column.type.python_type, "x")


def _fill(engine: Engine, *names: str) -> None:
    """One row in each of these tables, every id 1: whatever must not be null, the references among them."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name in names:
            columns = tables.tables[name].columns
            row = {column.name: _filler(column) for column in columns if not column.nullable}
            said = {"completeness": "unsure", "state": "done", "outcome": "application", "application_id": 1}
            row |= {key: value for key, value in said.items() if key in columns}
            connection.execute(tables.tables[name].insert().values(row))


def test_an_upgrade_keeps_the_rows_that_others_refer_to(empty: Engine) -> None:
    upgrade(empty, "0003")
    _fill(empty, "mailboxes", "folders", "epochs", "messages", "candidates", "applications", "reviews")
    migrate(empty)
    with empty.connect() as connection:
        kept = connection.execute(
            text("SELECT r.id, a.id, c.id FROM reviews r JOIN applications a ON a.id = r.application_id"
                 " JOIN candidates c ON c.id = a.candidate_id")
        ).all()  # fmt: skip
    assert [tuple(row) for row in kept] == [(1, 1, 1)]


def test_an_upgrade_that_would_leave_rows_without_their_others_changes_nothing(tmp_path: Path) -> None:
    engine = open_database("sqlite:///broken.db", tmp_path)
    upgrade(engine, "0003")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO folders (mailbox_id, name, epoch) VALUES (999, 'x', 1)")
        driver.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(StorageUnavailable, match="refer to nothing"):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0003"
    engine.dispose()


def test_foreign_keys_count_again_after_anupgrade(engine: Engine) -> None:
    migrate(engine)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO folders (mailbox_id, name, epoch) VALUES (999, 'x', 1)"))


def test_a_database_of_a_newer_intake_is_refused_in_a_sentence(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageUnavailable, match="newer Intake"):
        migrate(engine)


def test_two_processes_may_migrate_at_the_same_time(empty_url: str, tmp_path: Path) -> None:
    engines = [open_database(empty_url, tmp_path) for _ in range(3)]
    failures: list[BaseException] = []

    def work(engine: Engine) -> None:
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 - the assertion below shows it
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_whoever_starts_beside_an_upgrade_on_sqlite_waits_for_it_and_writers_no_longer_than_ever(
    tmp_path: Path,
) -> None:
    engine = open_database("sqlite:///waits.db", tmp_path)
    patience: list[int] = []

    @sa.event.listens_for(engine, "begin")
    def _note(connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        patience.extend(driver.execute("PRAGMA busy_timeout").fetchone())

    migrate(engine)
    with writing(engine, "test") as session:
        session.execute(text("SELECT 1"))
    engine.dispose()
    assert patience == [BUSY_SECONDS * 1000, MIGRATION_BUSY_SECONDS * 1000, BUSY_SECONDS * 1000]


def test_what_changes_any_number_of_rows_notes_them_down_in_a_file_on_sqlite(tmp_path: Path) -> None:
    engine = open_database("sqlite:///notes.db", tmp_path)
    places: list[int] = []

    @sa.event.listens_for(engine, "commit")
    def _note(connection: sa.Connection) -> None:
        places.append(connection.exec_driver_sql("PRAGMA temp_store").scalar_one())

    migrate(engine)
    store = Store(engine, FakeClock())
    store.ensure_mailbox("jobs", "imap", ())
    saved = store.start_epoch("jobs", "INBOX", 7, ())
    store.receive("jobs", "INBOX", saved.epoch, [], saved)
    rebuild(engine)
    store.ensure_mailbox("jobs", "imap", ())
    engine.dispose()
    in_a_file, in_memory = 1, 2
    assert places == [in_a_file, in_memory, in_a_file, in_memory, in_a_file, in_memory]


def test_a_start_beside_a_writer_waits_for_no_lock(database_url: str, engine: Engine, tmp_path: Path) -> None:
    other = open_database(database_url, tmp_path)
    with writing(other, "test") as session:
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))
        migrate(engine)
        assert session.in_transaction()
    other.dispose()


@pytest.mark.parametrize("revision", ["base", "0003"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_kill_in_the_middle_of_a_migration_leaves_nothing_half_done(
    empty_url: str, empty: Engine, tmp_path: Path, at: int, revision: str
) -> None:
    if revision != "base":
        upgrade(empty, revision)
    before = sorted(sa.inspect(empty).get_table_names())
    script = (
        "from pathlib import Path\n"
        "from intake.storage.database import migrate, open_database\n"
        f"migrate(open_database({empty_url!r}, Path({str(tmp_path)!r})))\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={"INTAKE_FAULT_AT": str(at)}, check=False, capture_output=True
    )
    assert killed.returncode == FAULT_EXIT_STATUS, killed.stderr
    assert sorted(sa.inspect(empty).get_table_names()) == before
    migrate(empty)
    assert "queue_entries" in sa.inspect(empty).get_table_names()


def _write_and_fail(engine: Engine) -> None:
    with writing(engine, "test") as session:
        session.add(MailboxRow(name="jobs", kind="imap", addresses=[], created_at=NOON))
        session.flush()
        raise RuntimeError("a bug")


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        _write_and_fail(engine)
    with reading(engine) as session:
        assert session.scalars(sa.select(MailboxRow)).all() == []


def test_a_broken_rule_is_a_bug_and_no_outage(engine: Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing(engine, "test") as session:
        session.add(MessageRow(mailbox_id=1, epoch_id=99, uid="1"))


def test_a_statement_that_asks_too_much_is_a_bug_and_no_outage(engine: Engine) -> None:
    asked = {
        "sqlite": " UNION ALL ".join(["SELECT 1"] * 1_000),
        "postgresql": f"SELECT {', '.join(['1'] * 2_000)}",
    }
    with pytest.raises(sa.exc.OperationalError), writing(engine, "test") as session:
        session.execute(text(asked[engine.dialect.name]))
    with pytest.raises(sa.exc.OperationalError), reading(engine) as session:
        session.execute(text(asked[engine.dialect.name]))


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - it is what must be refused
    with pytest.raises(sa.exc.StatementError, match="without a zone"), writing(engine, "test") as session:
        session.add(ContentRow(sha256="0" * 64, size=1, archived_at=naive))


def test_times_come_back_as_they_were_in_utc(engine: Engine) -> None:
    local = datetime.fromisoformat("2026-03-29T02:30:00.123456+05:45")
    with writing(engine, "test") as session:
        session.add(ContentRow(sha256="0" * 64, size=1, archived_at=local))
    with reading(engine) as session:
        (back,) = session.scalars(sa.select(ContentRow.archived_at))
    assert back == local
    assert back.tzinfo is UTC


def test_an_unknown_word_is_refused(engine: Engine) -> None:
    with pytest.raises(sa.exc.StatementError, match="'nonsense' is not a valid Outcome"), reading(engine) as session:
        session.scalars(sa.select(MessageRow.id).where(MessageRow.outcome == "nonsense")).all()
    assert MessageRow.outcome.type.process_bind_param(Outcome.BULK, None) == "bulk"


def test_an_id_never_comes_back_as_another_row_s(engine: Engine) -> None:
    with writing(engine, "test") as session:
        session.add(RequestRow(kind="poll", payload={}, created_at=NOON))
    with writing(engine, "test") as session:
        session.execute(sa.delete(RequestRow))
        session.add(RequestRow(kind="poll", payload={}, created_at=NOON))
    with reading(engine) as session:
        assert session.scalars(sa.select(RequestRow.id)).all() == [2]


def test_every_table_with_personal_data_reaches_a_message_or_a_candidate(engine: Engine) -> None:
    impersonal = {"mailboxes", "folders", "epochs", "contents", "posting_rounds", "requests", "messages", "candidates"}
    # People who review, and ids of what they did and read: no applicant's data.
    impersonal |= {"accounts", "grants", "invites", "sessions", "sign_in_tries", "audit"}
    # Numbers of all together.
    impersonal |= {"queue_counts", "arrival_counts", "message_counts"}
    # Which careers pages are watched.
    impersonal |= {"page_looks"}
    inspector = sa.inspect(engine)
    targets = {
        table: {key["referred_table"] for key in inspector.get_foreign_keys(table)}
        for table in inspector.get_table_names()
        # Made anew by one function, and FTS5 knows no foreign keys.
        if not table.startswith("search_index")
    }
    for table in targets.keys() - impersonal - {"alembic_version"}:
        reached, fresh = set[str](), {table}
        while fresh:
            reached |= fresh
            fresh = set().union(*(targets[name] for name in fresh)) - reached
        assert reached & {"messages", "candidates"}, table


def test_the_queue_and_the_look_ups_use_an_index(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = "\n".join(
                connection.scalars(
                    text(
                        "EXPLAIN SELECT id FROM messages WHERE messages.state IN ('received', 'read') "
                        "ORDER BY ordered_at, id LIMIT 10"
                    )
                )
            )
            assert "ix_messages_queue" in plan
        else:
            plan = repr(
                connection.execute(
                    text(
                        "EXPLAIN QUERY PLAN SELECT id FROM messages WHERE messages.state IN ('received', 'read') "
                        "ORDER BY ordered_at, id LIMIT 10"
                    )
                ).all()
            )
            assert "ix_messages_queue" in plan
            assert "TEMP B-TREE" not in plan


def test_no_value_of_a_statement_reaches_an_error_s_words(engine: Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, writing(engine, "test") as session:
        session.add(HistoryRow(at=NOON, actor="Noor Haddad", event="x", message_id=99))
    assert "Noor Haddad" not in str(caught.value)


def test_sqlite_keeps_what_is_committed_and_forgets_what_is_deleted(tmp_path: Path) -> None:
    engine = open_database("sqlite:///intake.db", tmp_path)
    # An upgrade changes some of them while it works.
    migrate(engine)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout", "temp_store")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": database.BUSY_SECONDS * 1000,
        "temp_store": 2,
    }


def test_the_files_of_sqlite_are_private_and_relative_to_the_data_folder(tmp_path: Path) -> None:
    engine = open_database("sqlite:///intake.db", tmp_path)
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("intake.db*")}
    engine.dispose()
    assert modes == {"intake.db": 0o600, "intake.db-wal": 0o600, "intake.db-shm": 0o600}


def test_a_folder_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be opened"):
        open_database("sqlite:///missing/intake.db", tmp_path)


def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "intake.db").write_bytes(b"no database at all" * 100)
    engine = open_database("sqlite:///intake.db", tmp_path)
    with pytest.raises(StorageUnavailable, match="damaged"):
        migrate(engine)
    engine.dispose()


def test_a_locked_sqlite_is_an_outage_and_nothing_is_half_done(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "intake.db").write_bytes(sqlite_template.read_bytes())
    engine, other = open_database("sqlite:///intake.db", tmp_path), open_database("sqlite:///intake.db", tmp_path)
    sa.event.listen(other, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
    with writing(engine, "test") as session:
        session.execute(sa.select(MailboxRow))
        with pytest.raises(StorageUnavailable, match="Another process holds the database"):
            Store(other, FakeClock()).ensure_mailbox("jobs", "imap", ())
        assert Store(other, FakeClock()).cursor("jobs", "INBOX") is None, "reading goes on"
    Store(other, FakeClock()).ensure_mailbox("jobs", "imap", ())
    engine.dispose()
    other.dispose()


def test_a_full_disk_is_an_outage_that_says_so(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "intake.db").write_bytes(sqlite_template.read_bytes())
    engine = open_database("sqlite:///intake.db", tmp_path)
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    house = House(engine)
    with pytest.raises(StorageUnavailable, match="disk with the database is full"):
        house.receive(*(arrival(str(n)) for n in range(2000)))
    engine.dispose()


def test_a_stopped_postgresql_is_an_outage_and_comes_back() -> None:
    server = PostgresServer()
    try:
        server.start()
        engine = open_database(server.url("postgres"), Path())
        migrate(engine)
        house = House(engine)
        house.watch()
        server.stop()
        for act in (lambda: house.receive(arrival("1")), lambda: house.store.cursor("jobs", "INBOX")):
            with pytest.raises(StorageUnavailable, match="does not answer"):
                act()
        server.start()
        assert house.receive(arrival("1")) == ("m1",)
        engine.dispose()
    finally:
        server.remove()


def _write_and_be_cut_off(engine: Engine, url: str) -> None:
    with writing(engine, "test") as session:
        session.add(MailboxRow(name="jobs", kind="imap", addresses=[], created_at=NOON))
        session.flush()
        backend = session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (backend,))


def test_a_connection_cut_in_a_transaction_is_an_outage(postgres_url: str) -> None:
    engine = open_database(postgres_url, Path())
    migrate(engine)
    with pytest.raises(StorageUnavailable):
        _write_and_be_cut_off(engine, postgres_url)
    with Session(engine) as session:
        assert session.scalars(sa.select(MailboxRow)).all() == []
    engine.dispose()


_ENDS = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM mailboxes'); c.close()"


def test_opening_the_database_again_leaves_open_connections_their_locks(tmp_path: Path) -> None:
    engine = open_database("sqlite:///intake.db", tmp_path)
    migrate(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        open_database("sqlite:///intake.db", tmp_path)
        # Without them another process that ends takes itself for the last one, and removes the log under us.
        subprocess.run([sys.executable, "-c", _ENDS, str(tmp_path / "intake.db")], check=True)
        assert (tmp_path / "intake.db-wal").exists()
    engine.dispose()
