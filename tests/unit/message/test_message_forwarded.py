from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from intake.message.forwarded import is_forward_subject, stated_time
from intake.model.message import Address, Message

Read = Callable[..., Message]

BERLIN = timezone(timedelta(hours=1))
SENT = datetime(2021, 12, 30, 21, 15, tzinfo=UTC)
ANN = Address("Ann Berg", "ann@example.net")
OUTER = "From: staff@example.org\nDate: Fri, 31 Dec 2021 09:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n"

GMAIL_EN = (
    "Fwd: Application",
    (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ann Berg <ann@example.net>\n"
        "Date: Thu, Dec 30, 2021 at 10:15 PM\nSubject: Application\nTo: <jobs@example.org>\n\n\nDear all"
    ),
)
GMAIL_DE = (
    "Fwd: Application",
    (
        "---------- Forwarded message ---------\nVon: Ann Berg <ann@example.net>\n"
        "Date: Do., 30. Dez. 2021 um 22:15 Uhr\n"
        "Subject: Application\nTo: <jobs@example.org>\n\nGuten Tag"
    ),
)
OUTLOOK_EN = (
    "FW: Application",
    (
        "Please see below.\n\nFrom: Ann Berg <ann@example.net>\nSent: Thursday, December 30, 2021 10:15 PM\n"
        "To: jobs@example.org\nSubject: Application\n\nDear all"
    ),
)
OUTLOOK_DE = (
    "WG: Application",
    (
        "Von: Ann Berg <mailto:ann@example.net>\nGesendet: Donnerstag, 30. Dezember 2021 22:15\nAn: jobs@example.org\n"
        "Betreff: Application\n\nGuten Tag"
    ),
)
OUTLOOK_RULE = (
    "WG: Application",
    (
        "-----Ursprüngliche Nachricht-----\nVon: Ann Berg [mailto:ann@example.net]\nGesendet: 30.12.2021 22:15\n"
        "An: jobs@example.org\nBetreff: Application\n\nGuten Tag"
    ),
)
APPLE_EN = (
    "Fwd: Application",
    (
        "> Begin forwarded message:\n> \n> From: Ann Berg <ann@example.net>\n> Subject: Application\n"
        "> Date: 30 December 2021 at 22:15:00 CET\n> To: jobs@example.org\n> \n> Dear all"
    ),
)
APPLE_DE = (
    "Fwd: Application",
    (
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Ann Berg <ann@example.net>\nBetreff: Application\n"
        "Datum: 30. Dezember 2021 um 22:15:00 MEZ\nAn: jobs@example.org\n\nGuten Tag"
    ),
)
THUNDERBIRD_EN = (
    "Fwd: Application",
    (
        "-------- Forwarded Message --------\nSubject: \tApplication\nDate: \tThu, 30 Dec 2021 22:15:00 +0100\n"
        "From: \tAnn Berg <ann@example.net>\nTo: \tjobs@example.org\n\n\nDear all"
    ),
)
THUNDERBIRD_DE = (
    "Fwd: Application",
    (
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tApplication\n"
        "Datum: \tThu, 30 Dec 2021 22:15:00 +0100\n"
        "Von: \tAnn Berg <ann@example.net>\nAn: \tjobs@example.org\n\nGuten Tag"
    ),
)
FRENCH = (
    "TR: Application",
    (
        "De : Ann Berg <ann@example.net>\nEnvoyé : jeudi 30 décembre 2021 22:15\nÀ : jobs@example.org\n"
        "Objet : Application\n\nBonjour"
    ),
)
SPANISH = (
    "RV: Application",
    (
        "De: Ann Berg <ann@example.net>\nEnviado el: jueves, 30 de diciembre de 2021 22:15\nPara: jobs@example.org\n"
        "Asunto: Application\n\nHola"
    ),
)
DUTCH = (
    "FW: Application",
    (
        "Van: Ann Berg <ann@example.net>\nVerzonden: donderdag 30 december 2021 22:15\nAan: jobs@example.org\n"
        "Onderwerp: Application\n\nHallo"
    ),
)
ITALIAN = (
    "I: Application",
    (
        "Da: Ann Berg <ann@example.net>\nInviato: giovedì 30 dicembre 2021 22:15\nA: jobs@example.org\n"
        "Oggetto: Application\n\nBuongiorno"
    ),
)
FORWARDS = {
    "gmail en": GMAIL_EN,
    "gmail de": GMAIL_DE,
    "outlook en": OUTLOOK_EN,
    "outlook de": OUTLOOK_DE,
    "outlook rule": OUTLOOK_RULE,
    "apple en": APPLE_EN,
    "apple de": APPLE_DE,
    "thunderbird en": THUNDERBIRD_EN,
    "thunderbird de": THUNDERBIRD_DE,
    "fr": FRENCH,
    "es": SPANISH,
    "nl": DUTCH,
    "it": ITALIAN,
}


@pytest.mark.parametrize("client", FORWARDS)
def test_an_inline_forward_gives_its_original(read: Read, client: str) -> None:
    subject, text = FORWARDS[client]
    found = read(f"{OUTER}Subject: {subject}\n\n{text}").forwarded
    assert found is not None
    assert found.sender == ANN
    assert [a.address for a in found.to] == ["jobs@example.org"]
    assert found.subject == "Application"
    assert found.sent_at == SENT
    assert found.part is None


@pytest.mark.parametrize("client", FORWARDS)
def test_what_is_forwarded_was_not_written_by_who_forwards(read: Read, client: str) -> None:
    subject, text = FORWARDS[client]
    found = read(f"{OUTER}Subject: {subject}\n\n{text}")
    assert found.text in {"", "FYI", "Please see below."}
    assert "jobs@example.org" in found.full_text


def test_an_html_forward_gives_its_original(read: Read) -> None:
    found = read(
        "From: staff@example.org\nDate: Fri, 31 Dec 2021 09:00:00 +0100\nSubject: WG: Application\n"
        "Content-Type: text/html; charset=utf-8\n\n<p>Bitte ansehen</p><div><p><b>Von:</b> Ann Berg "
        "&lt;ann@example.net&gt;<br><b>Gesendet:</b> Donnerstag, 30. Dezember 2021 22:15<br><b>An:</b> "
        "jobs@example.org<br><b>Betreff:</b> Application</p></div><p>Guten Tag</p>"
    )
    assert found.forwarded is not None
    assert (found.forwarded.sender, found.forwarded.sent_at) == (ANN, SENT)
    assert found.text == "Bitte ansehen"


def test_an_attached_forward_gives_its_original_and_its_part(read: Read) -> None:
    found = read(
        f"{OUTER}Subject: Fwd: Application\n".replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b")
        + "\n--b\n\nFYI\n--b\nContent-Type: message/rfc822\n\nFrom: Ann Berg <ann@example.net>\nTo: jobs@example.org\n"
        "Subject: Application\nDate: Thu, 30 Dec 2021 22:15:00 +0100\n\nDear all\n--b--"
    )
    assert found.forwarded is not None
    assert (found.forwarded.sender, found.forwarded.sent_at, found.forwarded.part) == (ANN, SENT, "2")
    assert found.forwarded.subject == "Application"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Application", "-----Original Message-----\nFrom: Ann <ann@example.net>\nTo: b\nSubject: c\n\nold"),
        ("Re: Application", "From: Ann <ann@example.net>\nSent: Monday\nTo: b\nSubject: c\n\nold"),
        ("Application", "Hi\n\nOn Monday B. <b@x.example> wrote:\n> Begin forwarded message:\n> From: x@y\n> To: y"),
        ("Fwd: Application", "Just a subject, nothing forwarded."),
        ("Application", "---------- Forwarded message ---------\nno headers follow"),
        ("Application", "Dear all"),
    ],
)  # fmt: skip
def test_answers_and_plain_mails_are_no_forwards(read: Read, subject: str, text: str) -> None:
    assert read(f"{OUTER}Subject: {subject}\n\n{text}").forwarded is None


def test_a_rule_above_anothers_mail_and_nothing_else_is_a_forward(read: Read) -> None:
    body = "-------- Original Message --------\nSubject: a\nDate: 2021-12-30 22:15\nFrom: ann@example.net\nTo: b\n\nold"
    assert read(f"{OUTER}Subject: a mail for you\n\n{body}").forwarded is not None
    assert read(f"{OUTER}Subject: a mail for you\n\nSee below:\n\n{body}").forwarded is None
    assert read(f"{OUTER}Subject: Re: a mail\n\n{body}").forwarded is None


def test_what_a_bounce_returns_is_no_forward(read: Read) -> None:
    found = read(
        "From: MAILER-DAEMON@example.net\nSubject: failure notice\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        "sorry\n--b\nContent-Type: message/rfc822\n\nFrom: ann@example.net\nSubject: a\n\nx\n--b--"
    )
    assert found.forwarded is None
    assert len(found.nested) == 1


def test_several_attached_messages_are_a_forward_only_where_the_subject_says_so(read: Read) -> None:
    one = "--b\nContent-Type: message/rfc822\n\nFrom: ann@example.net\nSubject: a\n\nx\n"
    body = f"Content-Type: multipart/mixed; boundary=b\n\n{one}{one}--b--"
    assert read("Subject: two mails\n" + body).forwarded is None
    assert read("Subject: Fwd: two mails\n" + body).forwarded is not None


def test_a_block_whose_sender_stands_apart_gives_no_original(read: Read) -> None:
    """Found by fuzzing: it ended the reading of the mail."""
    block = (
        "Sent: Thursday 22:15\nTo: jobs@example.org\nSubject: Application\n\nFrom: Ann <ann@example.net>\n\nDear all"
    )
    found = read(f"{OUTER}Subject: FW: Application\n\n{block}")
    assert found.forwarded is None
    assert "ann@example.net" in found.full_text


def test_folded_header_lines_are_joined(read: Read) -> None:
    found = read(
        f"{OUTER}Subject: Fwd: x\n\n---------- Forwarded message ---------\nFrom: Ann Berg\n<ann@example.net>\n"
        "Date: x\nSubject: A long\nsubject\nTo: a@example.org; b@example.org\n\nx"
    ).forwarded
    assert found is not None
    assert found.sender == ANN
    assert found.subject == "A long subject"
    assert [a.address for a in found.to] == ["a@example.org", "b@example.org"]
    assert found.sent_at is None


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("Thu, 30 Dec 2021 22:15:00 +0100", SENT),
        ("30 de diciembre de 2021, 22:15", SENT),
        ("2021-12-30 22:15", SENT),
        ("30 December 2021 at 21:15:00 GMT", SENT),
        ("Thursday, December 30th, 2021 9:15 PM +0000", SENT),
        ("December 30, 2021 12:15 AM", datetime(2021, 12, 29, 23, 15, tzinfo=UTC)),
        ("12/30/2021 22:15", None),
        ("30. Foo 2021 22:15", None),
        ("30 December 2021", None),
        ("31 February 2021 22:15", None),
        ("30 December 2021 29:15", None),
        ("", None),
    ],
)
def test_stated_times_are_read_in_the_zone_of_the_forward(words: str, moment: datetime | None) -> None:
    assert stated_time(words, BERLIN) == moment


def test_a_stated_time_without_any_zone_is_unknown() -> None:
    assert stated_time("30 December 2021 22:15", None) is None


@pytest.mark.parametrize(
    "subject", ["FW: x", "Fwd: x", "WG: x", "TR : x", "RV: x", "Doorst: x", "I: x", "[jobs] Fwd: x"]
)
def test_forwards_are_known_by_their_subject(subject: str) -> None:
    assert is_forward_subject(subject)
    assert not is_forward_subject("Re: x")
