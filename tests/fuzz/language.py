"""Texts of a pattern's own language: what makes it begin, go on and nearly end is found by no run of chance characters.

A pattern is parsed as `re` parses it and walked at random. Of what stands around a place (lookarounds, anchors, word
boundaries) little is kept, so that a text need not match: a cut one may not either.
"""

import importlib
import random
import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_PROBE = "aA1 -.\n@_,:/'\"<>()[]{}|*=#?éx\t\u3000\xa0"
"""A character of each kind that patterns tell apart."""
_CLASSES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""What a repeat of the pattern brings stands between these, characters that no text holds (Unicode, 23.7)."""
_LONGEST = 60
"""Characters that are repeated: of longer ones too few fit into a text for its time to tell."""


@cache
def _parsed(pattern: re.Pattern[Any]) -> Any:
    # The flag that `re` adds to every pattern of text, and refuses in one of bytes.
    is_bytes = isinstance(pattern.pattern, bytes)
    return _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags)


def word(pattern: re.Pattern[Any], chance: random.Random) -> str:
    """A text that the pattern matches, but for what it says of the characters around it."""
    return _plain(_walked(_parsed(pattern), chance, {}))


def _plain(marked: str) -> str:
    return marked.replace(_OPEN, "").replace(_CLOSE, "")


def run(pattern: re.Pattern[Any], chance: random.Random) -> tuple[str, str, str]:
    """What stands before, what is repeated and what ends it.

    That is what a repeat of the pattern brings, any piece of a match within it, or one match after the other.
    """
    marked = _walked(_parsed(pattern), chance, {})
    whole = _plain(marked)
    ends = ("", "\0", chance.choice(_PROBE))
    kind = chance.randrange(3)
    if kind == 0 and _OPEN in marked:
        before, unit, after = _repeat(marked, chance)
        return before, unit[:_LONGEST] or chance.choice(_PROBE), chance.choice((*ends, after))
    if kind == 1 and whole:
        begin = chance.randrange(len(whole))
        end = begin + chance.choice((1, 1, 2, 3, _LONGEST))
        return whole[:begin], whole[begin:end][:_LONGEST], chance.choice((*ends, whole[end:]))
    unit = _cut(whole, chance)[:_LONGEST] + chance.choice(("", "", chance.choice(_PROBE)))
    before, after = (chance.choice((*ends, _cut(word(pattern, chance), chance))) for _ in range(2))
    return before, unit or chance.choice(_PROBE), after


def _repeat(marked: str, chance: random.Random) -> tuple[str, str, str]:
    """One of the repeats, and what stands around it."""
    begin = chance.choice([at for at, character in enumerate(marked) if character == _OPEN])
    depths = accumulate((c == _OPEN) - (c == _CLOSE) for c in marked[begin:])
    end = begin + next(at for at, depth in enumerate(depths) if depth == 0)
    return _plain(marked[:begin]), _plain(marked[begin:end]), _plain(marked[end:])


def _cut(text: str, chance: random.Random) -> str:
    """Whole, without its end, or from its midst."""
    kind, end = chance.randrange(3), chance.randint(0, len(text))
    return text if kind == 0 else text[:end] if kind == 1 else text[chance.randint(0, end) : end]


def _walked(tree: Iterable[tuple[Any, Any]], chance: random.Random, groups: dict[int, str]) -> str:
    return "".join(_step(str(op), said, chance, groups) for op, said in tree)


def _step(op: str, said: Any, chance: random.Random, groups: dict[int, str]) -> str:
    """The text of one node by its name in `re._constants`; what only looks at other text has none."""
    match op:
        case "LITERAL":
            return chr(said)
        case "NOT_LITERAL":
            return chance.choice([c for c in _PROBE if ord(c) != said])
        case "ANY":
            return chance.choice(_PROBE)
        case "IN":
            return _one_of(said, chance)
        case "BRANCH":
            return _walked(chance.choice(said[1]), chance, groups)
        case "SUBPATTERN":
            return _group(said, chance, groups)
        case "ATOMIC_GROUP":
            return _walked(said, chance, groups)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeated(said, chance, groups)
        case "GROUPREF":
            return groups.get(said, "")
        case "ASSERT":
            return _ahead(said, chance, groups)
        case _:
            return ""


def _repeated(said: Any, chance: random.Random, groups: dict[int, str]) -> str:
    least, most, tree = said
    times = min(int(most), least + chance.choice((0, 1, 1, 2, 3)))
    if chance.random() < 0.5:
        return "".join([_one(tree, chance, groups)] * times)
    return "".join(_one(tree, chance, groups) for _ in range(times))


def _one(tree: Any, chance: random.Random, groups: dict[int, str]) -> str:
    return _OPEN + _walked(tree, chance, groups) + _CLOSE


def _group(said: Any, chance: random.Random, groups: dict[int, str]) -> str:
    number, _, _, tree = said
    text = _walked(tree, chance, groups)
    if number is not None:
        groups[number] = text
    return text


def _ahead(said: Any, chance: random.Random, groups: dict[int, str]) -> str:
    """What is looked for ahead stands there by itself where nothing else of the pattern brings it."""
    direction, tree = said
    return _walked(tree, chance, groups) if direction > 0 and chance.random() < 0.5 else ""


def _one_of(said: Any, chance: random.Random) -> str:
    if str(said[0][0]) == "NEGATE":
        return chance.choice([c for c in _PROBE if not any(_holds(item, c) for item in said[1:])] or ["\u2603"])
    op, value = chance.choice(said)
    match str(op):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(chance.choice((*value, chance.randint(*value))))
        case _:
            return chance.choice([c for c in _PROBE if _holds((op, value), c)])


def _holds(item: tuple[Any, Any], character: str) -> bool:
    op, value = item
    match str(op):
        case "LITERAL":
            return bool(ord(character) == value)
        case "RANGE":
            return bool(value[0] <= ord(character) <= value[1])
        case _:
            return re.match(_CLASSES[str(value).removeprefix("CATEGORY_")], character) is not None
