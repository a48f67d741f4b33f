"""HTML to Content: its text as a reader sees it, its headings, the targets of its links.

Pure: no I/O, no clock.
"""

import html
import re

from intake.documents.content import Content
from intake.model.policy import ReadingPolicy
from intake.text.charsets import decode
from intake.text.html import to_text

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEADING = re.compile(r"<h[1-6]\b[^>]{0,500}>(.{1,500}?)</h[1-6]\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,500}>")
_LINK = re.compile(r"<a\b[^<>]{0,500}?\bhref\s*=\s*[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)
MAX_LINKS = 500


def read_html(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of an HTML file, cut at the limit before it is parsed (warning `partly_read`)."""
    limit = policy.limits.html
    declared = _CHARSET.search(data[:4096])
    markup = decode(data[:limit], declared[1].decode("ascii", "replace") if declared else None)
    return Content(
        pages=(to_text(markup),),
        extractor="html",
        headings=tuple(_inner_text(found[1]) for found in _HEADING.finditer(markup)),
        annotations=tuple(dict.fromkeys(html.unescape(found[1]) for found in _LINK.finditer(markup)))[:MAX_LINKS],
        warnings=("partly_read",) if len(data) > limit else (),
    )


def _inner_text(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
