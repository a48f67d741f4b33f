"""Countries are found as whole words, in the order of the text, in whatever language they are named."""

import pytest

from intake.candidate.countries import COUNTRIES, countries_in


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Born in New Zealand, lives in Österreich", ("NZ", "AT")),
        ("Australia, not Australian; Newland", ("AU",)),
        ("United States of America", ("US",)),
        ("Bürogehilfin in der Bibliothek", ()),
        ("", ()),
    ],
)
def test_a_line_names_the_countries_that_are_whole_words_of_it(text: str, codes: tuple[str, ...]) -> None:
    assert countries_in(text) == codes


@pytest.mark.parametrize("name", COUNTRIES)
def test_every_name_is_found_whole_also_where_it_begins_as_another_does(name: str) -> None:
    assert countries_in(f"from {name}, since 2019") == (COUNTRIES[name],)
