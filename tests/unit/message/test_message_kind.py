from collections.abc import Callable

import pytest

from intake.model.message import Message, MessageKind

Read = Callable[..., Message]

PERSON = "From: Ann Berg <ann@example.org>\nSubject: Application as engineer\n"
PDF = "\n--b\nContent-Type: application/pdf; name=x.pdf\n\n%PDF-1.4\n--b--"
WITH_PDF = f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nDear all{PDF}"


def _report(report_type: str, second: str, body: str = "") -> str:
    return (
        f"Content-Type: multipart/report; report-type={report_type}; boundary=b\n\n--b\n\ntext\n--b\n"
        f"Content-Type: {second}\n\n{body}\n--b--"
    )


def _receipt(disposition: str) -> str:
    return _report("disposition-notification", "message/disposition-notification", f"Disposition: {disposition}")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (MessageKind.PERSONAL, PERSON + "\nDear all"),
        (MessageKind.PERSONAL, PERSON + "Auto-Submitted: no\nX-Auto-Response-Suppress: All\n\nDear all"),
        (MessageKind.PERSONAL, PERSON.replace("Application", "Re: your out of office") + "\nDear all"),
        (MessageKind.REPORT, PERSON + _receipt("manual-action/MDN-sent-manually; displayed")),
        (MessageKind.REPORT, PERSON + _report("feedback-report", "message/feedback-report")),
        (MessageKind.REPORT, PERSON + _report("feedback-report", "text/plain")),
        (MessageKind.REPORT, PERSON + _report("disposition-notification", "text/plain")),
        (MessageKind.REPORT, "From: dmarc@example.net\nSubject: Report Domain: example.org Submitter: x\n\nx"),
        (MessageKind.BOUNCE, PERSON + _report("delivery-status", "message/delivery-status")),
        (MessageKind.BOUNCE, PERSON + _report("delivery-status", "text/plain")),
        (MessageKind.BOUNCE, PERSON + _receipt("automatic-action/MDN-sent-automatically; deleted")),
        (MessageKind.BOUNCE, "From: MAILER-DAEMON@example.net\nSubject: hello\n\nx"),
        (MessageKind.BOUNCE, "From: Mail Delivery Subsystem <system@example.net>\nSubject: hello\n\nx"),
        (MessageKind.BOUNCE, "From: <MAILER-DAEMON>\nSubject: hello\n" + WITH_PDF),
        (MessageKind.BOUNCE, "From: x@example.net\nSubject: Undelivered Mail Returned to Sender\n\nx"),
        (MessageKind.BOUNCE, "From: x@example.net\nSubject: Unzustellbar: Bewerbung\n\nx"),
        (MessageKind.BOUNCE, "From: x@example.net\nSubject: RE: Bewerbung : non remis (delivery failed)\n\nx"),
        (MessageKind.BOUNCE, "From: x@example.net\nX-Failed-Recipients: a@example.org\nSubject: x\n\nx"),
        (MessageKind.AUTO_REPLY, PERSON + "Auto-Submitted: auto-replied (vacation)\n\nx"),
        (MessageKind.AUTO_REPLY, PERSON + "X-Autoreply: yes\n\nx"),
        (MessageKind.AUTO_REPLY, PERSON + "Precedence: auto_reply\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Out of Office: Re: Application\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Abwesenheitsnotiz: Bewerbung\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Automatische Antwort: Bewerbung\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Réponse automatique : candidature\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Absence du bureau : candidature\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Respuesta automática: candidatura\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Automatisch antwoord: sollicitatie\n\nx"),
        (MessageKind.AUTO_REPLY, "From: x@example.net\nSubject: Risposta automatica: candidatura\n\nx"),
        (MessageKind.CALENDAR, PERSON + "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR"),
        (MessageKind.CALENDAR, PERSON + "Content-Class: urn:content-classes:calendarmessage\n\nx"),
        (MessageKind.PERSONAL, PERSON + "Content-Type: text/calendar; name=a.ics\nContent-Disposition: attachment\n\n"),
        (MessageKind.BULK, PERSON + "List-Id: <news.example.org>\n\nx"),
        (MessageKind.BULK, PERSON + "Precedence: bulk\n\nx"),
        (MessageKind.BULK, PERSON + "Auto-Submitted: auto-generated\n\nx"),
        (MessageKind.BULK, "From: no-reply@example.net\nSubject: Your account\n\nx"),
        (MessageKind.BULK, "From: newsletter+x@example.net\nReply-To: bounces@example.net\nSubject: News\n\nx"),
        (MessageKind.PERSONAL, "From: no-reply@example.net\nReply-To: ann@example.org\nSubject: Form\n\nx"),
        (MessageKind.PERSONAL, "From: apply@indeed.com\nReply-To: a@example.org\nList-Id: <x>\n\nx"),
        (MessageKind.BULK, "From: news@indeed.com\nList-Id: <x>\nSubject: New\n\nx"),
        (MessageKind.PERSONAL, "Subject: no sender\n\nx"),
        (MessageKind.PERSONAL, PERSON.replace("Application", "On leave cover: application") + "\nx"),
        (MessageKind.PERSONAL, PERSON.replace("Application", "Abwesenheitsvertretung") + "\nx"),
        (MessageKind.PERSONAL, PERSON.replace("Application", "Email not received?") + "\nx"),
    ],
)  # fmt: skip
def test_the_kind_of_a_mail_is_told_with_its_reason(read: Read, kind: MessageKind, raw: str) -> None:
    found = read(raw)
    assert found.kind is kind
    assert all(reason.endswith(".") for reason in found.kind_reasons)
    assert found.kind_reasons


@pytest.mark.parametrize(
    "headers",
    [
        "List-Id: <jobs.example.org>\nPrecedence: list\n",
        "Auto-Submitted: auto-generated\n",
        "Auto-Submitted: auto-replied\n",
        "X-Failed-Recipients: a@example.org\n",
    ],
)
def test_a_mail_with_a_document_is_never_set_aside_by_its_headers(read: Read, headers: str) -> None:
    found = read(PERSON + headers + WITH_PDF)
    assert found.kind is MessageKind.PERSONAL
    assert "application/pdf" in found.kind_reasons[0]


def test_a_resume_is_known_by_its_name_too(read: Read) -> None:
    photo = WITH_PDF.replace("application/pdf; name=x.pdf", "image/tiff; name=Lebenslauf_Berg.tif").replace(
        "%PDF-1.4", "x"
    )
    assert read(PERSON + "Precedence: list\n" + photo).kind is MessageKind.PERSONAL
    assert read(PERSON + "Precedence: list\n" + photo.replace("Lebenslauf_Berg", "x")).kind is MessageKind.BULK


def test_what_a_bounce_returns_is_no_resume_of_the_bounce(read: Read) -> None:
    inner = PERSON + WITH_PDF
    raw = (
        "From: x@example.net\nSubject: failure notice\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nsorry\n--o\n"
        f"Content-Type: message/rfc822\n\n{inner}\n--o--"
    )
    found = read(raw)
    assert found.kind is MessageKind.BOUNCE
    assert [a.part for a in found.attachments] == ["2/2"]


@pytest.mark.parametrize(
    "content",
    [
        "Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\n\n--b\n\nx\n--b--",
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx",
        "Content-Type: application/x-pkcs7-mime; name=smime.p7m\n\nx",
        "\nHello\n-----BEGIN PGP MESSAGE-----\nxx",
    ],
)
def test_encrypted_mail_is_said_to_be_so(read: Read, content: str) -> None:
    assert read(PERSON + content).encrypted


def test_signed_mail_is_not_encrypted(read: Read) -> None:
    assert not read(PERSON + "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx").encrypted
    assert not read(PERSON + "\nDear all").encrypted
