"""The sentences of a posting, each with where it stands: its section, its heading, what leads into it.

Every field is read from passages. Pure: no I/O, no clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.postings.blocks import Block, BlockKind, Hyperlink
from intake.postings.cues import sentences
from intake.postings.sections import Section, SectionKind

SENTENCE_LIMIT = 2_000
"""Characters of a sentence that are read."""

_BEFORE = 200
"""Sentences before one that it knows of: each of thousands in a block would hold all before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence, list item or table row. `before` are the sentences of its block that precede it.

    `lead` is the sentence that introduces the list that it is an item of ("Please send us:"), or "".
    `links` are those whose words stand in it.
    """

    text: str
    kind: SectionKind
    heading: str
    before: tuple[str, ...]
    lead: str
    links: tuple[Hyperlink, ...]
    is_item: bool = False


def passages(sections: Iterable[Section]) -> tuple[Passage, ...]:
    """All passages of `sections`, in order; headings are passages of their own section."""
    return tuple(p for section in sections for p in _of_section(section))


def _of_section(section: Section) -> Iterator[Passage]:
    heading = section.heading.text if section.heading else ""
    if section.heading:
        yield from _of_block(section.heading, section.kind, heading, "")
    lead = ""
    for block in section.blocks:
        found = list(_of_block(block, section.kind, heading, lead if block.kind is BlockKind.ITEM else ""))
        yield from found
        if block.kind is not BlockKind.ITEM:
            lead = found[-1].text if found and block.kind is BlockKind.PARAGRAPH else ""


def _of_block(block: Block, kind: SectionKind, heading: str, lead: str) -> Iterator[Passage]:
    text = _as_line(block)
    said = [" ".join(s.split()) for s in sentences(text)]
    for n, sentence in enumerate(said):
        yield Passage(
            text=sentence[:SENTENCE_LIMIT],
            kind=kind,
            heading=heading,
            before=tuple(said[max(0, n - _BEFORE) : n]),
            lead=lead,
            links=tuple(link for link in block.links if _stands_in(link, sentence)),
            is_item=block.kind is BlockKind.ITEM,
        )


def _as_line(block: Block) -> str:
    """A row of two cells is a label and its value."""
    cells = [c for c in block.cells if c]
    return f"{cells[0].rstrip(':')}: {cells[1]}" if len(cells) == 2 else block.text


def _stands_in(link: Hyperlink, sentence: str) -> bool:
    words = " ".join(link.text.split())
    return words in sentence or (len(words) > 20 and sentence in words)
