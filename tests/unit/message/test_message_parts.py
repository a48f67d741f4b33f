import base64
import hashlib
from collections.abc import Callable

import pytest

from intake.errors import MessageUnreadable
from intake.message import parts
from intake.model.message import Message
from intake.model.policy import Limits, ReadingPolicy

Read = Callable[..., Message]

PDF = b"%PDF-1.4 invented"
HEAD = "From: Ann Berg <ann@example.org>\nSubject: Application\n"


def _mixed(*children: str, boundary: str = "b1", kind: str = "mixed") -> str:
    body = "".join(f"--{boundary}\n{child}\n" for child in children)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def _pdf(headers: str = 'Content-Disposition: attachment; filename="cv.pdf"\n') -> str:
    return (
        f"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n{headers}\n{base64.b64encode(PDF).decode()}"
    )


TEXT = "Content-Type: text/plain\n\nDear all"


def test_an_attachment_is_described_and_found_again(read: Read, policy: ReadingPolicy) -> None:
    raw = HEAD + _mixed(TEXT, _pdf())
    found = read(raw)
    (attachment,) = found.attachments
    assert (attachment.part, attachment.filename, attachment.disposition) == ("2", "cv.pdf", "attachment")
    assert (attachment.media_type, attachment.declared_type) == ("application/pdf", "application/pdf")
    assert (attachment.size, attachment.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert not attachment.embedded
    assert parts.payload(raw.encode(), "2", policy) == PDF


@pytest.mark.parametrize(
    "headers", ["", "Content-Disposition: inline\n", "Content-Disposition: inline; filename=cv.pdf\n"]
)
def test_a_document_that_the_client_sent_inline_is_an_attachment(read: Read, headers: str) -> None:
    (attachment,) = read(HEAD + _mixed(TEXT, _pdf(headers), "Content-Type: text/plain\n\nKind regards")).attachments
    assert not attachment.embedded
    assert attachment.filename in {"cv.pdf", "attachment-2.pdf"}


def test_a_mail_that_is_one_document_has_it_as_attachment(read: Read, policy: ReadingPolicy) -> None:
    raw = HEAD + _pdf("")
    (attachment,) = read(raw).attachments
    assert attachment.part == "1"
    assert parts.payload(raw.encode(), "1", policy) == PDF


def test_unnamed_calendar_and_attached_texts_are_attachments_and_bodies_are_not(read: Read) -> None:
    found = read(
        HEAD
        + _mixed(
            TEXT,
            "Content-Type: text/html\n\n<p>x</p>",
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
            "Content-Type: text/plain\nContent-Disposition: attachment\n\nx",
            "Content-Type: text/plain; name=notes.txt\n\nx",
            "Content-Type: text/rfc822-headers\n\nFrom: x",
        )
    )
    assert [(a.part, a.filename) for a in found.attachments] == [("3", None), ("4", None), ("5", "notes.txt")]


def test_names_come_from_the_disposition_first(read: Read) -> None:
    headers = "Content-Disposition: attachment; filename*=utf-8''M%C3%BCller.pdf; filename=m.pdf\n"
    (attachment,) = read(
        HEAD + _mixed(_pdf(headers).replace("application/pdf", "application/pdf; name=other.pdf"))
    ).attachments
    assert attachment.filename == "Müller.pdf"


def test_nested_multiparts_number_their_leaves(read: Read, policy: ReadingPolicy) -> None:
    raw = HEAD + _mixed(_mixed(TEXT, _pdf(), boundary="b12"), _pdf())
    assert [a.part for a in read(raw).attachments] == ["1.2", "2"]
    assert parts.payload(raw.encode(), "1.2", policy) == PDF


def _forwarded(encoding: str = "") -> str:
    inner = "From: Bob <bob@example.net>\nSubject: Inner\n" + _mixed(TEXT, _pdf(), boundary="inner")
    if encoding == "base64":
        octets = base64.encodebytes(inner.encode()).decode()
        return f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{octets}"
    if encoding == "quoted-printable":
        return (
            f"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n{inner.replace('=', '=3D')}"
        )
    if encoding == "unsaid":
        return f"Content-Type: message/rfc822\n\n{base64.encodebytes(inner.encode()).decode()}"
    return f"Content-Type: message/rfc822\n{encoding}\n{inner}"


@pytest.mark.parametrize(
    "encoding", ["", "base64", "quoted-printable", "unsaid", "Content-Transfer-Encoding: quoted-printable\n"]
)
def test_a_message_inside_the_message_is_one_of_its_own(read: Read, policy: ReadingPolicy, encoding: str) -> None:
    raw = HEAD + _mixed(TEXT, _forwarded(encoding))
    found = read(raw)
    (inside,) = found.nested
    assert inside.part == "2"
    assert inside.message.subject == "Inner"
    assert inside.message.received_at is None
    assert [a.part for a in found.attachments] == ["2/2"]
    assert found.attachments == inside.message.attachments
    assert parts.payload(raw.encode(), "2/2", policy) == PDF
    assert found.text == "Dear all"


def test_a_message_may_be_nested_twice(read: Read, policy: ReadingPolicy) -> None:
    inner = "Content-Type: message/rfc822\n\nSubject: Outer forward\n" + _mixed(TEXT, _forwarded(), boundary="b9")
    raw = HEAD + _mixed(TEXT, inner)
    found = read(raw)
    assert [a.part for a in found.attachments] == ["2/2/2"]
    assert parts.payload(raw.encode(), "2/2/2", policy) == PDF
    assert parts.payload(raw.encode(), "2/1", policy) == b"Dear all"


def test_messages_of_a_digest_are_nested(read: Read) -> None:
    found = read(HEAD + _mixed("\nSubject: a\n\nx", "\nSubject: b\n\ny", kind="digest"))
    assert [n.message.subject for n in found.nested] == ["a", "b"]


@pytest.mark.parametrize("part", ["9", "2/1", "1/1", "", "x", "1.1"])
def test_a_part_that_is_not_there_is_said_so(policy: ReadingPolicy, part: str) -> None:
    with pytest.raises(MessageUnreadable) as told:
        parts.payload((HEAD + _mixed(TEXT, _pdf())).encode(), part, policy)
    assert told.value.code == "no_such_part"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_part_the_parts(read: Read, ending: str) -> None:
    found = read((HEAD + _mixed(TEXT, _pdf())).replace("\n", ending))
    assert (found.text, [a.sha256 for a in found.attachments]) == ("Dear all", [hashlib.sha256(PDF).hexdigest()])


def test_a_missing_last_boundary_loses_no_part(read: Read) -> None:
    found = read((HEAD + _mixed(TEXT, _pdf())).replace("--b1--\n", ""))
    assert len(found.attachments) == 1
    assert "no_closing_boundary" in found.defects


@pytest.mark.parametrize("named", ['; boundary="wrong"', "", "; boundary="])
def test_a_wrong_boundary_is_read_from_the_body(read: Read, named: str) -> None:
    found = read((HEAD + _mixed(TEXT, _pdf())).replace('; boundary="b1"', named))
    assert len(found.attachments) == 1
    assert "wrong_boundary" in found.defects


def test_a_multipart_without_any_parts_is_text(read: Read) -> None:
    found = read(HEAD + "Content-Type: multipart/mixed; boundary=x\n\nno parts here")
    assert found.text == "no parts here"
    assert "no_boundary" in found.defects


def test_a_boundary_that_begins_another_is_not_taken_for_it(read: Read) -> None:
    found = read(HEAD + _mixed("Content-Type: text/plain\n\nDear all\n--b12\nx --b1\n--b1x\ny", _pdf()))
    assert "--b12\nx --b1\n--b1x\ny" in found.full_text
    assert len(found.attachments) == 1


def test_parts_after_the_last_boundary_are_read_too(read: Read) -> None:
    raw = HEAD + _mixed(TEXT) + "--b1\n" + _pdf() + "\n--b1--\n"
    assert [a.filename for a in read(raw).attachments] == ["cv.pdf"]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", base64.b64encode(PDF).decode().rstrip("=")),
        ("BASE64", base64.encodebytes(PDF).decode().replace("J", "J*!")),
        ('"base64"', base64.encodebytes(PDF).decode() + "\n\nfooter of a list"),
        ("quoted-printable", "%PDF-1=2E4 in=\nvented"),
        ("x-uuencode", "begin 600 cv.pdf\n1)5!$1BTQ+C0@:6YV96YT960 \n`\nend"),
        ("x-uuencode", "begin 600 cv.pdf\n1)5!$1BTQ+C0@:6YV96YT960    \nend"),
        ("x-uuencode", "%PDF-1.4 invented"),
        ("8bit", "%PDF-1.4 invented"),
        ("nonsense", "%PDF-1.4 invented"),
    ],
)
def test_transfer_encodings_are_undone_even_damaged(read: Read, encoding: str, body: str) -> None:
    raw = HEAD + _mixed(f"Content-Type: application/pdf; name=cv.pdf\nContent-Transfer-Encoding: {encoding}\n\n{body}")
    (attachment,) = read(raw).attachments
    assert attachment.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_damaged_uuencoded_line_costs_only_itself(read: Read) -> None:
    block = "begin 600 a\n\x7f\x7f\x7f\n1)5!$1BTQ+C0@:6YV96YT960 \nend"
    raw = HEAD + _mixed(f"Content-Type: application/pdf; name=a\nContent-Transfer-Encoding: uuencode\n\n{block}")
    assert read(raw).attachments[0].size == len(PDF)


def test_past_the_caps_the_mail_is_read_as_far_as_it_goes(read: Read) -> None:
    raw = HEAD + _mixed(TEXT, *[_pdf()] * 9)
    some = read(raw, limits=Limits(parts=5))
    assert (len(some.attachments), some.text) == (4, "Dear all")
    assert "too_many_parts" in some.defects


def test_attachments_past_their_cap_are_listed_and_the_mail_says_so(read: Read) -> None:
    raw = HEAD + _mixed(TEXT, *[_pdf()] * 3)
    assert "too_many_attachments" not in read(raw, limits=Limits(attachments=3)).defects
    found = read(raw, limits=Limits(attachments=2))
    assert len(found.attachments) == 3
    assert "too_many_attachments" in found.defects


def test_pictures_that_the_html_shows_do_not_count_as_attachments_against_the_cap(read: Read) -> None:
    logo = "Content-Type: image/png\nContent-ID: <l>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    shown = 'Content-Type: text/html\n\n<p>Dear all<img src="cid:l"></p>'
    found = read(HEAD + _mixed(shown, *[logo] * 3, _pdf()), limits=Limits(attachments=1))
    assert "too_many_attachments" not in found.defects


def test_deep_nesting_ends_at_its_cap(read: Read) -> None:
    body = TEXT
    for level in range(8):
        body = _mixed(body, boundary=f"level{level}")
    assert read(HEAD + body).text == "Dear all"
    assert "too_deep" in read(HEAD + body, limits=Limits(depth=5)).defects
    nested = HEAD + "Content-Type: message/rfc822\n\n" * 8 + "Subject: x\n\nx"
    found = read(nested, limits=Limits(depth=5))
    while found.nested:
        found = found.nested[0].message
    assert found.defects == ("too_deep",)


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()


def _picture(headers: str, name: str = "photo.png") -> str:
    return f'Content-Type: image/png; name="{name}"\nContent-Transfer-Encoding: base64\n{headers}\n{PNG}'


@pytest.mark.parametrize(
    ("picture", "embedded"),
    [
        (_picture("Content-ID: <pic@x>\n"), True),
        (_picture("Content-ID: <pic@x>\nContent-Disposition: attachment\n"), True),
        (_picture("Content-ID: <other@x>\nContent-Disposition: inline\n"), True),
        (_picture("Content-ID: <other@x>\nContent-Disposition: attachment\n"), False),
        (_picture("Content-Disposition: inline\n"), False),
        (_picture("", "image001.png"), True),
    ],
)
def test_pictures_that_the_html_shows_are_embedded(read: Read, picture: str, *, embedded: bool) -> None:
    page = "Content-Type: text/html\n\n<p>hello</p><img src='cid:pic@x'>"
    found = read(HEAD + _mixed(_mixed(page, picture, boundary="rel", kind="related"), _pdf()))
    assert [(a.media_type, a.embedded) for a in found.attachments] == [
        ("image/png", embedded),
        ("application/pdf", False),
    ]


def test_a_detached_signature_is_no_document(read: Read) -> None:
    found = read(HEAD + _mixed(TEXT, "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx", kind="signed"))
    assert [(a.filename, a.embedded) for a in found.attachments] == [("smime.p7s", True)]


def test_a_boundary_without_the_semicolon_before_it_is_read_from_the_body(read: Read) -> None:
    found = read(HEAD + _mixed(TEXT, _pdf()).replace("mixed; boundary", "mixed\n\tboundary"))
    assert len(found.attachments) == 1


def test_a_document_that_html_refers_to_is_still_no_decoration(read: Read) -> None:
    page = "Content-Type: text/html\n\n<a href='cid:pic@x'>cv</a>"
    found = read(HEAD + _mixed(page, _pdf("Content-ID: <pic@x>\n"), kind="related"))
    assert [a.embedded for a in found.attachments] == [False]
