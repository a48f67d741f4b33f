"""What the review desk shows of a stranger's bytes, made in the child: pictures of pages, clean HTML, a file's bytes.

Pictures are always re-encoded; HTML keeps words, lists and tables, and nothing that a browser would fetch, run or
follow (security.md 3 to 5). Pure: no I/O, no clock.
"""

import io

import nh3
from PIL import Image, ImageOps, UnidentifiedImageError

from intake.documents.content import CannotRead
from intake.errors import MessageUnreadable
from intake.message import markup
from intake.model.policy import ReadingPolicy
from intake.reading import document, render

_TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "div", "dl"}
    | {"dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s"}
    | {"small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt"}
    | {"u", "ul"}
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
"""No address of any kind: what is shown leads nowhere, a link keeps its words."""

_PDF_START = 1024
"""PDF readers look for the header in the first bytes, not at the first only (ISO 32000-1, annex H.3.4.1)."""

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


def payload(raw: bytes, part: str | None, policy: ReadingPolicy) -> bytes:
    """The decoded bytes of a file in the mail, in an archive too; MessageUnreadable where there is none."""
    try:
        return document.payload(raw, part, policy)
    except CannotRead as refusal:
        raise MessageUnreadable(refusal.status.value, refusal.detail) from refusal


def clean_html(raw: bytes, policy: ReadingPolicy) -> str:
    """The mail's HTML without anything that acts or loads; "" where it has none."""
    return nh3.clean(
        markup.html_of(raw, policy),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "svg", "math", "template", "noscript", "iframe", "object"},
        link_rel=None,
        strip_comments=True,
    )


def picture(data: bytes, page: int, width: int, policy: ReadingPolicy) -> bytes:
    """PNG of a page (from 0) of a PDF, or of a picture, at most `width` pixels wide; MessageUnreadable."""
    pixels = policy.limits.image_pixels
    if b"%PDF-" in data[:_PDF_START]:
        return render.render_page(data, page, width, pixels=pixels)
    return _redrawn(data, page, width, pixels)


def _redrawn(data: bytes, page: int, width: int, pixels: int) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > pixels:
                raise MessageUnreadable("too_large", f"The picture has more than {pixels} pixels.")
            image.seek(page)
            image.draft("RGB", (width, image.height))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, EOFError, OSError, ValueError, SyntaxError) as error:
        raise MessageUnreadable("no_picture", "There is no picture of it.") from error
    upright.thumbnail((width, width * 4))
    return render.png(upright.tobytes(), upright.width, upright.height, upright.width * 3)
