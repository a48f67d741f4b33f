from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.message import fields, octets, words
from intake.model.message import Address, Message

Read = Callable[..., Message]


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"=?utf-8?B?w6TD?=\r\n =?utf-8?B?tsO8?=", "äöü"),
        (b"=?utf-8?Q?a=C3?= =?UTF-8?Q?=A4_b?=", "aä b"),
        (b"=?utf-8?B?w6T?= =?utf-8?B?DtQ==?=", "äõ"),
        (b"x =?iso-8859-1?Q?caf=E9?= y", "x café y"),
        (b"=?iso-8859-1*fr?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"),
        (b"=?utf-8?Q?How_are_you??= x", "How are you? x"),
        (b"=?utf-8?Q?no_end", "no end"),
        (b"=?utf-8?X?what?=", "=?utf-8?X?what?="),
        (b"=?x?q?", ""),
        (b"=?utf-8?Q?a?b?c", "=?utf-8?Q?a?b?c"),
        (b"=?utf-8?B?YWJjZ?=", "abc"),
        ("Frösche".encode(), "Frösche"),
        ("Frösche".encode("cp1252"), "Frösche"),
        (b"a\r\n b\r\n\tc", "a b\tc".replace("\t", " ")),
        (b"=?utf-8?Q?evil=0D=0ABcc:_x?=", "evil Bcc: x"),
        (b"=?gb2312?B?y67G?=", "水\ufffd"),
        (b"=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?=", "日本"),
    ],
)
def test_header_text_is_decoded(sent: bytes, text: str) -> None:
    assert words.decode(sent) == text


def test_no_header_is_no_text() -> None:
    assert words.decode(None) == ""


def test_raw_octets_are_read_by_the_charset_of_the_text() -> None:
    raw = "邮件".encode("gb18030")
    assert words.decode(raw, "gb2312") == "邮件"
    assert words.decode(b"=?utf-8?q?x?= " + raw + b" =?utf-8?q?y?=", "gb2312") == "x 邮件 y"


@pytest.mark.parametrize(
    ("sent", "main", "parameters"),
    [
        (b'attachment; filename="my cv.pdf"', "attachment", {"filename": "my cv.pdf"}),
        (b"attachment; filename=my cv.pdf; size=3", "attachment", {"filename": "my cv.pdf", "size": "3"}),
        (b"attachment; filename=cv; final.pdf", "attachment", {"filename": "cv; final.pdf"}),
        (b"attachment; filename*=utf-8''M%C3%BCller.pdf; filename=x.pdf", "attachment", {"filename": "Müller.pdf"}),
        (
            b"attachment; filename*0*=utf-8''M%C3; filename*1*=%BCller; filename*2=.pdf",
            "attachment",
            {"filename": "Müller.pdf"},
        ),
        (b"attachment; filename*1=b.pdf; filename*0=a", "attachment", {"filename": "ab.pdf"}),
        (b"attachment; filename*0==?utf-8?Q?M=C3=BC?=; filename*1=.pdf", "attachment", {"filename": "Mü.pdf"}),
        (b'application/pdf; name="=?utf-8?Q?M=C3=BCller.pdf?="', "application/pdf", {"name": "Müller.pdf"}),
        (b'image/png; name="C:\\TEMP\\a.png"', "image/png", {"name": "C:\\TEMP\\a.png"}),
        (b'image/png; name="a\\"b.png"', "image/png", {"name": 'a"b.png'}),
        (b'image/png; name="open', "image/png", {"name": "open"}),
        (b"image/png; name='quoted.png'", "image/png", {"name": "quoted.png"}),
        (b"TEXT/Plain; Charset=UTF-8 (comment)", "text/plain", {"charset": "UTF-8 (comment)"}),
        (b"text/plain;; charset=a; charset=b", "text/plain", {"charset": "a"}),
        (b"", "", {}),
    ],
)
def test_parameters_are_decoded(sent: bytes, main: str, parameters: dict[str, str]) -> None:
    assert words.parameters(sent) == (main, parameters)


@given(st.binary(max_size=200))
def test_any_header_value_is_read(value: bytes) -> None:
    shown = words.decode(value)
    assert not set(shown) & set("\r\n\x00")
    words.parameters(value)
    fields.address_list(value)
    fields.date(value)
    fields.hop(value)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (b'"a@victim.example" <b@Evil.Example.NET>', [("a@victim.example", "b@evil.example.net")]),
        (b"=?utf-8?q?Doe,_J=C3=B6rg?= <c@example.org>", [("Doe, Jörg", "c@example.org")]),
        (b'"=?utf-8?b?w6Q=?=" <j@example.org>', [("ä", "j@example.org")]),
        ("Jörg <j@example.org>".encode("cp1252"), [("Jörg", "j@example.org")]),
        (
            b"a@example.org (Ann), Team: b@example.org, c@example.org;",
            [("Ann", "a@example.org"), (None, "b@example.org"), (None, "c@example.org")],
        ),
        (b"<MAILER-DAEMON>", [(None, "MAILER-DAEMON")]),
        (b"MAILER-DAEMON (Mail System)", [(None, "MAILER-DAEMON")]),
        (b"undisclosed-recipients:;", []),
        (b"Mail Delivery System <>", []),
        (b"=?utf-8?q?Ann_<a@example.org>?=", [("Ann", "a@example.org")]),
        (b"=?utf-8?q?Ann?=<a@example.org>", [("Ann", "a@example.org")]),
        (b"Ann Berg a@example.org", [("Ann Berg", "a@example.org")]),
        (b"Ann <a@example.org> Bob <b@example.org>", [("Ann", "a@example.org")]),
        ("jörg@exämple.org".encode(), [(None, "jörg@exämple.org")]),
        (b"'Ann' <a@example.org>", [("Ann", "a@example.org")]),
        (b"Ann <ann berg@example.org>", [("Ann", "berg@example.org")]),
        (b"a@example.org, a@example.org", [(None, "a@example.org")]),
        (b"several words", []),
        (b"\xee\x80\x80999999\xee\x80\x81 <a@example.org>", [("999999", "a@example.org")]),
    ],
)
def test_addresses_are_the_real_ones(sent: bytes, found: list[tuple[str | None, str]]) -> None:
    assert fields.address_list(sent) == tuple(Address(*pair) for pair in found)


def test_of_too_many_addresses_the_first_are_read() -> None:
    noted: list[str] = []
    many = b", ".join(b"p%d@example.org" % n for n in range(2_000))
    assert len(fields.address_list(many, 500)) == 500
    found = fields.envelope(octets.Fields([("to", many)]), recipients=3)
    assert [a.address for a in found.of("to")] == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert found.defects == ("too_many_recipients",)
    assert noted == []


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        (b"Fri, 31 Dec 2021 23:59:59 +0100 (CET)", datetime(2021, 12, 31, 22, 59, 59, tzinfo=UTC)),
        (b"31 Dec 21 23:59 GMT", datetime(2021, 12, 31, 23, 59, tzinfo=UTC)),
        (b"Fri, 31-Dec-2021 23:59:59 GMT", datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"Fri, 31 Dec 2021 23:59:59", None),
        (b"Fri, 99 Dec 2021 23:59:59 +0000", None),
        (b"sometime", None),
        (b"", None),
        (None, None),
    ],
)
def test_dates_are_instants_or_unknown(sent: bytes | None, moment: datetime | None) -> None:
    assert fields.date(sent) == moment


def test_a_received_header_says_who_took_the_mail_for_whom_and_when() -> None:
    found = fields.hop(
        b" from client.example.net (HELO x [192.0.2.1])\r\n\tby MX.example.org (Postfix) with ESMTPS id 4F\r\n"
        b"\tfor <Jobs@example.org>; Fri, 31 Dec 2021 23:59:59 +0100 (CET)"
    )
    assert (found.by, found.from_, found.for_) == ("mx.example.org", "client.example.net", "jobs@example.org")
    assert found.at == datetime(2021, 12, 31, 22, 59, 59, tzinfo=UTC)


def test_an_unreadable_received_header_still_gives_its_time() -> None:
    found = fields.hop(b"from (((by nobody; Fri, 31 Dec 2021 23:59:59 +0000")
    assert found.by is None
    assert found.at == datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert fields.hop(b"nonsense").at is None


@pytest.mark.parametrize(
    "beginning",
    [
        b"\xef\xbb\xbf",
        b"\r\n\r\n",
        b"From ann@example.org Fri Dec 31 23:59:59 2021\r\n",
        b">From ann Fri\n",
        b" \t\n",
        b" ",
    ],
    ids=["mark", "blank lines", "mbox", "quoted mbox", "white space", "leading space"],
)
def test_what_stands_before_the_headers_loses_nothing(read: Read, beginning: bytes) -> None:
    found = read(beginning + b"Subject: one\r\nFrom: ann@example.org\r\n\r\nbody")
    assert (found.subject, found.text) == ("one", "body")
    assert found.sender == Address(None, "ann@example.org")


def test_stray_lines_between_headers_lose_nothing(read: Read) -> None:
    found = read("Subject: one\nthat lost its fold\nFrom nobody\nFrom: ann@example.org\n\nbody")
    assert found.subject == "one that lost its fold"
    assert found.sender is not None
    assert "stray_header_line" in found.defects


def test_a_body_without_a_blank_line_before_it_is_a_body(read: Read) -> None:
    found = read("Subject: one\nFrom: ann@example.org\nDear all, hello\n\nsecond: paragraph")
    assert found.text == "Dear all, hello\n\nsecond: paragraph"
    assert "no_blank_line" in found.defects


def test_a_mail_with_bare_cr_line_ends_is_read(read: Read) -> None:
    found = read(b"Subject: one\rFrom: ann@example.org\r\rline\rline")
    assert (found.subject, found.text) == ("one", "line\nline")


def test_a_bare_cr_in_a_header_begins_no_header_of_its_own_unless_it_is_one(read: Read) -> None:
    found = read(b"Subject: one\rtwo\r\nX-A: b\rFrom: ann@example.org\r\n\r\nbody")
    assert found.subject == "one two"
    assert found.sender is not None


def test_white_space_lines_end_the_headers_only_where_no_header_follows(read: Read) -> None:
    assert read("Subject: one\n \nFrom: ann@example.org\n\nbody").sender is not None
    assert read("Subject: one\n \nbody").text == "body"


def test_a_mail_without_headers_is_all_body(read: Read) -> None:
    found = read("just a text\nof two lines")
    assert found.text == "just a text\nof two lines"
    assert (found.sender, found.subject, found.message_id, found.sent_at) == (None, None, None, None)


def test_duplicate_headers_count_once(read: Read) -> None:
    found = read("Subject:\nSubject: one\nSubject: two\nTo: a@example.org\nTo: b@example.org\n\nx")
    assert found.subject == "one"
    assert [a.address for a in found.to] == ["a@example.org", "b@example.org"]


def test_thread_headers_are_read(read: Read) -> None:
    found = read(
        "Message-ID: <one@example.org>\nIn-Reply-To: Your mail <two@example.org>\n"
        "References: <three@example.org>\n <two@example.org>\nThread-Index: AQHa\n\nx"
    )
    assert (found.message_id, found.in_reply_to) == ("one@example.org", "two@example.org")
    assert found.references == ("three@example.org", "two@example.org")
    assert found.thread_index == "AQHa"
    assert read("Message-ID: bare@example.org\n\nx").message_id == "bare@example.org"
    assert read("Message-ID: no id at all\n\nx").message_id is None


def test_the_sender_header_stands_in_for_from(read: Read) -> None:
    assert read("Sender: ann@example.org\n\nx").sender == Address(None, "ann@example.org")


def test_mojibake_in_a_subject_is_mended(read: Read) -> None:
    assert read("Subject: BewerbungÂ â€“ GrÃ¶ÃŸe\n\nx").subject == "Bewerbung\xa0– Größe"


def test_a_header_block_past_its_cap_still_gives_its_head(read: Read) -> None:
    found = read(b"Subject: one\nX-Long: " + b"x" * 400_000 + b"\nFrom: a@example.org\n\nbody")
    assert (found.subject, found.text) == ("one", "body")
    assert "header_block_too_long" in found.defects
