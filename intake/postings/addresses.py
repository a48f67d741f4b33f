"""Mail addresses in text, also those written against harvesters, and the names beside them.

"jane (at) example.org", "jane [at] example [dot] org", "jane at example dot org", "jane_at_the_rate_example.org",
"[<jane@example.org>]" are all read; a template's variable is none. Pure: no I/O, no clock.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

# No longer than RFC 5321 (section 4.5.3.1) and RFC 1035 have them: a run of letters without end costs its length.
_LOCAL = r"[A-Za-z0-9À-ſ](?:[\w.+'’-]{0,62}[A-Za-z0-9À-ſ_-])?"
_LABEL = r"[A-Za-z0-9À-ſ](?:[A-Za-z0-9À-ſ-]{0,61}[A-Za-z0-9À-ſ])?"
_AT = (
    r"\s?@\s?|\s?＠\s?|\s?[(\[{<]\s?(?:at|@|ät|a|arroba|arobase|chez|apenstaartje|chiocciola)\s?[)\]}>]\s?|_at_the_rate_"
    r"|[_ ]at[ _]the[ _]rate[_ ]|_at_|-at-|\s?\*at\*\s?|\s?\|at\|\s?"
)
_DOT = r"\.|\s?[(\[{]\s?(?:dot|punkt|point|punto|\.)\s?[)\]}]\s?|\s(?:dot|punkt|DOT)\s|_dot_|-dot-"
_PLAIN = re.compile(
    rf"(?<![\w.+-])(?P<local>{_LOCAL})(?:{_AT})(?P<domain>{_LABEL}(?:(?:{_DOT}){_LABEL})+)(?![\w@])", re.IGNORECASE
)
# Spelt out in words: both the "at" and a "dot" must be there, else every sentence would be an address.
_SPELT = re.compile(
    rf"(?<![\w.+-])(?P<local>{_LOCAL}(?:\s(?:dot|DOT|punkt)\s{_LABEL}){{0,6}})\s(?:at|AT"
    rf"|ät)\s(?P<domain>{_LABEL}(?:\s(?:dot|DOT|punkt|\.)\s{_LABEL}){{1,6}})(?!\w)"
    rf"|(?<![\w.+-])(?P<local2>{_LABEL}(?:\.{_LABEL})+)\s(?:at|AT)\s(?P<domain2>{_LABEL}(?:\.{_LABEL})*\.(?:org|net"
    rf"|com|edu|eu|de|ch|at|fr|nl|es|it|uk|io|info))(?!\w)"
)
_DOTS = re.compile(rf"{_DOT}", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"\{\{(?=[^{}]*(?:mail|contact|address))[^{}]*+\}\}|\{%(?=[^%]*mail)[^%]*+%\}|<%(?=[^%]*mail)[^%]*+%>",
    re.IGNORECASE,
)

_TITLE = (
    r"(?:(?:Prof|Dr|PD|Mr|Mrs|Ms|Mme|M|Frau|Herr|Herrn|Madame|Monsieur|Sra?|Dott|Dhr|Mevr|Professor|Ing"
    r"|Dipl)\.?(?:-Ing\.?)?\s+)*"
)
_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŠČŽ](?:[\w’'-]{0,60}[a-zà-öø-ÿłńśščžß]|[A-Z]?\.)(?:-[A-ZÀ-Þ][\w’']{1,60})?"
_PARTICLE = (
    r"(?:van der|van den|van de|von der|van|von|de la|de|del|della|di|da|dos|du|le|la|ter|ten|zu|zur|el|al|bin|ben)"
)
_NAME = rf"{_TITLE}(?P<name>{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{1,3}})"
_NAME_BEFORE = re.compile(
    rf"{_NAME}\s*(?:\([^()@]{{2,80}}\)\s*|,\s[^,@<]{{2,80}},?\s*)?(?:[:,;–—>|-]\s*|\bvia\s|\bat\s|\bunter\s|\büber\s"
    rf"|\bper\s|\bdirectly\s|\be-?mail:?\s|\bemail address:?\s|à l'adresse\s)*[\s(<\[*:–—>-]*$"
)
_NAME_AFTER = re.compile(rf"^[\s>\])]*(?:[(–—-]|,\s(?:c/o|attn|t\.a\.v\.|z\.\s?Hd\.))\s*{_NAME}")
_NO_NAME = re.compile(
    r"\b(?:human resources|hr|department|team|office|university|institute|center|centre|committee|foundation"
    r"|recruiting|please|email|e-mail|contact|send|apply|the|our|your"
    r"|subject|cv|curriculum|resume|letter|statement|personalabteilung|bewerbung|unterlagen|kontakt|administration"
    r"|research|group|director|manager|coordinator|dear|bitte|fragen|questions?"
    r"|applications?|position|position|job|jobs|gmbh|inc|ltd|e\.v|professor|interest|interesse|applicants|candidates"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address in a text: where it stands, lower case, and the name beside it."""

    begin: int
    end: int
    email: str
    name: str | None


def find_addresses(text: str) -> list[FoundAddress]:
    """All addresses in `text`, in order."""
    return list(_found(text))


@lru_cache(maxsize=1024)
def _found(text: str) -> tuple[FoundAddress, ...]:
    spans = [(m.start(), m.end(), _email(m["local"], m["domain"])) for m in _PLAIN.finditer(text)]
    plain = [begin for begin, _, _ in spans]
    for m in _SPELT.finditer(text):
        # Of the plain ones only the last that begins before its end could lie across it.
        nearest = bisect_left(plain, m.end())
        if not (nearest and m.start() < spans[nearest - 1][1]):
            spans.append((m.start(), m.end(), _email(m["local"] or m["local2"], m["domain"] or m["domain2"])))
    spans.sort()
    found = []
    for n, (begin, end, email) in enumerate(spans):
        before = text[spans[n - 1][1] if n else 0 : begin]
        after = text[end : spans[n + 1][0] if n + 1 < len(spans) else None]
        found.append(FoundAddress(begin, end, email, _name(before, after)))
    return tuple(found)


def has_template_address(text: str) -> bool:
    """Whether a template fills in an address where the page is built ("{{ site.email }}")."""
    return _TEMPLATE.search(text) is not None


def known_name(words: str) -> str | None:
    """The name in a link's words or a label, or None where they are no name."""
    found = re.fullmatch(_NAME, words.strip())
    return found["name"] if found and not _NO_NAME.search(found["name"]) else None


def _email(local: str, domain: str) -> str:
    local, domain = (_DOTS.sub(".", part).replace(" ", "") for part in (local, domain))
    return f"{local}@{domain}".casefold().replace("’", "'")


def _name(before: str, after: str) -> str | None:
    for found in (_NAME_BEFORE.search(before[-160:]), _NAME_AFTER.match(after[:80])):
        if found and not _NO_NAME.search(found["name"]):
            return found["name"]
    return None
