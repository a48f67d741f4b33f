"""Pictures of every page at two widths, light and dark: `python -m tests.e2e.desk.screenshots FOLDER`."""

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.desk.chromium import (
    CHROMIUM,
    FLAGS,
    LOOKS,
    PAGES,
    Served,
    Watched,
    a_house,
    fill,
    serve_copy,
    serve_house,
)
from tests.e2e.desk.scenes import FAILURES, SCENES, Scene, at, failing, odd
from tests.e2e.desk.worlds import real
from tests.servers.desk import GRANTS, NAMES

Scenes = Mapping[str, tuple[str | None, Scene]]

_DECODED = "Promise.all([...document.images].filter(i => i.loading !== 'lazy').map(i => i.decode().catch(() => null)))"
"""A picture of a page that is not decoded yet shows a document as white paper."""

EMPTY = ("queue", "postings", "mailboxes", "could-not-be-read", "correspondence", "history")
"""Pages that say what to do where nothing is there yet."""


def take(
    browser: Browser, served: Served, folder: Path, scenes: Scenes, looks: Sequence[tuple[int, str]] = LOOKS
) -> Iterator[Path]:
    """Makes the pictures, each named by its scene and look; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    # One session a role, as people have: else the pages of accounts fill with those of the pictures.
    sessions = {role: served.house.token(role) for role in dict.fromkeys(role for role, _ in scenes.values()) if role}
    for width, scheme in looks:
        for name, (role, scene) in scenes.items():
            session = sessions[role] if role else None
            watched = Watched(browser, served, role, width=width, scheme=scheme, session=session)
            scene(watched.page, served)
            watched.page.evaluate(_DECODED)
            file = folder / f"{name}-{width}-{scheme}.png"
            watched.page.screenshot(path=file, full_page=True)
            watched.close()
            yield file


def every(served: Served) -> Scenes:
    """Every page by the name of its picture, and what an address alone does not show; that comes last."""
    paths = {re.sub(r"\W+", "-", path).strip("-"): path for path in PAGES} | odd(served) | {"nothing": "/nothing"}
    return (
        {"sign-in": (None, at("/sign-in"))}
        | {name: ("administrator", at(path)) for name, path in paths.items()}
        | SCENES
    )


def main() -> None:
    """Reads the demo's mails, hostile and odd ones, and takes the pictures; then of an empty and of failing desks."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for file in _of_every_world(browser, Path(place), folder):
            sys.stdout.write(f"{file}\n")
        browser.close()


def _of_every_world(browser: Browser, place: Path, folder: Path) -> Iterator[Path]:
    with real(place / "real") as served:
        yield from take(browser, served, folder, every(served))
    with serve_copy(fill(_folder(place / "small")), place / "copy") as served:
        yield from take(browser, served, folder, {"could-not-be-read-some": ("triage", at("/could-not-be-read"))})
    _folder(place / "empty")
    with a_house(place / "empty") as house:
        house.accounts.invite("administrator@example.org", NAMES["administrator"], GRANTS["administrator"])
        with serve_house(house) as served:
            scenes: Scenes = {f"empty-{path}": ("administrator", at(f"/{path}")) for path in EMPTY}
            yield from take(browser, served, folder, scenes)
        for name, error in FAILURES.items():
            with serve_house(failing(house, error)) as served:
                yield from take(browser, served, folder, {name: ("administrator", at("/queue"))})


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


if __name__ == "__main__":
    main()
