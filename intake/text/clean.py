"""What a stranger wrote, made safe to show: no control characters, no text direction tricks, no paths.

security.md, required behaviour 6 and 7: file names are shown in NFC, without controls, direction marks and
path separators, in at most 150 characters; CR, LF and NUL never come out of a one-line value.

Pure: no I/O, no clock.
"""

import re
import unicodedata

FILENAME_LENGTH = 150
"""Characters of a file name as it is shown; its suffix survives the cut."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t]+")
_SLASHES = re.compile(r"[/\\]")
_LINE_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SUFFIX = re.compile(r"\.\w{1,10}\Z")


def one_line(s: str) -> str:
    """`s` as one line: controls and line breaks become single spaces, direction marks vanish."""
    s = _DIRECTION.sub("", _LINE_CONTROLS.sub(" ", _whole(s)))
    return _BLANKS.sub(" ", s).strip()


def text(s: str) -> str:
    """`s` as text of many lines: line breaks are LF, other controls and direction marks vanish."""
    s = _whole(s).replace("\r\n", "\n").replace("\r", "\n")
    return _DIRECTION.sub("", _CONTROLS.sub("", s))


def filename(name: str | None) -> str | None:
    """A file name safe to show and to offer for download; None where nothing is left of it.

    Only the last component of a path stays; of a longer name the suffix is kept and its head cut.
    """
    if not name:
        return None
    last = _SLASHES.split(name.rstrip("/\\ \t\r\n"))[-1]
    last = _INVISIBLE.sub("", one_line(unicodedata.normalize("NFC", _whole(last))))
    last = last.replace(":", "_").strip(" ")
    if not last.strip(". "):
        return None
    return _shortened(last)


def _shortened(name: str) -> str:
    if len(name) <= FILENAME_LENGTH:
        return name
    suffix = _SUFFIX.search(name)
    tail = suffix[0] if suffix else ""
    return name[: FILENAME_LENGTH - len(tail)] + tail


def _whole(s: str) -> str:
    """`s` without lone surrogates, which no encoder takes."""
    return _SURROGATES.sub("\ufffd", s)
