"""Installations for the end-to-end tests, on both databases."""

from pathlib import Path

import pytest

from tests.e2e.site import Site

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """An empty installation; once on SQLite, once on PostgreSQL."""
    database = "sqlite:///intake.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = Site(tmp_path / "site", database)
    made.write()
    return made


@pytest.fixture
def small_site(tmp_path: Path) -> Site:
    """An empty installation on the embedded default."""
    made = Site(tmp_path / "site")
    made.write()
    return made


@pytest.fixture(scope="session")
def careers() -> list[Path]:
    """The fixtures' careers pages and posting files."""
    return sorted((ROOT / "fixtures" / "careers").iterdir())
