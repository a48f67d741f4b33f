"""A document made whole: the text layer of its pages and what Tesseract read on the pictures of the others.

Pure: no I/O, no clock.
"""

from collections.abc import Sequence
from dataclasses import replace

from intake.documents.classify import classify
from intake.documents.content import BLANK, CannotRead, Content, Leftover, Recognised
from intake.documents.gaps import is_garbage, letters
from intake.documents.read import ReadDocument, made_of, refused
from intake.documents.recognised import PageText, mean_confidence, page_text
from intake.model.document import DocumentStatus
from intake.model.policy import ReadingPolicy

EXTRACTOR = "tesseract"
NO_OCR = "no_ocr"
"""The warning on a document of which some pages were left unread for want of Tesseract."""

_MORE = 1.3  # times the letters of the text layer: then the picture shows what the layer has not
_NO_OCR = "These are pictures of pages, which Tesseract reads: install it (apt install tesseract-ocr), then replay."
_NO_WORDS = "No words were found in the pictures of its pages: look at the original, or ask for a PDF with text."
_TIMED_OUT = "Reading the pictures of its pages took too long: look at the original, or ask for a PDF with text."
_TOO_LARGE = "The pictures of its pages are larger than the limit: look at the original, or ask for a smaller copy."
_STATUSES = {
    "not_installed": (DocumentStatus.NO_TEXT, _NO_OCR),
    "timed_out": (DocumentStatus.TIMED_OUT, _TIMED_OUT),
    "too_large": (DocumentStatus.TOO_LARGE, _TOO_LARGE),
}


def complete(
    media: str, leftover: Leftover, recognised: Sequence[Recognised], warnings: tuple[str, ...], policy: ReadingPolicy
) -> ReadDocument:
    """The document with what was recognised in its place; without any text the status says why."""
    content = leftover.content
    read = {one.page: page_text(one.table) for one in recognised if one.table is not None and one.page >= 0}
    used = {at: page for at, page in read.items() if at < policy.limits.pdf_pages and _better(page, content, at)}
    missed = {one.reason for one in recognised if one.table is None and one.page not in leftover.thin} - {BLANK}
    said = (*warnings, *(("partly_read",) if missed else ()), *((NO_OCR,) if "not_installed" in missed else ()))
    try:
        made = made_of(media, _merged(content, used), said, policy, classify)
    except CannotRead as refusal:
        first = next((_STATUSES[why] for why in _STATUSES if why in missed), (DocumentStatus.NO_TEXT, _NO_WORDS))
        return refused(media, CannotRead(*first, pages=refusal.pages), warnings)
    if not used:
        return made
    confidence = mean_confidence(used.values())
    return replace(made, document=replace(made.document, status=DocumentStatus.OCR, ocr_confidence=confidence))


def _better(page: PageText, content: Content, at: int) -> bool:
    if not page.text.strip():
        return False
    if at >= len(content.pages) or is_garbage(content, at):
        return True
    return letters(page.text) > _MORE * letters(content.pages[at])


def _merged(content: Content, used: dict[int, PageText]) -> Content:
    """The content with the pages of `used` put in; a picture of several pages gets them all."""
    pages = [*content.pages, *[""] * (max(used, default=-1) + 1 - len(content.pages))]
    for at, page in used.items():
        pages[at] = page.text
    kept = any(page.strip() for at, page in enumerate(content.pages) if at not in used)
    extractor = f"{content.extractor}+{EXTRACTOR}" if kept and used else EXTRACTOR if used else content.extractor
    headings = (*content.headings, *(heading for at in sorted(used) for heading in used[at].headings))
    return replace(content, pages=tuple(pages), extractor=extractor, headings=headings)
