"""Phone numbers in E.164, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.candidate.contact import find_emails
from intake.candidate.lines import clean_lines
from intake.candidate.phones import find_phones


def phones(text: str, *, language: str | None = None, regions: tuple[str, ...] = ()) -> tuple[str, ...]:
    lines = clean_lines(text)
    return tuple(
        found.value for found in find_phones(lines, find_emails(lines, ()), language=language, regions=regions)
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+49 171 2345678", "+491712345678"),
        ("(+49) 171 2345678", "+491712345678"),
        ("0049 171 2345678", "+491712345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+44 7700 900123", "+447700900123"),
        ("+33 (0)1.99.00.12.34", "+33199001234"),
        ("Mobile:+420 601 123 456 | Brno", "+420601123456"),
    ],
)
def test_number_with_its_country_code_needs_no_region(text: str, number: str) -> None:
    assert phones(text) == (number,)


@pytest.mark.parametrize(
    ("text", "language", "regions"),
    [
        ("0171 2345678\nada@example.de", None, ()),
        ("Ulm, Germany\n0171 2345678", None, ()),
        ("0171 2345678", "de-DE", ()),
        ("0171 2345678", None, ("US", "DE")),
    ],
)
def test_region_of_a_national_number_comes_from_its_surroundings(
    text: str, language: str | None, regions: tuple[str, ...]
) -> None:
    assert phones(text, language=language, regions=regions) == ("+491712345678",)


def test_british_domain_means_the_british_region() -> None:
    assert phones("ada@example.co.uk\n020 7946 0958") == ("+442079460958",)


def test_number_with_dots_is_no_date() -> None:
    assert phones("06.12.34.56.78", language="fr") == ("+33612345678",)


def test_national_number_without_any_region_is_left_out() -> None:
    assert phones("0171 2345678") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Tel 2007 - 2012, 2012 - 2018",
        "09/2012 – 02/2017",
        "09.2012-02.2017",
        "2012.09 ~ 2017.02",
        "9/2012 bis 2/2017",
        "Tel doi 10.1000/1234567890123",
        "Tel 0000-0002-1825-0097",
        "Tel https://example.net/0171-2345678",
        "Tel 24.12.2021 24.12.2022",
        "Tel ISBN 978-3-16-148410-0",
        "Tel DE89 3704 0044 0532 0130 00",
        "+1 (555) 987-6543",
        "+2 (345) 678 901",
        "(+86) 131-221-87xxx",
        "1234567",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert phones(text, language="de", regions=("DE", "US")) == ()


def test_national_number_far_from_contact_details_needs_a_label() -> None:
    body = "words about work\n" * 30
    assert phones(f"{body}0171 2345678", language="de") == ()
    assert phones(f"{body}Telefon 0171 2345678", language="de") == ("+491712345678",)


def test_numbers_of_referees_are_left_out() -> None:
    assert phones("+49 171 2345678\nReferees\n+44 20 7946 0958") == ("+491712345678",)


def test_number_is_named_once_though_several_regions_know_it() -> None:
    assert phones("+49 171 2345678 and 0171 2345678", language="de", regions=("DE", "AT", "CH")) == ("+491712345678",)


@given(st.text(alphabet="+0123456789 ()-./xTel\n", max_size=120))
def test_any_digits_give_numbers_in_e164_only(text: str) -> None:
    assert all(number[0] == "+" and number[1:].isdigit() for number in phones(text, language="de"))
