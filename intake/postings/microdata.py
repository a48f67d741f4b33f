"""schema.org items that a page states in its own markup (HTML's microdata), in the form of its JSON-LD.

HTML, section "Microdata": an element with `itemscope` is an item, its descendants with `itemprop` are its
properties, and a property that is an item itself keeps its own. Pure: no I/O, no clock.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

_DEEPEST = 4
"""Items inside one another that are read: a posting, its place, the place's address."""

_MOST = 2_000
"""Properties of an item that are read."""

_LINKED = {"a": "href", "area": "href", "link": "href", "img": "src", "time": "datetime", "data": "value"}


def items_of(root: etree._Element, kind: str) -> Iterator[dict[str, Any]]:
    """Every item of the schema.org type `kind`, in order, as JSON-LD would state it."""
    for element in root.iter(etree.Element):
        names = (element.get("itemtype") or "").split()
        if element.get("itemscope") is not None and any(name.rpartition("/")[2] == kind for name in names):
            yield {"@type": kind, **_properties(element, 1)}


def _properties(item: etree._Element, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, (names, element) in enumerate(_own(item)):
        if n == _MOST:
            break
        value = _value(element, depth)
        for name in names.split():
            found.setdefault(name, value)
    return found


def _own(item: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The names and elements of an item's own properties, those of items inside it left out."""
    walk = etree.iterwalk(item, events=("start",))
    for _, element in walk:
        if element is item:
            continue
        names = element.get("itemprop")
        if names:
            yield names, element
        if element.get("itemscope") is not None:
            walk.skip_subtree()


def _value(element: etree._Element, depth: int) -> Any:
    if element.get("itemscope") is not None:
        return _properties(element, depth + 1) if depth < _DEEPEST else None
    # `content` stands on any element in practice: it says in numbers what the page shows in words.
    stated = element.get("content") or element.get(_LINKED.get(str(element.tag), "content"))
    return stated if stated is not None else " ".join("".join(str(t) for t in element.itertext()).split())
