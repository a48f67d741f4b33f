"""What a mail costs a child in memory, whatever its shape: at most eight times its size and 20 MB over an idle one."""

import base64
import binascii
import struct
from collections.abc import Callable, Iterator

import pytest

from intake.model import codec
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import SandboxSettings, source, zygote
from intake.reading.request import Request, Settings
from intake.reading.zygote import Zygote

MB = 1_000_000
FACTOR, ROOM = 8, 20 * MB
HEAD = b"From: Ann Berg <ann@example.net>\r\nSubject: Application\r\nDate: Tue, 07 Dec 2021 09:30:00 +0100\r\n"
MIXED = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
FILE = b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
BASE64, TEXT = b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain; charset=utf-8\r\n"


@pytest.fixture(scope="module")
def started() -> Iterator[Zygote]:
    current = zygote.start()
    current.load()
    yield current
    current.close()


def _mixed(*parts: bytes) -> bytes:
    return MIXED + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def _octets(size: int) -> bytes:
    return (b"%PDF-1.4\n" + bytes(range(256)) * (size // 256 + 1))[:size]


def _file(size: int, *, line: int = 76) -> bytes:
    letters = base64.b64encode(_octets(size * 3 // 4))
    return FILE + BASE64 + b"\r\n" + b"\r\n".join(letters[at : at + line] for at in range(0, len(letters), line))


def _tnef(size: int) -> bytes:
    data = _octets(size * 3 // 4)
    begin = struct.pack("<IH", 0x223E9F78, 1) + struct.pack("<BII", 2, 0x00069002, 14) + bytes(16)
    stream = begin + struct.pack("<BII", 2, 0x0006800F, len(data)) + data + b"\0\0"
    return FILE.replace(b"pdf", b"ms-tnef", 1) + BASE64 + b"\r\n" + base64.encodebytes(stream)


def _uuencoded(size: int) -> bytes:
    data = _octets(size * 45 // 62)
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return HEAD + TEXT + b"\r\nbegin 644 cv.pdf\n" + lines + b"`\nend\n"


def _nested(size: int) -> bytes:
    return _mixed(TEXT + b"\r\nsee within", b"Content-Type: message/rfc822\r\n\r\n" + _mixed(_file(size)))


def _nested_in_base64(size: int) -> bytes:
    inner = base64.encodebytes(_mixed(_file(size * 3 // 4)))
    return _mixed(TEXT + b"\r\nsee within", b"Content-Type: message/rfc822\r\n" + BASE64 + b"\r\n" + inner)


SHAPES: dict[str, Callable[[], bytes]] = {
    "nothing much": lambda: HEAD + TEXT + b"\r\nDear all",
    "file of 1 MB": lambda: _mixed(TEXT + b"\r\nDear all", _file(MB)),
    "file of 10 MB": lambda: _mixed(TEXT + b"\r\nDear all", _file(10 * MB)),
    "file of 25 MB": lambda: _mixed(TEXT + b"\r\nDear all", _file(25 * MB)),
    "file of 33 MB in one line": lambda: _mixed(_file(33 * MB, line=40 * MB)),
    "file in lines of 4": lambda: _mixed(_file(6 * MB, line=4)),
    "mail that is a file": lambda: HEAD + _file(10 * MB),
    "five files": lambda: _mixed(*[_file(2 * MB)] * 5),
    "three hundred files": lambda: _mixed(*[_file(30_000)] * 299),
    "file in 8bit": lambda: _mixed(FILE + b"Content-Transfer-Encoding: binary\r\n\r\n" + _octets(10 * MB)),
    "quoted file": lambda: _mixed(FILE + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=FF=00a" * MB),
    "damaged base64": lambda: _mixed(FILE + BASE64 + b"\r\n" + b"QUJD!" * (2 * MB)),
    "winmail.dat": lambda: _mixed(TEXT + b"\r\nDear all", _tnef(10 * MB)),
    "uuencoded": lambda: _uuencoded(10 * MB),
    "nested": lambda: _nested(10 * MB),
    "nested in base64": lambda: _nested_in_base64(10 * MB),
    "text": lambda: HEAD + TEXT + b"\r\n" + b"Dear all, I apply. " * (MB // 4),
    "text of one line": lambda: HEAD + TEXT + b"\r\n" + b"word" * MB,
    "foreign text": lambda: HEAD + TEXT.replace(b"utf-8", b"gb2312") + b"\r\n" + "您好，".encode("gbk") * MB,
    "text in base64": lambda: HEAD + TEXT + BASE64 + b"\r\n" + base64.encodebytes(b"Dear all. " * (MB // 2)),
    "html": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>Dear <b>all</b>" * (MB // 4),
    "bare CR": lambda: _mixed(TEXT + b"\r\nDear all", _file(10 * MB)).replace(b"\r\n", b"\r"),
    "CR CR LF": lambda: _mixed(TEXT + b"\r\nDear all", _file(10 * MB)).replace(b"\r\n", b"\r\r\n"),
    "headers without end": lambda: HEAD + b"X-Filler: " + b"x" * (10 * MB),
    "headers and headers": lambda: HEAD + b"X-A: b\r\n" * (MB // 2) + b"\r\nDear all",
    "quoted lines": lambda: HEAD + TEXT + b"\r\n" + b"> a\r\n" * MB,
    "blank lines": lambda: HEAD + TEXT + b"\r\n" + b"\r\n" * (2 * MB),
    "boundaries": lambda: MIXED + b"--b\r\n\r\n" * MB,
}
# The clock's limit is not what is measured here: a busy machine takes its time.
PROFILE = SandboxSettings(cpu_seconds=60, wall_seconds=300.0).parse


def _peak(started: Zygote, operation: str, raw: bytes) -> int:
    """Bytes that a child of the operation had at its height."""
    arguments = {"arrival": codec.to_data(ArrivalTimes())}
    request = Request(
        operation=operation,
        arguments=arguments,
        settings=Settings(policy=ReadingPolicy(), profile=PROFILE, require="best"),
        size=35 * MB,
    )
    with source.opened(raw) as descriptor:
        reply = started.ask(request, descriptor)
    assert reply.head["outcome"] == "read"
    return reply.status.peak_kb * 1024


@pytest.mark.parametrize("shape", SHAPES)
def test_a_child_grows_by_at_most_eight_times_the_mail_and_20_mb(started: Zygote, shape: str) -> None:
    raw = SHAPES[shape]()
    assert len(raw) <= 35 * MB
    grown = _peak(started, "message", raw) - _peak(started, "probe", b"")
    assert grown <= FACTOR * len(raw) + ROOM
