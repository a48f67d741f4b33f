"""E-mail addresses: printed, disguised, glued to icons, behind links, and those of other people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.candidate import contact
from intake.candidate.contact import find_emails
from intake.candidate.lines import clean_lines


def emails(text: str, *annotations: str) -> tuple[str, ...]:
    return tuple(found.value for found in find_emails(clean_lines(text), annotations))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ada.Keller@Example.NET", "ada.keller@example.net"),
        ("<ada@example.net>", "ada@example.net"),
        ("write to ada@example.net.", "ada@example.net"),
        ("Email:ada@example.net", "ada@example.net"),
        ("envelopeada@example.net", "ada@example.net"),
        ("\ue0beada@example.net\uf095 123", "ada@example.net"),
        ("(cid:66)ada@example.net", "ada@example.net"),
        ("ada(at)example.net", "ada@example.net"),
        ("ada [at] example [dot] net", "ada@example.net"),
        ("ada at example dot net", "ada@example.net"),
        ("ada @ example.net", "ada@example.net"),
        ("ada+jobs@mail.example.net", "ada+jobs@mail.example.net"),
        ("o'neil@example.net", "o'neil@example.net"),
    ],
)
def test_address_is_read_however_it_is_written(text: str, address: str) -> None:
    assert emails(text) == (address,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@ada_keller",
        "look at example dot",
        "ada@localhost",
        "meet at the dot",
        "a@b@example.net",
        "12 @ 3.50",
        "ada (at) -x-.net",
    ],
)
def test_other_words_are_no_address(text: str) -> None:
    assert emails(text) == ()


def test_link_to_an_address_counts_after_the_text() -> None:
    found = emails(
        "ada@example.net",
        "mailto:Ada@example.net",
        "mailto:keller%40example.com?subject=x",
        "mailto:",
        "https://x.example",
    )
    assert found == ("ada@example.net", "keller@example.com")


def test_addresses_of_referees_are_left_out_until_the_next_heading() -> None:
    text = "ada@example.net\nReferences\nProf. Eze, eze@example.org\nInterests\nchess@example.com"
    assert emails(text) == ("ada@example.net", "chess@example.com")


def test_desk_that_a_letter_goes_to_is_left_out_beside_an_own_address() -> None:
    assert emails("jobs@example.org\nada@example.net") == ("ada@example.net",)
    assert emails("jobs@example.org") == ("jobs@example.org",)


def test_address_has_its_words_and_its_page() -> None:
    lines = clean_lines("", ("first page", "mail: ada (at) example.net"))
    (found,) = find_emails(lines, ())
    assert (found.source.text, found.source.page, found.line) == ("ada (at) example.net", 2, 1)


@given(st.text(max_size=300))
def test_any_text_gives_whole_addresses_only(text: str) -> None:
    for address in emails(text):
        local, _, domain = address.partition("@")
        assert local
        assert "." in domain
        assert address == address.lower()


@given(
    st.text("ad.@ ([{<>}])to", max_size=30) | st.sampled_from(["ada at ada dot de", "ada <at> a.de", "ada (at) a.de"])
)
def test_a_line_is_left_out_only_where_no_pattern_finds_an_address(text: str) -> None:
    assert not list(contact._addresses(text)) or contact._HINT.search(text)
