"""Names in Cyrillic and Greek letters as their bearers spell them in an e-mail address, which knows Latin ones only.

Nobody spells by one standard (BGN/PCGN, ISO 9, the passports since 2013 and ELOT 743 all differ): so both sides are
brought to one coarse spelling, in which "Shcherbakov" and "Щербаков" are the same, and "Yulia", "Iuliia" and "Юлия". It
serves to compare, and nothing else: it is too coarse to tell people apart. Pure: no I/O, no clock.
"""

import re

# Letters as `fold` leaves them: small, without accents, so that "й" is "и".
_CYRILLIC = dict(zip("абвгґдеєжзиіыјклљмнњопрстћуфхцчџшщэюяђѕ", "abvggdeezziiiikllmnnoprstcufhcccsseuadz", strict=True))
_GREEK = dict(zip("αβγδεζηθικλμνοπρσςτυφχω", "avgdezitiklmnoprsstifco", strict=True)) | {"ξ": "ks", "ψ": "ps"}
_LETTERS = str.maketrans(_CYRILLIC | _GREEK | {"ъ": "", "ь": ""})
# Of two letters; "αυ" and "ευ" end in an f before voiceless ones.
_DIPHTHONGS = (
    (re.compile("ου"), "u"),
    (re.compile("(?<=[αε])υ(?=[θκξπσςτφχψ])"), "f"),
    (re.compile("(?<=[αε])υ"), "v"),
)
# In this order: what is written by several Latin letters, then letters that stand for one another.
_SPELLINGS = tuple(
    (re.compile(spelled), letter)
    for spelled, letter in (
        ("ou", "u"),
        ("shch|sch|sh", "s"),
        ("kh", "h"),
        ("ch", "c"),
        ("zh", "z"),
        ("th", "t"),
        ("ph", "f"),
        ("t[sz]", "c"),
        ("x", "ks"),
        ("w", "v"),
        ("[yj]", "i"),
        ("ii+", "i"),
        ("i(?=[aeou])", ""),
    )
)
_OTHER_LETTERS = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")


def is_to_be_romanised(name: str) -> bool:
    """Whether a folded name has letters that no e-mail address can have."""
    return _OTHER_LETTERS.search(name) is not None


def romanised(words: str) -> str:
    """Folded words of any of the three scripts in the coarse spelling, the blanks between them kept."""
    for spelled, letter in _DIPHTHONGS:
        words = spelled.sub(letter, words)
    words = words.translate(_LETTERS)
    for spelled, letter in _SPELLINGS:
        words = spelled.sub(letter, words)
    return words
