"""Which passwords are refused, and how they are kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.accounts import passwords

OWN = ("Noor Haddad", "noor.haddad@example.org", "Example Foundation")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "at least 12"),
        ("", "at least 12"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaab", "few characters"),
        ("abababababab", "few characters"),
        ("123456789012", "keys of the keyboard"),
        ("qwertyuiop12", "keys of the keyboard"),
        ("abcdefghijkl!", "keys of the keyboard"),
        ("1qaz2wsx3edc", "keys of the keyboard"),
        ("abcd1234abcd1234", "keys of the keyboard"),
        ("password1234", "common password"),
        ("P@ssw0rd!2026", "common password"),
        ("Welcome2026!!", "common password"),
        ("letmein-letmein", "common password"),
        ("iloveyou12345!", "common password"),
        ("MonkeyDragon99", "common password"),
        ("noorhaddad2026", "made of your name"),
        ("Haddad-Noor-12!", "made of your name"),
        ("n00rh4ddad2026", "made of your name"),
        ("examplefoundation", "made of your name"),
        ("Foundation2026!", "made of your name"),
    ],
)
def test_what_guessers_try_first_is_refused(password: str, why: str) -> None:
    said = passwords.problem(password, own_words=OWN)
    assert said is not None
    assert why in said


@pytest.mark.parametrize(
    "password",
    [
        "lamp violet anchor gate",
        "correct mailbox battery staple",
        "Tr0ub4dor&3xyzzy",
        "überlange Straße 7",
        "密码很长而且没有人能猜到它的",
    ],
)
def test_good_passwords_pass(password: str) -> None:
    assert passwords.problem(password, own_words=OWN) is None


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_judged_without_an_error(text: str) -> None:
    said = passwords.problem(text, own_words=(text[:10],))
    assert said is None or said.endswith(".")


def test_a_password_is_kept_as_argon2id_and_known_again() -> None:
    kept = passwords.hash_password("lamp violet anchor gate")
    assert kept.startswith("$argon2id$")
    assert passwords.hash_password("lamp violet anchor gate") != kept, "each has its own salt"
    assert passwords.verify("lamp violet anchor gate", kept) == (True, None)
    assert passwords.verify("lamp violet anchor gatE", kept) == (False, None)


def test_the_same_characters_composed_differently_are_the_same_password() -> None:
    kept = passwords.hash_password("caf\u00e9 am langen See")
    assert passwords.verify("cafe\u0301 am langen See", kept)[0]


def test_nobody_s_password_is_never_right_and_costs_the_same_work() -> None:
    assert passwords.verify("nobody's password", None) == (False, None)
    kept = passwords.hash_password("lamp violet anchor gate")
    assert passwords.verify("x" * 10_000, kept) == (False, None)


def test_a_hash_of_older_parameters_is_made_anew() -> None:
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = Argon2Hasher(time_cost=1, memory_cost=64).hash("lamp violet anchor gate")
    right, fresh = passwords.verify("lamp violet anchor gate", weak)
    assert right
    assert fresh is not None
    assert passwords.verify("lamp violet anchor gate", fresh) == (True, None)
