"""What a person has set of a mail: every decision keeps to it, judges by it, and says so."""

from typing import Any

from intake.model.application import Completeness, Flag, Timeliness, Wish
from intake.model.ledger import Outcome


def test_moved_by_a_person_it_is_judged_by_that_posting(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume"), wish=Wish(moved=((0, "p2"),)))
    (made,) = decision.submissions
    assert made.posting == "p2"
    assert made.match.reasons == ("A person put it into this posting.",)
    assert [(other.posting, other.reasons) for other in made.match.alternatives] == [
        ("p1", ("Sent to ines@example.org, the contact of “Data Curator”.",))
    ]


def test_taken_out_of_any_posting_it_needs_one(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume"), wish=Wish(moved=((0, None),)))
    (made,) = decision.submissions
    assert (made.posting, made.timeliness, Flag.NEEDS_POSTING in made.flags) == (None, None, True)
    assert made.match.reasons == ("A person took it out of its posting.",)


def test_what_it_would_say_anyway_and_a_round_that_is_gone_change_nothing(make: Any) -> None:
    plain = make.decide(make.message(), make.document("resume"))
    for moved in (((0, "p1"),), ((0, "p99"),), ((5, "p2"),)):
        assert make.decide(make.message(), make.document("resume"), wish=Wish(moved=moved)) == plain


def test_correspondence_that_a_person_takes_for_an_application_is_one(make: Any) -> None:
    question = make.message(text="Is the post still open?")
    assert make.decide(question).outcome is Outcome.CORRESPONDENCE
    decision = make.decide(question, wish=Wish(is_application=True))
    (made,) = decision.submissions
    assert (decision.outcome, made.posting, made.timeliness) == (Outcome.APPLICATION, "p1", Timeliness.ON_TIME)
    assert made.completeness is Completeness.INCOMPLETE
    assert made.match.reasons[0] == "A person says that it is an application."
    assert made.match.alternatives == ()


def test_of_a_mail_that_names_two_postings_it_waits_with_both_to_choose(make: Any) -> None:
    question = make.message(to="ines@example.org, otto@example.org", text="Are the posts still open?")
    (made,) = make.decide(question, wish=Wish(is_application=True)).submissions
    assert (made.posting, [other.posting for other in made.match.alternatives]) == (None, ["p1", "p2"])


def test_of_a_mail_that_names_no_posting_it_waits_with_all_of_them_to_choose(make: Any) -> None:
    nowhere = make.message(to="jobs@example.org", subject="Hello", text="Is there a post?")
    decision = make.decide(nowhere, wish=Wish(is_application=True))
    (made,) = decision.submissions
    assert (made.posting, {other.posting for other in made.match.alternatives}) == (None, {"p1", "p2"})


def test_an_application_by_itself_needs_no_wish(make: Any) -> None:
    wished = make.decide(make.message(), make.document("resume"), wish=Wish(is_application=True))
    assert wished == make.decide(make.message(), make.document("resume"))
