"""A document as read: its text, what kind it is, and the facts about the candidate with their source words.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from intake.model.message import ReadError


class DocumentStatus(StrEnum):
    """How far a document could be read."""

    EXTRACTED = "extracted"
    OCR = "ocr"
    NO_TEXT = "no_text"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"


class DocumentKind(StrEnum):
    """What a document is to an application."""

    RESUME = "resume"
    STATEMENT = "statement"
    REFERENCE = "reference"
    TRANSCRIPT = "transcript"
    CERTIFICATE = "certificate"
    PORTFOLIO = "portfolio"
    WRITING_SAMPLE = "writing_sample"
    OTHER = "other"


class LinkKind(StrEnum):
    """Whose profile a link shows."""

    LINKEDIN = "linkedin"
    GITHUB = "github"
    GITLAB = "gitlab"
    ORCID = "orcid"
    WEBSITE = "website"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a document, from its text or its link annotations."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The words that a value was read from, and their page (from 1; None where the format has no pages)."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """What a document says about who sent it. Hints: each with its source words in `evidence`, or absent.

    `phones` are E.164, `emails` lower case. `evidence` maps a field name to the words it was read from.
    """

    name: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    languages: tuple[str, ...] = ()
    location: str | None = None
    education: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    evidence: dict[str, SourceWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as read. `kinds` has the likeliest first; one file may hold several.

    `pages` is None where the format has none. `extractor` names the engine. `text` is what a reader sees,
    `hidden_text` what they do not. `members` lists the names in an archive, `contents` the files that were read from
    it. `warnings` are stable words: hidden_text, partly_read, macros, wrong_name, no_ocr, ...
    """

    media_type: str
    status: DocumentStatus
    kinds: tuple[DocumentKind, ...] = ()
    kind_reasons: tuple[str, ...] = ()
    language: str | None = None
    pages: int | None = None
    extractor: str | None = None
    text: str = ""
    headings: tuple[str, ...] = ()
    candidate: CandidateFacts = field(default_factory=CandidateFacts)
    ocr_confidence: float | None = None
    warnings: tuple[str, ...] = ()
    hidden_text: str = ""
    members: tuple[str, ...] = ()
    error: ReadError | None = None
    contents: tuple["Member", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive. `number` counts the entries of its central directory from 1, folders included.

    `filename` is safe to show, `media_type` by content; `size` in bytes and `sha256` (hex) of the unpacked file.
    `document` is None until it has been read.
    """

    number: int
    filename: str
    media_type: str
    size: int
    sha256: str
    document: Document | None = None
