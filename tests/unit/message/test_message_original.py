"""What the writer of a forwarded mail said: below the header lines of six clients, without the colleague's note."""

import pytest

from intake.message.original import own_words

HEAD = (
    "From: Ann Berg <ann@example.net>\nDate: Thu, Dec 30, 2021 at 10:15 PM\nSubject: Application\nTo: <a@example.org>"
)
WORDS = "Dear all,\n\nI would like to apply.\n\nAnn"


NOTE_AND_RULE = f"For you.\n\n---------- Forwarded message ---------\n{HEAD}\n\n\n{WORDS}"
BLANK_LINE = f"---------- Forwarded message ---------\n\n{HEAD}\n\n{WORDS}"
THUNDERBIRD = f"""-------- Forwarded Message --------
Subject: Application
Date: Thu, 30 Dec 2021 22:15:00 +0100
From: Ann Berg <ann@example.net>
To: a@example.org
Reply-To: ann@example.net


{WORDS}"""
OUTLOOK = f"""See below.

________________________________
From: Ann Berg <ann@example.net>
Sent: Thursday, December 30, 2021 10:15 PM
To: a@example.org; a second recipient
 whose name is folded
Subject: Application

{WORDS}"""
APPLE = "Begin forwarded message:\n\n" + "\n".join(f"> {x}".rstrip() for x in f"{HEAD}\n\n{WORDS}".split("\n"))
ONE_LINE = f"-----Ursprüngliche Nachricht-----\nVon: Ann Berg\n\n{WORDS}"


@pytest.mark.parametrize("text", [NOTE_AND_RULE, BLANK_LINE, THUNDERBIRD, OUTLOOK, APPLE, ONE_LINE])
def test_words_of_the_original_stand_without_head_and_note(text: str) -> None:
    assert own_words(text) == WORDS


def test_history_below_the_original_is_left_out() -> None:
    text = f"---------- Forwarded message ---------\n{HEAD}\n\n{WORDS}\n\nOn 1 May 2021 at 10:00, Tom wrote:\n> Hello"
    assert own_words(text) == WORDS


def test_a_text_that_quotes_only_in_part_keeps_its_marks_out() -> None:
    text = f"---------- Forwarded message ---------\n{HEAD}\n\nMy answer:\n> your question\nYes."
    assert own_words(text) == "My answer:\nYes."


@pytest.mark.parametrize("text", ["", WORDS, f"---------- Forwarded message ---------\n{HEAD}"])
def test_without_an_original_there_are_no_words(text: str) -> None:
    assert own_words(text) == ""
