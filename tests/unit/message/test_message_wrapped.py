"""Files inside winmail.dat, opaque signatures and texts."""

import base64
import binascii
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.message import cms, tnef, uuencoded
from intake.message.parts import payload
from intake.model.message import Message
from intake.model.policy import Limits, ReadingPolicy

Read = Callable[..., Message]

PDF = b"%PDF-1.4 invented"
HEAD = b"From: Ann Berg <ann@example.org>\nSubject: Application\n"


def _attribute(number: int, value: bytes, level: int = 2) -> bytes:
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + b"\0\0"


def _stream(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\0" + b"".join(attributes)


def _file(name: bytes, data: bytes) -> bytes:
    return _attribute(0x9002, b"\0" * 14) + _attribute(0x8010, name + b"\0") + _attribute(0x800F, data)


def _padded(value: bytes) -> bytes:
    return value + b"\0" * (-len(value) % 4)


def _variable(kind: int, number: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, number, 1, len(value)) + _padded(value)


def _properties(*values: bytes) -> bytes:
    return _attribute(0x9005, struct.pack("<I", len(values)) + b"".join(values))


def _attached(content: bytes, declared: str, name: str) -> bytes:
    head = f"Content-Type: {declared}; name={name}\nContent-Transfer-Encoding: base64\n\n"
    body = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nDear all\n--b\n"
    return body + head.encode() + base64.encodebytes(content) + b"--b--\n"


def test_files_in_a_winmail_dat_are_attachments(read: Read, policy: ReadingPolicy) -> None:
    stream = _stream(
        _attribute(0x9007, struct.pack("<II", 1252, 0), 1),
        _file("Größe.pdf".encode("cp1252"), PDF),
        _file(b"b.txt", b"x"),
    )
    raw = _attached(stream, "application/ms-tnef", "winmail.dat")
    found = read(raw)
    assert [(a.part, a.filename, a.media_type) for a in found.attachments] == [
        ("2/1", "Größe.pdf", "application/pdf"),
        ("2/2", "b.txt", "text/plain"),
    ]
    assert payload(raw, "2/1", policy) == PDF
    assert found.defects == ()


def test_long_names_and_data_come_from_the_mapi_properties(read: Read) -> None:
    named = (
        struct.pack("<HH", 0x1E, 0x8001)
        + b"g" * 16
        + struct.pack("<II", 1, 6)
        + _padded(b"a\0b\0c\0")
        + struct.pack("<II", 1, 2)
        + _padded(b"x\0")
    )
    numbered = struct.pack("<HH", 0x03, 0x8002) + b"g" * 16 + struct.pack("<II", 0, 7) + b"\1\0\0\0"
    several = struct.pack("<HHI", 0x1003, 0x3000, 2) + b"\1\0\0\0\2\0\0\0"
    fixed = struct.pack("<HH", 0x40, 0x3007) + b"\0" * 8
    stream = _stream(
        _attribute(0x9002, b"\0" * 14),
        _attribute(0x8010, b"LEBENS~1.PDF\0"),
        _properties(
            named,
            numbered,
            several,
            fixed,
            _variable(0x1E, 0x3704, b"short.pdf\0"),
            _variable(0x1F, 0x3707, "Lebenslauf Ann Berg.pdf\0".encode("utf-16-le")),
            _variable(0x0D, 0x3701, b"i" * 16 + PDF),
        ),
    )
    (attachment,) = read(_attached(stream, "application/octet-stream", "winmail.dat")).attachments
    assert (attachment.filename, attachment.size) == ("Lebenslauf Ann Berg.pdf", len(PDF))


def test_pictures_of_a_signature_in_a_winmail_dat_are_embedded(read: Read) -> None:
    stream = _stream(_file(b"image001.png", b"\x89PNG\r\n\x1a\n"))
    assert [a.embedded for a in read(_attached(stream, "application/ms-tnef", "winmail.dat")).attachments] == [True]


def test_a_winmail_dat_that_holds_no_files_is_no_document(read: Read) -> None:
    stream = _stream(_attribute(0x8008, b"IPM.Note\0", 1), _attribute(0x9002, b"\0" * 14))
    assert read(_attached(stream, "application/ms-tnef", "winmail.dat")).attachments == ()


def test_a_false_winmail_dat_stays_what_it_is(read: Read) -> None:
    found = read(_attached(PDF, "application/ms-tnef", "winmail.dat"))
    assert [(a.filename, a.media_type) for a in found.attachments] == [("winmail.dat", "application/pdf")]
    assert "not_tnef" in found.defects


def test_of_a_damaged_winmail_dat_the_files_before_the_damage_are_kept(read: Read) -> None:
    whole = _stream(_file(b"a.pdf", PDF))
    for damage in (b"\2\x0f\x80\6\0\xff\xff\0\0", b"\2\x0f"):
        found = read(_attached(whole + damage, "application/ms-tnef", "winmail.dat"))
        assert [a.filename for a in found.attachments] == ["a.pdf"]
        assert "tnef_damaged" in found.defects
    nothing = read(_attached(_stream(b"\2\x0f"), "application/ms-tnef", "winmail.dat"))
    assert [a.filename for a in nothing.attachments] == ["winmail.dat"]


def test_a_winmail_dat_of_many_files_is_read_up_to_the_cap(read: Read) -> None:
    stream = _stream(*[_file(b"a.txt", b"x")] * 400)
    found, whole = tnef.files(stream)
    assert (len(found), whole) == (300, False)
    few = read(_attached(stream, "application/ms-tnef", "winmail.dat"), limits=Limits(parts=5))
    assert (len(few.attachments), "too_many_parts" in few.defects) == (3, True)


@pytest.mark.parametrize(
    "broken", [b"", b"\xff\xff\xff\xff", b"\1\0\0\0\x99\0\x04\x37\0\0\0\0", _variable(0x1E, 0x3704, b"x")[:-4]]
)
def test_broken_properties_cost_only_themselves(broken: bytes) -> None:
    stream = _stream(
        _attribute(0x9002, b""),
        _attribute(0x8010, b"a.pdf\0"),
        _attribute(0x800F, PDF),
        _attribute(0x9005, b"\1\0\0\0" + broken),
    )
    assert [(f.name, f.data) for f in tnef.files(stream)[0]] == [("a.pdf", PDF)]


@given(st.binary(max_size=200))
def test_any_octets_behind_the_signature_of_tnef_are_read(octets: bytes) -> None:
    tnef.files(_stream(octets))
    tnef.files(_stream(_attribute(0x9002, b""), _attribute(0x9005, octets)))


ENTITY = (
    b"Content-Type: multipart/mixed; boundary=i\n\n--i\n\nDear all\n--i\nContent-Type: application/pdf; name=cv.pdf\n\n"
    + PDF
    + b"\n--i--\n"
)
SIGNED = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    return bytes([tag, 0x82]) + length.to_bytes(2, "big") + content


def _open(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x80]) + content + b"\0\0"


Wrap = Callable[[int, bytes], bytes]


def _signed(octets: bytes, wrap: Wrap) -> bytes:
    algorithms = wrap(0x31, wrap(0x30, bytes.fromhex("0609608648016503040201")))
    inside = b"\2\1\1" + algorithms + wrap(0x30, DATA + wrap(0xA0, octets))
    return wrap(0x30, SIGNED + wrap(0xA0, wrap(0x30, inside)))


@pytest.mark.parametrize(
    "wrapped",
    [
        _signed(_der(4, ENTITY), _der),
        _signed(_der(4, ENTITY), _open),
        _signed(_open(0x24, _der(4, ENTITY[:50]) + _der(4, ENTITY[50:])), _open),
        _signed(_der(0x24, _der(4, ENTITY[:50]) + _der(4, ENTITY[50:])), _der),
    ],
    ids=["definite", "indefinite", "chunks", "definite chunks"],
)
def test_an_opaque_signature_is_opened(read: Read, policy: ReadingPolicy, wrapped: bytes) -> None:
    raw = HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
    raw += b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(wrapped)
    found = read(raw)
    assert found.text == "Dear all"
    assert [(a.part, a.filename) for a in found.attachments] == [("1/2", "cv.pdf")]
    assert payload(raw, "1/2", policy) == PDF
    assert not found.encrypted


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x30\x80",
        b"\x31\0",
        _der(0x30, DATA),
        _signed(_der(0x05, b""), _der),
        _signed(_open(0x24, _der(5, b"x")), _open),
        b"\x30\x85\0\0\0\0\1\0",
        _der(0x30, _der(0x04, b"x")),
        bytes([0x30, 0x80]) + SIGNED + bytes([0xA0, 0x80, 0x30, 0x80]) + b"\x30\x80" * 60,
    ],
)
def test_what_is_no_opaque_signature_is_left_alone(octets: bytes) -> None:
    assert cms.signed_content(octets) is None


@given(st.binary(max_size=100))
def test_any_octets_are_tried_as_a_signature(octets: bytes) -> None:
    cms.signed_content(octets)
    cms.signed_content(_der(0x30, SIGNED + octets))


def test_an_unreadable_wrapper_of_smime_stays_an_attachment(read: Read) -> None:
    found = read(HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\nxyz")
    assert [a.filename for a in found.attachments] == ["smime.p7m"]


def _block(name: str, data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\nend\n"


def test_files_uuencoded_in_a_text_are_attachments_and_no_text(read: Read, policy: ReadingPolicy) -> None:
    raw = HEAD + b"\nDear all,\n\n" + _block("cv.pdf", PDF * 9) + b"\nand\n" + _block("b.txt", b"x") + b"\nAnn"
    found = read(raw)
    assert [(a.part, a.filename, a.size) for a in found.attachments] == [
        ("1/1", "cv.pdf", len(PDF) * 9),
        ("1/2", "b.txt", 1),
    ]
    assert found.text.split() == ["Dear", "all,", "and", "Ann"]
    assert payload(raw, "1/1", policy) == PDF * 9
    assert payload(raw, "1", policy).startswith(b"Dear all")


@pytest.mark.parametrize(
    "prose", ["begin 644 days ago\nwe met.", "begin 600 x\n", "begin 644 x\n\nend", "I begin 644 x\nM"]
)
def test_prose_that_begins_is_no_file(read: Read, prose: str) -> None:
    found = read(HEAD + b"\n" + prose.encode())
    assert found.attachments == ()
    assert found.text == prose.strip("\n")


def test_a_text_holds_so_many_files_at_most() -> None:
    assert len(uuencoded.blocks(_block("a", b"x") * 60)) == 40


@given(st.binary(max_size=120))
def test_any_lines_behind_a_beginning_are_read(octets: bytes) -> None:
    text = b"begin 644 a\n" + octets
    uuencoded.decoded(text)
    uuencoded.without(text, uuencoded.blocks(text))
