"""Names compared tolerantly, and people told apart all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.matching.names import fuller, mentions, person_name, same_full_name, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "jane doe"),
        ("Jane Doe", "DOE Jane"),
        ("Jane Doe", "J. Doe"),
        ("Jane Doe", "Jane M. Doe"),
        ("Jane M. Doe", "Jane Maria Doe"),
        ("Jane Maria Doe", "Jane Doe"),
        ("Dr. Jane Doe", "Jane Doe, PhD"),
        ("José Núñez", "Jose Nunez"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Søren Ærø", "Soeren Aeroe"),
        ("Anna-Lena Doe", "Annalena Doe"),
        ("Siobhán O’Neill", "Siobhan O'Neill"),
        ("Jane", "Jane Doe"),
        ("Doe", "Jane Doe"),
        ("Christopher Underwod", "Christopher Underwood"),
        ("王伟", "王伟"),
        ("Christopher C.", "Cristopher Czerny"),
        ("Anna Alba", "Anna A. Xu"),
    ],
)
def test_spellings_of_one_name_are_the_same_both_ways(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Doe", "Ben Doe"),
        ("Daniel Doe", "Daniela Doe"),
        ("Christian Doe", "Christina Doe"),
        ("Martin Doe", "Martina Doe"),
        ("Andrea Doe", "Andreas Doe"),
        ("Jane Doe", "Jane Roe"),
        ("J. Doe", "B. Doe"),
        ("J. D.", "J. D. X."),
        ("Jane Anna Doe", "Jane Berta Doe"),
        ("Jane", "June Doe"),
        ("Dr.", "Jane Doe"),
        ("", "Jane Doe"),
        ("Anna Anna", "Anna Doe"),
        ("Underwood Christa", "Underwood Christopher"),
    ],
)
def test_names_of_different_people_are_not_the_same_either_way(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


def test_proposing_a_merge_takes_two_words_of_name() -> None:
    assert same_full_name("Jane Doe", "Doe, J.")
    assert not same_full_name("Jane", "Jane Doe")
    assert not same_full_name("Jane Doe", "Dr. Doe")
    assert not same_full_name("Jane Doe", "Ben Doe")


@pytest.mark.parametrize(
    ("shown", "address", "name"),
    [
        ("Jane Doe", None, "Jane Doe"),
        (' "Jane  Doe" ', None, "Jane Doe"),
        ("'Jane Doe'", None, "Jane Doe"),
        ("Doe, Jane", None, "Jane Doe"),
        ("Jane Doe, PhD", None, "Jane Doe, PhD"),
        ("Doe, Jane, Dr.", None, "Doe, Jane, Dr."),
        ("Jane Doe (External)", None, "Jane Doe"),
        ("Jane Doe [Example Ltd]", None, "Jane Doe"),
        ("Jane Doe via Job Board", None, "Jane Doe"),
        ("jane", "jane@example.net", None),
        ("Jane", "doe@example.net", "Jane"),
        ("jane doe", "jane.doe@example.net", "jane doe"),
        ("jane@example.net", "jane@example.net", None),
        ("Bewerbung", None, None),
        ("HR Team", None, None),
        ("Mr.", None, None),
        ("...", None, None),
        ("", None, None),
        (None, None, None),
        ("Anna & Ben Doe", None, None),
        ("Anna und Ben Doe", None, None),
        ("Familie Doe", None, None),
        ("Andrew Doe", None, "Andrew Doe"),
    ],
)
def test_display_name_names_one_person_or_nobody(shown: str | None, address: str | None, name: str | None) -> None:
    assert person_name(shown, address) == name


def test_fuller_name_says_more_and_the_first_wins_a_tie() -> None:
    assert fuller("J. Doe", "Jane Doe") == "Jane Doe"
    assert fuller("Jane Doe", "JANE DOE") == "Jane Doe"
    assert fuller("Dr. Jane Doe", "Jane M. Doe") == "Jane M. Doe"


def test_resume_mentions_a_name_at_its_top_only() -> None:
    assert mentions("Curriculum vitae\n\nDOE, Jane\nBerlin", "Jane Doe")
    assert mentions("Jürgen\nMüller", "Juergen Mueller")
    assert mentions("Jane Doe", "Jane M. Doe")
    assert mentions("Li Wu", "Li Wu")
    assert not mentions("Jane Roe", "Jane Doe")
    assert not mentions("Jane", "Jane")
    assert not mentions("\n".join(["line"] * 12 + ["Jane Doe"]), "Jane Doe")
    assert mentions("\n\n".join(["line"] * 11 + ["Jane Doe"]), "Jane Doe")


def test_a_name_of_nothing_but_titles_is_a_name() -> None:
    assert same_name("Ing", "Ing")
    assert same_name("Jr Jr", "Jr Jr")
    assert not same_name("Ing", "Jr")
    assert not same_name("Dr", "Jane Doe")


NAMES = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüéßø", min_size=2, max_size=8), min_size=2, max_size=4)


@given(NAMES.flatmap(lambda words: st.tuples(st.just(words), st.permutations(words))))
def test_order_of_its_words_never_makes_another_name(orders: tuple[list[str], list[str]]) -> None:
    assert same_name(" ".join(orders[0]), " ".join(orders[1]))


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparing_is_symmetric_for_any_text(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
