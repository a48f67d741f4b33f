"""The walk over one part of a DOCX (body, header, footer, notes): its paragraphs in reading order.

A text box stands behind the paragraph that anchors it; a table gives one line a row, cells parted by tabs where
they hold one paragraph each. Hidden runs (w:vanish, or too small to read) are kept apart, deleted ones left out. Of an
mc:AlternateContent one branch is read: Word writes every text box twice. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from intake.documents.docx_xml import MC, R, W

# Deeper nesting is an attack on the stack, not a document.
MAX_DEPTH = 200
# Half points: nobody reads smaller letters.
_TINY = 3.0
_FIELD_LINK = re.compile(r"HYPERLINK\s+\"?([^\"\s]{1,2000})")
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_SKIPPED = {W + "del", W + "moveFrom", W + "rPr", W + "delText", MC + "Fallback", W + "rt", W + "commentReference"}
_BLOCKS = {W + "p", W + "tbl"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph as read. `style` is its style id; `bold` and `size` (half points) are those of all its letters.

    `size` is None where a run states none.
    """

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    style: str = ""
    outline: bool = False
    bold: bool = True
    size: float | None = None

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self.seen)

    @property
    def hidden(self) -> str:
        """What a reader does not see."""
        return "".join(self.unseen)


@dataclass(slots=True)
class Walk:
    """What the walk over one part has met: its link relations by id, and the text of link fields."""

    relations: dict[str, tuple[str, str]]
    links: dict[str, None] = field(default_factory=dict)
    _boxes: list[etree._Element] = field(default_factory=list)

    def paragraphs(self, element: etree._Element, depth: int = 0) -> Iterator[Paragraph]:
        """The paragraphs below `element`, each with its text boxes behind it."""
        if depth > MAX_DEPTH:
            return
        for child in element:
            if child.tag == W + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == W + "tbl":
                yield from self._table(child, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self.paragraphs(child, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Paragraph]:
        boxes, self._boxes = self._boxes, []
        paragraph = _started(element)
        self._inline(element, paragraph, depth)
        inner, self._boxes = self._boxes, boxes
        yield paragraph
        for box in inner:
            yield from self.paragraphs(box, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Paragraph]:
        for row in table.iterchildren(W + "tr"):
            cells = [[p for p in self.paragraphs(cell, depth) if p.text.strip() or p.unseen] for cell in _cells(row)]
            cells = [cell for cell in cells if cell]
            if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
                yield _row([cell[0] for cell in cells])
            else:
                for cell in cells:
                    yield from cell

    def _inline(self, element: etree._Element, into: Paragraph, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        for child in element:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == W + "txbxContent":
                self._boxes.append(child)
            elif child.tag == W + "r":
                self._run(child, into, depth)
            else:
                self._note_link(child)
                self._inline(child, into, depth + 1)

    def _run(self, run: etree._Element, into: Paragraph, depth: int) -> None:
        look = run.find(W + "rPr")
        text: list[str] = []
        for child in run:
            if child.tag == W + "t":
                text.append(child.text or "")
            elif child.tag in _BREAKS:
                text.append(_BREAKS[child.tag])
            elif child.tag == W + "instrText":
                self._note_field(child.text or "")
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self._inline(child, into, depth + 1)
        _append(into, "".join(text), look)

    def _note_link(self, element: etree._Element) -> None:
        if element.tag == W + "hyperlink":
            kind, target = self.relations.get(element.get(R + "id") or "", ("", ""))
            if kind == "hyperlink" and target:
                self.links.setdefault(target)
        elif element.tag == W + "fldSimple":
            self._note_field(element.get(W + "instr") or "")

    def _note_field(self, instruction: str) -> None:
        found = _FIELD_LINK.search(instruction)
        if found and not found[1].startswith("\\"):
            self.links.setdefault(found[1])


def _started(element: etree._Element) -> Paragraph:
    look = element.find(W + "pPr")
    if look is None:
        return Paragraph()
    style = look.find(W + "pStyle")
    return Paragraph(
        style="" if style is None else style.get(W + "val") or "", outline=look.find(W + "outlineLvl") is not None
    )


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag == W + "sdt":
            yield from child.iter(W + "tc")


def _row(cells: list[Paragraph]) -> Paragraph:
    first = cells[0]
    first.seen = ["\t".join(" ".join(cell.text.split()) for cell in cells)]
    first.unseen = [" ".join(cell.hidden for cell in cells if cell.unseen)]
    first.bold = all(cell.bold for cell in cells)
    return first


def _append(into: Paragraph, text: str, look: etree._Element | None) -> None:
    if not text:
        return
    size = _size(look)
    if (look is not None and _on(look, "vanish")) or (size is not None and size <= _TINY):
        into.unseen.append(text)
        return
    into.seen.append(text)
    if not text.strip():
        return
    into.bold = into.bold and look is not None and (_on(look, "b") or _on(look, "bCs"))
    into.size = into.size if size is None else max(into.size or 0.0, size)


def _size(look: etree._Element | None) -> float | None:
    """The size that a run states, in half points."""
    size = look.find(W + "sz") if look is not None else None
    value = (size.get(W + "val") or "") if size is not None else ""
    return float(value) if value.isdecimal() else None


def _on(look: etree._Element, name: str) -> bool:
    """Whether a toggle property stands on (ECMA-376 part 1, 17.17.4)."""
    toggle = look.find(W + name)
    return toggle is not None and (toggle.get(W + "val") or "true").lower() not in {"0", "false", "off", "none"}
