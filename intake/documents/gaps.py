"""Which pages of a document hold no text of use, and have to be read from their pictures.

A scan has no text layer; a font without a map to Unicode gives signs that mean nothing; a page with a few words may
be a scan with a stamp on it. Pure: no I/O, no clock.
"""

import re

from intake.documents.content import Content

# A page with fewer letters than a short paragraph is looked at again: a letterhead over a scanned page.
THIN = 60
# Of a page's visible signs; a resume's icons are far fewer.
_GARBAGE_SHARE = 0.3
_UNMAPPED = re.compile("\\(cid:\\d{1,6}\\)|[\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd\x00-\x08\x0e-\x1f]")
_VISIBLE = re.compile(r"\S")


def pages_without_text(content: Content) -> tuple[int, ...]:
    """The pages (from 0) whose text layer is empty or garbage."""
    return tuple(at for at, page in enumerate(content.pages) if not letters(page) or is_garbage(content, at))


def thin_pages(content: Content) -> tuple[int, ...]:
    """The pages (from 0) with few words, which may not be all that they show."""
    return tuple(
        at for at, page in enumerate(content.pages) if 0 < letters(page) < THIN and not is_garbage(content, at)
    )


def is_garbage(content: Content, at: int) -> bool:
    """Whether too many glyphs of the page stand for nothing known."""
    page = content.pages[at]
    signs = _UNMAPPED.findall(page)
    unmapped = len(signs) + (content.unmapped[at] if at < len(content.unmapped) else 0)
    # "(cid:12)" is one glyph of eight signs.
    shown = len(_VISIBLE.findall(page)) - sum(map(len, signs)) + unmapped
    return unmapped > _GARBAGE_SHARE * shown


def letters(page: str) -> int:
    """The letters of a page that stand for something."""
    return sum(char.isalpha() for char in _UNMAPPED.sub("", page))
