"""Addresses, dates, trace headers and damaged base64, as mail-parser reads them: the only importer of mailparser.

mail-parser is given single header values, with encoded words already replaced by placeholders. It is better
than the standard library at spoofed senders (`From: a@victim <b@evil>`), dates and trace headers, but it loses
raw octets and words split inside a character (library-facts: measured on 2,000 mails), decodes every payload
beside the one that is wanted (25 MB attachment: 303 MB of memory) and fails on broken multiparts: so it never
sees a body. Whatever it will not decide is read by a plain rule here, and noted as a defect.

Pure: no I/O, no clock.
"""

import binascii
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from mailparser.utils import (  # type: ignore[import-untyped] # ships no types
    convert_mail_date,
    decode_base64_payload,
    get_addresses,
    receiveds_parsing,
)

from intake.message import words
from intake.message.octets import Fields
from intake.model.message import Address, Hop
from intake.text import charsets, clean

# Its debug and error lines hold headers: personal data must never reach a log.
logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)

_ADDRESS_FIELDS = ("from", "to", "cc", "reply-to", "sender", "resent-to", "resent-from")
_HEADER_LENGTH = 64_000  # an address list or trace header longer than this is cut
_HOPS = 100
_MARK = "\ue000{}\ue001"  # private use: an atom for the address scanner, never in a real header
_MARKED = re.compile("\ue000(\\d+)\ue001")
_NO_WORD = re.compile(r"[\s:;,]")
_HOST = re.compile(r"[\w.:\[\]-]{1,255}")
_MARKS = re.compile("\ue000|\ue001".encode())
_ENCODED = re.compile(rb"(?:=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=(?:[ \t]*(?==\?))?)+")
# The one address of a header, under a name whose comma should stand in quotes: `Berg, Ann <ann@example.net>`.
_COMMA_NAME = re.compile(
    rb"\A\s*([^\s\"'<>@(),:;=][^\"<>@():;=]{0,100},[^\"<>@():;=,]{1,100}?)\s*(<[^<>@\s]{1,200}@[^<>@\s]{1,200}>)\s*\Z"
)
_ADDR_SPEC = re.compile(r"[^\s<>\"(),:;@\\]{1,128}@[^\s<>\"(),:;@\\]{1,255}")
# What needs no second thought: `Ann Berg <ann@example.net>`, `ann@example.net`; encoded words are marks by now.
_PLAIN_SPEC = r"[\w!#$%&*+/=?^{}|~-]{1,64}(?:\.[\w!#$%&*+/=?^{}|~-]{1,64}){0,12}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_PLAIN_NAME = r"[\w\ue000\ue001](?:[\w .'\ue000\ue001-]{0,199}[\w.'\ue000\ue001-])?"
_USUAL_BOX = re.compile(rf"\s*(?:(?:({_PLAIN_NAME})\s++)?<({_PLAIN_SPEC})>|({_PLAIN_SPEC}))\s*")
_LONGEST = 320  # characters of an address (RFC 5321: 64 and 255, and the @)
_ANGLE = re.compile(r"<([^<>]*)>")
_COMMENT = re.compile(r"\([^()]*\)")
_HOST_NAME = r"\[?[\w.:-]{1,255}\]?"
_USUAL_HOP = re.compile(
    rf"\A(?:from ({_HOST_NAME}) )?by ({_HOST_NAME})(?: via [\w-]{{1,40}})?(?: with [\w/-]{{1,60}})?"
    r"(?: id <?[^\s;<>]{1,200}>?)?(?: for <?([^<>\s;\"]{3,320})>?)? ?; ?([^;]{10,60})\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who sent a mail to whom, when, and over which hosts. `hops` are topmost first; times aware, in UTC."""

    addresses: dict[str, tuple[Address, ...]]
    sent_at: datetime | None
    hops: tuple[Hop, ...]
    defects: tuple[str, ...]

    def of(self, field: str) -> tuple[Address, ...]:
        """The addresses of an address field (lower case name)."""
        return self.addresses.get(field, ())


def envelope(fields: Fields, *, recipients: int, charset: str | None = None) -> Envelope:
    """Addresses (at most `recipients` a field), Date and Received headers of a mail; never raises.

    `charset` is that of the mail's text, for raw octets in names.
    """
    defects: list[str] = []
    found = {
        name: _addresses(fields.all(name), recipients, defects, charset) for name in _ADDRESS_FIELDS if fields.has(name)
    }
    return Envelope(
        addresses=found,
        sent_at=date(fields.first("date")),
        hops=tuple(hop(value) for value in fields.all("received")[:_HOPS]),
        defects=tuple(dict.fromkeys(defects)),
    )


def address_list(value: bytes, limit: int = 500) -> tuple[Address, ...]:
    """The addresses of one header value, at most `limit`."""
    return _addresses([value], limit, [])


def date(value: bytes | None) -> datetime | None:
    """The instant that a Date header names, in UTC; None where it names none that is whole."""
    text = words.decode(value)[:200]
    if not text:
        return None
    try:
        moment: datetime = convert_mail_date(text)[0]
    except ValueError:
        return _loose_date(text)
    return moment.astimezone(UTC)


def hop(value: bytes) -> Hop:
    """One Received header; clauses that cannot be read are None."""
    text = charsets.guess(words.unfold(value[:_HEADER_LENGTH]))
    return usual_hop(text) or _any_hop(text)


def usual_hop(text: str) -> Hop | None:
    """A Received header whose clauses stand in the order of RFC 5321 section 4.4; None for any other.

    Most do, and mail-parser takes five times as long for the same values: a tenth of what a mail costs.
    """
    plain = _COMMENT.sub(" ", _COMMENT.sub(" ", text)) if "(" in text else text
    found = _USUAL_HOP.match(" ".join(plain.split()))
    at = None if found is None else _loose_date(found[4])
    if found is None or at is None:
        return None
    return Hop(by=_host(found[2]), from_=_host(found[1]), for_=_single(found[3]), at=at)


def _any_hop(text: str) -> Hop:
    parsed: dict[str, Any] = receiveds_parsing([text])[0]
    stated = parsed.get("date_utc")
    at = datetime.fromisoformat(stated).astimezone(UTC) if stated else date(text.rpartition(";")[2].encode())
    return Hop(by=_host(parsed.get("by")), from_=_host(parsed.get("from")), for_=_single(parsed.get("for")), at=at)


def base64(data: bytes) -> bytes:
    """Decoded base64, damaged or not: foreign characters are skipped, missing padding is made up."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        decoded: bytes = decode_base64_payload(data.decode("ascii", "ignore"))
        return decoded


def _addresses(
    values: Iterable[bytes], limit: int, defects: list[str], charset: str | None = None
) -> tuple[Address, ...]:
    octets = _capped(_MARKS.sub(b"", b", ".join(words.unfold(v) for v in values if v.strip())), limit, defects)
    octets = _COMMA_NAME.sub(rb'"\1" \2', octets)
    names: list[str] = []
    text = charsets.guess(_ENCODED.sub(lambda found: _marked(found[0], names), octets), charset)
    doubts: list[dict[str, Any]] = []
    pairs = usual_pairs(text)
    if pairs is None:
        pairs = get_addresses(text, defects=doubts)
    found = [_address(name, address, names) for name, address in pairs if address]
    for doubt in doubts:
        defects.append("address_header")
        mended = None if doubt["recovered"] else _plain_rule(doubt["raw"], names)
        if mended is not None:
            found.append(mended)
    return tuple(dict.fromkeys(found))[:limit]


def usual_pairs(text: str) -> list[tuple[str, str]] | None:
    """Name and address of each member of a list in which nothing is quoted or doubtful; None for any other list."""
    pairs: list[tuple[str, str]] = []
    for item in text.split(","):
        found = _USUAL_BOX.fullmatch(item)
        if found is None:
            return None
        pairs.append(("", found[3]) if found[3] else (" ".join((found[1] or "").split()), found[2]))
    return pairs


def _capped(octets: bytes, limit: int, defects: list[str]) -> bytes:
    at = -1
    for _ in range(limit + 1):
        at = octets.find(b"@", at + 1)
        if at < 0:
            break
    if at < 0 and len(octets) <= _HEADER_LENGTH:
        return octets
    defects.append("too_many_recipients")
    cut = octets[: min(at if at >= 0 else len(octets), _HEADER_LENGTH)]
    return cut[: max(cut.rfind(b","), 0)] if b"," in cut else cut


def _marked(encoded: bytes, names: list[str]) -> bytes:
    names.append(words.decode_words(encoded))
    # A word glued to its neighbours still parts them: "=?...?=<a@b>".
    return b" " + _MARK.format(len(names) - 1).encode() + b" "


def _unmarked(text: str, names: list[str]) -> str:
    """`text` with the decoded words back in place of their marks."""

    def word(found: re.Match[str]) -> str:
        number = int(found[1]) if len(found[1]) < 6 else len(names)
        return names[number] if number < len(names) else ""

    return _MARKED.sub(word, text)


def _address(name: str, address: str, names: list[str]) -> Address:
    shown = clean.one_line(_unmarked(name, names)).strip("\"'").strip()
    local, at, domain = clean.one_line(_unmarked(address, names)).rpartition("@")
    return Address(shown or None, f"{local}{at}{domain.lower() if at else domain}"[:_LONGEST])


def _plain_rule(item: str, names: list[str]) -> Address | None:
    """The address of a list member that mail-parser found ambiguous: the first in angle brackets, else the first."""
    text = _unmarked(item, names)
    angles = _ANGLE.findall(text)
    for candidate in angles:
        found = _ADDR_SPEC.search(candidate)
        if found:
            return _address(text[: text.index("<")], found[0], [])
    found = _ADDR_SPEC.search(text)
    if found:
        return _address(text[: found.start()].strip(" <\"'(["), found[0].strip("'"), [])
    word = (angles[-1] if angles else _COMMENT.sub("", text)).strip(" \t\"'<>")
    if not word or _NO_WORD.search(word):
        return None
    return _address(text[: text.index("<")] if angles else "", word, [])


def _loose_date(text: str) -> datetime | None:
    """A date that the standard library reads where mail-parser does not; without a zone it is no instant."""
    try:
        moment = parsedate_to_datetime(text)
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _host(clause: str | None) -> str | None:
    """The host name at the head of a `by` or `from` clause."""
    found = _HOST.match(clause or "")
    return found[0].rstrip(".").lower() if found else None


def _single(clause: str | None) -> str | None:
    found = _ADDR_SPEC.search(clause or "")
    return found[0].lower() if found else None
