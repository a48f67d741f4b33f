"""E-mail addresses of a document: printed, disguised against harvesters, or behind a link.

Addresses of referees are another person's: what stands under a references heading is left out.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from intake.candidate.lines import Line, tidy
from intake.candidate.words import HEADINGS, REFERENCES_HEADINGS
from intake.model.document import SourceWords


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the words that it was read from; `line` is its index, -1 for a link annotation."""

    value: str
    source: SourceWords
    line: int


_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?"
_LABELS = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}"
_EMAIL = re.compile(rf"(?<![\w.+%@-])({_LOCAL})@({_LABELS}[A-Za-z]{{2,24}})(?![\w@])")
# "ada (at) example (dot) org", "ada[at]example.org", "ada AT example DOT org"
_AT = r"\s*(?:\(\s*(?:at|@|arroba)\s*\)|\[\s*(?:at|@|arroba)\s*\]|\{\s*(?:at|@)\s*\}|<\s*at\s*>|\s@\s|@\s|\s@)\s*"
_DOT = r"\s*(?:\.|\(\s*(?:dot|\.|punkt|point)\s*\)|\[\s*(?:dot|\.|punkt|point)\s*\]|\{\s*dot\s*\})\s*"
_DISGUISED = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}){_AT}([\w-]+(?:{_DOT}[\w-]+)*{_DOT}[A-Za-z]{{2,24}})\b", re.IGNORECASE
)
_SPOKEN = re.compile(r"(?<![\w.+-])([\w.+-]{1,64}) at ([\w-]+(?: dot [\w-]+)* dot [A-Za-z]{2,24})\b", re.IGNORECASE)
_DOTS = re.compile(rf"(?<!\s)(?:{_DOT}|\s+dot\s+)", re.IGNORECASE)
# Without one of these no pattern finds an address in a line.
_HINT = re.compile(r"[@(\[{<]| at ", re.IGNORECASE)
# The desk that a letter is written to; left out beside an address of a person.
_DESK = re.compile(
    r"^(?:jobs?|careers?|hr|info|office|contact|recruit(?:ing|ment)|hiring|applications?|bewerbung(?:en)?|personal|karriere|"
    r"recrutement|rrhh|empleo|rh|candidature|sollicitaties?|no-?reply|webmaster|kontakt|mail)@",
)
# Names of icon fonts and labels that extractors glue to the address.
_GLUED = re.compile(r"^(?:(?:e-?mail|mailto|envelope|mail)[:=_]|envelope(?=[a-z]))", re.IGNORECASE)


def find_emails(lines: tuple[Line, ...], annotations: tuple[str, ...]) -> tuple[Found, ...]:
    """The addresses in the order of the text, then those of mailto links; lower case, each once."""
    found: dict[str, Found] = {}
    for each in (*_printed(lines), *_linked(annotations)):
        found.setdefault(each.value, each)
    own = tuple(each for each in found.values() if not _DESK.match(each.value))
    return own or tuple(found.values())


def _printed(lines: tuple[Line, ...]) -> Iterator[Found]:
    others = lines_of_referees(lines)
    for at, line in enumerate(lines):
        if at not in others and _HINT.search(line.text):
            for address, words in _addresses(line.text):
                yield Found(address, SourceWords(words, line.page), at)


def _linked(annotations: tuple[str, ...]) -> Iterator[Found]:
    for target in annotations:
        if target.lower().startswith("mailto:"):
            address = tidy(unquote(target[len("mailto:") :].partition("?")[0]))
            if _EMAIL.fullmatch(address):
                yield Found(address.lower(), SourceWords(address), -1)


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    """Address and source words of everything in a line that is an address."""
    plain = list(_EMAIL.finditer(_unglued(text)))
    for match in plain:
        yield match[0].lower(), match[0]
    if plain:
        return
    for pattern in (_DISGUISED, _SPOKEN):
        for match in pattern.finditer(text):
            address = f"{match[1]}@{_DOTS.sub('.', match[2])}"
            if _EMAIL.fullmatch(address):
                yield address.lower(), match[0]


def _unglued(text: str) -> str:
    return " ".join(_GLUED.sub("", word) if "@" in word else word for word in text.split(" "))


def lines_of_referees(lines: tuple[Line, ...]) -> frozenset[int]:
    """Indexes of the lines under a references heading, up to the next heading."""
    inside, found = False, set[int]()
    for at, line in enumerate(lines):
        folded = line.folded
        if folded in REFERENCES_HEADINGS:
            inside = True
        elif folded in HEADINGS:
            inside = False
        elif inside:
            found.add(at)
    return frozenset(found)
