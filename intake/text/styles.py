"""The style sheets of an HTML file, as far as they decide what a reader sees: rules by element, class and id.

Selectors that cannot be told here (states, attributes, siblings) match nothing: doubt is for the writer, whose text
then counts as seen. Bounded in rules and in size. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

Declarations = dict[str, str]
"""Property to value, both lower case."""

_SHEET, _MAX_RULES, _MAX_SELECTORS, _NESTED = 100_000, 1_000, 3_000, 5
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_COMPOUND = re.compile(r"(\*|[a-z][\w-]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_SCREEN = re.compile(r"@media(?=[^({]*\b(?:screen|all)\b)[^({]*+$", re.IGNORECASE)
_BRACE = re.compile(r"[{}]")
_PART = re.compile(r"([.#])([\w-]+)")
_CHILD = re.compile(r">\s*")
_MAX_TRIALS, _CLIMB = 100_000, 60  # rules asked about elements; what comes after has only the style that it carries


@dataclass(frozen=True, slots=True)
class _Compound:
    """One step of a selector: an element's name ("" for any), ids and classes.

    `child` says that it stands right inside what the step before it names, not anywhere below.
    """

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    child: bool

    def fits(self, element: etree._Element) -> bool:
        return (
            self.tag in {"", element.tag}
            and self.ids <= {element.get("id") or ""}
            and self.classes <= set((element.get("class") or "").split())
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """Declarations for what the last step of the selector names, inside what the steps before it name."""

    steps: tuple[_Compound, ...]
    weight: tuple[int, int, int]
    order: int
    declarations: Declarations

    def fits(self, element: etree._Element) -> bool:
        if not self.steps[-1].fits(element):
            return False
        above: Iterator[etree._Element] = islice(element.iterancestors(), _CLIMB)
        for outer, inner in zip(reversed(self.steps[:-1]), reversed(self.steps), strict=False):
            candidates = islice(above, 1) if inner.child else above
            if not any(outer.fits(one) for one in candidates):
                return False
        return True


@dataclass(slots=True)
class Sheet:
    """The rules of all style sheets of a page, found by the last step's tag, class or id."""

    _rules: dict[str, list[_Rule]] = field(default_factory=dict)
    _count: int = 0
    _trials: int = 0

    def add(self, css: str, *, depth: int = 0) -> None:
        """Take in a style sheet; what stands deeper in rules for screens than anybody writes is left out."""
        for prelude, body in _blocks(_COMMENT.sub(" ", css[:_SHEET])):
            if prelude.startswith("@"):
                if _SCREEN.match(prelude) and depth < _NESTED:
                    self.add(body, depth=depth + 1)
                continue
            declarations = parse_declarations(body)
            for selector in prelude.split(","):
                self._keep(selector.strip(), declarations)

    def of(self, element: etree._Element) -> Declarations:
        """What the sheets and the element's own style say of it."""
        classes = (element.get("class") or "").split()[:50]
        keys = (f"#{element.get('id')}", *(f".{name}" for name in classes), str(element.tag), "")
        asked = [rules for key in keys if (rules := self._rules.get(key))]
        self._trials += sum(map(len, asked))
        if self._trials > _MAX_TRIALS:
            asked = []
        found = [rule for rules in asked for rule in rules if rule.fits(element)]
        found.sort(key=lambda rule: (rule.weight, rule.order))
        said: Declarations = {}
        for rule in found:
            said |= rule.declarations
        return said | parse_declarations(element.get("style") or "")

    def _keep(self, selector: str, declarations: Declarations) -> None:
        steps = tuple(_compounds(_CHILD.sub(" >", selector).split()))
        if not steps or self._count >= _MAX_SELECTORS or not declarations:
            return
        self._count += 1
        last = steps[-1]
        key = f"#{min(last.ids)}" if last.ids else f".{min(last.classes)}" if last.classes else last.tag
        weight = (
            sum(len(step.ids) for step in steps),
            sum(len(step.classes) for step in steps),
            sum(bool(step.tag) for step in steps),
        )
        self._rules.setdefault(key, []).append(_Rule(steps, weight, self._count, declarations))


def sheet_of(styles: Iterable[str]) -> Sheet:
    """The rules of these style sheets, in their order."""
    sheet = Sheet()
    for css in styles:
        sheet.add(css)
    return sheet


def parse_declarations(body: str) -> Declarations:
    """Property to value; "!important" counts for nothing, the last one wins."""
    found: Declarations = {}
    for part in body[:_SHEET].split(";")[:200]:
        name, colon, value = part.partition(":")
        if colon and value.strip():
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _compounds(steps: list[str]) -> Iterator[_Compound]:
    """The steps of a selector; none at all where one of them is not understood."""
    found = []
    for step in steps[-8:]:
        match = _COMPOUND.fullmatch(step.removeprefix(">"))
        if match is None or not match[0]:
            return
        parts = _PART.findall(match[2])
        tag = (match[1] or "").lower()
        found.append(
            _Compound(
                "" if tag == "*" else tag,
                frozenset(name for sign, name in parts if sign == "#"),
                frozenset(name for sign, name in parts if sign == "."),
                child=step.startswith(">"),
            )
        )
    yield from found


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Prelude and body of each block of a sheet, inner blocks being part of the body."""
    at = 0
    for _ in range(_MAX_RULES):
        start = css.find("{", at)
        if start < 0:
            return
        end = _closing(css, start)
        yield css[at:start].rpartition(";")[2].strip(), css[start + 1 : end]
        at = end + 1


def _closing(css: str, start: int) -> int:
    """Where the block that opens at `start` closes."""
    depth = 0
    for brace in _BRACE.finditer(css, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(css)
