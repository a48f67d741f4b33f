"""Installations for the end-to-end tests, on both databases."""

from pathlib import Path

import pytest

from tests.e2e.site import Site
from tests.servers.forks import Forks

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, tmp_path: Path, forks: Forks) -> Site:
    """An empty installation; once on SQLite, once on PostgreSQL."""
    database = "sqlite:///intake.db"
    if request.param == "postgres":
        request.getfixturevalue("forks_on_postgres")
        database = request.getfixturevalue("postgres_url")
    made = Site(tmp_path / "site", database, launch=forks.run)
    made.write()
    return made


@pytest.fixture
def small_site(tmp_path: Path, forks: Forks) -> Site:
    """An empty installation on the embedded default, whose commands count for the coverage."""
    made = Site(tmp_path / "site", launch=forks.covered)
    made.write()
    return made


@pytest.fixture(scope="session")
def careers() -> list[Path]:
    """The fixtures' careers pages and posting files."""
    return sorted((ROOT / "fixtures" / "careers").iterdir())
