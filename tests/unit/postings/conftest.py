"""Shared by the tests of postings: pages written for them, and short ways to read a sentence."""

import datetime as dt
from collections.abc import Callable

import pytest

from intake.model.posting import Posting, PostingPage
from intake.postings.markdown import read_markdown
from intake.postings.page import read_page
from intake.postings.passages import Passage, passages
from intake.postings.sections import split

TWO_POSTINGS = """---
title: Harbour Archive - Job opportunities
layout: service
---
## Current Openings

- [Harbour Data Engineer](#head1)
- [Community Outreach Lead](#head2)

# <a name="head1"></a>Harbour Data Engineer

The Harbour Archive keeps the logbooks of ships. We are a fully remote team since 2009.

### Working at the Archive

All our work is public on https://git.example.org/harbour

Duties and responsibilities
---

- Keep the ingest running
- Answer second line questions from members

Requirements
---

- Applications from all regions considered
- Good English is required

Nice to haves:

- Sailing experience
- An interest in open data

This is a fixed-term contract for 2 years. It may be extended.

Why work for us
---

- Fully remote position
- Competitive local salary

### To apply
Please send a resume and statement of interest to Ruth Hallgren [<ruth@harbour.example.org>]
by December 31, 2021. We only accept applications by individuals.
Interviews will take place in early January. We would like the candidate to start as soon as possible.
Please donâ€™t hesitate to contact us with any questions.


# <a name="head2"></a>Community Outreach Lead

You link the teams. Preferably the candidate is based in the Americas.

Your responsibilities
---
(1) Build the programme
- Run the ambassadors' circle
- Write the newsletter

(2) Lead the team
- Manage two people

Required skills and qualifications
---
- University degree
- A clear voice

Desired skills
---
- Comfortable working remotely

Why work for us
---
- Remote position.
- Competitive local salary.

### To apply

Please send a resume and statement of interest to Helma Cousteau
[<helma.cousteau@harbour.example.org>] by the 7th of February 2022. Interviews will take place in February.
We would like the candidate to start as soon as possible.
"""


@pytest.fixture
def two_postings() -> PostingPage:
    """A page in the shape of a Jekyll site with a table of contents, setext headings and mojibake."""
    return read_page(TWO_POSTINGS.encode(), "jobs.md")


@pytest.fixture
def read() -> Callable[..., PostingPage]:
    """Reads the text of a page."""

    def read_text(text: str, filename: str = "page.md") -> PostingPage:
        return read_page(text.encode(), filename)

    return read_text


@pytest.fixture
def one(read: Callable[..., PostingPage]) -> Callable[..., Posting]:
    """The one posting of a page."""

    def read_one(text: str, filename: str = "page.md") -> Posting:
        page = read(text, filename)
        assert page.error is None
        assert len(page.postings) == 1, [p.title for p in page.postings]
        return page.postings[0]

    return read_one


@pytest.fixture
def told() -> Callable[[str], tuple[Passage, ...]]:
    """The passages of a piece of Markdown."""

    def passages_of(text: str) -> tuple[Passage, ...]:
        return passages(split(read_markdown(text)))

    return passages_of


@pytest.fixture
def page_date() -> dt.date:
    """A page's own date for tests that infer a year."""
    return dt.date(2026, 1, 20)
