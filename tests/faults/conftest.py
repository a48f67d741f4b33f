"""Installations for the fault tests: prepared once with tables and postings, copied for each test, run by forks."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.site import Site
from tests.faults.forks import Forks, forking
from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
CAREERS = sorted((ROOT / "fixtures" / "careers").iterdir())

MakeSite = Callable[[], Site]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """The process that Intake's processes are forked from."""
    with forking() as running:
        yield running


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """A data folder on SQLite with the tables and the fixtures' postings."""
    site = Site(tmp_path_factory.mktemp("prepared"), launch=forks.run)
    site.write()
    site.run("postings", "import", *CAREERS)
    return site.data


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory, forks: Forks, postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with the tables and the fixtures' postings."""
    name = postgres_server.create()
    site = Site(tmp_path_factory.mktemp("prepared"), postgres_server.url(name), launch=forks.run)
    site.write()
    site.run("postings", "import", *CAREERS)
    return name


@pytest.fixture
def sqlite_site(tmp_path: Path, forks: Forks, prepared: Path) -> MakeSite:
    """Makes installations on SQLite that know the fixtures' postings."""
    made: list[Site] = []

    def make() -> Site:
        site = Site(tmp_path / f"site{len(made)}", launch=forks.run)
        made.append(site)
        site.write()
        shutil.copytree(prepared, site.data)
        return site

    return make


@pytest.fixture
def postgres_site(
    tmp_path: Path, forks: Forks, prepared_database: str, postgres_server: PostgresServer
) -> Iterator[MakeSite]:
    """Makes installations on PostgreSQL that know the fixtures' postings."""
    made: list[str] = []

    def make() -> Site:
        made.append(postgres_server.create(template=prepared_database))
        site = Site(tmp_path / f"site{len(made)}", postgres_server.url(made[-1]), launch=forks.run)
        site.write()
        return site

    yield make
    for name in made:
        postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def new_site(request: pytest.FixtureRequest) -> MakeSite:
    """Makes installations; once on SQLite, once on PostgreSQL."""
    make: MakeSite = request.getfixturevalue(f"{request.param}_site")
    return make


@pytest.fixture
def site(sqlite_site: MakeSite) -> Site:
    """One installation on SQLite that knows the fixtures' postings."""
    return sqlite_site()
