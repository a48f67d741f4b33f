"""Pictures of every page at two widths, light and dark: `python -m tests.e2e.desk.screenshots FOLDER`."""

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.desk.chromium import CHROMIUM, FLAGS, LOOKS, PAGES, Served, Watched
from tests.e2e.desk.worlds import real


def take(browser: Browser, served: Served, folder: Path, looks: Sequence[tuple[int, str]] = LOOKS) -> list[Path]:
    """Makes the pictures; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for width, scheme in looks:
        for role, pages in _pages(served).items():
            watched = Watched(browser, served, role, width=width, scheme=scheme)
            for name, path in pages.items():
                watched.page.goto(served.site.base_url + path)
                made.append(folder / f"{name}-{width}-{scheme}.png")
                watched.page.screenshot(path=made[-1], full_page=True)
            watched.close()
    return made


def _pages(served: Served) -> dict[str | None, dict[str, str]]:
    """The pages by who looks at them, each with the name of its picture."""
    accounts = served.house.accounts
    link = "/welcome/" + accounts.new_link(accounts.by_email("triage@example.org").id)
    return {
        None: {"sign-in": "/sign-in", "welcome": link},
        "administrator": {"nothing": "/nothing"} | {re.sub(r"\W+", "-", path).strip("-"): path for path in PAGES},
    }


def main() -> None:
    """Reads the demo's mails and hostile ones, and takes the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    with tempfile.TemporaryDirectory() as place, real(Path(place)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for file in take(browser, served, folder):
            sys.stdout.write(f"{file}\n")
        browser.close()


if __name__ == "__main__":
    main()
