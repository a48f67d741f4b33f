from collections.abc import Callable

import pytest

from intake.message import quotes
from intake.model.message import Message
from intake.model.policy import Limits

Read = Callable[..., Message]

OWN = "Dear Ms Berg,\n\nplease find my application.\n\nAnn"


@pytest.mark.parametrize(
    "history",
    [
        "On Fri, 31 Dec 2021 at 10:00, Bob Gray <bob@example.net> wrote:\n> old\n> older",
        "On Fri, 31 Dec 2021 at 10:00, Bob Gray\n<bob@example.net> wrote:\n\n> old",
        "On Fri, 31 Dec 2021 at 10:00, Bob Gray <bob@example.net> wrote:\nold without marks",
        "Am 31.12.2021 um 10:00 schrieb Bob Gray:\n> old",
        "Am Fr., 31. Dez. 2021 um 10:00 Uhr schrieb Bob Gray <\nbob@example.net>:\n> old",
        "Le ven. 31 déc. 2021 à 10:00, Bob Gray <bob@example.net> a écrit :\n> old",
        "El vie, 31 dic 2021 a las 10:00, Bob Gray (<bob@example.net>) escribió:\n> old",
        "Op vr 31 dec. 2021 om 10:00 schreef Bob Gray <bob@example.net>:\n> old",
        "Il giorno ven 31 dic 2021 alle ore 10:00 Bob Gray <bob@example.net> ha scritto:\n> old",
        "-----Original Message-----\nFrom: Bob\nSent: Friday\nold",
        "-----Ursprüngliche Nachricht-----\nVon: Bob\nold",
        "----- Message d'origine -----\nDe: Bob\nold",
        "________________________________\nFrom: Bob Gray <b@example.net>\nSent: Friday\nTo: Ann\nSubject: Old\n\nold",
        "Von: Bob Gray\nGesendet: Freitag, 31. Dezember 2021 10:15\nAn: Ann\nBetreff: Alt\n\nold",
        "*De :* Bob Gray <b@example.net>\n*Envoyé :* vendredi\n*À :* Ann\n*Objet :* Vieux\n\nold",
        "-- \nAnn Berg\nold street 1",
        "Sent from my iPhone\n\n> old",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Inviato da iPhone",
        "Get Outlook for iOS",
    ],
)
def test_history_and_signature_are_left_out_of_what_the_sender_wrote(read: Read, history: str) -> None:
    found = read(f"Subject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{OWN}\n\n{history}\n")
    assert found.text == OWN
    assert found.full_text == f"{OWN}\n\n{history}".replace("-- \n", "-- \n")


def test_answers_between_quotes_are_kept() -> None:
    text = "On Friday, 31 Dec 2021 Bob wrote:\n> first question\n\nfirst answer\n\n> second question\n\nsecond answer"
    assert quotes.own_text(text) == "\nfirst answer\n\n\nsecond answer".strip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "From: the very beginning I was interested.\nTo: be honest, always.",
        "I wrote: a book",
        "Skills\n--\nPython" + "\nline" * 40,
        "He wrote:" + " word" * 200 + ":",
        "Date: tomorrow",
        "To: the hiring team\nFrom: Ann Berg\nDate: 1 May 2021\nSubject: Application\n\nDear all",
        "Dear all\n--\nSkills\n--" + "\nline" * 15,
    ],
)
def test_prose_that_looks_like_history_is_kept(text: str) -> None:
    assert quotes.own_text(text) == text


def test_a_block_of_headers_needs_a_sender_and_two_more() -> None:
    assert quotes.header_block(["From: a@x", "To: b", "Subject: c"], 0) == 3
    assert quotes.header_block(["From: a", "", "Sent: 10:15", "", "Subject: c"], 0) == 5
    assert quotes.header_block(["To: b", "Subject: c", "Date: d", "From: a@x"], 0) == 0
    assert quotes.header_block(["From: a@x", "prose", "", "Subject: c"], 0) == 0
    assert quotes.header_block(["From: a", "To: b", "Subject: c"], 0) == 0
    assert quotes.header_block(["prose"], 0) == 0


def test_a_text_that_nobody_typed_is_taken_as_it_is() -> None:
    assert quotes.own_text("> x\n" * 60_000) == "> x\n" * 60_000


def test_of_two_forms_of_a_text_the_plain_one_is_taken(read: Read) -> None:
    found = read(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain words\n--b\nContent-Type: text/html\n\n"
        "<p>plain words</p><a href='https://example.org/cv'>cv</a>\n--b--"
    )
    assert found.text == "plain words"
    assert found.links == ("https://example.org/cv",)


@pytest.mark.parametrize("plain", ["", " \n", "Please use an HTML client."])
def test_an_empty_or_stub_plain_text_gives_way_to_the_html(read: Read, plain: str) -> None:
    page = "<p>" + "A long and personal letter. " * 10 + "</p>"
    found = read(
        f"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n{plain}\n"
        f"--b\nContent-Type: text/html\n\n{page}\n--b--"
    )
    assert found.text.startswith("A long and personal letter.")


def test_of_forms_without_a_plain_one_the_richest_is_the_last(read: Read) -> None:
    found = read(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>one\n--b\n"
        "Content-Type: text/html\n\n<p>two\n--b--"
    )
    assert found.text == "two"
    assert read("Content-Type: multipart/alternative; boundary=b\n\n--b\n\n\n--b--").text == ""


def test_texts_around_inline_files_follow_one_another(read: Read) -> None:
    found = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbefore\n"
        "--b\nContent-Type: application/pdf\n\n%PDF-\n--b\n\nafter\n--b--"
    )
    assert found.text == "before\n\nafter"


def test_html_history_is_left_out(read: Read) -> None:
    found = read(
        "Content-Type: text/html; charset=utf-8\n\n<div>Größe</div><div class=gmail_quote>On Monday Bob wrote:"
        "<blockquote>old</blockquote></div>"
    )
    assert found.text == "Größe"
    assert "old" in found.full_text


def test_a_mail_that_is_one_named_text_has_it_as_its_text(read: Read) -> None:
    found = read("Content-Type: text/plain; name=mail.txt\n\nDear all")
    assert found.text == "Dear all"
    assert len(found.attachments) == 1


def test_flowed_text_is_joined(read: Read) -> None:
    head = "Content-Type: text/plain; format=flowed"
    found = read(f"{head}\n\nThis is \none line.\n\n> quoted \n> on\nNew\n-- \nAnn")
    assert found.full_text == "This is one line.\n\n> quoted on\nNew\n-- \nAnn"
    assert read(f"{head}; delsp=yes\n\nwo \nrd").full_text == "word"


def test_enriched_text_loses_its_markup(read: Read) -> None:
    assert read("Content-Type: text/enriched\n\n<bold>Dear</bold> all").text == "Dear all"


def test_texts_and_html_are_cut_at_their_caps(read: Read) -> None:
    assert len(read("\n" + "word " * 100, limits=Limits(text=50)).full_text) <= 50
    two = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + "x" * 60 + "\n--b\n\nsecond\n--b--"
    assert "second" not in read(two, limits=Limits(text=50)).full_text
    found = read("Content-Type: text/html\n\n<p>" + "x" * 500, limits=Limits(html=100))
    assert "html_cut" in found.defects


def test_links_are_found_once_without_the_stop_behind_them(read: Read) -> None:
    found = read("\nSee https://github.example.org/ann. And (https://example.net/x), https://github.example.org/ann!")
    assert found.links == ("https://github.example.org/ann", "https://example.net/x")


def test_mojibake_and_controls_in_a_text_are_mended(read: Read) -> None:
    assert read("Content-Type: text/plain; charset=utf-8\n\nIâ€™m\x07 here\u202e").text == "I’m here"
