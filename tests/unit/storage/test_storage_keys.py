"""Ids, and the folded keys by which addresses, names and threads are looked up."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.storage import keys


@pytest.mark.parametrize(
    ("letter", "key", "number"),
    [
        ("m", "m17", 17),
        ("a", "m17", None),
        ("m", "m0", None),
        ("m", "m017", None),
        ("m", "", None),
        ("m", "m1\n", None),
    ],
)
def test_an_id_is_a_letter_and_a_number(letter: str, key: str, number: int | None) -> None:
    assert keys.number(letter, key) == number


def test_ids_of_another_sort_are_left_out() -> None:
    assert keys.numbers("m", ["m3", "a4", "x", "m1"]) == [3, 1]
    assert keys.spell("d", 9) == "d9"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Noor@Example.NET", "noor@example.net"),
        (" noor+jobs@example.net ", "noor@example.net"),
        ("+49305550100@example.net", "+49305550100@example.net"),
        ("no address", "no address"),
        ("a@b@example.net", "a@b@example.net"),
    ],
)
def test_an_address_is_folded(address: str, key: str) -> None:
    assert keys.address_key(address) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor Haddad", "Haddad, Noor"),
        ("María José Núñez", "maria nunez"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Søren Ærø", "Soren Aero"),
        ("HADDAD Noor", "noor haddad"),
        ("Wei", "wei"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert keys.name_key(one) == keys.name_key(other)


def test_other_names_have_other_keys() -> None:
    assert keys.name_key("Noor Haddad") != keys.name_key("Sam Haddad")
    assert keys.name_key(" -_. ") is None


def test_a_thread_is_named_by_the_head_of_its_index() -> None:
    root = bytes(range(22))
    first, answer = base64.b64encode(root).decode(), base64.b64encode(root + b"answer").decode()
    assert keys.thread_root(first) == keys.thread_root(answer) == f"thread:{root.hex()}"


@pytest.mark.parametrize("junk", [None, "", "short", "A", "é"])
def test_a_broken_thread_index_names_no_thread(junk: str | None) -> None:
    assert keys.thread_root(junk) is None


@given(st.text())
def test_a_key_always_fits_an_index_and_a_database(text: str) -> None:
    key = keys.bounded(text * 30)
    assert len(key.encode()) <= 2704
    assert "\0" not in key
    assert keys.bounded(text * 30) == key


def test_long_texts_that_differ_have_keys_that_differ() -> None:
    assert keys.bounded("a" * 501) != keys.bounded("a" * 502)
    assert keys.bounded("a" * 500) == "a" * 500


def test_half_a_character_becomes_a_mark() -> None:
    assert keys.storable("a\ud800b\0") == "a\ufffdb\ufffd"
    assert keys.storable("😀") == "😀"
