"""The sentences of a decision: how times, spans, titles and lists are said.

The rules that sentences stand under: staff_forward, received, material, authentication, candidate, posting, thread,
after_decision, deadline, completeness, possible_duplicate, agency; and alone duplicate, kind, correspondence.
Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from intake.model.posting import PostingRound

# strftime("%b") speaks the language of the machine; evidence is English everywhere.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(at: dt.datetime, zone: str = "UTC") -> str:
    """A time to the second in a zone, named: "30 Dec 2021 23:10:00 UTC"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M:%S} {zone}"


def span(length: dt.timedelta) -> str:
    """A length of time in its two largest units, cut, not rounded: "23 h 49 min", "2 d 1 h", "40 s"."""
    seconds = int(abs(length).total_seconds())
    units = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    first = next((i for i, (count, _) in enumerate(units) if count), 3)
    # Seconds beside hours or days say nothing; beside minutes neither, by the same rule of two units.
    shown = [f"{count} {unit}" for count, unit in units[first : min(first + 2, 3)] if count]
    return " ".join(shown) or f"{seconds} s"


def title(round_: PostingRound) -> str:
    """How a sentence names a posting round: its title in quotes, else its id."""
    return f"“{round_.posting.title}”" if round_.posting.title else f"posting {round_.id}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    return " and ".join(([", ".join(words[:-1])] if words[1:] else []) + list(words[-1:]))
