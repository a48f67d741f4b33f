"""The way in: bytes or a mail's text to a Document with its text, kind, language and status.

The type is told by content, never by name. A new format is a module here and a line in `_READERS`. Nothing that a
file holds makes this raise: what cannot be read is a status with a sentence that says what to do.
Pure: no I/O, no clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from intake.documents.archive import list_archive
from intake.documents.classify import Verdict, classify, classify_body
from intake.documents.clean import clean, clean_line
from intake.documents.content import CannotRead, Content, Leftover
from intake.documents.converted import ask_antiword, converted
from intake.documents.docx import read_docx
from intake.documents.gaps import pages_without_text, thin_pages
from intake.documents.html import read_html
from intake.documents.kind_features import Features, features_of
from intake.documents.odt import read_odt
from intake.documents.pdf.document import read_pdf
from intake.documents.plain import plain_content, read_plain
from intake.documents.rtf import read_rtf
from intake.model.document import Document, DocumentStatus
from intake.model.message import ReadError
from intake.model.policy import ReadingPolicy
from intake.text.sniff import DOCM, DOCX, ODT, PDF, PICTURES, ZIP, media_type

OLD_WORD = "application/msword"
Reader = Callable[[bytes, ReadingPolicy], Content]

_READERS: dict[str, Reader] = {
    PDF: read_pdf,
    DOCX: read_docx,
    DOCM: read_docx,
    ODT: read_odt,
    "application/rtf": read_rtf,
    OLD_WORD: ask_antiword,
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
_OLD_WORD = "This is an old Word document, which antiword reads: install it (apt install antiword), or ask for a PDF."
_OLD_FORMAT = "This format is not read: look at the original, or ask the sender for a PDF or DOCX."
_UNKNOWN = "This is no format that can be read: look at the original with care, or ask the sender for a PDF."
_NO_TEXT = "This file holds no text: look at the original, or ask the sender for a PDF with text."

# More than any resume has; what is over comes from a list or a table.
_MAX_HEADINGS, _MAX_TARGETS, _TARGET_LENGTH = 300, 500, 2_000

# The name's suffixes that go with a type; another one is worth a warning, for it is how malware comes dressed.
_SUFFIXES = {
    PDF: {".pdf"},
    DOCX: {".docx", ".dotx"},
    DOCM: {".docm", ".dotm"},
    "text/html": {".html", ".htm", ".xhtml"},
    ZIP: {".zip"},
    "application/rtf": {".rtf", ".doc"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/tiff": {".tif", ".tiff"},
    OLD_WORD: {".doc", ".dot"},
    ODT: {".odt"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document, and what the search for facts needs beside it: its pages, and the targets of its links.

    `leftover` is what it still needs to be whole, None where it needs nothing.
    """

    document: Document
    page_texts: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    leftover: Leftover | None = None


def read_document(data: bytes, filename: str | None, policy: ReadingPolicy) -> ReadDocument:
    """The document in `data`; never raises for bad input. `filename` serves for a warning only."""
    if not data.strip(b"\x00 \t\r\n"):
        return refused("application/octet-stream", CannotRead(DocumentStatus.EMPTY, _EMPTY), ())
    media = media_type(data, filename)
    warnings = _name_warnings(media, filename)
    if media == ZIP:
        return _attempt(media, warnings, lambda: _archive(data, warnings, policy))
    return _attempt(media, warnings, lambda: _read(media, data, warnings, policy))


def read_content(media: str, content: Content, warnings: tuple[str, ...], policy: ReadingPolicy) -> ReadDocument:
    """The document that another engine or program read."""
    return _attempt(media, warnings, lambda: _with_gaps(media, content, warnings, policy))


def read_converted(media: str, data: bytes, program: str, policy: ReadingPolicy) -> ReadDocument:
    """The document that a program wrote out as plain text."""
    return _attempt(media, (), lambda: made_of(media, converted(data, program), (), policy, classify))


def read_text(text: str, policy: ReadingPolicy) -> ReadDocument:
    """A mail's own text as a document: only what says why somebody applies is a statement."""
    media = "text/plain"
    if not text.strip():
        return refused(media, CannotRead(DocumentStatus.EMPTY, _EMPTY), ())
    return _attempt(media, (), lambda: made_of(media, plain_content(text), (), policy, classify_body))


def _attempt(media: str, warnings: tuple[str, ...], make: Callable[[], ReadDocument]) -> ReadDocument:
    """What `make` makes, or the status that says why it could not."""
    try:
        return make()
    except CannotRead as refusal:
        return refused(media, refusal, warnings)
    except MemoryError:
        return refused(media, CannotRead(DocumentStatus.TOO_LARGE, _TOO_LARGE), warnings)
    except Exception:  # noqa: BLE001 - a stranger's bytes must end in a status, whatever a library makes of them
        return refused(media, CannotRead(DocumentStatus.CORRUPT, _CORRUPT), warnings)


def _archive(data: bytes, warnings: tuple[str, ...], policy: ReadingPolicy) -> ReadDocument:
    content, members, names = list_archive(data, policy)
    document = Document(
        media_type=ZIP,
        status=DocumentStatus.EXTRACTED,
        extractor=content.extractor,
        warnings=(*warnings, *content.warnings),
        members=names,
        contents=members,
    )
    return ReadDocument(document=document)


def _read(media: str, data: bytes, warnings: tuple[str, ...], policy: ReadingPolicy) -> ReadDocument:
    if media in PICTURES:
        picture = Content(pages=("",), extractor="")
        return _unread(
            media, CannotRead(DocumentStatus.NO_TEXT, _PICTURE), warnings, Leftover(content=picture, pages=(0,))
        )
    try:
        content = _reader(media)(data, policy)
    except CannotRead as refusal:
        count = min(refusal.pages or 0, policy.limits.pdf_pages)
        if refusal.status is not DocumentStatus.NO_TEXT or media != PDF or not count:
            raise
        scan = Content(pages=("",) * count, extractor="", page_count=refusal.pages)
        return _unread(media, refusal, warnings, Leftover(content=scan, pages=tuple(range(count))))
    if media == OLD_WORD:
        needed = CannotRead(DocumentStatus.UNSUPPORTED, _OLD_WORD)
        return _unread(media, needed, warnings, Leftover(content=content, program=content.extractor))
    return _with_gaps(media, content, warnings, policy)


def _with_gaps(media: str, content: Content, warnings: tuple[str, ...], policy: ReadingPolicy) -> ReadDocument:
    """The document, and where it has pages which of them hold too little text to be all that they show."""
    leftover = None
    pages, thin = (pages_without_text(content), thin_pages(content)) if media == PDF else ((), ())
    if pages or thin:
        leftover = Leftover(content=content, pages=pages, thin=thin)
    try:
        made = made_of(media, content, warnings, policy, classify)
    except CannotRead as refusal:
        if leftover is None:
            raise
        return _unread(media, refusal, warnings, leftover)
    return replace(made, leftover=leftover)


def _unread(media: str, refusal: CannotRead, warnings: tuple[str, ...], leftover: Leftover) -> ReadDocument:
    return replace(refused(media, refusal, warnings), leftover=leftover)


def _reader(media: str) -> Reader:
    if media in _READERS:
        return _READERS[media]
    if media.startswith("image/"):
        return _refuse(DocumentStatus.NO_TEXT, _PICTURE)
    if media == "application/x-ole-storage":
        return _refuse_ole
    if media in {"application/pkcs7-mime", "application/pgp-encrypted"}:
        return _refuse(DocumentStatus.ENCRYPTED, _ENCRYPTED_MAIL)
    return _refuse(DocumentStatus.UNSUPPORTED, _UNKNOWN)


def _refuse(status: DocumentStatus, detail: str) -> Reader:
    def refuse(data: bytes, policy: ReadingPolicy) -> Content:
        del data, policy
        raise CannotRead(status, detail)

    return refuse


def _refuse_ole(data: bytes, policy: ReadingPolicy) -> Content:
    """An office file with a password is an OLE container around the encrypted package."""
    del policy
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED_OFFICE)
    raise CannotRead(DocumentStatus.UNSUPPORTED, _OLD_FORMAT)


def made_of(
    media: str,
    content: Content,
    warnings: tuple[str, ...],
    policy: ReadingPolicy,
    judge: Callable[[Features], Verdict],
) -> ReadDocument:
    """The document of what was read; CannotRead where nothing of it is text."""
    pages, cut = _within(tuple(clean(page) for page in content.pages), policy.limits.text)
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise CannotRead(DocumentStatus.NO_TEXT, _NO_TEXT, pages=content.page_count)
    headings = tuple(dict.fromkeys(line for heading in content.headings if (line := clean_line(heading))))
    headings = headings[:_MAX_HEADINGS]
    features = features_of(text, headings)
    verdict = judge(features)
    document = Document(
        media_type=media,
        status=DocumentStatus.EXTRACTED,
        kinds=verdict.kinds,
        kind_reasons=verdict.reasons,
        language=features.language,
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


def refused(media: str, refusal: CannotRead, warnings: tuple[str, ...]) -> ReadDocument:
    """A document without text, with the reason."""
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
