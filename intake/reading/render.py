"""A page of a PDF as a picture, by PDFium, in the child's `render` profile: previews are always re-encoded.

The PNG is written here (W3C PNG, second edition): zlib is all that it takes, and no picture library is needed.
"""

import struct
import zlib

import pypdfium2  # type: ignore[import-untyped]  # it has no annotations

from intake.errors import MessageUnreadable

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB_8_BIT = (8, 2, 0, 0, 0)
_FAST = 4  # zlib level: a page of text is hardly smaller at 9 and takes thrice as long


def render_page(data: bytes, page: int, width: int, *, pixels: int) -> bytes:
    """PNG of page number `page` (from 0), `width` pixels wide; MessageUnreadable where there is no such picture."""
    try:
        document = pypdfium2.PdfDocument(data)
        if not 0 <= page < len(document):
            raise MessageUnreadable("no_page", f"It has {len(document)} pages.")
        return _draw(document[page], width, pixels)
    except pypdfium2.PdfiumError as error:
        raise MessageUnreadable("corrupt", "PDFium cannot draw it.") from error


def _draw(page: pypdfium2.PdfPage, width: int, pixels: int) -> bytes:
    wide, high = page.get_size()
    scale = width / max(wide, 1.0)
    if width * high * scale > pixels:
        raise MessageUnreadable("too_large", f"The picture would have more than {pixels} pixels.")
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False)
    return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def png(rgb: bytes, width: int, height: int, stride: int) -> bytes:
    """PNG of 8-bit RGB rows that are `stride` bytes apart."""
    rows = b"".join(b"\0" + rgb[row * stride : row * stride + width * 3] for row in range(height))
    header = struct.pack(">II5B", width, height, *_RGB_8_BIT)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, _FAST)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
