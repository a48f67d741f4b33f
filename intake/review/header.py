"""The numbers in the header: what waits, and whether the mail comes in."""

from collections.abc import Sequence

from intake.model.scope import Scope
from intake.polls import PollStatus
from intake.review.desk import Nav
from intake.storage.desk import Desk as Reads


def numbers(reads: Reads, polls: Sequence[PollStatus], scope: Scope, *, idle: bool = False) -> Nav:
    """For one account; the dot is shown where this process polls a mailbox that the account sees."""
    found = reads.numbers(scope)
    seen = [poll for poll in polls if scope.sees_mailbox(poll.mailbox)]
    return Nav(
        queue=found.queue,
        postings=found.postings,
        mailboxes_ok=all(not poll.failures for poll in seen) if seen else None,
        unread=found.unread,
        idle=idle,
    )
