"""Opens the database, and makes every use of it one transaction whose failures have one name.

SQLite: WAL, synchronous=FULL (a commit survives a power cut), foreign keys, secure_delete, and BEGIN IMMEDIATE for
writers, so that a transaction never fails half-way because another one wrote first. PostgreSQL: psycopg 3.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from intake.errors import DiskFull, StorageUnavailable
from intake.faults import fault_point

BUSY_SECONDS = 10
"""How long a writer waits for another one on SQLite before the tick ends."""

MIGRATION_BUSY_SECONDS = 3600
"""How long a process waits on SQLite for another one that migrates: a long ledger is written anew for minutes."""

CONNECT_SECONDS = 10

_WRITES = "intake_writes"
_WAITS = "intake_waits"
_LARGE = "intake_large"
# Two processes that start together migrate one after the other (PostgreSQL; SQLite has its write lock).
_MIGRATION_LOCK = 4_827_106_591
_MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_TABLES = _MIGRATIONS / "first_tables.sql"
"""What the migrations make of an empty SQLite database, in one go: twelve times over its tables took half a second."""


Database = Engine
"""What `open_database` gives, for those who only pass it on."""


def open_database(url: str, data_folder: Path) -> Engine:
    """The engine for `url`; a relative SQLite path is relative to the data folder. Nothing is connected yet."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, data_folder)
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "intake"},
    )


def _open_sqlite(url: str, data_folder: Path) -> Engine:
    parsed = make_url(url)
    arguments: dict[str, Any] = {"hide_parameters": True, "connect_args": {"timeout": BUSY_SECONDS}}
    if parsed.database in {None, "", ":memory:"}:
        arguments["poolclass"] = StaticPool
        arguments["connect_args"]["check_same_thread"] = False
    else:
        path = data_folder / str(parsed.database)
        parsed = parsed.set(database=str(path))
        _make_private(path)
    engine = create_engine(parsed, **arguments)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Creates the file for its owner alone; SQLite gives its -wal and -shm the same mode.

    A file that is there is not opened: closing it would take from this process all locks on it (fcntl(2), record
    locks), and the next command to end would remove the log that our connections write to.
    """
    problem: str | None = None
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            problem = os.strerror(errno.EACCES)
    except OSError as error:
        problem = error.strerror
    if problem is not None:
        raise StorageUnavailable(f"The database {path} cannot be opened ({problem}); check its folder.")


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Python's sqlite3 must not begin transactions of its own: `_begin_sqlite` does.
    connection.isolation_level = None
    # In memory, but for large transactions: what a statement may have to take back is noted down, as with each mail
    # since triggers count the rows; from sixteen pages on in a file, two writes a page, nine of ten of a poll's writes.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    _take_notes(connection, large=bool(options.get(_LARGE)))
    waits = options.get(_WAITS)
    if waits is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(waits * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _take_notes(connection: Connection, *, large: bool) -> None:
    """Where what a statement changes is noted down: copies of all pages of half a million rows are no matter of memory.

    It cannot be changed within a transaction.
    """
    if connection.info.get(_LARGE, False) != large:
        driver = connection.connection.driver_connection
        assert driver is not None  # it is connected
        driver.execute(f"PRAGMA temp_store={'FILE' if large else 'MEMORY'}")
        connection.info[_LARGE] = large


Bind = Engine | Connection
"""Where transactions are made: the database, or one connection whose transaction is taken back (`rehearsing`)."""


def _session(bind: Bind, *, writes: bool, waits: float | None = None, large: bool = False) -> Session:
    if isinstance(bind, Connection):
        return Session(bind, expire_on_commit=False, join_transaction_mode="create_savepoint")
    options = {_WRITES: writes, _WAITS: waits, _LARGE: large}
    return Session(bind.execution_options(**options), expire_on_commit=not writes)


@contextmanager
def rehearsing(engine: Engine) -> Iterator[Connection]:
    """One transaction around many that only seem to be committed: all of them are taken back at the end.

    On SQLite every other writer waits for it, and gives up after `BUSY_SECONDS`: whatever takes long comes before.
    """
    with unavailable(), engine.execution_options(**{_WRITES: True}).connect() as connection:
        whole = connection.begin()
        try:
            yield connection
        finally:
            whole.rollback()


@contextmanager
def reading(engine: Bind) -> Iterator[Session]:
    """One transaction that only reads; StorageUnavailable where the database does not answer."""
    with unavailable(), _session(engine, writes=False) as session:
        yield session


def columns(session: Session, statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement that selects columns, without the mapper, which takes as long as all the rest of it.

    For transactions that only read: what was changed in the session is not written before. A statement that is made
    once, with bind parameters for its `values`, takes a fifth of the time of one that is put together each time.
    """
    return session.connection().execute(statement, values)


@contextmanager
def writing(engine: Bind, name: str, *, waits: float | None = None, large: bool = False) -> Iterator[Session]:
    """One transaction that writes, committed at the end; nothing of it stays when anything fails.

    `name` names its fault points. Raises StorageUnavailable where the database does not take it; on SQLite after
    `waits` seconds for another writer, else after BUSY_SECONDS. `large`: a single statement may change any number of
    rows.
    """
    with unavailable(), _session(engine, writes=True, waits=waits, large=large) as session:
        yield session
        fault_point(f"{name}: before commit")
        session.commit()
        fault_point(f"{name}: after commit")


@contextmanager
def unavailable() -> Iterator[None]:
    """Gives the failures of database and disk their one name; anything else is a bug and passes."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        if _asked_too_much(error):
            raise
        raise _failure(error) from error
    except DBAPIError as error:
        # A damaged or foreign file is a plain DatabaseError; its subclasses are bugs of ours.
        if type(error) is DatabaseError or error.connection_invalidated:
            raise _failure(error) from error
        raise


def _asked_too_much(error: Exception) -> bool:
    """Whether a statement of ours is at fault, though the driver calls it a failure of operation.

    Such as one of too many parts, or an index entry that is too long: the database is well, and would refuse it again.
    """
    orig = getattr(error, "orig", None)
    if getattr(orig, "sqlite_errorname", None) == "SQLITE_ERROR":
        return any(words in str(orig).lower() for words in ("too many", "too large", "too complex", "overflow"))
    # Class 54, Program Limit Exceeded (PostgreSQL, appendix A).
    return str(getattr(orig, "sqlstate", None)).startswith("54")


def _failure(error: Exception) -> StorageUnavailable:
    words = str(getattr(error, "orig", error)).lower()
    # SQLite: "database or disk is full"; PostgreSQL: "No space left on device".
    if "disk is full" in words or "no space left" in words:
        return DiskFull("The disk with the database is full; free some space and Intake goes on by itself.")
    return StorageUnavailable(_sentence(words))


def _sentence(words: str) -> str:
    if "locked" in words:
        return "Another process holds the database; Intake tries again. If it stays so, find out which one it is."
    if "malformed" in words or "not a database" in words:
        return "The database file is damaged; restore it from a backup."
    return "The database does not answer as it should; check that it runs and can be reached (intake check says more)."


def migrate(engine: Engine) -> None:
    """Brings the tables to this version, in one transaction; killed in the middle, the next start does it again.

    Where they are there already it only reads: a command beside a busy daemon waits for no lock.
    Raises StorageUnavailable where a newer Intake has already changed them.
    """
    with reading(engine) as session:
        if _is_current(session.connection()):
            return
    with (
        unavailable(),
        engine.connect() as connection,
        _rebuilding_tables(connection),
        connection.execution_options(**{_WRITES: True, _LARGE: True}).begin(),
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        fault_point("migrate: before")
        _upgrade(connection)
        _count_and_fill_what_is_new(connection)
        _check_references(connection)
        fault_point("migrate: before commit")
    fault_point("migrate: after commit")


def _is_current(connection: Connection) -> bool:
    # Imported here: they write with what this module opens.
    from intake.storage import counting, rebuilding

    if not inspect(connection).has_table("alembic_version"):
        return False
    versions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    # The files are named by their versions, so alembic need not be loaded, which costs every command 0.3 seconds.
    newest = max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
    return versions == [newest] and not counting.missing(connection) and not rebuilding.is_needed(Session(connection))


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
        for statement in FIRST_TABLES.read_text(encoding="utf-8").split(";\n")[:-1]:
            connection.exec_driver_sql(statement)
        return
    _migrate(connection)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageUnavailable(
            "The database was made by a newer Intake; install that version again, or restore a backup."
        ) from error


@contextmanager
def _rebuilding_tables(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew; rows that refer to the old one must not forbid to drop it.

    The pragma does nothing inside a transaction, so it stands around it (https://sqlite.org/lang_altertable.html, 7).
    Whoever starts beside it waits for it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # it is connected
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={MIGRATION_BUSY_SECONDS * 1000}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    """What SQLite did not look at while the tables were rebuilt."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageUnavailable(
            "The upgrade would leave rows that refer to nothing, so nothing was changed;"
            " restore a backup, and report it."
        )


def _count_and_fill_what_is_new(connection: Connection) -> None:
    # Imported here: they write with what this module opens.
    from intake.storage import counting, rebuilding

    counting.install(connection)
    with Session(connection) as session:
        if rebuilding.is_needed(session):
            rebuilding.fill(session)
            session.flush()
