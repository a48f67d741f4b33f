"""Screens that an address alone does not show: open menus, a conflict, a preview, refusals, pages that failed.

Each takes a page of the browser, just opened, and leads it there. They work in any world that has `a1` and `p1`.
"""

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page

from intake.errors import StorageUnavailable
from intake.model.scope import EVERYTHING, Scope
from intake.review.desk import Nav
from intake.storage.acts import Actor
from intake.storage.queue_values import QueueFilter
from tests.e2e.desk.chromium import Served
from tests.servers.desk import DeskHouse

Scene = Callable[[Page, Served], None]

SOMEBODY = Actor(who="Reza Moradi", scope=EVERYTHING)
PAGE = (
    "# Data Analyst\n\nSend a resume and a statement of interest to data@example.org with [DATA-1] in the subject\n"
    "until 31 January 2027.\n\n## Requirements\n\n- You read data and say what it means.\n\n"
    "# Office Coordinator\n\nWrite to us soon.\n"
)
"""A careers page of which something is in doubt."""


def _goto(page: Page, served: Served, path: str) -> None:
    page.goto(served.site.base_url + path)


def _menu(name: str, path: str) -> Scene:
    def opened(page: Page, served: Served) -> None:
        _goto(page, served, path)
        page.locator(f"details[data-menu={name}] summary").click()

    return opened


def at(path: str) -> Scene:
    """A page by its address."""
    return lambda page, served: _goto(page, served, path)


def _account_menu(page: Page, served: Served) -> None:
    _goto(page, served, "/queue")
    page.locator("details.account summary").click()


def _welcome(page: Page, served: Served) -> None:
    """The link of somebody who has no password yet."""
    accounts = served.house.accounts
    _goto(page, served, "/welcome/" + accounts.new_link(accounts.by_email("triage@example.org").id))


def _first_line(page: Page, served: Served) -> None:
    """The first application of the viewer's own queue."""
    _goto(page, served, "/queue?status=any")
    page.locator("[data-line] a").first.click()
    page.locator(".app-head").wait_for()


def _older(page: Page, served: Served) -> None:
    """The next page of a queue, where it has one."""
    _goto(page, served, "/queue?status=any")
    for link in page.locator("[data-next-page]").all():
        link.click()
        page.get_by_role("link", name="To the newest").wait_for()


def _keys(page: Page, served: Served) -> None:
    _goto(page, served, "/applications/a1")
    page.keyboard.press("?")


def _edit(page: Page, served: Served) -> None:
    _goto(page, served, "/applications/a1")
    page.locator(".edit summary").first.click()


def _mail(page: Page, served: Served) -> None:
    _goto(page, served, "/applications/a1")
    page.locator(".tabs a").filter(has_text="Mail").first.click()
    page.locator(".mail-head").wait_for()


def _html(page: Page, served: Served) -> None:
    _mail(page, served)
    page.get_by_role("link", name="HTML", exact=True).click()
    page.frame_locator(".mail-frame").get_by_text("Hello").wait_for()


def _conflict(page: Page, served: Served) -> None:
    """Somebody else gives a status between the look and the act."""
    _goto(page, served, "/applications/a1")
    acts, statuses = served.house.desk.acts, ("shortlisted", "to discuss")
    now = served.house.desk.reads.application(EVERYTHING, "a1", "UTC")
    acts.set_status(SOMEBODY, "a1", next(one for one in statuses if now and one != now.status))
    page.locator("details[data-menu=status] summary").click()
    page.get_by_role("button", name="interview").click()
    page.get_by_role("heading", name="Changed in the meantime").wait_for()


def _noted(page: Page, served: Served) -> None:
    """A note that was just kept: the page says so and offers to undo it."""
    _goto(page, served, "/applications/a1")
    page.locator("details[data-menu=note] summary").click()
    page.get_by_label("Note", exact=True).fill("Asked for the statement by telephone.\nShe sends it on Monday.")
    page.get_by_role("button", name="Save note").click()
    page.locator(".said").wait_for()


def _refused(page: Page, served: Served) -> None:
    _goto(page, served, "/applications/a1")
    page.locator("details[data-menu=duplicate] summary").click()
    page.get_by_label("Merge into the application").fill("a999")
    page.get_by_role("button", name="Merge", exact=True).click()
    page.get_by_role("alert").wait_for()


def _selected(page: Page, served: Served) -> None:
    _goto(page, served, "/queue?status=any")
    for number in range(min(3, page.locator("[data-line]").count())):
        page.locator("[data-line] input").nth(number).check()
    page.locator("details[data-menu=status] summary").click()


def _preview(page: Page, served: Served) -> None:
    _goto(page, served, "/import-postings")
    page.get_by_label("Or its text").fill(PAGE)
    page.get_by_role("button", name="Show what is read").click()
    page.wait_for_url("**/preview")


def _no_page(page: Page, served: Served) -> None:
    _goto(page, served, "/import-postings")
    page.get_by_role("button", name="Show what is read").click()
    page.get_by_role("alert").wait_for()


def _wrong_password(page: Page, served: Served) -> None:
    _goto(page, served, "/sign-in?next=/postings")
    page.get_by_label("Mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()


SCENES: dict[str, tuple[str | None, Scene]] = {
    "welcome": (None, _welcome),
    "wrong-password": (None, _wrong_password),
    "link-is-over": (None, at("/welcome/nothing")),
    "forbidden": ("recruiter", at("/people")),
    "queue-nothing-fits": ("administrator", at("/queue?q=xyzzy")),
    "queue-every-status": ("administrator", at("/queue?status=any&order=posting")),
    "queue-search": ("administrator", at("/queue?q=support+engineer")),
    "queue-selected": ("administrator", _selected),
    "queue-of-a-reader": ("reader", at("/queue")),
    "queue-of-a-recruiter": ("recruiter", at("/queue")),
    "queue-of-triage": ("triage", at("/queue")),
    "queue-later-page": ("administrator", _older),
    "postings-of-a-recruiter": ("recruiter", at("/postings")),
    "postings-of-triage": ("triage", at("/postings")),
    "posting-of-a-recruiter": ("recruiter", at("/postings/p1")),
    "posting-of-a-reader": ("reader", at("/postings/p1")),
    "application-of-a-recruiter": ("recruiter", at("/applications/a1?status=any")),
    "application-of-triage": ("triage", _first_line),
    "application-of-others": ("triage", at("/applications/a1")),
    "mailboxes-of-triage": ("triage", at("/mailboxes")),
    "mailboxes-of-a-reader": ("reader", at("/mailboxes")),
    "correspondence-of-a-reader": ("reader", at("/correspondence")),
    "history-of-a-recruiter": ("recruiter", at("/history")),
    "history-of-nobody": ("administrator", at("/history?who=Nobody")),
    "account-of-a-recruiter": ("recruiter", at("/account")),
    "keys-of-a-reader": ("reader", _keys),
    "account-menu": ("administrator", _account_menu),
    "keys": ("administrator", _keys),
    "application-of-a-reader": ("reader", at("/applications/a1?status=any")),
    "application-text": ("administrator", at("/applications/a1?as=text&q=support")),
    "application-mail": ("administrator", _mail),
    "application-html": ("administrator", _html),
    "application-zoom": ("administrator", at("/applications/a1?zoom=3")),
    "application-edit": ("administrator", _edit),
    "application-refused": ("administrator", _refused),
    **{f"menu-{name}": ("administrator", _menu(name, "/applications/a2"))
       for name in ("status", "posting", "note", "tag", "duplicate", "late")},
    "import-preview": ("administrator", _preview),
    "import-refused": ("administrator", _no_page),
    "noted": ("administrator", _noted),
    "conflict": ("administrator", _conflict),
}  # fmt: skip
"""By the picture's name: whose browser, and the way there. The last ones change the world."""


def odd(served: Served) -> dict[str, str]:
    """The pages of the odd mails of `worlds.odd_mails`, where the world has them, and of other rare applications."""
    words = {"long": "Wolfeschlegelsteinhausen", "right-to-left": "abjad", "forty": "fortyfold", "markup": "Mallory"}
    chips = ("late", "possible_duplicate", "possible_agency", "needs_posting", "unverified_sender", "after_decision")
    wanted = {name: QueueFilter(status=None, words=text) for name, text in words.items()}
    wanted |= {chip.replace("_", "-"): QueueFilter(status=None, chip=chip) for chip in chips}
    reads = served.house.desk.reads
    lines = {name: reads.queue(EVERYTHING, one).items[:1] for name, one in wanted.items()}
    return {f"application-{name}": f"/applications/{line.id}" for name, found in lines.items() for line in found}


def failing(house: DeskHouse, error: Exception) -> DeskHouse:
    """The same desk whose every page fails like this."""

    def nav(_scope: Scope) -> Nav:
        raise error

    house.desk = replace(house.desk, nav=nav)
    return house


FAILURES = {
    "unavailable": StorageUnavailable("The database does not answer as it should; check that it runs."),
    "bug": RuntimeError("a bug"),
}
