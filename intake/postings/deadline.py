"""Until when a posting takes applications: which of the dates on its page that is, and what is in doubt.

The nearest word before a date tells what it is: a deadline, or a start, an interview, the end of a contract,
the begin of a review. A year is inferred from the page's own date alone, and said to be; where nothing
settles a date it is none, with a doubt. Policy: midnight is the end of the day named; "close of business"
names no hour, so the whole day counts. Pure: no I/O, no clock.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.model.posting import Deadline, Doubt
from intake.postings import cues
from intake.postings.dates import WEEKDAY, FoundDate, find_dates, find_time, find_zone
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

_FILLER = (
    rf"(?:{WEEKDAY}|the|on|of|at|end|day|dem|den|der|zum|am|um|einschließlich|le|el|il|op|om|las|alle|ore|heures?"
    rf"|hours?|local|time"
    r"|midnight|noon|mitternacht|minuit|middernacht|medianoche|mezzanotte|close of (?:business|play)|cob|pacific"
    r"|eastern|central"
    r"|\d{1,2}(?:[:.h]\d{0,2})?\s?(?:[ap]\.?m\.?)?|[ap]\.?m\.?|uhr|uur|h|aoe|cest|cet|gmt|utc|bst|[ecmp][sd]?t|mez"
    r"|mesz|including|und mit|inklusive|día|dia)"
)
_UNTIL = re.compile(
    r"\b(?P<word>by|until|till|before|prior to|no later than|not later than|(?:at the )?latest(?: by)?|through|bis"
    r"|spätestens|vor dem"
    r"|jusqu['’]au|jusqu['’]à|avant|au plus tard|d['’]ici(?: au)?|pour|tot|uiterlijk|v[oó][oó]r|hasta|antes"
    r"|a más tardar|entro|fino a[l]?|prima|non oltre|sul)"
    rf"(?:[\s,(:]+(?:e non oltre|en met|del?|dell|{_FILLER}|zum|bis|spätestens|tot|uiterlijk))*[\s,(:'’]*$",
    re.IGNORECASE,
)
# What these words name has begun to be too late; English "before" is used for "by" as often, so it includes the day.
_EXCLUSIVE = re.compile(r"^(?:avant|antes|prima|vor dem)$", re.IGNORECASE)
_SOFT = re.compile(r"full consideration|ideally|preferably|idealerweise|de préférence", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:was|were|from|instead of|previously|originally|formerly|old|statt|bisher\w*|ursprünglich\w*|vom|von|du"
    r"|au lieu du|initialement|oorspronkelijk\w*"
    rf"|van|originalmente|del|anteriormente|dal|originariamente)(?:\s(?:due|set|planned"
    rf"|announced))?(?:[\s,(:]+{_FILLER})*[\s,(:]*$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    rf"(?:{cues.DEADLINE.pattern})[^.;]{{0,40}}\b(?:mid|middle of|early|late|mitte|anfang|mi-|début|begin|medio"
    rf"|mediados de|principios de|metà|inizio)[\s-]+\w+",
    re.IGNORECASE,
)

# A page is not older than this when its deadline passes: pages are dated when they are edited, too.
_DATED_BEHIND = dt.timedelta(days=45)


class _Role(StrEnum):
    DEADLINE = "deadline"
    REVIEW = "review"
    OTHER = "other"


_ROLES = (
    (cues.DEADLINE, _Role.DEADLINE),
    (cues.REVIEW, _Role.REVIEW),
    (cues.INTERVIEW, _Role.OTHER),
    (cues.START, _Role.OTHER),
    (cues.CONTRACT, _Role.OTHER),
    (cues.ELSE, _Role.OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A date that the page's head or data gives: with the words of its key."""

    date: dt.date
    time: dt.time | None = None
    text: str


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
    for passage in told:
        dates = find_dates(passage.text, language)
        for n, date in enumerate(dates):
            role, weight = _role(passage, date, dates[n + 1 :])
            if role is _Role.DEADLINE:
                candidates.append(_candidate(passage, dates, n, weight, page_date))
            elif role is _Role.REVIEW and review is None:
                day = _settled(date, page_date)[0]
                review = (day, passage.text) if day else None
    chosen, doubts = _choose(candidates, told, declared)
    open_ended = next((p.text for p in told if _is_rolling(p)), None) if chosen is None else None
    return Timing(
        deadline=chosen.deadline if chosen else None,
        deadline_source=chosen.text if chosen else None,
        rolling=open_ended is not None,
        rolling_source=open_ended,
        review_from=review[0] if review else None,
        review_source=review[1] if review else None,
        doubts=doubts if not (open_ended and not candidates) else (),
    )


def _is_rolling(passage: Passage) -> bool:
    if cues.FILLED.search(passage.text):
        return True
    applied = (
        cues.APPLY.search(passage.text) or cues.DEADLINE.search(passage.text) or passage.kind is SectionKind.DEADLINE
    )
    return cues.ROLLING.search(passage.text) is not None and bool(applied)


def _role(passage: Passage, date: FoundDate, later: Sequence[FoundDate]) -> tuple[_Role, int]:
    """What a date is, and how surely (0 to 4)."""
    text, extended = passage.text, cues.EXTENDED.search(passage.text) is not None
    before, after = text[: date.begin], text[date.end : later[0].begin if later else None]
    nearest, distance, name_end = _nearest(before)
    until = _UNTIL.search(before)
    applying = [m.end() for m in cues.APPLY.finditer(before)]
    if extended and _FORMER.search(before) and (nearest is _Role.DEADLINE or applying):
        return _Role.OTHER, 0
    if nearest is _Role.DEADLINE:
        return _Role.DEADLINE, 4 if extended else 2 if _SOFT.search(text) else 3
    if until and applying and (nearest is None or max(applying) > name_end or distance > 25):
        return _Role.DEADLINE, 4 if extended else 2
    if nearest is None and (_closes(after) or (until and cues.APPLY.search(after))):
        return _Role.DEADLINE, 2
    if nearest is not None:
        return nearest, 0
    return _by_place(passage, until is not None)


def _by_place(passage: Passage, until: bool) -> tuple[_Role, int]:
    """What a date is whose sentence does not tell: its heading or its lead may."""
    place = passage.lead or passage.heading
    if passage.kind is SectionKind.DEADLINE and not cues.START.search(passage.text):
        return _Role.DEADLINE, 2
    if cues.DEADLINE.search(place) and (passage.is_item or until):
        return _Role.DEADLINE, 1
    if until and (passage.kind is SectionKind.APPLY or cues.APPLY.search(place)):
        return _Role.DEADLINE, 1
    if until and any(cues.APPLY.search(s) for s in passage.before[-1:]):
        return _Role.DEADLINE, 1
    return _Role.OTHER, 0


def _nearest(before: str) -> tuple[_Role | None, int, int]:
    """The role that the last telling word before a date gives it, how far away it ends, and where."""
    ends = [(found.end(), -found.start(), role) for pattern, role in _ROLES for found in pattern.finditer(before)]
    if not ends:
        return None, 0, 0
    end, _, role = max(ends, key=lambda e: (e[0], e[1]))
    return role, len(before) - end, end


def _closes(after: str) -> bool:
    found = cues.DEADLINE.search(after[:70])
    return found is not None and not re.search(r"[.;]|interview|start", after[: found.start()])


def _candidate(
    passage: Passage, dates: Sequence[FoundDate], n: int, weight: int, page_date: dt.date | None
) -> _Candidate:
    date, text = dates[n], passage.text
    day, inferred, doubt = _settled(date, page_date)
    begin = max(dates[n - 1].end if n else 0, date.begin - 45)
    end = dates[n + 1].begin if n + 1 < len(dates) else len(text)
    before, after = text[begin : date.begin], text[date.end : min(end, date.end + 45)]
    time = find_time(after[:30]) or find_time(before)
    until = _UNTIL.search(text[: date.begin])
    deadline = day and Deadline(
        date=day,
        time=time,
        timezone=find_zone(after) or find_zone(before),
        inclusive=not (until and _EXCLUSIVE.match(until["word"]) and time is None),
        year_inferred=inferred,
        text=text,
    )
    return _Candidate(deadline=deadline or None, weight=weight, text=text, doubt=doubt)


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
    swapped = FoundDate(
        begin=date.begin, end=date.end, year=date.year, month=date.day, day=date.month, weekday=date.weekday
    )
    plain = FoundDate(
        begin=date.begin, end=date.end, year=date.year, month=date.month, day=date.day, weekday=date.weekday
    )
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
    candidates: Sequence[_Candidate], told: Sequence[Passage], declared: Declared | None
) -> tuple[_Candidate | None, tuple[Doubt, ...]]:
    """The deadline among all candidates, with the doubts about it."""
    if declared is not None and not any(c.deadline for c in candidates):
        deadline = Deadline(date=declared.date, time=declared.time, text=declared.text)
        return _Candidate(deadline=deadline, weight=1, text=declared.text, doubt=None), ()
    if not candidates:
        vague = next((p.text for p in told if _VAGUE.search(p.text)), None)
        return None, (Doubt("deadline", f"The page names no day for its deadline: “{vague}”"),) if vague else ()
    top = max(c.weight for c in candidates)
    best = [c for c in candidates if c.weight == top or (top == 3 and c.weight == 2 and not _SOFT.search(c.text))]
    settled = [c for c in best if c.deadline] or [c for c in candidates if c.deadline]
    if not settled:
        return None, (Doubt("deadline", f"{best[0].doubt} (“{best[0].text}”)"),)
    days = {c.deadline.date for c in settled if c.deadline}
    chosen = max(settled, key=lambda c: (c.weight, _detail(c)))
    doubts = [Doubt("deadline", f"{chosen.doubt} (“{chosen.text}”)")] if chosen.doubt else []
    if len(days) > 1:
        named = ", ".join(day.isoformat() for day in sorted(days))
        doubts.append(Doubt("deadline", f"The page names more than one deadline: {named}."))
    return chosen, tuple(doubts)


def _detail(candidate: _Candidate) -> tuple[bool, bool, dt.date]:
    """Of two that are equally sure the one with a time and a zone says more; then the later is meant."""
    deadline = candidate.deadline
    assert deadline is not None
    return deadline.time is not None, deadline.timezone is not None, deadline.date
