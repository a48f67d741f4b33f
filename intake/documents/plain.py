"""Plain text and Markdown to Content, in whatever charset. Pure: no I/O, no clock."""

import re

from intake.documents.content import Content
from intake.documents.kind_features import names_section
from intake.model.policy import ReadingPolicy
from intake.text.charsets import decode

_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(.{2,60})\n[=\-~_*]{3,}\s*$", re.MULTILINE)
# Longer lines are sentences; shorter capitals are abbreviations.
_LENGTH = 80
_CAPITALS = 4


def read_plain(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of the bytes, cut at the limit (warning `partly_read`)."""
    # A character takes at most four bytes: more need not be decoded to know that the limit is passed.
    whole = len(data) <= policy.limits.text * 4
    return plain_content(decode(data[: policy.limits.text * 4], None), cut=not whole)


def plain_content(text: str, *, cut: bool = False) -> Content:
    """Content of a text that is already decoded."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Content(pages=(text,), extractor="text", headings=_headings(text), warnings=("partly_read",) if cut else ())


def _headings(text: str) -> tuple[str, ...]:
    """Lines marked in the Markdown way, and lines that stand out without marks."""
    marked = {found[1] for pattern in (_MARKDOWN_HEADING, _UNDERLINED) for found in pattern.finditer(text)}
    lines = [line.strip() for line in text.split("\n")]
    found: dict[str, None] = {}
    for before, line in zip(["", *lines], lines, strict=False):
        heading = line.strip("# ") if line.startswith("#") else line
        if heading in marked or names_section(line) or (not before and _stands_out(line)):
            found.setdefault(heading)
    return tuple(found)


def _stands_out(line: str) -> bool:
    """Whether a line after an empty one reads as a heading: in capitals, or a question that is answered below."""
    if not _CAPITALS <= len(line) <= _LENGTH:
        return False
    return line.endswith("?") or (line.isupper() and "@" not in line)
