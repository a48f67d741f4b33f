"""Colours of a page as red, green and blue from 0 to 1, as far as they can be told without their profiles.

ISO 32000-1, 8.6. Pure: no I/O, no clock.
"""

from collections.abc import Sequence

Colour = tuple[float, float, float]

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)

# Nobody reads letters that differ by less from what is behind them.
_ALIKE = 0.05001
# Their numbers are places in a table, shares of an ink or names of patterns.
_OWN_SCALE = frozenset({"Separation", "Indexed", "Pattern", "Lab", "DeviceN"})
PATTERN = "Pattern"


def colour_in(space: str, components: Sequence[object]) -> Colour | None:
    """The colour of some components; None in a space with a scale of its own, or where they are no colour."""
    numbers = [float(part) for part in components if isinstance(part, (int, float))]
    if space in _OWN_SCALE or len(numbers) != len(components):
        return None
    match numbers:
        case [gray]:
            return gray, gray, gray
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return cmyk(cyan, magenta, yellow, black)
    return None


def first_of(space: str) -> Colour | None:
    """The colour that is in force when a space has been chosen: black, where it can be told."""
    return None if space in _OWN_SCALE else BLACK


def cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Colour:
    """Inks to light, in the plain way of ISO 32000-1, 10.3.5."""
    return 1 - min(1.0, cyan + black), 1 - min(1.0, magenta + black), 1 - min(1.0, yellow + black)


def alike(one: Colour, other: Colour) -> bool:
    """Whether nobody can tell the two apart on paper."""
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
