"""Links with their kinds, from the text and from annotations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.candidate import links as module
from intake.candidate.contact import find_emails
from intake.candidate.lines import clean_lines
from intake.candidate.links import find_links, link_kind
from intake.model.document import LinkKind


def links(text: str, *annotations: str) -> list[tuple[str, str]]:
    lines = clean_lines(text)
    return [(link.kind.value, link.url) for link, _ in find_links(lines, annotations, find_emails(lines, ()))]


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("linkedin.com/in/ada-keller", "linkedin", "https://linkedin.com/in/ada-keller"),
        ("www.linkedin.com/in/ada-keller.", "linkedin", "https://www.linkedin.com/in/ada-keller"),
        ("de.linkedin.com/in/ada-keller", "linkedin", "https://de.linkedin.com/in/ada-keller"),
        ("https://github.com/ada", "github", "https://github.com/ada"),
        ("gitlab.com/ada", "gitlab", "https://gitlab.com/ada"),
        ("ORCID 0000-0002-1825-0097", "orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("Website: https://ada.example/", "website", "https://ada.example/"),
        ("Homepage ada-keller.dev", "website", "https://ada-keller.dev"),
        ("(see https://doi.org/10.1000/1)", "other", "https://doi.org/10.1000/1"),
    ],
)
def test_link_is_read_with_its_kind(text: str, kind: str, url: str) -> None:
    assert links(text) == [(kind, url)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "node.js and e.g. this",
        "ada@example.net",
        "Website: x.y",
        "Portfolio main.py",
        "http: // and",
        "https:// is secure.",
    ],
)
def test_other_words_are_no_link(text: str) -> None:
    assert links(text) == []


@given(st.text("aw.:/-@19 ", max_size=30) | st.sampled_from(["http: //a.b", "www.-/", "-.a"]))
def test_a_line_is_left_out_only_where_no_pattern_finds_a_link(text: str) -> None:
    (line,) = clean_lines(f"x {text}")
    found = list(module._printed(line.text, own=True))
    assert not found or module._HINT.search(line.text)


def test_page_with_the_contact_details_is_the_candidates_own() -> None:
    far = "words\n" * 9
    text = f"ada@example.net\nada-keller.net\n{far}https://journal.example/paper/1"
    assert links(text) == [("website", "https://ada-keller.net"), ("other", "https://journal.example/paper/1")]


def test_repository_or_company_is_no_profile() -> None:
    assert link_kind("https://github.com/ada/tool", own=True) is LinkKind.OTHER
    assert link_kind("https://www.linkedin.com/company/x", own=True) is LinkKind.OTHER
    assert link_kind("https://x.com/ada", own=True) is LinkKind.OTHER
    assert link_kind("https://social.example/@ada", own=True) is LinkKind.OTHER


def test_annotation_gives_the_address_that_an_icon_hides() -> None:
    found = links(
        "ada@example.net", "https://github.com/ada", "mailto:ada@example.net", "#page2", "https://ada.example"
    )
    assert found == [("github", "https://github.com/ada"), ("website", "https://ada.example")]


def test_annotation_of_a_printed_link_is_the_same_link() -> None:
    assert links("www.ada.example", "http://www.ada.example/") == [("website", "https://www.ada.example")]


def test_annotation_to_a_deep_page_is_of_kind_other() -> None:
    assert links("words", "https://journal.example/paper/1") == [("other", "https://journal.example/paper/1")]


def test_link_that_turns_out_to_be_the_candidates_own_is_a_website() -> None:
    far = "words\n" * 15
    assert links(f"ada@example.com\n{far}https://ada.example\n{far}Homepage: https://ada.example") == [
        ("website", "https://ada.example")
    ]


def test_links_of_referees_are_left_out() -> None:
    assert links("References\nProf. Eze https://eze.example") == []


@given(st.text(max_size=200))
def test_any_text_gives_addresses_with_a_scheme_only(text: str) -> None:
    assert all(url.lower().startswith(("http://", "https://")) for _, url in links(text))


@pytest.mark.parametrize("broken", ["https://[ada.example/", "https://ada.example\u2100.net/", "http://]/"])
def test_an_address_that_is_none_costs_no_other_link(broken: str) -> None:
    """A fuzzed annotation (document 31034) lost all facts of its resume."""
    text = f"Website: https://ada.example/ {broken}"
    assert links(text, broken, "https://github.com/ada")[-1] == ("github", "https://github.com/ada")
    assert ("website", "https://ada.example/") in links(text, broken)
