"""The original of a forwarded mail: from the nested message, or from the header lines of an inline forward.

Gmail, Thunderbird and Apple Mail write a rule ("---------- Forwarded message ---------", "Begin forwarded
message:") above lines of headers; Outlook writes the lines alone, and only its subject ("FW:", "WG:") parts a
forward from an answer. What is found is what the forwarding person's client states: a claim, not a fact.

Pure: no I/O, no clock.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from intake.message import fields, quotes
from intake.message.body import Body
from intake.model.message import Address, Forwarded, NestedMessage
from intake.text import clean

_SUBJECT = re.compile(
    r"\A\s*(?:\[[^\]]{1,40}\]\s*)?(?:fw|fwd|wg|tr|rv|rtr|doorst|doorgest|i|inoltra|enc|vs|vb)\s?(?:\[\d+\])?:",
    re.IGNORECASE,
)
_LINES = 4_000  # lines searched for a forward's head
_MAILTO = re.compile(r"<?\[?mailto:([^\s>\]]+)[>\]]*(?:\s*<[^<>]*>)?", re.IGNORECASE)
_TWICE_BRACKETED = re.compile(r"<<([^>\n]{0,400})>>?")
_ANSWER = re.compile(r"\A[\s\W]*(?:re|aw|sv|antw|ref|rif|r)\s?(?:\[\d+\])?:", re.IGNORECASE)

_MONTHS = {
    1: "january januar janvier enero januari gennaio jan janv ene gen jänner",
    2: "february februar février febrero februari febbraio feb févr fév",
    3: "march märz mars marzo maart mar mrz mär mrt",
    4: "april avril abril aprile apr avr abr",
    5: "may mai mayo mei maggio mag",
    6: "june juni juin junio giugno jun giu",
    7: "july juli juillet julio luglio jul juil lug",
    8: "august août agosto augustus aug ago",
    9: "september septembre septiembre settembre sep sept set",
    10: "october oktober octobre octubre ottobre oct okt ott",
    11: "november novembre noviembre nov",
    12: "december dezember décembre diciembre dicembre dec dez déc dic",
}
_MONTH = {word: number for number, all_words in _MONTHS.items() for word in all_words.split()}
_TIME = re.compile(r"\b(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.?(?:st|nd|rd|th|er|º)?\s+(?:de\s+)?([^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\b")
# "UTC+1", "GMT+01", as Apple Mail and Yahoo write it; the sign may be a minus of typography.
_ZONE_OFFSET = re.compile(r"\b(?:UTC|GMT)\s?([+\-−])\s?(\d{1,2})(?::?(\d{2}))?\b")
# Hours east of UTC of the names that clients write in six languages; names of several zones (IST) say nothing.
_ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "HNEC": 1, "CEST": 2, "MESZ": 2, "HAEC": 2,
    "EET": 2, "OEZ": 2, "EEST": 3, "OESZ": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
_ZONE_NAME = re.compile(rf"\b({'|'.join(_ZONES)})\b")


def find(subject: str, body: Body, nested: tuple[NestedMessage, ...], date_header: str) -> Forwarded | None:
    """The original of the mail, or None where the mail is no forward.

    A rule above another's message and nothing else is a forward, whatever the subject says (Roundcube), unless
    that begins as an answer's. `date_header` is the forward's own Date: its zone is that of the clock in which
    clients show the original's time where they name no zone.
    """
    zone = _zone(date_header)
    hands_on = not body.text.strip() and not _ANSWER.match(subject)
    inline = _inline(body.full_text, zone, says_so=is_forward_subject(subject), hands_on=hands_on)
    if inline is not None:
        return inline
    if nested and (len(nested) == 1 or _SUBJECT.match(subject)):
        original = nested[0].message
        return Forwarded(
            sender=original.sender,
            to=original.to,
            subject=original.subject,
            sent_at=original.sent_at,
            part=nested[0].part,
        )
    return None


def is_forward_subject(subject: str) -> bool:
    """Whether the subject begins as clients let that of a forward begin."""
    return _SUBJECT.match(subject) is not None


def _inline(text: str, zone: tzinfo | None, *, says_so: bool, hands_on: bool) -> Forwarded | None:
    lines = [line.strip().lstrip("> ").strip() for line in text.split("\n", _LINES)[:_LINES]]
    for number, line in enumerate(lines):
        rule = quotes.is_forward_rule(line)
        if rule and (says_so or hands_on or _FORWARD_RULE.search(line)):
            begin = next((n for n in range(number + 1, min(number + 4, len(lines))) if lines[n]), number + 1)
            found = _headers(lines, begin)
            if found:
                return _original(found, zone)
        if says_so and quotes.labelled(line) and quotes.header_block(lines, number):
            found = _headers(lines, number)
            if found:
                return _original(found, zone)
        if not says_so and quotes.attribution(lines, number):
            return None
    return None


_FORWARD_RULE = re.compile(
    r"forward|weitergeleitet|transféré|réexpédié|reenviado|doorgestuurd|inoltrato", re.IGNORECASE
)


def _headers(lines: list[str], begin: int) -> dict[str, str]:
    """The header lines that begin at a line, folded values joined; {} where they name no sender."""
    found: dict[str, str] = {}
    last = ""
    for line in lines[begin : begin + 20]:
        stated = quotes.labelled(line)
        if stated is not None and stated[0] not in found:
            last = stated[0]
            found[last] = stated[1]
        elif stated is not None or (not line and found):
            if len(found) > 1:
                break
        elif last and line:
            found[last] = f"{found[last]} {line}".strip()
        elif not last:
            break
    return found if "from" in found else {}


def _original(found: dict[str, str], zone: tzinfo | None) -> Forwarded:
    senders = _addresses(found["from"])
    return Forwarded(
        sender=senders[0] if senders else None,
        to=_addresses(found.get("to", "")),
        subject=clean.one_line(found.get("subject", "")) or None,
        sent_at=stated_time(found.get("date", ""), zone),
    )


def _addresses(value: str) -> tuple[Address, ...]:
    plain = _MAILTO.sub(r"<\1>", value.replace("<<", "<").replace(">>", ">"))
    plain = _TWICE_BRACKETED.sub(r"<\1>", plain)
    return tuple(a for a in fields.address_list(plain.replace(";", ",").encode()) if "@" in a.address)


def stated_time(text: str, zone: tzinfo | None) -> datetime | None:
    """The instant that a client's words for a time name (six languages), in UTC; None where they leave it open."""
    exact = fields.date(text.encode())
    if exact is not None:
        return exact
    day, clock = _day(text), _TIME.search(text)
    zone = _stated_zone(text) or zone
    if day is None or clock is None or zone is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    try:
        return datetime(*day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; a date in numbers counts only where it can be read in one way."""
    for pattern, year, month, day in (
        (_DAY_FIRST, 3, 2, 1),
        (_MONTH_FIRST, 3, 1, 2),
        (_DOTTED, 3, 2, 1),
        (_ISO, 1, 2, 3),
    ):
        for found in pattern.finditer(text):
            number = _MONTH.get(found[month].lower()) or (
                int(found[month]) if found[month].isascii() and found[month].isdigit() else 0
            )
            if number:
                return int(found[year]), number, int(found[day])
    return None


def _stated_zone(text: str) -> tzinfo | None:
    offset = _OFFSET.search(text) or _ZONE_OFFSET.search(text)
    if offset:
        return _fixed(offset)
    named = _ZONE_NAME.search(text)
    return timezone(timedelta(hours=_ZONES[named[1]])) if named else None


def _zone(date_header: str) -> tzinfo | None:
    found = _OFFSET.search(date_header)
    return _fixed(found) if found else None


def _fixed(offset: re.Match[str]) -> tzinfo:
    minutes = min(int(offset[2]) * 60 + int(offset[3] or 0), 14 * 60)
    return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
