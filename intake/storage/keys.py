"""Ids as people see them ("m17"), and folded keys by which addresses and names are looked up.

The keys are coarser than matching's own comparison: they find every record that might be the same, matching
decides. They are stored, so changing a rule here needs a migration. Pure: no I/O, no clock.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "a", "œ": "o", "ı": "i", "ħ": "h", "ŧ": "t"})
_WRITTEN_OUT = re.compile("ae|oe|ue|aa")
_NO_LETTER = re.compile(r"[\W_]+")
_ID = re.compile(r"([a-z])([1-9][0-9]{0,17})")
_THREAD_ROOT_BYTES = 22
_LONGEST = 500


def spell(letter: str, number: int) -> str:
    """The id of a row: `m` message, `a` application, `c` candidate, `p` posting round, `d` document, `r` request."""
    return f"{letter}{number}"


def number(letter: str, key: str) -> int | None:
    """The row's number in an id; None where the id is none of this sort."""
    found = _ID.fullmatch(key)
    return int(found[2]) if found and found[1] == letter else None


def numbers(letter: str, keys: Iterable[str]) -> list[int]:
    """The numbers of those ids that are of this sort."""
    return [n for n in (number(letter, key) for key in keys) if n is not None]


def bounded(text: str) -> str:
    """`text` as it is stored, or its digest where it is longer than an index of PostgreSQL takes (2,704 bytes)."""
    text = storable(text)
    return text if len(text) <= _LONGEST else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def storable(text: str) -> str:
    """`text` with U+FFFD for what PostgreSQL does not take: NUL and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def address_key(address: str) -> str:
    """An address in lower case and without its plus-tag (RFC 5233)."""
    local, at, domain = address.strip().lower().rpartition("@")
    return bounded(f"{local.partition('+')[0] or local}{at}{domain}")


def name_key(name: str) -> str | None:
    """First and last word of a name, folded and in alphabetical order; None where nothing is left.

    "Haddad, Noor" is "Noor Haddad", "Mueller" is "Müller", and middle names do not count.
    """
    family, comma, given = name.partition(",")
    words = _words(f"{given} {family}" if comma else name)
    return bounded(" ".join(sorted({words[0], words[-1]}))) if words else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_STROKES)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _WRITTEN_OUT.sub(lambda found: found[0][0], plain)
    return [word for word in _NO_LETTER.split(plain) if word]


def thread_root(thread_index: str | None) -> str | None:
    """The conversation that a Thread-Index header names (its first 22 bytes), as a reference; None for junk.

    Source: MS-OXOMSG section 2.2.1.3, PidTagConversationIndex.
    """
    try:
        data = base64.b64decode(thread_index or "", validate=False)
    except (binascii.Error, ValueError):
        return None
    return f"thread:{data[:_THREAD_ROOT_BYTES].hex()}" if len(data) >= _THREAD_ROOT_BYTES else None
