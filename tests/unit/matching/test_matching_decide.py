"""The order of a decision: duplicate, kind, our own side, application or correspondence."""

from typing import Any

import pytest

from intake.model.application import Completeness, Flag, Timeliness
from intake.model.document import DocumentStatus
from intake.model.ledger import Outcome
from intake.model.message import MessageKind


def test_resume_and_statement_to_the_contact_open_a_complete_application_on_time(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume"), make.document("statement"))

    assert decision.outcome is Outcome.APPLICATION
    (made,) = decision.submissions
    assert (made.candidate, made.application, made.posting) == (None, None, "p1")
    assert (made.name, made.emails) == ("Jane Doe", ("jane@example.net",))
    assert made.timeliness is Timeliness.ON_TIME
    assert made.completeness is Completeness.COMPLETE
    assert made.documents == ("2", "3")
    assert made.flags == decision.flags == ()
    assert made.match.reasons == ("Sent to ines@example.org, the contact of “Data Curator”.",)
    assert made.match.alternatives == ()


def test_evidence_tells_material_posting_deadline_and_completeness_in_sentences(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume"), make.document("statement"))

    assert [(e.rule, e.text) for e in decision.evidence] == [
        ("material", "It carries a resume (resume.pdf)."),
        ("material", "It carries a statement (statement.pdf)."),
        ("posting", "Sent to ines@example.org, the contact of “Data Curator”."),
        (
            "deadline",
            (
                "Received 20 Dec 2021 09:00:00 UTC, 11 d 13 h before the deadline 31 Dec 2021 23:59:59 Europe/Berlin "
                "(received 20 Dec 2021 10:00:00 Europe/Berlin; deadline 31 Dec 2021 22:59:59 UTC)."
            ),
        ),
        ("completeness", "All that was asked for has come: resume and statement of interest."),
    ]


@pytest.mark.parametrize("same_bytes", [True, False])
def test_same_mail_again_is_a_duplicate_of_the_first_whatever_it_carries(make: Any, same_bytes: bool) -> None:
    first = make.FirstSighting(message="m3", same_bytes=same_bytes, applications=("a1",))
    decision = make.decide(make.message(), make.document("resume"), first_sighting=first, short=True)

    assert decision.outcome is Outcome.DUPLICATE
    assert decision.duplicate_of == "m3"
    assert decision.submissions == ()
    assert decision.flags == (Flag.SHORT_BODY,)
    words = "the same bytes" if same_bytes else "the same content"
    assert decision.detail == f"It has {words} as message m3, which came first."
    assert [(e.rule, e.text) for e in decision.evidence] == [("duplicate", decision.detail)]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (MessageKind.AUTO_REPLY, Outcome.AUTO_REPLY),
        (MessageKind.BOUNCE, Outcome.BOUNCE),
        (MessageKind.REPORT, Outcome.REPORT),
        (MessageKind.CALENDAR, Outcome.CALENDAR),
        (MessageKind.BULK, Outcome.BULK),
    ],
)
def test_mail_that_nobody_wrote_is_no_application_even_with_a_resume(
    make: Any, kind: MessageKind, outcome: Outcome
) -> None:
    mail = make.message(kind=kind, kind_reasons=("Auto-Submitted", "subject"))
    decision = make.decide(mail, make.document("resume"))

    assert decision.outcome is outcome
    assert decision.submissions == ()
    assert decision.detail == "Auto-Submitted; subject"
    assert [(e.rule, e.text) for e in decision.evidence] == [("kind", "Auto-Submitted"), ("kind", "subject")]
    assert decision.flags == ()


def test_kind_without_reasons_has_no_detail_and_keeps_the_flag_of_a_short_body(make: Any) -> None:
    decision = make.decide(make.message(kind=MessageKind.BULK), short=True)
    assert (decision.detail, decision.flags) == (None, (Flag.SHORT_BODY,))


def test_bounce_that_was_seen_before_is_a_duplicate_first(make: Any) -> None:
    first = make.FirstSighting(message="m3", same_bytes=True, applications=())
    assert make.decide(make.message(kind=MessageKind.BOUNCE), first_sighting=first).outcome is Outcome.DUPLICATE


def test_question_of_a_stranger_is_correspondence(make: Any) -> None:
    decision = make.decide(make.message(subject="Is remote work possible?"), make.body("other"))

    assert decision.outcome is Outcome.CORRESPONDENCE
    assert decision.submissions == ()
    assert decision.detail == (
        "It joins no application and carries no resume, no statement and nothing that could not be read."
    )
    assert (decision.evidence[-1].rule, decision.evidence[-1].text) == ("correspondence", decision.detail)


def test_correspondence_shows_what_it_names_and_answers(make: Any) -> None:
    jane = make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1"))
    letter = make.message("Ada Roe <ada@example.net>", subject="Re: Reference for Jane Doe")
    decision = make.decide(
        letter, make.document("reference"), candidates=(jane,), thread=(make.thread("m1", "c1", "a1"),)
    )

    assert [(e.rule, e.text) for e in decision.evidence[:2]] == [
        ("posting", "Sent to ines@example.org, the contact of “Data Curator”."),
        ("thread", "It answers a mail of application a1 (m1)."),
    ]


def test_body_taken_as_the_statement_is_a_document_of_the_submission(make: Any) -> None:
    decision = make.decide(make.message(), make.body("statement"), make.document("resume"))

    (made,) = decision.submissions
    assert made.documents == ("body", "2")
    assert made.completeness is Completeness.COMPLETE
    assert decision.evidence[0].text == "Its text is taken as the statement."


def test_body_alone_that_is_a_statement_is_an_application_without_resume(make: Any) -> None:
    (made,) = make.decide(make.message(), make.body("statement")).submissions

    assert made.documents == ("body",)
    assert made.missing == ("resume",)
    assert made.flags == (Flag.INCOMPLETE,)


def test_body_beside_an_attached_statement_is_not_taken(make: Any) -> None:
    (made,) = make.decide(make.message(), make.body(), make.document("resume"), make.document("statement")).submissions
    assert made.documents == ("3", "4")


def test_body_that_holds_the_resume_is_taken_as_it(make: Any) -> None:
    decision = make.decide(make.message(), make.body("resume"))

    assert decision.submissions[0].documents == ("body",)
    assert decision.evidence[0].text == "Its text holds a resume."


def test_document_without_a_name_is_told_by_its_kind(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume", filename=None))
    assert decision.evidence[0].text == "It carries a resume."


def test_one_file_with_both_kinds_is_complete(make: Any) -> None:
    (made,) = make.decide(make.message(), make.document(("resume", "statement"))).submissions
    assert made.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("status", "flag"),
    [
        (DocumentStatus.ENCRYPTED, Flag.ENCRYPTED),
        (DocumentStatus.CORRUPT, Flag.UNREADABLE_DOCUMENT),
        (DocumentStatus.EMPTY, Flag.UNREADABLE_DOCUMENT),
        (DocumentStatus.NO_TEXT, Flag.UNREADABLE_DOCUMENT),
        (DocumentStatus.UNSUPPORTED, Flag.UNREADABLE_DOCUMENT),
        (DocumentStatus.TOO_LARGE, Flag.UNREADABLE_DOCUMENT),
        (DocumentStatus.TIMED_OUT, Flag.UNREADABLE_DOCUMENT),
    ],
)
def test_document_that_cannot_be_read_makes_an_application_with_its_flag(
    make: Any, status: DocumentStatus, flag: Flag
) -> None:
    decision = make.decide(make.message(), make.document((), status=status, filename="cv.pdf"))

    assert decision.outcome is Outcome.APPLICATION
    assert flag in decision.flags
    assert len({Flag.ENCRYPTED, Flag.UNREADABLE_DOCUMENT} & set(decision.flags)) == 1
    words = status.value.replace("_", " ")
    assert decision.evidence[0].text == f"It carries a document that could not be read ({words}) (cv.pdf)."


@pytest.mark.parametrize("kinds", [(), ("other",)])
def test_document_that_cannot_be_classed_makes_an_application(make: Any, kinds: tuple[str, ...]) -> None:
    decision = make.decide(make.message(), make.document(kinds, filename="scan.pdf"))

    assert decision.outcome is Outcome.APPLICATION
    assert decision.flags[:1] != (Flag.UNREADABLE_DOCUMENT,)
    assert decision.evidence[0].text == "It carries a document whose kind could not be told (scan.pdf)."


@pytest.mark.parametrize("kind", ["reference", "transcript", "certificate", "portfolio", "writing_sample"])
def test_other_known_kinds_alone_are_correspondence_of_a_stranger(make: Any, kind: str) -> None:
    assert make.decide(make.message(), make.document(kind)).outcome is Outcome.CORRESPONDENCE


@pytest.mark.parametrize(
    "media_type",
    [
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "text/vcard",
        "text/x-vcard",
        "TEXT/Calendar",
        "application/ics",
    ],
)
def test_signatures_cards_and_appointments_are_no_documents(make: Any, media_type: str) -> None:
    signature = make.document((), media_type=media_type, status=DocumentStatus.UNSUPPORTED)

    assert make.decide(make.message(), signature).outcome is Outcome.CORRESPONDENCE
    decision = make.decide(make.message(), make.document("resume", "2"), make.document((), "3", media_type=media_type))
    assert decision.submissions[0].documents == ("2",)


@pytest.mark.parametrize(
    "link",
    [
        "https://drive.google.com/file/d/1/view",
        "https://www.dropbox.com/s/1/cv",
        "https://team.sharepoint.com/x",
        "https://we.tl/t-1",
        "http://jane.example.net/papers/CV.PDF",
        "https://jane.example.net/cv.docx?download=1",
        "HTTPS://DRIVE.GOOGLE.COM/x",
        "https://example.org.example.net/cv.pdf",
        "https://jane.example.net/cv.pdf?from=@example.org",
    ],
)
def test_mail_with_only_a_link_to_a_file_is_an_application_and_says_so(make: Any, link: str) -> None:
    decision = make.decide(make.message(links=("https://example.org/jobs", link)))

    assert decision.outcome is Outcome.APPLICATION
    assert decision.flags == (Flag.LINK_ONLY,)
    assert decision.submissions[0].completeness is Completeness.UNSURE
    assert decision.submissions[0].documents == ()
    assert decision.evidence[0].text == f"It carries no document, but a link to a file: {link}."


@pytest.mark.parametrize(
    "link",
    [
        "https://linkedin.com/in/jane-doe",
        "https://example.net/about",
        "https://example.org/jobs/data-curator.pdf",
        "https://www.EXAMPLE.org:443/jobs.pdf",
        "HTTP://example.org/jobs.pdf",
        "https://example.org/jobs.pdf#\n",
        "https://u@files.example.org/jobs.pdf",
        "https://notdropbox.com/s/1",
    ],
)
def test_profiles_and_our_own_pages_are_no_files(make: Any, link: str) -> None:
    assert make.decide(make.message(links=(link,))).outcome is Outcome.CORRESPONDENCE


def test_link_to_a_file_beside_a_readable_body_leaves_completeness_open(make: Any) -> None:
    mail = make.message(links=("https://we.tl/t-1",))
    decision = make.decide(mail, make.body("statement"))

    assert decision.flags == ()
    assert decision.submissions[0].completeness is Completeness.UNSURE


def test_link_to_a_file_beside_attachments_opens_nothing_new(make: Any) -> None:
    mail = make.message(links=("https://we.tl/t-1",))
    decision = make.decide(mail, make.document("resume"))

    assert decision.flags == (Flag.INCOMPLETE,)


def test_encrypted_mail_is_an_application_flagged_encrypted(make: Any) -> None:
    decision = make.decide(make.message(encrypted=True, text=""))

    assert decision.outcome is Outcome.APPLICATION
    assert decision.flags == (Flag.ENCRYPTED,)
    assert decision.submissions[0].completeness is Completeness.UNSURE
    assert decision.evidence[0].text == "It is encrypted, so what it carries cannot be seen."


@pytest.mark.parametrize("status", [DocumentStatus.ENCRYPTED, DocumentStatus.UNSUPPORTED])
def test_encrypted_mail_whose_envelope_is_a_document_keeps_it(make: Any, status: DocumentStatus) -> None:
    locked = make.document((), media_type="application/pkcs7-mime", status=status)
    decision = make.decide(make.message(encrypted=True), locked)

    assert decision.flags == (Flag.ENCRYPTED,)
    assert decision.submissions[0].documents == ("2",)


def test_hidden_text_is_flagged(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume", warnings=("macros", "hidden_text")))
    assert Flag.HIDDEN_TEXT in decision.flags
    assert Flag.HIDDEN_TEXT not in make.decide(make.message(), make.document("resume", warnings=("macros",))).flags


def test_short_body_is_flagged_on_applications_and_correspondence(make: Any) -> None:
    assert Flag.SHORT_BODY in make.decide(make.message(), make.document("resume"), short=True).submissions[0].flags
    assert make.decide(make.message(), short=True).flags == (Flag.SHORT_BODY,)


def test_flags_stand_in_the_order_of_the_enum(make: Any) -> None:
    mail = make.message(to="nobody@example.org")
    decision = make.decide(mail, make.document("resume", warnings=("hidden_text",)), mailbox_addresses=(), short=True)
    assert decision.flags == (Flag.NEEDS_POSTING, Flag.HIDDEN_TEXT, Flag.SHORT_BODY)


def test_answer_of_a_contact_is_correspondence_even_with_an_attachment(make: Any) -> None:
    mail = make.message("Ines Fischer <ines@example.org>", "jane@example.net", cc="jobs@example.org")
    decision = make.decide(mail, make.document((), filename="offer.pdf"))

    assert decision.outcome is Outcome.CORRESPONDENCE
    assert decision.detail == "It was written by our own side and carries no resume."


def test_answer_of_a_colleague_in_an_applicants_thread_is_correspondence(make: Any) -> None:
    jane = make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1"))
    more = {"candidates": (jane,), "thread": (make.thread("m1", "c1", "a1"),)}
    mail = make.message("Lea Ott <lea@EXAMPLE.org>", "jane@example.net", cc="jobs@example.org")

    offer = make.document((), filename="offer.pdf")
    assert make.decide(mail, offer, **more).outcome is Outcome.CORRESPONDENCE
    assert make.decide(mail, make.document("resume"), **more).outcome is Outcome.APPLICATION
    assert make.decide(mail, offer, candidates=(jane,)).outcome is Outcome.APPLICATION
    stranger = make.message("Lea Ott <lea@example.net>", "jane@example.net")
    assert make.decide(stranger, offer, **more).outcome is Outcome.APPLICATION


def test_colleague_who_has_applied_follows_up_in_the_thread(make: Any) -> None:
    lea = make.candidate("c1", "Lea Ott", "lea@example.org", make.application("a1", "c1", "p1"))
    decision = make.decide(
        make.message("Lea Ott <lea@example.org>"),
        make.document("statement"),
        candidates=(lea,),
        thread=(make.thread("m1", "c1", "a1"),),
    )
    assert decision.outcome is Outcome.FOLLOW_UP


def test_resume_that_a_contact_sends_in_is_an_application_of_whom_it_names(make: Any) -> None:
    mail = make.message("Ines Fischer <ines@example.org>", "jobs@example.org", subject="Data Curator, on paper")
    decision = make.decide(mail, make.document("resume", name="Jane Doe", emails=("jane@example.net",)))

    (made,) = decision.submissions
    assert (made.name, made.emails, made.posting) == ("Jane Doe", ("jane@example.net",), "p1")


def test_mail_without_sender_is_an_application_of_whom_the_resume_names(make: Any) -> None:
    resume = make.document("resume", name="Jane Doe", emails=("Jane@example.net",), phones=("+4930123456",))
    (made,) = make.decide(make.message(None), resume).submissions

    assert (made.name, made.emails, made.phones) == ("Jane Doe", ("jane@example.net",), ("+4930123456",))
    assert made.candidate is None


def test_mail_without_sender_and_names_has_unknown_candidate_values(make: Any) -> None:
    (made,) = make.decide(make.message(None), make.document("resume")).submissions
    assert (made.name, made.emails, made.phones, made.links) == (None, (), (), ())
