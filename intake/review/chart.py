"""Arrivals a day as a small bar chart: the geometry; the template draws it as SVG with classes, without inline style.

Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from intake.storage.desk_values import Day

HEIGHT = 48
"""Of the bars, in units of the drawing."""

_STEP = 8
_NARROWEST = 30
_WIDEST = 60
"""Days: a posting that was open for longer shows its last days, by weeks it would hide the rush at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A day: `x`, `y`, `height` in units; `late` where it lies after the deadline's day."""

    date: dt.date
    count: int
    x: int
    y: float
    height: float
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The drawing: `deadline_x` is the end of the deadline's day, None where it is not in the picture."""

    bars: tuple[Bar, ...]
    width: int
    most: int
    first: dt.date
    last: dt.date
    deadline_x: int | None

    @property
    def sentence(self) -> str:
        """What it shows, for those who do not see it."""
        total = sum(bar.count for bar in self.bars)
        busiest = max(self.bars, key=lambda bar: bar.count)
        return (
            f"{total} applications from {self.first:%-d %b %Y} to {self.last:%-d %b %Y}; "
            f"most on {busiest.date:%-d %b}: {busiest.count}."
        )


def chart(days: Sequence[Day], deadline: dt.date | None) -> Chart | None:
    """The chart up to the deadline, or to the last arrival where that is later; None where nothing came."""
    counts = {day.date: day.count for day in days}
    if not counts:
        return None
    last = max(counts) if deadline is None else max(*counts, min(deadline, min(counts) + dt.timedelta(_WIDEST)))
    first = max(min(counts), last - dt.timedelta(days=_WIDEST - 1))
    first = min(first, last - dt.timedelta(days=_NARROWEST - 1))
    dates = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    most = max(counts.get(date, 0) for date in dates)
    bars = tuple(_bar(date, counts.get(date, 0), n, most, deadline) for n, date in enumerate(dates))
    at = None if deadline is None or not first <= deadline <= last else ((deadline - first).days + 1) * _STEP
    return Chart(bars=bars, width=len(dates) * _STEP, most=most, first=first, last=last, deadline_x=at)


def _bar(date: dt.date, count: int, place: int, most: int, deadline: dt.date | None) -> Bar:
    height = round(count / most * HEIGHT, 1) if most else 0.0
    late = deadline is not None and date > deadline
    return Bar(date=date, count=count, x=place * _STEP, y=round(HEIGHT - height, 1), height=height, late=late)
