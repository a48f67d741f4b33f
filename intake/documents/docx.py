"""DOCX to Content: the whole text of the file, text boxes, tables, headers and notes included.

python-docx's paragraphs miss those and its package inflates without a limit, so the XML is walked here
(ECMA-376 part 1, 17). Pure: no I/O, no clock.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml import etree

from intake.documents.archive import Archive
from intake.documents.content import CannotRead, Content, hides
from intake.documents.docx_looks import UNKNOWN, styles_of
from intake.documents.docx_places import is_painted, sheltered
from intake.documents.docx_walk import Paragraph, Walk
from intake.documents.docx_xml import W, parse_xml, relations_of
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.text.colours import Rgb, parse_colour
from intake.text.sections import names_section, section_cell

EXTRACTOR = "docx"
_CORRUPT = "This document has no text part and could not be read: ask the sender to send it again, best as PDF."
_NO_TEXT = "This document holds no text, perhaps pictures only: look at the original, or ask for a PDF with text."
_DEFAULT_MAIN = "word/document.xml"
_HEADING_STYLE = re.compile(
    r"^(heading|title|subtitle|überschrift|titre|título|titolo|kop|nagłówek|rubrik)", re.IGNORECASE
)
_HEADING_LENGTH = 70


def read_docx(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of a DOCX or DOCM; CannotRead where it is damaged, locked, a bomb or without text."""
    limits = policy.limits
    archive = Archive(data, limits)
    main = _main_part(archive, limits)
    relations = relations_of(archive, main, limits)
    parts = [*_related(relations, "header"), main, *_related(relations, "footnotes", "endnotes", "footer")]
    links: dict[str, None] = {}
    paragraphs: list[Paragraph] = []
    said: set[str] = set()
    roots = {part: root for part in dict.fromkeys(parts) if (root := _xml(archive, part, limits)) is not None}
    styles = _xml(archive, "word/styles.xml", limits)
    looks, page = styles_of(styles), _page(roots.get(main))
    # What floats in a header or footer lies behind the text of every page.
    behind = any(is_painted(root) for part, root in roots.items() if part != main)
    for part, root in roots.items():
        walk = Walk(relations_of(archive, part, limits), looks, page, sheltered(root, everywhere=behind))
        paragraphs += _unless_said(list(walk.paragraphs(root)), said)
        links.update(walk.links)
    warnings = ("macros",) if any(name.endswith("vbaProject.bin") for name in archive.names) else ()
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    if not text.strip():
        raise CannotRead(DocumentStatus.NO_TEXT, _NO_TEXT, warnings=warnings)
    hidden = "\n".join(paragraph.hidden for paragraph in paragraphs if paragraph.hidden.strip())
    hidden = hidden if hides(hidden) else ""
    return Content(
        pages=(text,),
        extractor=EXTRACTOR,
        headings=_headings(paragraphs, _heading_styles(styles)),
        annotations=tuple(links),
        warnings=warnings + (("hidden_text",) if hidden else ()),
        hidden_text=hidden,
    )


def _main_part(archive: Archive, limits: Limits) -> str:
    for kind, target in relations_of(archive, "", limits).values():
        if kind == "officeDocument" and target in archive.names:
            return target
    if _DEFAULT_MAIN in archive.names:
        return _DEFAULT_MAIN
    raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT)


def _related(relations: dict[str, tuple[str, str]], *kinds: str) -> list[str]:
    """The parts of these kinds, each once: a file has up to three headers a section, often the same text."""
    return list(dict.fromkeys(target for kind, target in relations.values() if kind in kinds))


def _xml(archive: Archive, name: str, limits: Limits) -> etree._Element | None:
    data = archive.read(name, limit=limits.xml)
    return parse_xml(data) if data else None


def _page(root: etree._Element | None) -> Rgb | None:
    """The page's own colour; None where it states none."""
    background = root.find(W + "background") if root is not None else None
    if background is None:
        return None
    colour = parse_colour(background.get(W + "color") or "")
    return colour if isinstance(colour, tuple) else UNKNOWN


def _unless_said(found: list[Paragraph], said: set[str]) -> list[Paragraph]:
    """The paragraphs of a part, none where another said the same: first-page and even-page headers do."""
    text = "\n".join(paragraph.text for paragraph in found)
    if text in said:
        return []
    said.add(text)
    return found


def _heading_styles(root: etree._Element | None) -> frozenset[str]:
    """The ids of the styles that make headings: by name, outline level, or what they are based on."""
    if root is None:
        return frozenset()
    found: set[str] = set()
    for style in root.iterchildren(W + "style"):
        name, base = style.find(W + "name"), style.find(W + "basedOn")
        named = name is not None and _HEADING_STYLE.match(name.get(W + "val") or "")
        based = base is not None and base.get(W + "val") in found
        if named or based or style.find(f"{W}pPr/{W}outlineLvl") is not None:
            found.add(style.get(W + "styleId") or "")
    return frozenset(found)


def _headings(paragraphs: Sequence[Paragraph], styles: frozenset[str]) -> tuple[str, ...]:
    body = _body_size(paragraphs)
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        cell = section_cell(paragraph.text.strip())
        if cell is not None:
            found.setdefault(cell)
        elif 2 <= len(paragraph.text.strip()) <= _HEADING_LENGTH and _is_heading(paragraph, styles, body):
            found.setdefault(" ".join(paragraph.text.split()))
    return tuple(found)


def _is_heading(paragraph: Paragraph, styles: frozenset[str], body: float) -> bool:
    if paragraph.style in styles or paragraph.outline:
        return True
    text = paragraph.text.strip()
    if text.endswith((".", ",", ";")) or "\n" in text or not any(char.isalpha() for char in text):
        return False
    return names_section(text) or paragraph.bold or text.isupper() or (paragraph.size or 0.0) > body * 1.1 > 0.0


def _body_size(paragraphs: Iterable[Paragraph]) -> float:
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        if paragraph.size:
            sizes[paragraph.size] += len(paragraph.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
