"""What is read by our own pattern for the usual case is what mail-parser makes of it, and all else is left to it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailparser.utils import get_addresses, receiveds_parsing  # type: ignore[import-untyped] # ships no types

from intake.message import fields, octets, words
from intake.model.message import Hop

FIXTURES = Path(__file__).parents[3] / "fixtures"
FOLDERS = ("messages", "mails")
AT = datetime(2021, 12, 7, 8, 30, tzinfo=UTC)
DATE = "Tue, 7 Dec 2021 09:30:00 +0100"


@pytest.mark.parametrize(
    ("text", "hop"),
    [
        (f"from a.example by mx.example.org; {DATE}", ("mx.example.org", "a.example", None)),
        (
            (
                f"from a.example (b.example [192.0.2.1]) (using TLSv1.3 (256/256 bits)) by MX.example.org (Postfix) "
                f"with ESMTPS id 4711 for <Jobs@example.org>; {DATE} (CET)"
            ),
            ("mx.example.org", "a.example", "jobs@example.org"),
        ),
        (f"by 10.0.0.1 with SMTP id x1csp; {DATE}", ("10.0.0.1", None, None)),
        (f"from [192.0.2.1] by mx.example.org id <1@x>; {DATE}", ("mx.example.org", "[192.0.2.1]", None)),
    ],
)
def test_a_usual_trace_header_is_read_by_its_clauses(text: str, hop: tuple[str, str | None, str | None]) -> None:
    assert fields.usual_hop(text) == Hop(by=hop[0], from_=hop[1], for_=hop[2], at=AT)


@pytest.mark.parametrize(
    "text",
    [
        f"from a.example [192.0.2.1] by mx.example.org; {DATE}",
        "from a.example by mx.example.org; some time",
        "from a.example by mx.example.org; Tue, 7 Dec 2021 09:30:00",
        f"from a.example by mx.example.org (unclosed; {DATE}",
        f"from a.example by mx.example.org with esmtp (Exim 4) id 1 for a@x for b@x; {DATE}",
        "",
    ],
)
def test_an_unusual_trace_header_is_left_to_mail_parser(text: str) -> None:
    assert fields.usual_hop(text) is None


def _headers(*names: str) -> list[bytes]:
    paths = [path for folder in FOLDERS for path in sorted((FIXTURES / folder).glob("*.eml"))]
    read = (octets.of_mail(path.read_bytes(), 256_000).fields for path in paths)
    return [value for found in read for name in names for value in found.all(name)]


def test_trace_headers_of_the_fixtures_say_the_same_to_mail_parser() -> None:
    texts = {words.unfold(value).decode("utf-8", "replace") for value in _headers("received")}
    usual = {text: hop for text in texts if (hop := fields.usual_hop(text)) is not None}
    assert len(usual) > len(texts) / 2
    for text, hop in usual.items():
        parsed: dict[str, Any] = receiveds_parsing([text])[0]
        stated = datetime.fromisoformat(parsed["date_utc"]).astimezone(UTC)
        assert (hop.by, hop.at) == (parsed["by"].split(" ")[0].lower(), stated)
        assert (hop.from_ or "") in parsed.get("from", "").lower()
        assert (hop.for_ or "") in parsed.get("for", "").lower()


def test_addresses_of_the_fixtures_say_the_same_to_mail_parser() -> None:
    texts = {words.unfold(value).decode("utf-8", "replace") for value in _headers("from", "to", "cc", "reply-to")}
    usual = [(text, pairs) for text in texts if (pairs := fields.usual_pairs(text)) is not None]
    assert len(usual) > 50
    for text, pairs in usual:
        assert pairs == get_addresses(text, defects=[])


@pytest.mark.parametrize(
    "text",
    [
        '"Berg, Ann" <ann@example.net>',
        "Berg, Ann <ann@example.net>",
        "ann@example.net (Ann Berg)",
        "boss@example.org <ann@example.net>",
        "Hiring: ann@example.net;",
        "ann..berg@example.net",
        "ann@localhost",
        "Ann <ann@example.net> x",
        "=?utf-8?q?Ann?= <ann@example.net>",
        "",
    ],
)
def test_a_list_with_anything_quoted_or_doubtful_is_left_to_mail_parser(text: str) -> None:
    assert fields.usual_pairs(text) is None


@given(
    st.lists(st.sampled_from(["Ann", "<ann@example.net>", "ann@example.net", ",", " ", ".", "'", "Berg-", "@", "\t"]))
)
def test_a_usual_list_of_any_make_says_the_same_to_mail_parser(pieces: list[str]) -> None:
    text = "".join(pieces)
    pairs = fields.usual_pairs(text)
    doubts: list[dict[str, Any]] = []
    if pairs is not None:
        assert pairs == [pair for pair in get_addresses(text, defects=doubts) if pair != ("", "")]
        assert doubts == []
