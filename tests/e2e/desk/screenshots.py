"""Pictures of every page at two widths, light and dark: `python -m tests.e2e.desk.screenshots FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.desk.chromium import CHROMIUM, FLAGS, PAGES, SCHEMES, WIDTHS, Served, Watched, serve


def take(browser: Browser, served: Served, folder: Path) -> list[Path]:
    """Makes the pictures; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    house = served.house
    link = "/welcome/" + house.accounts.new_link(house.accounts.by_email("triage@example.org").id)
    pages: list[tuple[str | None, str]] = [(None, "/sign-in"), (None, link), ("administrator", "/nothing")]
    pages += [("administrator", path) for path in PAGES]
    made = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            for role, path in pages:
                watched = Watched(browser, served, role, width=width, scheme=scheme)
                watched.page.goto(served.site.base_url + path)
                words = path.replace(link, "welcome").strip("/").replace("/", "-").replace("?", "-")
                made.append(folder / f"{words}-{width}-{scheme}.png")
                watched.page.screenshot(path=made[-1], full_page=True)
                watched.close()
    return made


def main() -> None:
    """Fills a world of its own and takes the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    with tempfile.TemporaryDirectory() as place, serve(Path(place)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for file in take(browser, served, folder):
            sys.stdout.write(f"{file}\n")
        browser.close()


if __name__ == "__main__":
    main()
