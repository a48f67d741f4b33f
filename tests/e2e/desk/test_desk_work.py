"""The morning's work in a real Chromium: 180 new for four postings by keyboard alone, every key, undo, two people."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk.chromium import Served, serve_copy
from tests.e2e.desk.worlds import busy
from tests.servers.desk import PASSWORD
from tests.servers.once import once

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of twelve new applications, to be copied."""
    return once(tmp_path_factory, "twelve", partial(busy, count=12))


@pytest.fixture
def few(twelve: Path, tmp_path: Path) -> Iterator[Served]:
    """Twelve new applications of the test's own."""
    with serve_copy(twelve, tmp_path / "few") as served:
        yield served


def status(page: Page, words: str) -> None:
    expect(page.locator(".said")).to_contain_text(words)


def heading(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def newest(page: Page) -> str:
    return page.locator("[data-line] a").first.inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_180_new_for_four_postings_by_keyboard_alone(tmp_path: Path, visit: Visit) -> None:
    with serve_copy(busy(tmp_path / "made"), tmp_path / "served") as served:
        accounts = served.house.accounts
        ana = accounts.by_email("administrator@example.org")
        page = visit(served, None, "/welcome/" + accounts.new_link(ana.id))
        page.keyboard.type(PASSWORD)
        press(page, "Tab")
        page.keyboard.type(PASSWORD)
        press(page, "Enter")
        expect(page.locator("[data-line]")).to_have_count(50)
        expect(page.get_by_role("link", name=re.compile("^all"))).to_contain_text("180")
        page.keyboard.press("o")
        page.wait_for_url("**/applications/*")
        for _ in range(5):
            before = heading(page)
            expect(page.locator("details.act-menu").first).to_be_visible()
            press(page, "s")
            expect(page.locator("details[data-menu=status]")).to_have_attribute("open", "")
            press(page, "6")
            expect(page.locator("h1")).not_to_have_text(before)
        press(page, "q")
        expect(page.locator("[data-line]").first).to_be_visible()
        for left in (125, 75, 25, 0):
            press(page, "a", "s", "6")
            status(page, "declined.")
            expect(page.get_by_role("link", name=re.compile("^all"))).to_contain_text(str(left)) if left else None
        expect(page.get_by_role("heading", name="All looked at")).to_be_visible()


def test_lines_are_walked_opened_and_left_as_they_were(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/queue")
    names = page.locator("[data-line] a").all_inner_texts()
    expect(page.locator("[data-line] a").first).to_be_focused()
    press(page, "j", "j", "k")
    expect(page.locator("[data-line] a").nth(1)).to_be_focused()
    press(page, "o")
    expect(page.locator("h1")).to_have_text(names[1])
    press(page, "j")
    expect(page.locator("h1")).to_have_text(names[2])
    press(page, "k")
    expect(page.locator("h1")).to_have_text(names[1])
    press(page, "q")
    expect(page.locator("[data-line]")).to_have_count(12)


def test_each_key_of_an_application_does_what_the_list_of_keys_says(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/applications/a1")
    press(page, "m", "2")
    status(page, "is moved to")
    press(page, "n")
    page.keyboard.type("Call her on Monday.")
    press(page, "Control+Enter")
    status(page, "The note is kept.")
    expect(page.locator(".note-line")).to_contain_text("Call her on Monday.")
    press(page, "t")
    page.keyboard.type("Remote")
    press(page, "Enter")
    status(page, "The tag Remote is set.")
    expect(page.locator(".app-title .chip")).to_contain_text("remote")
    press(page, "l")
    page.get_by_label("Why", exact=True).fill("Our server was down.")
    press(page, "Enter")
    status(page, "counts as late")
    expect(page.locator(".side")).to_contain_text("Our server was down.")
    press(page, "u")
    status(page, "Taken back.")
    expect(page.locator(".app-title .flag")).to_have_count(0)
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("write a note")
    press(page, "Escape", "/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_status_can_be_taken_back_from_the_next_page(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/queue")
    name = newest(page)
    press(page, "s", "3")
    status(page, "1 application: shortlisted.")
    assert newest(page) != name
    press(page, "u")
    status(page, "Taken back.")
    assert newest(page) == name
    press(page, "o")
    expect(page.locator("h1")).to_have_text(name)
    press(page, "s", "6")
    status(page, "declined.")
    expect(page.locator("h1")).not_to_have_text(name)
    press(page, "u")
    status(page, "Taken back.")
    expect(page.locator("h1")).to_have_text(name)


def test_selected_lines_are_tagged_and_moved_together(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/queue")
    # A menu that was opened and left again selects nothing.
    press(page, "s", "Escape", "m", "Escape")
    expect(page.locator("#bulk input:checked")).to_have_count(0)
    press(page, "x", "x", "t")
    page.keyboard.type("phone first")
    press(page, "Enter")
    status(page, "2 applications: tagged.")
    tagged = page.get_by_role("link", name="Only those with the tag phone first")
    expect(tagged).to_have_count(2)
    press(page, "u")
    status(page, "2 acts are taken back.")
    expect(tagged).to_have_count(0)


def test_two_people_on_one_application_see_each_others_change(few: Served, visit: Visit) -> None:
    mine = visit(few, "administrator", "/applications/a1")
    theirs = visit(few, "recruiter", "/applications/a1")
    press(theirs, "s", "3")
    status(theirs, "shortlisted.")
    press(mine, "s", "6")
    expect(mine.get_by_role("heading", name="Changed in the meantime")).to_be_visible()
    expect(mine.locator("main")).to_contain_text("Reza Moradi set the status")
    expect(mine.locator(".versus")).to_contain_text("shortlisted")
    expect(mine.locator(".versus")).to_contain_text("declined")
    press(mine, "y")
    status(mine, "declined.")
    theirs.goto(few.site.base_url + "/applications/a1")
    expect(theirs.locator(".app-title .status")).to_have_text("declined")
    expect(theirs.locator(".history")).to_contain_text("shortlisted → declined")


def test_applications_are_merged_split_and_taken_apart_again(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/applications/a1")
    first = heading(page)
    press(page, "d")
    page.get_by_label("Merge into the application").fill("a5")
    press(page, "Enter")
    status(page, "is merged into a5.")
    expect(page.locator(".mail-line")).to_have_count(2)
    press(page, "u")
    status(page, "Taken back.")
    expect(page.locator(".mail-line")).to_have_count(1)
    page.goto(few.site.base_url + "/applications/a1")
    expect(page.locator("h1")).to_have_text(first)
    press(page, "d")
    page.get_by_label("Merge into the application").fill("a5")
    press(page, "Enter")
    status(page, "is merged into a5.")
    page.locator(".mail-line input").first.check()
    page.get_by_role("button", name="Split off as another application").click()
    status(page, "an application of its own")
    expect(page.locator(".mail-line")).to_have_count(1)
    press(page, "u")
    status(page, "Taken back.")


def test_what_makes_no_sense_is_said_on_the_page(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/applications/a1")
    press(page, "d")
    page.get_by_label("Merge into the application").fill("a999")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is no")
    assert page.url.endswith("/applications/a1")


def test_a_field_is_corrected_and_what_was_read_stays_beside_it(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/applications/a1")
    page.locator(".edit summary").first.click()
    page.get_by_label("Name", exact=True).fill("Ada K. Example")
    press(page, "Enter")
    status(page, "Name is set.")
    expect(page.locator("h1")).to_have_text("Ada K. Example")
    expect(page.locator(".side")).to_contain_text("set by Ana Lindqvist")


def test_everything_works_without_script(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/queue", script=False)
    page.locator("[data-line] a").first.click()
    page.locator("details[data-menu=status] summary").click()
    page.get_by_role("button", name="shortlisted").click()
    status(page, "shortlisted.")
    page.get_by_role("button", name="Undo").first.click()
    status(page, "Taken back.")
    page.goto(few.site.base_url + "/queue")
    page.locator("[data-line] input").nth(1).check()
    page.locator("details[data-menu=status] summary").click()
    page.get_by_role("button", name="declined").click()
    status(page, "1 application: declined.")
    page.get_by_label("Status").select_option("declined")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[data-line]")).to_have_count(1)


def test_a_mail_s_link_leads_to_it_on_a_small_screen(few: Served, visit: Visit) -> None:
    page = visit(few, "administrator", "/applications/a1", width=360)
    expect(page.locator(".sheets, .paper")).not_to_be_in_viewport()
    page.locator(".mail-line a").click()
    expect(page.locator(".mail-head")).to_be_visible()
    expect(page.locator(".paper")).to_be_in_viewport(ratio=0.9)


def test_who_may_only_look_sees_no_act(few: Served, visit: Visit) -> None:
    page = visit(few, "reader", "/applications/a1")
    expect(page.locator("details.act-menu")).to_have_count(0)
    press(page, "s", "6")
    assert heading(page)
    page.goto(few.site.base_url + "/queue")
    acts = page.locator("#bulk button")
    expect(acts).to_have_text([re.compile("CSV"), re.compile("JSON")])
