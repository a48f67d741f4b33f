"""What every page shares: escaping, times, strangers' words for one line, where a browser is sent."""

import pytest
from jinja2 import UndefinedError

from intake.review import pages
from intake.review.desk import Nav, Site
from tests.contract.storage.builders import NOON
from tests.servers.desk import NAMES, DeskHouse


def test_a_time_is_shown_in_the_viewer_s_zone_with_the_exact_instant() -> None:
    shown = pages.when(NOON, "Asia/Kathmandu")
    assert ">2 Mar 2026 17:45</time>" in shown
    assert 'title="2 Mar 2026 17:45:00 Asia/Kathmandu (2026-03-02T12:00:00Z)"' in shown
    assert pages.when("2026-03-02T12:00:00Z", "UTC", seconds=True).endswith(">2 Mar 2026 12:00:00</time>")
    assert pages.when(None, "UTC") == "–"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("resume\u202efdp.exe", "resumefdp.exe"),
        ("a\u0000b\r\nc\td", "a b c d"),
        ("e\u0301", "é"),
        ("नमस्\u200dते", "नमस्\u200dते"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u2066isolate\u2069", "isolate"),
        (None, "–"),
        ("\ud800lone", "lone"),
    ],
)
def test_a_stranger_s_words_come_without_controls_and_directions(said: str | None, shown: str) -> None:
    assert pages.plain(said) == shown


def test_long_words_are_cut() -> None:
    assert pages.plain("x" * 200, 150) == "x" * 149 + "…"
    assert pages.plain("x" * 150, 150) == "x" * 150


def test_our_words_are_written_out() -> None:
    assert pages.words("possible_duplicate") == "possible duplicate"


@pytest.mark.parametrize("path", ["https://example.net", "//example.net", "/\\example.net", "x", "", "/a\nb"])
def test_only_our_own_paths_are_gone_to(path: str) -> None:
    assert pages.local_path(path) == "/"
    assert pages.local_path("/queue?late=1#a") == "/queue?late=1#a"


def test_static_files_change_their_address_with_their_content(desk: DeskHouse) -> None:
    address = pages.static("desk.css")
    response = desk.browser().get(address)
    assert response.status_code == 200
    assert address.startswith("/static/desk.css?v=")
    assert desk.browser().get("/static/../app.py").status_code == 404
    assert desk.browser().get("/static/%2e%2e/app.py").status_code == 404


def test_a_name_that_a_template_lacks_is_a_bug_and_no_gap() -> None:
    template = pages._templates().from_string("{{ missing }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_the_header_shows_what_the_account_may_open(desk: DeskHouse) -> None:
    recruiter, triage = (desk.browser(role).get("/account").text for role in ("recruiter", "triage"))
    administrator = desk.browser("administrator").get("/account").text
    assert "/mailboxes" not in recruiter
    assert "/could-not-be-read" in triage
    assert "/people" not in triage
    assert 'href="/people"' in administrator


def test_the_header_s_numbers_are_told_in_words_too(desk: DeskHouse) -> None:
    nav = Nav(queue=1234, postings=4, mailboxes_ok=False, unread=2)
    page = desk.browser("administrator", app=desk.app(nav=lambda _scope: nav)).get("/account").text
    assert "1,234" in page
    assert "one fails" in page


def test_people_are_listed_with_what_they_may_see(desk: DeskHouse) -> None:
    page = desk.browser("administrator").get("/people").text
    assert all(name in page for name in NAMES.values())
    for words in (
        "everything, as an administrator",
        "applications to 1 posting",
        "mail without a posting in jobs",
        "looks and",
    ):
        assert words in page


def test_roles_are_changed_and_hold_from_the_next_click(desk: DeskHouse) -> None:
    recruiter, administrator = desk.browser("recruiter"), desk.browser("administrator")
    account = desk.accounts.by_email("recruiter@example.org")
    assert recruiter.get("/mailboxes").status_code == 403
    form = {"name": "Reza M.", "postings": ["p1", "p2"], "mailboxes": "every", "read_only": "true"}
    assert administrator.post(f"/people/{account.id}", form).status_code == 303
    assert recruiter.get("/account").text.count("Reza M.") >= 1
    changed = desk.accounts.by_email("recruiter@example.org")
    assert changed.scope.postings == ("p1", "p2")
    assert changed.scope.every_mailbox
    assert changed.scope.read_only
    every = {"name": "Reza", "roles": "administrator", "postings": "every"}
    administrator.post(f"/people/{account.id}", every)
    assert desk.accounts.by_email("recruiter@example.org").scope.administrator


def test_a_posting_that_is_not_there_cannot_be_granted(desk: DeskHouse) -> None:
    response = desk.browser("administrator").post("/people/u2", {"name": "x", "postings": "p99"})
    assert response.status_code == 422
    assert "No posting has the id p99" in response.text


@pytest.mark.parametrize(
    ("path", "form"), [("", {"name": "Ana"}), ("", {"name": "Ana", "roles": "administrator", "read_only": "true"}),
                       ("/disable", {})]
)  # fmt: skip
def test_the_last_administrator_stays(desk: DeskHouse, path: str, form: dict[str, str]) -> None:
    account = desk.accounts.by_email("administrator@example.org")
    response = desk.browser("administrator").post(f"/people/{account.id}{path}", form)
    assert response.status_code == 422
    assert "the only administrator" in response.text
    assert desk.accounts.by_email("administrator@example.org") == account or account.last_seen_at is None


def test_closing_and_opening_an_account_is_told(desk: DeskHouse) -> None:
    administrator = desk.browser("administrator")
    account = desk.accounts.by_email("recruiter@example.org")
    administrator.post(f"/people/{account.id}/disable")
    page = administrator.get(f"/people/{account.id}").text
    assert "account is closed." in page
    assert "Open again" in page
    administrator.post(f"/people/{account.id}/enable")
    assert "is open again." in administrator.get(f"/people/{account.id}").text


def test_signing_oneself_out_everywhere_keeps_this_browser(desk: DeskHouse) -> None:
    here, there = desk.browser("administrator"), desk.browser("administrator")
    account = desk.accounts.by_email("administrator@example.org")
    here.post(f"/people/{account.id}/sign-out")
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)


def test_the_audit_log_tells_who_did_and_read_what(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    account = desk.accounts.by_email("recruiter@example.org")
    desk.accounts.note_read(account.id, "application", "a1")
    browser.post(f"/people/{account.id}/disable")
    page = browser.get("/audit").text
    for words in (
        "read an application",
        'Noor Haddad <a href="/applications/a1">a1<',
        "closed an account",
        "made an account",
        "the terminal",
        "Reza Moradi",
    ):
        assert words in page


def test_the_audit_log_goes_on_page_by_page(desk: DeskHouse) -> None:
    account = desk.accounts.by_email("recruiter@example.org").id
    for number in range(150):
        desk.account_store.note("read_application", account=account, object_=f"a{number}")
    browser = desk.browser("administrator")
    first = browser.get("/audit").text
    older = first.split('href="/audit?before=')[1].split('"')[0]
    second = browser.get(f"/audit?before={older}").text
    assert ">a149<" in first
    assert ">a10<" in second
    assert ">a149<" not in second


def test_the_base_url_is_what_people_type() -> None:
    assert Site(host="::1").base_url == "http://[::1]:8321"
    assert Site(public_url="https://intake.example.org").base_url == "https://intake.example.org"
