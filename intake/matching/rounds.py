"""Where an instant lies in a posting round, and which round of a repeated posting it belongs to.

A round is over when its deadline with the grace has passed or it was closed, whichever was first; over or not yet
open, it still takes a mail that names it. Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.matching.evidence import clock, title
from intake.matching.order import by_id
from intake.model.policy import DecisionPolicy
from intake.model.posting import PostingRound

FAR = dt.timedelta(days=30)
"""A round over for longer, or opening later, is thought of only where no nearer one is left."""
_NONE = dt.timedelta()


class Place(StrEnum):
    """Where an instant lies against a round."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An instant against a round: how far outside (zero inside), and the sentence where it is outside."""

    place: Place
    distance: dt.timedelta = _NONE
    deadline_at: dt.datetime | None = None
    reason: str | None = None


def deadline_at(round_: PostingRound, policy: DecisionPolicy) -> dt.datetime | None:
    """The deadline's instant; None without one, or where its zone and date make none that a clock can show."""
    deadline = round_.posting.deadline
    if deadline is None:
        return None
    try:
        return deadline.instant(policy.timezone)
    except (KeyError, ValueError, OverflowError):  # no such zone (ZoneInfoNotFoundError is a KeyError), year 9999
        return None


def standing(round_: PostingRound, at: dt.datetime, policy: DecisionPolicy) -> Standing:
    """Where `at` lies against `round_`."""
    instant = deadline_at(round_, policy)
    ends = min((e for e in (instant and instant + policy.grace, round_.closed_at) if e), default=None)
    if ends and at.replace(microsecond=0) > ends:
        return Standing(place=Place.OVER, distance=at - ends, deadline_at=instant, reason=_over(round_, ends))
    opened = round_.opened_at
    # A posting first imported after its deadline tells nothing of when it opened.
    if opened and at < opened and not (instant and opened > instant):
        reason = f"It came before {title(round_)} opened on {clock(opened)}."
        return Standing(place=Place.EARLY, distance=opened - at, deadline_at=instant, reason=reason)
    return Standing(place=Place.OPEN, deadline_at=instant)


def _over(round_: PostingRound, ends: dt.datetime) -> str:
    if round_.closed_at == ends:
        return f"It came after {title(round_)} was closed on {clock(ends)}."
    return f"It came after the deadline of {title(round_)} had passed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """All rounds at one instant: where each stands, and which are rounds of one posting."""

    rounds: Mapping[str, PostingRound]
    standings: Mapping[str, Standing]
    chains: Mapping[str, str]

    def same_posting(self, one: str, other: str) -> bool:
        """Whether two rounds (ids) are of one posting."""
        return self.chains.get(one, one) == self.chains.get(other, other)

    def is_open(self, id_: str) -> bool:
        """Whether the round is open at the instant."""
        return self.standings[id_].place is Place.OPEN

    def is_over(self, id_: str | None) -> bool:
        """Whether the round is over at the instant; a round that is not known is not."""
        at = self.standings.get(id_) if id_ else None
        return at is not None and at.place is Place.OVER

    def one_a_posting(self, ids: Iterable[str]) -> tuple[str, ...]:
        """`ids` with one round a posting, the one that a mail of this instant means, in the order of ids."""
        chains: dict[str, list[str]] = {}
        for id_ in dict.fromkeys(ids):
            chains.setdefault(self.chains[id_], []).append(id_)
        return tuple(sorted((min(c, key=self._nearness) for c in chains.values()), key=by_id))

    def near(self, ids: Iterable[str], *, keep: Iterable[str] = ()) -> tuple[str, ...]:
        """`ids` without rounds long over or far ahead, unless no others are left; those of `keep`'s postings stay."""
        every, kept = tuple(ids), tuple(keep)
        close = tuple(
            i for i in every if self.standings[i].distance <= FAR or any(self.same_posting(i, k) for k in kept)
        )
        return close if any(self.standings[i].distance <= FAR for i in close) else every

    def _nearness(self, id_: str) -> tuple[dt.timedelta, bool, float, tuple[str, int, str]]:
        # Of two that are open (their openings are unknown), the one whose deadline comes first.
        at = self.standings[id_]
        return at.distance, at.deadline_at is None, at.deadline_at.timestamp() if at.deadline_at else 0.0, by_id(id_)


def calendar(rounds: Iterable[PostingRound], at: dt.datetime, policy: DecisionPolicy) -> Calendar:
    """All `rounds` at the instant `at`."""
    known = {r.id: r for r in rounds}
    return Calendar(
        rounds=known,
        standings={id_: standing(r, at, policy) for id_, r in known.items()},
        chains={id_: _first_round(r, known) for id_, r in known.items()},
    )


def _first_round(round_: PostingRound, rounds: Mapping[str, PostingRound]) -> str:
    """The id of the first round of the same posting."""
    seen = [round_.id]
    while (previous := rounds[seen[-1]].previous) and previous in rounds:
        if previous in seen:  # rows that point in a circle are one posting all the same
            return min(seen, key=by_id)
        seen.append(previous)
    return seen[-1]
