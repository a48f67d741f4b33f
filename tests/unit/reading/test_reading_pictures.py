"""Pictures for Tesseract: upright, grey, square pixels, of a size that it reads, within the limits."""

import io
from typing import Any

import pytest
from PIL import Image

from intake.errors import MessageUnreadable
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.reading import pictures, render
from intake.reading.pdfium import read_by_pdfium

PIXELS = 50_000_000
TARGET = 6_000_000


def drawn(width: int = 400, height: int = 200, mode: str = "L") -> Image.Image:
    """Its left half is dark."""
    image = Image.new(mode, (width, height), "white")
    image.paste("black", (0, 0, width // 2, height))
    return image


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def read(data: bytes, page: int = 0, target: int = TARGET) -> Image.Image:
    png, _ = pictures.raster(data, page, target=target, pixels=PIXELS)
    assert png is not None
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGB"), ("JPEG", "CMYK"), ("TIFF", "1"), ("GIF", "P"), ("BMP", "L")]
)
def test_a_small_picture_is_drawn_twice_as_large_in_grey(form: str, mode: str) -> None:
    image = read(saved(drawn(mode="RGB").convert(mode), form))
    assert (image.mode, image.size) == ("L", (800, 400))


def test_a_large_picture_is_drawn_with_about_as_many_pixels_as_asked_for() -> None:
    image = read(saved(drawn(4000, 2000), "PNG"), target=2_000_000)
    assert image.size == (2000, 1000)


def test_a_fax_with_oblong_pixels_is_made_square() -> None:
    image = read(saved(drawn(1728, 1100, "1"), "TIFF", dpi=(204, 98)))
    assert image.width / image.height == pytest.approx(1728 / (1100 * 204 / 98), rel=0.01)


def test_a_photo_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read(saved(drawn(), "JPEG", exif=exif)).size == (400, 800)


def test_what_is_transparent_stands_on_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 50, 100))
    assert read(saved(clear, "PNG")).getpixel((190, 100)) == 255


def test_every_page_of_a_tiff_is_found() -> None:
    data = saved(drawn(), "TIFF", save_all=True, append_images=[drawn(300, 300)])
    assert pictures.raster(data, 0, target=TARGET, pixels=PIXELS)[1] == 2
    assert read(data, 1).size == (600, 600)
    with pytest.raises(MessageUnreadable, match="2 pages"):
        pictures.raster(data, 2, target=TARGET, pixels=PIXELS)


def test_a_blank_page_is_no_work_for_tesseract() -> None:
    assert pictures.raster(saved(Image.new("L", (500, 500), 250), "PNG"), 0, target=TARGET, pixels=PIXELS) == (None, 1)


def test_a_picture_over_the_limit_is_refused_by_its_header() -> None:
    with pytest.raises(MessageUnreadable) as caught:
        pictures.raster(saved(Image.new("1", (20_000, 20_000)), "PNG"), 0, target=TARGET, pixels=PIXELS)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\0" * 60, b"II*\0" + b"\xff" * 60, b"", b"\xff\xd8\xff\xe0broken"]
)
def test_a_damaged_picture_is_said_so(data: bytes) -> None:
    with pytest.raises(MessageUnreadable) as caught:
        pictures.raster(data, 0, target=TARGET, pixels=PIXELS)
    assert caught.value.code == "corrupt"


def test_a_cut_picture_is_said_so() -> None:
    whole = saved(drawn(1000, 1000), "TIFF")
    with pytest.raises(MessageUnreadable):
        pictures.raster(whole[: len(whole) // 2], 0, target=TARGET, pixels=PIXELS)


def page(content: bytes, width: int = 600) -> bytes:
    resources = b"<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>"
    look = b"/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 2"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 300]/Contents 4 0 R/Resources%s>>" % (width, resources),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Image%s>>stream\n\x00\xff\nendstream" % look,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n"


def test_a_page_of_a_pdf_is_drawn_in_grey_with_about_as_many_pixels() -> None:
    png = render.raster(page(b"0 0 300 300 re f"), 0, target=720_000)
    assert png is not None
    image = Image.open(io.BytesIO(png))
    assert (image.mode, image.size) == ("L", (1200, 600))


def test_a_blank_page_of_a_pdf_is_not_drawn() -> None:
    assert render.raster(page(b""), 0, target=100_000) is None


@pytest.mark.parametrize(
    ("content", "there"),
    [
        (b"q 600 0 0 300 0 0 cm /I Do Q", True),
        (b"q 60 0 0 30 0 0 cm /I Do Q 0 0 1 1 re f", False),
        (b"BT /F 10 Tf 10 10 Td (" + b"many a glyph " * 10 + b") Tj ET", True),
        (b"BT /F 10 Tf 10 10 Td (few) Tj ET", False),
    ],
)
def test_a_page_of_few_words_is_drawn_only_where_it_shows_more(content: bytes, there: bool) -> None:
    assert (render.raster(page(content), 0, target=100_000, thin=3) is not None) is there


def test_a_pdf_that_cannot_be_drawn_is_said_so() -> None:
    with pytest.raises(MessageUnreadable, match="1 pages"):
        render.raster(page(b""), 1, target=100)
    with pytest.raises(MessageUnreadable, match="cannot draw"):
        render.raster(b"%PDF-1.4 no more", 0, target=100)


def test_pdfium_reads_the_text_of_every_page_within_the_limits() -> None:
    data = page(b"BT /F 10 Tf 10 10 Td (" + b"many a word " * 10 + b") Tj ET")
    document, leftover = read_by_pdfium(data, ReadingPolicy())
    assert (document.extractor, document.pages, leftover) == ("pdfium", 1, None)
    assert document.warnings == ("hidden_text_unchecked",)
    cut, _ = read_by_pdfium(data, ReadingPolicy(limits=Limits(text=30)))
    assert (len(cut.text) <= 30, "partly_read" in cut.warnings) == (True, True)


def test_what_pdfium_cannot_open_is_corrupt_and_a_page_without_text_wants_its_picture() -> None:
    assert read_by_pdfium(b"%PDF-1.4 no more", ReadingPolicy())[0].status is DocumentStatus.CORRUPT
    document, leftover = read_by_pdfium(page(b"0 0 9 9 re f"), ReadingPolicy())
    assert leftover is not None
    assert (document.status, leftover.pages) == (DocumentStatus.NO_TEXT, (0,))
