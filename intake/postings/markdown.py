"""Markdown to blocks: what careers pages use of CommonMark, Jekyll and Hugo, inline HTML included.

Not a full CommonMark reader: nothing is rendered, so only what says where a block begins and what its words
are is followed. Struck-out text is dropped: the page takes it back. Pure: no I/O, no clock.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.postings.blocks import BLOCK_LIMIT, Block, BlockKind, Hyperlink, shown, tidy

_COMMENTS = (("<!--", "-->"), ("{% comment %}", "{% endcomment %}"), ("{%- comment -%}", "{%- endcomment -%}"))
_ATX = re.compile(r"^ {0,3}(#{1,6})(?:\s++|(?=[^#\s\w]))(.*?)(?:$|(?<!\s)(?:\s++#++)?\s*+$)")
_SETEXT = re.compile(r"^ {0,3}(={2,}|-{2,})\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_ITEM = re.compile(r"^(\s*)([-*+•‣▪◦●·–]|\d{1,2}[.)]|[a-z]\))\s+(\S.*)$")
_ROW_RULE = re.compile(r"^[\s|:]*-[\s|:-]*$")
# "Location: Berlin" below "Start: May" is a line of its own for whoever wrote it, though not for CommonMark.
_LABEL = re.compile(r"^\s*(?:\*\*|__)?[A-ZÀ-Þ][\w /().’'-]{1,40}(?:\*\*|__)?\s?:(?:\*\*|__)?(?:\s|$)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NUMBER = re.compile(r"\d")

_IMAGE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*+\]\([^()]*\)|<img\b(?:[^<>]|<(?!img\b))*+>", re.IGNORECASE
)
_SHORTCODE = re.compile(r"\{\{[<%]((?:(?!\{\{[<%]).)*?)[>%]\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?<!\w)(\w++)\s*+=\s*+\"([^\"]*+)\"")
# A tag that ends before the next of its kind begins: else each of many that do not would be followed to the end.
_CLOSED_A = r"(?=(?:[^<>]|<(?!a\b))*+>)"
_LINK = re.compile(
    # Possessive: a template's braces are also single characters, so that many of them would be tried in every mixture.
    r"\[((?:[^\[\]]|\[[^\[\]]*\])*+)\][ ]?\(\s*+<?((?:\{\{[^{}\n]*\}\}|[^()\s<>]|\([^()]*\))*+|(?<=\s)(?=[\"']))>?"
    r"(?:(?:\s++|(?<=\s))[\"'][^\"')]*[\"'])?\s*+\)"
    rf"|<a\b{_CLOSED_A}[^>]*?href\s*=\s*[\"']([^\"']*)[\"'][^>]*>(.{{0,2000}}?)</a>"
    r"|<((?:https?|mailto):[^<>\s]+)>"
    r"|(?<![\"'=(])\b(https?://[^\s<>\"'\])]+[^\s<>\"'\]).,;:!?])",
    re.IGNORECASE | re.DOTALL,
)
_ANCHOR = re.compile(
    rf"<a\b{_CLOSED_A}[^>]*?\b(?:name|id)\s*=\s*[\"']([^\"']*)[\"'][^>]*>"
    r"|\{:?\s*#([\w-]++)(?:[^{}]|\{(?!:?\s*#))*+\}",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"~~.+?~~|<(del|s|strike)\b[^<>]*>(?:(?!<\1\b).)*?</\1>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Attributes must look like attributes: "<jane [at] example [dot] org>" is no tag.
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"']+))?)*\s*/?>")
_KRAMDOWN = re.compile(r"\{:(?:[^{}]|\{(?!:))*+\}|\{%(?:(?!\{%).)*?%\}|\{#[\w-]+\}")
_OPENS = re.compile(r"\*{1,3}(?=\S)|(?<!\w)_{1,3}(?=\S)")
_CLOSES = tuple(
    (mark * n, re.compile(rf"(?<=\S)(?={re.escape(mark * n)}{after})"))
    for mark, after in (("*", ""), ("_", r"(?!\w)"))
    for n in (1, 2, 3)
)
_CODE = re.compile(r"(`{1,8})(.+?)\1", re.DOTALL)
# Where an escaped mark waits, out of sight of the patterns, until they are done (private use area).
_PARKED = 0xE000
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(
    r"^\s*(?:(\*\*|__)(?!\s)((?:(?!\1).)+)\1|<(strong|b)>((?:(?!</).)+)</\3>)\s*+(?::\s*+)?$", re.DOTALL
)


def read_markdown(body: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text whose front matter is already taken off."""
    reader = _Reader()
    for line in _without_comments(body).splitlines():
        reader.take(line[:BLOCK_LIMIT])
    reader.flush()
    return tuple(b for b in reader.blocks if b.text)


def _without_comments(body: str) -> str:
    """`body` without comments; found by their marks one after the other, in time that grows with the page alone."""
    for begin, end in _COMMENTS:
        kept, position = [], 0
        while (start := body.find(begin, position)) >= 0 and (stop := body.find(end, start)) >= 0:
            kept.append(body[position:start])
            position = stop + len(end)
        body = "".join((*kept, body[position:]))
    return body


def inline(source: str) -> tuple[str, tuple[Hyperlink, ...]]:
    """The words of a piece of Markdown, and its links in order."""
    links: list[Hyperlink] = []
    source = source[:BLOCK_LIMIT]
    source = _STRUCK.sub("", _IMAGE.sub("", source))
    source = _SHORTCODE.sub(lambda m: _button(m[1], links), source)
    source = _LINK.sub(lambda m: _link(m, links), source)
    return tidy(_plain(source)), tuple(links)


def _link(found: re.Match[str], links: list[Hyperlink]) -> str:
    target = next(g for g in (found[2], found[3], found[5], found[6]) if g is not None)
    target = html.unescape(target)
    words = tidy(_plain(found[1] or found[4] or "")) or ("" if found[2] is not None else target)
    links.append(Hyperlink(words, target))
    return shown(words, target)


def _button(code: str, links: list[Hyperlink]) -> str:
    """A Hugo shortcode that carries words and a link, such as a button; others show nothing that we could read."""
    values = {k.casefold(): v for k, v in _ATTRIBUTE.findall(code)}
    words = next((v for k, v in values.items() if k.endswith(("text", "label", "title"))), "")
    target = next((v for k, v in values.items() if k.endswith(("link", "href", "url"))), "")
    if not target:
        return words
    links.append(Hyperlink(words, target))
    return shown(words, target)


def _plain(source: str) -> str:
    text = _ESCAPE.sub(lambda m: chr(_PARKED + ord(m[1])), source)
    text = _TAG.sub("", _BREAK.sub("\n", _KRAMDOWN.sub("", text)))
    text = _CODE.sub(r"\2", text)
    for _ in range(3):  # bold within italics within bold is the deepest that pages use
        text = _without_emphasis(text)
    text = "".join(chr(ord(c) - _PARKED) if _PARKED <= ord(c) < _PARKED + 128 else c for c in text)
    return html.unescape(text)


def _without_emphasis(text: str) -> str:
    """`text` without the outermost marks of emphasis that close.

    What closes is looked up and not searched from each mark: one pattern for both followed every mark that nothing
    closes to the end.
    """
    closing = {mark: [m.start() for m in pattern.finditer(text)] for mark, pattern in _CLOSES if mark in text}
    kept: list[str] = []
    done, found = 0, _OPENS.search(text)
    while found:
        at = found.start() + 1
        # "**a*" is an asterisk and an emphasis: where the longest mark is not closed, a shorter one may be.
        for mark in (found[0][:n] for n in range(len(found[0]), 0, -1)):
            begin, ends = found.start() + len(mark), closing[mark]
            if (n := bisect_left(ends, begin + 1)) < len(ends):
                kept += (text[done : found.start()], text[begin : ends[n]])
                at = done = ends[n] + len(mark)
                break
        found = _OPENS.search(text, at)
    return "".join((*kept, text[done:]))


@dataclass(slots=True)
class _Reader:
    """Takes lines one by one; `lines` are those of the block that is still open."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    depth: int = 0
    fence: str = ""

    def take(self, line: str) -> None:
        line = re.sub(r"^ {0,3}>\s?", "", line)
        if self._fenced(line):
            return
        if not line.strip():
            self.flush()
        elif self._heading(line) or self._row(line) or self._item(line):
            return
        else:
            if self.lines and _LABEL.match(line):
                self.lines.append("\n")
            broken = line.endswith(("  ", "\\"))
            self.lines.append(line.strip().removesuffix("\\") + ("\n" if broken else " "))

    def _fenced(self, line: str) -> bool:
        found = _FENCE.match(line)
        if self.fence:
            if found and found[1].startswith(self.fence):
                self.fence = ""
                self.flush()
                return True
            self.lines.append(line + "\n")
            return True
        if found:
            self.flush()
            self.fence = found[1]
        return found is not None

    def _heading(self, line: str) -> bool:
        found = _ATX.match(line)
        if found:
            self.flush()
            self._add_heading(found[2], len(found[1]))
            return True
        under = _SETEXT.match(line)
        # A long paragraph over a rule is a paragraph: pages write the rule and forget the empty line before it.
        if under and self.lines and self.kind is BlockKind.PARAGRAPH and len("".join(self.lines)) <= 160:
            source, self.lines = "".join(self.lines), []
            self._add_heading(source, 1 if under[1].startswith("=") else 2)
            return True
        if _RULE.match(line) or under:
            self.flush()
            return True
        return False

    def _add_heading(self, source: str, level: int) -> None:
        anchors = tuple(a or b for a, b in _ANCHOR.findall(source))
        text, links = inline(source)
        slug = re.sub(r"[^\w\s-]", "", text.casefold()).strip().replace(" ", "-")
        self.blocks.append(Block(kind=BlockKind.HEADING, text=text, level=level, links=links, anchors=(*anchors, slug)))

    def _row(self, line: str) -> bool:
        bare = line.strip()
        framed = len(bare) > 2 and bare.startswith("|") and bare.endswith("|")
        if not framed and ("|" not in bare or self.lines or not self._in_table()):
            return False
        self.flush()
        if not _ROW_RULE.match(line):
            self.blocks.append(row(bare.strip("|").split("|")))
        return True

    def _in_table(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind is BlockKind.ROW

    def _item(self, line: str) -> bool:
        found = _ITEM.match(line)
        if not found or (self.lines and self.kind is BlockKind.PARAGRAPH and _wraps(found[2])):
            return False
        self.flush()
        self.kind = BlockKind.ITEM
        self.depth = len(found[1].expandtabs(4)) // 2
        self.lines = [found[3].strip() + " "]
        return True

    def flush(self) -> None:
        """Ends the open block; a bold line over other lines of a paragraph stands for a heading of theirs."""
        lines, kind = self.lines, self.kind
        self.lines, self.kind = [], BlockKind.PARAGRAPH
        bold = len(lines) > 1 and kind is BlockKind.PARAGRAPH and _STRONG.match(lines[0]) is not None
        for source in (lines[0], "".join(lines[1:])) if bold else ("".join(lines),):
            self._add(source, kind)

    def _add(self, source: str, kind: BlockKind) -> None:
        if source.strip():
            text, links = inline(source)
            strong = kind is BlockKind.PARAGRAPH and _STRONG.match(source) is not None
            level = self.depth if kind is BlockKind.ITEM else 0
            self.blocks.append(Block(kind=kind, text=text, level=level, links=links, strong=strong))


def _wraps(marker: str) -> bool:
    """Whether a marker inside a paragraph begins a wrapped line: "until the" and "3. March" (CommonMark 5.2)."""
    return _NUMBER.search(marker) is not None and not re.search(r"\b1[.)]", marker)


def row(sources: list[str]) -> Block:
    """A table row of Markdown cells."""
    read = [inline(source) for source in sources]
    cells = tuple(text for text, _ in read)
    return Block(
        kind=BlockKind.ROW,
        text=" | ".join(c for c in cells if c),
        links=tuple(link for _, links in read for link in links),
        cells=cells,
    )


def slugs(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The anchors that in-page links of `blocks` point to."""
    for block in blocks:
        for link in block.links:
            if link.target.startswith("#") and len(link.target) > 1:
                yield link.target[1:]
