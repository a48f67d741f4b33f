"""Postings written out and read back."""

import datetime as dt
import html
import json
import re
import string
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.model.posting import (
    ApplyVia,
    Constraint,
    Contact,
    Deadline,
    Doubt,
    Need,
    Posting,
    PostingPage,
    PostingRound,
    WantedDocument,
    WantedKind,
)
from intake.postings.export import UNTITLED, to_jsonld, to_toml
from intake.postings.page import read_page

# Whatever a page may say: quotes, backslashes, line breaks, controls, all scripts; no surrogates, no blanks around.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=40).map(
    lambda words: f"a{words}z"
)
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=8)
CONTACTS = st.builds(lambda name, local: Contact(name, f"{local}@example.org"), st.none() | WORDS, NAMES)
DEADLINES = st.builds(
    Deadline,
    date=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    time=st.none() | st.times().map(lambda t: t.replace(microsecond=0)),
    timezone=st.sampled_from((None, "Europe/Berlin", "Etc/GMT+12")),
    inclusive=st.booleans(),
    year_inferred=st.booleans(),
    text=st.just("") | WORDS,
)
TEXT = st.none() | WORDS
LISTS = st.lists(WORDS, max_size=3).map(tuple)
POSTINGS = st.builds(
    Posting,
    title=WORDS,
    contacts=st.lists(CONTACTS, max_size=3).map(tuple),
    enquiries=st.lists(CONTACTS, max_size=2).map(tuple),
    apply_via=st.sampled_from(ApplyVia),
    apply_url=TEXT,
    deadline=st.none() | DEADLINES,
    rolling=st.booleans(),
    review_from=st.none() | st.dates(),
    documents=st.lists(
        st.builds(WantedDocument, kind=st.sampled_from(WantedKind), need=st.sampled_from(Need), text=WORDS), max_size=3
    ).map(tuple),
    subject_code=TEXT,
    individuals_only=st.booleans(),
    constraints=st.lists(st.builds(Constraint, WORDS, WORDS), max_size=2).map(tuple),
    responsibilities=LISTS,
    requirements=LISTS,
    nice_to_have=LISTS,
    location=TEXT,
    remote=TEXT,
    employment_type=TEXT,
    term=TEXT,
    start=TEXT,
    interviews=TEXT,
    salary=TEXT,
)
STEWARD = Posting(
    title="Data Steward <maps & charts>",
    contacts=(Contact("Ann Lee", "ann@example.org"), Contact(None, "jobs@example.org")),
    apply_via=ApplyVia.BOTH,
    apply_url="https://example.org/apply",
    deadline=Deadline(date=dt.date(2026, 3, 31), timezone="Europe/Lisbon", text="by 31 March 2026"),
    documents=(WantedDocument(kind=WantedKind.RESUME, need=Need.REQUIRED, text="Send your CV."),),
    subject_code="DS-1",
    responsibilities=("Keep the maps",),
    requirements=("Order",),
    location="Ely",
    employment_type="full-time",
    doubts=(Doubt("deadline", "Two\ndays."),),
)
OPENED = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)


def round_of(posting: Posting) -> PostingRound:
    return PostingRound(id="p1", posting=posting, opened_at=OPENED, closed_at=None)


@given(st.lists(POSTINGS, max_size=3))
def test_posting_file_that_is_written_reads_back_to_the_same_postings(postings: list[Posting]) -> None:
    written = to_toml(postings)
    read = read_page(written.encode(), "postings.toml")
    assert read.error is None
    assert list(read.postings) == postings


def test_posting_of_a_page_survives_its_posting_file(two_postings: PostingPage) -> None:
    written = to_toml(two_postings.postings)
    read = read_page(written.encode(), "jobs.toml")
    assert read.postings == tuple(replace(p, sources={}, doubts=()) for p in two_postings.postings)
    assert to_toml(read.postings) == written


def test_doubts_stand_in_the_file_as_comments_and_are_settled_by_it() -> None:
    written = to_toml([STEWARD])
    assert "# in doubt, deadline: Two days." in written
    assert read_page(written.encode(), "p.toml").postings[0].doubts == ()


def test_posting_without_a_title_is_written_with_words_for_it() -> None:
    (read,) = read_page(to_toml([replace(STEWARD, title=None)]).encode(), "p.toml").postings
    assert read.title == UNTITLED


def test_job_posting_says_until_when_in_its_own_zone_and_whom_to_write_to() -> None:
    (job,) = to_jsonld([round_of(STEWARD)], organisation="Example", timezone="Europe/Berlin")["@graph"]
    assert (job["@type"], job["title"], job["datePosted"]) == ("JobPosting", STEWARD.title, "2026-02-01")
    assert job["validThrough"] == "2026-03-31T23:59:59+01:00"
    assert job["applicationContact"] == [
        {"@type": "ContactPoint", "name": "Ann Lee", "email": "ann@example.org"},
        {"@type": "ContactPoint", "email": "jobs@example.org"},
    ]
    assert (job["employmentType"], job["url"]) == ("FULL_TIME", "https://example.org/apply")
    assert job["identifier"]["value"] == "DS-1"
    assert job["jobLocation"] == {"@type": "Place", "address": "Ely"}
    assert "<li>Keep the maps</li>" in job["description"]
    assert html.escape(STEWARD.title or "") in job["description"]


def test_job_posting_leaves_out_what_is_not_known() -> None:
    (job,) = to_jsonld([round_of(Posting(title=None, remote="remote"))], organisation="E", timezone="UTC")["@graph"]
    assert job == {
        "@type": "JobPosting",
        "title": UNTITLED,
        "description": f"<p>{UNTITLED}</p>",
        "datePosted": "2026-02-01",
        "hiringOrganization": {"@type": "Organization", "name": "E"},
        "jobLocationType": "TELECOMMUTE",
    }


def test_job_posting_reads_back_from_its_file_and_from_a_page() -> None:
    document = json.dumps(to_jsonld([round_of(STEWARD)], organisation="Example", timezone="Europe/Berlin"))
    page = f'<html><head><script type="application/ld+json">{document}</script></head><body><div></div></body></html>'
    for data, name in ((document, "jobs.jsonld"), (page, "jobs.html")):
        (read,) = read_page(data.encode(), name).postings
        assert read.title == STEWARD.title
        assert read.deadline is not None
        assert (read.deadline.date, read.deadline.time) == (dt.date(2026, 3, 31), dt.time(23, 59, 59))
        assert (read.location, read.employment_type) == ("Ely", "full-time")


def test_text_that_only_begins_like_data_is_read_as_a_page(one: Callable[..., Posting]) -> None:
    assert one("[Map Maker](#a)\n\n# Map Maker\n\nSend your CV to ann@example.org.\n").title == "Map Maker"
    assert re.match(r"\[", "[Map")
