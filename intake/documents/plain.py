"""Plain text and Markdown to Content, in whatever charset. Pure: no I/O, no clock."""

from intake.documents.content import Content
from intake.model.policy import ReadingPolicy
from intake.text.guessing import decode_unlabelled
from intake.text.sections import names_section

_RULES = frozenset("=-~_*")
# Longer lines are sentences; shorter capitals are abbreviations.
_LENGTH = 80
_CAPITALS = 4
# A text of more lines is a list or a log: every line held costs fifty bytes beside its letters.
_LINES = 50_000


def read_plain(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of the bytes, cut at the limit (warning `partly_read`)."""
    # A character takes at most four bytes: more need not be decoded to know that the limit is passed.
    whole = len(data) <= policy.limits.text * 4
    return plain_content(decode_unlabelled(data[: policy.limits.text * 4]), cut=not whole)


def plain_content(text: str, *, cut: bool = False) -> Content:
    """Content of a text that is already decoded."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Content(pages=(text,), extractor="text", headings=_headings(text), warnings=("partly_read",) if cut else ())


def _headings(text: str) -> tuple[str, ...]:
    """Lines marked in the Markdown way, and lines that stand out without marks."""
    lines = [line.strip() for line in text.split("\n", _LINES)[:_LINES]]
    found: dict[str, None] = {}
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if not 2 <= len(line) <= _LENGTH:
            continue
        marked = line.startswith("#") or (len(after) >= 3 and set(after) <= _RULES and len(set(after)) == 1)
        if marked or names_section(line) or (not before and _stands_out(line)):
            found.setdefault(line.strip("# "))
    found.pop("", None)
    return tuple(found)


def _stands_out(line: str) -> bool:
    """Whether a line after an empty one reads as a heading: in capitals, or a question that is answered below."""
    if len(line) < _CAPITALS:
        return False
    return line.endswith("?") or (line.isupper() and "@" not in line)
