"""Everything that `intake check` looks at, each finding a sentence that says how to mend what is wrong."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from intake.app import App
from intake.errors import IntakeError

_MISSED = 3
"""A page that was not looked at for so many of its turns has nobody who looks."""

_READ_NOW = "start intake run, or type: intake postings watch --once"

State = Literal["ok", "warning", "problem"]

_TOOLS = {
    "tesseract": "reads scanned documents; install it with: apt install tesseract-ocr",
    "antiword": "reads old Word documents (.doc); install it with: apt install antiword",
    "bwrap": "confines helper programs; install it with: apt install bubblewrap",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    state: State
    detail: str


def checkup(app: App) -> Iterator[Finding]:
    """Looks at everything, one finding after the other; nothing is changed but the database's migrations."""
    yield from _configuration(app)
    yield from _guarded("database", partial(_database, app))
    yield from _guarded("archive", partial(_archive, app))
    for section in app.config.mailboxes:
        yield from _guarded(f"mailbox {section.name}", partial(_mailbox, app, section.name))
    yield from _guarded("careers pages", partial(_pages, app))
    yield from _guarded("sandbox", partial(_sandbox, app))
    for tool, purpose in _TOOLS.items():
        there = shutil.which(tool)
        yield Finding(tool, "ok" if there else "warning", f"found ({purpose.split(';')[0]})" if there else purpose)


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _guarded(subject: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except IntakeError as error:
        yield Finding(subject, "problem", str(error))


def _configuration(app: App) -> Iterator[Finding]:
    config = app.config
    if config.organisation.timezone is None:
        yield Finding(
            "deadlines",
            "warning",
            'UTC counts for deadlines that name no zone; set timezone = "Europe/Berlin" (say) under [organisation].',
        )
    if not config.mailboxes:
        yield Finding("mailboxes", "warning", "none is configured; add a [[mailboxes]] table.")
    if config.mailboxes and not config.trust.authserv_ids:
        yield Finding(
            "senders",
            "warning",
            "no authserv-id is trusted, so every sender counts as unverified; set authserv_ids under [trust].",
        )
    yield Finding(
        "configuration", "ok", f"{_counted(len(config.mailboxes), 'mailbox', 'mailboxes')}, data in {config.data}"
    )


def _database(app: App) -> Iterator[Finding]:
    messages = app.queries.message_count()
    yield Finding("database", "ok", f"reachable and up to date, {_counted(messages, 'message')} in the ledger")


def _archive(app: App) -> Iterator[Finding]:
    """Every blob that a row names must be there, whole."""
    whole = damaged = 0
    for blob in app.queries.blobs():
        if app.archive.verify(blob):
            whole += 1
        else:
            damaged += 1
    if damaged:
        mend = "restore the archive from a backup, or replay them while the server still has them"
        yield Finding("archive", "problem", f"{_counted(damaged, 'mail')} missing or altered; {mend}.")
    else:
        yield Finding("archive", "ok", f"{_counted(whole, 'mail')}, every one whole")


def _mailbox(app: App, name: str) -> Iterator[Finding]:
    for folder, count in app.folders_of(name):
        yield Finding(f"mailbox {name}", "ok", f"{folder} is open to us and holds {_counted(count, 'mail')}")
    (section,) = app.sections((name,))
    if section.since is None:
        yield Finding(
            f"mailbox {name}",
            "warning",
            "no since is set: every mail of the mailbox is taken in, old and private ones too.",
        )


def _pages(app: App) -> Iterator[Finding]:
    """Each watched page as whoever reads it on schedule found it last."""
    if not app.config.postings:
        return
    for status in app.pages(app.line()).statuses():
        subject, read = f"page {status.source}", _moment(status.last_good_at, app)
        if status.error is not None:
            before = f"it was last read {read}" if read else "it was never read"
            yield Finding(subject, "problem", f"{status.error} (looked {_moment(status.looked_at, app)}; {before})")
        elif status.last_good_at is None:
            yield Finding(subject, "warning", f"not read yet; {_READ_NOW}")
        elif app.clock.now() - status.last_good_at > _MISSED * status.every:
            late = f"not looked at since {read}, though it is due every {_minutes(status.every)}"
            yield Finding(subject, "warning", f"{late}; {_READ_NOW}")
        else:
            yield Finding(subject, "ok", f"last read {read}")


def _minutes(every: timedelta) -> str:
    return _counted(int(every.total_seconds() // 60), "minute")


def _moment(at: datetime | None, app: App) -> str | None:
    return None if at is None else f"{at.astimezone(ZoneInfo(app.config.timezone)):%Y-%m-%d %H:%M %Z}"


def _sandbox(app: App) -> Iterator[Finding]:
    for layer in app.reader.layers():
        yield Finding(f"sandbox {layer.name}", "ok" if layer.active else "warning", layer.detail)
