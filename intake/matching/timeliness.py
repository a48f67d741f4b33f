"""A submission against the deadline of its round: the last second still counts, then the grace, then it is late.

Only `received_at` judges. What the mail says of itself (its Date, the time a forward states) is said beside it, for
a person's overrule. Pure: no I/O, no clock.
"""

import datetime as dt
from dataclasses import dataclass

from intake.matching.evidence import clock, span
from intake.matching.rounds import deadline_at
from intake.model.application import Evidence, Timeliness
from intake.model.policy import DecisionPolicy
from intake.model.posting import PostingRound


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The timeliness of one submission, the instant it was judged by, and the sentences."""

    timeliness: Timeliness | None
    deadline_at: dt.datetime | None
    evidence: tuple[Evidence, ...] = ()


def judge(
    round_: PostingRound | None,
    received_at: dt.datetime,
    policy: DecisionPolicy,
    *,
    sent_at: dt.datetime | None = None,
    claimed_at: dt.datetime | None = None,
) -> Verdict:
    """The verdict on a mail received at `received_at`; none without a round."""
    if round_ is None:
        return Verdict(timeliness=None, deadline_at=None)
    instant = deadline_at(round_, policy)
    if instant is None:
        said = Evidence("deadline", f"Received {clock(received_at)}; {_without(round_)}")
        return Verdict(timeliness=Timeliness.NO_DEADLINE, deadline_at=None, evidence=(said,))
    timeliness = _against(received_at, instant, policy)
    sentences = [_sentence(round_, received_at, instant, policy, timeliness)]
    if timeliness is not Timeliness.ON_TIME:
        sentences += _claims(instant, sent_at, claimed_at)
    return Verdict(
        timeliness=timeliness, deadline_at=instant, evidence=tuple(Evidence("deadline", s) for s in sentences)
    )


def _against(received_at: dt.datetime, instant: dt.datetime, policy: DecisionPolicy) -> Timeliness:
    second = received_at.replace(microsecond=0)  # the last second counts to its end
    if second <= instant:
        return Timeliness.ON_TIME
    return Timeliness.IN_GRACE if second <= instant + policy.grace else Timeliness.LATE


def _without(round_: PostingRound) -> str:
    if round_.posting.deadline is not None:
        return f"the deadline “{round_.posting.deadline.text}” makes no instant that can be compared."
    return "the posting takes applications at any time." if round_.posting.rolling else "the posting has no deadline."


def _sentence(
    round_: PostingRound, received_at: dt.datetime, instant: dt.datetime, policy: DecisionPolicy, timeliness: Timeliness
) -> str:
    """Both clocks: the mail's in UTC, the deadline's in its zone, and each in the other's."""
    assert round_.posting.deadline is not None  # it has an instant
    zone = round_.posting.deadline.timezone or policy.timezone
    received, deadline = clock(received_at), clock(instant, zone)
    gap = span(instant - received_at.replace(microsecond=0))
    verdict = {
        Timeliness.ON_TIME: f"Received {received}, {gap} before the deadline {deadline}",
        Timeliness.IN_GRACE: f"Received {received}, {gap} after the deadline {deadline}, "
        f"within the grace of {span(policy.grace)}",
        Timeliness.LATE: f"Received {received}, {gap} after the deadline {deadline}: late",
    }[timeliness]
    if zone == "UTC":
        return f"{verdict}."
    return f"{verdict} (received {clock(received_at, zone)}; deadline {clock(instant)})."


def _claims(instant: dt.datetime, sent_at: dt.datetime | None, claimed_at: dt.datetime | None) -> list[str]:
    """What the mail claims of an earlier time, for a person to weigh."""
    claims = (
        (claimed_at, "The forward states that the original was sent"),
        (sent_at if claimed_at is None else None, "Its Date header says"),
    )
    return [
        f"{claim} {clock(at)}, {span(instant - at)} before the deadline: a claim, for a person to weigh."
        for at, claim in claims
        if at is not None and at <= instant
    ]
