"""Names compared tolerantly: initials, order, diacritics, middle names and titles do not make another person.

A given name that differs in its ending does ("Daniel" and "Daniela" on one address are two people).
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from intake.text.fold import fold_name, fold_words, name_keys

# Parts of a display name that name nobody.
_TITLES = frozenset(fold_words("dr prof professor mr mrs ms mx mme herr frau dipl ing phd msc bsc mba jr sr"))
# A display name of only such words is a desk, not a person.
_ROLES = frozenset(
    fold_words(
        "info office mail email team hr admin noreply no reply donotreply application applications applicant bewerbung "
        "bewerber jobs job career careers recruiting recruitment me iphone"
    )
)
_ASIDE = re.compile(r"\([^)]{0,300}\)|\[[^\]]{0,300}\]|(?<!\s)\s++via\s+.*$|[\"“”„]", re.IGNORECASE)
# "Anna & Ben Doe" and "Familie Doe" name several people: neither of them is told apart by it.
_SEVERAL = re.compile(r"\s(?:&|\+|and|und|et|u\.)\s|^(?:familie|family|fam\.)\s", re.IGNORECASE)
_LONGEST = 300
"""Characters of a display name that are looked at: no person's name is longer, and patterns stay quick."""
_HEAD_LINES = 12
"""Lines at the top of a resume in which its owner's name stands."""
_TYPO = 90
"""Likeness (0-100) from which two long words are one word with a slip of the pen."""


def person_name(shown: str | None, address: str | None = None) -> str | None:
    """The person that a display name names, in reading order; None for an address, a handle, a desk, a couple."""
    name = " ".join(_ASIDE.sub(" ", " ".join((shown or "")[:_LONGEST].split())).split()).strip("'` ,;")
    if not name or "@" in name or _SEVERAL.search(name):
        return None
    words = fold_words(name)
    if not words or all(w in _ROLES or w in _TITLES for w in words):
        return None
    if len(words) == 1 and address is not None and words[0] == fold_name(address.split("@")[0]):
        return None
    return _reading_order(name)


def _reading_order(name: str) -> str:
    """The name said first name first: "Doe, Jane" is "Jane Doe"; "Jane Doe, PhD" stays."""
    parts = [p.strip() for p in name.split(",")]
    if len(parts) != 2 or not all(parts) or all(w in _TITLES for w in fold_words(parts[1])):
        return name
    return f"{parts[1]} {parts[0]}"


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: every word of the shorter has its counterpart in the longer."""
    return any(_fits(a, b) for a in _spellings(one) for b in _spellings(other))


def same_full_name(one: str, other: str) -> bool:
    """As `same_name`, for names that are said whole (two words or more): enough to propose a merge."""
    return min(len(_words(fold_name(one))), len(_words(fold_name(other)))) >= 2 and same_name(one, other)


def any_same(name: str, names: Iterable[str]) -> bool:
    """Whether `name` may be one of `names`."""
    return any(same_name(name, n) for n in names)


def contradicts(name: str, names: Iterable[str]) -> bool:
    """Whether `name` is another person's than `names`; names in different scripts contradict nothing."""
    alike = [n for n in names if _is_latin(n) == _is_latin(name)]
    return bool(alike) and not any_same(name, alike)


def mentions(text: str, name: str) -> bool:
    """Whether the top of a resume shows every whole word of `name`, wherever it was read from."""
    head = [line for line in text.splitlines() if line.strip()][:_HEAD_LINES]
    shown = frozenset(w for key in name_keys("\n".join(head)) for w in key.split())
    return any(
        len(whole) >= 2 and shown.issuperset(whole)
        for whole in ([w for w in words if len(w) > 1] for words in _spellings(name))
    )


def fuller(one: str, other: str) -> str:
    """The name that says more of two names of one person; the first where they say as much."""
    return max((one, other), key=lambda n: sum(len(w) for w in _words(fold_name(n))))


def _is_latin(name: str) -> bool:
    return any(letter.isascii() and letter.isalpha() for letter in fold_name(name))


def _words(folded: str) -> tuple[str, ...]:
    words = tuple(folded.split())
    # Of a name of nothing else ("Ing") they are the name.
    return tuple(w for w in words if w not in _TITLES) or words


def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_words(key) for key in sorted(name_keys(name)))


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=lambda words: (len(words), words))
    if not short:
        return False
    if "".join(short) == "".join(long):  # "Annalena Muster" and "Anna-Lena Muster"
        return True
    left, matched_whole = list(long), False
    for word in sorted(short, key=lambda w: (w not in long, -len(w), w)):
        found = next((w for w in sorted(left, key=lambda w: (w != word, w)) if _word_fits(word, w)), None)
        if found is None:
            return False
        left.remove(found)
        matched_whole = matched_whole or min(len(word), len(found)) > 1
    return matched_whole


def _word_fits(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    # The ending tells many given names apart (Daniel, Daniela): a slip of the pen is looked for before it only.
    long_enough = min(len(one), len(other)) >= 6 and one[-2:] == other[-2:] and one[0] == other[0]
    return long_enough and fuzz.ratio(one, other, processor=default_process) >= _TYPO
