"""Every test here runs on both databases: an engine of its own, with all tables, made by the migrations."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from intake.storage.database import migrate
from tests.contract.storage.builders import House
from tests.servers.engines import open_shared
from tests.servers.postgres import PostgresServer

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    engine = open_shared("sqlite:///intake.db", folder)
    migrate(engine)
    engine.dispose()
    return folder / "intake.db"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A migrated PostgreSQL database, to be copied; nobody stays connected to it."""
    name = postgres_server.create(name="template_intake")
    engine = open_shared(postgres_server.url(name), Path())
    migrate(engine)
    engine.dispose()
    return name


@contextmanager
def copied(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of a migrated database (a SQLite path is absolute), which goes at the end."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, folder / "intake.db")
        yield f"sqlite:///{folder / 'intake.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database of this test's own."""
    with copied(request, tmp_path) as url:
        yield url


@pytest.fixture(scope="module", params=DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that the tests of a module share: for those that only look."""
    folder = tmp_path_factory.mktemp("shared")
    with copied(request, folder) as url:
        opened = open_shared(url, folder)
        yield House(opened)
        opened.dispose()


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    opened = open_shared(database_url, tmp_path)
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_house(postgres_server: PostgresServer, postgres_template: str, tmp_path: Path) -> Iterator[House]:
    """For what only two writers at once can show: SQLite has one at a time."""
    name = postgres_server.create(template=postgres_template)
    opened = open_shared(postgres_server.url(name), tmp_path)
    yield House(opened)
    opened.dispose()
    postgres_server.drop(name)


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)
