"""schema.org JobPostings that a page states in its own markup."""

import datetime as dt
from collections.abc import Callable

from lxml import html

from intake.model.posting import Posting, PostingPage
from intake.postings.microdata import items_of

Read = Callable[..., PostingPage]
One = Callable[..., Posting]

JOB = """<div itemscope itemtype="https://schema.org/JobPosting"><h2 itemprop="title">{title}</h2>
<meta itemprop="datePosted" content="2026-01-10">
<p>Closing: <time itemprop="validThrough" datetime="{day}">soon</time></p>
<span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope
itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Ely</span>,
<span itemprop="addressCountry">GB</span></span></span>
<p itemprop="employmentType" content="PART_TIME">Two days</p>
<p>Apply with a CV to <a href="mailto:{who}@example.org">{who}</a>.</p></div>"""


def page(*jobs: str) -> str:
    return f"<html><body><h1>Jobs</h1>{''.join(jobs)}</body></html>"


def test_items_are_read_with_the_items_inside_them() -> None:
    root = html.document_fromstring(page(JOB.format(title="Orchard Manager", day="2026-02-28", who="ann")))
    (found,) = items_of(root, "JobPosting")
    assert found["title"] == "Orchard Manager"
    assert (found["datePosted"], found["validThrough"]) == ("2026-01-10", "2026-02-28")
    assert found["jobLocation"] == {"address": {"addressLocality": "Ely", "addressCountry": "GB"}}


def test_deadline_place_and_kind_of_employment_come_from_microdata(one: One) -> None:
    posting = one(page(JOB.format(title="Orchard Manager", day="2026-02-28", who="ann")), "job.html")
    assert posting.deadline is not None
    assert posting.deadline.date == dt.date(2026, 2, 28)
    assert (posting.title, posting.location, posting.employment_type) == ("Orchard Manager", "Ely, GB", "part-time")
    assert [c.email for c in posting.contacts] == ["ann@example.org"]


def test_each_posting_of_a_page_has_its_own_microdata(read: Read) -> None:
    jobs = [
        JOB.format(title="Orchard Manager", day="2026-02-28", who="ann"),
        JOB.format(title="Cider Maker", day="2026-03-31", who="bo"),
    ]
    found = read(page(*jobs), "jobs.html").postings
    assert [(p.title, p.deadline and p.deadline.date) for p in found] == [
        ("Orchard Manager", dt.date(2026, 2, 28)),
        ("Cider Maker", dt.date(2026, 3, 31)),
    ]


def test_data_is_paired_with_its_posting_by_title_not_by_order(read: Read) -> None:
    data = (
        '[{"@type": "JobPosting", "title": "Cider Maker", "validThrough": "2026-03-31"},'
        '{"@type": "JobPosting", "title": "Orchard Manager", "validThrough": "2026-02-28"}]'
    )
    text = (
        f'<html><head><script type="application/ld+json">{data}</script></head><body><h1>Jobs</h1>'
        "<h2>Orchard Manager</h2><p>Apply to ann@example.org.</p><h2>Cider Maker</h2><p>Apply to bo@example.org.</p>"
        "<h2>Barn Keeper</h2><p>Apply to cy@example.org.</p></body></html>"
    )
    found = read(text, "jobs.html").postings
    assert [p.deadline.date.isoformat() if p.deadline else None for p in found] == ["2026-02-28", "2026-03-31", None]


def test_year_after_posting_is_no_deadline_in_microdata_either(one: One) -> None:
    posting = one(page(JOB.format(title="Orchard Manager", day="2027-01-10", who="ann")), "job.html")
    assert posting.deadline is None


def test_items_deep_in_one_another_end_somewhere() -> None:
    deep = '<div itemprop="a" itemscope>' * 300
    root = html.document_fromstring(f'<html><body><div itemscope itemtype="http://schema.org/JobPosting">{deep}')
    (found,) = items_of(root, "JobPosting")
    assert found["a"] == {"a": {"a": {"a": None}}}


def test_other_items_are_left_alone() -> None:
    root = html.document_fromstring('<p itemscope itemtype="https://schema.org/Event"><b itemprop="name">Fair</b></p>')
    assert list(items_of(root, "JobPosting")) == []
