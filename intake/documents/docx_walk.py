"""The walk over one part of a DOCX (body, header, footer, notes): its paragraphs in reading order.

A text box stands behind the paragraph that anchors it; a table gives one line a row, cells parted by tabs where
they hold one paragraph each. What nobody sees (`docx_looks`, `docx_places`) is kept apart, what is deleted left out. Of
an mc:AlternateContent one branch is read: Word writes every text box twice. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from intake.documents.docx_looks import UNKNOWN, Look, Styles, look_of, on, shade_of
from intake.documents.docx_places import (
    ground_of_box,
    is_flat_row,
    is_off_box,
    is_off_line,
    is_off_table,
)
from intake.documents.docx_xml import MC, R, W
from intake.text.colours import Rgb

# Deeper nesting is an attack on the stack, not a document.
MAX_DEPTH = 200
_FIELD_LINK = re.compile(r"HYPERLINK\s+\"?([^\"\s]{1,2000})")
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_SKIPPED = {W + "del", W + "moveFrom", W + "rPr", W + "delText", MC + "Fallback", W + "rt", W + "commentReference"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph as read. `style` is its style id; `bold` and `size` (half points) are those of all its letters.

    `size` is None where nothing states one; `look` is what its runs have where they say nothing;
    `gone` says that it stands where nobody sees it.
    """

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    style: str = ""
    outline: bool = False
    bold: bool = True
    size: float | None = None
    look: Look = field(default_factory=Look)
    gone: bool = False

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self.seen)

    @property
    def hidden(self) -> str:
        """What a reader does not see."""
        return "".join(self.unseen)


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for everything inside: what lies behind it, and whether it is `gone`, beside the page or flat."""

    ground: Rgb | None = None
    gone: bool = False


@dataclass(slots=True)
class Walk:
    """What the walk over one part has met: its link relations by id, and the text of link fields.

    `page` is the page's own colour, None for white; `sheltered` are the paragraphs that something may lie behind.
    """

    relations: dict[str, tuple[str, str]]
    styles: Styles = field(default_factory=Styles)
    page: Rgb | None = None
    sheltered: frozenset[etree._Element] = frozenset()
    links: dict[str, None] = field(default_factory=dict)
    _boxes: list[etree._Element] = field(default_factory=list)

    def paragraphs(self, root: etree._Element) -> Iterator[Paragraph]:
        """The paragraphs below `root`, each with its text boxes behind it."""
        return self._below(root, _Around(self.page), 0)

    def _below(self, element: etree._Element, around: _Around, depth: int) -> Iterator[Paragraph]:
        if depth > MAX_DEPTH:
            return
        for child in element:
            if child.tag == W + "p":
                yield from self._paragraph(child, around, depth)
            elif child.tag == W + "tbl":
                yield from self._table(child, around, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self._below(child, around, depth + 1)

    def _paragraph(self, element: etree._Element, around: _Around, depth: int) -> Iterator[Paragraph]:
        boxes, self._boxes = self._boxes, []
        paragraph = self._started(element, around)
        self._inline(element, paragraph, depth)
        inner, self._boxes = self._boxes, boxes
        yield paragraph
        for box in inner:
            ground = UNKNOWN if element in self.sheltered else self.page
            gone = around.gone or is_off_box(box)
            yield from self._below(box, _Around(ground_of_box(box, ground), gone), depth + 1)

    def _started(self, element: etree._Element, around: _Around) -> Paragraph:
        properties = element.find(W + "pPr")
        style = properties.find(W + "pStyle") if properties is not None else None
        named = "" if style is None else style.get(W + "val") or ""
        ground = shade_of(properties) or (UNKNOWN if element in self.sheltered else around.ground)
        look = on(self.styles.of(named).over(self.styles.defaults), ground)
        return Paragraph(
            style=named,
            outline=properties is not None and properties.find(W + "outlineLvl") is not None,
            look=look,
            gone=around.gone or is_off_line(properties),
        )

    def _table(self, table: etree._Element, around: _Around, depth: int) -> Iterator[Paragraph]:
        properties = table.find(W + "tblPr")
        style = properties.find(W + "tblStyle") if properties is not None else None
        if style is not None and style.get(W + "val") in self.styles.shaded:
            around = replace(around, ground=UNKNOWN)
        around = replace(
            around, ground=shade_of(properties) or around.ground, gone=around.gone or is_off_table(properties)
        )
        for row in table.iterchildren(W + "tr"):
            gone = around.gone or is_flat_row(row.find(W + "trPr"))
            cells = [self._cell(cell, replace(around, gone=gone), depth) for cell in _cells(row)]
            cells = [cell for cell in cells if cell]
            if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
                yield _row([cell[0] for cell in cells])
            else:
                for cell in cells:
                    yield from cell

    def _cell(self, cell: etree._Element, around: _Around, depth: int) -> list[Paragraph]:
        ground = shade_of(cell.find(W + "tcPr")) or around.ground
        below = self._below(cell, replace(around, ground=ground), depth)
        return [paragraph for paragraph in below if paragraph.text.strip() or paragraph.unseen]

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
                seen, unseen = len(into.seen), len(into.unseen)
                self._inline(child, into, depth + 1)
                if len(into.seen) > seen or len(into.unseen) == unseen:
                    self._note_link(child)

    def _run(self, run: etree._Element, into: Paragraph, depth: int) -> None:
        properties = run.find(W + "rPr")
        style = properties.find(W + "rStyle") if properties is not None else None
        named = Look() if style is None else self.styles.of(style.get(W + "val") or "")
        look = look_of(properties).over(named).over(into.look)
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


def _append(into: Paragraph, text: str, look: Look) -> None:
    if not text:
        return
    if into.gone or look.unseen:
        into.unseen.append(text)
        return
    into.seen.append(text)
    if not text.strip():
        return
    into.bold = into.bold and bool(look.bold)
    into.size = into.size if look.size is None else max(into.size or 0.0, look.size)
