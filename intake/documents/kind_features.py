"""What of a document tells its kind, counted: headings, dates, greetings, the words of each kind.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intake.documents import kind_words as words
from intake.documents.kind_layout import letter_body, word_count
from intake.documents.language import language_of
from intake.text.fold import fold_name
from intake.text.sections import SECTIONS, TITLES, section_of
from intake.text.sections import names_section as names_section  # noqa: PLC0414 - the readers of formats ask for it here

# Beyond this a text says no more about its kind.
SAMPLE = 60_000
_TOP_LINES = 8
_CONTACT_LINES = 15
_EMPTY_SECTION = re.compile(
    r"\b(?:on request|upon request|auf anfrage|sur demande|a peticion|op aanvraag|su richiesta|na zyczenie)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Where the letter in a text lies: line numbers of its salutation and its end, None where it has none."""

    salutation: int | None
    closing: int | None

    @property
    def whole(self) -> bool:
        """Whether it has both a salutation and, after it, a closing."""
        return self.salutation is not None and self.closing is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The counts; `sections` maps each section found to its heading as written."""

    language: str | None
    words: int
    sections: dict[str, str]
    resume_title: str | None
    contact: bool
    date_ranges: int
    dated_lines: int
    letter: Letter
    letter_words: int
    letter_layout: int
    statement_title: str | None
    applying: int
    motive: int
    first_person: int
    third_person: int
    questions: int
    reference_title: str | None
    recommending: int
    attached: bool
    transcript: int
    grades: int
    certificate: int
    certificate_title: str | None
    invoice: int
    paper: int
    form: int
    portfolio: str | None
    writing_sample: str | None
    references_section: bool


def features_of(text: str, headings: Sequence[str]) -> Features:
    """The features of a cleaned text; `headings` are those that the format marks."""
    language = language_of(text)
    sample = text[:SAMPLE]
    lines = [line.strip() for line in sample.split("\n") if line.strip()]
    folded = [fold_name(line) for line in lines]
    whole = " " + " ".join(folded)
    letter = _letter(folded)
    top = list(zip(lines, folded, strict=True))[:_TOP_LINES]
    titles = [*top, *zip(headings, map(fold_name, headings), strict=True)]
    return Features(
        language=language,
        words=word_count(whole),
        sections=_sections(lines, headings),
        resume_title=_first(top, lambda line: line in TITLES or line.startswith(("curriculum vitae", "lebenslauf"))),
        contact=any(map(words.CONTACT.search, lines[:_CONTACT_LINES])),
        date_ranges=len(words.DATE_RANGE.findall(sample)) + len(words.SINCE.findall(sample)),
        dated_lines=len(words.DATED_LINE.findall(sample)),
        letter=letter,
        letter_words=_letter_words(folded, letter),
        letter_layout=letter_body(lines),
        statement_title=_first(titles, words.STATEMENT_TITLE_LINE.match),
        applying=_distinct(words.APPLYING, whole),
        motive=_distinct(words.MOTIVE, whole),
        first_person=_count(words.FIRST_PERSON.get(language or "en"), whole),
        third_person=_count(words.THIRD_PERSON.get(language or "en"), whole),
        questions=len(words.QUESTION_LINE.findall(sample)),
        reference_title=_first(titles, words.REFERENCE_TITLE_LINE.match),
        recommending=_distinct(words.RECOMMENDING, whole),
        attached=words.ATTACHED.search(whole) is not None,
        transcript=_distinct(words.TRANSCRIPT, " " + " ".join(folded[:_TOP_LINES])),
        grades=len(words.GRADES.findall(whole)),
        certificate=_distinct(words.CERTIFICATE, whole),
        certificate_title=_first(top, words.CERTIFICATE_TITLE_LINE.match),
        invoice=_distinct(words.INVOICE, whole),
        paper=_distinct(words.PAPER, whole),
        form=_distinct(words.FORM, whole),
        portfolio=_first(top, lambda line: len(line.split()) <= 6 and bool(words.PORTFOLIO_LINE.match(line))),
        writing_sample=_first(top, words.WRITING_SAMPLE_LINE.match),
        references_section=_references(folded),
    )


def _distinct(pattern: re.Pattern[str], text: str) -> int:
    return len(set(pattern.findall(text)))


def _count(pattern: re.Pattern[str] | None, text: str) -> int:
    return len(pattern.findall(text)) if pattern else 0


def _first(lines: Iterable[tuple[str, str]], fits: Callable[[str], object]) -> str | None:
    """The first line, as written, whose folded form fits."""
    for line, folded in lines:
        if fits(folded):
            return line
    return None


def _sections(lines: Sequence[str], headings: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (*headings, *lines):
        for heading in dict.fromkeys((line, line.split("\t")[0])):
            section = section_of(heading)
            if section is not None:
                found.setdefault(section, heading.strip())
    return found


def _letter(folded: Sequence[str]) -> Letter:
    salutation = next((i for i, line in enumerate(folded) if _is_salutation(line)), None)
    start = 0 if salutation is None else salutation + 1
    closing = next((i for i, line in enumerate(folded[start:], start) if _is_closing(line)), None)
    return Letter(salutation=salutation, closing=closing)


def _is_salutation(line: str) -> bool:
    return word_count(line) <= 12 and words.SALUTATION_LINE.match(line) is not None


def _is_closing(line: str) -> bool:
    if words.CLOSING_PHRASE.search(line):
        return True
    return word_count(line) <= 6 and words.CLOSING_LINE.match(line) is not None


def _letter_words(folded: Sequence[str], letter: Letter) -> int:
    if letter.salutation is None or letter.closing is None:
        return 0
    return sum(map(word_count, folded[letter.salutation + 1 : letter.closing]))


def _references(folded: Sequence[str]) -> bool:
    """A references heading with people under it, not "on request"."""
    for at, line in enumerate(folded):
        if SECTIONS.get(line) == "references":
            below = folded[at + 1 : at + 4]
            return bool(below) and not any(_EMPTY_SECTION.search(text) for text in below[:1])
    return False
