"""What each date of a sentence is: a deadline, the begin of a review, a start, or something else.

The nearest word before a date tells; "by" after a word of applying makes a deadline; of "from 1 to 31 March" the
second day counts, of "extended from 30 April to 15 May" the later one. Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from intake.postings import cues
from intake.postings.dates import MONTH_NAMES, SHORT_WEEKDAY, WEEKDAY, FoundDate
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind

# What may stand between "by" and the day: articles, the day of the week, a time, the end of the working day.
_FILLER = (
    rf"(?:{WEEKDAY}|{SHORT_WEEKDAY}|the|on|of|at|end|day|working|business|close|play|cob|eod|dem|den|der|zum|am|um"
    r"|des|tages|einschließlich|inklusive|und mit|\w+schluss|mittags?|le|la|du|de|fin|journée|jour|el|il|op|om|het|een"
    r"|einde|(?:werk)?dag|van|las|los|del|al|cierre|final|oficina|alle|ore|dei|degli|della|fine|chiusura|uffici"
    r"|giorn(?:o|ata)"
    r"|heures?|hours?|local|time|midnight|noon|midday|mitternacht|minuit|midi|middernacht|medianoche|mediodía|mezzanotte"
    r"|mezzogiorno|pacific|eastern|central|uk|london|berlin|paris"
    r"|\d{1,2}(?:[:.h]\d{0,2})?\s?(?:[ap]\.?m\.?)?|[ap]\.?m\.?|uhr|uur|h|aoe|cest|cet|gmt|utc|bst|[ecmp][sd]?t|mez"
    r"|mesz|including|día|dia)"
)
UNTIL = re.compile(
    r"\b(?P<word>by|until|till|before|prior to|no later than|not later than|(?:at the )?latest(?: by)?|through|bis"
    r"|spätestens|vor dem"
    r"|jusqu['’]au|jusqu['’]à|avant|au plus tard|d['’]ici(?: au)?|pour|tot|t/m|uiterlijk|v[oó][oó]r|hasta|antes"
    r"|a más tardar|entro|fino a[l]?|prima|non oltre|sul)"
    rf"(?>[\s,(:]+(?:e non oltre|en met|(?:de|al) l|del?|dell|{_FILLER}|zum|bis|spätestens|tot|uiterlijk)"
    r"(?=[\s,(:'’]|$)){0,12}[\s,(:'’]*$",
    re.IGNORECASE,
)
# What these words name has begun to be too late; English "before" is used for "by" as often, so it includes the day.
_EXCLUSIVE = re.compile(r"^(?:avant|antes|prima|vor dem)$", re.IGNORECASE)
_INCLUDED = re.compile(
    r"^\W{0,3}(?:\w+\W{1,2})?(?:inclus|inclusive|compris|inbegrepen|inclusief|inclusive|inclusivo|incluido|inkl|einschl"
    r"|included|compreso)",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"full consideration|ideally|preferably|priority|idealerweise|möglichst bis|vorrangig|bevorzugt|de préférence"
    r"|en priorité|si possible|bij voorkeur|voorrang|prefer(?:iblem|entem)ente|prioridad|preferibilmente|precedenza"
    r"|priorità",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:was|were|from|instead of|previously|originally|formerly|old|statt|bisher\w*|ursprünglich\w*|vom|von|du"
    r"|au lieu du|initialement|oorspronkelijk\w*"
    r"|van|originalmente|del|anteriormente|dal|originariamente)(?:\s(?:due|set|planned|announced))?"
    # Each word of these is settled where it ends: "1: 1: 1:" can be cut in two ways at each colon.
    rf"(?>[\s,(:]+{_FILLER}(?=[\s,(:]|$)){{0,12}}[\s,(:]*$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:mid|middle of|early|late|mitte|anfang|mi|début|begin|half|medio|mediados de|principios de|metà|inizio)[\s-]+"
    rf"(?:{'|'.join(MONTH_NAMES)}|may|mai|mei)\b",
    re.IGNORECASE,
)
# "From 1 to 31 March": the first day opens what the second one ends. Of several dashes alone the first counts, so that
# not each of them is tried with all behind it.
_RANGE = re.compile(
    r"(?:[^\w–—-]*+[–—-]|\W*(?:[–—-](?=\s+\w)|to|until|till|through|and|bis|au|al|tot|t/m|hasta)"
    r"(?:\s+(?:the|zum|und mit|en met|el|le|il|día))*)\W*",
    re.IGNORECASE,
)
_LAST_WORDS = 500
"""Characters before a date in which "by" and all that may stand between it and the day have room."""

_OPENING = re.compile(
    r"\bopen|window|\bfrom\b|zeitraum|\bvom\b|période|\bdu\b|periode|\bvan\b|periodo|\bdel\b|\bdal\b", re.IGNORECASE
)
_MARK = re.compile(r"[,;]")
# Whoever goes on with a new verb after a date speaks of another day: "the deadline is …, and we will inform you by …".
_GOES_ON = re.compile(
    r"\b(?:we|you|they|will|shall|wir|sie|werden|wird|nous|vous|sera|seront|wij|zullen|worden|será|serán|sarà"
    r"|saranno)\b",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a date is for."""

    DEADLINE = "deadline"
    REVIEW = "review"
    START = "start"
    OTHER = "other"
    UNTOLD = "untold"


_ROLES = (
    (cues.DEADLINE, Role.DEADLINE),
    (cues.REVIEW, Role.REVIEW),
    (cues.INTERVIEW, Role.OTHER),
    (cues.START, Role.START),
    (cues.CONTRACT, Role.OTHER),
    (cues.ELSE, Role.OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a date stands: the words before it, those after it up to the next date, where the one before ends.

    `last` says that no other date follows in the sentence, `opened` that it ends a span of days, whose first one then
    stands for both in `before`.
    """

    text: str
    before: str
    after: str
    begin: int
    earlier: FoundDate | None
    extended: bool
    opened: bool
    last: bool


def role_of(passage: Passage, dates: Sequence[FoundDate], n: int) -> tuple[Role, int]:
    """What the n-th date of a passage is, and how surely it is a deadline (0 to 4)."""
    text, date = passage.text, dates[n]
    earlier = dates[n - 1] if n else None
    later = dates[n + 1] if n + 1 < len(dates) else None
    extended = cues.EXTENDED.search(text) is not None
    if later and not extended and _RANGE.fullmatch(text, date.end, later.begin):
        return Role.OTHER, 0
    opened = earlier is not None and not extended and _RANGE.fullmatch(text, earlier.end, date.begin) is not None
    return _role_at(
        passage,
        _Place(
            text=text,
            before=text[: earlier.begin if earlier and opened else date.begin],
            after=text[date.end : later.begin if later else None],
            begin=date.begin,
            earlier=earlier,
            extended=extended,
            opened=opened,
            last=later is None,
        ),
    )


def _role_at(passage: Passage, place: _Place) -> tuple[Role, int]:
    nearest, distance, named = _nearest_to(place)
    until = UNTIL.search(place.before[-_LAST_WORDS:])
    applying = [m.end() for cue in _applying(place.text) for m in cue.finditer(place.before)]
    if place.extended and _FORMER.search(place.before) and (nearest is Role.DEADLINE or applying):
        return Role.OTHER, 0
    if nearest is Role.DEADLINE:
        return Role.DEADLINE, 4 if place.extended else 1 if _is_soft(place) else 3
    if until and applying and (nearest is None or max(applying) > named or distance > 25):
        return Role.DEADLINE, 4 if place.extended else 1 if _is_soft(place) else 2
    if place.opened and applying and (nearest is None or _opens(place.before, max(applying), named)):
        return Role.DEADLINE, 2
    if nearest in {None, Role.START} and not until and _is_review(place):
        return Role.REVIEW, 0
    if nearest is None and (_closes(place.after) or (until and _is_last_day(until, place.after))):
        return Role.DEADLINE, 2
    return (nearest, 0) if nearest is not None else _by_place(passage, until is not None)


# Asked once of a passage: each of hundreds of dates in it would search all before it for every word of the table.
@lru_cache(maxsize=4096)
def _spoken(text: str) -> tuple[tuple[re.Pattern[str], Role], ...]:
    """The roles of whose words a passage holds any.

    Deadlines always: of their words some count only where no other follows, and a date may be what follows.
    """
    return tuple(role for role in _ROLES if role[1] is Role.DEADLINE or role[0].search(text))


@lru_cache(maxsize=4096)
def _applying(text: str) -> tuple[re.Pattern[str], ...]:
    """The cues of applying of which a passage holds any."""
    return tuple(cue for cue in (cues.APPLY, cues.RESPOND) if cue.search(text))


def _opens(before: str, applying: int, named: int) -> bool:
    """Whether a span of days is when applications are taken, though another word stands nearer.

    "Applications for a start in May are open from" says so; "we welcome applications, the contract runs from" does not.
    """
    goes_on = named > applying and _MARK.search(before, applying) is not None
    return not goes_on and _OPENING.search(before, max(0, applying - 12)) is not None


def _nearest_to(place: _Place) -> tuple[Role | None, int, int]:
    # Beside an extension the words for "since" tell of the former deadline ("dal 30 aprile al 15 maggio").
    roles = [role for role in _spoken(place.text) if not (place.extended and role is _ROLES[-1])]
    nearest, distance, named = _nearest(place.before, roles)
    earlier = None if place.opened or place.extended else place.earlier
    if earlier and named <= earlier.begin and _GOES_ON.search(place.text, earlier.end, place.begin):
        return None, 0, 0
    return nearest, distance, named


def _is_review(place: _Place) -> bool:
    """Whether words of reviewing stand around a date whose nearest word only says that something begins."""
    begin = place.earlier.end if place.earlier else 0
    after = cues.REVIEW.search(place.after) if place.last else None
    return bool(after or cues.REVIEW.search(place.text, begin, place.begin))


def _is_soft(place: _Place) -> bool:
    """Whether the clause of a date says that later applications count, too."""
    begin = place.earlier.end if place.earlier and not place.opened else 0
    before, after = place.text[begin : place.begin].rpartition(";")[2], place.after.partition(";")[0]
    return _SOFT.search(before) is not None or _SOFT.search(after) is not None


def _is_last_day(until: re.Match[str], after: str) -> bool:
    return bool(cues.APPLY.search(after) or cues.LATEST.search(until[0]))


def excludes_day(text: str, date: FoundDate) -> bool:
    """Whether the words around a date say that the day itself is too late ("avant le 15 juin")."""
    until = UNTIL.search(text[max(0, date.begin - _LAST_WORDS) : date.begin])
    return until is not None and bool(_EXCLUSIVE.match(until["word"])) and not _INCLUDED.match(text[date.end :])


def is_vague(text: str) -> bool:
    """Whether a deadline is named without a day: "by mid-March"."""
    found = _VAGUE.search(text)
    if not found:
        return False
    before = text[: found.start()]
    role, _, _ = _nearest(before, _ROLES)
    return role is Role.DEADLINE or (role is None and bool(UNTIL.search(before) and cues.APPLY.search(text)))


def _by_place(passage: Passage, until: bool) -> tuple[Role, int]:
    """What a date is whose sentence does not tell: its heading or its lead may."""
    place = passage.lead or passage.heading
    if passage.kind is SectionKind.DEADLINE and not cues.START.search(passage.text):
        return Role.DEADLINE, 2
    if cues.DEADLINE.search(place) and (passage.is_item or until):
        return Role.DEADLINE, 1
    if until and (passage.kind is SectionKind.APPLY or cues.APPLY.search(place)):
        return Role.DEADLINE, 1
    if until and any(cues.APPLY.search(s) for s in passage.before[-1:]):
        return Role.DEADLINE, 1
    return Role.UNTOLD, 0


def _nearest(before: str, roles: Sequence[tuple[re.Pattern[str], Role]]) -> tuple[Role | None, int, int]:
    """The role that the last telling word before a date gives it, how far away it ends, and where."""
    ends = [(found.end(), -found.start(), role) for pattern, role in roles for found in pattern.finditer(before)]
    if not ends:
        return None, 0, 0
    end, _, role = max(ends, key=lambda e: (e[0], e[1]))
    return role, len(before) - end, end


def _closes(after: str) -> bool:
    found = cues.DEADLINE.search(after[:70])
    return found is not None and not re.search(r"[.;]|interview|start", after[: found.start()])
