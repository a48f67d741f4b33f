"""Boxes and matrices of a page, and which boxes a path fills.

A path is `solid` where it is made of rectangles alone; the box of any other path is more than what it paints.
ISO 32000-1, 8.3 and 8.5.2. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FAR = 1e7
"""Points. No page is so large; numbers beyond it, or that are none, are put there."""
EVERYWHERE: Box = (-FAR, -FAR, FAR, FAR)
UNIT: Box = (0.0, 0.0, 1.0, 1.0)
"""Where a picture is painted."""

_CURVES = frozenset({b"c", b"v", b"y"})
_SEGMENT = re.compile(rb"(?<![^a-z])([^a-z]*+)([a-z]+)")


class Part(NamedTuple):
    """One stretch of a path: its points, control points of curves with them."""

    points: list[Point]
    straight: bool


class Outline(NamedTuple):
    """The boxes around the parts of a path, in user space, and whether it fills them wholly."""

    boxes: tuple[Box, ...]
    solid: bool

    def holed(self) -> "Outline":
        """The same by the even-odd rule, by which rectangles make holes in one another."""
        return self._replace(solid=self.solid and len(self.boxes) == 1)


NOTHING = Outline((), solid=False)


def product(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies `one` first and then `other`."""
    a, b, c, d, e, f = one
    a2, b2, c2, d2, e2, f2 = other
    return (
        a * a2 + b * c2,
        a * b2 + b * d2,
        c * a2 + d * c2,
        c * b2 + d * d2,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )


def placed(box: Box, matrix: Matrix, margin: float = 0.0) -> Box:
    """The box around a box once the matrix has moved and turned it."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    xs = (a * x0 + c * y0, a * x1 + c * y0, a * x0 + c * y1, a * x1 + c * y1)
    ys = (b * x0 + d * y0, b * x1 + d * y0, b * x0 + d * y1, b * x1 + d * y1)
    return min(xs) + e - margin, min(ys) + f - margin, max(xs) + e + margin, max(ys) + f + margin


def is_upright(matrix: Matrix) -> bool:
    """Whether the matrix keeps boxes boxes."""
    a, b, c, d, _, _ = matrix
    return (b == 0.0 and c == 0.0) or (a == 0.0 and d == 0.0)


def common(one: Box, other: Box) -> Box:
    """What two boxes share; empty ones end before they begin."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def holds(box: Box, point: Point) -> bool:
    """Whether a point lies in the box or on its edge."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def outline(path: bytes) -> Outline:
    """The outline of the operators that construct a path; ValueError where an operand is no number."""
    parts: list[Part] = []
    for operands, operator in _SEGMENT.findall(path):
        numbers = list(map(float, operands.split()))
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            parts.append(Part(corners, straight=True))
            continue
        if operator == b"m" or not parts:
            parts.append(Part([], straight=True))
        parts[-1].points.extend(zip(numbers[0::2], numbers[1::2], strict=False))
        if operator in _CURVES and parts[-1].straight:
            parts[-1] = Part(parts[-1].points, straight=False)
    return outline_of(parts)


def outline_of(parts: Iterable[Part]) -> Outline:
    """The outline of a path that is made of these."""
    boxes: list[Box] = []
    turns: set[bool | None] = set()
    for points, straight in parts:
        if points:
            xs, ys = zip(*points, strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
            turns.add(_turn(points) if straight else None)
    # Two rectangles that turn in different ways leave a hole where they meet.
    return Outline(tuple(boxes), solid=len(turns) == 1 and None not in turns)


def _turn(points: list[Point]) -> bool | None:
    """Whether a rectangle is drawn to the left; None where the points are no rectangle."""
    corners = points[:4] if len(points) == 5 and points[4] == points[0] else points
    if len(corners) != 4:
        return None
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    if x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0:
        turn = (y1 - y0) * (x2 - x1)
        return None if turn == 0 else turn < 0
    if y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0:
        turn = (x1 - x0) * (y2 - y1)
        return None if turn == 0 else turn > 0
    return None
