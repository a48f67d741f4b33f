"""Watched careers pages: read again on schedule, changed rounds written, broken sites harmless, logs without people."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import telemetry
from intake.app import App, opened
from intake.checkup import checkup
from intake.config import load
from intake.model.policy import ReadingPolicy
from intake.model.posting import PostingRound
from intake.pages import Pages, PageWatch
from intake.reading import Reader, SandboxSettings
from intake.webpage import Fetched, PageUnavailable
from intake.work import watch_pages

PAGE = """# Jobs

## Map Librarian

Please send your CV to ann@maps.example.org by 3 March 2026.

## Sea Chart Curator

Please send your CV to bo@maps.example.org by 5 April 2026.
"""
ONE = PAGE.partition("## Sea")[0]


@dataclass
class Hands:
    """The time and the web, set by the test."""

    moment: datetime = datetime(2026, 2, 1, 12, tzinfo=UTC)
    seconds: float = 0.0
    web: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def fetch(self, url: str) -> Fetched:
        if url not in self.web:
            raise PageUnavailable("careers.example.org answered 503; correct url, or try it in a browser.")
        return Fetched(data=self.web[url].encode(), filename="jobs")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader(SandboxSettings(), ReadingPolicy())
    yield made
    made.close()


@pytest.fixture
def app(tmp_path: Path, hands: Hands, reader: Reader) -> Iterator[App]:
    config = tmp_path / "intake.toml"
    config.write_text('[[postings]]\npath = "jobs.md"\nevery = "10m"\n', encoding="utf-8")
    (tmp_path / "jobs.md").write_text(PAGE, encoding="utf-8")
    with opened(load(config, tmp_path / "var"), hands) as made:
        made.reader = reader
        yield made
        # Its end would be the end of all tests' readers.
        del made.reader


@pytest.fixture
def rounds(app: App) -> Callable[[], dict[str, PostingRound]]:
    return lambda: {str(r.posting.title): r for r in app.store.rounds()}


Rounds = Callable[[], dict[str, PostingRound]]


@pytest.fixture
def pages(app: App, hands: Hands, tmp_path: Path) -> Pages:
    watches = [
        PageWatch(path=tmp_path / "jobs.md", every=timedelta(minutes=10)),
        PageWatch(url="https://careers.example.org/jobs", every=timedelta(hours=1)),
    ]
    return Pages(app.line(), watches, hands.fetch)


def test_page_that_is_read_again_changes_what_changed_on_it(
    app: App, pages: Pages, rounds: Rounds, tmp_path: Path
) -> None:
    assert pages.read("jobs.md").changed
    assert {title: r.closed_at for title, r in rounds().items()} == {"Map Librarian": None, "Sea Chart Curator": None}
    assert not pages.read("jobs.md").changed
    (tmp_path / "jobs.md").write_text(ONE.replace("3 March", "13 March"), encoding="utf-8")
    result = pages.read("jobs.md")
    assert result.imported is not None
    assert [change.action.value for change in result.imported.changes] == ["extended", "closed"]
    assert rounds()["Sea Chart Curator"].closed_at == app.clock.now()
    assert pages.statuses()[0].last_good_at == app.clock.now()


def test_page_of_the_web_is_kept_under_its_address(pages: Pages, hands: Hands, app: App) -> None:
    hands.web["https://careers.example.org/jobs"] = PAGE
    assert pages.read("https://careers.example.org/jobs").changed
    assert len(app.store.rounds("https://careers.example.org/jobs")) == 2


@pytest.mark.parametrize("broken", ["<html><body><h1>We are back soon</h1></body></html>", ""])
def test_page_that_is_broken_closes_nothing(pages: Pages, rounds: Rounds, tmp_path: Path, broken: str) -> None:
    pages.read("jobs.md")
    (tmp_path / "jobs.md").write_text(broken, encoding="utf-8")
    result = pages.read("jobs.md")
    assert result.error is not None
    assert not result.changed
    assert [r.closed_at for r in rounds().values()] == [None, None]
    assert pages.statuses()[0].error == result.error


def test_page_that_says_that_nothing_is_open_closes_all(pages: Pages, rounds: Rounds, tmp_path: Path) -> None:
    pages.read("jobs.md")
    (tmp_path / "jobs.md").write_text("# Jobs\n\nThere are currently no open positions.\n", encoding="utf-8")
    assert pages.read("jobs.md").changed
    assert all(r.closed_at for r in rounds().values())


def test_page_that_cannot_be_had_changes_nothing_and_is_shown(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / "jobs.md").unlink()
    assert "cannot be read" in str(pages.read("jobs.md").error)
    assert "answered 503" in str(pages.read("https://careers.example.org/jobs").error)
    assert [status.error is not None for status in pages.statuses()] == [True, True]
    (tmp_path / "jobs.md").write_text(PAGE, encoding="utf-8")
    pages.read("jobs.md")
    assert pages.statuses()[0].error is None


def test_check_says_of_each_page_when_it_was_read_and_why_not_since(app: App, hands: Hands, tmp_path: Path) -> None:
    def line() -> tuple[str, str]:
        (found,) = [finding for finding in checkup(app) if finding.subject == "page jobs.md"]
        return found.state, found.detail

    assert line()[0] == "warning"
    assert line()[1].startswith("not read yet; start intake run")
    watch_pages(app, lambda _result: None, once=True)
    assert line() == ("ok", "last read 2026-02-01 12:00 UTC")
    hands.moment += timedelta(minutes=31)
    assert line()[0] == "warning"
    assert "not looked at since 2026-02-01 12:00 UTC, though it is due every 10 minutes" in line()[1]
    (tmp_path / "jobs.md").unlink()
    watch_pages(app, lambda _result: None, once=True)
    assert line()[0] == "problem"
    assert line()[1].startswith("jobs.md cannot be read; correct path, or make it readable. (looked 2026-02-01 12:31")
    assert line()[1].endswith("; it was last read 2026-02-01 12:00 UTC)")


def test_check_says_that_a_page_was_never_read(app: App, tmp_path: Path) -> None:
    (tmp_path / "jobs.md").unlink()
    watch_pages(app, lambda _result: None, once=True)
    assert [f.detail for f in checkup(app) if f.subject == "page jobs.md"] == [
        "jobs.md cannot be read; correct path, or make it readable. (looked 2026-02-01 12:00 UTC; it was never read)"
    ]


def test_log_says_what_is_in_doubt_and_names_nobody(
    pages: Pages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.configure("info", "json")
    doubtful = PAGE.replace("3 March 2026", "3 March") + "\nThe deadline is 1 May 2026.\n"
    (tmp_path / "jobs.md").write_text(doubtful, encoding="utf-8")
    pages.read("jobs.md")
    written = capsys.readouterr().err
    told = [json.loads(line) for line in written.splitlines()]
    assert {"page": "jobs.md", "posting": "p1", "reason": "deadline"}.items() <= next(
        line for line in told if line["event"] == "posting in doubt"
    ).items()
    assert not [word for word in ("ann", "maps.example", "Librarian", "March") if word in written]


def test_pages_are_watched_each_on_its_schedule_until_it_is_stopped(app: App, hands: Hands) -> None:
    told: list[str] = []
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        hands.seconds += seconds
        return len(waits) == 3

    assert not watch_pages(app, lambda result: told.append(result.source), wait=wait)
    assert told == ["jobs.md"] * 3
    assert waits == [600.0] * 3


def test_watch_that_looks_once_says_whether_a_page_failed(app: App, tmp_path: Path) -> None:
    assert not watch_pages(app, lambda _result: None, once=True)
    (tmp_path / "jobs.md").unlink()
    assert watch_pages(app, lambda _result: None, once=True)
