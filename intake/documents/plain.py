"""Plain text and Markdown to Content, in whatever charset. Pure: no I/O, no clock."""

import re

from intake.documents.content import Content
from intake.model.policy import ReadingPolicy
from intake.text.charsets import decode

_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(.{2,60})\n[=\-~_*]{3,}\s*$", re.MULTILINE)


def read_plain(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of the bytes, cut at the limit (warning `partly_read`)."""
    # A character takes at most four bytes: more need not be decoded to know that the limit is passed.
    whole = len(data) <= policy.limits.text * 4
    return plain_content(decode(data[: policy.limits.text * 4], None), cut=not whole)


def plain_content(text: str, *, cut: bool = False) -> Content:
    """Content of a text that is already decoded."""
    text = text.replace("\r\n", "\n")
    marked = [*_MARKDOWN_HEADING.finditer(text), *_UNDERLINED.finditer(text)]
    headings = tuple(found[1] for found in sorted(marked, key=lambda found: found.start()))
    return Content(pages=(text,), extractor="text", headings=headings, warnings=("partly_read",) if cut else ())
