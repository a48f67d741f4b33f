"""Reading stored messages again, importing postings: and what that would change, as a diff, before it is done.

What would change is found by doing it, in one transaction that is taken back: the follow-ups of a mail that would
become another application's are decided as they would be. A person's Review is never touched by it; ids stay.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import TypeVar

from intake.errors import ConfigError, MessageUnreadable
from intake.imports import ImportedPage, read_page, store_page
from intake.model.ledger import Claim
from intake.pipeline import LEASE, BytesLost, Line, process, read
from intake.storage.packing import packed, unpacked
from intake.storage.queries import Queries
from intake.storage.store import Store

T = TypeVar("T")

_SLICE = 500
"""Messages that one statement names, and that are read ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A message or application (id) that would be another one: the lines of a unified diff without context."""

    id: str
    lines: tuple[str, ...]


def select(store: Store, ids: Sequence[str], *, failed: bool) -> tuple[str, ...]:
    """The ledger ids to read again: those given, whatever failed, or all; ConfigError names ids that cannot be."""
    found = store.replayable(ids or None, failed=failed)
    unknown = [message for message in ids if message not in found]
    if unknown:
        raise ConfigError(f"{message} is no message that can be read again; see: intake ledger" for message in unknown)
    return found


def preview(line: Line, messages: Sequence[str]) -> tuple[Difference, ...]:
    """What reading these messages again would change; stores nothing.

    They are read before anything waits for it. Mails whose bytes were never obtained would be fetched again.
    """
    fresh = dict(_read_all(line, line.store.stored(messages)))
    return rehearse(line, lambda trial: _replay(trial, messages, fresh))


def preview_postings(line: Line, paths: Sequence[Path]) -> tuple[tuple[ImportedPage, ...], tuple[Difference, ...]]:
    """What importing these pages would change: of postings, and of mails that are decided; stores nothing."""
    pages = [(path.name, read_page(line, path)) for path in paths]
    imported: list[ImportedPage] = []

    def store(trial: Line) -> tuple[str, ...]:
        imported.extend(store_page(trial, page, source=source) for source, page in pages)
        return ()

    differences = rehearse(line, store)
    return tuple(imported), differences


def rehearse(line: Line, act: Callable[[Line], Iterable[str]]) -> tuple[Difference, ...]:
    """What `act`, and deciding whatever follows from it, would change; all of it is taken back.

    `act` is given a line that stores nothing for good, and says which messages it concerns itself.
    """
    with line.store.rehearsal() as store:
        trial = replace(line, store=store)
        touched = dict.fromkeys(act(trial))
        while waiting := store.undecided():
            touched.update(dict.fromkeys(waiting))
            process(trial, messages=waiting[:_SLICE])
        # Who reads meanwhile sees what holds: the database as it was.
        return tuple(_compared(_Seen(line, line.store), _Seen(line, store), tuple(touched)))


Fresh = bytes | MessageUnreadable | BytesLost
"""What a message says now (a Reading, packed: thousands are held at once), or why that cannot be told."""


def _read_all(line: Line, claims: Sequence[Claim]) -> Iterator[tuple[str, Fresh]]:
    with ThreadPoolExecutor(line.workers, thread_name_prefix="read") as pool:
        for some in _slices(claims):
            yield from zip((c.message for c in some), pool.map(lambda c: _read(line, c), some), strict=True)


def _read(line: Line, claim: Claim) -> Fresh:
    try:
        return packed(read(line, claim))
    except (MessageUnreadable, BytesLost) as error:
        return error


def _replay(trial: Line, messages: Sequence[str], fresh: Mapping[str, Fresh]) -> Sequence[str]:
    store = trial.store
    store.read_again(messages)
    for some in _slices(messages):
        for claim in store.claim(trial.owner, limit=_SLICE, lease=LEASE, messages=some):
            said = fresh.get(claim.message)
            if isinstance(said, bytes):
                store.keep_reading(claim, unpacked(said))
            elif isinstance(said, MessageUnreadable):
                store.quarantine(claim, said.code, str(said), None)
            else:
                store.fetch_again(claim)
    store.release_leases(trial.owner)
    return messages


def _slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _SLICE] for at in range(0, len(items), _SLICE))


class _Seen:
    """What people see of messages and applications, in lines."""

    def __init__(self, line: Line, store: Store) -> None:
        self._store, self._queries, self._zone = store, Queries(store.bind), line.decision_policy.timezone

    def applications(self, message: str) -> Sequence[str]:
        """The ids of those that the message belongs to."""
        entry = self._queries.message(message)
        return () if entry is None else entry["applications"]

    def message(self, id_: str) -> list[str]:
        """A row of the ledger, and why it is as it is."""
        entry = self._queries.message(id_) or {}
        decision = self._store.decision(id_)
        why = () if decision is None else tuple(f"because ({e.rule}): {e.text}" for e in decision.evidence)
        return [*_said(entry, ("outcome", "applications", "flags", "detail")), *why]

    def application(self, id_: str) -> list[str]:
        """An application; nothing where there is none."""
        found = self._queries.application(id_, self._zone)
        if found is None or not found["submissions"]:
            return []
        posting = found["posting"] or {}
        return [
            *_said({"posting": f"{posting['id']} {posting['title']}" if posting else None}, ("posting",)),
            *_said({"candidate": found["candidate"]["name"]}, ("candidate",)),
            *_said(found, _FIELDS),
            *(f"submission: {_words(submission)}" for submission in found["submissions"]),
            *(f"document: {_words({k: d[k] for k in _OF_DOCUMENTS})}" for d in found["documents"]),
        ]


_FIELDS = (
    "status", "received_at", "deadline", "timeliness", "completeness", "missing", "flags", "possible_duplicates"
)  # fmt: skip
_OF_DOCUMENTS = ("id", "message", "kinds", "version", "superseded")


def _compared(before: _Seen, after: _Seen, messages: Sequence[str]) -> Iterator[Difference]:
    applications: set[str] = set()
    for message in sorted(messages, key=_number):
        applications.update(before.applications(message), after.applications(message))
        yield from _difference(message, before.message(message), after.message(message))
    for application in sorted(applications, key=_number):
        yield from _difference(application, before.application(application), after.application(application))


def _difference(id_: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    lines = unified_diff(before, after, f"{id_} as it is", f"{id_} as it would be", lineterm="", n=0)
    shown = tuple(line for line in lines if not line.startswith("@@"))
    if shown:
        yield Difference(id=id_, lines=shown)


def _said(values: Mapping[str, object], keys: Sequence[str]) -> Iterator[str]:
    yield from (f"{key}: {_plain(values.get(key))}" for key in keys if values.get(key))


def _words(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {_plain(value)}" for key, value in values.items() if value)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _number(id_: str) -> int:
    return int(id_[1:])
