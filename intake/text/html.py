"""HTML to the text that a reader sees, by inscriptis on a tree that was made harmless first.

Strangers' HTML is capped before it is parsed (security.md: 256 kB), deep nesting is flattened, styles are
dropped (inscriptis turns `margin-top: 999999em` into as many lines), and a table is drawn in columns only
while its cells are short: a layout table with one wide cell would be padded to gigabytes. Lists and tables of
data stay readable; comments, scripts, styles and invisible elements vanish.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from itertools import islice

from inscriptis.css_profiles import STRICT_CSS_PROFILE  # type: ignore[import-untyped] # ships no types
from inscriptis.html_engine import Inscriptis  # type: ignore[import-untyped] # ships no types
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped] # ships no types
from lxml import etree

from intake.text.styles import sheet_of
from intake.text.unseen import take_unseen

HTML_LIMIT = 256_000
"""Characters of HTML that are parsed where the caller names no other limit; the rest is cut off."""

_DEPTH = 60  # inscriptis calls itself once a level; no client writes mails half as deep
_CELL = 300  # characters: a longer cell is layout, not data
_TABLE = 200_000  # characters of a table drawn in columns

_TABLE_PARTS = ("tr", "td", "th", "caption", "tbody", "thead", "tfoot")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"})
_LINES = frozenset({"p", "div", "td", "th", "li", "dt", "body"})
_HEADING_LENGTH = 70
_PIECES, _BEGINNING = 40, 300
_DROPPED = ("script", "style", "template", "svg", "math", "object", "iframe", "select", "head")
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)",
    re.IGNORECASE,
)
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_AROUND_BREAKS = re.compile(r"(?<!\s)\s*\n\s*")
_TAG = re.compile(r"<[^<>]*>")
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_TEXT = re.compile(r"<(style|script)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_CID = re.compile(r"cid:([^\s\"')]+)", re.IGNORECASE)
_CONFIG = ParserConfig(css=STRICT_CSS_PROFILE)

# What clients mark as quoted history: Gmail, Apple Mail and Thunderbird, Yahoo, Proton.
_QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_extra", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "gmail_attr"}
)
_SIGNATURE_CLASSES = frozenset(
    {"gmail_signature", "moz-signature", "gmail_signature_prefix", "ms-outlook-mobile-signature"}
)
# Outlook marks where the history begins: the element and all that follows it.
_QUOTE_HEADS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "olk_src_body_section"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlText:
    """What HTML says: `text` is everything, `own` leaves out what the client marked as history or signature.

    `links` are http(s) targets, `images` the content ids that pictures show, both once each, in order.
    `cut` says that the HTML was longer than the limit.
    """

    text: str
    own: str
    links: tuple[str, ...]
    images: tuple[str, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """What an HTML file shows: its text, its headings and the targets of its links, each once, in order.

    `hidden` is what no reader sees (`intake.text.unseen`); it is in none of the others.
    """

    text: str
    hidden: str
    headings: tuple[str, ...]
    targets: tuple[str, ...]


def to_text(html: str, *, limit: int = HTML_LIMIT) -> str:
    """The visible text of `html`, of which at most `limit` characters are parsed; never raises for bad HTML."""
    return read(html, limit=limit).text


def read(html: str, *, limit: int = HTML_LIMIT) -> HtmlText:
    """Text, own text, links and shown pictures of a mail's HTML, of which at most `limit` characters are parsed."""
    root = _tree(html[:limit])
    if root is None:
        return HtmlText(text="", own="", links=(), images=(), cut=len(html) > limit)
    links, images = _links(root), _images(root)
    own_root = _without_history(root)
    text = _render(root) or _stripped(html[:limit])
    own = text if own_root is None else _render(own_root)
    return HtmlText(text=text, own=own, links=links, images=images, cut=len(html) > limit)


def read_page(html: str, *, limit: int = HTML_LIMIT) -> HtmlPage:
    """What the page of an HTML file shows, of which at most `limit` characters are parsed; never raises."""
    root = _parsed(html[:limit])
    if root is None:
        return HtmlPage(text="", hidden="", headings=(), targets=())
    sheet = sheet_of("".join(map(str, style.itertext())) for style in root.iter("style"))
    _strip(root)
    hidden = take_unseen(root, sheet)
    _flatten(root)
    headings = tuple(dict.fromkeys(words for element in root.iter() if (words := _heading(element))))
    targets = tuple(dict.fromkeys(str(e.get("href") or "").strip() for e in root.iter("a", "area")))
    text = _render(root) or ("" if hidden else _stripped(html[:limit]))
    return HtmlPage(text=text, hidden=hidden, headings=headings, targets=tuple(filter(None, targets)))


def _heading(element: etree._Element) -> str:
    """The words of a heading, and of a short line all of which is bold, as word processors write them."""
    if element.tag not in _HEADINGS and element.tag not in _BOLD:
        return ""
    words = _beginning(element)
    if element.tag in _HEADINGS:
        return words
    block = next((e for e in element.iterancestors() if e.tag in _LINES), None)
    if block is None or not 2 <= len(words) <= _HEADING_LENGTH or words.endswith((".", ",", ";")):
        return ""
    return words if words == _beginning(block) else ""


def _beginning(element: etree._Element) -> str:
    """The first words of an element; a page has thousands of bold words in one paragraph."""
    return " ".join("".join(map(str, islice(element.itertext(), _PIECES))).split())[:_BEGINNING]


def _tree(html: str) -> etree._Element | None:
    """The cleaned tree: no comments, scripts, invisible elements, styles or deep nesting. None where empty."""
    root = _parsed(html)
    if root is not None:
        _strip(root)
        _flatten(root)
        _drop(root, _unseen)
    return root


def _parsed(html: str) -> etree._Element | None:
    """The tree as it was written, without comments; None where empty."""
    data = _INVALID.sub(" ", html).encode("utf-8")
    if not data.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, recover=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    return root if root is not None and isinstance(root.tag, str) else None


def _strip(root: etree._Element) -> None:
    etree.strip_elements(root, *_DROPPED, with_tail=False)


def _flatten(root: etree._Element) -> None:
    """Elements deeper than the limit become the text that they hold."""
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        if depth < _DEPTH:
            stack.extend((child, depth + 1) for child in element)
        elif len(element):
            words = "\n".join(t for t in (str(s).strip() for s in element.itertext()) if t)
            tail = element.tail
            for child in list(element):
                element.remove(child)
            element.text, element.tail = words, tail


def _drop(root: etree._Element, wanted: Callable[[etree._Element], bool]) -> int:
    """Remove every element below `root` that is wanted, keep the text behind it; how many were removed."""
    found = [e for e in root.iter() if e is not root and isinstance(e.tag, str) and wanted(e)]
    for element in found:
        _remove(element)
    return len(found)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)


def _unseen(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _UNSEEN.search(style) is not None)


def _links(root: etree._Element) -> tuple[str, ...]:
    targets = (str(e.get("href") or "").strip() for e in root.iter("a", "area"))
    return tuple(dict.fromkeys(t for t in targets if t.lower().startswith(("http://", "https://"))))


def _images(root: etree._Element) -> tuple[str, ...]:
    values = (str(v) for e in root.iter() if isinstance(e.tag, str) for v in e.attrib.values())
    return tuple(dict.fromkeys(cid for v in values for cid in _CID.findall(v)))


def _without_history(root: etree._Element) -> etree._Element | None:
    """A copy without quoted history and signature, or None where the client marked none."""
    if not any(_is_history(e) or _is_head(e) for e in root.iter() if isinstance(e.tag, str)):
        return None
    own = deepcopy(root)
    for head in [e for e in own.iter() if isinstance(e.tag, str) and _is_head(e)]:
        for element in _from_here_on(head):
            _remove(element)
    _drop(own, _is_history)
    return own


def _is_history(element: etree._Element) -> bool:
    classes = set((element.get("class") or "").lower().split())
    if classes & _QUOTE_CLASSES or classes & _SIGNATURE_CLASSES:
        return True
    return element.tag == "blockquote" and (element.get("type") or "").lower() == "cite"


def _is_head(element: etree._Element) -> bool:
    return (element.get("id") or "").lower().removeprefix("x_") in _QUOTE_HEADS


def _from_here_on(head: etree._Element) -> Iterator[etree._Element]:
    for sibling in list(head.itersiblings()):
        sibling.tail = None
        yield sibling
    head.tail = None
    yield head


def _render(root: etree._Element) -> str:
    for element in root.iter():
        if isinstance(element.tag, str):
            _plain_attributes(element)
    for table in list(root.iter("table")):
        if not _is_data(table):
            _as_lines(table)
    lines = (line.rstrip() for line in Inscriptis(root, _CONFIG).get_text().replace("\xa0", " ").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _stripped(html: str) -> str:
    """The words of HTML that the parser gave up on: it stops at 2,048 levels, and all that follows is lost."""
    return _AROUND_BREAKS.sub("\n", unescape(_TAG.sub("\n", _NO_TEXT.sub("\n", html)))).strip()


def _plain_attributes(element: etree._Element) -> None:
    """Only the one style that text needs stays: preserved white space."""
    style = element.get("style") or ""
    preserved = _PRESERVED.search(style) is not None
    for name in ("style", "value", "start", "align", "valign"):
        if name in element.attrib:
            del element.attrib[name]
    if preserved:
        element.set("style", "white-space: pre")


def _is_data(table: etree._Element) -> bool:
    """A table of short cells and nothing nested, small enough to be drawn in columns."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = columns = widest = 0
    for row in table.iter("tr"):
        rows += 1
        cells = [sum(map(len, cell.itertext())) for cell in row.iter("td", "th")]
        columns = max(columns, len(cells))
        widest = max(widest, *cells, 0)
    return rows > 0 and columns > 1 and widest <= _CELL and rows * columns * widest <= _TABLE


def _as_lines(table: etree._Element) -> None:
    """A layout table's own rows and cells as blocks; tables inside it are judged for themselves."""
    own = [e for e in table.iter(*_TABLE_PARTS) if next(e.iterancestors("table")) is table]
    for element in [table, *own]:
        element.tag = "div"
