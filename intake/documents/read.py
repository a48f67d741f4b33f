"""The way in: bytes or a mail's text to a Document with its text, kind, language and status.

The type is told by content, never by name. A new format is a module here and a line in `_READERS`. Nothing that a
file holds makes this raise: what cannot be read is a status with a sentence that says what to do.
Pure: no I/O, no clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from intake.documents.archive import refuse_archive
from intake.documents.classify import Verdict, classify, classify_body
from intake.documents.clean import clean, clean_line
from intake.documents.content import CannotRead, Content
from intake.documents.docx import read_docx
from intake.documents.html import read_html
from intake.documents.language import language_of
from intake.documents.pdf.document import read_pdf
from intake.documents.plain import plain_content, read_plain
from intake.model.document import Document, DocumentStatus
from intake.model.message import ReadError
from intake.model.policy import ReadingPolicy
from intake.text.sniff import DOCM, DOCX, ODT, media_type

Reader = Callable[[bytes, ReadingPolicy], Content]

_READERS: dict[str, Reader] = {
    "application/pdf": read_pdf,
    DOCX: read_docx,
    DOCM: read_docx,
    "text/html": read_html,
    "text/plain": read_plain,
    "text/markdown": read_plain,
    "text/csv": read_plain,
    "application/x-tex": read_plain,
}
_EMPTY = "This file is empty: ask the sender to send it again."
_CORRUPT = "This file could not be read: look at the original, or ask the sender for a PDF."
_TOO_LARGE = (
    "This file takes more memory to read than the limit allows: look at the original, or ask for a simpler copy."
)
_ENCRYPTED_OFFICE = "This document is locked with a password: ask the sender for a copy without one."
_ENCRYPTED_MAIL = "This file is encrypted for somebody's key: ask the sender for it without encryption."
_PICTURE = "This is a picture and its text was not read: look at the original, or ask the sender for a PDF with text."
_OLD_FORMAT = "This format is not read for now: look at the original, or ask the sender for a PDF or DOCX."
_UNKNOWN = "This is no format that can be read: look at the original with care, or ask the sender for a PDF."
_NO_TEXT = "This file holds no text: look at the original, or ask the sender for a PDF with text."

# More than any resume has; what is over comes from a list or a table.
_MAX_HEADINGS, _MAX_TARGETS, _TARGET_LENGTH = 300, 500, 2_000

# The name's suffixes that go with a type; another one is worth a warning, for it is how malware comes dressed.
_SUFFIXES = {
    "application/pdf": {".pdf"},
    DOCX: {".docx", ".dotx"},
    DOCM: {".docm", ".dotm"},
    "text/html": {".html", ".htm", ".xhtml"},
    "application/zip": {".zip"},
    "application/rtf": {".rtf", ".doc"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/tiff": {".tif", ".tiff"},
    "application/msword": {".doc", ".dot"},
    ODT: {".odt"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document, and what the search for facts needs beside it: its pages, and the targets of its links."""

    document: Document
    page_texts: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()


def read_document(data: bytes, filename: str | None, policy: ReadingPolicy) -> ReadDocument:
    """The document in `data`; never raises for bad input. `filename` serves for a warning only."""
    if not data.strip(b"\x00 \t\r\n"):
        return _refused("application/octet-stream", CannotRead(DocumentStatus.EMPTY, _EMPTY), ())
    media = media_type(data, filename)
    warnings = _name_warnings(media, filename)
    return _attempt(media, warnings, lambda: _made(media, _reader(media)(data, policy), warnings, policy, classify))


def read_text(text: str, policy: ReadingPolicy) -> ReadDocument:
    """A mail's own text as a document: only what says why somebody applies is a statement."""
    media = "text/plain"
    if not text.strip():
        return _refused(media, CannotRead(DocumentStatus.EMPTY, _EMPTY), ())
    return _attempt(media, (), lambda: _made(media, plain_content(text), (), policy, _classify_body))


def _classify_body(text: str, headings: tuple[str, ...]) -> Verdict:
    del headings
    return classify_body(text)


def _attempt(media: str, warnings: tuple[str, ...], make: Callable[[], ReadDocument]) -> ReadDocument:
    """What `make` makes, or the status that says why it could not."""
    try:
        return make()
    except CannotRead as refusal:
        return _refused(media, refusal, warnings)
    except MemoryError:
        return _refused(media, CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE), warnings)
    except Exception:  # noqa: BLE001 - a stranger's bytes must end in a status, whatever a library makes of them
        return _refused(media, CannotRead(DocumentStatus.CORRUPT, _CORRUPT), warnings)


def _reader(media: str) -> Reader:
    if media in _READERS:
        return _READERS[media]
    if media == "application/zip":
        return _refuse_zip
    if media.startswith("image/"):
        return _refuse(DocumentStatus.NO_TEXT, _PICTURE)
    if media == "application/x-ole-storage":
        return _refuse_ole
    if media in {"application/pkcs7-mime", "application/pgp-encrypted"}:
        return _refuse(DocumentStatus.ENCRYPTED, _ENCRYPTED_MAIL)
    if media in {ODT, "application/rtf", "application/msword"}:
        return _refuse(DocumentStatus.UNSUPPORTED, _OLD_FORMAT)
    return _refuse(DocumentStatus.UNSUPPORTED, _UNKNOWN)


def _refuse(status: DocumentStatus, detail: str) -> Reader:
    def refuse(data: bytes, policy: ReadingPolicy) -> Content:
        del data, policy
        raise CannotRead(status, detail)

    return refuse


def _refuse_zip(data: bytes, policy: ReadingPolicy) -> Content:
    raise refuse_archive(data, policy)


def _refuse_ole(data: bytes, policy: ReadingPolicy) -> Content:
    """An office file with a password is an OLE container around the encrypted package."""
    del policy
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED_OFFICE)
    raise CannotRead(DocumentStatus.UNSUPPORTED, _OLD_FORMAT)


def _made(
    media: str,
    content: Content,
    warnings: tuple[str, ...],
    policy: ReadingPolicy,
    judge: Callable[[str, tuple[str, ...]], Verdict],
) -> ReadDocument:
    pages, cut = _within(tuple(clean(page) for page in content.pages), policy.limits.text)
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise CannotRead(DocumentStatus.NO_TEXT, _NO_TEXT, pages=content.page_count)
    headings = tuple(dict.fromkeys(line for heading in content.headings if (line := clean_line(heading))))
    headings = headings[:_MAX_HEADINGS]
    verdict = judge(text, headings)
    document = Document(
        media_type=media,
        status=DocumentStatus.EXTRACTED,
        kinds=verdict.kinds,
        kind_reasons=verdict.reasons,
        language=language_of(text),
        pages=content.page_count,
        extractor=content.extractor,
        text=text,
        headings=headings,
        warnings=tuple(dict.fromkeys((*warnings, *content.warnings, *(("partly_read",) if cut else ())))),
        hidden_text=clean(content.hidden_text)[: policy.limits.text],
    )
    targets = tuple(target for target in content.annotations if len(target) <= _TARGET_LENGTH)
    return ReadDocument(document=document, page_texts=pages, annotations=targets[:_MAX_TARGETS])


def _within(pages: tuple[str, ...], limit: int) -> tuple[tuple[str, ...], bool]:
    """The pages cut to `limit` characters in all, and whether anything was cut."""
    kept: list[str] = []
    left = limit
    for page in pages:
        kept.append(page[:left])
        left -= len(kept[-1])
    return tuple(kept), sum(map(len, pages)) > limit


def _refused(media: str, refusal: CannotRead, warnings: tuple[str, ...]) -> ReadDocument:
    return ReadDocument(
        document=Document(
            media_type=media,
            status=refusal.status,
            pages=refusal.pages,
            warnings=tuple(dict.fromkeys((*warnings, *refusal.warnings))),
            members=refusal.members,
            error=ReadError(code=refusal.status.value, detail=refusal.detail),
        )
    )


def _name_warnings(media: str, filename: str | None) -> tuple[str, ...]:
    suffix = PurePosixPath(filename or "").suffix.lower()
    fitting = _SUFFIXES.get(media)
    if not suffix or fitting is None or suffix in fitting:
        return ()
    return ("wrong_name",) if any(suffix in known for known in _SUFFIXES.values()) else ()
