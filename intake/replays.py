"""Reading stored messages again, and what that would change before it is done.

A person's Review is never touched by it; ids stay.
"""

from collections.abc import Iterator, Sequence

from intake.errors import ConfigError, MessageUnreadable
from intake.matching.decide import decide
from intake.model.application import Decision
from intake.model.ledger import Claim
from intake.pipeline import BytesLost, Line, read
from intake.storage.store import Store


def select(store: Store, ids: Sequence[str], *, failed: bool) -> tuple[str, ...]:
    """The ledger ids to read again: those given, whatever failed, or all; ConfigError names ids that cannot be."""
    found = store.replayable(ids or None, failed=failed)
    unknown = [message for message in ids if message not in found]
    if unknown:
        raise ConfigError(f"{message} is no message that can be read again; see: intake ledger" for message in unknown)
    return found


def preview(line: Line, messages: Sequence[str]) -> Iterator[str]:
    """A sentence for each message whose outcome would change; stores nothing."""
    claims = {claim.message: claim for claim in line.store.stored(messages)}
    for message in messages:
        if message not in claims:
            yield f"{message}: its bytes are not here; it would be fetched again."
            continue
        yield from (f"{message}: {change}" for change in _changes(line, claims[message]))


def _changes(line: Line, claim: Claim) -> Iterator[str]:
    try:
        fresh = read(line, claim)
    except MessageUnreadable as error:
        yield f"would be quarantined: {error}"
        return
    except BytesLost as error:
        yield f"would be fetched again where the server still has it. {error}"
        return
    reading, context = line.store.context(claim, fresh=fresh)
    yield from _differences(line.store.decision(claim.message), decide(reading, context, line.decision_policy))


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
