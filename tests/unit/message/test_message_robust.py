"""Whatever damaged input arrives: a Message or MessageUnreadable, never another exception."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import MessageUnreadable
from intake.message.parse import header_sketch, parse_message
from intake.message.parts import payload
from intake.model import codec
from intake.model.message import Message
from intake.model.policy import ArrivalTimes, Limits, ReadingPolicy

POLICY = ReadingPolicy(authserv_ids=("mx.example.org",), relays=("mx.example.org",))

SEED = b"""\
Received: from a by mx.example.org for <jobs@example.org>; Fri, 31 Dec 2021 12:00:00 +0000
Authentication-Results: mx.example.org; dkim=pass header.d=example.net
From: =?utf-8?q?J=C3=B6rg?= <j@example.net>
To: jobs@example.org
Subject: Fwd: =?utf-8?b?w6Q=?=
Date: Fri, 31 Dec 2021 12:00:00 +0000
Message-ID: <a@b>
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: multipart/alternative; boundary=b2

--b2
Content-Type: text/plain; charset=utf-8; format=flowed

Hello
there

> old
--
Ann
--b2
Content-Type: text/html

<p>Hello<img src='cid:x'>
--b2--
--b1
Content-Type: application/pdf; name*=utf-8''cv%C3%A4.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQ=
--b1
Content-Type: message/rfc822

From: x@example.net
Subject: inner
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
--b1--
""".replace(b"\n", b"\r\n")


def _outcome(raw: bytes) -> Message | str:
    try:
        message = parse_message(raw, POLICY, ArrivalTimes())
    except MessageUnreadable as error:
        return error.code
    # What is read crosses a wire as JSON: no lone surrogate may be in it.
    assert codec.from_json(Message, codec.to_json(message)) == message
    for attachment in message.attachments:
        assert len(payload(raw, attachment.part, POLICY)) == attachment.size
    return message


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(max_size=6), st.integers(0, 40)), max_size=6))
def test_mutated_mails_are_read_or_said_to_be_unreadable(mutations: list[tuple[int, bytes, int]]) -> None:
    raw = SEED
    for at, inserted, removed in mutations:
        raw = raw[:at] + inserted + raw[at + removed :]
    assert _outcome(raw)
    header_sketch(raw)


_PIECES = st.sampled_from(
    [
        b"From: a@example.org\n", b"Subject: x\n", b"\n", b"\r", b"\r\n", b"--b\n", b"--b--\n", b"--c\n", b"text\n",
        b"> q\n",
                b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: multipart/digest; boundary=c\n",
        b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/html\n",
        b"Content-Type: multipart/report; report-type=x\n", b"Content-Disposition: attachment; filename*0*=x'\n",
        b"Content-Transfer-Encoding: quoted-printable\n", b"=C3=", b"JVBERi0=\n", b"=?utf-8?b?", b"\xff\xfe", b"\x00",
        b"---------- Forwarded message ---------\n", b"From: x\nTo: y\nDate: z\nSubject: w\n", b"<div>",
        b"begin 600 x\n",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40))
def test_random_trees_are_read_or_said_to_be_unreadable(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    assert _outcome(raw)
    header_sketch(raw)


@given(st.binary(max_size=300))
def test_any_octets_are_read_or_said_to_be_unreadable(raw: bytes) -> None:
    assert _outcome(raw)


HEAD = b"From: a@example.org\nSubject: s\n"


def _nested(levels: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
        + b"\nx"
    )


@pytest.mark.parametrize(
    "build",
    [
        lambda: _nested(10_000),
        lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 10_000 + b"\nx",
        lambda: HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: a/b\n\nx\n" * 5_000,
        lambda: b"Subject: =?utf-8?q?" + b"a" * 4_000_000 + b"?=\n" + HEAD + b"\nx",
        lambda: b"Subject: " + b"=?utf-8?q?aaaa?=\n " * 100_000 + HEAD + b"\nx",
        lambda: b"To: " + b"a@example.org, " * 100_000 + b"\n\nx",
        lambda: b"From: " + b'"' * 100_000 + b"\n\nx",
        lambda: b"From: " + b"(" * 100_000 + b"\n\nx",
        lambda: b"a:\n" * 80_000 + b"\nx",
        lambda: HEAD + b"Content-Transfer-Encoding: base64\nContent-Type: a/b\n\n" + b"A" * 8_000_000,
        lambda: HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--xx\n" * 500_000,
        lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"x \n" * 500_000,
        lambda: HEAD + b"Content-Type: text/plain" + b"; a=b" * 12_000 + b"\n\nx",
        lambda: HEAD + b"\n" + b"On Friday x wrote:\n" * 49_000,
        lambda: b"Authentication-Results: mx.example.org; " + b"(" * 15_000 + b"\n" + HEAD + b"\nx",
        lambda: b" \n" * 4_000_000 + HEAD + b"\nx",
    ],
    ids=["multiparts", "messages", "parts", "subject", "words", "to", "quotes", "comments", "headers", "base64",
         "boundary", "flowed", "parameters", "history", "results", "blank"],
)  # fmt: skip
def test_bombs_end_quickly(build: Callable[[], bytes]) -> None:
    raw = build()
    began = time.process_time()
    message = parse_message(raw, POLICY, ArrivalTimes())
    assert time.process_time() - began < 5
    assert len(message.defects) <= 40


def test_nesting_that_ends_the_stack_is_said_to_be_too_deep() -> None:
    with pytest.raises(MessageUnreadable) as told:
        parse_message(_nested(3_000), ReadingPolicy(limits=Limits(depth=100_000, parts=100_000)), ArrivalTimes())
    assert told.value.code == "too_deep"
