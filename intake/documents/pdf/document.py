"""A PDF file to Content: its pages within the limits, or the status that says why there are none.

Whatever pdfminer.six raises on a page costs that page only. Pure: no I/O, no clock.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, resolve1

from intake.documents.content import CannotRead, Content
from intake.documents.pdf.canvas import Canvas
from intake.documents.pdf.fonts import BoundedFonts
from intake.documents.pdf.headings import headings_of
from intake.documents.pdf.hidden import part_hidden
from intake.documents.pdf.interpreter import draw_page
from intake.documents.pdf.limits import MAX_CONTENT, LimitReached
from intake.documents.pdf.lines import Line, lines_of, text_of
from intake.documents.pdf.links import link_targets
from intake.documents.pdf.reference import draw_by_pdfminer
from intake.documents.pdf.resources import Faces
from intake.documents.pdf.streams import Budget, GuardedDocument, InflateLimit, open_document
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy

# pdfminer logs what it reads, and what it reads is somebody's resume.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

EXTRACTOR = "pdfminer.six"
_ENCRYPTED = "This PDF is locked with a password: ask the sender for a copy without one, or for the password."
_CORRUPT = "This PDF is damaged and no text could be had from it: ask the sender to send it again."
_TOO_LARGE = "This PDF unpacks to more than the limit allows and was not read: ask the sender for a simpler copy."
_NO_TEXT = (
    "This PDF holds pictures of its pages and no text: look at the original, or ask the sender for a PDF with text."
)


@dataclass(slots=True)
class _Read:
    """What has been read so far.

    `failed` counts pages that broke; `cut` says that a limit left something out, `too_large` that a bomb ended it,
    `mended` that the file had lost its end.
    """

    pages: list[tuple[Line, ...]] = field(default_factory=list)
    hidden: list[Line] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    unmapped: list[int] = field(default_factory=list)
    failed: int = 0
    cut: bool = False
    too_large: bool = False
    mended: bool = False


def read_pdf(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of a PDF in drawing order; CannotRead where it is locked, damaged, a bomb or without text."""
    limits = policy.limits
    try:
        document, mended = open_document(data, Budget(limits.zip_inflated))
        read, count = _read_pages(document, limits)
    except PDFEncryptionError as error:
        raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED) from error
    except (InflateLimit, MemoryError) as error:
        raise CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE) from error
    except Exception as error:
        raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT) from error
    read.mended = mended
    return _content(read, count)


def _content(read: _Read, count: int) -> Content:
    if not any(read.pages):
        if read.too_large or read.cut:
            raise CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE, pages=count)
        if not read.pages or read.mended or read.failed == len(read.pages):
            raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT)
        raise CannotRead(DocumentStatus.NO_TEXT, _NO_TEXT, pages=count)
    return Content(
        pages=tuple(text_of(lines) for lines in read.pages),
        extractor=EXTRACTOR,
        page_count=count,
        headings=headings_of(read.pages),
        annotations=tuple(read.links),
        warnings=_warnings(read),
        hidden_text=text_of(read.hidden),
        unmapped=tuple(read.unmapped),
    )


def _warnings(read: _Read) -> tuple[str, ...]:
    cut = read.cut or read.failed or read.mended
    return (*(("hidden_text",) if read.hidden else ()), *(("partly_read",) if cut else ()))


def _read_pages(document: GuardedDocument, limits: Limits) -> tuple[_Read, int]:
    """Every page up to the limits, and the number of pages of the file."""
    read = _Read()
    canvas, fonts = Canvas(budget=limits.text, content=MAX_CONTENT), BoundedFonts()
    faces = Faces(fonts)
    for page in _pages(document, read):
        if len(read.pages) >= limits.pdf_pages:
            read.cut = True
            break
        _read_page(page, canvas, faces, read)
        if read.too_large or canvas.budget < 0:
            read.cut = True
            break
    return read, max(len(read.pages), _declared_pages(document))


def _pages(document: GuardedDocument, read: _Read) -> Iterator[PDFPage]:
    """The pages of the file until the tree of them breaks."""
    try:
        yield from PDFPage.create_pages(document)
    except Exception as error:  # noqa: BLE001 - pdfminer raises anything on a broken tree; the pages before it are kept
        read.too_large = isinstance(error, (InflateLimit, MemoryError))
        read.failed += 1


def _read_page(page: PDFPage, canvas: Canvas, faces: Faces, read: _Read) -> None:
    try:
        _draw(page, canvas, faces)
    except (InflateLimit, MemoryError):
        read.too_large = True
    except LimitReached:
        read.cut = True
    except Exception:  # noqa: BLE001 - pdfminer raises anything on a broken page; the other pages are kept
        read.failed += 1
    seen, hidden = part_hidden(canvas)
    read.pages.append(lines_of(seen))
    read.hidden += lines_of(hidden)
    read.unmapped.append(canvas.unmapped)
    _read_links(page, read)


def _draw(page: PDFPage, canvas: Canvas, faces: Faces) -> None:
    """Draw a page by the own interpreter, and by pdfminer's where that one fails."""
    try:
        draw_page(page, canvas, faces)
    except (InflateLimit, LimitReached, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a stranger's page may break what nobody thought of
        draw_by_pdfminer(page, canvas, faces.fonts)


def _read_links(page: PDFPage, read: _Read) -> None:
    try:
        targets = link_targets(page)
    except Exception:  # noqa: BLE001 - pdfminer raises anything on broken annotations; the text is kept
        return
    for target in targets:
        read.links.setdefault(target)


def _declared_pages(document: GuardedDocument) -> int:
    """The page count that the file states; 0 where it states none or nonsense."""
    count = resolve1(dict_value(document.catalog.get("Pages")).get("Count"))
    return count if isinstance(count, int) and 0 < count < 1_000_000 else 0
