"""The fixture messages with their expected outcomes, and how a stored state is compared with them."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.e2e.site import Site

MESSAGES = Path(__file__).parents[2] / "fixtures" / "messages"


@dataclass(frozen=True)
class Case:
    """One fixture message: where and when it arrives, and what must become of it."""

    name: str
    mailbox: str
    received: datetime
    raw: bytes
    expected: dict[str, Any]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def submissions(self) -> list[dict[str, Any]]:
        """What is expected of each application that the mail opens or joins."""
        if self.expected["outcome"] not in {"application", "follow_up"}:
            return []
        return [self.expected, *self.expected.get("also", [])]


def cases() -> list[Case]:
    """All fixture messages, in the order of arrival."""
    found = []
    for path in sorted(MESSAGES.glob("*.eml")):
        facts = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        found.append(Case(path.stem, facts["mailbox"], facts["received"], path.read_bytes(), facts["expected"]))
    return found


def differences(site: Site, all_cases: Sequence[Case]) -> list[str]:
    """A line for everything in which the stored state is not what the fixtures expect."""
    rows = _rows_by_case(site.json("ledger"), all_cases)
    applications = {row["id"]: row for row in site.json("applications", "list")}
    found = list(_unmatched(rows, all_cases))
    opened: dict[str, list[str]] = {}
    last: dict[str, tuple[str, dict[str, Any]]] = {}
    for case in all_cases:
        row = rows.get(case.name)
        if row is None:
            continue
        opened[case.name] = row["applications"]
        found += _compare_row(case, row, opened)
        for application, expected in _pair(case, row, applications):
            last[application["id"]] = (case.name, expected)
            found += _compare_submission(case, expected, application, row["id"])
    for key, (name, expected) in last.items():
        found += _compare_application(name, expected, applications[key])
    found += [f"application {key} comes of no fixture" for key in applications if key not in last]
    return found


def _rows_by_case(rows: Sequence[dict[str, Any]], all_cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Each case's row, by its bytes; the same bytes twice are told apart by their time."""
    left = sorted(rows, key=lambda row: (str(row["received_at"]), int(row["id"][1:])))
    found = {}
    for case in all_cases:
        same = [r for r in left if r["sha256"] == case.sha256 and r["mailbox"] in {case.mailbox, "import"}]
        if not same and case.expected["outcome"] == "oversized":
            same = [r for r in left if r["outcome"] == "oversized"]
        if same:
            found[case.name] = same[0]
            left.remove(same[0])
    return found


def _unmatched(rows: dict[str, dict[str, Any]], all_cases: Sequence[Case]) -> Iterator[str]:
    for case in all_cases:
        if case.name not in rows:
            yield f"{case.name}: has no row in the ledger"


def _compare_row(case: Case, row: dict[str, Any], opened: dict[str, list[str]]) -> Iterator[str]:
    if row["outcome"] != case.expected["outcome"]:
        yield f"{case.name}: outcome {row['outcome']} instead of {case.expected['outcome']} ({row['detail']})"
    joins = case.expected.get("joins")
    if joins and not set(row["applications"]) & set(opened.get(joins, [])):
        yield f"{case.name}: has the applications {row['applications']} instead of those of {joins} {opened.get(joins)}"
    count = len(case.submissions)
    if count and len(row["applications"]) != count:
        yield f"{case.name}: {len(row['applications'])} applications instead of {count}"


def _pair(
    case: Case, row: dict[str, Any], applications: dict[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each expected submission with the application of its posting."""
    mine = [applications[key] for key in row["applications"] if key in applications]
    for expected in case.submissions:
        for application in mine:
            if (application["posting"] or {}).get("title") == expected.get("posting"):
                yield application, expected


def _compare_submission(
    case: Case, expected: dict[str, Any], application: dict[str, Any], message: str
) -> Iterator[str]:
    submissions = [s for s in application["submissions"] if s["message"] == message]
    if len(submissions) != 1:
        yield f"{case.name}: {len(submissions)} submissions to {application['id']}"
        return
    if submissions[0]["timeliness"] != expected.get("timeliness"):
        yield f"{case.name}: {submissions[0]['timeliness']} instead of {expected.get('timeliness')}"
    documents = {document["id"]: document["kinds"] for document in application["documents"]}
    kinds = sorted(sorted(documents[key]) for key in submissions[0]["documents"])
    if kinds != sorted(sorted(kinds) for kinds in expected["documents"]):
        yield f"{case.name}: documents {kinds} instead of {expected['documents']}"


def _compare_application(name: str, expected: dict[str, Any], application: dict[str, Any]) -> Iterator[str]:
    for key in ("completeness", "missing", "flags"):
        if sorted(application[key]) != sorted(expected[key]):
            yield f"{name}: {key} {application[key]} instead of {expected[key]}"
    if application["candidate"]["name"] != expected.get("candidate"):
        yield f"{name}: candidate {application['candidate']['name']} instead of {expected.get('candidate')}"
