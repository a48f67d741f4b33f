"""Strangers' bytes for the browser: pictures of pages, originals as downloads, a mail's HTML in a frame of its own.

Nothing here reads them: pictures and HTML are made in the child, originals leave as attachments that no browser opens
as a page (security.md 3 to 6). Every answer is for the one who may see the mail; a foreign id is a 404.
"""

import base64
import hashlib
import unicodedata
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse, HTMLResponse

from intake.errors import MessageUnreadable, StorageUnavailable
from intake.model.reading import is_body
from intake.review.current import Current, CurrentAccount, TheDesk
from intake.review.pages import plain
from intake.storage.desk_mail import Original

router = APIRouter()

WIDTHS = {1: 900, 2: 1350, 3: 1800}
"""Pixels of a page picture by zoom."""

_DOWNLOAD = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store"}
_LONGEST_NAME = 150

_FRAME_STYLE = (
    "body{margin:12px;font:15px/1.45 system-ui,sans-serif;color:#1a1f26;background:#fff;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;max-width:100%}td,th{padding:2px 8px;vertical-align:top}"
    "blockquote{margin:8px 0 8px 8px;padding-left:8px;border-left:3px solid #d8dde4}"
)
FRAME_POLICY = (
    "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""The frame's own: one style of ours by its hash, and nothing else at all."""


@router.get("/documents/{document}/pages/{number}.png")
def picture(desk: TheDesk, current: CurrentAccount, document: str, number: int, zoom: int = 1) -> Response:
    """A page (from 1) as a picture, drawn when it is first looked at."""
    found = _original(desk, current, document)
    part = found.part
    if part is None or zoom not in WIDTHS or not 1 <= number <= 500:
        raise HTTPException(404)
    desk.accounts.note_read(current.account.id, "document", document)
    raw, width = _raw(desk, found), WIDTHS[zoom]

    def draw() -> bytes:
        return desk.reader().render_attached(raw, part, number - 1, width)

    try:
        drawn = desk.archive.previews.page(found.sha256, part, number - 1, width, draw)
    except MessageUnreadable as error:
        raise HTTPException(404, "There is no picture of this page.") from error
    return Response(drawn, media_type="image/png")


@router.get("/documents/{document}/original")
def document_original(desk: TheDesk, current: CurrentAccount, document: str) -> Response:
    """The file as it was sent, as a download."""
    found = _original(desk, current, document)
    if found.part is None or is_body(found.part):
        raise HTTPException(404)
    desk.accounts.note_read(current.account.id, "original", document)
    try:
        data = desk.reader().payload(_raw(desk, found), found.part)
    except MessageUnreadable as error:
        raise HTTPException(404, "The file cannot be taken out of the mail; download the mail itself.") from error
    name = safe_name(found.filename, f"{document}.bin")
    return Response(data, media_type="application/octet-stream", headers=_as_download(name))


@router.get("/mails/{message}/original")
def mail_original(desk: TheDesk, current: CurrentAccount, message: str) -> Response:
    """The mail as it came, as a download."""
    found = _original(desk, current, message)
    desk.accounts.note_read(current.account.id, "original", message)
    headers = _as_download(f"{message}.eml")
    return FileResponse(_raw(desk, found), media_type="application/octet-stream", headers=headers)


@router.get("/mails/{message}/html")
def mail_html(desk: TheDesk, current: CurrentAccount, message: str) -> Response:
    """The mail's HTML, cleaned in the child, for a frame: no script, no picture, no link."""
    found = _original(desk, current, message)
    desk.accounts.note_read(current.account.id, "mail", message)
    try:
        clean = desk.reader().sanitise(_raw(desk, found))
    except MessageUnreadable:
        clean = ""
    if not clean.strip():
        return framed("<p>This mail has no HTML that could be shown.</p>")
    return framed(clean)


def framed(clean: str) -> Response:
    """A page for the sandboxed frame, under its own policy."""
    digest = base64.b64encode(hashlib.sha256(_FRAME_STYLE.encode()).digest()).decode()
    head = f'<meta charset="utf-8"><title>Mail</title><style>{_FRAME_STYLE}</style>'
    body = f'<!doctype html><html lang="und">{head}<body>{clean}'
    return HTMLResponse(body, headers={"Content-Security-Policy": FRAME_POLICY.format(hash=digest)})


def safe_name(filename: str | None, otherwise: str) -> str:
    """A file name that is safe to save by: no path, no controls, no direction marks, 150 characters."""
    if not filename:
        return otherwise
    shown = unicodedata.normalize("NFC", plain(filename)).replace("/", "_").replace("\\", "_").strip(". ")
    return shown[-_LONGEST_NAME:] or otherwise


def _as_download(name: str) -> dict[str, str]:
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    return _DOWNLOAD | {"Content-Disposition": disposition}


def _original(desk: TheDesk, current: Current, key: str) -> Original:
    found = desk.reads.original(current.scope, key)
    if found is None:
        raise HTTPException(404)
    return found


def _raw(desk: TheDesk, found: Original) -> Path:
    path = desk.archive.path(found.sha256)
    if not path.exists():
        raise StorageUnavailable("The bytes of this mail are not in the archive; look at intake ledger --check.")
    return path
