"""A page of a PDF as a picture, by PDFium, in the child's `render` profile: previews are always re-encoded.

The PNG of a preview is written here (W3C PNG, second edition): zlib is all that it takes.
"""

import struct
import zlib

import pypdfium2  # type: ignore[import-untyped]  # it has no annotations

from intake.errors import MessageUnreadable
from intake.reading import pictures

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB_8_BIT = (8, 2, 0, 0, 0)
_COVERED = 0.3  # of a page by pictures: less is a portrait or a letterhead
_LARGEST = 8.0  # times 72 dpi: no page is drawn finer, however small it says it is
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


def raster(data: bytes, page: int, *, target: int, thin: int | None = None) -> bytes | None:
    """PNG of a page in grey with about `target` pixels, for Tesseract; None where nothing is on it.

    `thin` is the number of letters in the text layer of a page that has few: it is drawn only where a picture covers
    much of it, or PDFium counts far more glyphs than that. MessageUnreadable where there is no such page.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        if not 0 <= page < len(document):
            raise MessageUnreadable("no_page", f"It has {len(document)} pages.")
        drawn = document[page]
        if thin is not None and not _shows_more(drawn, thin):
            return None
        wide, high = drawn.get_size()
        scale = min((target / max(wide * high, 1.0)) ** 0.5, _LARGEST)
        grey = drawn.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    except pypdfium2.PdfiumError as error:
        raise MessageUnreadable("corrupt", "PDFium cannot draw it.") from error
    return None if pictures.is_blank(grey) else pictures.encoded(grey)


def _shows_more(page: pypdfium2.PdfPage, letters: int) -> bool:
    wide, high = page.get_size()
    covered = 0.0
    for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = found.get_bounds()
        covered += max(0.0, min(right, wide) - max(left, 0.0)) * max(0.0, min(top, high) - max(bottom, 0.0))
    return bool(covered > _COVERED * wide * high or page.get_textpage().count_chars() > 3 * letters + 40)


def png(rgb: bytes, width: int, height: int, stride: int) -> bytes:
    """PNG of 8-bit RGB rows that are `stride` bytes apart."""
    rows = b"".join(b"\0" + rgb[row * stride : row * stride + width * 3] for row in range(height))
    header = struct.pack(">II5B", width, height, *_RGB_8_BIT)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, _FAST)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
