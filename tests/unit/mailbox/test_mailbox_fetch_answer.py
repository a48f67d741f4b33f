"""The quick reading of FETCH answers: the same as imapclient's, or none at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient.exceptions import ProtocolError  # type: ignore[import-untyped] # the library carries no types
from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped] # the library carries no types

from intake.mailbox import replies
from intake.mailbox.fetch_answer import plain

DATE = b'INTERNALDATE "01-Dec-2021 11:00:07 +0130"'

Answer = list[bytes | tuple[bytes, bytes]]


def _by_the_library(answer: Answer) -> dict[int, dict[bytes, Any]]:
    told = parse_fetch_response(answer, normalise_times=False)
    return {uid: {key: data[key] for key in data.keys() - {b"SEQ", b"FLAGS"}} for uid, data in told.items()}


def _comparable(told: Any) -> dict[int, tuple[object, object]]:
    """By what we take from an answer: both may keep a date in an offset of their own."""
    return {uid: (replies.announced(data), replies.as_bytes(data.get(b"BODY[]"))) for uid, data in told.items()}


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [b"1 (UID 7 RFC822.SIZE 300 " + DATE + b")"],
        [b"1 (RFC822.SIZE 0 " + DATE + b" UID 4294967295)", b"2 (UID 8 FLAGS (\\Seen $Intake))"],
        [(b"1 (UID 7 BODY[] {4}", b"mail"), b")", (b"2 (BODY[] {0}", b""), b" UID 9)"],
        [(b"1 (UID 7 BODY[] {4}", b"mail"), b" FLAGS (\\Seen))"],
        [b"1 (UID 7 RFC822.SIZE 300)", b"1 (UID 7 " + DATE + b")"],
        [b'3 (UID 7 INTERNALDATE " 1-Feb-2022 23:59:59 -0000" RFC822.SIZE 1)'],
    ],
)
def test_the_common_answers_are_read_as_imapclient_reads_them(answer: Answer) -> None:
    told = plain(answer)
    assert told is not None
    assert _comparable(told) == _comparable(_by_the_library(answer))


@pytest.mark.parametrize(
    "answer",
    [
        [None],
        [b"1 (FLAGS (\\Seen))"],
        [b"1 (UID 7 UID 8)"],
        [b"1 (UID 07)"],
        [b"1 (UID 7RFC822.SIZE 3)"],
        [b"1 (UID 7  RFC822.SIZE 3)"],
        [b"1 (UID 7 RFC822.SIZE NIL)"],
        [b"1 (UID 7 RFC822.SIZE 007)"],
        [b"1 (UID 7 RFC822.SIZE " + b"9" * 5_000 + b")"],
        [b'1 (UID 7 BODY[] "short")'],
        [b"1 (UID 7 BODY[] NIL)"],
        [b"1 (UID 7 X-GM-MSGID 5)"],
        [b'1 (UID 7 INTERNALDATE "31-Feb-2022 10:00:00 +0000")'],
        [b'1 (UID 7 INTERNALDATE "01-Feb-2022 10:00:00 +9900")'],
        [b'1 (UID 7 INTERNALDATE "01-Foo-2022 10:00:00 +0000")'],
        [(b"1 (UID 7 BODY[] {9}", b"mail"), b")"],
        [(b"1 (UID 7 BODY[HEADER] {4}", b"mail"), b")"],
        [(b"1 (UID 7 BODY[] {4}", b"mail")],
        [(b"1 (UID 7 BODY[] {4}", b"mail"), (b"2 (UID 8 BODY[] {4}", b"mail"), b")"],
        [b"1 (UID 7 RFC822.SIZE 300", b")"],
    ],
)
def test_any_other_shape_is_left_to_imapclient(answer: Answer) -> None:
    assert plain(answer) is None


ITEMS = st.one_of(
    st.integers(-1, 2**40).map(lambda number: b"UID %d" % number),
    st.integers(-1, 2**70).map(lambda number: b"RFC822.SIZE %d" % number),
    st.tuples(st.integers(0, 35), st.sampled_from(["Jan", "Feb", "Dec", "jan", "Foo"]), st.integers(0, 99))
    .map(lambda d: f'INTERNALDATE "{d[0]:02d}-{d[1]}-{2000 + d[2]} 10:{d[2]:02d}:00 +0{d[2] % 10}00"')
    .map(str.encode),
    st.sampled_from(
        [DATE, b"FLAGS ()", b"FLAGS (\\Seen a)", b"MODSEQ (5)", b'BODY[] "x"', b"BODY[] NIL", b"INTERNALDATE NIL"]
    ),
)
LINES = st.lists(ITEMS, max_size=4).map(lambda items: b"1 (" + b" ".join(items) + b")")
BODIES = st.tuples(LINES, st.binary(max_size=9), st.integers(-1, 1)).map(
    lambda made: [(made[0][:-1] + b" BODY[] {%d}" % max(0, len(made[1]) + made[2]), made[1]), b")"]
)
ANSWERS = st.lists(LINES.map(lambda line: [line]) | BODIES, max_size=4).map(
    lambda parts: [p for part in parts for p in part]
)


@given(ANSWERS)
def test_what_is_read_quickly_says_what_imapclient_says(answer: Answer) -> None:
    told = plain(answer)
    if told is not None:
        try:
            expected = _by_the_library(answer)
        except (ProtocolError, ValueError):
            pytest.fail("imapclient takes it for no answer")
        assert _comparable(told) == _comparable(expected)
