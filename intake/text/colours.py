"""Colours as HTML, Word, Writer and RTF write them, and whether letters of one can be seen on another.

Hidden words are drawn in the colour of what lies behind them (security.md, required behaviour 10). A colour that is
not understood is None, and letters of it count as seen: doubt is for the writer. Pure: no I/O, no clock.
"""

import re

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
CLEAR = -1
"""What `parse_colour` gives for a colour that paints nothing."""

_NAMED: dict[str, Rgb] = {
    "white": WHITE, "black": BLACK, "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240), "azure": (240, 255, 255), "mintcream": (245, 255, 250), "whitesmoke": (245,) * 3,
    "gray": (128,) * 3, "grey": (128,) * 3, "silver": (192,) * 3, "darkgray": (169,) * 3, "lightgray": (211,) * 3,
    "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "navy": (0, 0, 128), "teal": (0, 128, 128),
    "yellow": (255, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255), "maroon": (128, 0, 0),
    "darkblue": (0, 0, 139), "darkgreen": (0, 100, 0), "darkred": (139, 0, 0), "lightgrey": (211,) * 3,
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_FUNCTION = re.compile(r"rgba?\(\s*([^()]{1,80})\)", re.IGNORECASE)
_PART = re.compile(r"[\d.]{1,10}%?")
# Of the square of the distance of two colours, weighed by how bright the eye finds each part. Pale grey on white
# (#d9d9d9) is read with effort, #f7f7f7 is not read at all.
_ALIKE = 11.0**2


def parse_colour(text: str) -> Rgb | int | None:
    """A CSS colour or six hexadecimal digits; CLEAR where it is transparent, None where it is not understood."""
    words = text.strip().lower()
    if words in _NAMED:
        return _NAMED[words]
    if words == "transparent":
        return CLEAR
    if found := _HEX.fullmatch(words):
        return _of_digits(found[1])
    found = _FUNCTION.fullmatch(words)
    parts = _PART.findall(found[1]) if found else []
    if len(parts) not in {3, 4}:
        return None
    if len(parts) == 4 and _number(parts[3], 1.0) < 0.05:
        return CLEAR
    red, green, blue = (min(255, round(_number(part, 255.0))) for part in parts[:3])
    return red, green, blue


def alike(one: Rgb, other: Rgb) -> bool:
    """Whether letters of one colour cannot be told from a ground of the other."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return 0.3 * red**2 + 0.59 * green**2 + 0.11 * blue**2 < _ALIKE


def _of_digits(digits: str) -> Rgb | int:
    whole = digits if len(digits) > 4 else "".join(digit * 2 for digit in digits)
    if len(whole) == 8 and int(whole[6:], 16) < 13:
        return CLEAR
    return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:6], 16)


def _number(words: str, whole: float) -> float:
    """A number, or a percentage of `whole`; 0 where it is neither."""
    try:
        return float(words[:-1]) * whole / 100 if words.endswith("%") else float(words)
    except ValueError:
        return 0.0
