"""Until when a posting takes applications: which of the dates on its page that is, and what is in doubt.

The nearest word before a date tells what it is: a deadline, or a start, an interview, the end of a contract,
the begin of a review. A year is inferred from the page's own date alone, and said to be; where nothing
settles a date it is none, with a doubt. The policy for midnight, "before" and the rest stands in the README, "How
deadlines are read". Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from intake.model.posting import Deadline, Doubt
from intake.postings import cues
from intake.postings.dates import END_OF_DAY, FoundDate, boundary, find_dates, find_time, find_zone
from intake.postings.passages import Passage
from intake.postings.roles import Role, excludes_day, is_vague, role_of
from intake.postings.sections import SectionKind

_NUMERIC_MIDNIGHT = "The page writes 00:00, which may mean the begin or the end of that day; the end is taken."

# A page is not older than this when its deadline passes: pages are dated when they are edited, too.
_DATED_BEHIND = dt.timedelta(days=45)

_PLACES = frozenset({SectionKind.APPLY, SectionKind.DEADLINE, SectionKind.CONTACT, SectionKind.LISTING})
"""Where a day of which nothing is said may well be the deadline."""

_CLOSE = 45
"""Characters beside a date within which its time and zone stand."""

_LONGEST = dt.timedelta(days=400)
"""No posting is open for longer than about a year: a later deadline has a wrong year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A date that the page's head or data gives, with the words of its key.

    `expiry`: it may be no more than the day on which the page goes offline (schema.org's validThrough).
    """

    date: dt.date
    time: dt.time | None = None
    text: str
    expiry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What was found: the deadline, whether the posting is open until filled, when review begins."""

    deadline: Deadline | None = None
    deadline_source: str | None = None
    rolling: bool = False
    rolling_source: str | None = None
    review_from: dt.date | None = None
    review_source: str | None = None
    doubts: tuple[Doubt, ...] = ()


_MOST, _MOST_HERE = 300, 40
"""Dates of one posting and of one of its sentences that are looked at: what names more is a calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A date that is a deadline by its words, the surer the higher `weight`; `date` None where it stays open."""

    deadline: Deadline | None
    weight: int
    text: str
    doubt: str | None


def find_timing(
    told: Sequence[Passage], *, language: str, page_date: dt.date | None, declared: Declared | None = None
) -> Timing:
    """The deadline, rolling and review date of a posting's passages; `declared` counts where the text has none."""
    candidates: list[_Candidate] = []
    review: tuple[dt.date, str] | None = None
    untold: str | None = None
    seen = named = 0
    for passage in told:
        every = find_dates(passage.text, language)
        dates = every[: min(_MOST_HERE, _MOST - seen)]
        seen, named = seen + len(dates), named + len(every)
        here: list[_Candidate] = []
        for n, date in enumerate(dates):
            role, weight = role_of(passage, dates, n)
            if role is Role.DEADLINE:
                here.append(_candidate(passage, dates, n, weight, page_date))
            elif role is Role.REVIEW and review is None:
                day = _settled(date, page_date)[0]
                review = (day, passage.text) if day else None
            elif role is Role.UNTOLD and passage.kind in _PLACES and date.year is not None:
                untold = untold or passage.text
        candidates += _last_of_extended(here, passage.text)
    open_ended = next((p.text for p in told if _is_rolling(p.text, p.kind)), None)
    if declared and declared.expiry and open_ended and not candidates:
        declared = None
    chosen, doubts = _choose(candidates, told, declared, page_date)
    if chosen is not None:
        open_ended = None
    elif untold and not (doubts or open_ended):
        doubts = _said(f"A day stands where applying is spoken of, and the page does not say what for: “{untold}”")
    more = _said("The page names more days than were looked at.") if seen < named else ()
    return Timing(
        deadline=chosen.deadline if chosen else None,
        deadline_source=chosen.text if chosen else None,
        rolling=open_ended is not None,
        rolling_source=open_ended,
        review_from=review[0] if review else None,
        review_source=review[1] if review else None,
        doubts=(*(doubts if not (open_ended and not candidates) else ()), *more),
    )


def _last_of_extended(found: Sequence[_Candidate], text: str) -> Sequence[_Candidate]:
    """Of a sentence that tells of an extension the latest day: an earlier one is what it was before."""
    days = [c for c in found if c.deadline]
    if len(days) < 2 or not cues.EXTENDED.search(text):
        return found
    return [max(days, key=lambda c: (c.deadline is not None and c.deadline.date, c.weight))]


@lru_cache(maxsize=4096)
def _is_rolling(text: str, kind: SectionKind) -> bool:
    if cues.FILLED.search(text):
        return True
    if not cues.ROLLING.search(text):
        return False
    return kind is SectionKind.DEADLINE or bool(cues.APPLY.search(text) or cues.DEADLINE.search(text))


def _candidate(
    passage: Passage, dates: Sequence[FoundDate], n: int, weight: int, page_date: dt.date | None
) -> _Candidate:
    date, text = dates[n], passage.text
    day, inferred, doubt = _settled(date, page_date)
    before, after = _around(text, dates, n)
    time = find_time(after, within=30) or find_time(before)
    if time == dt.time(0):
        time, doubt = END_OF_DAY, doubt or _NUMERIC_MIDNIGHT
    deadline = day and Deadline(
        date=day,
        time=time,
        timezone=find_zone(after) or find_zone(before),
        inclusive=time is not None or not excludes_day(text, date),
        year_inferred=inferred,
        text=text,
    )
    return _Candidate(deadline=deadline or None, weight=weight, text=text, doubt=doubt)


def _around(text: str, dates: Sequence[FoundDate], n: int) -> tuple[str, str]:
    """What stands close before and after a date and is said of no other one: where its time and zone may be."""
    date = dates[n]
    begin, end = max(0, date.begin - _CLOSE), min(len(text), date.end + _CLOSE)
    if n:
        earlier = dates[n - 1].end
        begin = max(begin, earlier + (boundary(text[earlier : date.begin]) or 0))
    if n + 1 < len(dates):
        later = dates[n + 1].begin
        share = boundary(text[date.end : later])
        end = min(end, later if share is None else date.end + share)
    return text[begin : date.begin], text[date.end : end]


def _settled(date: FoundDate, page_date: dt.date | None) -> tuple[dt.date | None, bool, str | None]:
    """The day of a found date, whether its year was inferred, and what is in doubt about it."""
    if date.ambiguous:
        return _by_order(date, page_date)
    if date.year is not None:
        day = date.on(date.year)
        if day and date.weekday is not None and day.weekday() != date.weekday:
            return day, False, f"{day.isoformat()} is not the day of the week that the page names with it."
        return day, False, None
    if page_date is None:
        return None, False, "The page names a day without a year, and has no date of its own to infer it from."
    return _inferred(date, page_date)


def _inferred(date: FoundDate, page_date: dt.date) -> tuple[dt.date | None, bool, str | None]:
    days = [d for year in range(page_date.year - 1, page_date.year + 3) if (d := date.on(year))]
    days = [d for d in days if d >= page_date - _DATED_BEHIND]
    fitting = [d for d in days if date.weekday is None or d.weekday() == date.weekday]
    if not fitting or (fitting[0] - page_date).days > 400:
        day = days[0] if days else None
        return day, True, "The year is not given, and no near one fits the day of the week that the page names."
    if fitting[0] < page_date:
        return fitting[0], True, "The year is not given, and the day lies before the page's own date."
    return fitting[0], True, None


def _by_order(date: FoundDate, page_date: dt.date | None) -> tuple[dt.date | None, bool, str | None]:
    """A date such as 03/04/2026 on an English page: the weekday or the page's date may settle it."""
    plain = replace(date, ambiguous=False)
    swapped = replace(plain, month=date.day, day=date.month)
    readings = [r for r in (_settled(plain, page_date), _settled(swapped, page_date)) if r[0]]
    sure = [r for r in readings if r[2] is None]
    if date.weekday is not None and len(sure) == 1:
        return sure[0]
    if page_date is not None:
        near = [r for r in sure if r[0] and 0 <= (r[0] - page_date).days <= 120]
        if len(near) == 1:
            return near[0]
    return None, False, "The page writes the day and the month as two numbers, and either could come first."


def _choose(
    candidates: Sequence[_Candidate], told: Sequence[Passage], declared: Declared | None, page_date: dt.date | None
) -> tuple[_Candidate | None, tuple[Doubt, ...]]:
    """The deadline among all candidates, with the doubts about it."""
    stated = [c for c in candidates if c.deadline]
    if declared is not None and not stated:
        deadline = Deadline(date=declared.date, time=declared.time, text=declared.text)
        chosen = _Candidate(deadline=deadline, weight=1, text=declared.text, doubt=None)
        return chosen, _said(_beside_page(deadline, page_date))
    if not candidates:
        vague = next((p.text for p in told if is_vague(p.text)), None)
        return None, _said(f"The page names no day for its deadline: “{vague}”" if vague else None)
    top = max(c.weight for c in candidates)
    best = [c for c in candidates if c.weight == top or (top == 3 and c.weight == 2)]
    settled = [c for c in best if c.deadline] or stated
    if not settled:
        return None, _said(f"{best[0].doubt} (“{best[0].text}”)")
    chosen = max(settled, key=lambda c: (c.weight, _detail(c)))
    return chosen, _said(
        f"{chosen.doubt} (“{chosen.text}”)" if chosen.doubt else _beside_page(chosen.deadline, page_date),
        _beside_others(settled),
        _beside_declared(chosen.deadline, declared),
    )


def _said(*sentences: str | None) -> tuple[Doubt, ...]:
    return tuple(Doubt("deadline", sentence) for sentence in sentences if sentence)


def _beside_others(settled: Sequence[_Candidate]) -> str | None:
    days = {c.deadline.date for c in settled if c.deadline}
    named = ", ".join(day.isoformat() for day in sorted(days))
    return f"The page names more than one deadline: {named}." if len(days) > 1 else None


def _beside_page(deadline: Deadline | None, page_date: dt.date | None) -> str | None:
    """Whether a date whose year is given can be the deadline of a page of this date."""
    if deadline is None or page_date is None or deadline.year_inferred:
        return None
    if deadline.date < page_date:
        return f"The deadline {deadline.date} lies before the page's own date, {page_date}."
    if deadline.date - page_date > _LONGEST:
        return f"The deadline {deadline.date} lies more than a year after the page's own date, {page_date}."
    return None


def _beside_declared(deadline: Deadline | None, declared: Declared | None) -> str | None:
    """Whether the page's head or data contradicts its text: a page may well go offline after its deadline."""
    if deadline is None or declared is None or deadline.date == declared.date:
        return None
    if declared.expiry and declared.date > deadline.date:
        return None
    return f"The page's text names {deadline.date}, its head or data another day: {declared.text}."


def _detail(candidate: _Candidate) -> tuple[bool, bool, dt.date]:
    """Of two that are equally sure the one with a time and a zone says more; then the later is meant."""
    deadline = candidate.deadline
    assert deadline is not None
    return deadline.time is not None, deadline.timezone is not None, deadline.date
