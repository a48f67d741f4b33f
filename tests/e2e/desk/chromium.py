"""Serves a desk for browsers, and watches what a page does: requests, dialogs, errors, violations of the policy."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # ships no types
from fastapi import FastAPI
from playwright.sync_api import Browser, Dialog, Page

from intake import telemetry
from intake.review import cookies
from intake.review.app import create
from intake.review.desk import Site
from intake.review.serving import serving
from intake.storage.database import migrate
from tests.servers.desk import DeskHouse, stand_in_reader
from tests.servers.engines import open_shared
from tests.unit.review.access import MATRIX, OK, ROLES, Try

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Each new window would load two pages for suggestions under its address bar, which nobody sees: that was half of
    # what a browser context costs. Naming features replaces Playwright's own list, so the rest is taken from there.
    (
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
        "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,"
        "NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch"
    ),
]  # fmt: skip
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
LOOKS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
"""The first and the last have both widths and both schemes."""


def _is_page(one: Try) -> bool:
    no_page = one.path in {"/", "/sign-in", "/healthz", "/readyz", "/metrics"} or one.path.startswith("/static")
    return one.method == "GET" and one.expected[ROLES.index("administrator")] == OK and one.page and not no_page


PAGES = tuple(dict.fromkeys(one.path for one in MATRIX if _is_page(one)))
"""Every page that an administrator may open, from the access matrix: a new view is looked at without a line here."""


@dataclass(frozen=True)
class Served:
    """A desk with its world, and where it is served."""

    house: DeskHouse
    site: Site


@contextmanager
def a_house(folder: Path) -> Iterator[DeskHouse]:
    """A desk over the database in `folder`, which is migrated."""
    engine = open_shared("sqlite:///intake.db", folder)
    migrate(engine)
    yield DeskHouse(engine, folder, reader=stand_in_reader)
    engine.dispose()


def fill(folder: Path) -> Path:
    """Makes the small world of tests/servers/desk.py in `folder`; tests serve copies of it."""
    with a_house(folder) as house:
        house.fill().keep_bytes()
    return folder


@contextmanager
def serve_copy(world: Path, folder: Path) -> Iterator[Served]:
    """Serves a copy of a world in `folder`: making one takes ten times as long."""
    shutil.copytree(world, folder, dirs_exist_ok=True)
    with a_house(folder) as house, serve_house(house) as served:
        yield served


@contextmanager
def serve_house(house: DeskHouse) -> Iterator[Served]:
    """Serves a desk that is filled already."""

    telemetry.configure("error", "json")

    def build(site: Site) -> FastAPI:
        return create(replace(house.desk, site=site))

    with serving(Site(port=0), build) as site:
        yield Served(house, site)


@dataclass
class Watched:
    """A page in a browser context of its own, and everything it did that a page must not do."""

    browser: Browser
    served: Served
    role: str | None
    width: int = 1280
    scheme: Any = "light"
    script: bool = True
    session: str | None = None
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport={"width": self.width, "height": 800}, color_scheme=self.scheme, java_script_enabled=self.script
        )
        site = self.served.site
        if self.role is not None:
            value = self.session or self.served.house.token(self.role)
            self.context.add_cookies([{"name": cookies.name(site, "session"), "value": value, "url": site.base_url}])
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("dialog", self._asked)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self._said(message.text))

    def _request(self, url: str) -> None:
        if not url.startswith((self.served.site.base_url + "/", "data:", "blob:", "about:")):
            self.foreign.append(url)

    def _asked(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.errors.append(text)

    def close(self) -> None:
        """Ends the browser context; fails for what a page must not do."""
        self.context.close()
        assert (self.foreign, self.dialogs, self.errors) == ([], [], [])


def faults(page: Page, within: str | None = None) -> list[str]:
    """What axe finds, on the page or within an element of it, and whether the page is wider than its window."""
    found = [
        f"{one['id']}: {node['html'][:200]}"
        for one in Axe().run(page, within).response["violations"]
        for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, "wider than its window"] if wide else found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
