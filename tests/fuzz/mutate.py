"""Damages bytes as transport, bad software and ill will do; the same random numbers give the same damage."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence

MAIL_WORDS = (
    *(
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=",
    ),
    *(
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"filename*0*=",
        b"filename*=utf-7''",
    ),
    *(
        b"=?utf-8?b?",
        b"=?utf-16?q?=00",
        b"=?utf-8?q?=",
        b"?=",
        b"=?x?x?",
        b"<<<>>>",
        b"(((((",
        b'"""',
        b"\r\n ",
        b"\r\n\r\n",
    ),
    *(b"--\r\n", b"\r\n--", b"begin 644 x\r\n", b"-----BEGIN PGP MESSAGE-----", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
        b"From: @,;:<>()",
        b"To: undisclosed:;",
        b"-----Original Message-----",
    ),
    *(b"On Mon wrote:\r\n> ", b"iso-2022-jp", b"\x1b$B", b"punycode", b"idna", b"rot13", b"unicode_escape", b"utf-7"),
    *(
        b"\xe2\x80\xae",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"References: " + b"<a@b> " * 40,
        b"smime.p7m",
        b"winmail.dat",
    ),
)
PDF_WORDS = (
    *(
        b"999999999999",
        b"-1",
        b"1e309",
        b"null",
        b"<<",
        b">>",
        b"[",
        b"]",
        b"(",
        b")",
        b"\\",
        b"stream\n",
        b"endstream",
    ),
    *(
        b"1 0 R",
        b"5 0 R",
        b"/Length 4294967296",
        b"/Filter [/FlateDecode /FlateDecode]",
        b"/Type /Pages",
        b"/Kids [2 0 R]",
    ),
    *(b" Tf ", b" Tj ", b" TJ ", b" Td ", b" q ", b" Q ", b" Do ", b" BT ", b" ET ", b" cm ", b"3 Tr ", b"/Rotate 90"),
    *(
        b"0 0 0 0 0 0 Tm ",
        b"/Encrypt 1 0 R",
        b"/ObjStm",
        b"/ToUnicode 4 0 R",
        b"/W [0 65535 1000]",
        b"/Prev 1",
        b"startxref\n0",
    ),
    *(
        b"/Encoding /Identity-H",
        b"/Filter /LZWDecode",
        b"/Filter /ASCII85Decode",
        b"/Subtype /Type0",
        b"nan",
        b"BI ID EI ",
    ),
)
XML_WORDS = (
    *(
        b"<w:p>",
        b"</w:p>",
        b"<w:t>",
        b"<w:r>",
        b"<w:tbl><w:tr><w:tc>",
        b"<w:txbxContent>",
        b"<w:fldChar/>",
        b"&amp;",
        b"&#0;",
    ),
    *(
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"<w:vanish/>",
        b"<w:hyperlink r:id='x'>",
        b'w:val="-1"',
        b'w:val="9e99"',
    ),
    *(
        b"<![CDATA[",
        b"<?xml version='1.1'?>",
        b"xmlns=",
        b"..",
        b"/",
        b"\xff",
        b"<w:sym w:char='F0'/>",
        b"<w:lvl w:ilvl='x'>",
    ),
)
PAGE_WORDS = (
    *(
        b"# ",
        b"## ",
        b"---\n",
        b"* ",
        b"1. ",
        b"> ",
        b"```\n",
        b"| a | b |\n",
        b"deadline: ",
        b"<h1>",
        b"</h1>",
        b"<li>",
        b"<!--",
    ),
    *(
        b"31 February 2030",
        b"99.99.9999",
        b"2030-13-45",
        b"midnight",
        b"25:61",
        b"Europe/Nowhere",
        b"UTC+99",
        b"00:00 CET",
    ),
    *(
        b"[[posting]]\n",
        b"title = 1\n",
        b"deadline = 2030-01-01T00:00:00Z\n",
        b"contact = []\n",
        b"'''",
        b'"""',
        b"= {",
    ),
    *(
        b'<script type="application/ld+json">{"@type":"JobPosting","validThrough":',
        b"null}</script>",
        b"mailto:",
        b"@",
        b"[x](",
    ),
    *(
        b"apply by ",
        b"Bewerbungsfrist: ",
        b"&#x110000;",
        b"&nbsp;",
        b"\xff\xfe",
        b"\xe2\x80\xae",
        b"jobs (at) example (dot) org",
    ),
)
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"99999999999999999999",
    b"1e400",
    b"0.00001",
)
_DIGITS = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

MAX_SIZE = 400_000
"""Larger inputs tell of time, which the hostile inputs measure, not of shapes."""

Step = Callable[[random.Random, bytearray, Sequence[bytes], Sequence[bytes]], None]


def mutated(chance: random.Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of the seeds with one to eight damages."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        chance.choice(_STEPS)(chance, data, seeds, words)
    return bytes(data[:MAX_SIZE])


def mutated_file(chance: random.Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """The same; of a zip mostly one member is damaged, of a PDF mostly what a compressed stream holds."""
    data = chance.choice(seeds)
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _member_mutated(chance, data)
    if data.startswith(b"%PDF") and chance.random() < 0.5:
        return mutated(chance, [_inflated(data)], PDF_WORDS)
    return mutated(chance, [data, *seeds[:1]], PDF_WORDS if data.startswith(b"%PDF") else words)


def _member_mutated(chance: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = chance.choice(names)
        for name in names:
            content = source.read(name)
            target.writestr(name, mutated(chance, [content], XML_WORDS) if name == hit else content)
    return out.getvalue()


def _inflated(data: bytes) -> bytes:
    """A PDF whose deflated streams are laid open; their lengths then lie, which readers live with."""

    def lay_open(match: "re.Match[bytes]") -> bytes:
        try:
            return b"stream\n" + zlib.decompress(match[1]) + b"\nendstream"
        except zlib.error:
            return match[0]

    opened = _STREAM.sub(lay_open, data)
    return opened.replace(b"/Filter /FlateDecode", b"").replace(b"/Filter/FlateDecode", b"")


def _place(chance: random.Random, data: bytearray) -> int:
    return chance.randrange(len(data) + 1)


def _flip(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    at = _place(chance, data)
    data[at : at + chance.randint(1, 8)] = chance.randbytes(chance.randint(0, 8))


def _cut(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    at = _place(chance, data)
    del data[at : at + int(chance.expovariate(1 / 60))]


def _truncate(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    del data[_place(chance, data) :]


def _double(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    at = _place(chance, data)
    piece = bytes(data[at : at + int(chance.expovariate(1 / 80)) + 1])
    data[at:at] = piece * chance.choice((1, 1, 2, 20, 200))


def _word(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], words: Sequence[bytes]) -> None:
    at = _place(chance, data)
    data[at:at] = chance.choice(words) * chance.choice((1, 1, 1, 3, 100))


def _number(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    start = _place(chance, data)
    if found := _DIGITS.search(data, start):
        data[found.start() : found.end()] = chance.choice(_NUMBERS)


def _splice(chance: random.Random, data: bytearray, seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    at, start = _place(chance, data), chance.randrange(len(other) + 1)
    data[at:at] = other[start : start + int(chance.expovariate(1 / 300))]


def _swap_lines(chance: random.Random, data: bytearray, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    lines = bytes(data).splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        data[:] = b"".join(lines)


_STEPS: tuple[Step, ...] = (_flip, _overwrite, _cut, _truncate, _double, _word, _word, _number, _splice, _swap_lines)
