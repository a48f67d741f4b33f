"""Dates, times and zones in running text, in six languages, found and read by patterns of our own.

A span is read only where the pattern leaves nothing open but the year and the order of "03/04/2026"; both are
said in the value, so that whoever knows the page's date or language settles them. (dateparser's search
reads "15. März 2027, 12 Uhr" as 12 March.) Pure: no I/O, no clock.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

_MONTH_NAMES = (
    "january|january,|jan|januar|jänner|janvier|janv|januari|enero|ene|gennaio|gen",
    "february|feb|februar|feber|février|fevrier|févr|februari|febrero|febbraio|febb",
    "march|mar|märz|maerz|mrz|mars|maart|mrt|marzo",
    "april|apr|avril|avr|abril|abr|aprile",
    "may|mai|mei|mayo|maggio|mag",
    "june|jun|juni|juin|junio|giugno|giu",
    "july|jul|juli|juillet|juil|julio|luglio|lug",
    "august|aug|août|aout|augustus|agosto|ago",
    "september|sep|sept|septembre|septiembre|setiembre|settembre|set|sett",
    "october|oct|oktober|okt|octobre|octubre|ottobre|ott",
    "november|nov|novembre|noviembre",
    "december|dec|dezember|dez|décembre|decembre|déc|diciembre|dic|dicembre",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
MONTH_NAMES = tuple(sorted((n for n in _MONTHS if len(n) > 3), key=len, reverse=True))
"""Names of months that stand for themselves: no abbreviations of three letters, which may be other words."""
_MONTH = "(?:" + "|".join(sorted((re.escape(n) for n in _MONTHS), key=len, reverse=True)) + r")(?![\w])\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY_MARK = r"(?:st|nd|rd|th|er|ᵉʳ|\.?[º°ª]|\.)?"
_OF = r"(?:of\s+|de\s+|del\s+|di\s+|van\s+)?"
_FIRST = r"first\s+of|premier|primo|erste[rn]?"
_MONTH_OF = (
    r"(?:(?:of|des|du|de|del|di|van|im|in)\s+)?(?:the\s+|la\s+)?"
    r"(?:month\s+of\s+|monats\s+|mois\s+d['e]\s?|mes\s+de\s+|mese\s+di\s+|maand\s+)?(?:d['’])?"
)

_FORMS = re.compile(
    rf"(?<![\w/.-])(?P<iso_y>{_YEAR})(?P<iso_s>[-/.])(?P<iso_m>\d{{1,2}})(?P=iso_s)(?P<iso_d>\d{{1,2}})(?![\d/-])"
    rf"|(?<![\w/.-])(?P<num_a>\d{{1,2}})(?P<num_s>[./-])\s?(?P<num_b>\d{{1,2}})(?P=num_s)\s?(?P<num_y>{_YEAR}"
    rf"|\d\d(?!\d))(?![\d/-])"
    rf"|(?P<last>last day|end|ende|fin|fine|eind|einde|finales|laatste dag|letzter tag|letzten tag|dernier jour"
    rf"|último día|ultimo giorno)\s+{_MONTH_OF}"
    rf"(?P<last_m>{_MONTH})(?:,?\s*{_OF}(?P<last_y>{_YEAR}))?|(?<![\w/.:-])(?P<dm_d>\d{{1,2}}|{_FIRST}){_DAY_MARK}(?:\s+"
    rf"|\s?[-–/]\s?"
    rf"|(?<=\.)){_OF}(?P<dm_m>{_MONTH})(?:\s*+(?:[,/-]\s*+)?{_OF}(?P<dm_y>{_YEAR}))?"
    rf"|\b(?P<md_m>{_MONTH})\s*(?:the\s+)?(?P<md_d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d"
    rf"|\d)(?:\s*+(?:,\s*+)?(?P<md_y>{_YEAR}))?"
    r"|(?<![\w/.:-])(?P<short_d>\d{1,2})\.\s?(?P<short_m>\d{1,2})\.(?!\s?\d)"
    r"|(?<![\w/.:-])(?P<slash_a>\d{1,2})/(?P<slash_b>\d{1,2})(?![\w/])"
    # Dutch writes 12-2 for a day, everybody writes 1-2 for a range: one that ends what is said.
    r"|(?<![\w/.:-])(?P<dash_d>\d{1,2})-(?P<dash_m>\d{1,2})(?=\s*(?:[.,;)]|$))",
    re.IGNORECASE,
)

_WEEKDAY_NAMES = (
    "monday|montag|lundi|maandag|lunes|lunedì|lunedi",
    "tuesday|dienstag|mardi|dinsdag|martes|martedì|martedi",
    "wednesday|mittwoch|mercredi|woensdag|miércoles|miercoles|mercoledì|mercoledi",
    "thursday|donnerstag|jeudi|donderdag|jueves|giovedì|giovedi",
    "friday|freitag|vendredi|vrijdag|viernes|venerdì|venerdi",
    "saturday|samstag|sonnabend|samedi|zaterdag|sábado|sabado|sabato",
    "sunday|sonntag|dimanche|zondag|domingo|domenica",
)
_WEEKDAYS = {name: n for n, names in enumerate(_WEEKDAY_NAMES) for name in names.split("|")}
WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_WEEKDAY_BEFORE = re.compile(rf"\b({WEEKDAY})\W{{1,3}}(?:(?:the|dem|den|le|el|il|der)\s+)?$", re.IGNORECASE)
# "So" and "di" are words of other languages: an abbreviation counts in its own, with a capital where one is usual.
_SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "de": "Mo Di Mi Do Fr Sa So",
    "fr": "lun mar mer jeu ven sam dim",
    "nl": "ma di wo do vr za zo",
    "es": "lun mar mié jue vie sáb dom",
    "it": "lun mar mer gio ven sab dom",
}
SHORT_WEEKDAY = "(?:" + "|".join(sorted({day for days in _SHORT_DAYS.values() for day in days.split()})) + r")\b\.?"
_SHORT_BEFORE = {
    language: re.compile(rf"\b({'|'.join(days.split())})(?:s|rs|urs)?[.,]{{0,2}} ?$")
    for language, days in _SHORT_DAYS.items()
}
_BESIDE = 60
"""Characters before a date in which its day of the week stands."""
_WEEKDAY_AFTER = re.compile(rf"^\s?\(({WEEKDAY})\)", re.IGNORECASE)

_TIME = re.compile(
    r"(?P<midnight>\bmidnight|\bmitternacht|\bminuit|\bmiddernacht|\bmedianoche|\bmezzanotte)"
    r"|(?P<noon>\bnoon\b|\bmidday\b|\bmittags?\b(?! um)|\bmidi\b|\bmediod[ií]a|\bmezzogiorno|12 uur ['’]s middags)"
    r"|\b(?:ore|um|om|at|à|alle|a las)\s(?P<hour3>[01]?\d|2[0-4])\.(?P<minute3>[0-5]\d)(?![\d.]*\d)"
    r"|\bore\s(?P<hour4>[01]?\d|2[0-4])(?![\d.:]*\d)"
    r"|(?<![\d.:/-])(?P<hour5>[01]?\d|2[0-4])\.(?P<minute5>[0-5]\d)(?=\s?\(?(?-i:AoE|CES?T|MES?Z|GMT|UTC|BST)\b)"
    r"|(?<![\d.:/-])(?P<hour>[01]?\d|2[0-4])(?P<sep>[:.h])(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![\d.]\d"
    r"|\d)\s?(?P<half>[ap]\.?\s?m\b\.?)?(?:\s?(?:uhr|h\b|hrs?\b|hours\b|uur))?"
    r"|(?<![\d.:/-])(?P<hour2>[01]?\d|2[0-4])\s?(?:(?P<half2>[ap]\.?\s?m\b\.?)|uhr\b|uur\b|h\b|heures?\b|horas\b"
    r"|o'clock)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,.]|\b(?:and|but|und|aber|et|mais|en|maar|y|pero|e|ma)\b", re.IGNORECASE)
# Abbreviations count in capitals only ("et" is French for "and"), names in any case.
_ZONES = {
    r"(?-i:AoE|AOE)|anywhere on earth": "Etc/GMT+12",
    r"(?-i:CEST|CET|MESZ|MEZ)|central european (?:summer )?time|mitteleuropäische\w{0,20} (?:sommer)?zeit|german time"
    r"|berlin time": "Europe/Berlin",
    r"(?-i:BST)|uk time|london time|british (?:summer )?time": "Europe/London",
    r"(?-i:UTC)": "UTC",
    r"(?-i:GMT)": "Etc/GMT",
    r"(?-i:E[SD]?T)|eastern(?: (?:standard |daylight )?time)?|new york time": "America/New_York",
    r"(?-i:C[SD]T)|central(?: (?:standard |daylight )?time)|us central": "America/Chicago",
    r"(?-i:M[SD]T)|mountain(?: (?:standard |daylight )?time)": "America/Denver",
    r"(?-i:P[SD]?T)|pacific(?: (?:standard |daylight )?time)?": "America/Los_Angeles",
    r"(?-i:EEST|EET)|eastern european (?:summer )?time": "Europe/Helsinki",
    r"(?-i:WEST|WET)|lisbon time": "Europe/Lisbon",
    r"heure de paris|paris time|heure française": "Europe/Paris",
    r"swiss time|zurich time|heure suisse": "Europe/Zurich",
    r"nederlandse tijd|amsterdam time": "Europe/Amsterdam",
    r"hora peninsular(?: española)?|hora de madrid|madrid time": "Europe/Madrid",
    r"ora italiana|rome time": "Europe/Rome",
    r"(?-i:AE[SD]T)|sydney time": "Australia/Sydney",
    r"(?-i:NZ[SD]T)": "Pacific/Auckland",
    r"(?-i:JST)|tokyo time": "Asia/Tokyo",
    r"(?-i:SGT)": "Asia/Singapore",
    r"(?-i:SAST)": "Africa/Johannesburg",
}
_ZONE = re.compile("|".join(rf"(?P<z{n}>\b(?:{names})\b)" for n, names in enumerate(_ZONES)), re.IGNORECASE)
_ZONE_NAMES = tuple(_ZONES.values())
_OFFSET = re.compile(r"\b(?:utc|gmt)\s?([+−–-])\s?(\d{1,2})(?::?00)?\b", re.IGNORECASE)
_IANA = re.compile(
    r"\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z_+\-0-9/]+"
)

_LAST = -1  # for the last day of a month, which depends on the year

END_OF_DAY = dt.time(23, 59, 59)
"""Midnight on a day is the end of that day: a reader who is told so still has that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text: where it stands, what it says, and what it leaves open.

    `year` None: none was given. `ambiguous`: day and month could be the other way round, and the order was
    not known. `weekday` (Monday is 0) is the one named beside it. `last`: the last day of the month was said.
    """

    begin: int
    end: int
    year: int | None
    month: int
    day: int
    ambiguous: bool = False
    weekday: int | None = None
    last: bool = False

    def on(self, year: int) -> dt.date | None:
        """The date in a year; None for 29 February of a common one."""
        try:
            return dt.date(year, self.month, calendar.monthrange(year, self.month)[1] if self.last else self.day)
        except ValueError:
            return None


def find_dates(text: str, language: str) -> list[FoundDate]:
    """All dates in `text` in order. `language` (ISO 639-1) settles the order of day and month."""
    return list(_found(text, language))


@lru_cache(maxsize=4096)
def _found(text: str, language: str) -> tuple[FoundDate, ...]:
    found = (_read(match, text, language) for match in _FORMS.finditer(text))
    return tuple(date for date in found if date is not None)


def _read(match: re.Match[str], text: str, language: str) -> FoundDate | None:
    year, month, day, ambiguous = _numbers(match, language)
    if not (1 <= month <= 12):
        return None
    last = day == _LAST
    if last:
        day = calendar.monthrange(year or 2023, month)[1]
    if not 1 <= day <= calendar.monthrange(year or 2024, month)[1]:
        return None
    if match["dm_m"] and year is None and match["dm_m"] == "may":
        return None  # "section 3 may apply"
    return FoundDate(
        begin=match.start(),
        end=match.end(),
        year=year,
        month=month,
        day=day,
        ambiguous=ambiguous,
        weekday=_weekday(text[max(0, match.start() - _BESIDE) : match.start()], text[match.end() :], language),
        last=last,
    )


def _weekday(before: str, after: str, language: str) -> int | None:
    """The day of the week that is named beside a date, from 0 for Monday."""
    found = _WEEKDAY_BEFORE.search(before) or _WEEKDAY_AFTER.match(after)
    if found:
        return _WEEKDAYS[found[1].casefold()]
    short = _SHORT_BEFORE[language].search(before) if language in _SHORT_BEFORE else None
    return _SHORT_DAYS[language].split().index(short[1]) if short else None


def _numbers(m: re.Match[str], language: str) -> tuple[int | None, int, int, bool]:
    """Year, month, day (or `_LAST`), and whether their order is a guess."""
    if m["iso_y"]:
        return int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]), False
    if m["num_a"]:
        month, day, ambiguous = _ordered(int(m["num_a"]), int(m["num_b"]), m["num_s"], language)
        return _full_year(m["num_y"]), month, day, ambiguous
    if m["last"]:
        return _int(m["last_y"]), _month(m["last_m"]), _LAST, False
    if m["dm_d"]:
        return _int(m["dm_y"]), _month(m["dm_m"]), int(m["dm_d"]) if m["dm_d"].isdigit() else 1, False
    if m["md_m"]:
        return _int(m["md_y"]), _month(m["md_m"]), int(m["md_d"]), False
    if m["short_d"]:
        return None, int(m["short_m"]), int(m["short_d"]), False
    if m["dash_d"]:
        return None, int(m["dash_m"]) if language == "nl" else 0, int(m["dash_d"]), False
    month, day, ambiguous = _ordered(int(m["slash_a"]), int(m["slash_b"]), "/", language)
    return None, month, day, ambiguous


def _ordered(a: int, b: int, mark: str, language: str) -> tuple[int, int, bool]:
    """Month and day of two numbers. English alone is written both ways, and with dots never month first."""
    if a > 12 or b > 12:
        return (b, a, False) if a > 12 else (a, b, False) if language == "en" and mark != "." else (b, a, False)
    return b, a, language == "en" and mark != "." and a != b


def _month(name: str) -> int:
    return _MONTHS[name.casefold().rstrip(".")]


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def boundary(gap: str) -> int | None:
    """Where in the text between two dates what is said of the first ends; None where nothing there could be of both.

    A time of day belongs to the nearer of the two ("on 1 March at 10:00, deadline 5 March"), and so does its zone.
    """
    if ";" in gap:
        return gap.index(";")
    found = next((m for m in _TIME.finditer(gap) if _clock(m)), None)
    if found is None:
        return None
    begin, end = found.start(), found.start() + len(found[0].rstrip())
    if begin > len(gap) - end:
        return gap.rfind(",", 0, begin) + 1
    clause = _CLAUSE.search(gap, end)
    return clause.start() if clause else len(gap)


def find_time(text: str, within: int | None = None) -> dt.time | None:
    """The first time of day in `text` that begins within so many characters; midnight is the end of the day."""
    for found in _TIME.finditer(text):
        if within is not None and found.start() >= within:
            return None
        time = _clock(found)
        if time is not None:
            return time
    return None


def _clock(found: re.Match[str]) -> dt.time | None:
    if found["midnight"]:
        return END_OF_DAY
    if found["noon"]:
        return dt.time(12)
    half = found["half"] or found["half2"]
    if found["sep"] == "." and not half and not re.search(r"uhr|uur|h", found[0], re.IGNORECASE):
        return None  # "12.30" may be anything, "12.30 Uhr" is a time
    hour = int(next(digits for n in ("", *"2345") if (digits := found[f"hour{n}"])))
    minute = int(found["minute"] or found["minute3"] or found["minute5"] or 0)
    if half:
        hour = hour % 12 + (12 if half[0].casefold() == "p" else 0)
    return END_OF_DAY if hour == 24 else dt.time(hour, minute, int(found["second"] or 0))


def find_zone(text: str) -> str | None:
    """The IANA name of the first time zone that `text` names."""
    named = _IANA.search(text)
    if named and named[0] in available_timezones():
        return named[0]
    offset = _OFFSET.search(text)
    if offset:
        # Etc names have the opposite sign (POSIX): Etc/GMT-2 is two hours east of Greenwich.
        hours = int(offset[2])
        return "UTC" if hours == 0 else f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours <= 12 else None
    found = _ZONE.search(text)
    return _ZONE_NAMES[int(str(found.lastgroup)[1:])] if found else None
