"""How far a folder has been taken in, and what the next poll has to do: the pure half of polling.

Invariant: the cursor never passes a UID that is not in the ledger, and no UID stays unseen: UIDs below the
cursor that turn up late are found by looking back. RFC 3501 section 2.3.1.1 (UIDVALIDITY, UIDNEXT).
Pure: no I/O, no clock.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from intake.model.ledger import FolderCursor, FolderStatus

LOOK_BACK = 500
"""How many UIDs below the cursor are compared with the ledger now and then: late UIDs turn up."""

LOOK_BACK_EVERY = timedelta(minutes=10)
CHECK_ALL_EVERY = timedelta(days=1)

WINDOW = 50_000
"""UIDs asked for at once: an answer over 1 MB (about 145,000 UIDs) breaks the connection."""

BATCH_BYTES = 8_000_000
BATCH_MAILS = 50
"""A batch of 50 comes at the speed of the line; more only holds more memory (measured, imap.md)."""

HEADER_KEY_FIELDS = ("Message-ID", "Date", "From")

_HEADER_BYTES = 256_000
_FIELD_CHARS = 1_000
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")


class Action(StrEnum):
    """What a poll of one folder has to do. WAIT: the server gives no UIDVALIDITY, so nothing can be named."""

    NOTHING = "nothing"
    WAIT = "wait"
    NEW_EPOCH = "new_epoch"
    SCAN = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`above` is where a SCAN starts (0: all UIDs); the flags say which regular check it is."""

    action: Action
    above: int = 0
    looked_back: bool = False
    checked_all: bool = False


def plan(status: FolderStatus, saved: FolderCursor | None, now: datetime, *, numbered: bool) -> Plan:
    """What to do about a folder in this state.

    Ask it twice: with `status()`, which is cheap and mostly answers NOTHING, and again with what `select()`
    says, which is binding.
    """
    if not numbered:
        # Names have no order and no epochs: the listing is cheap, and the ledger says which are new.
        return Plan(action=Action.NEW_EPOCH if saved is None else Action.SCAN)
    if status.uidvalidity is None:
        return Plan(action=Action.WAIT)
    if saved is None or _renumbered(status, saved):
        return Plan(action=Action.NEW_EPOCH)
    if _due(saved.checked_all_at, now, CHECK_ALL_EVERY):
        return Plan(action=Action.SCAN, looked_back=True, checked_all=True)
    if _due(saved.looked_back_at, now, LOOK_BACK_EVERY):
        return Plan(action=Action.SCAN, above=max(0, saved.last_uid - LOOK_BACK), looked_back=True)
    # Not HIGHESTMODSEQ: it rises with each flag that anybody sets, ours too, and new mail always raises UIDNEXT.
    if status.uidnext is not None and status.uidnext == saved.uidnext:
        return Plan(action=Action.NOTHING)
    return Plan(action=Action.SCAN, above=saved.last_uid)


def _renumbered(status: FolderStatus, saved: FolderCursor) -> bool:
    # Any inequality: Dovecot's UIDVALIDITY may go down. UIDNEXT at or below a UID that we hold means reuse.
    reused = status.uidnext is not None and status.uidnext <= saved.last_uid
    return status.uidvalidity != saved.uidvalidity or reused


def _due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    # The distance, not the difference: a wall clock that jumped back must not put the check off for years.
    return last is None or abs(now - last) >= every


def windows(above: int, status: FolderStatus) -> Iterator[tuple[int, int | None]]:
    """Ranges that together hold every UID over `above`, as (above, up to); the last one is open (None).

    One where the folder is small or unmeasured.
    """
    if status.uidnext is not None and status.messages is not None and status.messages > WINDOW:
        while above + WINDOW < status.uidnext - 1:
            yield above, above + WINDOW
            above += WINDOW
    yield above, None


def advanced(
    saved: FolderCursor, wanted: Sequence[str], answered: Collection[str], *, numbered: bool = True
) -> FolderCursor:
    """The cursor to commit with a batch: past every UID of `wanted` below the first one not yet answered.

    `wanted` are the UIDs that this poll fetches, `answered` those in the ledger once the batch is committed.
    """
    if not numbered:
        return saved
    last = saved.last_uid
    for uid in sorted(wanted, key=int):
        if uid not in answered:
            break
        last = max(last, int(uid))
    return replace(saved, last_uid=last)


def finished(
    saved: FolderCursor, status: FolderStatus, planned: Plan, wanted: Sequence[str], now: datetime
) -> FolderCursor:
    """The cursor after a complete poll: every UID of `wanted` is in the ledger.

    `status` must have been taken before the search, so that mail that came meanwhile shows as a change.
    Unnumbered folders keep theirs, so that a poll that brings nothing writes nothing.
    """
    if status.uidvalidity is None:
        return saved
    past = advanced(saved, wanted, wanted)
    if planned.action is not Action.SCAN:
        return past
    return replace(
        past,
        uidnext=status.uidnext,
        highestmodseq=status.highestmodseq,
        looked_back_at=now if planned.looked_back else saved.looked_back_at,
        checked_all_at=now if planned.checked_all else saved.checked_all_at,
    )


def batches(
    sizes: Sequence[tuple[str, int]], *, most_bytes: int = BATCH_BYTES, most: int = BATCH_MAILS
) -> Iterator[tuple[str, ...]]:
    """(UID, bytes) pairs in their order, grouped: at most `most` mails and `most_bytes`, a larger mail alone."""
    group: list[str] = []
    held = 0
    for uid, size in sizes:
        if group and (len(group) >= most or held + size > most_bytes):
            yield tuple(group)
            group, held = [], 0
        group.append(uid)
        held += size
    if group:
        yield tuple(group)


def header_block(raw: bytes, most: int = _HEADER_BYTES) -> bytes:
    """The header block of a mail with its closing empty line, cut at `most` bytes; line ends stay as they are."""
    end = _EMPTY_LINE.search(raw, 0, most)
    return raw[: end.end()] if end else raw[:most]


def header_key(header: bytes) -> str | None:
    """A hex SHA-256 of Message-ID, Date and From, by which a mail is known again in a new epoch.

    `header` may be the whole block, the whole mail, or just these fields. None without both Message-ID and
    Date: From alone names nobody's mail.
    """
    fields = _first_fields(header_block(header))
    values = [fields.get(name.lower().encode(), b"")[:_FIELD_CHARS] for name in HEADER_KEY_FIELDS]
    if not values[0] and not values[1]:
        return None
    return hashlib.sha256(b"\n".join(values)).hexdigest()


def _first_fields(block: bytes) -> dict[bytes, bytes]:
    """The first value of each header field, unfolded, runs of white space as one blank."""
    fields: dict[bytes, bytes] = {}
    # Possessive: what could be tried again costs 250 bytes of memory for each byte of a stranger's header.
    for match in re.finditer(rb"^([!-9;-~]++)[ \t]*+:((?:[^\n]++|\n[ \t])*+)", block, re.MULTILINE):
        fields.setdefault(match[1].lower(), b" ".join(match[2].split()))
    return fields
