"""The careers pages that are read again on schedule, in the daemon and by `intake postings watch`.

A page is taken as it stands: what is new opens a round, what left it closes one. A page that cannot be had or read, or
that names no posting without saying that none is open, changes nothing: a broken site must not close what is open.
Log lines say which page, which round and which fields are in doubt, never a person's name or address.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from intake import telemetry
from intake.imports import ImportedPage, import_page
from intake.model.rounds import RoundAction
from intake.pipeline import Line
from intake.webpage import Fetched, PageUnavailable

Fetch = Callable[[str], Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWatch:
    """A page that is read every so often: a file's path, or an https address."""

    path: Path | None = None
    url: str | None = None
    every: timedelta

    @property
    def source(self) -> str:
        """What its rounds are kept under: the same as those of an import of the file by hand."""
        return self.url or (self.path.name if self.path else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """What one look at a page brought: what changed, or a sentence why nothing could."""

    source: str
    imported: ImportedPage | None = None
    error: str | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was written, so that mails are decided again."""
        changes = self.imported.changes if self.imported else ()
        return any(change.action is not RoundAction.UNCHANGED for change in changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStatus:
    """How the looks at a page went: the last one, the last good one, and why the last failed, for the operator."""

    source: str
    looked_at: datetime | None
    last_good_at: datetime | None
    error: str | None
    every: timedelta


@dataclass(slots=True)
class _Watched:
    watch: PageWatch
    busy: threading.Lock = field(default_factory=threading.Lock)


class Pages:
    """The watched pages; `fetch` gets those of the web."""

    def __init__(self, line: Line, watches: Sequence[PageWatch], fetch: Fetch) -> None:
        self._line = line
        self._fetch = fetch
        self._watched = {watch.source: _Watched(watch) for watch in watches}

    @property
    def watches(self) -> tuple[PageWatch, ...]:
        """What is watched, in the order of the configuration."""
        return tuple(watched.watch for watched in self._watched.values())

    def statuses(self) -> tuple[PageStatus, ...]:
        """How the looks at each page went, whoever looked, in the order of the configuration."""
        looks = self._line.store.page_looks()
        return tuple(
            PageStatus(
                source=source,
                looked_at=look.looked_at if look else None,
                last_good_at=look.good_at if look else None,
                error=look.error if look else None,
                every=watched.watch.every,
            )
            for source, watched in self._watched.items()
            for look in (looks.get(source),)
        )

    def read(self, source: str) -> PageResult:
        """Reads one page now; never raises for the page. StorageUnavailable is raised: it concerns them all."""
        watched = self._watched[source]
        with watched.busy:
            try:
                page = self._get(watched.watch)
            except PageUnavailable as error:
                return self._failed(source, str(error))
            imported = import_page(self._line, page.data, page.filename, source=source, careful=True)
            if imported.problem is not None:
                return self._failed(source, imported.problem)
            self._line.store.note_look(source, None)
            _tell(source, imported)
            return PageResult(source=source, imported=imported)

    def _failed(self, source: str, error: str) -> PageResult:
        self._line.store.note_look(source, error)
        telemetry.logger().warning("page not read", page=source, error=error)
        return PageResult(source=source, error=error)

    def _get(self, watch: PageWatch) -> Fetched:
        if watch.url:
            return self._fetch(watch.url)
        path = watch.path or Path()
        try:
            return Fetched(data=path.read_bytes(), filename=path.name)
        except OSError:
            raise PageUnavailable(f"{path.name} cannot be read; correct path, or make it readable.") from None


def _tell(source: str, imported: ImportedPage) -> None:
    """Says what changed and what is in doubt: a doubt's own words may name people."""
    for change in imported.changes:
        if change.action is not RoundAction.UNCHANGED:
            fields = ", ".join(sorted({doubt.field for doubt in change.posting.doubts}))
            log = telemetry.logger()
            log.info("posting changed", page=source, posting=change.round_id, state=change.action.value)
            if fields and change.action is not RoundAction.CLOSED:
                log.warning("posting in doubt", page=source, posting=change.round_id, reason=fields)
