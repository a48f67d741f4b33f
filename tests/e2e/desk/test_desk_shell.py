"""The shell in a real Chromium: sign-in by keyboard, focus, menus, small windows, and axe on every page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk.chromium import LOOKS, PAGES, Served, faults
from tests.e2e.desk.scenes import SCENES
from tests.e2e.desk.screenshots import every, take
from tests.servers.desk import PASSWORD

Visit = Callable[..., Page]

OWN = ("/account", "/people", "/people/u2", "/audit")


def test_signing_in_and_out_by_keyboard_alone(own: Served, visit: Visit) -> None:
    page = visit(own, None, "/postings")
    expect(page.get_by_label("Mail address")).to_be_focused()
    page.keyboard.type("recruiter@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/postings")
    page.goto(own.site.base_url + "/account")
    summary = page.locator("details.account summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Your account")).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    page.wait_for_url("**/sign-in")
    expect(page.get_by_role("status")).to_contain_text("Reza Moradi is signed out.")


def test_a_one_time_link_chooses_a_password(own: Served, visit: Visit) -> None:
    accounts = own.house.accounts
    page = visit(own, None, "/welcome/" + accounts.new_link(accounts.by_email("triage@example.org").id))
    page.get_by_label("Password", exact=True).fill("tess okafor 12")
    page.get_by_label("The same password again").fill("tess okafor 12")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_contain_text("made of your name")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("status")).to_contain_text("Welcome to Intake.")


def test_everything_of_the_shell_works_without_script(own: Served, visit: Visit) -> None:
    page = visit(own, None, "/account", script=False)
    page.get_by_label("Mail address").fill("recruiter@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Times are shown for Asia/Tokyo.")
    page.locator("details.account summary").click()
    expect(page.get_by_role("button", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")


def test_the_first_tab_skips_to_the_content(served: Served, visit: Visit) -> None:
    page = visit(served, "administrator", "/account")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_keys_search_and_show_the_list_of_keys(served: Served, visit: Visit) -> None:
    page = visit(served, "administrator", "/account")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("a?/")
    expect(search).to_have_value("a?/")
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()


def test_every_control_that_has_the_focus_shows_it(served: Served, visit: Visit) -> None:
    page = visit(served, "administrator", "/people/u2")
    dark_spots = []
    for _ in range(40):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)"
            " ? null : e.outerHTML.slice(0, 120); }"
        )
        dark_spots += [shown] if shown else []
    assert dark_spots == []


def test_an_administrator_changes_what_somebody_may_see(own: Served, visit: Visit) -> None:
    page = visit(own, "administrator", "/people")
    page.get_by_role("link", name="Tess Okafor").click()
    page.get_by_label("every posting, new ones too").check()
    page.get_by_label("Only look, change nothing").check()
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Tess Okafor")
    expect(row).to_contain_text("applications to every posting")
    expect(row).to_contain_text("looks and changes nothing")


@pytest.mark.parametrize(("width", "scheme"), LOOKS[::3])
def test_axe_finds_nothing_serious_and_nothing_overflows(own: Served, visit: Visit, width: int, scheme: str) -> None:
    link = "/welcome/" + own.house.accounts.new_link(own.house.accounts.by_email("triage@example.org").id)
    page = visit(own, None, "/sign-in", width=width, scheme=scheme)
    found = {"/sign-in": faults(page)}
    page.goto(own.site.base_url + link)
    found["/welcome"] = faults(page)
    page = visit(own, "administrator", "/nothing", width=width, scheme=scheme)
    found["/nothing"] = faults(page)
    for path in OWN:
        page.goto(own.site.base_url + path)
        found[path] = faults(page)
    page.locator("details.account summary").click()
    found["with the menu"] = faults(page, "details.account")
    assert {path: fault for path, fault in found.items() if fault} == {}


@pytest.mark.slow
def test_pictures_are_taken_of_pages_and_of_what_stands_behind_keys(
    chromium: Browser, own: Served, tmp_path: Path
) -> None:
    scenes = every(own)
    some = {name: scenes[name] for name in ("applications-a1", "wrong-password", "keys", "noted", "conflict")}
    made = list(take(chromium, own, tmp_path / "pictures", some, LOOKS[-1:]))
    assert {file.name for file in made} == {f"{name}-360-dark.png" for name in some}
    assert all(file.stat().st_size > 1000 for file in made)
    assert len(scenes) >= len(PAGES) + len(SCENES)
