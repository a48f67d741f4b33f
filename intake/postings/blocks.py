"""The one form that every page takes before it is read: a flat list of headings, paragraphs, items and rows.

Addresses that a page keeps in a link alone (mailto, protected by script) are written into the text of their
block as `<address>`, so that whatever looks for addresses needs to look at text only. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote

PSEUDO_LEVEL = 7
"""The level of a line that only looks like a heading (bold, or ending in a colon): below all real ones."""

BLOCK_LIMIT = 8_000
"""Characters of a block that are read; no paragraph of a careers page is longer, and patterns stay quick."""

_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_AROUND_BREAK = re.compile(r" ?\n[ \n]*")


class BlockKind(StrEnum):
    """What a block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link of a block: the words that one clicks on, and where it leads."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page. `text` has single spaces; a line break that the page forces is kept as LF.

    `level` is 1 to 6 for headings and the depth of nesting (from 0) for items. `anchors` are the names by
    which a table of contents reaches a heading. `cells` are those of a row. `strong` says that all of the
    text is bold, as of a line that stands for a heading.
    """

    kind: BlockKind
    text: str
    level: int = 0
    links: tuple[Hyperlink, ...] = ()
    anchors: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    strong: bool = False


def tidy(text: str) -> str:
    """`text` with single spaces, without invisible characters, and without empty lines."""
    plain = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    return _AROUND_BREAK.sub("\n", plain).strip()


def shown(words: str, target: str) -> str:
    """What a link is in the text of its block: its words, with the address that only a mailto names."""
    address = mail_address(target)
    if address is None or address.casefold() in words.casefold():
        return words
    return f"{words} <{address}>"


def mail_address(target: str) -> str | None:
    """The address of a mailto link; None for any other link, and for one whose address is a template's."""
    if not target.casefold().startswith("mailto:"):
        return None
    address = unquote(target[7:].split("?", 1)[0]).strip()
    return address if re.fullmatch(r"[^\s@<>{}]+@[^\s@<>{}]+", address) else None


def mail_subject(target: str) -> str | None:
    """The subject that a mailto link sets (RFC 6068 section 2), or None."""
    if not target.casefold().startswith("mailto:"):
        return None
    # Taken apart by hand: urlsplit would take what follows "//" for a host, and a bad one raises.
    fields = parse_qs(target.partition("#")[0].partition("?")[2])
    values = [v for k, vs in fields.items() if k.casefold() == "subject" for v in vs]
    return tidy(values[0]) or None if values else None


def texts(blocks: Iterable[Block]) -> list[str]:
    """The texts of all blocks that have one, in order."""
    return [b.text for b in blocks if b.text]


def items(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The list items among `blocks`, each on one line."""
    return tuple(b.text.replace("\n", " ") for b in blocks if b.kind is BlockKind.ITEM and b.text)
