import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import fold, mojibake


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jörg Groß", "JORG GROSS"),
        ("O’Brien, Niamh", "obrien niamh"),
        ("Łukasz Żółw", "lukasz zolw"),
        ("Søren Kierkegård", "soren kierkegard"),
        ("Anne-Marie", "anne  marie"),
        ("ﬁnance", "Finance"),
        ("Ｗｉｄｅ", "wide"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_names_are_alike_without_case_diacritics_and_punctuation(one: str, other: str) -> None:
    assert fold.fold_name(one) == fold.fold_name(other)


def test_different_names_stay_different() -> None:
    assert fold.fold_name("Anna Berg") != fold.fold_name("Anne Berg")


def test_words_come_folded_and_parted() -> None:
    assert fold.fold_words("Dr. Müller-Lüdenscheidt_x") == ("dr", "muller", "ludenscheidt", "x")
    assert fold.fold_words(" -- ") == ()


def test_a_name_with_an_umlaut_is_known_in_both_spellings() -> None:
    assert fold.name_keys("Müller") & fold.name_keys("Mueller")
    assert fold.name_keys("Mu\u0308ller") == {"muller", "mueller"}
    assert not fold.name_keys("Möller") & fold.name_keys("Mueller")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold.fold_name(fold.fold_name(name)) == fold.fold_name(name)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_ascii_is_folded_as_all_other_text(name: str) -> None:
    assert (*fold.fold_words(name), "a") == fold.fold_words(name + " ä")


def test_mojibake_is_mended_and_quotes_stay_curly() -> None:
    assert mojibake.mend("weâ€™re â€œhereâ€\x9d") == "we’re “here”"
    assert mojibake.mend("Grüße “x” ﬁ") == "Grüße “x” ﬁ"
    assert mojibake.mend("plain & simple") == "plain & simple"
