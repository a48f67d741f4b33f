"""The demo's mails and hostile ones as people see them: nothing acts or loads, every page is fit for everybody."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from intake.model.scope import EVERYTHING
from intake.storage.queue_values import QueueFilter
from tests.e2e.desk.chromium import LOOKS, Served, faults
from tests.e2e.desk.worlds import read_in, shown
from tests.servers.once import once

Visit = Callable[..., Page]

HOSTILE = ("Mallory Sample", "onerror", "Eve Sample", "=HYPERLINK")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = shutil.copytree(once(tmp_path_factory, "real", read_in), tmp_path_factory.mktemp("world") / "real")
    with shown(folder) as served:
        yield served


@pytest.fixture(scope="module")
def applications(world: Served) -> dict[str, str]:
    """Every application's id by its name."""
    page = world.house.desk.reads.queue(EVERYTHING, QueueFilter(status=None), limit=200)
    return {item.name or item.id: item.id for item in page.items}


def hostile(applications: dict[str, str]) -> list[str]:
    return [key for name, key in applications.items() if any(part in name for part in HOSTILE)]


def until_wide(page: Page, pixels: int) -> None:
    """Waits for the first page picture to be this wide; by looking again, since the policy forbids evaluated code."""
    for _ in range(100):
        if page.evaluate("document.querySelector('.sheets img').naturalWidth") == pixels:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the picture never comes")


def test_hostile_mails_and_documents_act_on_nobody(world: Served, applications: dict[str, str], visit: Visit) -> None:
    found = hostile(applications)
    assert len(found) >= 3
    page = visit(world, "administrator", "/queue?status=any")
    for key in found:
        page.goto(f"{world.site.base_url}/applications/{key}")
        for address in [link.get_attribute("href") for link in page.locator(".tabs a").all()]:
            for as_ in ("", "&as=html" if "show=m" in (address or "") else "&as=text"):
                page.goto(world.site.base_url + (address or "") + as_)
    assert page.evaluate("window.name") == ""
    assert "49" not in page.title()


def test_html_of_a_mail_is_shown_in_a_frame_without_its_parts_that_act(
    world: Served, applications: dict[str, str], visit: Visit
) -> None:
    page = visit(world, "administrator", f"/applications/{applications['Mallory Sample']}")
    page.get_by_role("link", name="Mail", exact=True).click()
    page.get_by_role("link", name="HTML", exact=True).click()
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.locator("body")).to_contain_text("I apply for the post.")
    assert frame.locator("script, img, svg, form, iframe, link, video, [href], [src]").count() == 0
    assert page.locator("iframe.mail-frame").get_attribute("sandbox") == ""


def test_originals_leave_as_downloads_under_a_name_that_cannot_lie(
    world: Served, applications: dict[str, str], visit: Visit
) -> None:
    page = visit(world, "administrator", f"/applications/{applications['Eve Sample']}")
    names = []
    for tab in page.locator(".tabs a").all():
        page.goto(world.site.base_url + (tab.get_attribute("href") or ""))
        with page.expect_download() as waited:
            page.locator(".pane-acts").get_by_role("link", name="Download").click()
        names.append(waited.value.suggested_filename)
        page.go_back()
    assert any(name.endswith(".eml") for name in names)
    assert not any("/" in name or "\u202e" in name or ".." in name for name in names)


def test_pages_of_a_document_are_drawn_and_grow(world: Served, applications: dict[str, str], visit: Visit) -> None:
    page = visit(world, "administrator", f"/applications/{applications['Ada Keller']}")
    drawn = page.locator(".sheets img").first
    expect(drawn).to_be_visible()
    until_wide(page, 900)
    page.keyboard.press("+")
    expect(page.locator(".sheets.zoom-2 img").first).to_be_visible()
    until_wide(page, 1350)


def test_search_finds_words_of_a_document_and_marks_them(world: Served, visit: Visit) -> None:
    page = visit(world, "administrator", "/queue")
    page.keyboard.press("/")
    page.keyboard.type("hansa keller")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Applications with hansa keller.")
    assert all("Ada Keller" in line for line in page.locator("[data-line]").all_inner_texts())
    page.locator("[data-line] a").first.click()
    page.wait_for_url("**/applications/*?q=hansa+keller")
    expect(page.locator(".paper mark").first).to_be_visible()


def test_export_cannot_start_a_formula(world: Served, visit: Visit) -> None:
    page = visit(world, "administrator", "/queue?status=any")
    page.locator("summary", has_text="Export all").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Table (CSV)").click()
    text = waited.value.path().read_text("utf-8-sig")
    assert "'=HYPERLINK" in text or "'=cmd" in text
    assert not any(line.startswith(("=", "+", "-", "@")) for line in text.splitlines())


def test_a_careers_page_is_checked_before_it_is_saved(world: Served, visit: Visit) -> None:
    page = visit(world, "administrator", "/import-postings")
    page.get_by_label("Or its text").fill(
        "# Jobs\n\n## Night Librarian\n\nPlease send a resume to Ada Example <library@example.org> by 31 March 2027.\n"
    )
    page.get_by_role("button", name="Show what is read").click()
    card = page.locator(".card", has_text="Night Librarian")
    expect(card).to_contain_text("31 Mar 2027")
    expect(card).to_contain_text("“Please send a resume to Ada Example")
    for box in card.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".said")).to_contain_text("1 posting is saved")
    page.get_by_role("link", name="Night Librarian").click()
    page.get_by_label("Day").fill("2027-04-15")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".history")).to_contain_text("Ana Lindqvist moved the deadline")
    page.get_by_role("button", name="Close the posting").click()
    expect(page.locator("h1")).to_contain_text("closed")


@pytest.mark.parametrize(("width", "scheme"), LOOKS[::3])
def test_every_page_is_fit_for_everybody(
    world: Served, applications: dict[str, str], visit: Visit, width: int, scheme: str
) -> None:
    ada, late = applications["Ada Keller"], applications["Paula Mendes"]
    page = visit(world, "administrator", "/queue", width=width, scheme=scheme)
    found = {}
    for path in (
        "/queue", "/queue?q=python+data", f"/applications/{ada}", f"/applications/{late}", "/postings", "/postings/p1",
        "/mailboxes", "/could-not-be-read", "/correspondence", "/history", "/how", "/import-postings",
    ):  # fmt: skip
        page.goto(world.site.base_url + path)
        found[path] = faults(page)
    page.goto(f"{world.site.base_url}/applications/{ada}")
    for key in ("s", "m", "n", "d", "l"):
        page.keyboard.press(key)
        found[f"menu {key}"] = faults(page, "details.menu[open]")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    assert {path: fault for path, fault in found.items() if fault} == {}
