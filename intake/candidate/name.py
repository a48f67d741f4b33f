"""The name of whoever wrote a document, by rules that hold in any script.

Every line, cell of a line and pair of short lines that could be a name is weighed by what speaks for it: a label,
the e-mail address or a profile link made of it, a closing above it, its place, its repetition. Headings, streets,
dates, trades and addressees speak against it. What does not weigh enough is no name at all.
Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.words import (
    CLOSINGS,
    HEADINGS,
    NAME_LABEL,
    NOT_IN_NAMES,
    OTHER_PERSON,
    PARTICLES,
    SALUTATION,
    TITLES,
)
from intake.model.document import Link, SourceWords
from intake.text.fold import fold_name, fold_words, name_keys

# What each clue weighs; a name needs ENOUGH. A title-case line at the top suffices alone; one word never does
# without an address, label or signature that agrees.
ENOUGH = 5
_LABEL, _AGREES, _AGREES_PARTLY, _LINKED, _SIGNED, _FIRST, _TOP, _NEAR, _SHAPE, _AGAIN = 10, 7, 4, 3, 6, 4, 2, 1, 1, 1
_HEADED = 1
_FOREIGN_WORD, _ADDRESSEE, _ONE_WORD = -5, -12, -3

_HAS_DIGIT = re.compile(r"\d")
_FORBIDDEN = re.compile(r"[@/\\:;=+*#%&<>{}_^~!?\"“”„«»()\[\]§$€£]|\.\w{2,}|\d")
_UNCASED_SPACED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1200-\u137f]")
_CJK = re.compile(r"^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af·・ ]+$")
_INITIAL = re.compile(r"^\w\.?$|^(?:\w\.-?){1,3}$")
_INNER_CAPITAL = re.compile(r"^(?:Mc|Mac|De|Di|Du|Le|La|Van)[A-Z][a-z]+$")
_LETTERS_APART = re.compile(r"^(?:\w ){3,}\w$")


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


def find_name(
    lines: tuple[Line, ...], emails: tuple[Found, ...], links: tuple[Link, ...], headings: tuple[str, ...] = ()
) -> tuple[str, SourceWords] | None:
    """The name and its words; None where nothing in the document is certain enough to be one."""
    candidates: dict[str, _Candidate] = {}
    for at, words, label in _places(lines):
        name = plausible_name(words)
        if name is not None:
            held = candidates.setdefault(fold_name(name), _Candidate(name, SourceWords(words, lines[at].page)))
            held.lines.add(at)
            if label:
                held.weigh("label", _LABEL)
    first = min((at for held in candidates.values() for at in held.lines), default=0)
    for held in candidates.values():
        _weigh(held, lines, emails, links, first=first)
        if fold_name(held.name) in {fold_name(heading) for heading in headings[:2]}:
            held.weigh("headed", _HEADED)
    best = max(candidates.values(), key=lambda held: (held.weight, -min(held.lines)), default=None)
    return (best.name, best.source) if best is not None and best.weight >= ENOUGH else None


def plausible_name(words: str) -> str | None:
    """`words` as a name, without titles and degrees, capitals mended; None where it cannot be one."""
    bare = _without_titles(_closed_up(words).strip(" ,.-–—|'’"))
    tokens = bare.split()
    if not tokens or len(tokens) > 6 or len(bare) > 60 or _FORBIDDEN.search(bare) or "," in bare:
        return None
    if fold_name(bare) in HEADINGS or not all(any(char.isalpha() for char in token) for token in tokens):
        return None
    if _CJK.match(bare):
        return bare if 2 <= len(bare.replace(" ", "")) <= (12 if "·" in bare or "・" in bare else 6) else None
    if _UNCASED_SPACED.search(bare):
        return bare if 2 <= len(tokens) <= 5 else None
    return _cased(tokens)


def _cased(tokens: list[str]) -> str | None:
    """A name in a script with capitals: each word begins with one, particles aside; all capitals are set down."""
    solid = [token for token in tokens if fold_name(token) not in PARTICLES]
    if not solid or not all(_capital(token) for token in solid) or all(_INITIAL.match(token) for token in solid):
        return None
    if not _capital(tokens[-1]):
        return None
    letters = "".join(solid)
    if letters.isupper() and len(letters) > 3:
        return " ".join(_set_down(token) for token in tokens)
    return " ".join(_set_down(token) if token.isupper() and len(token) > 3 else token for token in tokens)


def _capital(token: str) -> bool:
    """Mc, O' and d' before a capital are inside a name; "iPhone" and "JavaScript" are not its shape."""
    head = token[0]
    if not (head.isupper() or head.istitle()) and not re.match(r"^(?:d|l|o|al)['’-]\w", token, re.IGNORECASE):
        return False
    pieces = [piece for piece in re.split(r"[-'’.]", token) if piece]
    return all(piece.isupper() or piece[1:].islower() or _INNER_CAPITAL.match(piece) for piece in pieces)


def _set_down(token: str) -> str:
    """A word in capitals as names are written: "MÜLLER-O'NEIL" is "Müller-O'Neil"."""
    if fold_name(token) in PARTICLES and len(token) <= 3:
        return token.lower()
    return "".join(piece[:1] + piece[1:].lower() for piece in re.split(r"([-'’.])", token))


def _closed_up(words: str) -> str:
    """Letter-spaced words closed up: "J A N E" is "JANE"."""
    return words.replace(" ", "") if _LETTERS_APART.match(words) else words


def _without_titles(words: str) -> str:
    head, *rest = words.split(",")
    if rest and all(_titles(part) for part in rest):
        words = head
    tokens = words.split()
    while len(tokens) > 1 and fold_name(tokens[0]) in TITLES and (tokens[0].endswith(".") or len(tokens[0]) > 1):
        tokens.pop(0)
    while len(tokens) > 2 and fold_name(tokens[-1]) in TITLES and fold_name(tokens[-1]) != "ma":
        tokens.pop()
    return " ".join(tokens)


def _titles(part: str) -> bool:
    return all(fold_name(token) in TITLES for token in part.split())


def _places(lines: tuple[Line, ...]) -> Iterator[tuple[int, str, bool]]:
    """Line index, words, and whether a label says that they are a name."""
    for at, line in enumerate(lines):
        label = NAME_LABEL.match(line.text)
        if label:
            yield at, label["name"].strip(), True
            continue
        yield at, line.text, False
        if len(line.cells) > 1:
            for cell in line.cells:
                yield at, cell, False
        head, comma, _ = line.text.partition(",")
        if comma:
            yield at, head, False
        if at + 1 < len(lines) and _short(line) and _short(lines[at + 1]):
            yield at, f"{line.text} {lines[at + 1].text}", False


def _short(line: Line) -> bool:
    return len(line.text) <= 30 and len(line.text.split()) <= 2 and not _HAS_DIGIT.search(line.text)


def _weigh(
    held: _Candidate, lines: tuple[Line, ...], emails: tuple[Found, ...], links: tuple[Link, ...], *, first: int
) -> None:
    held.weigh("foreign", _FOREIGN_WORD * sum(word in NOT_IN_NAMES for word in fold_words(held.name)))
    agreement = max((agrees(held.name, mail.value.partition("@")[0]) for mail in emails), default=0)
    held.weigh("email", agreement)
    if any(agrees(held.name, _handle(link.url)) == _AGREES for link in links):
        held.weigh("link", _LINKED)
    if len(held.name.split()) == 1 and not _CJK.match(held.name) and agreement < _AGREES:
        held.weigh("one word", _ONE_WORD)
    else:
        held.weigh("shape", _SHAPE)
    top = min(held.lines)
    held.weigh("place", _FIRST if top == first and top < 6 else _TOP if top < 8 else 0)
    if any(abs(mail.line - at) <= 4 for mail in emails if mail.line >= 0 for at in held.lines):
        held.weigh("near", _NEAR)
    if len(held.lines) > 1:
        held.weigh("again", _AGAIN)
    if any(_signed(lines, at) for at in held.lines):
        held.weigh("signed", _SIGNED)
    if _addressee(held, lines):
        held.weigh("addressee", _ADDRESSEE)


def agrees(name: str, handle: str) -> int:
    """How well an address's local part or a profile's handle is made of the name's words."""
    plain = "".join(fold_words(handle))
    best = 0
    for key in name_keys(name):
        words = [word for word in key.split() if len(word) > 1]
        inside = sum(len(word) > 2 and word in plain for word in words)
        if plain in {*words, key.replace(" ", "")} or inside > 1 or _initials(words, plain):
            return _AGREES
        best = max(best, _AGREES_PARTLY if inside else 0)
    return best


def _initials(words: list[str], plain: str) -> bool:
    """Whether one word stands whole beside the initial of another: "jdoe", "doej", "janed"."""
    letters = re.sub(r"\d+", "", plain)
    return any(
        letters in {one[0] + other, other + one[0], one + other[0]}
        for one in words
        for other in words
        if one is not other
    )


def _handle(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _signed(lines: tuple[Line, ...], at: int) -> bool:
    return any(CLOSINGS.match(fold_closing(lines[above].text)) for above in range(max(at - 3, 0), at))


def fold_closing(text: str) -> str:
    """A line folded for the patterns of letters: their words only, as fold_name leaves them."""
    return fold_name(unicodedata.normalize("NFC", text))


def _addressee(held: _Candidate, lines: tuple[Line, ...]) -> bool:
    """Whether the document is addressed to that name: in its salutation, or by a title on its own line."""
    last = fold_words(held.name)[-1:]
    for line in lines:
        folded = fold_closing(line.text)
        if SALUTATION.match(folded) and len(folded) < 90 and last and last[0] in folded.split():
            return True
    return all(OTHER_PERSON.match(fold_name(lines[at].text)) for at in held.lines)
