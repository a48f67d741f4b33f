"""Dated entries of work and study, as they stand under their headings; nothing is read into them.

An entry begins at a line with a year; where that line holds little more than dates, the next one belongs to it.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.words import HEADINGS
from intake.model.document import SourceWords
from intake.text.fold import fold_name


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_name(word) for word in words.split(","))


EXPERIENCE = _folded(
    "experience,work experience,professional experience,employment,employment history,work history,career,"
    "berufserfahrung,beruflicher werdegang,praktische erfahrung,berufspraxis,praktika,"
    "experience professionnelle,experiences professionnelles,experiences,parcours professionnel,"
    "experiencia,experiencia laboral,experiencia profesional,esperienza,esperienze,esperienza lavorativa,"
    "esperienza professionale,esperienze professionali,werkervaring,ervaring,doswiadczenie,doswiadczenie zawodowe,"
    "pracovni zkusenosti,experiencia profissional,工作经历,工作经验,工作背景,職歴,경력,опыт работы"
)
EDUCATION = _folded(
    "education,academic background,education and training,ausbildung,studium,bildungsweg,schulbildung,"
    "ausbildung und studium,formation,formations,diplomes,educacion,formacion,formacion academica,istruzione,"
    "istruzione e formazione,formazione,opleiding,opleidingen,wyksztalcenie,vzdelani,formacao,formacao academica,"
    "教育背景,教育经历,学歴,학력,образование"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST, _LONGEST = 30, 300


def find_entries(lines: tuple[Line, ...], headings: tuple[str, ...], section: frozenset[str]) -> tuple[Found, ...]:
    """The entries under the headings of `section`, in the order of the text; `headings` are the document's own."""
    ends = (HEADINGS | EXPERIENCE | EDUCATION | {fold_name(heading) for heading in headings}) - section
    found = (
        Found(words[:_LONGEST], SourceWords(words[:_LONGEST], lines[at].page), at)
        for at, words in _dated(lines, section, ends)
    )
    return tuple(each for _, each in zip(range(_MOST), found, strict=False))


def _dated(lines: tuple[Line, ...], section: frozenset[str], ends: frozenset[str]) -> Iterator[tuple[int, str]]:
    inside = False
    folded = [line.folded for line in lines]
    for at, line in enumerate(lines):
        inside = folded[at] in section or (inside and folded[at] not in ends)
        if not inside or not _YEAR.search(line.text):
            continue
        after = lines[at + 1].text if at + 1 < len(lines) and folded[at + 1] not in ends | section else ""
        bare = len(_WORD.findall(line.text)) < 3 and not _YEAR.search(after)
        yield at, f"{line.text} {after}".strip() if bare else line.text
