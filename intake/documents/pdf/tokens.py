"""Operands and operators of a content stream one by one, for what the patterns of `operators.py` do not match.

Takes strings, arrays and dictionaries apart as ISO 32000-1, 7.3 says, with a bound on how deep they nest. A bounded
iterator: a list of the tokens of a bomb takes gigabytes. Pure: no I/O, no clock.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from pdfminer.psparser import LIT

from intake.documents.pdf.faces import unhex

MAX_DEPTH = 100
# Python makes no integer of more digits.
_MAX_DIGITS = 4_000

_SPACE = re.compile(rb"(?:[\s\0]++|%[^\r\n]*+)*+")
_TOKEN = re.compile(
    rb"""(?P<number>[-+\d]\d*+(?:\.\d*+)?|\.\d*+)
    |/(?P<name>(?:[^#/%\[\]()<>{}\s]++|\#[0-9A-Fa-f]{0,2}+)*+)
    |\((?P<string>(?:[^()\\]++|\\[\s\S])*+)\)
    |(?P<open><<|\[|\{)|(?P<close>>>|\]|\})
    |<(?P<hex>[0-9A-Fa-f\s]*+)>?
    |(?P<nested>\()
    |(?P<keyword>[A-Za-z][^#/%\[\]()<>{}\s]*+|[\s\S])""",
    re.VERBOSE,
)
_PAREN = re.compile(rb"\\[\s\S]|[()]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_HEX_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{1,2}+)")
_MEANING = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"\n": b"", b"\r": b"", b"\r\n": b""}
_CLOSES = {b">>": b"<<", b"]": b"[", b"}": b"{"}
_CONSTANTS = {b"true": True, b"false": False}


class Word(bytes):
    """A keyword: mostly an operator."""

    __slots__ = ()


class Token(NamedTuple):
    """A value (number, bytes, literal, list, dict), a `Word`, or None for nothing; `end` is where the next begins."""

    value: Any
    end: int


def next_token(data: bytes, pos: int) -> Token | None:
    """The token at `pos`, containers whole; None at the end of the data, which an open container reaches too."""
    open_ones: list[tuple[bytes, list[Any]]] = []
    while True:
        pos = space_end(data, pos)
        match = _TOKEN.match(data, pos)
        if match is None:
            return None
        kind, text, pos = match.lastgroup, match[match.lastgroup or 0], match.end()
        if kind == "open":
            if len(open_ones) >= MAX_DEPTH:
                return Token(None, pos)
            open_ones.append((text, []))
            continue
        if kind == "close":
            if not open_ones or open_ones[-1][0] != _CLOSES[text]:
                continue
            value: Any = _closed(*open_ones.pop())
        elif kind == "nested":
            value, pos = _nested(data, pos)
        else:
            value = _simple(kind, text)
        if value is None:
            continue
        if not open_ones:
            return Token(value, pos)
        open_ones[-1][1].append(value)


def space_end(data: bytes, pos: int) -> int:
    """Where white space and comments end."""
    match = _SPACE.match(data, pos)
    return match.end() if match else pos


def unescaped(string: bytes) -> bytes:
    """The bytes of a literal string, given without its parentheses."""
    return _ESCAPE.sub(_unescape, string) if b"\\" in string else string


@lru_cache(maxsize=4_096)
def name_of(raw: bytes) -> str:
    """A name as pdfminer has it; bytes that are no UTF-8 stand as Python writes them."""
    plain = _HEX_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw).replace(b"#", b"") if b"#" in raw else raw
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return str(plain)


def number(text: bytes) -> float | None:
    """An int, a float, or None for what only looks like a number."""
    try:
        return float(text) if b"." in text else int(text[:_MAX_DIGITS])
    except ValueError:
        return None


def _simple(kind: str | None, text: bytes) -> Any:
    match kind:
        case "number":
            return number(text)
        case "name":
            return LIT(name_of(text))
        case "string":
            return unescaped(text)
        case "hex":
            return unhex(text)
    if text == b"\0":
        return None
    return _CONSTANTS.get(text, Word(text))


def _closed(opening: bytes, items: list[Any]) -> Any:
    if opening != b"<<":
        return items
    return {getattr(key, "name", str(key)): value for key, value in zip(items[0::2], items[1::2], strict=False)}


def _nested(data: bytes, pos: int) -> tuple[bytes, int]:
    """A string with parentheses inside, and where it ends; one that never ends goes on to the end of the data."""
    depth, start = 1, pos
    for match in _PAREN.finditer(data, pos):
        mark = match[0]
        depth += (mark == b"(") - (mark == b")")
        if not depth:
            return unescaped(data[start : match.start()]), match.end()
    return unescaped(data[start:]), len(data)


def _unescape(match: re.Match[bytes]) -> bytes:
    digits, char = match[1], match[2]
    if digits:
        return bytes([int(digits, 8) & 0xFF])
    return _MEANING.get(char, char)
