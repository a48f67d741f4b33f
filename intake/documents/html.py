"""HTML to Content: its text as a reader sees it, its headings, the targets of its links.

Pure: no I/O, no clock.
"""

import re

from intake.documents.content import Content, hides
from intake.model.policy import ReadingPolicy
from intake.text.charsets import decode
from intake.text.html import read_page
from intake.text.sections import names_section

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
MAX_LINKS = 500


def read_html(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of an HTML file, cut at the limit before it is parsed (warning `partly_read`)."""
    limit = policy.limits.html
    declared = _CHARSET.search(data[:4096]) or _ENCODING.match(data[:200])
    markup = decode(data[:limit], declared[1].decode("ascii", "replace") if declared else None)
    page = read_page(markup, limit=limit)
    sections = (line.strip() for line in page.text.split("\n") if names_section(line))
    warnings = (*(("hidden_text",) if hides(page.hidden) else ()), *(("partly_read",) if len(data) > limit else ()))
    return Content(
        pages=(page.text,),
        extractor="html",
        headings=tuple(dict.fromkeys((*page.headings, *sections))),
        annotations=page.targets[:MAX_LINKS],
        warnings=warnings,
        hidden_text=page.hidden if hides(page.hidden) else "",
    )
