"""A desk that is really served, and a real Chromium to look at it with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.desk.chromium import CHROMIUM, FLAGS, Served, Watched, fill, serve_copy
from tests.servers.once import once

# Five seconds, unless told: on a busy machine fifty acts at once take longer.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world of tests/servers/desk.py, to be copied."""
    return once(tmp_path_factory, "small", fill)


@pytest.fixture(scope="session")
def served(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small world; for tests that change none of it."""
    with serve_copy(small, tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def own(small: Path, tmp_path: Path) -> Iterator[Served]:
    """A small world of the test's own."""
    with serve_copy(small, tmp_path / "desk") as made:
        yield made


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: `visit(served, role, path, width=, scheme=)`.

    At the end of the test nothing may have been asked of another host, no dialog have opened, and no script failed.
    """
    seen: list[Watched] = []

    def open_(
        desk: Served, role: str | None, path: str, *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> Page:
        watched = Watched(chromium, desk, role, width=width, scheme=scheme, script=script)
        seen.append(watched)
        watched.page.goto(desk.site.base_url + path)
        return watched.page

    yield open_
    for watched in seen:
        watched.close()
