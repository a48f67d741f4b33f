"""A mail's text out of its parts: the fuller of plain and HTML, and of it what the sender wrote.

A multipart/alternative says one thing in several forms (RFC 2046 section 5.1.4): plain text is taken unless it
is empty or a stub beside a fuller HTML. In all other containers the texts follow one another, as Apple Mail
writes them around its inline files. HTML is always read, for its links and the pictures that it shows.

Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass

from intake.message import quotes
from intake.message.parts import Node, Part
from intake.model.policy import Limits
from intake.text import charsets, clean, html, mojibake

_STUB = 400  # characters: a plain text shorter than this, and a third of the HTML's, is a stub ("use an HTML client")
_LINK = re.compile(r"https?://[^\s<>\"'\])}]{3,500}", re.IGNORECASE)
_LINKS = 200
_MARKUP = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A mail's texts, the http(s) links in them, and the content ids that its HTML shows.

    `charset` is the declared label of the first text: headers with raw octets were written in it too.
    """

    text: str
    full_text: str
    links: tuple[str, ...]
    images: frozenset[str]
    charset: str | None = None
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """One text: `plain` says that it was sent as plain text."""

    own: str
    full: str
    plain: bool


class _Gathered:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.room = limits.text
        self.links: list[str] = []
        self.images: set[str] = set()
        self.defects: list[str] = []


def read(node: Node, limits: Limits) -> Body:
    """The texts of the mail whose tree of parts is `node`; texts past `limits.text` characters are cut off."""
    gathered = _Gathered(limits)
    pieces = _pieces(node, gathered, named=False)
    if not any(piece.full.strip() for piece in pieces):
        pieces = _pieces(node, gathered, named=True)
    full = "\n\n".join(p.full for p in pieces if p.full.strip())
    own = "\n\n".join(p.own for p in pieces if p.own.strip())
    links = [*gathered.links, *_LINK.findall(full)]
    return Body(
        text=own,
        full_text=full,
        links=tuple(dict.fromkeys(link.rstrip(".,;:!?") for link in links))[:_LINKS],
        images=frozenset(gathered.images),
        charset=next((part.charset for part in node.parts() if part.charset and part.is_body), None),
        defects=tuple(gathered.defects),
    )


def _pieces(node: Node, gathered: _Gathered, *, named: bool) -> list[_Piece]:
    """The texts below `node` in order; with `named`, named inline texts too (a mail that is one named text)."""
    if node.part is not None:
        return _leaf(node.part, gathered, named=named)
    choices = [_pieces(child, gathered, named=named) for child in node.children]
    if node.container != "multipart/alternative":
        return [piece for pieces in choices for piece in pieces]
    return _fullest([pieces for pieces in choices if any(p.full.strip() for p in pieces)])


def _fullest(choices: list[list[_Piece]]) -> list[_Piece]:
    """Of the forms of one text: plain, unless it is a stub; else the last, which is the richest."""
    if not choices:
        return []
    plain = next((pieces for pieces in choices if all(p.plain for p in pieces)), None)
    if plain is None:
        return choices[-1]
    length = sum(len(p.full) for p in plain)
    richest = max(choices, key=lambda pieces: sum(len(p.full) for p in pieces))
    return richest if length < _STUB and sum(len(p.full) for p in richest) > 3 * length + 80 else plain


def _leaf(part: Part, gathered: _Gathered, *, named: bool) -> list[_Piece]:
    shown = part.is_body or (
        named and part.declared_type in {"text/plain", "text/html"} and part.disposition != "attachment"
    )
    if not shown or gathered.room <= 0:
        return []
    text = charsets.decode(part.text_octets(), part.charset)
    if part.declared_type == "text/html":
        return [_html(text, gathered)]
    text = clean.text(mojibake.mend(text[: gathered.room]))
    gathered.room -= len(text)
    if part.declared_type in {"text/enriched", "text/richtext"}:
        text = _MARKUP.sub("", text)
    if quotes.was_not_typed(text):
        return [_Piece(text, text, plain=True)]
    if (part.parameters.get("format") or "").lower() == "flowed":
        text = _reflowed(text, joined=(part.parameters.get("delsp") or "").lower() == "yes")
    text = "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n")).strip("\n")
    return [_Piece(quotes.own_text(text), text, plain=True)]


def _html(markup: str, gathered: _Gathered) -> _Piece:
    found = html.read(markup, limit=gathered.limits.html)
    if found.cut:
        gathered.defects.append("html_cut")
    gathered.links.extend(found.links[:_LINKS])
    gathered.images.update(found.images)
    full = clean.text(mojibake.mend(found.text[: gathered.room]))
    gathered.room -= len(full)
    own = full if found.own == found.text else clean.text(mojibake.mend(found.own[: len(full) + 1]))
    return _Piece(quotes.own_text(own), full, plain=False)


def _reflowed(text: str, *, joined: bool) -> str:
    """RFC 3676: a line that ends with a space goes on in the next one of the same quote depth."""
    out: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if open_depth != depth or content == "-- ":
            out.append([">" * depth + (" " if depth else "")])
        out[-1].append(content[:-1] if flows and joined else content)
        open_depth = depth if flows else None
    return "\n".join(map("".join, out))
