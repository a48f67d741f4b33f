"""A text for showing: the words that were searched for marked, by the same folding as the search; which way it runs.

Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from intake.storage.queue_values import Span
from intake.text.fold import fold_words

_SAMPLE = 2_000
"""Characters after which it is known which way a text runs."""

_WORD = re.compile(r"\w[\w'’-]*")


def marked(text: str, words: str) -> tuple[Span, ...]:
    """The text in spans; a word that begins with a searched one, case and accents aside, is a hit."""
    wanted = tuple(fold_words(words))
    return tuple(_spans(text, wanted)) if wanted else (Span(text),)


def direction(spans: Sequence[Span]) -> Literal["ltr", "rtl"]:
    """Which way most letters of a text run. Of the whole: a line of dates alone has no direction of its own."""
    text = islice((c for span in spans for c in span.text if not c.isascii() or c.isalpha()), _SAMPLE)
    ways = [unicodedata.bidirectional(c) for c in text]
    return "rtl" if ways.count("R") + ways.count("AL") > ways.count("L") else "ltr"


def _spans(text: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    done = 0
    for found in _WORD.finditer(text):
        if any(part.startswith(wanted) for part in fold_words(found.group())):
            if found.start() > done:
                yield Span(text[done : found.start()])
            yield Span(found.group(), hit=True)
            done = found.end()
    if done < len(text):
        yield Span(text[done:])
