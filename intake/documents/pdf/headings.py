"""Which lines of a document stand out as headings: by size, weight, and capitals.

Pure: no I/O, no clock.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from intake.documents.kind_features import names_section
from intake.documents.pdf.lines import Line, Segment

# Longer lines are sentences, whatever their size.
MAX_LENGTH = 60
MAX_WORDS = 8
_LARGER = 1.09
_MUCH_LARGER = 1.15
_SENTENCE_END = (".", ",", ";", "!")
_NUMBER_LIKE = re.compile(r"^[\W\d_]*$")
_ADDRESS_LIKE = re.compile(r"@|https?:|www\.|\d{4,}|\d\s*[-–—]\s*\d")


def headings_of(pages: Sequence[Sequence[Line]]) -> tuple[str, ...]:
    """The texts of the headings of all pages, in order, each once."""
    body = _body_size(segment for page in pages for line in page for segment in line.segments)
    found: dict[str, None] = {}
    for page in pages:
        for line in page:
            text = _heading(line, body)
            if text:
                found.setdefault(text)
    return tuple(found)


def _body_size(segments: Iterable[Segment]) -> float:
    """The size, in half points, in which most of the text stands."""
    sizes: Counter[float] = Counter()
    for segment in segments:
        sizes[round(segment.size * 2) / 2] += len(segment.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _heading(line: Line, body: float) -> str | None:
    """The heading that the line is, or begins with where a tab or smaller letters end it."""
    head = _head(line, body)
    text = " ".join("".join(segment.text for segment in head).split())
    if not _could_be(text):
        return None
    if all(_stands_out(segment, body) for segment in head if segment.text.strip()):
        return text
    return text if names_section(text) or _is_capitals(text) else None


def _head(line: Line, body: float) -> list[Segment]:
    """The first cell of the line; of that, where it begins larger than the text, the larger part alone."""
    large = line.segments[0].size > body * _MUCH_LARGER
    head: list[Segment] = []
    for segment in line.segments:
        if large and segment.size <= body * _MUCH_LARGER and segment.text.strip():
            break
        head.append(segment)
        if segment.text.endswith("\t"):
            break
    return head


def _is_capitals(text: str) -> bool:
    return text.isupper() and any(len(word) > 3 for word in text.split())


def _could_be(text: str) -> bool:
    if not 2 <= len(text) <= MAX_LENGTH or len(text.split()) > MAX_WORDS:
        return False
    if text.endswith(_SENTENCE_END) or _NUMBER_LIKE.match(text):
        return False
    return not _ADDRESS_LIKE.search(text)


def _stands_out(segment: Segment, body: float) -> bool:
    return segment.size > body * _LARGER or (segment.bold and segment.size > body * 0.95)
