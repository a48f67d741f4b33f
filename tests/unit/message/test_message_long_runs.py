"""Mail text and headers that hold a run without end: each took minutes, or for ever, by one pattern."""

import pytest

from intake.message import fields, quotes


@pytest.mark.parametrize("run", [" ", "\t ", "> ", "-", "- ", "=~"])
def test_rule_of_nothing_but_its_marks_is_none(run: str) -> None:
    lines = "\n".join([(run * 118)[:118] + "x"] * 2_000)
    assert quotes.own_text(f"Dear team\n\n{lines}").startswith("Dear team")
    assert not quotes.is_forward_rule((run * 118)[:118])


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----",
        "> > ---------- Forwarded message ---------",
        "    Original Message    ",
        "   \tOriginal Message --- \t",
        "---- Forwarded by Ann Berg on 1 May 2020 ----",
        "   - Antwort - - -",
    ],
)
def test_rule_between_blanks_and_marks_is_one(line: str) -> None:
    assert quotes.is_forward_rule(line)


@pytest.mark.parametrize(
    "line", ["--Original Message-----", "  \tOriginal Message----", "-----Original Message--", "> "]
)
def test_rule_with_fewer_than_three_marks_is_none(line: str) -> None:
    assert not quotes.is_forward_rule(line)


@pytest.mark.parametrize("address", ["<a@b.org>", "<a@b.org<mailto:a@b.org>>", "<mailto:a@b.org>"])
def test_attribution_ends_in_an_address_also_where_it_stands_twice(address: str) -> None:
    assert quotes.own_text(f"Yes.\n\n1 May 2020, Ann Berg {address} wrote:\n> Can you?\n") == "Yes."


def test_attribution_of_nothing_but_brackets_is_none() -> None:
    lines = "\n".join(["<" * 380 + " wrote:", "", "<@" * 190 + " wrote:", ""] * 200)
    assert quotes.own_text(lines).startswith("<<<")


@pytest.mark.parametrize("run", [" ", "a ", "a.", ".", "'"])
def test_address_behind_a_name_without_end_is_read(run: str) -> None:
    found = fields.address_list(("x" + run * 10_000 + ", Ann Berg <ann@example.org>").encode())
    assert "ann@example.org" in [a.address for a in found]
