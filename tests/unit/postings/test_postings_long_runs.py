"""Pages that hold a run of characters or a list without end: each took minutes, or for ever, by one pattern or loop."""

import pytest

from intake.postings.addresses import find_addresses
from intake.postings.markdown import inline
from intake.postings.page import read_page
from intake.postings.titles import clean_title, labelled_title

_MANY = 20_000


def test_braces_in_the_target_of_an_open_link_are_tried_once_not_in_every_mixture() -> None:
    assert inline("[](" + "{{a}}" * 1_000 + " x")[1] == ()


@pytest.mark.parametrize("mark", ["*a ", "_a ", "<s>", "`", "{:", "{%", "{#a", "<img ", "<a ", "{{<"])
def test_marks_that_nothing_closes_leave_the_words_behind_them(mark: str) -> None:
    words, links = inline(mark * 1_000 + "jane@example.org")
    assert words.endswith("jane@example.org")
    assert links == ()


def test_marks_before_the_last_that_closes_still_mean_emphasis() -> None:
    assert inline("*one* two_three *four")[0] == "one two_three *four"
    assert inline("**one _two_** _three")[0] == "one two _three"


@pytest.mark.parametrize("run", [" ", "\n", "\t", "a", "a'", "1", "99.99.", "-", "a-at-", "(", "<", "a dot ", "a@"])
def test_run_without_end_before_an_address_costs_its_length(run: str) -> None:
    page = read_page(f"# Research Engineer\n\n{run * _MANY}\n\nApply to jane@example.org.\n".encode(), "jobs.md")
    assert [c.email for c in page.postings[0].contacts] == ["jane@example.org"]


def test_label_of_a_title_is_found_behind_empty_lines() -> None:
    assert labelled_title("\n" * _MANY + "Job title: Research Engineer") == "Research Engineer"


def test_title_is_cleaned_of_what_stands_behind_a_wide_gap() -> None:
    assert clean_title("Research Engineer" + " " * _MANY + "vacancy") == "Research Engineer"


def test_local_part_and_label_are_as_long_as_the_rfc_lets_them_be() -> None:
    longest = f"{'a' * 64}@{'b' * 63}.example.org"
    assert [a.email for a in find_addresses(f"Write to {longest}.")] == [longest]
    assert find_addresses("a" * 1_000 + "@example.org") == []


def test_many_addresses_in_one_sentence_are_applied_to_as_the_first_hundred_are() -> None:
    listed = ", ".join(f"p{n}@example.org" for n in range(90))
    line = f"Send your resume to {listed}. "
    page = read_page(f"# Research Engineer\n\n{line * 4}\n".encode(), "jobs.md")
    assert [c.email for c in page.postings[0].contacts] == [f"p{n}@example.org" for n in range(90)]


def test_deadline_is_read_before_a_calendar_without_end() -> None:
    days = " ".join(["1.1.2030"] * 200)
    body = f"# Research Engineer\n\nApply by 1 March 2030 to jane@example.org.\n\n{f'- {days}{chr(10)}' * 60}"
    page = read_page(body.encode(), "jobs.md")
    assert str(page.postings[0].deadline and page.postings[0].deadline.date) == "2030-03-01"
    assert "The page names more days than were looked at." in [d.text for d in page.postings[0].doubts]


def test_page_that_names_more_addresses_than_are_looked_at_says_so() -> None:
    listed = "".join(f"- p{n}@example.org\n" for n in range(101))
    page = read_page(f"# Research Engineer\n\nApply to jane@example.org.\n\n{listed}".encode(), "jobs.md")
    (posting,) = page.postings
    assert [c.email for c in posting.contacts] == ["jane@example.org"]
    assert "The page names more addresses; only the first 100 were looked at." in [d.text for d in posting.doubts]
