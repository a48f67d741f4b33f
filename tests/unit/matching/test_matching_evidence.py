"""The sentences of a decision, and the order of ids."""

import datetime as dt
from typing import Any

import pytest

from intake.matching.addresses import domain_of, fold_address
from intake.matching.evidence import clock, listed, span, title
from intake.matching.order import by_id, ordered


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (3_659, "1 h"),
        (3_660, "1 h 1 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 d"),
        (86_460, "1 d"),
        (90_000, "1 d 1 h"),
        (172_799, "1 d 23 h"),
        (172_800, "2 d"),
        (-90, "1 min"),
    ],
)
def test_span_is_said_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert span(dt.timedelta(seconds=seconds)) == words


def test_clock_names_its_zone_and_speaks_english() -> None:
    at = dt.datetime(2021, 12, 31, 23, 5, 9, tzinfo=dt.UTC)
    assert clock(at) == "31 Dec 2021 23:05:09 UTC"
    assert clock(at, "Asia/Tokyo") == "1 Jan 2022 08:05:09 Asia/Tokyo"
    assert [clock(at.replace(month=m, day=1))[2:5] for m in range(1, 13)] == (
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    )


def test_lists_are_said_as_in_a_sentence() -> None:
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]


def test_round_is_named_by_its_title_else_its_id(make: Any) -> None:
    assert title(make.posting("p7", "Data Curator", "ines@example.org")) == "“Data Curator”"
    assert title(make.posting("p7", None, "ines@example.org")) == "posting p7"


def test_ids_are_ordered_by_their_number() -> None:
    assert sorted(("a10", "a9", "b1", "a", "a9x", "7"), key=by_id) == ["7", "a", "a9", "a9x", "a10", "b1"]


def test_context_is_put_into_the_order_of_ids(make: Any) -> None:
    first, second = (make.application(f"a{n}", "c9", None) for n in (9, 10))
    context = ordered(
        make.context(
            postings=(make.posting("p10", "X", "i@example.org"), make.posting("p9", "X", "i@example.org")),
            candidates=(
                make.candidate("c10"),
                make.candidate("c9", "B, A", "b@example.net, a@example.net", second, first),
            ),
            thread=(make.thread("m10", None), make.thread("m9", None)),
            mailbox_addresses=("B@example.org", "a@example.org"),
        )
    )

    assert [p.id for p in context.postings] == ["p9", "p10"]
    assert [c.id for c in context.candidates] == ["c9", "c10"]
    assert [t.message for t in context.thread] == ["m9", "m10"]
    assert context.mailbox_addresses == ("a@example.org", "b@example.org")
    known = context.candidates[0]
    assert (known.names, known.emails) == (("A", "B"), ("a@example.net", "b@example.net"))
    assert known.applications == (first, second)


@pytest.mark.parametrize(
    ("address", "folded", "domain"),
    [
        ("Jane+Jobs@Example.NET", "jane@example.net", "example.net"),
        (" jane@example.net ", "jane@example.net", "example.net"),
        ("jane+a+b@example.net", "jane@example.net", "example.net"),
        ("+jane@example.net", "+jane@example.net", "example.net"),
        ('"a@b"@example.net', '"a@b"@example.net', "example.net"),
        ("Jane+Doe", "jane+doe", ""),
        ("", "", ""),
    ],
)
def test_address_is_folded_for_comparing(address: str, folded: str, domain: str) -> None:
    assert fold_address(address) == folded
    assert domain_of(address) == domain
