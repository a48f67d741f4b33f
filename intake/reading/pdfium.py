"""The text of a PDF by PDFium: the second engine, for a file at which pdfminer.six failed or ran out of its limits.

It tells hidden text from seen text nowhere, so what it read carries the warning `hidden_text_unchecked`. In the child.
"""

import pypdfium2  # type: ignore[import-untyped]  # it has no annotations

from intake.documents.content import CannotRead, Content
from intake.documents.read import read_content, refused
from intake.model.document import Document, DocumentStatus
from intake.model.policy import ReadingPolicy
from intake.reading.document import Read, with_facts
from intake.text.sniff import PDF

EXTRACTOR = "pdfium"
UNCHECKED = "hidden_text_unchecked"
_CORRUPT = "This PDF is damaged and no text could be had from it: ask the sender to send it again."


def read_by_pdfium(data: bytes, policy: ReadingPolicy) -> Read:
    """The document as PDFium reads it; a status where it cannot either."""
    try:
        content = _content(data, policy)
    except pypdfium2.PdfiumError:
        corrupt = CannotRead(DocumentStatus.CORRUPT, _CORRUPT)
        return refused(PDF, corrupt, ()).document, None
    read = read_content(PDF, content, (), policy)
    document: Document = with_facts(read, policy)
    return document, read.leftover


def _content(data: bytes, policy: ReadingPolicy) -> Content:
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    left = policy.limits.text
    pages: list[str] = []
    for at in range(min(count, policy.limits.pdf_pages)):
        text = document[at].get_textpage().get_text_range() if left > 0 else ""
        pages.append(text[: max(left, 0)])
        left -= len(text)
    cut = left < 0 or count > len(pages)
    warnings = (UNCHECKED, *(("partly_read",) if cut else ()))
    return Content(pages=tuple(pages), extractor=EXTRACTOR, page_count=count, warnings=warnings)
