"""The one order in which matching looks at things, so that no dict, set or query order shows in a decision.

Ids are a letter and a number ("a5"): "a10" comes after "a9". Pure: no I/O, no clock.
"""

import re
from dataclasses import replace
from datetime import datetime

from intake.model.application import ApplicationRecord, CandidateRecord, Context, Copy

_ID = re.compile(r"(\D*)(\d*)(.*)", re.DOTALL)


def by_id(id_: str) -> tuple[str, int, str]:
    """A sort key for ids: the letter, then the number as a number."""
    match = _ID.match(id_)
    assert match is not None  # the pattern takes any text
    letter, number, rest = match.groups()
    return letter, int(number or 0), rest


def ordered(context: Context) -> Context:
    """`context` with everything in it in the order of ids, and every status as it was when the message came."""
    return replace(
        context,
        mailbox_addresses=tuple(sorted(a.lower() for a in context.mailbox_addresses)),
        copies=tuple(sorted((_sorted(c) for c in context.copies), key=lambda c: by_id(c.message))),
        thread=tuple(sorted(context.thread, key=lambda t: by_id(t.message))),
        candidates=tuple(
            sorted((_tidy(c, context.received_at) for c in context.candidates), key=lambda c: by_id(c.id))
        ),
        postings=tuple(sorted(context.postings, key=lambda p: by_id(p.id))),
    )


def _sorted(copy: Copy) -> Copy:
    return replace(copy, recipients=tuple(sorted(copy.recipients)))


def _tidy(candidate: CandidateRecord, at: datetime) -> CandidateRecord:
    return replace(
        candidate,
        names=tuple(sorted(candidate.names)),
        emails=tuple(sorted(candidate.emails)),
        applications=tuple(sorted((_then(a, at) for a in candidate.applications), key=lambda a: by_id(a.id))),
    )


def _then(application: ApplicationRecord, at: datetime) -> ApplicationRecord:
    """An application as it stood at `at`: deciding again must not see what a person ended later."""
    later = application.final_since is not None and application.final_since > at
    return replace(application, final=False) if later else application
