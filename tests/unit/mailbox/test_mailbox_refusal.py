"""What the words of servers mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mailbox import refusal


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("[AUTHENTICATIONFAILED] Authentication failed.", True),
        pytest.param(
            "[" + "A" * 100_000 + "[A" * 50_000 + "[AUTHENTICATIONFAILED] No", True, id="codes that do not end"
        ),
        ("b'[AUTHORIZATIONFAILED] No'", True),
        ("LOGIN failed.", True),
        ("Login failed: authentication failure", True),
        ("[ALERT] Too many simultaneous connections", False),
        ("[UNAVAILABLE] Temporary authentication failure.", False),
        ("[LIMIT] Rate limit hit.", False),
        ("[PRIVACYREQUIRED] Plaintext authentication disallowed", False),
        ("command: LOGIN => socket error: EOF", False),
        ("User is authenticated but not connected.", False),
        ("Request is throttled. Suggested Backoff Time: 1 milliseconds", False),
        ("Server error - Please try again later", False),
    ],
)
def test_only_words_that_refuse_for_good_refuse_a_login(text: str, refused: bool) -> None:
    assert refusal.login_is_refused(text) is refused


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Request is throttled. Suggested Backoff Time: 92415 milliseconds", 92.415),
        ("suggested backoff time: 30 seconds", 30.0),
        ("Backoff time 1500", 1.5),
        ("try later", None),
    ],
)
def test_the_wait_that_a_server_suggests_is_in_seconds(text: str, seconds: float | None) -> None:
    assert refusal.retry_after(text) == seconds


@pytest.mark.parametrize(
    ("text", "account_wide"),
    [
        ("[UNAVAILABLE] UID FETCH Server error while fetching messages", False),
        ("[SERVERBUG] Internal error occurred.", False),
        ("[OVERQUOTA] Account exceeded bandwidth limits.", True),
        ("[LIMIT] slow down", True),
        ("User is authenticated but not connected.", True),
    ],
)
def test_trouble_of_the_account_is_told_from_trouble_of_a_mail(text: str, account_wide: bool) -> None:
    assert refusal.is_account_wide(text) is account_wide


@given(st.text())
def test_quoted_words_are_one_printable_bounded_line(text: str) -> None:
    words = refusal.quotable(text)
    assert len(words) <= 200
    assert words == "" or words.isprintable()


def test_bytes_are_quoted_without_their_python_dress() -> None:
    assert (
        refusal.quotable("FETCH command error: BAD [b'no such\\nmail.']")
        == "FETCH command error: BAD [no such\\nmail.]"
    )


@given(st.text())
def test_no_argument_keeps_a_line_break(text: str) -> None:
    assert not set(refusal.without_line_breaks(text)) & {"\r", "\n", "\0"}


def test_only_couriers_own_words_are_a_fake() -> None:
    fake = b"From: root@localhost\r\nTo: root@localhost\r\nSubject: message unavailable\r\n\r\nGone.\r\n"
    assert refusal.is_fake(fake)
    assert not refusal.is_fake(b"Received: by mx.example.org\r\n" + fake)
    assert not refusal.is_fake(fake + b"x" * 300)
    assert not refusal.is_fake(b"From: root@localhost\r\nSubject: cron\r\n\r\n")
