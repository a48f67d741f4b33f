"""A filled desk on SQLite for every test here; its database is a copy of one that is made once."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from intake import telemetry
from intake.storage.database import migrate
from tests.servers.desk import DeskHouse, stand_in_reader
from tests.servers.engines import open_shared


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small world in it, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    engine = open_shared("sqlite:///intake.db", folder)
    migrate(engine)
    DeskHouse(engine, folder).fill()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder / "intake.db"


@contextmanager
def copied(filled: Path, folder: Path) -> Iterator[DeskHouse]:
    """A desk over a copy of the small world."""
    shutil.copy(filled, folder / "intake.db")
    engine = open_shared("sqlite:///intake.db", folder)
    yield DeskHouse(engine, folder, reader=stand_in_reader).keep_bytes()
    engine.dispose()


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[DeskHouse]:
    with copied(filled, tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What a running Intake would log."""
    lines = io.StringIO()
    telemetry.configure(style="json")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    yield lines
    structlog.reset_defaults()
