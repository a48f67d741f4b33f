from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from intake.errors import MessageUnreadable
from intake.message.parse import header_sketch, parse_message
from intake.model.message import Address, Authentication, Message
from intake.model.policy import ArrivalTimes, Limits, ReadingPolicy

Read = Callable[..., Message]

NOON = datetime(2021, 12, 31, 12, tzinfo=UTC)


def _received(by: str, minute: int, for_: str = "") -> str:
    clause = f" for <{for_}>" if for_ else ""
    return f"Received: from client by {by} with ESMTP id 1{clause}; Fri, 31 Dec 2021 12:{minute:02}:00 +0000\n"


def _at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


RUN = _received("mx.example.org", 5) + _received("inner.example.org", 4) + _received("relay.example.net", 1)
DATE = "Date: Fri, 31 Dec 2021 11:00:00 +0000\n"


@pytest.mark.parametrize(
    ("headers", "internal", "file_time", "received_at"),
    [
        (RUN, _at(9), None, _at(4)),
        (RUN, _at(2), None, _at(2)),
        (RUN, None, _at(30), _at(4)),
        (_received("relay.example.net", 1) + RUN, _at(9), None, _at(9)),
        (_received("relay.example.net", 1) + RUN, None, _at(30), _at(1)),
        (DATE, None, _at(30), _at(-60)),
        ("Received: garbage\n" + DATE, None, None, _at(-60)),
        ("Subject: x\n", None, _at(30), _at(30)),
        ("Subject: x\n", None, None, None),
        (DATE, _at(9), None, _at(9)),
    ],
)
def test_received_at_is_when_our_side_took_the_mail(
    read: Read, headers: str, internal: datetime | None, file_time: datetime | None, received_at: datetime | None
) -> None:
    found = read(f"{headers}\nx", arrival=ArrivalTimes(internal_date=internal, file_time=file_time))
    assert found.received_at == received_at


def test_hops_are_topmost_first(read: Read) -> None:
    assert [h.by for h in read(RUN + "\nx").hops] == ["mx.example.org", "inner.example.org", "relay.example.net"]


def test_every_address_that_the_mail_was_for_is_a_recipient_once_in_order(read: Read) -> None:
    found = read(
        _received("mx.example.org", 5, "Alias@example.org")
        + _received("relay.example.net", 1, "spoofed@example.net")
        + "To: Jobs <Jobs@example.org>\nCc: b@example.org\nDelivered-To: box@example.org\n"
        "X-Original-To: x@example.org\n"
        "Envelope-To: e@example.org\nResent-To: r@example.org, jobs@example.org\n\nx"
    )
    assert found.recipients == (
        "jobs@example.org",
        "b@example.org",
        "box@example.org",
        "x@example.org",
        "e@example.org",
        "r@example.org",
        "alias@example.org",
    )
    assert found.delivered_to == ("box@example.org", "x@example.org", "e@example.org")
    assert found.cc == (Address(None, "b@example.org"),)


def test_recipients_are_capped(read: Read) -> None:
    many = ", ".join(f"p{n}@example.org" for n in range(30))
    assert len(read(f"To: {many}\n\nx", limits=Limits(recipients=10)).recipients) == 10


PASS, FAIL, UNKNOWN = Authentication.PASS, Authentication.FAIL, Authentication.UNKNOWN


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("mx.example.org; dmarc=pass header.from=example.net; spf=fail", PASS),
        ("mx.example.org; dmarc=fail (p=none) header.from=example.net; dkim=pass header.d=example.net", FAIL),
        ("mx.example.org; dkim=pass header.d=example.net; spf=fail smtp.mailfrom=x@elsewhere.example", PASS),
        ("MX.example.org 1; dkim=pass header.i=@mail.example.net", PASS),
        ("mx.example.org; spf=pass smtp.mailfrom=ann@example.net", PASS),
        ("mx.example.org; spf=pass smtp.mailfrom=bounce@mailer.example", UNKNOWN),
        ("mx.example.org; dkim=pass header.d=net", UNKNOWN),
        ("mx.example.org; spf=softfail smtp.mailfrom=ann@example.net; dkim=none", FAIL),
        ("mx.example.org; dmarc=none; spf=none", UNKNOWN),
        ("mx.example.org; none", UNKNOWN),
        ("mx.evil.example; dmarc=pass", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_only_our_own_server_says_who_is_genuine(read: Read, results: str, verdict: Authentication) -> None:
    found = read(f"Authentication-Results: {results}\nFrom: ann@example.net\n\nx")
    assert found.authentication is verdict


def test_the_topmost_results_of_our_server_count(read: Read) -> None:
    found = read(
        "Authentication-Results: mx.evil.example; dmarc=pass\nAuthentication-Results: mx.example.org; dmarc=fail\n"
        "Authentication-Results: mx.example.org; dmarc=pass\nFrom: ann@example.net\n\nx"
    )
    assert found.authentication is FAIL
    assert read("Authentication-Results: mx.example.org; spf=pass\n\nx").authentication is UNKNOWN


ONE = f"From: ann@example.org\n{DATE}Message-ID: <a@b>\nSubject: one\n\nline\n\nline two\n"


@pytest.mark.parametrize(
    "delivered",
    [
        ONE.replace("\n", "\r\n"),
        RUN + "Delivered-To: box@example.org\n" + ONE,
        ONE + "\r\n\r\n \n",
        "From someone Fri\n" + ONE,
        ONE.replace("Subject: one", "subject:\n one"),
        ONE.rstrip("\n"),
        ONE.replace("\n", "\r"),
    ],
    ids=["line ends", "trace", "blank lines", "mbox", "folded", "no last line end", "bare cr"],
)
def test_one_mail_delivered_twice_has_one_digest(read: Read, delivered: str) -> None:
    assert read(delivered).content_digest == read(ONE).content_digest


@pytest.mark.parametrize(
    "other",
    [
        ONE.replace("ann@", "bob@"),
        ONE.replace("11:00", "11:01"),
        ONE.replace("<a@b>", "<a@c>"),
        ONE.replace("Subject: one", "Subject: two"),
        ONE.replace("line two", "line three"),
        ONE.replace("line\n\nline", "line\nline"),
    ],
)
def test_another_mail_has_another_digest(read: Read, other: str) -> None:
    assert read(other).content_digest != read(ONE).content_digest


def test_two_mails_that_nothing_names_are_one_only_where_all_their_headers_are_alike(read: Read) -> None:
    """100,000 Received lines ahead of From, Date and Message-ID made a mail the duplicate of one without headers."""
    hops = "Received: from a by b; Fri, 31 Dec 2021 12:00:00 +0000\n" * 6_000
    named = "From: ann@example.org\nDate: Fri, 31 Dec 2021 12:00:00 +0000\nMessage-ID: <a@b>\n\nHello\n"
    digests = {read(raw).content_digest for raw in ("\nHello\n", hops + named, "X-A: b\n\nHello\n")}
    assert len(digests) == 3
    assert read("X-A: b\r\n\r\nHello\r\n").content_digest in digests


@pytest.mark.parametrize("room", range(12, 30))
def test_line_ends_at_the_edge_of_a_chunk_are_alike(read: Read, room: int) -> None:
    body = "x" * ((1 << 20) - room) + "\n" + "y" * 100
    assert read(ONE + body).content_digest == read((ONE + body).replace("\n", "\r\n")).content_digest


def test_a_mail_past_its_cap_is_unreadable_but_sketched() -> None:
    policy = ReadingPolicy(limits=Limits(message=100))
    raw = (
        b"From: Ann <ann@example.org>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <a@b>\n"
        + DATE.encode()
        + b"\n"
        + b"x" * 200
    )
    with pytest.raises(MessageUnreadable) as told:
        parse_message(raw, policy, ArrivalTimes())
    assert told.value.code == "too_large"
    sketch = header_sketch(raw)
    assert (sketch.sender, sketch.subject, sketch.message_id) == (Address("Ann", "ann@example.org"), "Grüße", "a@b")
    assert sketch.sent_at == _at(-60)


@pytest.mark.parametrize("raw", [b"", b"\r\n \r\n", b"\0" * 0])
def test_an_empty_mail_is_unreadable(raw: bytes) -> None:
    with pytest.raises(MessageUnreadable) as told:
        parse_message(raw, ReadingPolicy(), ArrivalTimes())
    assert told.value.code == "empty"
    assert header_sketch(raw).sender is None
