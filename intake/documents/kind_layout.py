"""How a paper is laid out, for its kind where its words are in a language that we have no words of.

A letter has a short line that greets, paragraphs, and a short line above the name that it ends with. Told by lengths
and signs alone, so that it holds in any script. Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence

# Chinese, Japanese and Thai put no spaces: two of their signs are about a word.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_GREETS = re.compile(r"[,!:،：，՝·][ \t]{0,3}$")
_ENDS = re.compile(r"[.。!?؟।။።։:]$|[\d@]")
_SHORT, _PARAGRAPH, _BODY = 10, 12, 30


def word_count(text: str) -> int:
    """The words of a text; of one without spaces about as many as it would have."""
    if text.isascii():
        return len(text.split())
    signs = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + signs // 2 if signs else len(text.split())


def letter_body(lines: Sequence[str]) -> int:
    """The words between greeting and closing of what is laid out as a letter; 0 for what is not."""
    greeting = next((at for at, line in enumerate(lines) if _is_greeting(lines, at, line)), None)
    if greeting is None or len(lines) < greeting + 4:
        return 0
    *_, closing, name = lines
    if word_count(closing) > _SHORT // 2 or word_count(name) > _SHORT // 2 or _ENDS.search(closing + name):
        return 0
    counts = [word_count(line) for line in lines[greeting + 1 : -2]]
    body = sum(counts)
    return body if body >= _BODY and max(counts) >= _PARAGRAPH else 0


def _is_greeting(lines: Sequence[str], at: int, line: str) -> bool:
    return bool(_GREETS.search(line)) and word_count(line) <= _SHORT and at + 1 < len(lines)
