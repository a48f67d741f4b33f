"""What a mail joins: named rounds always, else the one application that still runs, else a person."""

import datetime as dt
from typing import Any

import pytest

from intake.matching.thread import followed
from intake.model.application import Completeness, Flag, Timeliness
from intake.model.ledger import Outcome

LATER = dt.datetime(2022, 1, 2, 9, 0, tzinfo=dt.UTC)


def known(make: Any, *applications: Any) -> tuple[Any, ...]:
    """Jane, who has applied before."""
    return (make.candidate("c1", "Jane Doe", "jane@example.net", *applications),)


def test_applications_that_a_thread_leads_to_are_in_the_order_of_their_ids(make: Any) -> None:
    jane = known(make, make.application("a10", "c1", "p1"), make.application("a9", "c1", "p2"))
    context = make.context(candidates=jane, thread=(make.thread("m1", "c1", "a10"), make.thread("m2", "c1", "a9")))
    assert [(one.application.id, one.message) for one in followed(context)] == [("a9", "m2"), ("a10", "m1")]


def test_missing_statement_sent_from_another_thread_completes_the_application(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    first = desk.receive(make.message(), make.document("resume"))
    second = desk.receive(make.message(subject="My statement"), make.document("statement"))

    assert first.submissions[0].flags == (Flag.INCOMPLETE,)
    assert second.outcome is Outcome.FOLLOW_UP
    (made,) = second.submissions
    assert (made.candidate, made.application, made.posting) == ("c1", "a1", "p1")
    assert (made.completeness, made.missing, made.flags) == (Completeness.COMPLETE, (), ())
    assert made.match.reasons[-1] == "The candidate has applied there with a1."


def test_resubmission_joins_and_brings_the_newer_document(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(), make.document("resume"), make.document("statement"))
    again = desk.receive(make.message(), make.document("resume"))

    assert again.outcome is Outcome.FOLLOW_UP
    assert again.submissions[0].documents == ("2",)
    assert again.submissions[0].completeness is Completeness.COMPLETE


def test_two_postings_by_one_person_are_two_applications_of_one_candidate(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(), make.document("resume"))
    second = desk.receive(make.message(to="otto@example.org"), make.document("resume"))

    assert second.outcome is Outcome.APPLICATION
    (made,) = second.submissions
    assert (made.candidate, made.application, made.posting) == ("c1", None, "p2")
    assert made.possible_duplicates == ()


def test_follow_up_after_the_deadline_joins_and_is_late(make: Any) -> None:
    decision = make.decide(
        make.message(),
        make.document("statement"),
        received_at=LATER,
        candidates=known(make, make.application("a1", "c1", "p1", make.held("resume"))),
    )

    assert decision.outcome is Outcome.FOLLOW_UP
    assert decision.submissions[0].timeliness is Timeliness.LATE
    assert decision.flags == (Flag.LATE,)


def test_late_word_of_thanks_joins_without_making_the_application_late(make: Any) -> None:
    decision = make.decide(
        make.message(text="Thank you!"),
        received_at=LATER,
        candidates=known(make, make.application("a1", "c1", "p1", make.held(("resume", "statement")))),
    )

    assert decision.outcome is Outcome.FOLLOW_UP
    assert decision.submissions[0].timeliness is Timeliness.LATE
    assert decision.submissions[0].documents == ()
    assert decision.flags == ()


def test_mail_after_a_final_status_joins_with_a_flag(make: Any) -> None:
    rejected = make.application("a1", "c1", "p1", make.held(("resume", "statement")), status="rejected", final=True)
    decision = make.decide(make.message(), make.document("resume"), candidates=known(make, rejected))

    assert decision.outcome is Outcome.FOLLOW_UP
    assert decision.submissions[0].application == "a1"
    assert decision.flags == (Flag.AFTER_DECISION,)
    said = "Application a1 had its final status, “rejected”, when the mail came."
    assert ("after_decision", said) in [(e.rule, e.text) for e in decision.evidence]


@pytest.mark.parametrize(("minutes", "flags"), [(-1, (Flag.AFTER_DECISION,)), (0, (Flag.AFTER_DECISION,)), (1, ())])
def test_status_that_ended_the_application_after_the_mail_came_does_not_count(
    make: Any, minutes: int, flags: tuple[Flag, ...]
) -> None:
    since = make.NOW + dt.timedelta(minutes=minutes)
    ended = make.application(
        "a1", "c1", "p1", make.held(("resume", "statement")), status="hired", final=True, final_since=since
    )
    assert make.decide(make.message(), make.document("resume"), candidates=known(make, ended)).flags == flags


def test_mail_that_names_nothing_joins_the_one_running_application(make: Any) -> None:
    decision = make.decide(
        make.message(to="jobs@example.org", subject="My statement"),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", "p1", make.held("resume"))),
    )

    (made,) = decision.submissions
    assert (decision.outcome, made.application, made.posting) == (Outcome.FOLLOW_UP, "a1", "p1")
    assert made.match.reasons == ("It names no posting; application a1 is the candidate's only one that still runs.",)


@pytest.mark.parametrize("second", ["over", "final", "closed"])
def test_mail_that_names_nothing_joins_the_only_one_whose_round_and_status_still_run(make: Any, second: str) -> None:
    closed = make.posting("p3", "Office Cat", "lea@example.org", deadline=None, closed_at=make.NOW - dt.timedelta(1))
    posting = {"over": "p1", "final": "p2", "closed": "p3"}[second]
    other = make.application("a2", "c1", posting, final=second == "final")
    running = make.application("a1", "c1", "p4", make.held("resume"))
    open_one = make.posting("p4", "Archivist", "lea@example.org", deadline=dt.date(2022, 3, 1))
    decision = make.decide(
        make.message(to="jobs@example.org", subject="My statement"),
        make.document("statement"),
        received_at=LATER,
        candidates=known(make, running, other),
        postings=(*make.POSTINGS, closed, open_one),
    )

    assert decision.submissions[0].application == "a1"


def test_mail_that_names_nothing_waits_where_two_applications_still_run(make: Any) -> None:
    decision = make.decide(
        make.message(to="jobs@example.org", subject="My transcript"),
        make.document("transcript"),
        candidates=known(make, make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2")),
    )

    (made,) = decision.submissions
    assert decision.outcome is Outcome.APPLICATION
    assert (made.candidate, made.application, made.posting) == ("c1", None, None)
    assert made.flags == (Flag.NEEDS_POSTING,)
    assert [(a.posting, a.reasons) for a in made.match.alternatives] == [
        ("p1", ("The candidate has applied there with a1.",)),
        ("p2", ("The candidate has applied there with a2.",)),
    ]
    assert made.match.reasons == ("The candidate's applications a1 and a2 all still run.",)
    assert (made.timeliness, made.deadline_at, made.completeness) == (None, None, Completeness.UNSURE)


def test_question_that_names_nothing_is_correspondence_where_two_applications_still_run(make: Any) -> None:
    decision = make.decide(
        make.message(to="jobs@example.org", subject="A question"),
        candidates=known(make, make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2")),
    )

    assert decision.outcome is Outcome.CORRESPONDENCE
    assert decision.detail == (
        "It brings no application, and nothing tells which application of the candidate it belongs to."
    )


def test_mail_that_names_nothing_joins_an_application_that_waits_for_its_posting(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    desk.receive(make.message(to="jobs@example.org"), make.document("resume"))
    second = desk.receive(make.message(to="jobs@example.org"), make.document("statement"))

    (made,) = second.submissions
    assert (second.outcome, made.application, made.posting) == (Outcome.FOLLOW_UP, "a1", None)
    assert made.flags == (Flag.NEEDS_POSTING,)


def test_application_opened_beside_one_that_waits_is_proposed_for_merging(make: Any) -> None:
    decision = make.decide(
        make.message(),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", None, make.held("resume"))),
    )

    (made,) = decision.submissions
    assert (decision.outcome, made.candidate, made.application, made.posting) == (
        Outcome.APPLICATION,
        "c1",
        None,
        "p1",
    )
    assert made.possible_duplicates == ("a1",)
    assert Flag.POSSIBLE_DUPLICATE in made.flags


def test_question_to_the_contact_of_another_posting_is_correspondence(make: Any) -> None:
    decision = make.decide(
        make.message(to="otto@example.org", subject="A question"),
        candidates=known(make, make.application("a1", "c1", "p1")),
    )
    assert decision.outcome is Outcome.CORRESPONDENCE


@pytest.mark.parametrize(
    ("kind", "to", "final", "application", "posting"),
    [
        ("statement", "", False, "a1", "p2"),
        ("resume", "", False, None, "p1"),
        ("statement", "", True, None, "p1"),
        ("statement", "ines@example.org", False, None, "p1"),
    ],
)
def test_mail_that_only_lies_in_a_contacts_mailbox_goes_on_with_what_runs_unless_it_brings_a_resume(
    make: Any, kind: str, to: str, final: bool, application: str | None, posting: str
) -> None:
    decision = make.decide(
        make.message(to=to),
        make.document(kind),
        candidates=known(make, make.application("a1", "c1", "p2", make.held("resume"), final=final)),
        mailbox_addresses=("ines@example.org",),
    )
    (made,) = decision.submissions
    assert (made.application, made.posting) == (application, posting)


@pytest.mark.parametrize(("text", "application"), [("", "a1"), ("As Archivist", None)])
def test_words_name_a_posting_of_the_mailbox_that_mere_arrival_does_not(
    make: Any, text: str, application: str | None
) -> None:
    decision = make.decide(
        make.message(to="", text=text),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", "p7", make.held("resume"))),
        postings=(*shared(make)[1:], make.posting("p7", "Gardener", "otto@example.org")),
        mailbox_addresses=("ines@example.org",),
    )
    assert decision.submissions[0].application == application


def test_mail_that_lies_in_the_mailbox_of_the_contact_applied_to_joins_there(make: Any) -> None:
    jane = known(make, make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2"))
    decision = make.decide(
        make.message(to=""), make.document("statement"), candidates=jane, mailbox_addresses=("ines@example.org",)
    )
    assert decision.submissions[0].application == "a1"


def test_answer_in_the_thread_joins_although_another_contact_wrote(make: Any) -> None:
    decision = make.decide(
        make.message(to="otto@example.org", subject="Re: your call"),
        make.document("transcript"),
        candidates=known(make, make.application("a1", "c1", "p1")),
        thread=(make.thread("m1", "c1", "a1"),),
    )

    (made,) = decision.submissions
    assert (decision.outcome, made.application, made.posting) == (Outcome.FOLLOW_UP, "a1", "p1")
    assert made.match.reasons == ("It answers a mail of application a1 (m1).",)
    assert [a.posting for a in made.match.alternatives] == ["p2"]


def test_answer_to_a_mail_that_opened_two_applications_joins_both(make: Any) -> None:
    decision = make.decide(
        make.message(to="jobs@example.org", subject="Re: my applications"),
        make.document("transcript"),
        candidates=known(make, make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2")),
        thread=(make.thread("m1", "c1", "a1", "a2"),),
    )

    assert decision.outcome is Outcome.FOLLOW_UP
    assert [s.application for s in decision.submissions] == ["a1", "a2"]


def test_subject_that_names_a_posting_wins_over_the_thread(make: Any) -> None:
    decision = make.decide(
        make.message(to="otto@example.org", subject="Application: Web Developer"),
        make.document("resume"),
        candidates=known(make, make.application("a1", "c1", "p1")),
        thread=(make.thread("m1", "c1", "a1"),),
    )

    (made,) = decision.submissions
    assert (decision.outcome, made.application, made.posting) == (Outcome.APPLICATION, None, "p2")


def test_mail_to_two_contacts_opens_one_application_and_joins_the_other(make: Any) -> None:
    decision = make.decide(
        make.message(to="ines@example.org, otto@example.org"),
        make.document("resume"),
        candidates=known(make, make.application("a1", "c1", "p1")),
    )

    assert decision.outcome is Outcome.APPLICATION
    assert [(s.application, s.posting) for s in decision.submissions] == [("a1", "p1"), (None, "p2")]


def test_question_to_two_contacts_joins_only_where_the_candidate_applied(make: Any) -> None:
    decision = make.decide(
        make.message(to="ines@example.org, otto@example.org"),
        candidates=known(make, make.application("a1", "c1", "p1")),
    )

    assert decision.outcome is Outcome.FOLLOW_UP
    assert [s.application for s in decision.submissions] == ["a1"]


def test_subject_that_names_another_posting_than_the_contact_joins_where_the_candidate_applied_by_it(make: Any) -> None:
    jane = known(make, make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2"))
    decision = make.decide(make.message(subject="Web Developer"), make.document("statement"), candidates=jane)

    assert decision.submissions[0].application == "a2"
    assert [a.posting for a in decision.submissions[0].match.alternatives] == ["p1"]


def test_application_for_another_posting_than_the_contacts_waits_although_the_candidate_applied_with_it(
    make: Any,
) -> None:
    jane = known(make, make.application("a1", "c1", "p1"))
    more = {"candidates": jane, "thread": (make.thread("m1", "c1", "a1"),)}
    decision = make.decide(make.message(subject="Web Developer"), make.document("resume"), **more)

    (made,) = decision.submissions
    assert (made.candidate, made.application, made.posting) == ("c1", None, None)
    assert made.match.reasons == ("The subject names another posting than the address.",)


@pytest.mark.parametrize("answers", [True, False])
def test_question_about_another_posting_joins_the_application_that_the_contact_has(make: Any, answers: bool) -> None:
    jane = known(make, make.application("a1", "c1", "p1"))
    thread = (make.thread("m1", "c1", "a1"),) if answers else ()
    decision = make.decide(make.message(subject="Re: Web Developer?"), candidates=jane, thread=thread)

    assert decision.outcome is Outcome.FOLLOW_UP
    assert decision.submissions[0].application == "a1"


def test_question_in_the_thread_joins_although_its_subject_names_a_posting_without_application(make: Any) -> None:
    decision = make.decide(
        make.message(to="otto@example.org", subject="Re: Web Developer?"),
        candidates=known(make, make.application("a1", "c1", "p1")),
        thread=(make.thread("m1", "c1", "a1"),),
    )
    assert decision.submissions[0].application == "a1"


def shared(make: Any) -> tuple[Any, ...]:
    """Three postings of one contact; the first is over on 2 January."""
    return (
        make.posting("p1", "Data Curator", "ines@example.org"),
        make.posting("p2", "Web Developer", "ines@example.org", deadline=dt.date(2022, 2, 7)),
        make.posting("p3", "Archivist", "ines@example.org", deadline=dt.date(2022, 3, 1)),
    )


def test_shared_contact_joins_the_candidates_one_running_application(make: Any) -> None:
    decision = make.decide(
        make.message(subject="My statement"),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", "p2", make.held("resume"))),
        postings=shared(make),
    )

    (made,) = decision.submissions
    assert (made.application, made.posting) == ("a1", "p2")
    assert [a.posting for a in made.match.alternatives] == ["p1", "p3"]


def test_shared_contact_joins_an_application_that_waits_for_its_posting(make: Any) -> None:
    decision = make.decide(
        make.message(subject="My statement"),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", None, make.held("resume"))),
        postings=shared(make),
    )
    assert (decision.submissions[0].application, decision.submissions[0].posting) == ("a1", None)


def test_application_with_another_contact_is_none_of_the_shared_contacts(make: Any) -> None:
    other = make.posting("p7", "Gardener", "otto@example.org")
    decision = make.decide(
        make.message(subject="My statement"),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", "p7", make.held("resume"))),
        postings=(*shared(make), other),
    )
    assert (decision.submissions[0].application, decision.flags) == (None, (Flag.NEEDS_POSTING,))


@pytest.mark.parametrize("to", ["ines@example.org", "jobs@example.org"])
def test_transcript_of_a_stranger_is_correspondence_also_where_it_would_wait(make: Any, to: str) -> None:
    decision = make.decide(make.message(to=to), make.document("transcript"), postings=shared(make))
    assert decision.outcome is Outcome.CORRESPONDENCE


def test_candidate_whose_applications_have_all_ended_is_told_so(make: Any) -> None:
    ended = known(make, make.application("a1", "c1", "p1", final=True))
    decision = make.decide(make.message(to="jobs@example.org"), candidates=ended)
    assert decision.detail == (
        "It brings no application, and nothing tells which application of the candidate it belongs to."
    )
    nobody = (make.candidate("c1", "Jane Doe", "jane@example.net"),)
    decision = make.decide(make.message(to="jobs@example.org"), candidates=nobody)
    assert decision.detail is not None
    assert decision.detail.startswith("It joins no application")


def test_shared_contact_waits_where_two_applications_still_run(make: Any) -> None:
    candidates = known(make, make.application("a1", "c1", "p2"), make.application("a2", "c1", "p3"))
    mail = make.message(subject="My transcript")
    decision = make.decide(mail, make.document("transcript"), candidates=candidates, postings=shared(make))

    (made,) = decision.submissions
    assert (made.application, made.posting, made.flags) == (None, None, (Flag.NEEDS_POSTING,))
    assert [a.posting for a in made.match.alternatives] == ["p1", "p2", "p3"]
    assert made.match.reasons == ("The candidate's applications a1 and a2 all still run.",)
    question = make.decide(mail, candidates=candidates, postings=shared(make))
    assert question.outcome is Outcome.CORRESPONDENCE


def test_shared_contact_joins_the_one_application_that_is_over_unless_a_new_resume_comes(make: Any) -> None:
    candidates = known(make, make.application("a1", "c1", "p1", make.held("resume")))
    postings = shared(make)[:2]

    late = make.decide(
        make.message(), make.document("statement"), candidates=candidates, postings=postings, received_at=LATER
    )
    assert (late.submissions[0].application, late.flags) == ("a1", (Flag.LATE,))

    fresh = make.decide(
        make.message(), make.document("resume"), candidates=candidates, postings=postings, received_at=LATER
    )
    assert (fresh.submissions[0].application, fresh.submissions[0].posting) == (None, "p2")
    assert [a.posting for a in fresh.submissions[0].match.alternatives] == ["p1"]


def test_resume_after_all_rounds_of_the_contact_joins_the_one_that_the_candidate_applied_in(make: Any) -> None:
    decision = make.decide(
        make.message(),
        make.document("resume"),
        candidates=known(make, make.application("a1", "c1", "p2")),
        postings=shared(make),
        received_at=dt.datetime(2022, 3, 9, tzinfo=dt.UTC),
    )
    assert decision.submissions[0].application == "a1"


def test_shared_contact_with_two_ended_applications_waits_with_documents_and_opens_nothing_without(make: Any) -> None:
    candidates = known(
        make, make.application("a1", "c1", "p1", final=True), make.application("a2", "c1", "p2", final=True)
    )
    decision = make.decide(make.message(), make.document("resume"), candidates=candidates, postings=shared(make)[:2])

    assert decision.submissions[0].flags == (Flag.NEEDS_POSTING,)
    assert decision.submissions[0].match.reasons == ("Nothing tells which of these postings it is for.",)
    question = make.decide(make.message(), candidates=candidates, postings=shared(make)[:2])
    assert question.outcome is Outcome.CORRESPONDENCE


def test_only_open_posting_of_the_contact_is_joined_where_the_candidate_applied_and_was_refused(make: Any) -> None:
    refused = known(
        make, make.application("a1", "c1", "p2", final=True), make.application("a2", "c1", None, final=True)
    )
    decision = make.decide(
        make.message(), make.document("resume"), candidates=refused, postings=shared(make)[:2], received_at=LATER
    )
    assert (decision.submissions[0].application, decision.flags[-1]) == ("a1", Flag.AFTER_DECISION)


def test_question_of_a_stranger_to_a_contact_with_one_open_posting_is_correspondence(make: Any) -> None:
    decision = make.decide(make.message(), postings=shared(make)[:2], received_at=LATER)
    assert decision.outcome is Outcome.CORRESPONDENCE


def again(make: Any) -> tuple[Any, ...]:
    """The same posting, run again a year later."""
    return (
        make.posting("p1", "Data Curator", "ines@example.org", closed_at=dt.datetime(2022, 1, 3, tzinfo=dt.UTC)),
        make.posting(
            "p9",
            "Data Curator",
            "ines@example.org",
            deadline=dt.date(2022, 12, 31),
            opened_at=dt.datetime(2022, 1, 4, tzinfo=dt.UTC),
            previous="p1",
        ),
    )


@pytest.mark.parametrize(("kind", "application", "posting"), [("statement", "a1", "p1"), ("resume", None, "p9")])
def test_posting_run_again_takes_a_new_resume_and_leaves_the_rest_to_the_earlier_round(
    make: Any, kind: str, application: str | None, posting: str
) -> None:
    decision = make.decide(
        make.message(subject="Data Curator"),
        make.document(kind),
        candidates=known(make, make.application("a1", "c1", "p1", make.held("resume"))),
        postings=again(make),
        received_at=dt.datetime(2022, 1, 6, tzinfo=dt.UTC),
    )

    (made,) = decision.submissions
    assert (made.application, made.posting) == (application, posting)


def test_of_two_earlier_rounds_the_latest_is_completed(make: Any) -> None:
    rounds = tuple(
        make.posting(f"p{n}", "Data Curator", "ines@example.org", previous=f"p{n - 1}" if n > 9 else None, **when)
        for n, when in (
            (9, {"closed_at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)}),
            (10, {"closed_at": dt.datetime(2021, 12, 10, tzinfo=dt.UTC)}),
            (11, {"opened_at": dt.datetime(2021, 12, 15, tzinfo=dt.UTC)}),
        )
    )
    jane = known(make, make.application("a5", "c1", "p10"), make.application("a6", "c1", "p9"))
    decision = make.decide(make.message(), make.document("statement"), candidates=jane, postings=rounds)
    assert decision.submissions[0].application == "a5"


def test_answer_in_the_thread_of_the_earlier_round_joins_it_even_with_a_resume(make: Any) -> None:
    decision = make.decide(
        make.message(subject="Re: Data Curator"),
        make.document("resume"),
        candidates=known(make, make.application("a1", "c1", "p1")),
        thread=(make.thread("m1", "c1", "a1"),),
        postings=again(make),
        received_at=dt.datetime(2022, 1, 6, tzinfo=dt.UTC),
    )
    assert decision.submissions[0].application == "a1"


def test_application_whose_posting_is_gone_keeps_it(make: Any) -> None:
    decision = make.decide(
        make.message(to="jobs@example.org"),
        make.document("statement"),
        candidates=known(make, make.application("a1", "c1", "p77")),
    )

    (made,) = decision.submissions
    assert (made.application, made.posting, made.timeliness) == ("a1", "p77", None)
    assert Flag.NEEDS_POSTING not in made.flags
