"""Documents that hold a run without end: each took seconds to minutes, by one pattern."""

import pytest

from intake.candidate.contact import find_emails
from intake.candidate.lines import clean_lines
from intake.candidate.phones import find_phones
from intake.candidate.shape import plausible_name

_MANY = 20_000


def test_name_before_a_gap_without_end_is_one() -> None:
    assert plausible_name("Ada Example" + " " * _MANY + "(she/her)") == "Ada Example"
    assert plausible_name("Ada" + " " * _MANY + "Example") == "Ada Example"


@pytest.mark.parametrize("run", [" ", "\t", "a", "1", "-", "+", "a.", "@", "( ", "a at "])
def test_address_and_number_below_lines_without_end_are_found(run: str) -> None:
    lines = clean_lines("\n".join([(run * 400)[:400]] * 200 + ["ada@example.net", "+49 30 901820"]))
    mails = find_emails(lines, ())
    assert "ada@example.net" in [mail.value for mail in mails]
    phones = find_phones(lines, mails, language="de", regions=())
    assert "+4930901820" in [phone.value for phone in phones]


def test_what_follows_a_span_of_years_without_a_blank_is_no_number() -> None:
    lines = clean_lines("2018 - 2019,+4930901820@example.net")
    assert find_phones(lines, (), language="de", regions=()) == ()
