"""Whether words have the shape of a person's name, and that name without titles, capitals set down.

The shape alone makes no name; `intake.candidate.name` weighs what speaks for it. Pure: no I/O, no clock.
"""

import re

from intake.candidate.words import HEADINGS, PARTICLES, TITLES
from intake.text.fold import fold_name

_FORBIDDEN = re.compile(r"[@/\\:;=+*#%&<>{}_^~!?\"“”„«»()\[\]§$€£,]|\.\w{2,}|\d")
_JOINTS = re.compile(r"[-'’.]")
_JOINTS_KEPT = re.compile(r"([-'’.])")
# Scripts without capitals whose names are written in words: Hebrew to Arabic, the Indic ones, Thai, Ethiopic.
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1200-\u137f]")
_CJK = re.compile(r"^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af·・ ]+$")
_INITIAL = re.compile(r"^(?:[^\W\d_a-zà-öø-ÿ]\.?-?){1,3}$")
_INNER_CAPITAL = re.compile(r"^(?:Mc|Mac|De|Di|Du|Le|La|Van)[A-Z][a-z]+$")
_ELISION = re.compile(r"^(?:d|l|o|al)['’-]\w", re.IGNORECASE)
_LETTERS_APART = re.compile(r"^(?:\w ){3,}\w$")
# "(she/her)", "Page 1 of 2"
_ASIDE = re.compile(
    r"(?<!\s)\s*+\([^()]*+\)\s*+$|(?<!\s)\s++(?:page|seite|página|pagina|strona|p\.)\s*+\d.*$", re.IGNORECASE
)
_LONGEST = 60
_RUN_TOGETHER = re.compile(r"[A-Z][a-z]+")
_RUN_TOGETHER_WHOLE = re.compile(r"^(?:[A-Z][a-z]+){2,3}$")


def plausible_name(words: str) -> str | None:
    """`words` as a name; None where they cannot be one."""
    bare = _after_heading(_without_titles(_closed_up(_ASIDE.sub("", words)).strip(" ,.-–—|'’")))
    # Before its words are folded: most of what is asked about is a sentence.
    if len(bare) > _LONGEST or _FORBIDDEN.search(bare):
        return None
    tokens = bare.split()
    if not tokens or len([token for token in tokens if fold_name(token) not in PARTICLES]) > 6:
        return None
    if fold_name(bare) in HEADINGS or not all(any(char.isalpha() for char in token) for token in tokens):
        return None
    if is_cjk(bare):
        longest = 12 if "·" in bare or "・" in bare else 6
        return bare if 2 <= len(bare.replace(" ", "")) <= longest else None
    if _UNCASED.search(bare):
        return bare if 2 <= len(tokens) <= 5 else None
    return _cased(tokens)


def loosened(words: str) -> str:
    """Words as a name might be meant that is written small or run together: "ada keller", "AdaKeller"; else empty."""
    if len(words) <= _LONGEST and words.islower() and 2 <= len(words.split()) <= 4:
        return " ".join(token if fold_name(token) in PARTICLES else token.capitalize() for token in words.split())
    return " ".join(_RUN_TOGETHER.findall(words)) if _RUN_TOGETHER_WHOLE.match(words) else ""


def is_cjk(name: str) -> bool:
    """Whether a name is in Chinese, Japanese or Korean letters, where one word may be all of it."""
    return bool(_CJK.match(name))


def _cased(tokens: list[str]) -> str | None:
    """A name in a script with capitals: each word begins with one, particles aside."""
    solid = [token for token in tokens if fold_name(token) not in PARTICLES]
    if not all(_capital(token) for token in solid) or not _capital(tokens[-1]):
        return None
    if all(_INITIAL.match(token) for token in solid):
        return None
    longest_kept = 1 if all(token.isupper() for token in tokens) else 2
    return " ".join(_set_down(token) if token.isupper() and len(token) > longest_kept else token for token in tokens)


def _capital(token: str) -> bool:
    """Mc, O' and d' before a capital are inside a name; "iPhone" and "JavaScript" have not its shape."""
    if not token[0].isupper() and not _ELISION.match(token):
        return False
    pieces = [piece for piece in _JOINTS.split(token) if piece]
    return all(piece.isupper() or piece[1:].islower() or _INNER_CAPITAL.match(piece) for piece in pieces if piece[1:])


def _set_down(token: str) -> str:
    """A word in capitals as names are written: "MÜLLER-O'NEIL" is "Müller-O'Neil"."""
    if token.lower() in PARTICLES:
        return token.lower()
    return "".join(piece[:1] + piece[1:].lower() for piece in _JOINTS_KEPT.split(token))


def _closed_up(words: str) -> str:
    """Letter-spaced words closed up: "J A N E" is "JANE"."""
    return words.replace(" ", "") if _LETTERS_APART.match(words) else words


def _after_heading(words: str) -> str:
    """What a heading on the same line leaves: "PERSONAL INFORMATION Jane Doe" is "Jane Doe"."""
    tokens = words.split()
    for count in (3, 2, 1):
        if len(tokens) - count in {2, 3, 4} and fold_name(" ".join(tokens[:count])) in HEADINGS:
            return " ".join(tokens[count:])
    return words


def _without_titles(words: str) -> str:
    """What is left of words without titles and degrees: "Dr. Jane Doe, PhD" is "Jane Doe"."""
    head, *rest = words.split(",")
    tokens = (head if all(_is_title(word) for part in rest for word in part.split()) else words).split()
    # "Ma" begins and ends names of many a country.
    while len(tokens) > 1 and _is_title(tokens[0]) and len(tokens[0]) > 1 and tokens[0] != "Ma":
        tokens.pop(0)
    while len(tokens) > 2 and _is_title(tokens[-1]) and tokens[-1] != "Ma":
        tokens.pop()
    return " ".join(tokens)


def _is_title(word: str) -> bool:
    return fold_name(word) in TITLES
