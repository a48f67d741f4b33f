"""ODT to Content: the text of an OpenDocument text, its headers and footers, tables, frames and notes.

The XML is walked here, since counted spaces (`text:s`) can ask for gigabytes in 654 bytes and deleted passages stand
in the file (OASIS OpenDocument 1.3, part 3). Pure: no I/O, no clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from intake.documents.archive import Archive
from intake.documents.content import CannotRead, Content, hides
from intake.documents.docx_xml import parse_xml
from intake.documents.odt_looks import UNKNOWN, Look, Looks, is_off_page, shelters
from intake.model.document import DocumentStatus
from intake.model.policy import ReadingPolicy
from intake.text.sections import names_section, section_cell

EXTRACTOR = "odt"
MAX_SPACES = 1_000
"""Of one `text:s`; nobody means more."""

_MAX_DEPTH = 200
_HEADING_LENGTH = 70
_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _TABLE = _NS + "text:1.0}", _NS + "style:1.0}", _NS + "table:1.0}"
_OFFICE, _DRAW, _FO, _MANIFEST = (
    _NS + "office:1.0}",
    _NS + "drawing:1.0}",
    _NS + "xsl-fo-compatible:1.0}",
    _NS + "manifest:1.0}",
)
_HREF = "{http://www.w3.org/1999/xlink}href"
_PARAGRAPHS = {_TEXT + "p", _TEXT + "h"}
# What was deleted, what a reader of the paper does not see, and what stands elsewhere already.
_SKIPPED = {
    _TEXT + "tracked-changes", _OFFICE + "annotation", _OFFICE + "annotation-end", _TEXT + "note-citation",
    _TEXT + "sequence-decls", _OFFICE + "forms", _TEXT + "ruby-text", _TEXT + "variable-decls",
    _NS + "svg-compatible:1.0}desc", _NS + "svg-compatible:1.0}title",
}  # fmt: skip
_HIDDEN = {_TEXT + "hidden-text", _TEXT + "hidden-paragraph"}
_SHAPES = tuple(_DRAW + name for name in ("frame", "custom-shape", "rect", "ellipse", "polygon", "path"))
_STYLED = (_TABLE + "style-name", _DRAW + "style-name", _TEXT + "style-name")
_PARTS = ("header", "header-first", "footer", "footer-first")
_CORRUPT = "This document has no text part and could not be read: ask the sender to send it again, best as PDF."
_ENCRYPTED = "This document is locked with a password: ask the sender for a copy without one."
_NO_TEXT = "This document holds no text, perhaps pictures only: look at the original, or ask for a PDF with text."


@dataclass(slots=True)
class _Line:
    """A paragraph: what is seen, what is not, and whether it is a heading. `bold` holds for all its letters."""

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    heading: bool = False
    bold: bool = True

    @property
    def text(self) -> str:
        return "".join(self.seen)


def read_odt(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of an ODT; CannotRead where it is damaged, locked, a bomb or without text."""
    limits = policy.limits
    archive = Archive(data, limits)
    manifest = archive.read("META-INF/manifest.xml", limit=limits.xml)
    if manifest and parse_xml(_undeclared(manifest)).find(f".//{_MANIFEST}encryption-data") is not None:
        raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED)
    content = archive.read("content.xml", limit=limits.xml)
    if not content:
        raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT)
    roots = [parse_xml(content)]
    if styles := archive.read("styles.xml", limit=limits.xml):
        roots.append(parse_xml(styles))
    return _content(_Walk(Looks(roots), roots), roots)


def _undeclared(manifest: bytes) -> bytes:
    """The manifest without its document type, which old office programs wrote and which declares nothing."""
    head, _, rest = manifest.partition(b"<!DOCTYPE manifest:manifest")
    return head + rest.partition(b">")[2] if rest and b"[" not in rest.partition(b">")[0] else manifest


def _content(walk: "_Walk", roots: list[etree._Element]) -> Content:
    body = roots[0].find(_OFFICE + "body")
    lines = [line for part in _pages_parts(roots, "header") for line in walk.lines(part)]
    lines += walk.lines(body) if body is not None else ()
    lines += [line for part in _pages_parts(roots, "footer") for line in walk.lines(part)]
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        raise CannotRead(DocumentStatus.NO_TEXT, _NO_TEXT)
    hidden = "\n".join("".join(line.unseen) for line in lines if line.unseen)
    hidden = hidden if hides(hidden) else ""
    return Content(
        pages=(text,),
        extractor=EXTRACTOR,
        headings=tuple(dict.fromkeys(heading for line in lines if (heading := _heading(line)))),
        annotations=tuple(filter(None, walk.links)),
        warnings=("hidden_text",) if hidden else (),
        hidden_text=hidden,
    )


def _pages_parts(roots: list[etree._Element], kind: str) -> Iterator[etree._Element]:
    """The headers or footers of the master pages; the same text in two of them is one."""
    said: set[str] = set()
    for root in roots[1:]:
        for page in root.iter(_STYLE + "master-page"):
            for name in _PARTS:
                part = page.find(_STYLE + name) if name.startswith(kind) else None
                text = "".join(map(str, part.itertext())) if part is not None else ""
                if part is not None and text.strip() and text not in said:
                    said.add(text)
                    yield part


def _heading(line: _Line) -> str | None:
    return section_cell(line.text.strip()) or (" ".join(line.text.split()) if _is_heading(line) else None)


def _is_heading(line: _Line) -> bool:
    text = line.text.strip()
    if not 2 <= len(text) <= _HEADING_LENGTH or "\n" in text or not any(char.isalpha() for char in text):
        return False
    if line.heading or names_section(text):
        return True
    return (line.bold or text.isupper()) and not text.endswith((".", ",", ";")) and "@" not in text


class _Walk:
    """The walk over a part; `links` are the targets met, in order.

    Pictures and coloured frames may lie behind any paragraph of the file: letters in the page's colour then count as
    seen, unless a ground of their own is stated.
    """

    def __init__(self, looks: Looks, roots: list[etree._Element]) -> None:
        self._looks = looks
        self.links: dict[str, None] = {}
        frames = (frame for root in roots for frame in root.iter(*_SHAPES))
        covered = any(shelters(frame, looks) for frame in frames)
        self.page = Look(ground=UNKNOWN) if covered else looks.page

    def lines(self, element: etree._Element, around: Look | None = None, depth: int = 0) -> list[_Line]:
        """The paragraphs below `element`, each with its frames and notes behind it; a table row is one line.

        `around` is what holds where they say nothing: the page's ground, a cell's.
        """
        found: list[_Line] = []
        around = around or self.page
        if depth > _MAX_DEPTH:
            return found
        for child in element:
            if child.tag in _PARAGRAPHS:
                found += self._paragraph(child, around, depth)
            elif child.tag == _TABLE + "table-row":
                found += self._row(child, around, depth)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                found += self.lines(child, self._within(child, around), depth + 1)
        return found

    def _within(self, element: etree._Element, around: Look) -> Look:
        """What holds inside a table, a cell, a section or a frame."""
        name = next((element.get(key) for key in _STYLED if element.get(key)), None)
        if name is None:
            return around
        ground = self._looks.of(name).ground
        return around if ground is None else replace(around, ground=ground)

    def _row(self, row: etree._Element, around: Look, depth: int) -> list[_Line]:
        around = self._within(row, around)
        cells = [self.lines(cell, self._within(cell, around), depth + 2) for cell in row if isinstance(cell.tag, str)]
        cells = [kept for cell in cells if (kept := [line for line in cell if line.text.strip() or line.unseen])]
        if len(cells) < 2 or any(len(cell) > 1 for cell in cells):
            return [line for cell in cells for line in cell]
        joined = _Line(bold=all(cell[0].bold for cell in cells))
        joined.seen = ["\t".join(cell[0].text for cell in cells)]
        joined.unseen = [words for cell in cells for words in cell[0].unseen]
        return [joined]

    def _paragraph(self, element: etree._Element, around: Look, depth: int) -> list[_Line]:
        line = _Line(heading=element.tag == _TEXT + "h")
        behind: list[_Line] = []
        look = self._looks.of(element.get(_TEXT + "style-name")).over(around)
        self._inline(element, line, behind, look, depth)
        return [line, *behind]

    def _inline(self, element: etree._Element, line: _Line, behind: list[_Line], look: Look, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        self._say(element.text, line, look)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self._child(child, line, behind, look, depth + 1)
            self._say(child.tail, line, look)

    def _child(self, child: etree._Element, line: _Line, behind: list[_Line], look: Look, depth: int) -> None:
        if child.tag == _TEXT + "s":
            count = child.get(_TEXT + "c") or "1"
            self._say(" " * min(int(count) if count.isdecimal() else 1, MAX_SPACES), line, look)
        elif child.tag == _TEXT + "tab":
            self._say("\t", line, look)
        elif child.tag == _TEXT + "line-break":
            self._say("\n", line, look)
        elif child.tag in _HIDDEN:
            line.unseen.append(child.get(_TEXT + "string-value") or "".join(map(str, child.itertext())))
        elif child.tag == _TEXT + "note" or str(child.tag).startswith(_DRAW):
            inside = self._within(child, self.page)
            behind += self.lines(child, replace(inside, hidden=True) if is_off_page(child) else inside, depth)
        else:
            inner = self._looks.of(child.get(_TEXT + "style-name")).over(look)
            seen, unseen = len(line.seen), len(line.unseen)
            self._inline(child, line, behind, inner, depth)
            if child.tag == _TEXT + "a" and (len(line.seen) > seen or len(line.unseen) == unseen):
                self.links.setdefault(child.get(_HREF) or "")

    def _say(self, text: str | None, line: _Line, look: Look) -> None:
        if not text:
            return
        # White space is one space in the file's own layout (part 3, 6.1.2).
        words = text if text in {"\n", "\t"} or not text.strip(" ") else _spaced(text)
        (line.unseen if look.unseen else line.seen).append(words)
        if text.strip() and not look.unseen:
            line.bold = line.bold and bool(look.bold)


def _spaced(text: str) -> str:
    inner = " ".join(text.split())
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
