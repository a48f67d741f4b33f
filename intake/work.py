"""Work that a command wants done now: by this process where the data folder is free, else by the running daemon.

On one machine one process owns the data folder (owner.py). A command that finds it taken asks the owner through
the database and waits for its answer.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from intake.app import App
from intake.daemon import answer
from intake.drops import drop_other
from intake.errors import IntakeError
from intake.owner import OwnedElsewhere, OwnerLock
from intake.pages import PageResult
from intake.pipeline import process
from intake.polls import drop_rules

_LOOK = 0.2
"""Seconds between two looks for the owner's answer."""

_PATIENCE = 30.0
"""Seconds without an owner after which a question counts as unheard; asked of a living owner it may take longer."""

Progress = Callable[[int, int | None], None]


class Unanswered(IntakeError):
    """The process that holds the data folder did not answer; look at its log, or stop it and try again."""


def settle(app: App, progress: Progress = lambda _done, _all: None) -> dict[str, Any]:
    """Processes whatever waits, and says what became of it (see `daemon.answer`)."""
    return poll(app, (), progress)


def poll(app: App, names: Sequence[str], progress: Progress = lambda _done, _all: None) -> dict[str, Any]:
    """Polls these mailboxes now, then processes until nothing is pending; see `daemon.answer` for what is told."""
    try:
        with OwnerLock(app.config.data, "poll"):
            return _here(app, names, progress)
    except OwnedElsewhere:
        return _ask(app, names, progress)


def watch_pages(
    app: App, tell: Callable[[PageResult], None], *, once: bool = False, wait: Callable[[float], bool] | None = None
) -> bool:
    """Reads the configured careers pages, each on its schedule, or each `once`; whether one of them failed.

    Mails that a change concerns are decided again. `tell` hears of each look. `wait` sleeps for so many seconds and
    says whether to end.
    """
    pages, wait = app.pages(app.line()), wait or threading.Event().wait
    due = dict.fromkeys((watch.source for watch in pages.watches), app.clock.monotonic())
    failed = False
    while due:
        now = app.clock.monotonic()
        results = [pages.read(watch.source) for watch in pages.watches if due[watch.source] <= now]
        due.update({w.source: now + w.every.total_seconds() for w in pages.watches if due[w.source] <= now})
        for result in results:
            tell(result)
        failed = failed or any(result.error for result in results)
        if any(result.changed for result in results):
            settle(app)
        if once or wait(max(0.0, min(due.values()) - app.clock.monotonic())):
            break
    return failed


def _here(app: App, names: Sequence[str], progress: Progress) -> dict[str, Any]:
    line = app.line()
    app.store.release_leases()
    app.archive.clear_spool()
    results = []
    if names:
        polls = app.polls(line, names)
        try:
            with ThreadPoolExecutor(len(names)) as pool:
                results = list(pool.map(lambda name: polls.poll(name, progress), names))
        finally:
            polls.close()
    processed = process(line, progress=lambda done: progress(done, None))
    drop_other(line, drop_rules(app.watches()))
    return answer(results, processed)


def _ask(app: App, names: Sequence[str], progress: Progress) -> dict[str, Any]:
    request = app.store.request("poll", {"mailboxes": list(names)})
    started = app.clock.monotonic()
    while True:
        result = app.store.request_result(request)
        if result is not None:
            return result
        if app.clock.monotonic() - started > _PATIENCE and _nobody_there(app):
            raise Unanswered("The process that held the data folder is gone; run the command again.")
        progress(0, None)
        time.sleep(_LOOK)


def _nobody_there(app: App) -> bool:
    try:
        with OwnerLock(app.config.data, "look"):
            return True
    except OwnedElsewhere:
        return False
