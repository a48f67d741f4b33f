"""Drops the bytes of mail that is no application, in mailboxes with `keep_other = "headers"` (contract.md).

A mail is left whole for a while (`keep_other_for`), so that a person can still turn it into an application and a later
mail can still show what it was. The order is that of a receipt turned round: the header block is durable before the
row says so, the row is committed before the bytes go, and what a crash leaves behind is collected as an orphan.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from intake import telemetry
from intake.faults import fault_point
from intake.model.ledger import Dropped
from intake.pipeline import Line

SHORTEST = timedelta(hours=1)
"""Bytes that came again within this time may belong to a row that is about to be written: they are left alone."""

_BATCH = 100
_LONGEST_BLOCK = 256_000
"""Bytes of a header block that are read (security.md); what runs on without an end is cut there."""

_END = re.compile(rb"\r?\n\r?\n|\r\r")


def drop_other(line: Line, rules: Mapping[str, timedelta], stop: Callable[[], bool] = lambda: False) -> int:
    """Drops what is due, by the mailbox's name and how long its other mail stays whole; how many mails.

    Raises StorageUnavailable; what was dropped until then stays dropped, the rest comes next time.
    """
    count = 0
    for mailbox, stays in rules.items():
        before = line.clock.now() - max(stays, SHORTEST)
        while not stop() and (due := line.store.droppable(mailbox, before, limit=_BATCH)):
            _drop(line, due)
            count += len(due)
    if count:
        telemetry.logger().info("bytes dropped", count=count)
    return count


def _drop(line: Line, due: Mapping[str, str]) -> None:
    blocks = {message: header_block(line.archive.path(digest)) for message, digest in due.items()}
    blobs = iter(line.archive.put_batch([block for block in blocks.values() if block is not None]))
    fault_point("drop: headers archived")
    items = [
        Dropped(message=message, header=None if block is None else next(blobs)) for message, block in blocks.items()
    ]
    unheld = line.store.drop(items)
    fault_point("drop: committed")
    moment = (line.clock.now() - SHORTEST).timestamp()
    for digest in unheld:
        line.archive.delete(digest, older_than=moment)
        fault_point("drop: deleted")


def header_block(path: Path) -> bytes | None:
    """The header block of a raw mail up to its blank line (RFC 5322 section 2.1); None where the file is not there."""
    try:
        with path.open("rb") as file:
            head = file.read(_LONGEST_BLOCK)
    except FileNotFoundError:
        return None
    start = len(head) - len(head.lstrip(b"\r\n"))
    end = _END.search(head, start)
    return head[: end.end()] if end else head
