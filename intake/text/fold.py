"""Names and words folded for comparing: case, diacritics, punctuation and compatibility forms do not count.

Folded text is for comparing only, never for showing. Pure: no I/O, no clock.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that NFKD does not take apart (Unicode has no decomposition for a stroke through a letter).
_STROKES = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ð": "d",
        "Ð": "d",
        "þ": "th",
        "Þ": "th",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ı": "i",
        "ħ": "h",
        "Ħ": "h",
        "ŧ": "t",
        "Ŧ": "t",
    }
)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "ae", "Ö": "oe", "Ü": "ue", "Ø": "oe"}
)
# Apostrophes belong to the word that they stand in (O'Brien is "obrien"); all other punctuation parts words.
_APOSTROPHES = re.compile("['’‘ʼ`´′]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_NO_WORD = re.compile(r"[\W_]+")
# Letters kept folded: those of every alphabet of Europe many times over, and the ideographs of a long text.
_ALPHABETS = 4_096


def fold_name(s: str) -> str:
    """`s` for comparing: lower case, without diacritics and punctuation, words parted by single spaces."""
    return " ".join(fold_words(s))


def fold_words(s: str) -> tuple[str, ...]:
    """The words of `s`, each folded; () where it has none."""
    if s.isascii():  # most lines are: a sixth of the time
        return tuple(_ASCII_WORD.findall(s.replace("'", "").replace("`", "").lower()))
    plain = _BEYOND_ASCII.sub(_folded, s.replace("'", "").replace("`", "").lower())
    return tuple(w for w in _NO_WORD.split(plain) if w)


def _folded(run: re.Match[str]) -> str:
    return "".join(map(_fold_letter, run[0]))


@lru_cache(maxsize=_ALPHABETS)
def _fold_letter(letter: str) -> str:
    """What a letter is folded to, whatever stands beside it: marks of their own are left out."""
    plain = unicodedata.normalize("NFKD", letter.translate(_STROKES))
    plain = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return _APOSTROPHES.sub("", plain).casefold().translate(_STROKES)


def name_keys(s: str) -> frozenset[str]:
    """Every folded spelling of a name: "Müller" is "muller" and "mueller"; names with a common key are alike."""
    composed = unicodedata.normalize("NFC", s)
    return frozenset({fold_name(s), fold_name(composed.translate(_UMLAUTS))})
