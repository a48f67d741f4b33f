"""Bytes to text by a declared charset that may be missing, misspelt or wrong.

Only codecs of a list are ever run: Python knows some that are slow on hostile input (punycode: 200 kB take
three seconds) or that are no charset at all (rot13, zlib). Whatever is not on the list is told by the bytes
alone: a byte order mark, UTF-8 where it is valid, else windows-1252. Labels mean what mail programs mean by
them, not what the standard says: "gb2312" holds GBK, "iso-8859-1" holds windows-1252 (WHATWG Encoding).

Pure: no I/O, no clock.
"""

import re
from functools import lru_cache

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

# Labels without punctuation -> the Python codec that reads what such mails really hold.
_ALIASES = {
    "ascii": "ascii",
    "usascii": "ascii",
    "ansix341968": "ascii",
    "ansix341986": "ascii",
    "iso646us": "ascii",
    "646": "ascii",
    "us": "ascii",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode11utf7": "utf-7",
    "utf7": "utf-7",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "unicode": "utf-16",
    "utf32": "utf-32",
    "utf32le": "utf-32-le",
    "utf32be": "utf-32-be",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso88591": "cp1252",
    "88591": "cp1252",
    "iso8859": "cp1252",
    "ansi": "cp1252",
    "iso885911": "cp874",
    "tis620": "cp874",
    "iso88599": "cp1254",
    "latin5": "cp1254",
    "latin2": "iso8859-2",
    "latin3": "iso8859-3",
    "latin4": "iso8859-4",
    "latin9": "iso8859-15",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "iso88596i": "iso8859-6",
    "arabic": "iso8859-6",
    "greek": "iso8859-7",
    "hebrew": "iso8859-8",
    "cyrillic": "iso8859-5",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gb23121980": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "936": "gb18030",
    "windows936": "gb18030",
    "euccn": "gb18030",
    "gb18030": "gb18030",
    "hz": "hz",
    "hzgb2312": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cnbig5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "cp950": "cp950",
    "950": "cp950",
    "windows950": "cp950",
    "ksc56011987": "cp949",
    "ksc56011989": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "euckr": "cp949",
    "ks": "cp949",
    "cp949": "cp949",
    "949": "cp949",
    "windows949": "cp949",
    "uhc": "cp949",
    "johab": "johab",
    "iso2022kr": "iso2022_kr",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "mskanji": "cp932",
    "windows31j": "cp932",
    "cp932": "cp932",
    "932": "cp932",
    "eucjp": "euc_jp",
    "ujis": "euc_jp",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "macroman": "mac_roman",
    "maccyrillic": "mac_cyrillic",
    "macce": "mac_latin2",
    "koi8": "koi8_r",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "koi8ru": "koi8_u",
    "koi8t": "koi8_t",
    "kz1048": "kz1048",
    "ptcp154": "ptcp154",
}
# The extensions that Outlook writes under the plain label: row 13, half-width kana, supplementary kanji.
_ISO_2022_JP = ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_jp_2")
_SINGLE_BYTE = frozenset({"ascii", "cp1252", "iso8859-15", "cp1250", "cp1254", "iso8859-2"})

_NUMBERED = (
    (re.compile(r"(?:iso)?8859(\d{1,2})"), "iso8859-{}", frozenset({"2", "3", "4", "5", "6", "7", "8", "10", "13"})),
    (re.compile(r"(?:iso)?8859(\d{1,2})"), "iso8859-{}", frozenset({"14", "15", "16"})),
    (re.compile(r"(?:windows|win|cp|microsoftcp|ms)?(125\d)"), "cp{}", frozenset(f"125{n}" for n in range(9))),
    (
        re.compile(r"(?:cp|ibm|dos|oem|pc)?(\d{3})"),
        "cp{}",
        frozenset(
            [
                "437",
                "720",
                "737",
                "775",
                "850",
                "852",
                "855",
                "857",
                "858",
                "860",
                "861",
                "862",
                "863",
                "864",
                "865",
                "866",
                "869",
                "874",
            ]
        ),
    ),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PUNCTUATION = re.compile(r"[^a-z0-9]")


def decode(data: bytes, declared: str | None) -> str:
    """The text of `data`, read by the charset label `declared` where that fits the bytes; never raises."""
    codec = codec_for(declared)
    marked = _by_mark(data)
    if marked is not None:
        return marked
    if codec == "iso-2022-jp":
        return _japanese(data)
    if codec is None or (codec in _SINGLE_BYTE and _is_utf8(data)):
        return guess(data)
    if codec in {"ascii", "utf-8"}:
        return guess(data)
    if codec == "cp1252":
        return _western(data)
    return data.decode(codec, "replace")


def guess(data: bytes, fallback: str | None = None) -> str:
    """The text of bytes without a usable label: UTF-8 (invalid bytes replaced), else windows-1252.

    `fallback` is a label that stands nearby (a mail's text for its headers): it is tried where UTF-8 fails.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        codec = codec_for(fallback)
        if codec not in {None, "ascii", "utf-8", "iso-2022-jp"}:
            return decode(data, fallback)
        # Any whole multi-byte sequence among the damage speaks for UTF-8: single bytes of western text hardly
        # ever make one.
        if _MULTIBYTE.search(data):
            return data.decode("utf-8", "replace")
    return _western(data)


@lru_cache(maxsize=256)
def codec_for(label: str | None) -> str | None:
    """The codec that is run for a charset label, or None for an unknown or refused one."""
    if not label or len(label) > 100:
        return None
    plain = _PUNCTUATION.sub("", label.lower())
    for name in (plain, plain.removeprefix("x"), plain.removeprefix("cs"), plain.removeprefix("charset")):
        codec = _known(name)
        if codec is not None:
            return codec
    return None


def _known(name: str) -> str | None:
    if name.startswith("iso2022jp"):
        return "iso-2022-jp"
    if name in _ALIASES:
        return _ALIASES[name]
    for pattern, codec, numbers in _NUMBERED:
        found = pattern.fullmatch(name)
        if found and found[1] in numbers:
            return codec.format(found[1])
    return None


def _by_mark(data: bytes) -> str | None:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    return None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        # The five bytes that windows-1252 leaves open are controls, as WHATWG reads them.
        return "".join(bytes([b]).decode("cp1252") if b not in _OPEN else chr(b) for b in data)


_OPEN = frozenset(b"\x81\x8d\x8f\x90\x9d")


def _japanese(data: bytes) -> str:
    for codec in _ISO_2022_JP:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    if b"\x1b" not in data:
        return guess(data)
    return _japanese_by_rows(data)


_SEGMENT = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(I|\([A-Z])")


def _japanese_by_rows(data: bytes) -> str:
    """ISO-2022-JP with NEC and IBM rows (circled digits, Roman numbers), which only cp932 knows: as EUC rows."""
    pieces: list[str] = []
    at, double = 0, False
    for found in [*_SEGMENT.finditer(data), None]:
        end = found.start() if found else len(data)
        pieces.append(_rows(data[at:end]) if double else data[at:end].decode("ascii", "replace"))
        if found:
            at, double = found.end(), found[1] in {b"$@", b"$B"}
    return "".join(pieces)


def _rows(data: bytes) -> str:
    out = bytearray()
    for high, low in zip(data[::2], data[1::2], strict=False):
        out += _shifted(high, low)
    return bytes(out).decode("cp932", "replace")


def _shifted(high: int, low: int) -> bytes:
    """A JIS X 0208 pair as Shift JIS bytes."""
    if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
        return bytes([c for c in (high, low) if c < 0x80])
    lead = ((high + 1) >> 1) + (0x70 if high < 0x5F else 0xB0)
    trail = low + (0x1F if low < 0x60 else 0x20) if high & 1 else low + 0x7E
    return bytes([lead, trail])
