"""The desk's pages on PostgreSQL: who sees what, and the work of a morning. All else of them is tested on SQLite."""

import re
from pathlib import Path

import pytest

from tests.contract.storage.builders import RESUME, House, message, reading
from tests.servers.desk import Browser, DeskHouse, stand_in_reader
from tests.unit.review.access import MATRIX, ROLES
from tests.unit.review.test_review_access import outcome


@pytest.fixture
def desk(postgres_house: House, tmp_path: Path) -> DeskHouse:
    return DeskHouse(postgres_house.engine, tmp_path, reader=stand_in_reader).fill().keep_bytes()


def test_every_page_is_for_whom_the_matrix_says(desk: DeskHouse) -> None:
    app = desk.app()
    browsers = {role: desk.browser(None if role == "nobody" else role, app=app) for role in ROLES}
    for one in MATRIX:
        if one.method == "GET":
            found = {role: outcome(browser, one) for role, browser in browsers.items()}
            assert found == dict(zip(ROLES, one.expected, strict=True)), one.path


def test_a_morning_s_work_and_its_undoing(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    assert names(browser, "/queue") == ["María José Núñez", "Jan Kowalski", "Noor Haddad"]
    assert names(browser, "/queue?q=maria+nunez") == ["María José Núñez"]
    browser.post("/queue/acts", {"application": ["a1:v0", "a2:v0"], "status": "declined"})
    assert names(browser, "/queue") == ["María José Núñez"]
    browser.post("/undo/v1.v2", {"next": "/queue"})
    assert len(names(browser, "/queue")) == 3
    for path, form in (
        ("/applications/a1/notes", {"text": "Call her."}),
        ("/applications/a1/tags", {"add": "second look"}),
        ("/applications/a1/facts", {"field": "location", "value": "Bremen"}),
        ("/applications/a1/timeliness", {"timeliness": "late", "reason": "Our server was down."}),
        ("/applications/a3/posting", {"posting": "p1"}),
    ):
        assert browser.post(path, form).status_code == 303, path
    desk.house.process()
    page = browser.get("/applications/a1").text
    assert [words in page for words in ("Call her.", "second look", "Bremen", "Our server was down.")] == [True] * 4
    assert names(browser, "/queue?status=any&tag=second+look") == ["Noor Haddad"]
    assert names(browser, "/queue?chip=late") == ["Noor Haddad"]
    assert names(browser, "/queue?chip=needs_posting") == []


def test_merging_splitting_and_a_conflict(desk: DeskHouse) -> None:
    desk.house.bring(("9", reading(message(subject="More of me"), RESUME)))
    browser = desk.browser("administrator")
    merged = browser.post("/applications/a3/merge", {"into": "a1"})
    assert merged.headers["location"] == "/applications/a1"
    desk.house.process()
    split = browser.post("/applications/a1/split", {"message": "m3"})
    assert split.status_code == 303
    desk.house.process()
    (seen,) = set(re.findall(r'name="seen" value="(v[0-9]+)"', browser.get("/applications/a1").text))
    other = desk.browser("recruiter")
    other.post("/applications/a1/status", {"status": "shortlisted", "seen": seen})
    answer = browser.post("/applications/a1/status", {"status": "declined", "seen": seen})
    assert (answer.status_code, "Reza Moradi" in answer.text) == (409, True)


def names(browser: Browser, path: str) -> list[str]:
    """Whom a page of the queue lists, in its order."""
    return re.findall(r'class="who"><a href="[^"]*">([^<]*)</a>', browser.get(path).text)
