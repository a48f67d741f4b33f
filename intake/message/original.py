"""What the writer of a forwarded mail said in it, below the header lines that a client put above it.

A forward keeps the original's words in its own text, in plain lines (Gmail, Outlook, Thunderbird) or quoted line by
line (Apple Mail). They are that writer's, so that a statement in them counts as the applicant's.

Pure: no I/O, no clock.
"""

from intake.message import quotes

_LINES = 4_000
"""Lines searched for the head of the original, as far as `forwarded` looks for it."""


def own_words(full_text: str) -> str:
    """What the original's writer wrote, without history and signature; "" where no original begins in the text."""
    lines = full_text.split("\n")
    for number, line in enumerate(lines[:_LINES]):
        if quotes.is_forward_rule(line) or (line.strip() and quotes.header_block(lines, number)):
            return quotes.own_text("\n".join(_unquoted(lines[_behind_headers(lines, number) :])))
    return ""


def _behind_headers(lines: list[str], at: int) -> int:
    """The line behind the rule and the header lines that begin at a line: folded values and further labels too."""
    if quotes.is_forward_rule(lines[at]):
        at = _skip(lines, at + 1, empty=True)
    return _skip(lines, at + max(1, quotes.header_block(lines, at)) - 1, empty=False)


def _skip(lines: list[str], at: int, *, empty: bool) -> int:
    while at < len(lines) and (not lines[at].strip(" \t>")) is empty:
        at += 1
    return at


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without the mark that stands before each of them; as they are where one has none."""
    if not all(line.startswith(">") for line in lines if line.strip()):
        return lines
    return [line.removeprefix(">").removeprefix(" ") for line in lines]
