"""Every mail of `fixtures/mails` through a real child: `inspect message` says of it what is written beside it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intake.cli.contract import message_data
from intake.model.message import Message
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import Reader, SandboxSettings

MAILS = Path(__file__).parents[3] / "fixtures" / "mails"
POLICY = ReadingPolicy(
    authserv_ids=("mx.example.org",),
    relays=("mx.example.org",),
    addresses=("jobs@example.org",),
    staff_domains=("example.org",),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(SandboxSettings(), POLICY) as started:
        yield started


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_a_mail_is_understood_as_is_written_beside_it(reader: Reader, path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    found, _ = reader.read_message(path, ArrivalTimes())
    assert {key: _said(found, key, wanted) for key, wanted in expected.items()} == expected


def _said(found: Message, key: str, wanted: Any) -> Any:
    """The value that a key of a `.toml` names, in its form."""
    data = message_data("", found)
    if key.endswith("_has"):
        return [words for words in wanted if words in data[key.removesuffix("_has")]]
    match key:
        case "encrypted":
            return found.encrypted
        case "from":
            return _address(data["from"])
        case "to_addresses":
            return [address["address"] for address in data["to"]]
        case "attachments":
            return [[a["filename"], a["media_type"], a["embedded"]] for a in data["attachments"]]
        case "forwarded" if data["forwarded"] is None:
            return ""
        case "forwarded":
            stated = data["forwarded"]
            return {**stated, "from": _address(stated["from"]), "to": [address["address"] for address in stated["to"]]}
    return data[key]


def _address(data: dict[str, str | None]) -> list[str | None]:
    return [data["name"] or "", data["address"]]


def test_there_are_mails_for_each_point_in_several_clients_shapes() -> None:
    names = [path.stem for path in MAILS.glob("*.eml")]
    assert all(sum(name.startswith(f"{point}-") for name in names) >= 20 for point in range(1, 7))
    for client in ("gmail", "outlook", "apple", "thunderbird"):
        assert {name[0] for name in names if client in name} >= {"1", "2", "3", "5"}
