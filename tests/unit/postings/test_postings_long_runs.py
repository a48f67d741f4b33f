"""Pages that hold a run of characters or a list without end: each took minutes, or for ever, by one pattern or loop."""

import pytest

from intake.postings.addresses import find_addresses, has_template_address
from intake.postings.dates import find_dates
from intake.postings.front_matter import split
from intake.postings.markdown import inline, read_markdown
from intake.postings.markup import read_html
from intake.postings.page import read_page
from intake.postings.titles import clean_title, is_listing, labelled_title

_MANY = 20_000


def test_braces_in_the_target_of_an_open_link_are_tried_once_not_in_every_mixture() -> None:
    assert inline("[](" + "{{a}}" * 1_000 + " x")[1] == ()


@pytest.mark.parametrize("mark", ["*a ", "_a ", "<s>", "`", "{:", "{%", "{#a", "<img ", "<a ", "{{<"])
def test_marks_that_nothing_closes_leave_the_words_behind_them(mark: str) -> None:
    words, links = inline(mark * 1_000 + "jane@example.org")
    assert words.endswith("jane@example.org")
    assert links == ()


def test_links_in_an_image_that_does_not_end_are_tried_once_not_in_every_mixture() -> None:
    assert len(inline("![" + "[a](b)" * 1_000 + " x")[1]) == 1_000
    assert inline("a ![b [c](d) e](f) ![g [h] (i)](j) k") == ("a k", ())


def test_marks_before_the_last_that_closes_still_mean_emphasis() -> None:
    assert inline("*one* two_three *four")[0] == "one two_three *four"
    assert inline("**one _two_** _three")[0] == "one two _three"
    assert inline("**one*two*")[0] == "onetwo"
    assert inline("***one** two* three")[0] == "one two three"


@pytest.mark.parametrize("mark", ["**a ", "***a ", "__a "])
def test_marks_that_close_only_as_shorter_ones_are_each_looked_up(mark: str) -> None:
    page = f"{mark * 2_000}\n\n" * 50
    assert len(read_markdown(page)) == 50


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (f"# Research{' ' * 7_900}Engineer #", "Research Engineer"),
        (f"**Research** {' ' * 7_900}Engineer", "Research Engineer"),
        (f"[Research Engineer]({' ' * 7_900}x y)", f"[Research Engineer]({' ' * 7_900}x y)"),
        (f"| Research{'-' * 7_900} |", f"Research{'-' * 7_900}"),
        (f"|{'-' * 7_900}x|", f"{'-' * 7_900}x"),
    ],
    ids=range(5),
)
def test_line_that_holds_a_gap_or_a_rule_without_end_costs_its_length(line: str, text: str) -> None:
    blocks = read_markdown(f"{line}\n\n" * 50)
    assert {" ".join(block.text.split()) for block in blocks} == {" ".join(text.split())}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ('[a]( "b" )', '"b"'),
        ('[a]( "b c" )', ""),
        ("[a](b 'c d')", "b"),
        ("[a](<b> 'c d')", "b"),
        ("[a]( b(c) )", "b(c)"),
    ],
)
def test_title_of_a_link_is_no_part_of_its_target(link: str, target: str) -> None:
    assert [found.target for found in inline(link)[1]] == [target]


@pytest.mark.parametrize(
    ("line", "heading"),
    [("# a b ## ", "a b"), ("##  ##", "##"), ("# a#", "a#"), ("#(a) #", "(a)"), ("# a # b", "a # b")],
)
def test_heading_ends_before_the_marks_that_stand_apart_at_its_end(line: str, heading: str) -> None:
    assert [block.text for block in read_markdown(line)] == [heading]


def test_head_that_is_no_yaml_is_read_by_its_lines_in_linear_time() -> None:
    gap = " " * 60_000
    assert split(f"---\nb: [\na{gap}\n---\n").values == {"b": "["}
    assert split(f"---\nb: [\njob title :  Research{gap}Engineer \n---\n").values == {
        "b": "[",
        "job_title": f"Research{gap}Engineer",
    }


def test_date_is_read_before_a_gap_without_end() -> None:
    assert [(d.month, d.day) for d in find_dates(f"1 May{' ' * _MANY}x, May 1{' ' * _MANY}x", "en")] == [(5, 1)] * 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "run",
    [
        "consider",
        "review a ",
        "sollicit",
        "/job",
        "github.com/",
        "certificat",
        "ref.",
        "– ",
        "--",
        "for postdoc",
        "personalvermittlung",
    ],
)
def test_sentence_of_one_word_without_end_leaves_the_others(run: str) -> None:
    lines = f"Apply by 1 May {run * 1_000} 31 May [here](https://example.org{run.strip() * 1_000}).\n\n" * 60
    page = read_page(f"# Research Engineer\n\nApply to jane@example.org.\n\n{lines}".encode(), "jobs.md")
    assert [c.email for c in page.postings[0].contacts] == ["jane@example.org"]


def test_hours_without_end_between_a_word_and_its_day_are_settled_one_by_one() -> None:
    hours = "1: " * 100
    body = f"The deadline is extended from {hours} to 1 May 2030. Apply until {hours}2 May 2030 to jane@example.org."
    page = read_page(f"# Research Engineer\n\n{body}\n".encode(), "jobs.md")
    assert str(page.postings[0].deadline and page.postings[0].deadline.date) == "2030-05-01"


@pytest.mark.parametrize("former", ["30 April", "the end of the day on 30 April", "12: the 30 April", "del 30 April"])
def test_deadline_that_is_moved_is_not_the_former_one(former: str) -> None:
    body = f"The deadline is extended from {former} 2030 to 15 May 2030. Apply to jane@example.org."
    page = read_page(f"# Research Engineer\n\n{body}\n".encode(), "jobs.md")
    assert str(page.postings[0].deadline and page.postings[0].deadline.date) == "2030-05-15"


def test_tags_that_nothing_ends_are_counted_in_linear_time() -> None:
    page = f"# Research Engineer\n\nApply to jane@example.org.\n\n{'<p' * 200_000}"
    assert [c.email for c in read_page(page.encode(), "jobs.md").postings[0].contacts] == ["jane@example.org"]


@pytest.mark.parametrize("run", ["{!!", "{{--", "()", "(", "{{a("])
def test_template_of_a_page_that_nothing_closes_costs_its_length(run: str) -> None:
    source = f"<h1>Research Engineer</h1><p>Apply to jane@example.org.</p><p>{{{{ {(run * _MANY)[:400_000]}</p>"
    page = read_page(source.encode(), "jobs.html")
    assert [c.email for c in page.postings[0].contacts] == ["jane@example.org"]


def test_calls_and_comments_of_a_template_are_no_text() -> None:
    page = read_html("<p>a {{ call(b)(c) }}d {!! raw(e) !!}f {{-- g --}}h {{ mailto(i) }}j {{ )( }}</p>")
    assert [block.text for block in page.blocks] == ["a d f h {{ mailto(i) }}j {{ )( }}"]


def test_template_that_fills_in_no_address_is_none() -> None:
    assert not has_template_address("{{" + " mail" * _MANY + "{%" + " mail" * _MANY)
    assert all(map(has_template_address, ("{{ site.Contact }}", "{% mail %}", "<%= mail_to x %>", "<%mail%>")))


def test_address_of_a_posting_file_ends_behind_a_dot() -> None:
    def contacts(email: str) -> int:
        written = f'[[postings]]\ntitle = "Engineer"\ncontacts = [{{ email = "{email}" }}]\n'
        return sum(len(posting.contacts) for posting in read_page(written.encode(), "jobs.toml").postings)

    assert [contacts(e) for e in ("a@b.c", "a@.b.c", "a@b..c", "a@.b", "a@b.", "a@b", "a@" + "b." * _MANY + "<")] == [
        1, 1, 1, 0, 0, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("run", [" ", "\n", "\t", "a", "a'", "1", "99.99.", "-", "a-at-", "(", "<", "a dot ", "a@"])
def test_run_without_end_before_an_address_costs_its_length(run: str) -> None:
    page = read_page(f"# Research Engineer\n\n{run * _MANY}\n\nApply to jane@example.org.\n".encode(), "jobs.md")
    assert [c.email for c in page.postings[0].contacts] == ["jane@example.org"]


def test_label_of_a_title_is_found_behind_empty_lines() -> None:
    assert labelled_title("\n" * _MANY + "Job title: Research Engineer") == "Research Engineer"


def test_words_of_a_listing_are_each_read_in_one_way() -> None:
    assert not is_listing("Vacancy" + " all" * 1_000 + " x")
    assert not is_listing("job " * 1_000 + "x")
    assert is_listing("Our current job openings" + " and jobs" * 1_000)


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
