"""Every pattern of the package against runs of characters without end: none may need time that grows as its square.

A stranger's text holds whatever run it likes: 8 kB of dots, of blanks, of addresses. Patterns are found by walking the
modules' values, so that those in tables, classes and closures are tried too, and in calls like `re.search("…", text)`.
Two kinds of input: a run by chance over all patterns, and a run of what one pattern would match over that one.
"""

import ast
import gc
import importlib
import inspect
import json
import pkgutil
import random
import re
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import intake
from tests.fuzz import language

SHORT, LONG = 1_000, 4_000
"""Characters."""
FLOOR = 0.003
"""Seconds of CPU at LONG below which no pattern is looked at again: a run within 8 kB then costs 12 ms at most."""
GROWTH = 8
"""Four times the text may cost this many times the CPU; its square would be 16."""
TRIES = 4

_UNITS = (
    "a ¦Ab ¦1 ¦1. ¦1-¦1.¦a.¦a,¦a, ¦a-¦a'¦a@¦a@b.c ¦a.b@c.d,¦a: ¦A. ¦a-dot-b¦_at_¦Mr. A ¦the ¦--- ¦&amp;¦=?¦=?a?q?"
    "¦<a ¦<a>¦<s>¦<!--¦[a](b)¦](¦[](¦![[a]¦{{a}}¦{%a%}¦{{<a¦**¦*a ¦_a ¦~~a¦www.a.b/¦http://¦https://a.b/"
    "¦> ¦>\n> ¦\n\n¦ \n¦\r\n¦a\n¦2020¦12/¦12:00 ¦2020 - ¦Jan 2020 ¦20 March ¦99.99.9999¦+49 30 "
)
_RUNS = (*"aA1 \n\t\u3000\xa0éＡ۱-_*.,:;/#&()[]<>{|=?\"'@+%–’\\`~\u200b\0", *_UNITS.split("¦"))
_WORD = re.compile(r"(?<!\\)(?<![^\W_])[^\W\d_]{2,}")
_CALL = re.compile(r"\b(\w+)(?=\.(\w+))")
_FUNCTIONS = frozenset({"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})
_FOLLOWED = (dict, list, tuple, set, frozenset, type, CellType, MethodType, property, staticmethod, classmethod)

AnyPattern = re.Pattern[Any]

# Patterns that no text without end reaches, and why.
_GUARDED = {
    "intake.candidate.name CLOSINGS": "reads lines of less than 60 characters",
    "intake.candidate.phones _NO_PHONE": "reads lines of 400 characters",
    "intake.candidate.shape _ASIDE": "reads words of one such line",
    "intake.documents.pdf.objects _TOKEN": "stopped at the first token that it does not know, to go on by other means",
    "intake.documents.pdf.operators HEX_ELEMENTS": "reads arrays in which OPERATOR has found every string closed",
    "intake.documents.pdf.operators MIXED_ELEMENTS": "the same",
    "intake.matching.names _ASIDE": "reads 300 characters of one line",
    "intake.postings.addresses _NAME_BEFORE": "reads 160 characters before an address",
    "intake.postings.page _META_CHARSET": "reads the first 2,048 octets",
}


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and by which of its methods the package reads text."""

    name: str
    pattern: AnyPattern
    method: str


@cache
def patterns() -> tuple[Used, ...]:
    """Every pattern of the package once, named by the module in which it was met first."""
    found: dict[tuple[Any, int], Used] = {}
    for module in _modules():
        for name, pattern in _held(module):
            if (key := (pattern.pattern, pattern.flags)) not in found:
                found[key] = Used(f"{module.__name__} {name}", pattern, _method(module, name))
        for used in _written(module):
            found.setdefault((used.pattern.pattern, used.pattern.flags), used)
    return tuple(found.values())


def _method(module: ModuleType, name: str) -> str:
    """`match` or `fullmatch` where nothing else is ever asked of it: such a pattern begins at one place only."""
    called = {m for each in ((module,) if name.startswith("_") else _modules()) for m in _called(each)[name]}
    return min(called) if called and called <= {"match", "fullmatch"} else "finditer"


@cache
def _called(module: ModuleType) -> dict[str, set[str]]:
    """The methods that a module's source calls, by the name of what it calls them of."""
    found = defaultdict[str, set[str]](set)
    for name, method in _CALL.findall(_source(module)):
        found[name].add(method)
    return found


@cache
def _source(module: ModuleType) -> str:
    return inspect.getsource(module)


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = (info.name for info in pkgutil.walk_packages(intake.__path__, "intake."))
    return tuple(importlib.import_module(n) for n in names if not n.endswith("__main__") and ".migrations" not in n)


def _held(module: ModuleType) -> Iterator[tuple[str, AnyPattern]]:
    for name, value in vars(module).items():
        seen: set[int] = set()
        rest = [value]
        while rest:
            one = rest.pop()
            if isinstance(one, re.Pattern):
                yield name, one
            elif id(one) not in seen and _is_ours(one):
                seen.add(id(one))
                rest += gc.get_referents(one)


def _is_ours(value: object) -> bool:
    """Whether to look inside: containers, and what the package itself has made."""
    if isinstance(value, ModuleType) or (isinstance(value, dict) and "__builtins__" in value):
        return False
    if isinstance(value, (type, FunctionType)):
        return value.__module__.startswith("intake")
    return isinstance(value, _FOLLOWED) or type(value).__module__.startswith(("intake", "functools"))


def _written(module: ModuleType) -> Iterator[Used]:
    """The patterns that functions write where they use them."""
    for node in ast.walk(ast.parse(_source(module))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FUNCTIONS):
            continue
        if ast.unparse(node.func.value) == "re" and isinstance(node.args[0], ast.Constant):
            flags = [eval(ast.unparse(k.value), {"re": re}) for k in node.keywords if k.arg == "flags"]
            flags += [eval(ast.unparse(a), {"re": re}) for a in node.args[2:] if "re." in ast.unparse(a)]
            method = node.func.attr if node.func.attr in {"match", "fullmatch"} else "finditer"
            yield Used(f"{module.__name__} line {node.lineno}", re.compile(node.args[0].value, *flags[:1]), method)


@cache
def _words() -> tuple[str, ...]:
    """The words that patterns are made of: what stands before a run makes them begin."""
    return tuple(sorted({word for used in patterns() for word in _WORD.findall(_written_as(used.pattern))}))


def _written_as(pattern: AnyPattern) -> str:
    return pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else str(pattern.pattern)


def make(chance: random.Random) -> bytes:
    """What stands before the run, what is repeated, and what ends it, as JSON: a run alone, mixed, or with words."""
    units = chance.choice((1, 1, 2, 3))
    unit = "".join(chance.choice(_RUNS) if chance.random() < 0.7 else chance.choice(_words()) for _ in range(units))
    before, after = (chance.choice(("", chance.choice(_RUNS), chance.choice(_words()))) for _ in range(2))
    return json.dumps([before, unit, after]).encode()


def read(data: bytes) -> str:
    """Every pattern over such a text; raises where the time of some grows as the square of the length."""
    return _tried(patterns(), *json.loads(data))


def make_own(chance: random.Random) -> bytes:
    """One pattern's name, and the same three of texts that it would match, whole and cut."""
    used = chance.choice(patterns())
    return json.dumps([used.name, *language.run(used.pattern, chance)]).encode()


def read_own(data: bytes) -> str:
    """That pattern over that text."""
    name, *texts = json.loads(data)
    return _tried([used for used in patterns() if used.name == name], *texts)


def _tried(tried: Iterable[Used], before: str, unit: str, after: str) -> str:
    slow = [used.name for used in tried if used.name not in _GUARDED and is_slow(used, before, unit, after)]
    if slow:
        raise Slow(", ".join(slow))
    return "linear"


class Slow(Exception):
    """Patterns whose time grows with the square of a text."""


def is_slow(used: Used, before: str, unit: str, after: str) -> bool:
    """Blamed only where it is slow at twice the lengths, too: another process may have had the cache meanwhile."""
    short, long, twice_short, twice_long = (
        before + (unit * (length // len(unit) + 1))[:length] + after for length in (SHORT, LONG, 2 * SHORT, 2 * LONG)
    )
    return _grows(used, short, long, tries=1) and all(
        _grows(used, *texts, tries=TRIES) for texts in ((short, long), (twice_short, twice_long))
    )


def _grows(used: Used, short: str, long: str, *, tries: int) -> bool:
    """The least of several times is what a text costs; taken in turn, so that nothing else slows one of them alone."""
    times = [(seconds(used, short), seconds(used, long)) for _ in range(tries)]
    of_short, of_long = min(of_one for of_one, _ in times), min(of_other for _, of_other in times)
    return of_long > max(FLOOR, GROWTH * of_short)


def seconds(used: Used, text: str) -> float:
    """The CPU that it takes to find everything in a text.

    Of the thread: that of the process Linux counts by ticks of 4 ms while a timer runs on it, as it does here (run.py).
    """
    written: Any = text.encode("utf-8", "replace") if isinstance(used.pattern.pattern, bytes) else text
    begun = time.thread_time()
    if (found := getattr(used.pattern, used.method)(written)) and used.method == "finditer":
        deque(found, maxlen=0)
    return time.thread_time() - begun
