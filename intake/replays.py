"""Reading stored messages again, and what that would change before it is done.

A person's Review is never touched by it; ids stay.
"""

from collections.abc import Iterator, Sequence

from intake.errors import ConfigError, MessageUnreadable
from intake.matching.decide import decide
from intake.model.application import Decision
from intake.pipeline import Line, read
from intake.storage.store import Store


def select(store: Store, ids: Sequence[str], *, failed: bool) -> tuple[str, ...]:
    """The ledger ids to read again: those given, whatever failed, or all whose bytes are in the archive."""
    if ids:
        unknown = [message for message in ids if not store.has_message(message)]
        if unknown:
            raise ConfigError([f"No message has the id {message}; see: intake ledger" for message in unknown])
        return tuple(ids)
    return store.failed_messages() if failed else store.stored_messages()


def requeue(store: Store, messages: Sequence[str]) -> int:
    """Puts messages back into the queue, to be obtained or read again; how many."""
    return store.requeue(messages)


def preview(line: Line, messages: Sequence[str]) -> Iterator[str]:
    """A sentence for each message whose outcome would change; stores nothing."""
    for message in messages:
        claim = line.store.look(message)
        if claim is None:
            yield f"{message}: its bytes are not here; it would be fetched again."
            continue
        try:
            reading = read(line, claim)
        except MessageUnreadable as error:
            yield f"{message}: would be quarantined: {error}"
            continue
        before = line.store.latest_decision(message)
        after = decide(reading, line.store.context_for(message, reading), line.decision_policy)
        yield from (f"{message}: {change}" for change in _differences(before, after))


def _differences(before: Decision | None, after: Decision) -> Iterator[str]:
    if before is None:
        yield f"would become {after.outcome.value}"
        return
    if before.outcome != after.outcome:
        yield f"{before.outcome.value} would become {after.outcome.value}"
    old = [_gist(submission.posting, submission.timeliness, submission.missing) for submission in before.submissions]
    new = [_gist(submission.posting, submission.timeliness, submission.missing) for submission in after.submissions]
    if old != new:
        yield f"submissions {'; '.join(old) or 'none'} would become {'; '.join(new) or 'none'}"


def _gist(posting: str | None, timeliness: str | None, missing: Sequence[str]) -> str:
    words = [posting or "needs a posting", (timeliness or "no deadline").replace("_", " ")]
    if missing:
        words.append(f"missing {', '.join(missing)}")
    return ", ".join(words)
