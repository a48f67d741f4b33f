"""Pictures decoded by Pillow, in the child's `render` profile: pages of a PNG, JPEG or TIFF, made upright and grey.

Only the header is read before the size is known to be within the limit. A fax has pixels twice as high as wide, a
telephone lays its photos on their side: both are set right here, since Tesseract does neither.
"""

import io

from PIL import Image, ImageOps

from intake.errors import MessageUnreadable

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
# Our own limit, which is asked for before anything is decoded, takes the place of Pillow's.
Image.MAX_IMAGE_PIXELS = None
_ODD_RATIO = 1.2  # of the resolutions: less is a scanner's rounding
_SMALL = 2_000_000  # pixels: letters of a page that small are too small for Tesseract
_EXTREMES = 24  # grey levels between which a page has no writing on it


def opened(data: bytes, page: int, *, pixels: int) -> tuple[Image.Image, int]:
    """Page `page` (from 0) of a picture, decoded upright, and how many it has; MessageUnreadable."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
        if not 0 <= page < count:
            raise MessageUnreadable("no_page", f"It has {count} pages.")
        if page:
            picture.seek(page)
        if picture.width * picture.height > pixels:
            raise MessageUnreadable("too_large", f"The picture has more than {pixels} pixels.")
        return _upright(picture), count
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError) as error:
        raise MessageUnreadable("corrupt", "The picture is damaged and cannot be decoded.") from error


def raster(data: bytes, page: int, *, target: int, pixels: int) -> tuple[bytes | None, int]:
    """PNG of a page in grey with about `target` pixels (None where nothing is on it), and how many pages it has."""
    picture, count = opened(data, page, pixels=pixels)
    grey = _flat(picture).convert("L")
    if is_blank(grey):
        return None, count
    size = grey.width * grey.height
    scale = 2.0 if size < _SMALL else min(1.0, (target / size) ** 0.5)
    return encoded(grey if scale == 1.0 else _scaled(grey, scale)), count


def is_blank(grey: Image.Image) -> bool:
    """Whether a page is of one shade: nothing is written there."""
    low, high = grey.getextrema()
    return isinstance(low, (int, float)) and isinstance(high, (int, float)) and high - low < _EXTREMES


def encoded(picture: Image.Image) -> bytes:
    """PNG without anything but the pixels."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(picture)
    across, down = turned.info.get("dpi", (1, 1))[:2]
    ratio = float(across) / float(down) if across and down else 1.0
    if 1 / 4 <= ratio <= 4 and not 1 / _ODD_RATIO <= ratio <= _ODD_RATIO:
        size = (
            (turned.width, round(turned.height * ratio)) if ratio > 1 else (round(turned.width / ratio), turned.height)
        )
        turned = turned.convert("L").resize(size)
    return turned


def _flat(picture: Image.Image) -> Image.Image:
    """The picture on white where it is transparent."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear)


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    return picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
