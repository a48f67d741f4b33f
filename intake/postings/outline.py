"""Which headings, list items or table rows of a page are postings, and which blocks belong to each.

A heading is a posting where it can be a title and something under it is about applying: an address, a
deadline, duties, requirements. Of headings inside one another the one that reads like a job wins; a page that
is about one job is one posting, whatever its headings are. Pure: no I/O, no clock.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from intake.postings.blocks import PSEUDO_LEVEL, Block, BlockKind
from intake.postings.cues import APPLY, DEADLINE, DIRECT, FILLED
from intake.postings.markdown import slugs
from intake.postings.sections import Section, SectionKind, kind_of, says_nothing_open, split
from intake.postings.titles import clean_title, has_gender_mark, is_collective, is_listing, is_title, may_be_title
from intake.text.fold import fold_name

# Begins at the sign, which is rare: what stands before it may be a run without end.
_ADDRESS = re.compile(
    r"(?:(?<=[\w.+-])|(?<=[\w.+-]\s))(?:@|\(at\)|\[at\]|_at_|\{at\})\s?[\w-]{1,63}\.\w", re.IGNORECASE
)
_LIST_SECTIONS = frozenset(
    {SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS, SectionKind.NICE_TO_HAVE, SectionKind.OFFER}
)
_TITLE_CELL = re.compile(
    r"position|title|job|role|vacancy|stelle|bezeichnung|titel|poste|intitul|functie|vacature|puesto|posizione|ruolo",
    re.IGNORECASE,
)
_ADVERTISEMENT = re.compile(
    r"^https?://\S*(?:apply|recruit|vacanc|job|career|bewerb|karriere|sollicit|emploi)", re.IGNORECASE
)
_ALL = re.compile(
    r"\bapplications\b|\b(?:all|both|either|any of the|each) (?:positions?|posts?|jobs?|roles?"
    r"|vacancies)|\bbewerbungen\b"
    r"|(?:alle|beide) (?:stellen|positionen|functies|vacatures)|\bcandidatures\b|\b(?:tous|toutes"
    r"|ces) (?:les )?(?:postes"
    r"|offres)|\bsollicitaties\b|\b(?:solicitudes|candidaturas)\b|todas las plazas|\b(?:le )?candidature\b|\bdomande\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:project|position|topic|job|role|projekt|stelle|thema|position|projet|sujet|poste|offre|functie|vacature|project"
    r"|proyecto|puesto|plaza|progetto|posto)\s+(?:\d{1,2}|[A-Z]|[IVX]{1,4})\s*[:.)–—-]",
    re.IGNORECASE,
)
_DATE_HINT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One posting's part of the page: its title as the page has it, its sections, and those shared by all."""

    title: str | None
    sections: tuple[Section, ...]
    shared: tuple[Section, ...] = ()


@lru_cache(maxsize=4096)
def _says_how_to_apply(text: str) -> bool:
    return bool(
        _ADDRESS.search(text)
        or DIRECT.search(text)
        or (DEADLINE.search(text) and _DATE_HINT.search(text))
        or FILLED.search(text)
    )


@dataclass(slots=True)
class _Node:
    """A heading in the tree of headings; `begin` and `end` bound its blocks, `end` excluded."""

    block: Block
    begin: int
    end: int
    children: list["_Node"] = field(default_factory=list)
    strong: bool = False


def outline(blocks: Sequence[Block], page_title: str | None) -> tuple[Scope, ...]:
    """The postings of a page, in its order; () where it has none."""
    blocks = _with_pseudo_headings(blocks)
    root = _tree(blocks, page_title)
    linked = set(slugs(tuple(blocks)))
    found = _with_siblings(root, _postings(root, blocks, linked), blocks, linked)
    if not found or found == [root]:
        entries = _entries(blocks)
        if len(entries) >= (1 if not found and is_listing(root.block.text) else 2):
            return entries
    if not found:
        return _whole_page(blocks, page_title)
    if len(found) == 1:
        return (Scope(title=_best_title(found[0], blocks), sections=split(blocks)),)
    return _several(found, blocks)


def _with_pseudo_headings(blocks: Sequence[Block]) -> list[Block]:
    """Bold lines and "Nice to have:" before a list stand for headings."""
    made = []
    for n, block in enumerate(blocks):
        after = blocks[n + 1] if n + 1 < len(blocks) else None
        made.append(_as_heading(block) if _stands_for_heading(block, after) else block)
    return made


def _stands_for_heading(block: Block, after: Block | None) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 90 or "\n" in block.text:
        return False
    if block.strong and not block.text.endswith((".", "!")):
        return _ADDRESS.search(block.text) is None
    listed = after is not None and after.kind is BlockKind.ITEM and block.text.endswith(":")
    return listed and len(block.text) <= 60 and kind_of(block.text) in _LIST_SECTIONS


def _as_heading(block: Block) -> Block:
    return Block(kind=BlockKind.HEADING, text=block.text.rstrip(": "), level=PSEUDO_LEVEL, links=block.links)


def _tree(blocks: Sequence[Block], page_title: str | None) -> _Node:
    root = _Node(Block(kind=BlockKind.HEADING, text=page_title or ""), 0, len(blocks))
    path = [root]
    for n, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        while len(path) > 1 and path[-1].block.level >= block.level:
            path.pop().end = n
        node = _Node(block, n, len(blocks))
        path[-1].children.append(node)
        path.append(node)
    return root


def _postings(node: _Node, blocks: Sequence[Block], linked: set[str]) -> list[_Node]:
    inner = [p for child in node.children for p in _postings(child, blocks, linked)]
    strong = [p for p in inner if p.strong]
    if not _is_posting(node, blocks, linked):
        return strong or inner
    if node.strong:
        complete = [p for p in strong if _applies(blocks[p.begin : p.end])]
        fewest = 1 if is_collective(node.block.text) else 2
        return strong if len(complete) >= fewest and len(complete) == len(strong) else [node]
    return strong or [node]


def _with_siblings(root: _Node, found: list[_Node], blocks: Sequence[Block], linked: set[str]) -> list[_Node]:
    """Postings beside headings that are alike: one "How to apply" for all leaves each of them nothing of its own."""
    siblings = _titled_siblings(root, linked) or ([] if found else _gathered(root, blocks))
    alike = len(siblings) > len(found) and all(any(s is node for s in siblings) for node in found)
    numbered = len(found) == 1 and bool(siblings) and all(_NUMBERED.match(s.block.text) for s in siblings)
    return siblings if (alike or numbered) and _applies(blocks) else found


def _titled_siblings(node: _Node, linked: set[str]) -> list[_Node]:
    """The first two or more headings under one heading that read like jobs, are numbered or in the contents."""
    named = [
        child
        for child in node.children
        if kind_of(child.block.text) is SectionKind.UNKNOWN
        and (is_title(child.block.text) or _NUMBERED.match(child.block.text) or linked & set(child.block.anchors))
    ]
    if len(named) >= 2:
        return named
    return next((below for child in node.children if (below := _titled_siblings(child, linked))), [])


def _gathered(node: _Node, blocks: Sequence[Block]) -> list[_Node]:
    """Headings that name no trade under one for jobs ("Internships"), two or more, where each says how to apply."""
    if node.block.level and (is_listing(node.block.text) or is_collective(node.block.text)):
        named = [
            child
            for child in node.children
            if kind_of(child.block.text) is SectionKind.UNKNOWN and may_be_title(child.block.text)
        ]
        told = [blocks[child.begin + 1 : child.end] for child in named]
        if len(named) >= 2 and all(_takes_applications(own) for own in told):
            return named
    return next((below for child in node.children if (below := _gathered(child, blocks))), [])


def _takes_applications(blocks: Sequence[Block]) -> bool:
    return any(_ADDRESS.search(b.text) for b in blocks) and any(APPLY.search(b.text) for b in blocks)


def _is_posting(node: _Node, blocks: Sequence[Block], linked: set[str]) -> bool:
    title, under = node.block.text, blocks[node.begin : node.end]
    kinds = {s.kind for s in split(under)}
    described = len(kinds & {SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS, SectionKind.APPLY})
    applies = _applies(under)
    in_contents = bool(linked & set(node.block.anchors)) and kind_of(title) is SectionKind.UNKNOWN
    # "PhD position in data protection" is a title, "Position description" is not.
    is_named = kind_of(title) is SectionKind.UNKNOWN or (node.block.level <= 1 and len(title.split()) > 3)
    node.strong = (is_title(title) and is_named) or in_contents
    if node.strong:
        return described > 0 or applies or node.block.level == 0 or any(APPLY.search(b.text) for b in under[1:])
    if node.block.level == PSEUDO_LEVEL or kind_of(title) is not SectionKind.UNKNOWN or not may_be_title(title):
        return False
    return (described >= 1 and applies) or described >= 2


def _applies(blocks: Sequence[Block]) -> bool:
    """Whether something under a heading says how to apply, or until when."""
    return any(
        _says_how_to_apply(b.text) or any(_ADVERTISEMENT.search(link.target) for link in b.links) for b in blocks
    )


def _best_title(node: _Node, blocks: Sequence[Block]) -> str | None:
    """A heading's words; of a page's title that holds the site's name too, the heading that it repeats."""
    title = node.block.text
    if node.block.level:
        return title
    whole = fold_name(title)
    first = [b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1]
    if len(first) == 1 and is_title(first[0]):
        return first[0]
    repeated = (
        b.text for b in blocks if b.kind is BlockKind.HEADING and is_title(b.text) and fold_name(b.text) in whole
    )
    return next(repeated, title) or None


def _whole_page(blocks: Sequence[Block], page_title: str | None) -> tuple[Scope, ...]:
    """A page without a heading that could be a title is one posting where it tells how to apply."""
    sections = split(blocks)
    described = len({s.kind for s in sections} & {SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS})
    if not described and any(len(b.text) < 300 and says_nothing_open(b.text) for b in blocks):
        return ()
    if not described and not (_applies(blocks) and len(blocks) > 1):
        return ()
    headings = [b for b in blocks if b.kind is BlockKind.HEADING]
    named = [b.text for b in headings if is_title(b.text)] or [
        b.text for b in headings[:1] if may_be_title(b.text) and kind_of(b.text) is SectionKind.UNKNOWN
    ]
    first = next((clean_title(b.text) for b in blocks[:2] if len(b.text) < 120 and is_title(clean_title(b.text))), None)
    given = page_title if page_title and not is_listing(page_title) else None
    title = named[0] if named else given or first
    return (Scope(title=title, sections=sections),)


def _several(found: Sequence[_Node], blocks: Sequence[Block]) -> tuple[Scope, ...]:
    begins = {node.begin for node in found}
    ranked = Counter((b.level, kind_of(b.text)) for b in blocks if b.kind is BlockKind.HEADING)
    own = {rank for rank, times in ranked.items() if times >= len(found)}
    ends = [_end(node, blocks, begins, own) for node in found]
    owned = {n for node, end in zip(found, ends, strict=True) for n in range(node.begin, end)}
    owned -= _for_all(blocks[: ends[-1]], found[-1].begin)
    shared = split([b for n, b in enumerate(blocks) if n not in owned])
    return tuple(
        Scope(title=node.block.text, sections=split(blocks[node.begin : end]), shared=shared)
        for node, end in zip(found, ends, strict=True)
    )


def _for_all(blocks: Sequence[Block], begin: int) -> set[int]:
    """The paragraphs at the end of the last posting that speak of applications to all of them."""
    found: set[int] = set()
    for n in range(len(blocks) - 1, begin + 1, -1):
        if blocks[n].kind is not BlockKind.PARAGRAPH:
            break
        if _ALL.search(blocks[n].text):
            found.add(n)
    return found


def _end(node: _Node, blocks: Sequence[Block], begins: set[int], own: set[tuple[int, SectionKind]]) -> int:
    """Where a posting ends: at the next one, or at a heading of its rank that speaks of all of them.

    `own` are the ranks and kinds of heading that each posting has: those are its own, what stands once is for all.
    """
    level = node.block.level
    for n in range(node.begin + 1, len(blocks)):
        block = blocks[n]
        if n in begins:
            return n
        if block.kind is not BlockKind.HEADING or block.level > level:
            continue
        kind = kind_of(block.text)
        mine = kind in _LIST_SECTIONS or (kind is not SectionKind.UNKNOWN and (level, kind) in own)
        if block.level < level or not mine:
            return n
    return len(blocks)


def _entries(blocks: Sequence[Block]) -> tuple[Scope, ...]:
    """Postings that are rows of a table or items of a list; what else the page says is shared by all."""
    rows = _table_rows(blocks)
    if rows:
        others = split([b for b in blocks if b.kind is not BlockKind.ROW])
        return tuple(replace(_row_scope(block, header), shared=others) for block, header in rows)
    listed = [b for b in blocks if b.kind is BlockKind.ITEM and _is_entry(b)]
    entries = set(listed)
    others = split([b for b in blocks if b not in entries])
    return tuple(
        Scope(
            title=_entry_title(b),
            sections=(Section(kind=SectionKind.LISTING, heading=None, blocks=(b,)),),
            shared=others,
        )
        for b in listed
    )


def _table_rows(blocks: Sequence[Block]) -> list[tuple[Block, tuple[str, ...]]]:
    """The rows under a header that names a column for titles, each with its header."""
    rows: list[tuple[Block, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    for block in blocks:
        if block.kind is not BlockKind.ROW or len(block.cells) < 2:
            header = ()
        elif not header and any(_TITLE_CELL.search(c) for c in block.cells) and not _DATE_HINT.search(block.text):
            header = block.cells
        elif header and _row_title(block, header):
            rows.append((block, header))
    return rows


def _row_title(block: Block, header: tuple[str, ...]) -> str:
    pairs = zip(header, block.cells, strict=False)
    return next((cell for name, cell in pairs if _TITLE_CELL.search(name) and cell), "")


def _is_entry(block: Block) -> bool:
    dated = DEADLINE.search(block.text) is not None and _DATE_HINT.search(block.text) is not None
    title = _entry_title(block)
    # Whoever writes (m/w/d) behind words means a job, whatever the trade.
    named = is_title(title) or has_gender_mark(block.text[: len(title) + 20])
    return named and (dated or _ADDRESS.search(block.text) is not None)


def _entry_title(block: Block) -> str:
    """The words of the item's link, or those before its first mark."""
    head = re.split(r"(?<!\s)\s++[-–—|]\s|[:,;(]\s|\s\(|\n|\.\s", block.text, maxsplit=1)[0]
    linked = next((link.text for link in block.links if link.text and block.text.startswith(link.text)), "")
    return linked if is_title(linked) else head


def _row_scope(block: Block, header: tuple[str, ...]) -> Scope:
    pairs = zip(header, block.cells, strict=False)
    told = Block(kind=BlockKind.PARAGRAPH, text="\n".join(f"{k}: {v}" for k, v in pairs if v), links=block.links)
    section = Section(kind=SectionKind.LISTING, heading=None, blocks=(told,))
    return Scope(title=clean_title(_row_title(block, header)) or None, sections=(section,))
