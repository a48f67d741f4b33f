"""The name of whoever wrote a document, by rules that hold in any script.

Every line, cell of a line and pair of short lines that could be a name is weighed by what speaks for it: a label,
the e-mail address or a profile link made of it, a closing above it, its place, its repetition. Headings, streets,
dates, trades and addressees speak against it. What does not weigh enough is no name at all.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.shape import is_cjk, loosened, plausible_name
from intake.candidate.words import (
    CLOSINGS,
    FAMILY_LABEL,
    GIVEN_LABEL,
    HEADINGS,
    NAME_LABEL,
    NAME_SAID,
    NOT_IN_NAMES,
    OTHER_PERSON,
    PAPER_OF,
    SALUTATION,
    TRADE,
)
from intake.model.document import Link, LinkKind, SourceWords
from intake.text.fold import fold_name, fold_words, name_keys
from intake.text.romanise import is_to_be_romanised, romanised

# What each clue weighs; a name needs ENOUGH. A title-case line at the top of a personal paper suffices alone; one
# word never does without an address, label or signature that agrees.
ENOUGH = 5
_LABEL, _AGREES, _AGREES_PARTLY, _LINKED, _SIGNED, _FIRST, _TOP, _NEAR, _SHAPE, _AGAIN, _HEADED, _TITLED, _TRADE = (
    10, 7, 4, 3, 6, 4, 2, 1, 1, 1, 3, 5, 2,
)  # fmt: skip
_FOREIGN_WORD, _ADDRESSEE, _ONE_WORD, _TURNED, _PAIR, _LOOSE, _CUT, _BEHIND = -5, -12, -3, -3, -3, -5, -5, -3
# Names stand at the top, in the footer or where a letter is signed; not in the middle of a long paper.
_HEAD_LINES, _TAIL_LINES = 300, 120
# A name of two parts at the end of a line goes on below: what stands above is half of it.
_BROKEN = re.compile(r"\w[-‐]$")
_HAS_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Candidate:
    """A possible name with its clues; the first place that it stood at is its source."""

    name: str
    source: SourceWords
    clues: dict[str, int] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def weigh(self, clue: str, weight: int) -> None:
        self.clues[clue] = max(weight, self.clues.get(clue, weight))

    @property
    def weight(self) -> int:
        return sum(self.clues.values())


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a document shows around its names, read once."""

    emails: tuple[Found, ...]
    handles: tuple[str, ...]
    headings: frozenset[str]
    signed: frozenset[int]
    greeted: frozenset[str]
    traded: frozenset[int]
    personal: bool
    others: frozenset[int]
    first: int


def find_name(
    lines: tuple[Line, ...], emails: tuple[Found, ...], links: tuple[Link, ...], headings: tuple[str, ...] = ()
) -> tuple[str, SourceWords] | None:
    """The name and its words; None where nothing in the document is certain enough to be one."""
    candidates = _candidates(lines)
    around = _Surroundings(
        emails=emails,
        handles=tuple(filter(None, map(_handle, links))),
        headings=frozenset(fold_name(heading) for heading in headings[:6]),
        signed=_signed(lines),
        greeted=_greeted(lines),
        traded=frozenset(at - 1 for at, line in enumerate(lines) if len(line.text) < 90 and TRADE.search(line.folded)),
        personal=bool(emails or links) or any(line.folded in HEADINGS for line in lines),
        others=frozenset(at for at, line in enumerate(lines) if OTHER_PERSON.match(line.folded)),
        first=min((at for held in candidates if "form" in held.clues for at in held.lines), default=0),
    )
    for held in candidates:
        _weigh(held, around)
    best = max(candidates, key=lambda held: (held.weight, -min(held.lines)), default=None)
    return (best.name, best.source) if best is not None and best.weight >= ENOUGH else None


def _candidates(lines: tuple[Line, ...]) -> tuple[_Candidate, ...]:
    found: dict[str, _Candidate] = {}
    for at, words, clue, weight in (*_places(lines), *_labelled(lines)):
        name = plausible_name(words)
        if name is not None:
            held = found.setdefault(fold_name(name), _Candidate(name, SourceWords(words, lines[at].page)))
            held.lines.add(at)
            held.weigh(clue, weight)
    return tuple(found.values())


def _places(lines: tuple[Line, ...]) -> Iterator[tuple[int, str, str, int]]:
    """Line index and words of everything that may be a name, and the clue that its form gives."""
    for at, line in enumerate(lines):
        if _HEAD_LINES <= at < len(lines) - _TAIL_LINES:
            continue
        label = NAME_LABEL.match(line.text)
        if label and (label["colon"] or plausible_name(label["name"])):
            yield at, _unturned(label["name"].strip()), "label", _LABEL
            continue
        for said in filter(None, (PAPER_OF.match(line.text), NAME_SAID.search(line.text))):
            yield at, said["name"].strip(), "title", _TITLED
        broken = _BROKEN.search(line.text) is not None and at + 1 < len(lines)
        if broken:
            yield at, line.text + lines[at + 1].text, "form", 0
        yield at, line.text, "broken" if broken else "form", _CUT if broken else 0
        yield at, loosened(line.text), "loose", _LOOSE
        yield at, _behind_heading(line), "behind", _BEHIND
        for cell in line.cells[: 8 if len(line.cells) > 1 else 0]:
            yield at, cell, "form", 0
        yield from ((at, words, clue, weight) for words, clue, weight in _around_comma(line.text))
        if not broken and at + 1 < len(lines) and _short(line) and _short(lines[at + 1]):
            yield at, f"{line.text} {lines[at + 1].text}", "pair", _PAIR


def _labelled(lines: tuple[Line, ...]) -> Iterator[tuple[int, str, str, int]]:
    """A name whose given and family part have labels of their own, in whichever order."""
    given = [(at, match["name"]) for at, line in enumerate(lines) if (match := GIVEN_LABEL.match(line.text))]
    family = [match["name"] for line in lines if (match := FAMILY_LABEL.match(line.text))]
    if given and family:
        yield given[0][0], f"{given[0][1].strip()} {family[0].strip()}", "label", _LABEL


def _unturned(words: str) -> str:
    """A labelled name with its family name in front of a comma, set right: "Doe, John" is "John Doe"."""
    family, comma, given = words.partition(",")
    turned = comma and len(family.split()) == 1 and plausible_name(f"{given} {family}") is not None
    return f"{given.strip()} {family}" if turned else words


def _around_comma(text: str) -> Iterator[tuple[str, str, int]]:
    """What may be a name at a comma: "Jane Doe, Berlin" begins with one, "Doe, Jane" may be one turned round."""
    head, comma, tail = text.partition(",")
    if comma:
        yield head, "form", 0
        if len(head.split()) <= 2 and 1 <= len(tail.split()) <= 2:
            yield f"{tail.strip()} {head}", "turned", _TURNED


def _behind_heading(line: Line) -> str:
    """What is left behind words that are in no name: the end of a heading of the column beside it, as forms have."""
    words = line.text.split()
    while words and set(fold_words(words[0])) & NOT_IN_NAMES:
        words = words[1:]
    return " ".join(words) if len(words) < len(line.text.split()) else ""


def _short(line: Line) -> bool:
    words = line.folded
    return len(words) <= 30 and words.count(" ") < 2 and words not in HEADINGS and not _HAS_DIGIT.search(words)


def _weigh(held: _Candidate, around: _Surroundings) -> None:
    agreement = max((agrees(held.name, mail.value.partition("@")[0]) for mail in around.emails), default=0)
    one_word = len(held.name.split()) == 1 and not is_cjk(held.name) and agreement < _AGREES
    top = min(held.lines)
    signed = any(at in around.signed for at in held.lines)
    near = any(mail.line >= 0 and abs(mail.line - at) <= 4 for mail in around.emails for at in held.lines)
    linked = any(agrees(held.name, handle) == _AGREES for handle in around.handles)
    held.weigh("foreign", _FOREIGN_WORD * sum(word in NOT_IN_NAMES for word in fold_words(held.name)))
    held.weigh("email", agreement)
    held.weigh("link", _LINKED if linked else 0)
    held.weigh("shape", _ONE_WORD if one_word else _SHAPE)
    held.weigh("place", _FIRST if top == around.first and top < 6 and around.personal else _TOP if top < 8 else 0)
    held.weigh("trade", _TRADE if any(at in around.traded for at in held.lines) else 0)
    held.weigh("near", _NEAR if near else 0)
    held.weigh("again", _AGAIN if len(held.lines) > 1 else 0)
    held.weigh("signed", _SIGNED if signed else 0)
    held.weigh("headed", _HEADED if fold_name(held.name) in around.headings else 0)
    # With a title on its own line an addressee; but not on the first line, with an address made of it.
    addressed = _addressee(held, around) and not (top == 0 and agreement == _AGREES)
    held.weigh("addressee", _ADDRESSEE if addressed else 0)


def _addressee(held: _Candidate, around: _Surroundings) -> bool:
    """Whether the document is addressed to that name: in its salutation, or by a title on its own line."""
    return fold_words(held.name)[-1] in around.greeted or held.lines <= around.others


def _handle(link: Link) -> str:
    """The part of a profile's or a page's address that its owner chose; empty for other links."""
    if link.kind is LinkKind.WEBSITE:
        host = (urlsplit(link.url).hostname or "").removeprefix("www.")
        return host.rpartition(".")[0]
    return link.url.rstrip("/").rpartition("/")[2] if link.kind is not LinkKind.OTHER else ""


def agrees(name: str, handle: str) -> int:
    """How well an address's local part or a profile's handle is made of the name's words."""
    plain = "".join(fold_words(handle))
    best = 0
    for key in name_keys(name):
        best = max(best, _agreement(key, plain))
        if is_to_be_romanised(key):
            best = max(best, _agreement(romanised(key), romanised(plain)))
    return best


def _agreement(key: str, plain: str) -> int:
    words = [word for word in key.split() if len(word) > 1]
    inside = sum(len(word) > 2 and word in plain for word in words)
    if plain in {*words, key.replace(" ", "")} or inside > 1 or _initials(words, plain):
        return _AGREES
    return _AGREES_PARTLY if inside else 0


def _initials(words: list[str], plain: str) -> bool:
    """Whether one word stands whole beside the initial of another: "jdoe", "doej", "janed"."""
    letters = _DIGITS.sub("", plain)
    return any(
        letters in {one[0] + other, other + one[0], one + other[0]}
        for one in words
        for other in words
        if one is not other
    )


def _signed(lines: tuple[Line, ...]) -> frozenset[int]:
    """The lines under a closing: who signed stands within three."""
    closings = (at for at, line in enumerate(lines) if len(line.text) < 60 and CLOSINGS.match(line.folded))
    return frozenset(below for at in closings for below in range(at + 1, at + 4))


def _greeted(lines: tuple[Line, ...]) -> frozenset[str]:
    """The words of salutations: the names among them are the addressee's."""
    folded = (line.folded for line in lines if len(line.text) < 90)
    return frozenset(word for words in folded if SALUTATION.match(words) for word in words.split())
