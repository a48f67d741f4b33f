"""Pictures of pages."""

import struct
import zlib

import pytest

from intake.errors import MessageUnreadable
from intake.reading.render import png, render_page

PIXELS = 50_000_000


def pdf(pages: int = 1, content: bytes = b"1 0 0 rg 0 0 100 50 re f") -> bytes:
    """Pages of 100 by 100 points whose lower half is red."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 3 0 R >>"] * pages,
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def pixels(data: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows of RGB bytes of a PNG as we write it."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    position, body, width, height = 8, b"", 0, 0
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind, content = data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        (crc,) = struct.unpack_from(">I", data, position + 8 + length)
        assert crc == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", content)
        if kind == b"IDAT":
            body += zlib.decompress(content)
        position += length + 12
    size = width * 3 + 1
    return width, height, [body[row * size + 1 : (row + 1) * size] for row in range(height)]


def test_a_page_is_drawn_as_wide_as_asked_for() -> None:
    width, height, rows = pixels(render_page(pdf(), 0, 200, pixels=PIXELS))
    assert (width, height) == (200, 200)
    assert rows[10] == b"\xff\xff\xff" * 200
    assert rows[190] == b"\xff\x00\x00" * 200


def test_a_picture_keeps_its_colours_whatever_the_stride() -> None:
    data = b"\x01\x02\x03\x04\x05\x06\x00\x00" + b"\x07\x08\x09\x0a\x0b\x0c\x00\x00"
    assert pixels(png(data, 2, 2, 8)) == (2, 2, [b"\x01\x02\x03\x04\x05\x06", b"\x07\x08\x09\x0a\x0b\x0c"])


@pytest.mark.parametrize("page", [-1, 2])
def test_a_page_that_is_not_there_is_said_so(page: int) -> None:
    with pytest.raises(MessageUnreadable, match="2 pages"):
        render_page(pdf(pages=2), page, 100, pixels=PIXELS)


def test_what_is_no_pdf_cannot_be_drawn() -> None:
    with pytest.raises(MessageUnreadable) as caught:
        render_page(b"not a PDF", 0, 100, pixels=PIXELS)
    assert caught.value.code == "corrupt"


def test_a_picture_over_the_pixel_limit_is_not_drawn() -> None:
    with pytest.raises(MessageUnreadable) as caught:
        render_page(pdf(), 0, 1000, pixels=999_999)
    assert caught.value.code == "too_large"
