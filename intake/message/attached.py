"""What a mail carries: every attachment with its type by content, its digest, and whether it is only decoration.

Pure: no I/O, no clock.
"""

import hashlib
import re

from intake.message.parts import Part
from intake.model.message import Attachment
from intake.text import sniff

_SIGNATURE_NAME = re.compile(r"(?:image|outlook-?)\d{3,}\.(?:png|jpe?g|gif)|logo\b.*", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")
_SIGNATURES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-encrypted",  # the control part of PGP/MIME (RFC 3156 section 4): a version number
    }
)
_LOGO = 30_000  # bytes: a picture that is larger was sent to be looked at
_SUFFIXES = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/rtf": "rtf",
    "application/zip": "zip",
    "application/vnd.ms-outlook": "msg",
    "application/pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
    sniff.DOCX: "docx",
    sniff.DOCM: "docm",
    sniff.ODT: "odt",
    sniff.XLSX: "xlsx",
    sniff.PPTX: "pptx",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif",
    "message/rfc822": "eml",
}


def attachment(part: Part, images: frozenset[str]) -> Attachment:
    """The attachment that `part` is; `images` are the content ids that the mail's HTML shows.

    An unnamed file gets a name from its part path and its type, which stays the same whenever it is read.
    """
    data = part.decoded()
    media = sniff.media_type(data, part.filename)
    name = part.filename
    if name is None and not part.declared_type.startswith("text/"):
        name = f"attachment-{_NO_DIGIT.sub('-', part.path)}.{_SUFFIXES.get(media, 'bin')}"
    return Attachment(
        part=part.path,
        filename=name,
        media_type=media,
        declared_type=part.declared_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        disposition=part.disposition,
        embedded=_is_embedded(part, media, len(data), images),
    )


def _is_embedded(part: Part, media: str, size: int, images: frozenset[str]) -> bool:
    """Whether it is a picture that the HTML shows, a signature's logo, or a signature in the cryptographic sense.

    A document never is. A detached signature, or the control part of an encrypted mail, says nothing that a person
    reads: it must not pass for a document that could not be read.
    """
    if part.declared_type in _SIGNATURES:
        return True
    if not media.startswith("image/") or media == "image/svg+xml":
        return False
    if part.content_id is not None and part.content_id in images:
        return True
    if part.disposition == "attachment":
        return False
    # Named to the HTML by id, or by location (RFC 2557).
    if part.related and (part.content_id is not None or part.octets.fields.has("content-location")):
        return True
    return size <= _LOGO and _SIGNATURE_NAME.fullmatch(part.filename or "") is not None
