"""A text for showing: the words that were searched for marked, by the same folding as the search.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator

from intake.storage.desk_values import Span
from intake.text.fold import fold_words

_WORD = re.compile(r"\w[\w'’-]*")


def marked(text: str, words: str) -> tuple[Span, ...]:
    """The text in spans; a word that begins with a searched one, case and accents aside, is a hit."""
    wanted = tuple(fold_words(words))
    return tuple(_spans(text, wanted)) if wanted else (Span(text),)


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
