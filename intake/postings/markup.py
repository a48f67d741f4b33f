"""HTML to blocks: the main content only, without navigation, scripts and whatever the page hides.

The tree is walked, not recursed into: a page nests as deep as it likes. Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from intake.postings.blocks import BLOCK_LIMIT, Block, BlockKind, Hyperlink, shown, tidy
from intake.postings.microdata import items_of

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCK_NAMES = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header hr html legend li main ol p pre section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SKIPPED_NAMES = "aside del footer head iframe nav noscript s script select strike style svg template"
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLADE = re.compile(
    r"\{\{--(?:(?!\{\{--).)*?--\}\}|\{!!(?:(?!\{!!).)*?!!\}|^[ \t]*@\w+(?:\([^\n]*\))?[ \t]*$", re.DOTALL | re.MULTILINE
)
# A template's call is no text; one that makes an address is kept, as the page then has one that we cannot see.
_CALL = re.compile(r"\{\{(?![^{}]*mail)[^{}(]*+\([^{})]*+\)[^{}]*+\}\}")
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """The blocks of a page, the title of its head, its declared language, its JSON-LD scripts, its JobPosting items."""

    blocks: tuple[Block, ...]
    title: str | None
    language: str | None
    scripts: tuple[str, ...]
    items: tuple[dict[str, Any], ...] = ()


def read_html(source: str) -> HtmlPage:
    """The main content of an HTML page or of a fragment of one."""
    source = _CALL.sub("", _BLADE.sub("", _XML_HEAD.sub("", source)))
    root = _tree(source)
    if root is None:
        return HtmlPage(blocks=(), title=None, language=None, scripts=())
    title = root.findtext(".//title")
    return HtmlPage(
        blocks=_blocks(_main(root)),
        title=tidy(title) or None if title else None,
        language=(root.get("lang") or "")[:2].casefold() or None,
        scripts=tuple(_text(s) for s in root.iter("script") if (s.get("type") or "") == "application/ld+json"),
        items=tuple(items_of(root, "JobPosting")),
    )


def _tree(source: str) -> etree._Element | None:
    parser = lxml_html.HTMLParser(no_network=True, recover=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _text(element: etree._Element) -> str:
    return "".join(str(t) for t in element.itertext())


def _main(root: etree._Element) -> etree._Element:
    """The part of the page that is about its subject: `main`, a single `article`, else everything."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and len(_text(found[0])) > 200:
            return found[0]
    return root


def _blocks(root: etree._Element) -> tuple[Block, ...]:
    collector = _Collector()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    skipped: etree._Element | None = None
    for event, element in walk:
        if event in {"comment", "pi"} or element is skipped:
            skipped = None
            collector.words(element.tail if element is not root else None)
        elif event == "start":
            if _unseen(element, root):
                skipped = element
                walk.skip_subtree()
            else:
                collector.start(element)
        else:
            collector.end(element)
            collector.words(element.tail if element is not root else None)
    collector.flush()
    return tuple(b for b in collector.blocks if b.text)


def _unseen(element: etree._Element, root: etree._Element) -> bool:
    if element is root:
        return False
    tag = str(element.tag)
    if tag == "header":
        return element.find(".//h1") is None
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return tag in _SKIPPED or hidden or _HIDDEN.search(element.get("style") or "") is not None


@dataclass(slots=True)
class _Collector:
    """Gathers words until a block ends. `open` are the tags of the blocks around the present words."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    links: list[Hyperlink] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    link_starts: list[int] = field(default_factory=list)
    strong: int = 0
    plain: bool = False

    def start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        name = element.get("id") or element.get("name")
        if tag in _BLOCKS or tag in _HEADINGS or tag in {"td", "th"}:
            if tag not in {"td", "th"} and not self._in_cell():
                self.flush()
            self.open.append(tag)
        if name:
            self.anchors.append(name)
        if tag == "br":
            self._break()
        elif tag == "a":
            self.link_starts.append(len(self.pieces))
        elif tag in {"strong", "b"}:
            self.strong += 1
        self.words(element.text)

    def _break(self) -> None:
        """A forced line break; bold words before the first one of a paragraph stand for a heading of the rest."""
        if self.open and self.open[-1] in {"p", "div"} and not self.plain and "".join(self.pieces).strip():
            self.flush()
        else:
            self.pieces.append("\n")

    def words(self, text: str | None) -> None:
        if text:
            self.pieces.append(re.sub(r"\s+", " ", text))
            self.plain = self.plain or (bool(text.strip(" \n\t:")) and not self.strong)

    def end(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag == "a":
            self._end_link(element)
        elif tag in {"strong", "b"}:
            self.strong -= 1
        elif tag in {"td", "th", "dt", "dd"}:
            self._end_cell(tag)
        elif tag in {"tr", "dl"}:
            self._end_row()
        if tag in _BLOCKS or tag in _HEADINGS:
            if not self._in_cell():
                self.flush()
            else:
                self.pieces.append("\n")
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def _in_cell(self) -> bool:
        return any(tag in {"td", "th", "dt", "dd"} for tag in self.open)

    def _end_link(self, element: etree._Element) -> None:
        begin = self.link_starts.pop() if self.link_starts else len(self.pieces)
        words, target = tidy("".join(self.pieces[begin:])), (element.get("href") or "").strip()
        protected = element.get("data-cfemail")
        if protected:
            target = f"mailto:{_unprotected(protected)}"
        if target:
            self.links.append(Hyperlink(words, target))
            self.pieces.append(shown(words, target)[len(words) :])

    def _end_cell(self, tag: str) -> None:
        if tag == "dt" and self.cells:
            self._end_row()
        cell = tidy("".join(self.pieces)[:BLOCK_LIMIT])
        self.pieces = []
        self.cells.append(cell)

    def _end_row(self) -> None:
        cells, self.cells = tuple(self.cells), []
        if any(cells):
            links, self.links = tuple(self.links), []
            text = " | ".join(c for c in cells if c)
            self.blocks.append(Block(kind=BlockKind.ROW, text=text, cells=cells, links=links))

    def flush(self) -> None:
        """Ends the present block, if there are words of one."""
        text = tidy("".join(self.pieces)[:BLOCK_LIMIT])
        if not text:
            self.pieces = []
            return
        tag = next((t for t in reversed(self.open) if t in _HEADINGS or t == "li"), "p")
        kind = BlockKind.ITEM if tag == "li" else BlockKind.HEADING if tag in _HEADINGS else BlockKind.PARAGRAPH
        nesting = sum(t in {"ul", "ol"} for t in self.open)
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                level=max(nesting - 1, 0) if tag == "li" else _HEADINGS.get(tag, 0),
                links=tuple(self.links),
                anchors=tuple(self.anchors) if kind is BlockKind.HEADING else (),
                strong=not self.plain and kind is BlockKind.PARAGRAPH,
            )
        )
        self.pieces, self.links, self.plain = [], [], False
        if kind is BlockKind.HEADING:
            self.anchors = []


def _unprotected(code: str) -> str:
    """The address that a content network hides from harvesters: hex octets, the first of which masks the rest."""
    try:
        octets = bytes.fromhex(code)
    except ValueError:
        return ""
    return bytes(o ^ octets[0] for o in octets[1:]).decode("utf-8", "replace") if octets else ""
