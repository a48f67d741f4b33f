"""Signing in and out, one-time links, one's own account."""

import re
from dataclasses import replace

import pytest

from intake.accounts.service import Visitor
from intake.review import cookies
from tests.servers.desk import PASSWORD, Browser, DeskHouse

EMAIL = "recruiter@example.org"


def signed_in(browser: Browser) -> bool:
    return bool(browser.get("/account").status_code == 200)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(desk: DeskHouse) -> None:
    browser = desk.browser()
    sent = browser.get("/postings?state=open&x=1")
    assert sent.headers["location"] == "/sign-in?next=%2Fpostings%3Fstate%3Dopen%26x%3D1"
    page = browser.get(sent.headers["location"])
    assert 'name="next" value="/postings?state=open&amp;x=1"' in page.text
    done = browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": "/postings?state=open&x=1"})
    assert (done.status_code, done.headers["location"]) == (303, "/postings?state=open&x=1")
    assert signed_in(browser)


@pytest.mark.parametrize("next_", ["https://example.net/", "//example.net", "/\\example.net", "queue", "/a\r\nb", ""])
def test_nobody_is_sent_elsewhere_after_sign_in(desk: DeskHouse, next_: str) -> None:
    done = desk.browser().post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": next_})
    assert done.headers["location"] == "/"


def test_the_address_counts_in_any_case_and_with_spaces_around(desk: DeskHouse) -> None:
    done = desk.browser().post("/sign-in", {"email": " Recruiter@Example.ORG ", "password": PASSWORD})
    assert done.status_code == 303


def test_a_wrong_password_and_an_unknown_address_are_told_alike(desk: DeskHouse) -> None:
    told = {
        re.sub(r'value="[^"]*"', "", desk.browser().post("/sign-in", {"email": email, "password": password}).text)
        for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("triage@example.org", PASSWORD))
    }
    assert len(told) == 1
    assert "The address or the password is not right." in told.pop()


def test_the_typed_address_is_shown_again_and_escaped(desk: DeskHouse) -> None:
    page = desk.browser().post("/sign-in", {"email": '"><script>alert(1)</script>', "password": "x"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_session_is_new_at_each_sign_in_and_the_earlier_one_ends(desk: DeskHouse) -> None:
    browser, name = desk.browser(), cookies.name(desk.desk.site, "session")
    browser.client.cookies.set(name, "chosen-by-an-attacker")
    browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD})
    values = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == name]
    assert "chosen-by-an-attacker" not in values[-1:]
    first = desk.token("recruiter")
    second = desk.accounts.sign_in(EMAIL, PASSWORD, Visitor(address="x", browser=""), replaces=first)
    assert desk.accounts.session(first) is None
    assert desk.accounts.session(second) is not None


def test_too_many_tries_are_told_how_long_to_wait(desk: DeskHouse) -> None:
    browser = desk.browser()
    for _ in range(6):
        assert browser.post("/sign-in", {"email": EMAIL, "password": "wrong"}).status_code == 401
    early = browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert (early.status_code, early.headers["retry-after"]) == (429, "1")
    assert "Wait 1 second, then try again." in early.text
    desk.clock.forward(seconds=1)
    assert browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 303


def test_who_is_signed_in_needs_no_sign_in_page(desk: DeskHouse) -> None:
    response = desk.browser("recruiter").get("/sign-in?next=/postings")
    assert (response.status_code, response.headers["location"]) == (303, "/postings")


def test_signing_out_ends_the_session_on_the_server(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    token = browser.client.cookies[cookies.name(desk.desk.site, "session")]
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert "Reza Moradi is signed out." in browser.get("/sign-in").text
    assert desk.accounts.session(token) is None
    assert "is signed out" not in browser.get("/sign-in").text, "it is said once"


def test_an_idle_session_ends_and_a_used_one_goes_on_until_its_absolute_end(desk: DeskHouse) -> None:
    idle, used = desk.browser("recruiter"), desk.browser("recruiter")
    for _ in range(7):
        desk.clock.forward(hours=3.2)
        assert signed_in(used)
    assert not signed_in(idle)
    desk.clock.forward(hours=2)
    assert not signed_in(used)


def test_a_session_of_a_closed_account_ends_at_once(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    desk.accounts.disable(desk.accounts.by_email(EMAIL).id)
    assert not signed_in(browser)
    desk.accounts.enable(desk.accounts.by_email(EMAIL).id)
    assert not signed_in(browser), "the old session does not come back"


def test_a_form_after_the_session_ended_says_so(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    desk.clock.forward(hours=5)
    response = browser.post("/account/timezone", {"timezone": "Asia/Tokyo"})
    assert response.status_code == 401
    assert "You are signed out" in response.text


def test_the_first_page_without_accounts_says_how_to_make_one(desk: DeskHouse) -> None:
    assert "intake users invite" not in desk.browser().get("/sign-in").text

    class Nobody:
        def accounts(self) -> tuple[()]:
            return ()

    page = desk.browser(app=desk.app(accounts=Nobody())).get("/sign-in")
    assert "intake users invite you@example.org" in page.text


# One-time links


def test_a_link_sets_a_password_once_and_signs_in(desk: DeskHouse) -> None:
    link = "/welcome/" + desk.accounts.new_link(desk.accounts.by_email("triage@example.org").id)
    browser = desk.browser()
    assert "Welcome, Tess Okafor" in browser.get(link).text
    assert browser.get(link).status_code == 200, "looking uses nothing up"
    assert browser.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert signed_in(browser)
    over = desk.browser().get(link)
    assert over.status_code == 404
    assert "used already or is too old" in over.text
    assert desk.browser().post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("short", "short", "at least 12 characters"),
        (PASSWORD, PASSWORD + "x", "two passwords differ"),
        ("tess okafor 1", "tess okafor 1", "made of your name"),
    ],
)
def test_a_refused_password_leaves_the_link_good(desk: DeskHouse, password: str, again: str, why: str) -> None:
    link = "/welcome/" + desk.accounts.new_link(desk.accounts.by_email("triage@example.org").id)
    browser = desk.browser()
    refused = browser.post(link, {"password": password, "again": again})
    assert refused.status_code == 422
    assert why in refused.text
    assert browser.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_link_is_over_after_a_week_and_when_a_newer_one_is_made(desk: DeskHouse) -> None:
    account = desk.accounts.by_email("triage@example.org").id
    first, second = desk.accounts.new_link(account), desk.accounts.new_link(account)
    assert desk.browser().get(f"/welcome/{first}").status_code == 404
    assert desk.browser().get(f"/welcome/{second}").status_code == 200
    desk.clock.forward(days=7)
    assert desk.browser().get(f"/welcome/{second}").status_code == 404


# One's own account


def test_a_changed_password_signs_every_other_browser_out(desk: DeskHouse) -> None:
    other, browser = desk.browser("recruiter"), desk.browser("recruiter")
    new = "copper meadow lantern six"
    done = browser.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert not signed_in(other)
    fresh = desk.browser()
    assert fresh.post("/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 401
    assert fresh.post("/sign-in", {"email": EMAIL, "password": new}).status_code == 303


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"old": "wrong", "new": "copper meadow lantern six"}, "present password is not right"),
        ({"old": PASSWORD, "new": "reza moradi 2"}, "made of your name"),
        ({"old": PASSWORD, "new": "copper meadow", "again": "other"}, "two new passwords differ"),
    ],
)
def test_a_password_change_that_is_refused_says_why(desk: DeskHouse, form: dict[str, str], why: str) -> None:
    response = desk.browser("recruiter").post("/account/password", {"again": form["new"]} | form)
    assert response.status_code == 422
    assert why in response.text


def test_guessing_the_present_password_is_slowed_too(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    form = {"old": "wrong", "new": "copper meadow lantern six", "again": "copper meadow lantern six"}
    for _ in range(6):
        browser.post("/account/password", form)
    assert "Too many tries" in browser.post("/account/password", form).text


def test_browsers_are_listed_and_one_or_all_can_be_signed_out(desk: DeskHouse) -> None:
    browser, other, third = (desk.browser("recruiter") for _ in range(3))
    page = browser.get("/account").text
    assert page.count("Firefox on Linux") >= 3
    ends = re.findall(r'action="(/account/sessions/s\d+/end)"', page)
    assert len(ends) == 2, "this one is not offered"
    assert browser.post(ends[0]).status_code == 303
    assert [signed_in(one) for one in (browser, other, third)].count(True) == 2
    browser.post("/account/sign-out-everywhere")
    assert [signed_in(one) for one in (browser, other, third)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(desk: DeskHouse) -> None:
    other = desk.browser("triage")
    (session,) = desk.accounts.sessions(desk.accounts.by_email("triage@example.org").id)
    assert desk.browser("administrator").post(f"/account/sessions/{session.id}/end").status_code == 404
    assert signed_in(other)


def test_times_are_shown_in_one_s_own_zone(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    assert "times in Europe/Berlin" in browser.get("/account").text
    browser.post("/account/timezone", {"timezone": "Asia/Tokyo"})
    page = browser.get("/account").text
    assert "Times are shown for Asia/Tokyo." in page
    assert ">2 Mar 2026 21:00</time>" in page
    refused = browser.post("/account/timezone", {"timezone": "Mars/Olympus"})
    assert refused.status_code == 422
    browser.post("/account/timezone", {"timezone": ""})
    assert "times in Europe/Berlin" in browser.get("/account").text


def test_a_said_cookie_that_is_not_ours_says_nothing(desk: DeskHouse) -> None:
    name = cookies.name(desk.desk.site, "said")
    for value in ("rubbish", "%7B%7D", "%5B1%5D", "null"):
        browser = desk.browser("recruiter")
        browser.client.cookies.set(name, value)
        assert browser.get("/account").status_code == 200


def test_cookies_of_two_desks_on_one_host_do_not_meet(desk: DeskHouse) -> None:
    other = replace(desk.desk.site, port=8322)
    assert cookies.name(other, "session") != cookies.name(desk.desk.site, "session")
