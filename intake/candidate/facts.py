"""Everything that a document says about who sent it, each value with its words.

Pure: no I/O, no clock.
"""

from collections.abc import Sequence

from intake.candidate.contact import Found, find_emails
from intake.candidate.entries import find_entries
from intake.candidate.languages import find_languages
from intake.candidate.lines import Line, clean_lines
from intake.candidate.links import find_links
from intake.candidate.name import find_name
from intake.candidate.phones import find_phones
from intake.candidate.places import find_location
from intake.candidate.words import HEADINGS, OTHERS_PAPERS, RECOMMENDS
from intake.model.document import CandidateFacts, SourceWords
from intake.model.policy import ReadingPolicy

_SEVERAL = " | "
# How many lines down a paper's title may stand, under a letterhead and an address.
_HEAD = 16


def find_facts(
    text: str,
    *,
    pages: tuple[str, ...] = (),
    annotations: tuple[str, ...] = (),
    language: str | None,
    media_type: str,
    policy: ReadingPolicy,
    headings: tuple[str, ...] = (),
) -> CandidateFacts:
    """The facts in a document's text.

    `pages` are the texts page by page, where the format has pages; `annotations` the targets of its links
    ("mailto:", "https:"); `language` an ISO 639-1 code. In `evidence` a field with several values has the words of
    all, parted by bars, and the page of the first.
    """
    del media_type  # what a format implies is in `pages` and `annotations` already
    lines = clean_lines(text, pages)
    if _by_somebody_else(lines):
        return CandidateFacts()
    emails = find_emails(lines, annotations)
    phones = find_phones(lines, emails, language=language, regions=policy.phone_regions)
    links = find_links(lines, annotations, emails)
    languages = find_languages(lines, headings)
    name = find_name(lines, emails, tuple(link for link, _ in links), headings)
    education = find_entries(lines, headings, "education")
    experience = find_entries(lines, headings, "experience")
    location = find_location(lines, emails)
    evidence = {
        "emails": _words([found.source for found in emails]) if emails else None,
        "phones": _words([found.source for found in phones]) if phones else None,
        "links": _words([words for _, words in links]) if links else None,
        "languages": _words([found.source for found in languages]) if languages else None,
        "education": _words([found.source for found in education]) if education else None,
        "experience": _words([found.source for found in experience]) if experience else None,
        "location": location[1] if location else None,
        "name": name[1] if name else None,
    }
    return CandidateFacts(
        name=name[0] if name else None,
        emails=_values(emails),
        phones=_values(phones),
        links=tuple(link for link, _ in links),
        languages=_values(languages),
        location=location[0] if location else None,
        education=_values(education),
        experience=_values(experience),
        evidence={field: words for field, words in evidence.items() if words is not None},
    )


def _by_somebody_else(lines: tuple[Line, ...]) -> bool:
    """A reference, a transcript, an invoice: titled so near its top, and without a resume's headings."""
    folded = [line.folded for line in lines]
    if not any(map(_title, folded[:_HEAD])) and not any(map(RECOMMENDS.search, folded[: _HEAD * 4])):
        return False
    return sum(map(HEADINGS.__contains__, folded)) < 2


def _title(folded: str) -> bool:
    return len(folded.split()) <= 7 and bool(OTHERS_PAPERS.match(folded))


def _values(found: tuple[Found, ...]) -> tuple[str, ...]:
    return tuple([each.value for each in found]) if found else ()


def _words(every: Sequence[SourceWords]) -> SourceWords:
    """The words of several values as one, each once."""
    return SourceWords(_SEVERAL.join(dict.fromkeys([source.text for source in every])), every[0].page)
