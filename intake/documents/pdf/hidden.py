"""Which glyphs nobody sees: drawn in no mode, too small, off the page, or white on white.

Words that only a machine reads must not decide anything, so they are kept apart and the recruiter is told.
Doubt is for the writer: what may lie on a panel, a picture or a shading counts as seen. Pure: no I/O, no clock.
"""

from collections.abc import Iterable, Sequence

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_pt

from intake.documents.pdf.glyph import Glyph

# Points. Nobody reads smaller letters, printed or on a screen.
TINY = 1.5
INVISIBLE_MODE = 3
# Letters and digits on a page; fewer are an icon's or a rule's.
MIN_HIDDEN = 8
_WHITE = 0.95
# More shapes than this are vector art, behind which anything may be.
_MAX_PANELS = 3_000
_OWN_SCALE = frozenset({"Separation", "Indexed", "Pattern", "Lab", "DeviceN"})


class Backdrop:
    """What was painted on a page so far that is not plainly white."""

    def __init__(self) -> None:
        self._panels: list[Rect] = []
        self.unknown = False

    def add(self, points: Iterable[tuple[float, float]], matrix: Matrix, *, margin: float = 0.0) -> None:
        """Take the box around `points`, given in user space."""
        placed = [apply_matrix_pt(matrix, point) for point in points]
        if len(self._panels) >= _MAX_PANELS:
            self.unknown = True
        elif placed:
            xs, ys = [x for x, _ in placed], [y for _, y in placed]
            self._panels.append((min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin))

    def may_show_white(self, x: float, y: float) -> bool:
        """Whether white letters at this point of the page may be seen."""
        return self.unknown or any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self._panels)


def path_points(path: Sequence[PathSegment]) -> Iterable[tuple[float, float]]:
    """The points of a path, control points of curves with them."""
    for segment in path:
        yield from zip(segment[1::2], segment[2::2], strict=False)


def is_white(color: object, space: PDFColorSpace) -> bool:
    """Whether a colour is as good as white; one in a space with a scale of its own never is."""
    if space.name in _OWN_SCALE:
        return False
    if isinstance(color, (int, float)):
        return color >= _WHITE
    if not isinstance(color, tuple) or not all(isinstance(part, (int, float)) for part in color):
        return False
    if len(color) == 4:
        return all(part <= 1 - _WHITE for part in color)
    return len(color) == 3 and all(part >= _WHITE for part in color)


def part_hidden(glyphs: Sequence[Glyph], page: Rect) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs that are seen, and those that are not; `page` is the visible box, in the same coordinates.

    Invisible letters behind a scan are what recognition found on it: where they are most of a page, they are seen.
    """
    layer = 2 * sum(glyph.invisible for glyph in glyphs) > len(glyphs)
    seen: list[Glyph] = []
    hidden: list[Glyph] = []
    for glyph in glyphs:
        unseen = glyph.white or (glyph.invisible and not layer) or 0.0 < glyph.size < TINY
        if not unseen and _is_off(glyph, page):
            unseen = not (seen and _runs_on(seen[-1], glyph))
        (hidden if unseen else seen).append(glyph)
    if sum(glyph.text.isalnum() for glyph in hidden) < MIN_HIDDEN:
        return list(glyphs), []
    return seen, hidden


def _runs_on(last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph goes on where the last one ended: a line too long for its page is no trick."""
    return last.across == glyph.across and abs(glyph.along - last.end) < 2 * glyph.size


def _is_off(glyph: Glyph, page: Rect) -> bool:
    (ux, uy), along = glyph.direction, (glyph.along + glyph.end) / 2
    x, y = along * ux - glyph.across * uy, along * uy + glyph.across * ux
    x0, y0, x1, y1 = page
    reach = glyph.size
    return not (x0 - reach <= x <= x1 + reach and y0 - reach <= y <= y1 + reach)
