"""Whose mail it is: forwards by staff are the original sender's, and nobody else's forwards are."""

import datetime as dt
from typing import Any

import pytest

from intake.model.application import Completeness, Flag, Timeliness
from intake.model.ledger import Outcome
from intake.model.message import Authentication, Forwarded

CLAIMED = dt.datetime(2021, 12, 31, 20, 0, tzinfo=dt.UTC)
LATE = dt.datetime(2022, 1, 2, 9, 0, tzinfo=dt.UTC)


def attached(make: Any, **more: Any) -> Any:
    """A mail by Otto with Jane's mail attached as part 2."""
    original = make.message("Jane Doe <Jane@example.net>", "ines@example.org", text="I want to be a Data Curator.")
    nested = (make.NestedMessage(part="2", message=original),)
    return make.forward("Jane Doe <jane@example.net>", part="2", nested=nested, text="See below", **more)


def test_forward_by_staff_is_the_application_of_the_original_sender(make: Any) -> None:
    decision = make.decide(attached(make, claimed_at=CLAIMED), make.document("resume", "2/2"), received_at=LATE)

    (made,) = decision.submissions
    assert decision.outcome is Outcome.APPLICATION
    assert (made.name, made.emails, made.posting) == ("Jane Doe", ("jane@example.net",), "p1")
    assert made.documents == ("2/2",)
    assert (made.timeliness, made.claimed_at) == (Timeliness.LATE, CLAIMED)
    texts = [e.text for e in decision.evidence]
    assert texts[0] == (
        "Forwarded by otto@example.org, a staff address: the application is that of Jane Doe <jane@example.net>."
    )
    assert any(t.startswith("The forward states that the original was sent 31 Dec 2021 20:00:00 UTC") for t in texts)


def test_original_that_came_attached_is_matched_by_its_own_headers_and_text(make: Any) -> None:
    def posting(original: Any, **more: Any) -> str | None:
        nested = (make.NestedMessage(part="2", message=original),)
        mail = make.forward(
            "Jane Doe <jane@example.net>", by="Lea Ott <lea@example.org>", part="2", nested=nested, **more
        )
        found: str | None = make.decide(mail, make.document("resume", "2/2")).submissions[0].posting
        return found

    jane = "Jane Doe <jane@example.net>"
    assert posting(make.message(jane, "otto@example.org"), original_to="") == "p2"
    assert posting(make.message(jane, "x@example.net", delivered_to=("otto@example.org",)), original_to="") == "p2"
    told = make.message(jane, "x@example.net", text="I want to be a Web Developer", full_text="")
    assert posting(told, original_to="", full_text="Data Curator") == "p2"


def test_inner_original_of_two_forwards_is_matched_by_its_own_text(make: Any) -> None:
    jane = make.message("Jane Doe <jane@example.net>", "x@example.net", text="I want to be a Web Developer")
    inner = make.forward(
        "Jane Doe <jane@example.net>",
        by="Lea Ott <lea@example.org>",
        to="y@example.net",
        part="2/3",
        nested=(make.NestedMessage(part="2/3", message=jane),),
        original_to="",
    )
    outer = make.forward(
        "Lea Ott <lea@example.org>",
        by="Lea Ott <lea@example.org>",
        part="2",
        nested=(make.NestedMessage(part="1", message=make.message()), make.NestedMessage(part="2", message=inner)),
        original_to="",
    )
    (made,) = make.decide(outer, make.document("resume", "2/3/2")).submissions
    assert (made.emails, made.posting) == (("jane@example.net",), "p2")


def test_agency_behind_a_forward_is_seen_by_its_name(make: Any) -> None:
    mail = make.forward("Example Recruiting <desk@example.net>")
    decision = make.decide(mail, make.document("resume"))
    assert [e.text for e in decision.evidence if e.rule == "agency"] == [
        "The sender's name or domain says “Recruiting”."
    ]


def test_handle_behind_a_forward_is_no_name(make: Any) -> None:
    decision = make.decide(make.forward("jane <jane@example.net>"), make.document("resume"))
    assert decision.submissions[0].name is None


def test_handle_of_a_sender_is_no_name_of_theirs(make: Any) -> None:
    assert make.decide(make.message("jane <jane@example.net>"), make.document("resume")).submissions[0].name is None


@pytest.mark.parametrize(
    ("original", "who"),
    [
        ("Jane Doe <jane@example.net>", "Jane Doe <jane@example.net>"),
        ("jane@example.net", "jane@example.net"),
    ],
)
def test_forward_says_whose_application_it_is(make: Any, original: str, who: str) -> None:
    decision = make.decide(make.forward(original), make.document("resume"))
    assert decision.evidence[0].text == (
        f"Forwarded by otto@example.org, a staff address: the application is that of {who}."
    )


def test_note_of_the_forwarding_colleague_is_not_the_statement_but_the_original_text_is(make: Any) -> None:
    note = make.decide(attached(make), make.body("statement"), make.document("resume", "2/2"))
    assert note.submissions[0].documents == ("2/2",)
    assert note.submissions[0].completeness is Completeness.INCOMPLETE

    text = make.decide(attached(make), make.body("statement", "2/body"), make.document("resume", "2/2"))
    assert text.submissions[0].documents == ("2/body", "2/2")
    assert text.submissions[0].completeness is Completeness.COMPLETE


def test_text_of_an_inline_forward_may_be_the_statement(make: Any) -> None:
    mail = make.forward("Jane Doe <jane@example.net>")
    original = make.body("statement", part="forwarded/body")
    decision = make.decide(mail, make.body("statement"), original, make.document("resume"))
    assert decision.submissions[0].documents == ("forwarded/body", "2")


def test_text_of_an_inline_original_in_an_attached_forward_may_be_the_statement(make: Any) -> None:
    inner = make.forward("Jane Doe <jane@example.net>")
    mail = make.forward("Otto Berg <otto@example.org>", part="2", nested=(make.NestedMessage(part="2", message=inner),))
    original = make.body("statement", part="2/forwarded/body")
    assert make.decide(mail, make.body(part="2/body"), original).submissions[0].documents == ("2/forwarded/body",)


def test_text_of_a_nested_mail_is_no_document_of_a_direct_mail(make: Any) -> None:
    decision = make.decide(make.message(), make.body("statement", "2/body"), make.document("resume", "3"))
    assert decision.submissions[0].documents == ("3",)


def test_inline_forward_by_staff_is_matched_by_the_recipients_of_the_original(make: Any) -> None:
    mail = make.forward("Jane Doe <jane@example.net>", original_to="otto@example.org", to="ines@example.org")
    assert make.decide(mail, make.document("resume")).submissions[0].posting == "p2"


@pytest.mark.parametrize(
    ("by", "to", "posting"),
    [
        ("Lea Ott <lea@example.org>", "ines@example.org", "p1"),
        ("Otto Berg <otto@example.org>", "jobs@example.org", "p2"),
    ],
)
def test_original_that_names_no_contact_is_matched_by_whom_the_forward_went_through(
    make: Any, by: str, to: str, posting: str
) -> None:
    mail = make.forward("Jane Doe <jane@example.net>", by=by, to=to, original_to="")
    (made,) = make.decide(mail, make.document("resume")).submissions

    assert made.posting == posting
    assert made.match.reasons[0].startswith("The forward went through ")


def test_subject_and_text_of_the_original_are_searched(make: Any) -> None:
    mail = make.forward(
        "Jane Doe <jane@example.net>", original_to="", original_subject="Web Developer", by="Lea <lea@example.org>"
    )
    assert make.decide(mail, make.document("resume")).submissions[0].posting == "p2"

    mail = make.forward(
        "Jane Doe <jane@example.net>",
        original_to="",
        original_subject=None,
        by="Lea <lea@example.org>",
        subject="Fwd: Data Curator",
    )
    assert make.decide(mail, make.document("resume")).submissions[0].posting == "p1"

    text = "From: Jane\n\nI want to be a Web Developer."
    mail = make.forward(
        "Jane Doe <jane@example.net>", original_to="", by="Lea <lea@example.org>", full_text=text, text="fyi"
    )
    assert make.decide(mail, make.document("resume")).submissions[0].posting == "p2"


def test_forward_by_staff_joins_the_original_senders_application(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(), make.document("resume"))
    second = desk.receive(attached(make), make.document("statement", "2/2"))

    assert second.outcome is Outcome.FOLLOW_UP
    assert second.submissions[0].candidate == "c1"


def test_forward_of_a_forward_among_staff_is_followed_to_the_first_sender(make: Any) -> None:
    inner = make.forward("Jane Doe <jane@example.net>", by="Ines Fischer <ines@example.org>", to="otto@example.org")
    outer = make.forward(
        "Ines Fischer <ines@example.org>",
        part="2",
        nested=(make.NestedMessage(part="2", message=inner),),
        original_to="otto@example.org",
    )
    (made,) = make.decide(outer, make.document("resume", "2/2")).submissions
    assert (made.name, made.emails, made.posting) == ("Jane Doe", ("jane@example.net",), "p1")


def test_endless_forwards_are_followed_only_so_far(make: Any) -> None:
    mail = make.forward("Jane Doe <jane@example.net>")
    for _ in range(9):
        nested = (make.NestedMessage(part="2", message=mail),)
        mail = make.forward("Lea Ott <lea@example.org>", part="2", nested=nested)
    (made,) = make.decide(mail, make.document("resume")).submissions
    assert made.emails == ("lea@example.org",)


def test_nested_forward_by_a_stranger_is_not_followed(make: Any) -> None:
    inner = make.forward("Somebody Else <else@example.net>", by="Jane Doe <jane@example.net>", to="ines@example.org")
    outer = make.forward("Jane Doe <jane@example.net>", part="2", nested=(make.NestedMessage(part="2", message=inner),))
    assert make.decide(outer, make.document("resume")).submissions[0].emails == ("jane@example.net",)


def test_nested_mail_without_a_sender_of_its_own_forward_is_the_original(make: Any) -> None:
    inner = make.message("Lea Ott <lea@example.org>", "ines@example.org")
    outer = make.forward("Lea Ott <lea@example.org>", part="2", nested=(make.NestedMessage(part="2", message=inner),))
    assert make.decide(outer, make.document("resume")).submissions[0].name == "Lea Ott"


def test_forward_whose_nested_mail_is_gone_keeps_what_it_states(make: Any) -> None:
    mail = make.forward("Jane Doe <jane@example.net>", part="7")
    assert make.decide(mail, make.document("resume")).submissions[0].posting == "p1"


@pytest.mark.parametrize(
    "more",
    [
        {"by": "Jane Doe <jane@example.net>"},
        {"by": "Jane Doe <jane@sub.example.org.example.net>"},
        {"authentication": Authentication.FAIL},
    ],
)
def test_forward_by_strangers_or_forgers_is_the_forwarding_persons_own(make: Any, more: dict[str, Any]) -> None:
    mail = make.forward("Victim Roe <victim@example.net>", **more)
    decision = make.decide(mail, make.document("resume"))

    assert "victim@example.net" not in decision.submissions[0].emails
    assert decision.submissions[0].claimed_at is None
    assert decision.evidence[0].rule == "material"
    assert (Flag.UNVERIFIED_SENDER in decision.flags) == ("authentication" in more)


def test_forward_that_states_no_sender_is_of_whom_the_resume_names_and_never_the_colleagues(make: Any) -> None:
    resume = make.document("resume", name="Jane Doe", emails=("jane@example.net",))
    decision = make.decide(make.forward("", by="Lea Ott <lea@example.org>"), resume)

    (made,) = decision.submissions
    assert (made.name, made.emails) == ("Jane Doe", ("jane@example.net",))
    assert decision.evidence[0].text.endswith("the application is that of an unnamed sender.")


def test_forward_of_a_forward_that_states_no_sender_is_unnamed_too(make: Any) -> None:
    inner = make.forward("", by="Lea Ott <lea@example.org>", to="ines@example.org")
    outer = make.forward("Lea Ott <lea@example.org>", part="2", nested=(make.NestedMessage(part="2", message=inner),))
    (made,) = make.decide(outer, make.document("resume", "2/2")).submissions
    assert (made.name, made.emails, made.posting) == (None, (), "p1")


def test_forward_without_documents_of_a_stranger_is_correspondence_and_says_whose_it_was(make: Any) -> None:
    decision = make.decide(make.forward("Jane Doe <jane@example.net>"))
    assert decision.outcome is Outcome.CORRESPONDENCE
    assert decision.evidence[0].rule == "staff_forward"


def test_forward_with_a_sender_without_name_or_address_is_of_an_unnamed_sender(make: Any) -> None:
    mail = make.message(
        "Lea Ott <lea@example.org>",
        "jobs@example.org",
        forwarded=Forwarded(sender=make.address(""), to=(), subject=None, sent_at=None),
        subject=None,
    )
    decision = make.decide(mail, make.document("resume"))
    assert decision.evidence[0].text.endswith("the application is that of an unnamed sender.")
    assert decision.submissions[0].emails == ()


def test_internal_applicant_is_a_candidate_like_any_other(make: Any) -> None:
    (made,) = make.decide(make.message("Lea Ott <lea@example.org>"), make.document("resume")).submissions
    assert (made.name, made.emails, made.posting) == ("Lea Ott", ("lea@example.org",), "p1")


def test_copies_of_an_attached_original_may_name_the_contact(make: Any) -> None:
    inner = make.message("Jane Doe <jane@example.net>", "friend@example.net", cc="ines@example.org")
    nested = (make.NestedMessage(part="2", message=inner),)
    mail = make.forward("Jane Doe <jane@example.net>", part="2", nested=nested, original_to="friend@example.net")
    assert make.decide(mail, make.document()).submissions[0].posting == "p1"
