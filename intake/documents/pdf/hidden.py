"""Which pieces nobody sees: not painted, too small, off the page, clipped away, covered, or in the colour behind them.

Words that only a machine reads must not decide anything, so they are kept apart and the recruiter is told.
Doubt is for the writer: what may lie on a panel, a picture or a shading counts as seen. Pure: no I/O, no clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from intake.documents.pdf.canvas import Canvas, Paint
from intake.documents.pdf.colour import WHITE, Colour, alike
from intake.documents.pdf.piece import Piece
from intake.documents.pdf.shapes import Box, holds

# Points. Nobody reads smaller letters, printed or on a screen.
TINY = 1.5
# Letters and digits on a page; fewer are an icon's or a rule's.
MIN_HIDDEN = 8
# Of the letters without paint; a scanner's software lays them over what it recognised.
_ON_PICTURES = 0.8
# Where a piece is looked at: at its ends and in its middle.
_PLACES = (0.05, 0.5, 0.95)
# Points; the pieces of a page are kept by bands of its height, so that an area is compared with few of them.
_BAND = 24.0
_LEVEL = (1.0, 0.0)


def part_hidden(canvas: Canvas) -> tuple[list[Piece], list[Piece]]:
    """The pieces of a page that are seen, and those that are not, each in their order."""
    unseen = _Unseen(canvas)
    seen: list[Piece] = []
    hidden: list[Piece] = []
    for at, piece in enumerate(canvas.pieces):
        away = at not in unseen.found and (_is_off(piece, canvas.box) or _is_off(piece, piece.clue.clip))
        # A line too long for its page or its cell is no trick.
        gone = at in unseen.found or (away and not (seen and _runs_on(seen[-1], piece)))
        (hidden if gone else seen).append(piece)
    hidden = _not_shown_again(hidden, seen)
    if sum(char.isalnum() for piece in hidden for char in piece.text) < MIN_HIDDEN:
        return list(canvas.pieces), []
    return seen, hidden


class _Unseen:
    """The numbers of the pieces that nobody sees, but for those beside the page or the clip."""

    def __init__(self, canvas: Canvas) -> None:
        self._pieces, self._paints = canvas.pieces, canvas.paints
        self.found: set[int] = {at for at, piece in enumerate(self._pieces) if 0.0 < piece.size < TINY}
        unpainted = {at for at, piece in enumerate(self._pieces) if piece.clue.unpainted}
        covers: set[int] = set()
        if not canvas.crowded:
            self.found |= set(self._camouflaged())
            covers = set(self._covered())
        self.found |= covers | unpainted
        if self._is_scan(unpainted | covers, crowded=canvas.crowded):
            self.found -= unpainted | covers

    def _camouflaged(self) -> Iterator[int]:
        """Pieces in the colour of what is behind them."""
        behind = {paint.colour for paint in self._paints if paint.solid and paint.colour} | {WHITE}
        suspect: dict[Colour | None, bool] = {None: False}
        for at, piece in enumerate(self._pieces):
            colour = piece.clue.colour
            if colour not in suspect:
                suspect[colour] = colour is not None and any(alike(colour, other) for other in behind)
            if suspect[colour] and colour is not None and not piece.clue.unpainted:
                below = self._paints[: piece.clue.painted]
                if all(_vanishes(colour, below, piece.at(place)) for place in _PLACES):
                    yield at

    def _covered(self) -> Iterator[int]:
        """Pieces over which something was painted later through which nothing shows."""
        bands: dict[int, list[int]] = {}
        for order, paint in enumerate(self._paints):
            if not paint.solid or not self._pieces or self._pieces[0].clue.painted > order:
                continue
            bands = bands or self._bands()
            for at in _in_bands(bands, paint.box):
                piece = self._pieces[at]
                if piece.clue.painted <= order and all(holds(paint.box, piece.at(place)) for place in _PLACES):
                    yield at

    def _bands(self) -> dict[int, list[int]]:
        bands: dict[int, list[int]] = defaultdict(list)
        for at, piece in enumerate(self._pieces):
            bands[int(piece.at(0.5)[1] // _BAND)].append(at)
        return bands

    def _is_scan(self, unseen: set[int], *, crowded: bool) -> bool:
        """Whether the unseen pieces are what was recognised on a scanned page: most of its text, laid over pictures.

        Some programs lay the text below the picture instead.
        """
        share = sum(len(self._pieces[at].text) for at in unseen)
        if not share or 2 * share <= sum(len(piece.text) for piece in self._pieces):
            return False
        pictures = [paint.box for paint in self._paints if paint.picture]
        on = sum(
            len(self._pieces[at].text) for at in unseen if any(holds(box, self._pieces[at].at(0.5)) for box in pictures)
        )
        return crowded or on >= _ON_PICTURES * share


def _vanishes(colour: Colour, below: Sequence[Paint], point: tuple[float, float]) -> bool:
    """Whether letters in this colour cannot be told from what was painted last below them; the page is white."""
    for paint in reversed(below):
        if holds(paint.box, point):
            same = paint.colour is not None and alike(colour, paint.colour)
            if paint.solid or not same:
                return same
    return alike(colour, WHITE)


def _in_bands(bands: dict[int, list[int]], box: Box) -> Iterable[int]:
    low, high = int(box[1] // _BAND), int(box[3] // _BAND)
    if high - low >= len(bands):
        return (at for band in bands.values() for at in band)
    return (at for band in range(low, high + 1) for at in bands.get(band, ()))


def _not_shown_again(hidden: list[Piece], seen: list[Piece]) -> list[Piece]:
    """The hidden pieces without those that were drawn a second time where they are seen."""
    shown = {(piece.text, *_near(piece)) for piece in seen} if hidden else set()
    return [piece for piece in hidden if (piece.text, *_near(piece)) not in shown]


def _near(piece: Piece) -> tuple[int, int]:
    x, y = piece.at(0.0, 0.0)
    return round(x / 2), round(y / 2)


def _runs_on(last: Piece, piece: Piece) -> bool:
    """Whether a piece goes on where the last one ended."""
    return last.across == piece.across and abs(piece.along - last.end) < 2 * piece.size


def _is_off(piece: Piece, box: Box | None) -> bool:
    """Whether all of the piece lies outside of the box."""
    if box is None:
        return False
    reach = piece.size
    x0, y0, x1, y1 = box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach
    if piece.direction == _LEVEL:
        return piece.along > x1 or piece.end < x0 or not y0 <= piece.across <= y1
    return not any(holds((x0, y0, x1, y1), piece.at(place, 0.0)) for place in (0.0, 0.5, 1.0))
