"""Media types by content: what bytes are, whatever their name or declared type says.

A file name only parts what the content leaves alike (plain text from CSV or Markdown). Archives are told by
their member names as the central directory lists them, and never inflated: what a member holds, another archive
perhaps, is none of this one's. Pure: no I/O, no clock.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import PurePosixPath

from intake.text.guessing import looks_wide

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
ZIP = "application/zip"
_PDF_WINDOW = 1024  # ISO 32000-1, annex H: readers accept the header within the first 1,024 bytes
_TEXT_WINDOW = 4096
_MEMBERS = 2_000

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
DOCM = "application/vnd.ms-word.document.macroEnabled.12"
ODT = "application/vnd.oasis.opendocument.text"
PICTURES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp"})
"""The pictures that can be decoded, and so read."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"%!PS", "application/postscript"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (b"-----BEGIN PGP PUBLIC KEY", "application/pgp-keys"),
    (b"-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    (b"\xff\xfb", "audio/mpeg"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Stream names in the directory of a compound file, in UTF-16-LE.
_OLE_STREAMS = (
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
    ("EncryptedPackage", "application/x-ole-storage"),
)
_PKCS7 = {
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02": "application/pkcs7-signature",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03": "application/pkcs7-mime",
}
# APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16: the fields up to and with the lengths of name, extra field and comment.
_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_STORED_TYPE = re.compile(rb"application/[\w.+-]{1,80}")
_LISTED = struct.Struct("<4s24xHHH12x")
_END = struct.Struct("<4s8xLL2x")
_END_WINDOW = _END.size + 65_535
_OFFICE_PARTS = frozenset({"[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"})
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A comment ends where it first can: else each of many would be tried with every end behind it, in every mixture.
_COMMENT = rb"<!--(?:(?!-->).){0,2000}+-->\s*+"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:" + _COMMENT + rb")*+"
    rb"<(?:!doctype\s+html|html|head|body|div|p|table|span|meta|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:" + _COMMENT + rb"|<!doctype svg[^>]{0,500}>\s*+)*+<svg\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_NAMES = rb"from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|content-type|x-[\w-]+"
_MESSAGE = re.compile(rb"(?:(?:" + _HEADER_NAMES + rb"):[^\n]*\n(?:[ \t][^\n]*\n)*){3}", re.IGNORECASE)
_TEXT_BY_NAME = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".css": "text/css",
    ".eml": "message/rfc822",
    ".tex": "application/x-tex",
    ".json": "application/json",
}


def media_type(data: bytes, filename: str | None) -> str:
    """The media type of `data` (lower case, but for "macroEnabled"); application/octet-stream where nothing fits.

    `filename` parts kinds of plain text only. Empty data is application/octet-stream.
    """
    if not data:
        return UNKNOWN
    for found in (_by_signature(data), _container(data), _cryptographic(data)):
        if found is not None:
            return found
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return PDF
    return _text(data, filename) or UNKNOWN


def _by_signature(data: bytes) -> str | None:
    for signature, media in _SIGNATURES:
        if data.startswith(signature):
            return media
    if data.startswith(b"BM") and len(data) > 26 and data[14:18] in {b"\x28\0\0\0", b"\x0c\0\0\0", b"\x7c\0\0\0"}:
        return "image/bmp"
    if data.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _iso_media(data[8:12])
    return "application/x-tar" if data[257:262] == b"ustar" else None


def _iso_media(brand: bytes) -> str:
    if brand in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return "image/heic"
    if brand == b"avif":
        return "image/avif"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _container(data: bytes) -> str | None:
    if data.startswith(_OLE):
        for name, media in _OLE_STREAMS:
            if name.encode("utf-16-le") in data:
                return media
        return "application/x-ole-storage"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    return None


def _zip(data: bytes) -> str:
    if (declared := _declared(data)) is not None:
        return declared
    names = _member_names(data)
    if names & _OFFICE_PARTS:
        if "word/vbaProject.bin" in names:
            return DOCM
        for member, media in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(member) for name in names):
                return media
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "application/vnd.apple.pages"
    return ZIP


def _declared(data: bytes) -> str | None:
    """The type that an OpenDocument or EPUB file states in its first member, which is stored as it is."""
    if data[30:38] != b"mimetype" or len(data) < 38:
        return None
    start = 38 + int.from_bytes(data[28:30], "little")
    found = _STORED_TYPE.match(data[start : start + 100])
    # The next local header follows the stored value without a gap.
    return found[0].split(b"PK")[0].decode("ascii") if found else None


def _member_names(data: bytes) -> set[str]:
    """The names in the central directory; in a file that lost its end, whatever looks like a member."""
    names: set[str] = set()
    for raw in _listed(data) or _scattered(data):
        names.add(raw.decode("utf-8", "replace").replace("\\", "/"))
        if len(names) >= _MEMBERS:
            break
    return names


def _listed(data: bytes) -> list[bytes]:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _END_WINDOW))
    if end < 0 or end + _END.size > len(data):
        return []
    _, size, _ = _END.unpack_from(data, end)
    names: list[bytes] = []
    # Counted back from the end: what stands before the archive, in a self-extracting one, moves every offset.
    at = end - size
    while at >= 0 and at + _LISTED.size <= end and len(names) < _MEMBERS:
        signature, name, extra, comment = _LISTED.unpack_from(data, at)
        if signature != b"PK\x01\x02":
            break
        names.append(data[at + _LISTED.size : at + _LISTED.size + name])
        at += _LISTED.size + name + extra + comment
    return names


def _scattered(data: bytes) -> Iterator[bytes]:
    for found in _LOCAL_HEADER.finditer(data):
        length = int.from_bytes(found[1], "little")
        yield data[found.end() : found.end() + length]


def _cryptographic(data: bytes) -> str | None:
    if data[:1] != b"\x30":
        return None
    for oid, media in _PKCS7.items():
        if oid in data[:40]:
            return media
    return None


def _text(data: bytes, filename: str | None) -> str | None:
    head = data[:_TEXT_WINDOW]
    if not head.startswith(_BOMS) and _looks_binary(head) and not looks_wide(head):
        return None
    plain = _narrow(head)
    if _SVG.match(plain):
        return "image/svg+xml"
    if _HTML.match(plain):
        return "text/html"
    if plain.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return "text/calendar"
    if plain.lstrip()[:11].upper() == b"BEGIN:VCARD":
        return "text/vcard"
    if _MESSAGE.match(plain.replace(b"\r\n", b"\n").lstrip(b"\n")):
        return "message/rfc822"
    if plain.lstrip().startswith(b"<?xml"):
        return "application/xml"
    return _TEXT_BY_NAME.get(PurePosixPath(filename or "").suffix.lower(), "text/plain")


def _looks_binary(head: bytes) -> bool:
    """More than one control byte in a hundred: no text in any charset that has ASCII in it."""
    controls = len(head.translate(None, _TEXT_BYTES))
    return b"\x00" in head or controls * 100 > len(head)


_TEXT_BYTES = bytes(b for b in range(256) if b >= 0x20 or b in b"\t\n\r\f\x1b")


def _narrow(head: bytes) -> bytes:
    """The head with its byte order mark gone, as single bytes: enough to look for ASCII words."""
    if head.startswith(b"\xef\xbb\xbf"):
        return head[3:]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    return head.replace(b"\x00", b"")
