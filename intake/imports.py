"""The ways in beside a watched mailbox: mail files (`.eml`, mbox, Maildir folders) and careers pages.

Both are idempotent: importing the same thing again writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from intake.errors import ConfigError
from intake.mailbox.files import ImportItem
from intake.model.ledger import Arrival, FetchResult
from intake.model.posting import PostingPage
from intake.model.rounds import RoundChange
from intake.pipeline import Line
from intake.postings.rounds import plan_rounds

IMPORTS = "import"
"""The name of the mailbox and folder that hold imported mails."""

_BATCH_BYTES = 8_000_000


@dataclass(slots=True)
class ImportedMail:
    """How many mails an import added, and how many it knew already."""

    new: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPage:
    """What a careers page brought: what was read of it and what changed, in the order of the page.

    `held` says that it would have closed all that is open, and nobody was there to see it.
    """

    source: str
    page: PostingPage
    changes: tuple[RoundChange, ...]
    held: bool = False

    @property
    def problem(self) -> str | None:
        """Why nothing was taken from the page, as a sentence; None where it was read."""
        if self.page.error is not None:
            return self.page.error.detail
        if self.held:
            return (
                "The page names no posting and does not say that none is open, so what is open stays open; "
                "import it by hand to close it."
            )
        return None

    def sentences(self) -> Iterator[str]:
        """What changed and what was in doubt, for the operator."""
        if self.problem is not None:
            yield f"{self.source}: not read. {self.problem}"
        elif not self.changes:
            yield f"{self.source}: no posting found."
        for change in self.changes:
            title = change.posting.title or "(no title)"
            yield f"{self.source}: {title}: {change.action.value}"
            yield from (f"  {sentence}" for sentence in change.sentences)
        for posting in self.page.postings:
            yield from (f"  doubt about {doubt.field}: {doubt.text}" for doubt in posting.doubts)


def import_mail(
    line: Line, items: Iterable[ImportItem], progress: Callable[[int], None] = lambda _done: None
) -> ImportedMail:
    """Archives mail files and gives each a row; `progress` is told how many were looked at."""
    line.store.ensure_mailbox(IMPORTS, IMPORTS, ())
    saved = line.store.cursor(IMPORTS, IMPORTS) or line.store.start_epoch(IMPORTS, IMPORTS, None, ())
    known = line.store.known_uids(IMPORTS, IMPORTS)
    limit = line.reading_policy.limits.message
    done = ImportedMail()
    for batch in _batches(items):
        fresh = [item for item in batch if item.uid not in known]
        if fresh:
            sketches = {item.uid: line.reader.sketch(item.header()) for item in fresh if item.size > limit}
            line.store.receive(IMPORTS, IMPORTS, saved.epoch, _arrivals(line, fresh), None, sketches=sketches)
        done.new += len(fresh)
        done.known += len(batch) - len(fresh)
        progress(done.new + done.known)
    return done


def _batches(items: Iterable[ImportItem]) -> Iterator[list[ImportItem]]:
    batch: list[ImportItem] = []
    held = 0
    for item in items:
        batch.append(item)
        held += item.size
        if held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _arrivals(line: Line, items: Sequence[ImportItem]) -> list[Arrival]:
    limit = line.reading_policy.limits.message
    blobs = line.archive.put_batch([item.read() if item.size <= limit else item.header() for item in items])
    return [
        Arrival(
            uid=item.uid,
            result=FetchResult.FETCHED if item.size <= limit else FetchResult.OVERSIZED,
            blob=blob,
            size=item.size,
            header_key=None,
            internal_date=None,
            source_time=item.source_time,
        )
        for item, blob in zip(items, blobs, strict=True)
    ]


def import_postings(line: Line, paths: Sequence[Path]) -> Iterator[ImportedPage]:
    """Reads careers pages and posting files, stores what changed, and says so page by page.

    Mails that a change concerns are decided again. A page that cannot be read changes nothing.
    """
    return (store_page(line, read_page(line, path), source=path.name) for path in paths)


def read_page(line: Line, path: Path) -> PostingPage:
    """What a careers page or posting file says; ConfigError where there is no such file."""
    try:
        data = path.read_bytes()
    except OSError:
        raise ConfigError([f"{path} cannot be read; give the path of a careers page or posting file."]) from None
    return line.reader.read_posting_page(data, path.name)


def import_page(line: Line, data: bytes, filename: str, *, source: str, careful: bool = False) -> ImportedPage:
    """Reads one page and stores what changed of the rounds of `source`.

    With `careful` a page that names no posting closes nothing, unless it says that nothing is open: nobody looks at it.
    """
    return store_page(line, line.reader.read_posting_page(data, filename), source=source, careful=careful)


def store_page(line: Line, page: PostingPage, *, source: str, careful: bool = False) -> ImportedPage:
    """Stores what a page changes of the rounds of `source`."""
    if page.error is not None:
        return ImportedPage(source=source, page=page, changes=())
    if careful and not (page.postings or page.nothing_open):
        held = any(known.closed_at is None for known in line.store.rounds(source))
        return ImportedPage(source=source, page=page, changes=(), held=held)
    planner = partial(
        plan_rounds,
        page.postings,
        now=line.clock.now(),
        page_date=page.page_date,
        source=source,
        default_timezone=line.decision_policy.timezone,
        watched=careful,
    )
    return ImportedPage(source=source, page=page, changes=line.store.import_rounds(planner))
