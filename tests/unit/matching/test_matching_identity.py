"""Which candidate wrote: addresses are hints, names that contradict are other people, people merge."""

from typing import Any

import pytest

from intake.model.application import Evidence, Flag
from intake.model.document import LinkKind
from intake.model.ledger import Outcome
from intake.model.message import Authentication

FAMILY = "doe@example.net"


def test_same_address_with_a_shorter_name_is_the_same_candidate(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message("Jane Maria Doe <Jane@example.net>"), make.document("resume"))
    second = desk.receive(make.message("Doe, J. <jane+jobs@example.net>"), make.document("statement"))

    assert second.outcome is Outcome.FOLLOW_UP
    assert second.submissions[0].candidate == "c1"
    assert "jane@example.net is an address of candidate c1; no name contradicts." in [e.text for e in second.evidence]


def test_couple_on_one_address_is_two_candidates_the_second_flagged(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    second = desk.receive(make.message(f"Ben Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))

    assert second.outcome is Outcome.APPLICATION
    (made,) = second.submissions
    assert (made.candidate, made.name, made.possible_duplicates) == (None, "Ben Doe", ("a1",))
    assert Flag.POSSIBLE_DUPLICATE in made.flags
    assert Flag.POSSIBLE_AGENCY not in made.flags
    texts = [e.text for e in second.evidence]
    assert f"{FAMILY} is an address of candidate c1 (Anna Doe), but this is Ben Doe's." in texts
    assert "Anna Doe has the same address." in texts


def test_resume_of_the_other_half_sent_under_the_same_display_name_is_another_candidate(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    second = desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))

    assert second.submissions[0].candidate is None
    assert second.submissions[0].name == "Ben Doe"


def test_each_half_of_a_couple_keeps_following_up_their_own_application(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna & Ben Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    desk.receive(make.message(f"Anna & Ben Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))
    anna = desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("statement"))
    ben = desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))

    assert [d.submissions[0].candidate for d in (anna, ben)] == ["c1", "c2"]
    assert [d.outcome for d in (anna, ben)] == [Outcome.FOLLOW_UP, Outcome.FOLLOW_UP]
    assert ben.submissions[0].possible_duplicates == ()


def test_couple_under_one_name_is_told_apart_by_the_posting_that_one_of_them_applied_for(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    desk.receive(make.message(f"Ben Doe <{FAMILY}>", "otto@example.org"), make.document("resume", name="Ben Doe"))
    both = desk.receive(make.message(f"Familie Doe <{FAMILY}>", "otto@example.org"), make.document("statement"))

    assert both.submissions[0].candidate == "c2"
    assert both.outcome is Outcome.FOLLOW_UP


def test_couple_under_one_name_is_told_apart_by_the_thread(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    desk.receive(make.message(f"Ben Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))
    both = desk.receive(make.message(f"Familie Doe <{FAMILY}>"), make.document("statement"), answers="m1")

    assert both.submissions[0].application == "a1"


def test_couple_that_nothing_tells_apart_waits_as_an_application_of_its_own(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(f"Anna Doe <{FAMILY}>"), make.document("resume", name="Anna Doe"))
    desk.receive(make.message(f"Ben Doe <{FAMILY}>"), make.document("resume", name="Ben Doe"))
    both = desk.receive(make.message(FAMILY), make.document("statement"))

    (made,) = both.submissions
    assert (made.candidate, made.name, made.possible_duplicates) == (None, None, ("a1", "a2"))
    said = f"{FAMILY} is an address of the candidates c1 and c2; nothing tells which."
    assert Evidence("candidate", said) in both.evidence


def test_same_name_at_another_address_opens_its_own_application_and_is_proposed(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(), make.document("resume"))
    second = desk.receive(make.message("Jane Doe <jd@work.example.net>"), make.document("statement"))

    (made,) = second.submissions
    assert (second.outcome, made.candidate, made.application) == (Outcome.APPLICATION, None, None)
    assert made.possible_duplicates == ("a1",)
    assert ("possible_duplicate", "Somebody has the same name, Jane Doe, at another address.") in [
        (e.rule, e.text) for e in second.evidence
    ]


def test_three_addresses_of_one_person_that_the_resume_names_are_one_candidate(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    resume = make.document("resume", name="Jane Doe", emails=("jd@work.example.net", "doe@uni.example.net"))
    desk.receive(make.message(), resume)
    work = desk.receive(make.message("Jane Doe <jd@work.example.net>"), make.document("statement"))
    uni = desk.receive(make.message("J. Doe <doe@uni.example.net>"), make.document("transcript"))

    assert [d.submissions[0].candidate for d in (work, uni)] == ["c1", "c1"]


def test_follow_up_proposes_nobody_again(make: Any) -> None:
    candidates = (
        make.candidate(
            "c1",
            "Jane Doe",
            "jane@example.net",
            make.application("a1", "c1", "p1"),
            make.application("a3", "c1", None),
        ),
        make.candidate("c2", "Jane Doe", "jd@work.example.net", make.application("a2", "c2", "p1")),
    )
    decision = make.decide(make.message(), make.document("statement"), candidates=candidates)

    assert decision.submissions[0].application == "a1"
    assert decision.submissions[0].possible_duplicates == ()
    assert not [e for e in decision.evidence if e.rule == "possible_duplicate"]


def test_first_name_alone_proposes_nobody(make: Any) -> None:
    others = (make.candidate("c1", "Jane", "j@example.net", make.application("a1", "c1", "p1")),)
    decision = make.decide(make.message("Jane <jane@example.net>"), make.document("resume"), candidates=others)
    assert decision.submissions[0].possible_duplicates == ()


def test_address_in_the_resume_proposes_its_candidate_unless_the_names_contradict(make: Any) -> None:
    def proposed(name: str) -> tuple[str, ...]:
        other = make.candidate("c1", name, "jd@work.example.net", make.application("a1", "c1", "p1"))
        resume = make.document("resume", emails=("jd@work.example.net",))
        decision = make.decide(make.message("Jane <jd@example.net>"), resume, candidates=(other,))
        found: tuple[str, ...] = decision.submissions[0].possible_duplicates
        return found

    assert proposed("Jane Doe") == ("a1",)
    assert proposed("") == ("a1",)
    assert proposed("Ben Roe") == ()


def test_answer_from_another_address_proposes_the_candidate_of_the_thread(make: Any) -> None:
    other = make.candidate("c1", "", "jd@work.example.net", make.application("a1", "c1", "p1"))
    decision = make.decide(
        make.message("jane@example.net"),
        make.document("statement"),
        candidates=(other,),
        thread=(make.thread("m1", "c1", "a1"),),
    )

    (made,) = decision.submissions
    assert (made.candidate, made.application, made.posting) == (None, None, "p1")
    assert made.possible_duplicates == ("a1",)
    assert "It answers a mail of somebody without a name, from another address." in [e.text for e in decision.evidence]


def test_unrelated_candidate_in_the_context_is_not_proposed(make: Any) -> None:
    other = make.candidate("c1", "", "jd@work.example.net", make.application("a1", "c1", "p1"))
    decision = make.decide(make.message(), make.document("statement"), candidates=(other,))
    assert decision.submissions[0].possible_duplicates == ()


def test_known_candidate_at_a_new_posting_proposes_only_namesakes_elsewhere(make: Any) -> None:
    candidates = (
        make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1")),
        make.candidate("c2", "Ben Doe", "jane@example.net", make.application("a2", "c2", "p1")),
        make.candidate("c10", "Jane Doe", "jd@work.example.net", make.application("a10", "c10", "p1")),
        make.candidate("c3", "J. Doe", "j@home.example.net", make.application("a9", "c3", "p1")),
    )
    decision = make.decide(make.message(to="otto@example.org"), make.document("resume"), candidates=candidates)
    assert decision.submissions[0].possible_duplicates == ("a9", "a10")


def test_mail_that_fails_authentication_never_joins_by_itself(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(), make.document("resume"))
    forged = desk.receive(make.message(authentication=Authentication.FAIL), make.document("statement"))

    (made,) = forged.submissions
    assert (forged.outcome, made.candidate, made.application) == (Outcome.APPLICATION, None, None)
    assert made.possible_duplicates == ("a1",)
    assert made.flags == (Flag.INCOMPLETE, Flag.POSSIBLE_DUPLICATE, Flag.UNVERIFIED_SENDER)
    said = "The mail fails authentication as from Jane Doe <jane@example.net>: it joins nothing by itself."
    assert Evidence("authentication", said) in forged.evidence


def test_true_mail_does_not_join_what_a_forged_one_opened(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(authentication=Authentication.FAIL), make.document("resume"))
    true = desk.receive(make.message(), make.document("resume"))

    assert true.submissions[0].candidate is None
    assert true.submissions[0].possible_duplicates == ("a1",)
    assert not [e for e in true.evidence if e.rule == "candidate"]


def test_question_that_fails_authentication_is_flagged_correspondence(make: Any) -> None:
    known = (make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1")),)
    decision = make.decide(make.message(authentication=Authentication.FAIL), candidates=known)

    assert decision.outcome is Outcome.CORRESPONDENCE
    assert decision.flags == (Flag.UNVERIFIED_SENDER,)


def test_candidate_without_names_is_the_same_at_its_address(make: Any) -> None:
    known = (make.candidate("c1", "", "jane@example.net", make.application("a1", "c1", "p1")),)
    assert make.decide(make.message(), make.document("resume"), candidates=known).submissions[0].candidate == "c1"


def test_candidate_who_has_the_very_name_is_taken_before_one_without_a_name(make: Any) -> None:
    known = (
        make.candidate("c1", "", "jane@example.net", make.application("a1", "c1", "p1")),
        make.candidate("c2", "Jane Doe", "jane@example.net", make.application("a2", "c2", "p2")),
    )
    assert make.decide(make.message(), make.document("resume"), candidates=known).submissions[0].candidate == "c2"


def test_name_wrongly_read_from_a_resume_that_shows_the_senders_name_makes_nobody_else(make: Any) -> None:
    known = (make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1")),)
    resume = make.document("resume", name="Senior Consultant", text="Senior Consultant\n\nDOE Jane\nBerlin")
    decision = make.decide(make.message(), resume, candidates=known)

    assert decision.submissions[0].candidate == "c1"
    assert decision.submissions[0].name == "Jane Doe"
    assert make.decide(make.message(), resume).submissions[0].name == "Jane Doe"


def test_sender_of_another_name_than_candidate_and_resume_agree_on_is_taken_by_the_resume(make: Any) -> None:
    known = (make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1")),)
    mail = make.message("Doe Consulting <jane@example.net>")
    decision = make.decide(mail, make.document("resume", name="Jane Doe"), candidates=known)

    assert decision.submissions[0].candidate == "c1"
    assert decision.submissions[0].name == "Jane Doe"


@pytest.mark.parametrize(
    ("sender", "resume", "name"),
    [
        ("Jane Doe <jane@example.net>", "Jane Maria Doe", "Jane Maria Doe"),
        ("Jane Maria Doe <jane@example.net>", "J. Doe", "Jane Maria Doe"),
        ("jane@example.net", "Jane Doe", "Jane Doe"),
        ("jane <jane@example.net>", "Jane Doe", "Jane Doe"),
        ("Jane Doe <jane@example.net>", None, "Jane Doe"),
        ("Doe, Jane (External) <jane@example.net>", None, "Jane Doe"),
        ("JANE DOE <jane@example.net>", "Jane Doe", "JANE DOE"),
    ],
)
def test_candidate_has_the_fullest_name_that_mail_or_resume_give(
    make: Any, sender: str, resume: str | None, name: str
) -> None:
    decision = make.decide(make.message(sender), make.document("resume", name=resume))
    assert decision.submissions[0].name == name


def test_name_is_taken_from_the_statement_where_nothing_else_has_it(make: Any) -> None:
    decision = make.decide(make.message("jane@example.net"), make.body("statement", name="Jane Doe"))
    assert decision.submissions[0].name == "Jane Doe"


@pytest.mark.parametrize(
    ("sender", "signed", "name"),
    [
        ("jane.doe@example.net", "Jane Doe", "Jane Doe"),
        ("janed@example.net", "Jane Doe", "Jane Doe"),
        ("xyz@example.net", "Jane Doe", None),
        ("ax@jane.example.net", "Jane Doe", None),
        ("boli@example.net", "Li Wu", None),
        ("lee@example.net", "Ann Lee", "Ann Lee"),
        ("jan-na.d@example.net", "Janna Doe", "Janna Doe"),
        ("doe@example.net", None, None),
        ("Ada Roe <jane.doe@example.net>", "Jane Doe", "Ada Roe"),
    ],
)
def test_name_under_the_mail_counts_where_the_address_has_one_of_its_words(
    make: Any, sender: str, signed: str | None, name: str | None
) -> None:
    decision = make.decide(make.message(sender), make.body("other", name=signed), make.document("resume"))
    assert decision.submissions[0].name == name


def test_facts_of_the_documents_go_into_the_candidate_without_our_own_addresses(make: Any) -> None:
    github = make.Link(LinkKind.GITHUB, "https://github.com/janedoe-example")
    resume = make.document(
        "resume",
        name="Jane Doe",
        emails=("JANE@example.net", "jd@work.example.net", "ines@example.org", "hr@example.org"),
        phones=("+4930123456",),
        links=(github,),
    )
    statement = make.document("statement", emails=("ines@example.org", "other@example.net"), phones=("+4930123456",))
    (made,) = make.decide(make.message(), resume, statement).submissions

    assert made.emails == ("jane@example.net", "jd@work.example.net")
    assert made.phones == ("+4930123456",)
    assert made.links == (github,)


def test_answer_address_counts_where_a_machine_sends_for_the_applicant(make: Any) -> None:
    mail = make.message("Job Board <no-reply@board.example.net>", reply_to=(make.address("Jane Doe <j@example.net>"),))
    (made,) = make.decide(mail, make.document("resume")).submissions
    assert (made.name, made.emails) == ("Jane Doe", ("j@example.net",))


@pytest.mark.parametrize(
    "machine", ["no-reply", "noreply", "do-not-reply", "donotreply", "NoReply-jobs", "mailer-daemon"]
)
def test_machine_that_sends_for_many_gives_no_address_to_anybody(make: Any, machine: str) -> None:
    board = f"Jane Doe via Board <{machine}@board.example.net>"
    other = make.candidate("c1", "Ben Roe", f"{machine}@board.example.net", make.application("a1", "c1", "p1"))
    (made,) = make.decide(make.message(board), make.document("resume"), candidates=(other,)).submissions

    assert (made.candidate, made.name, made.emails, made.possible_duplicates) == (None, "Jane Doe", (), ())


@pytest.mark.parametrize("sender", ["nora.reply@example.net", "reply@example.net", "noel@example.net"])
def test_person_whose_address_only_looks_like_a_machines_keeps_it(make: Any, sender: str) -> None:
    assert make.decide(make.message(sender), make.document("resume")).submissions[0].emails == (sender,)


def test_names_in_different_scripts_contradict_nothing(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message("王伟 <wei@example.net>"), make.document("resume", name="Wei Wang"))
    again = desk.receive(make.message("Wei Wang <wei@example.net>"), make.document("statement"))
    other = desk.receive(make.message("李娜 <wei@example.net>"), make.document("statement"))

    assert desk.candidates["c1"].names == ("王伟", "Wei Wang")
    assert again.submissions[0].candidate == "c1"
    assert other.submissions[0].candidate is None


def test_answer_address_of_a_person_is_not_taken_for_the_sender(make: Any) -> None:
    mail = make.message(reply_to=(make.address("Somebody Else <else@example.net>"),))
    assert make.decide(mail, make.document("resume")).submissions[0].emails == ("jane@example.net",)
