"""Our own posting files: taken whole, or refused with every problem in a sentence."""

import datetime as dt

import pytest

from intake.model.posting import (
    ApplyVia,
    Constraint,
    Contact,
    Deadline,
    Need,
    Posting,
    WantedDocument,
    WantedKind,
)
from intake.postings.toml import looks_like_postings, read_toml

WHOLE = """
date = 2026-01-05

[[postings]]
title = "Data Steward"
contacts = [{ name = "Ann Lee", email = "Ann@example.org" }]
enquiries = [{ email = "desk@example.org" }]
apply_url = "https://example.org/form"
deadline = { date = 2026-03-31, time = "12:00", timezone = "Europe/Berlin", inclusive = true }
rolling = false
review_from = 2026-03-01
documents = [{ kind = "resume", need = "required" }, { kind = "portfolio", need = "optional", text = "a portfolio" }]
subject_code = "DS-26"
individuals_only = true
constraints = [{ kind = "region", text = "based in Europe" }]
responsibilities = ["Keep data"]
requirements = ["Order"]
nice_to_have = ["Latin"]
location = "Graz"
remote = "partly"
employment_type = "full-time"
term = "two years"
start = "May"
interviews = "April"
salary = "60,000"

[[postings]]
title = "Clerk"
deadline = { date = "2026-04-01", time = 17:30:00 }
"""


def test_every_field_of_a_posting_file_is_taken() -> None:
    page = read_toml(WHOLE)
    assert page.error is None
    assert page.page_date == dt.date(2026, 1, 5)
    assert page.postings[0] == Posting(
        title="Data Steward",
        contacts=(Contact("Ann Lee", "ann@example.org"),),
        enquiries=(Contact(None, "desk@example.org"),),
        apply_via=ApplyVia.BOTH,
        apply_url="https://example.org/form",
        deadline=Deadline(date=dt.date(2026, 3, 31), time=dt.time(12), timezone="Europe/Berlin"),
        review_from=dt.date(2026, 3, 1),
        documents=(
            WantedDocument(kind=WantedKind.RESUME, need=Need.REQUIRED, text="resume"),
            WantedDocument(kind=WantedKind.PORTFOLIO, need=Need.OPTIONAL, text="a portfolio"),
        ),
        subject_code="DS-26",
        individuals_only=True,
        constraints=(Constraint("region", "based in Europe"),),
        responsibilities=("Keep data",),
        requirements=("Order",),
        nice_to_have=("Latin",),
        location="Graz",
        remote="partly",
        employment_type="full-time",
        term="two years",
        start="May",
        interviews="April",
        salary="60,000",
    )
    assert page.postings[1].deadline == Deadline(date=dt.date(2026, 4, 1), time=dt.time(17, 30))
    assert page.postings[1].apply_via is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("contacts = [{ name = 'Ann' }]", "email must be an address"),
        ("contacts = [{ email = 'no address' }]", "email must be an address"),
        ("contacts = 'ann@example.org'", "contacts must be a table"),
        ("deadline = { date = 'tomorrow' }", "date must be a date"),
        ("deadline = { time = 12:00:00 }", "date is missing"),
        ("deadline = { date = 2026-01-01, time = 'noon' }", "time must be a time of day"),
        ("deadline = { date = 2026-01-01, time = '12:00+01:00' }", "without a zone"),
        ("deadline = { date = 2026-01-01, timezone = 'Mars/Base' }", "timezone Mars/Base is not known"),
        ("deadline = { date = 2026-01-01, inclusive = 'yes' }", "inclusive must be true or false"),
        ("deadline = { date = 2026-01-01T12:00:00 }", "date must be a date"),
        ("deadline = { date = 2026-01-01, hour = 3 }", "the key hour is not known"),
        ("documents = [{ kind = 'cv' }]", "kind must be one of"),
        ("documents = [{ need = 'required' }]", "kind is missing"),
        ("documents = [{ kind = 'resume', need = 'soon' }]", "need must be one of"),
        ("apply_via = 'pigeon'", "apply_via must be one of"),
        ("rolling = 1", "rolling must be true or false"),
        ("requirements = 'Order'", "requirements must be a list"),
        ("location = ''", "location must be words"),
        ("constraints = [{ kind = 'region' }]", "kind and text must both be given"),
        ("colour = 'red'", "the key colour is not known"),
    ],
)
def test_problem_is_said_with_its_posting_and_mend(line: str, words: str) -> None:
    page = read_toml(f"[[postings]]\ntitle = 'Clerk'\n{line}\n")
    assert page.postings == ()
    assert page.error is not None
    assert page.error.code == "wrong_value"
    assert words in page.error.detail
    assert page.error.detail.startswith("Posting 1 (Clerk)")


def test_all_problems_are_said_at_once() -> None:
    page = read_toml("colour = 1\n[[postings]]\nrolling = 1\n[[postings]]\ntitle = 7\n")
    assert page.error is not None
    lines = page.error.detail.splitlines()
    assert len(lines) == 4
    assert "colour is not known" in lines[0]
    assert lines[1] == "Posting 1: title is missing."
    assert "Posting 1: rolling" in lines[2]
    assert "Posting 2: title must be words" in lines[3]


def test_file_that_is_no_toml_is_refused() -> None:
    page = read_toml("[[postings]\n")
    assert page.error is not None
    assert page.error.code == "not_toml"


def test_postings_that_are_no_tables_are_refused() -> None:
    page = read_toml("postings = ['Clerk']\n")
    assert page.error is not None
    assert "must be tables" in page.error.detail


def test_file_without_postings_holds_none() -> None:
    assert read_toml("date = 2026-01-01\n").postings == ()


def test_posting_file_is_told_by_its_tables() -> None:
    assert looks_like_postings("# ours\n[[ postings ]]\n")
    assert not looks_like_postings("# Jobs\n\n[postings](#here)\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("apply_url = 'https://example.org'", ApplyVia.FORM),
        ("contacts = { email = 'a@example.org' }", ApplyVia.EMAIL),
        ("apply_via = 'email'", ApplyVia.EMAIL),
    ],
)
def test_way_to_apply_follows_where_it_is_not_stated(line: str, expected: ApplyVia) -> None:
    assert read_toml(f"[[postings]]\ntitle = 'Clerk'\n{line}\n").postings[0].apply_via is expected
