"""Dated entries of work and study, as they stand under their headings; nothing is read into them.

An entry begins at a line with a year. Where that line holds dates alone, the words of the entry stand below it, or
above it where the section begins with words. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.words import HEADINGS
from intake.model.document import SourceWords
from intake.text.fold import fold_name
from intake.text.sections import section_of

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
# What stands in a span of dates, by its first letters: months and "until now" in the languages that we read.
_DATES = re.compile(
    r"^(?:jan|feb|f[eé]v|mar|m[aä]r|mrz|maart|apr|avr|abr|mai|maj|may|mag|maggio|jun|juin|giu|jul|juil|lug|aug|ago|ao[uû]|"
    r"sep|set|okt|oct|out|ott|nov|dez|dec|d[eé]c|dic|ene|gen|sty|lut|kwi|cze|lip|sie|wrz|pa[zź]|lis|gru|янв|фев|мар|апр|май|"
    r"июн|июл|авг|сен|окт|ноя|дек|present|pr[eé]sent|presente|now|today|current|ongoing|heute|jetzt|aujourd|hui|actuel|"
    r"actual|heden|oggi|attual|obecn|teraz|dosud|nyní|atual|nu$|nå$|настоящ|время|сейчас|σήμερα|היום|الآن|حتى|现在|至今|"
    r"現在|현재|since|seit|depuis|desde|sinds|dal$|od$|from|until|till|bis|to$|tot$|a$|à$|al$|do$|m$|y$|yrs?$|year|month|"
    r"jahr|monat|années?|ans$|mois|years|months|mos?$|年|月|по$|с$)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[•·▪◦‣●■*–-]\s")
_MOST, _LONGEST, _SHORT = 30, 300, 90
# Lines of an entry beside its dates: what somebody was, and where.
_BESIDE = 2


def find_entries(lines: tuple[Line, ...], headings: tuple[str, ...], section: str) -> tuple[Found, ...]:
    """The entries under the headings of a section, in the order of the text; `headings` are the document's own."""
    own = frozenset(fold_name(heading) for heading in headings if section_of(heading) is None)
    found: list[Found] = []
    for block in _blocks(lines, own, section):
        found += _entries(lines, block)
    return tuple(found[:_MOST])


def _blocks(lines: tuple[Line, ...], own: frozenset[str], section: str) -> Iterator[range]:
    """The lines under each heading of the section, up to the next heading."""
    start: int | None = None
    for at, line in enumerate(lines):
        if not _is_heading(line, own):
            continue
        if start is not None and section_of(line.text) != section and not _is_entry_heading(line, own):
            yield range(start, at)
            start = None
        if start is None and section_of(line.text) == section:
            start = at + 1
    if start is not None:
        yield range(start, len(lines))


def _is_heading(line: Line, own: frozenset[str]) -> bool:
    return line.folded in HEADINGS or line.folded in own or section_of(line.text) is not None


def _is_entry_heading(line: Line, own: frozenset[str]) -> bool:
    """A line that is set as a heading, but names no section: an entry's own title."""
    return line.folded in own and line.folded not in HEADINGS


def _entries(lines: tuple[Line, ...], block: range) -> Iterator[Found]:
    dated = [at for at in block if _YEAR.search(lines[at].text)]
    for number, at in enumerate(dated):
        before = range(dated[number - 1] + 1 if number else block.start, at)
        after = range(at + 1, dated[number + 1] if number + 1 < len(dated) else block.stop)
        taken = [at]
        if _is_bare(lines[at].text):
            # Above the first dates nothing but the entry's own words can stand.
            above = bool(dated) and dated[0] > block.start
            taken = [*_beside(lines, before)[-_BESIDE:], at] if above else [at, *_beside(lines, after)[:_BESIDE]]
        words = " ".join(lines[one].text for one in taken)[:_LONGEST]
        yield Found(words, SourceWords(words, lines[at].page), at)


def _is_bare(text: str) -> bool:
    """Whether a line holds dates and nothing else."""
    return not any(_DATES.match(word) is None for word in _WORD.findall(text))


def _beside(lines: tuple[Line, ...], among: range) -> list[int]:
    """Lines that may say what somebody was: short ones, no items of a list."""
    return [at for at in among if len(lines[at].text) <= _SHORT and not _BULLET.match(lines[at].text)]
