"""Where the links of a page lead: profile addresses are often only there, behind an icon or a name.

ISO 32000-1, 12.5.6.5 and 12.6.4.7. Pure: no I/O, no clock.
"""

from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psparser import LIT

MAX_LINKS = 500
MAX_LENGTH = 2_000
_LINK, _URI = LIT("Link"), LIT("URI")


def link_targets(page: PDFPage) -> tuple[str, ...]:
    """The addresses of the page's link annotations, in their order, each once; none where they are broken."""
    found: dict[str, None] = {}
    for annotation in list_value(page.annots)[:MAX_LINKS]:
        target = _target(dict_value(annotation))
        if target:
            found.setdefault(target)
    return tuple(found)


def _target(annotation: dict[str, Any]) -> str | None:
    if resolve1(annotation.get("Subtype")) is not _LINK:
        return None
    action = dict_value(annotation.get("A"))
    uri = resolve1(action.get("URI"))
    if resolve1(action.get("S")) is not _URI or not isinstance(uri, bytes) or len(uri) > MAX_LENGTH:
        return None
    return uri.decode("utf-8", "replace").strip() or None
