"""The one decoder of header text: RFC 2047 encoded words, RFC 2231 parameters, and what clients write instead.

Measured on foreign mails: words are split inside a character, stand inside quotes, hold raw bytes, lack their
end, or name a charset that no codec knows; plain `filename=` stands beside the better `filename*=`. Nothing
here raises, and no line break or control character comes out (security.md, required behaviour 7).

Pure: no I/O, no clock.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from intake.text import charsets, clean

_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_BREAKS = re.compile(rb"[\r\n]+")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_TYPE_ENDS = re.compile(rb"[\s,]")
_TOKEN = re.compile(rb'[^";\\]+|.', re.DOTALL)
_QUOTED = re.compile(rb'"((?:[^"\\]++|\\.)*+)', re.DOTALL)
_ESCAPED = re.compile(rb'\\(["\\])')
_LAST_COMMENT = re.compile(rb"(?<!\s)\s++\([^()]*+\)\s*+\Z")
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?")
_CONTENT = re.compile(rb"([^?]*)(?:\?=|\??\Z)")
# A Q word may hold a question mark that it should not: bounded, so that many openings cost no more than their length.
_CONTENT_WITH_MARKS = re.compile(rb"(\S{0,300}?)\?=(?=[\s<>\",;)]|\Z|=\?)")
_SEGMENT = re.compile(r"\A(.+?)\*(\d{1,3})(\*?)\Z")
_HEX = re.compile(rb"%[0-9a-fA-F]{2}")


@dataclass(slots=True)
class _Word:
    charset: str
    base64: bool
    content: bytes


def decode(value: bytes | None, fallback: str | None = None) -> str:
    """The text of an unstructured header value, on one line; "" for None.

    `fallback` is the charset of the mail's text: raw octets that are no UTF-8 are read by it.
    """
    if value is None:
        return ""
    return clean.one_line(decode_words(unfold(value), fallback))


def unfold(value: bytes) -> bytes:
    """A header value on one line (RFC 5322 section 2.2.3), without the white space around it."""
    return _BREAKS.sub(b" ", _FOLD.sub(b"", value)).strip()


def decode_words(value: bytes, fallback: str | None = None) -> str:
    """`value` with its encoded words decoded and raw octets read as UTF-8, `fallback` or windows-1252; not cleaned."""
    if b"=?" not in value:
        return charsets.guess(value, fallback)
    out: list[str] = []
    run: list[_Word] = []
    at = 0
    for start, end, word in _words(value):
        between = value[at:start]
        if between.strip() or not run:
            out.append(_text(run))
            run = []
            out.append(charsets.guess(between, fallback))
        run.append(word)
        at = end
    out.append(_text(run))
    out.append(charsets.guess(value[at:], fallback))
    return "".join(out)


def _words(value: bytes) -> Iterator[tuple[int, int, _Word]]:
    """The encoded words of `value` with their start and end."""
    at = 0
    while (opening := _WORD.search(value, at)) is not None:
        at = opening.end()
        content = _CONTENT.match(value, at) or _CONTENT_WITH_MARKS.match(value, at)
        if content is not None:
            at = content.end()
            charset = opening[1].decode("latin-1").split("*")[0].lower()
            yield opening.start(), at, _Word(charset, opening[2] in b"bB", content[1])


def _text(run: list[_Word]) -> str:
    """The text of adjacent words: octets of one charset are joined first, a character may be split between them."""
    out: list[str] = []
    octets, charset = b"", ""
    pending = b""
    for word in run:
        if word.charset != charset:
            out.append(charsets.decode(octets + _base64(pending), charset) if octets or pending else "")
            octets, pending, charset = b"", b"", word.charset
        if word.base64:
            pending += word.content.strip()
            if len(pending) % 4 == 0 or pending.endswith(b"="):
                octets, pending = octets + _base64(pending), b""
        else:
            octets, pending = octets + _base64(pending) + _q(word.content), b""
    out.append(charsets.decode(octets + _base64(pending), charset) if octets or pending else "")
    return "".join(out)


def _base64(content: bytes) -> bytes:
    plain = _NO_BASE64.sub(b"", content)
    if len(plain) % 4 == 1:
        plain = plain[:-1]
    return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))


def _q(content: bytes) -> bytes:
    # A soft line break cannot stand in a header: an "=" at the end is itself.
    return quopri.decodestring(content.replace(b"=\n", b"=3D"), header=True)


def parameters(value: bytes | None) -> tuple[str, dict[str, str]]:
    """The main word (lower case) and the decoded parameters of a Content-Type or Content-Disposition value.

    RFC 2231 values win over plain ones of the same name; names are lower case; the first of a name counts.
    """
    pieces = _pieces(unfold(value or b""))
    main = _TYPE_ENDS.split(pieces[0].strip(), maxsplit=1)[0].decode("ascii", "replace").lower() if pieces else ""
    plain: dict[str, str] = {}
    parts: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for piece in pieces[1:]:
        name, _, content = piece.partition(b"=")
        key = name.strip().decode("ascii", "replace").lower()
        raw = _unquoted(content.strip())
        segment = _SEGMENT.match(key)
        if segment:
            parts.setdefault(segment[1], {}).setdefault(int(segment[2]), (bool(segment[3]), raw))
        elif not key:
            continue
        elif key.endswith("*"):
            parts.setdefault(key[:-1], {}).setdefault(0, (True, raw))
        else:
            plain.setdefault(key, decode_words(raw))
    return main, plain | {name: _joined(segments) for name, segments in parts.items()}


def _pieces(value: bytes) -> list[bytes]:
    """`value` cut at its semicolons, but not inside quotes; a piece that names nothing belongs to the one before."""
    pieces = [b""]
    quoted = escaped = False
    for token in _TOKEN.findall(value):
        if token == b";" and not quoted:
            pieces.append(b"")
            continue
        if token == b'"' and not escaped:
            quoted = not quoted
        escaped = token == b"\\" and not escaped
        pieces[-1] += token
    return _mended(pieces)


def _mended(pieces: list[bytes]) -> list[bytes]:
    whole = pieces[:1]
    for piece in pieces[1:]:
        if b"=" in piece or len(whole) == 1 or not piece.strip():
            whole.append(piece)
        else:
            whole[-1] += b";" + piece
    return whole


def _unquoted(content: bytes) -> bytes:
    """A parameter's value without its quotes; a backslash goes only before a quote or another backslash.

    Outlook and others write Windows paths into file names without doubling the backslashes.
    """
    if content.startswith(b'"'):
        end = _QUOTED.match(content)
        content = end[1] if end else content[1:]
        return _ESCAPED.sub(rb"\1", content)
    return _LAST_COMMENT.sub(b"", content).strip(b"'") if content.startswith(b"'") else content


def _joined(segments: dict[int, tuple[bool, bytes]]) -> str:
    """RFC 2231: charset and language stand before the first segment; segments marked `*` are percent-encoded."""
    charset = None
    octets = b""
    for place, (number, (encoded, raw)) in enumerate(sorted(segments.items())):
        piece = raw
        if encoded and place == 0 and number in {0, 1} and raw.count(b"'") >= 2:
            label, _, piece = raw.split(b"'", 2)
            charset = label.decode("ascii", "replace")
        octets += unquote_to_bytes(piece) if encoded or (charset and _HEX.search(piece)) else piece
    if charset is None and b"=?" in octets:
        return decode_words(octets)
    return charsets.decode(octets, charset)
