"""The ways in beside a watched mailbox: mail files (`.eml`, mbox, Maildir folders) and careers pages.

Both are idempotent: importing the same thing again writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.errors import ConfigError
from intake.mailbox.files import ImportItem
from intake.model.ledger import Arrival, FetchResult
from intake.model.posting import PostingPage
from intake.model.rounds import RoundAction, RoundChange
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
    """What a careers page brought: what was read of it and what changed, in the order of the page."""

    path: Path
    page: PostingPage
    changes: tuple[RoundChange, ...]

    def sentences(self) -> Iterator[str]:
        """What changed and what was in doubt, for the operator."""
        if self.page.error is not None:
            yield f"{self.path.name}: not read. {self.page.error.detail}"
        elif not self.changes:
            yield f"{self.path.name}: no posting found."
        for change in self.changes:
            title = change.posting.title or "(no title)"
            yield f"{self.path.name}: {title}: {change.action.value}"
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


def import_postings(line: Line, paths: Sequence[Path], *, dry_run: bool = False) -> Iterator[ImportedPage]:
    """Reads careers pages and posting files, stores what changed, and says so page by page.

    Mails that a change concerns are decided again. A page that cannot be read changes nothing.
    """
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:
            raise ConfigError([f"{path} cannot be read; give the path of a careers page or posting file."]) from None
        page = line.reader.read_posting_page(data, path.name)
        changes = () if page.error else plan(line, page, path.name)
        if not dry_run and any(change.action is not RoundAction.UNCHANGED for change in changes):
            line.store.apply_rounds(changes)
        yield ImportedPage(path=path, page=page, changes=changes)


def plan(line: Line, page: PostingPage, source: str) -> tuple[RoundChange, ...]:
    """What storing the page would change."""
    return plan_rounds(
        page.postings,
        line.store.rounds(source),
        now=line.clock.now(),
        page_date=page.page_date,
        source=source,
        default_timezone=line.decision_policy.timezone,
    )
