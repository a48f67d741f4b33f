"""Which passwords are good enough, and argon2id for keeping them (RFC 9106).

At least twelve characters, no composition rules (NIST SP 800-63B 3.1.1.2); refused is what guessers try first: a
common password with digits or signs around it, a row of keys, few different characters, the person's or the
organisation's own words.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 12
LONGEST = 256
"""Hashing time grows with the length; nobody types more."""

_HASHES = PasswordHash((Argon2Hasher(),))
# Each hash takes 64 MB for a moment: so many at a time, and a flood of sign-ins waits instead of eating the memory.
_AT_ONCE = threading.BoundedSemaphore(2)

_SPELLINGS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "01234567890", "09876543210", "qwertyuiop",
    "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "qazwsxedcrfvtgb", "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
_COMMON = frozenset(
    """
    password passwort motdepasse contrasena contraseña senha haslo wachtwoord parola salasana passphrase passcode pass
    secret geheim letmein welcome willkommen bienvenue bienvenido changeme change default temporary temp login logon
    signin access admin administrator root user guest test testing tester master superuser system server computer
    internet google facebook microsoft windows apple linux iloveyou ilove loveyou lovely sunshine princess princesa
    football baseball basketball soccer hockey monkey dragon shadow michael jordan superman batman starwars pokemon
    trustno whatever freedom summer winter spring autumn monday friday january december hello hallo bonjour ciao
    flower banana chocolate cookie cheese pepper ginger buster charlie jessica ashley daniel thomas robert family
    mother father brother sister baby angel angels jesus christ blessed heaven church money power killer hunter
    ranger eagle tiger lion wolf bear horse dolphin butterfly rainbow diamond silver golden purple orange yellow
    correcthorsebatterystaple horsebatterystaple correcthorse thequickbrownfox quickbrownfox opensesame abracadabra
    recruiting recruiter hiring career careers jobs applicant application resume intake review reviewer
    qwerty qwertz azerty asdf zxcv
    """.split()  # noqa: SIM905 - a list of words reads and changes better as text
)


def hash_password(password: str) -> str:
    """What the database keeps of a password."""
    with _AT_ONCE:
        return _HASHES.hash(_normal(password))


def verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password is the kept one, and a fresh hash where the parameters have changed since.

    Without a kept one the same work is done and the answer is no: the time does not tell whether an account exists.
    """
    with _AT_ONCE:
        if len(password) > LONGEST:
            password, kept = "", None
        right, fresh = _HASHES.verify_and_update(_normal(password), kept or _nobody())
    return right and kept is not None, fresh if kept is not None else None


_nobodys: list[str] = []


def _nobody() -> str:
    if not _nobodys:
        _nobodys.append(_HASHES.hash("nobody's password"))
    return _nobodys[0]


def problem(password: str, *, own_words: Iterable[str] = ()) -> str | None:
    """Why a password is refused, as a sentence for who chose it; None where it is good.

    `own_words`: name, address and organisation, which a guesser knows.
    """
    text = _normal(password)
    if len(text) < SHORTEST:
        return f"Use at least {SHORTEST} characters; four or five unrelated words are easy to remember."
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters."
    plain = text.casefold()
    if len(set(plain)) < 5:
        return "It repeats few characters; use more different ones."
    if _is_row(plain):
        return "It follows the keys of the keyboard or the alphabet; choose something less regular."
    if _little_beside(plain, _own(own_words)):
        return "It is made of your name, your address or the organisation's name; choose other words."
    if _little_beside(plain, _COMMON):
        return "It is a common password with a little around it, which guessers try first; choose other words."
    return None


def _normal(password: str) -> str:
    """The same characters however they were composed (RFC 8265: OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def _is_row(plain: str) -> bool:
    """Whether runs of four neighbouring keys make up nearly all of it."""
    letters = "".join(c for c in plain if c.isalnum())
    covered = [False] * len(letters)
    for at in range(len(letters) - 3):
        piece = letters[at : at + 4]
        if any(piece in row for row in _ROWS) or piece == letters[at - 4 : at]:
            covered[at : at + 4] = [True] * 4
    return len(letters) - sum(covered) < 4


def _own(words: Iterable[str]) -> frozenset[str]:
    pieces = {piece for word in words for piece in re.split(r"[\W_]+", word.casefold())}
    whole = {"".join(re.split(r"[\W_]+", word.casefold())) for word in words}
    return frozenset(piece for piece in pieces | whole if len(piece) >= 4)


def _little_beside(plain: str, known: Iterable[str]) -> bool:
    """Whether fewer than six letters are left once the known words are taken out, longest first."""
    ordered = sorted(known, key=len, reverse=True)
    return any(_left(spelling, ordered) for spelling in (plain, plain.translate(_SPELLINGS)))


def _left(text: str, known: Iterable[str]) -> bool:
    rest, found = text, False
    for word in known:
        if word in rest:
            rest, found = rest.replace(word, " "), True
    return found and sum(c.isalpha() for c in rest) < 6
