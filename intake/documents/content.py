"""What a format's reader hands back, and how it says that it cannot read.

A reader takes bytes and a policy and returns `Content`, or raises `CannotRead` with the status and the sentence
that the recruiter will see. The exception never leaves `documents/`. Pure: no I/O, no clock.
"""

from dataclasses import dataclass

from intake.model.document import DocumentStatus

BLANK = "blank"
"""Why nothing was recognised on a page that shows nothing."""

LEAST_HIDDEN = 8
"""Letters and digits that nobody sees; fewer are an icon's, a template's or a field's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text of a document as its format holds it, before cleaning and classifying.

    `pages` are texts in reading order, one entry where the format has no pages; `page_count` is that of the file
    (more than `pages` where a limit cut it), None where the format has none. `headings` are lines of the text
    that the format or the look of the letters marks. `annotations` are link targets that the text does not show.
    `unmapped` counts a page's glyphs that stand for nothing known, one number a page or none at all.
    """

    pages: tuple[str, ...]
    extractor: str
    page_count: int | None = None
    headings: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden_text: str = ""
    unmapped: tuple[int, ...] = ()


def hides(words: str) -> bool:
    """Whether hidden words are worth a warning: letters and digits enough to say something to a machine."""
    return sum(char.isalnum() for char in words) >= LEAST_HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What a document still needs, once its bytes have been read, to be whole.

    `pages` (from 0) are to be read from their pictures, since their text layer holds nothing or nothing of use;
    those in `thin` hold a few words and are only where a picture covers them. `program` names another program that
    can read the format. `content` is what has been read.
    """

    content: Content
    pages: tuple[int, ...] = ()
    thin: tuple[int, ...] = ()
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What Tesseract read on one page (from 0): its table of words in TSV, or None with the reason why there is none.

    `reason` is a stable word: not_installed, timed_out, too_large, crashed, over_limit, blank.
    """

    page: int
    table: str | None
    reason: str | None = None


class CannotRead(Exception):
    """A document without text: the status, and a sentence that says what to do.

    `warnings` and `members` are what is known all the same.
    """

    def __init__(
        self,
        status: DocumentStatus,
        detail: str,
        *,
        warnings: tuple[str, ...] = (),
        members: tuple[str, ...] = (),
        pages: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.warnings = warnings
        self.members = members
        self.pages = pages
