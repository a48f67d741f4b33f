"""Which round a mail names: contact, code, title words, thread, the round that is open; else a person."""

import datetime as dt
from typing import Any

import pytest

from intake.model.application import Flag, Timeliness
from intake.model.document import DocumentKind
from intake.model.ledger import Outcome
from intake.model.posting import Contact


def shared(make: Any, **more: Any) -> tuple[Any, ...]:
    """Three postings of one contact, with codes."""
    return (
        make.posting("p1", "Data Curator (m/f/d)", "ines@example.org", subject_code="EX-2021-03", **more),
        make.posting("p2", "Technical Community Manager", "ines@example.org", subject_code="EX-2021-04", **more),
        make.posting("p3", "Software Engineer – Repository Team", "ines@example.org", subject_code="EX-2021", **more),
    )


def named(make: Any, mail: Any, *documents: Any, **more: Any) -> tuple[str | None, ...]:
    """The rounds of the applications that a resume and `documents` open."""
    decision = make.decide(mail, make.document("resume", "9"), *documents, **more)
    return tuple(s.posting for s in decision.submissions)


@pytest.mark.parametrize(
    ("subject", "posting"),
    [
        ("Application EX-2021-03", "p1"),
        ("[ex 2021/04] my application", "p2"),
        ("EX-2021_04", "p2"),
        ("Bewerbung EX-2021", "p3"),
        ("Data Curator", "p1"),
        ("Application: technical   COMMUNITY manager!", "p2"),
        ("Software Engineer", "p3"),
        ("Software Engineer - Repository Team", "p3"),
        ("Application as community manager", "p2"),
        ("Aplication as comunity mangaer, technicall", "p2"),
        ("curator application", "p1"),
        ("Data Curator, EX-2021-04", "p2"),
    ],
)
def test_shared_contact_is_told_apart_by_code_then_title_then_title_words(
    make: Any, subject: str, posting: str
) -> None:
    assert named(make, make.message(subject=subject), postings=shared(make)) == (posting,)


def test_runner_ups_are_in_the_order_of_their_ids(make: Any) -> None:
    postings = tuple(make.posting(f"p{n}", f"Post {n}", "ines@example.org") for n in (10, 9))
    decision = make.decide(make.message(), make.document("resume"), postings=postings)
    assert [a.posting for a in decision.submissions[0].match.alternatives] == ["p9", "p10"]


@pytest.mark.parametrize(
    "subject", ["", "Application", "My CV and cover letter for the position", "XEX-2021-03", "EX-2021-035", "Manager"]
)
def test_shared_contact_with_nothing_to_tell_waits_with_the_runner_ups(make: Any, subject: str) -> None:
    decision = make.decide(make.message(subject=subject), make.document("resume"), postings=shared(make))

    (made,) = decision.submissions
    assert (made.posting, made.flags) == (None, (Flag.NEEDS_POSTING,))
    assert [a.posting for a in made.match.alternatives] == ["p1", "p2", "p3"]
    assert made.match.alternatives[1].reasons == (
        "Sent to ines@example.org, the contact of “Technical Community Manager”.",
    )


def test_reasons_and_runner_ups_say_which_words_were_found(make: Any) -> None:
    decision = make.decide(make.message(subject="ex 2021 03"), make.document("resume"), postings=shared(make))

    match = decision.submissions[0].match
    assert match.reasons == (
        "Sent to ines@example.org, the contact of “Data Curator (m/f/d)”.",
        "The subject carries EX-2021-03, the code of “Data Curator (m/f/d)”.",
    )
    assert [a.posting for a in match.alternatives] == ["p2", "p3"]

    words = make.decide(make.message(subject="community manager"), make.document("resume"), postings=shared(make))
    assert words.submissions[0].match.reasons[1] == (
        "The subject says “community” and “manager”, as in “Technical Community Manager”."
    )
    whole = make.decide(make.message(subject="Software Engineer"), make.document("resume"), postings=shared(make))
    assert whole.submissions[0].match.reasons[1] == "The subject names “Software Engineer – Repository Team”."


def test_two_codes_in_one_subject_are_two_submissions_with_all_documents(make: Any) -> None:
    mail = make.message(subject="EX-2021-03 and EX-2021-04")
    decision = make.decide(mail, make.document("resume"), make.document("statement"), postings=shared(make))

    assert decision.outcome is Outcome.APPLICATION
    assert [s.posting for s in decision.submissions] == ["p1", "p2"]
    assert [s.documents for s in decision.submissions] == [("2", "3"), ("2", "3")]


def test_two_titles_in_one_subject_are_two_submissions_also_with_different_contacts(make: Any) -> None:
    mail = make.message(subject="Data Curator / Web Developer")
    assert named(make, mail) == ("p1", "p2")


def test_two_postings_of_one_title_are_told_apart_by_the_contact(make: Any) -> None:
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org"),
        make.posting("p2", "Data Curator", "otto@example.org"),
    )
    mail = make.message(subject="Data Curator")
    assert named(make, mail, postings=postings) == ("p1",)


@pytest.mark.parametrize("to", ["ines@example.org", "jobs@example.org"])
def test_two_postings_of_one_title_are_told_apart_by_the_only_open_one_or_wait(make: Any, to: str) -> None:
    def posted(*deadlines: dt.date) -> tuple[str | None, ...]:
        postings = tuple(
            make.posting(f"p{n}", title, "ines@example.org", deadline=deadline)
            for n, (title, deadline) in enumerate(
                zip(("Data Curator – Berlin", "Data Curator – Lisbon"), deadlines, strict=True), 1
            )
        )
        mail = make.message(to=to, subject="Data Curator", text="")
        return named(make, mail, make.document("statement", text="Data Curator"), postings=postings)

    assert posted(dt.date(2021, 12, 31), dt.date(2021, 12, 31)) == (None,)
    assert posted(dt.date(2021, 12, 18), dt.date(2021, 12, 31)) == ("p2",)
    assert posted(dt.date(2021, 12, 31), dt.date(2021, 12, 18)) == ("p1",)
    assert posted(dt.date(2021, 12, 18), dt.date(2021, 12, 18)) == (None,)


def test_text_that_names_two_postings_of_one_title_tells_nothing(make: Any) -> None:
    postings = (
        make.posting("p1", "Data Curator – Berlin", "ines@example.org"),
        make.posting("p2", "Data Curator – Lisbon", "ines@example.org"),
        make.posting("p3", "Archivist", "ines@example.org"),
    )
    assert named(make, make.message(text="Data Curator"), postings=postings) == (None,)
    assert named(make, make.message(text="Data Curator in Lisbon: data curator lisbon"), postings=postings) == ("p2",)
    assert named(make, make.message(text="Archivist or Data Curator Berlin"), postings=postings) == ("p1", "p3")
    assert named(make, make.message(subject="Archivist or Data Curator"), postings=postings) == (None,)


def test_posting_whose_contact_changed_is_still_addressed_through_its_later_round(make: Any) -> None:
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org", subject_code="EX-1", deadline=dt.date(2021, 11, 1)),
        make.posting("p2", "Data Curator", "otto@example.org", subject_code="EX-2", previous="p1"),
    )
    decision = make.decide(
        make.message(to="otto@example.org", subject="EX-1"), make.document("resume"), postings=postings
    )
    assert decision.submissions[0].posting == "p1"
    assert decision.submissions[0].match.reasons == (
        "Sent to otto@example.org, the contact of “Data Curator”.",
        "The subject carries EX-1, the code of “Data Curator”.",
        "It came after the deadline of “Data Curator” had passed.",
    )


def test_same_code_at_two_postings_waits(make: Any) -> None:
    postings = (
        make.posting("p1", "Archivist", "ines@example.org", subject_code="EX-1"),
        make.posting("p2", "Gardener", "ines@example.org", subject_code="ex 1"),
    )
    decision = make.decide(make.message(subject="EX-1"), make.document("resume"), postings=postings)
    assert decision.submissions[0].posting is None
    assert [(a.posting, a.reasons[1]) for a in decision.submissions[0].match.alternatives] == [
        ("p1", "The subject carries EX-1, the code of “Archivist”."),
        ("p2", "The subject carries ex 1, the code of “Gardener”."),
    ]


def test_longer_title_hides_the_shorter_one_inside_it(make: Any) -> None:
    postings = (
        make.posting("p1", "Engineer", "ines@example.org"),
        make.posting("p2", "Software Engineer", "ines@example.org"),
    )
    assert named(make, make.message(subject="Software Engineer"), postings=postings) == ("p2",)
    assert named(make, make.message(subject="Engineer"), postings=postings) == ("p1",)
    assert named(make, make.message(subject="Engineer or Software Engineer"), postings=postings) == ("p1", "p2")
    between = make.message(subject="Software Engineer, Engineer, Software Engineer")
    assert named(make, between, postings=postings) == ("p1", "p2")


def test_subject_that_names_another_posting_than_the_contact_waits_for_a_person(make: Any) -> None:
    decision = make.decide(make.message(subject="Application: Web Developer"), make.document("resume"))

    (made,) = decision.submissions
    assert (made.posting, made.flags) == (None, (Flag.NEEDS_POSTING,))
    assert [(a.posting, a.reasons) for a in made.match.alternatives] == [
        ("p1", ("Sent to ines@example.org, the contact of “Data Curator”.",)),
        ("p2", ("The subject names “Web Developer”.",)),
    ]


def test_one_word_title_of_another_contact_contradicts_nothing(make: Any) -> None:
    postings = (*make.POSTINGS, make.posting("p3", "Engineer", "lea@example.org"))
    assert named(make, make.message(subject="Engineer seeks work"), postings=postings) == ("p1",)


def test_subject_decides_where_the_mailbox_is_only_where_the_mail_arrived(make: Any) -> None:
    postings = (make.posting("p1", "Data Curator", "jobs@example.org"), make.POSTINGS[1])
    mail = make.message(to="undisclosed@example.net", subject="Web Developer")
    assert named(make, mail, postings=postings) == ("p2",)


@pytest.mark.parametrize(
    ("text", "posting"),
    [("I apply for the Data Curator post.", "p1"), ("My application for EX 2021-04", "p2"), ("Hello", None)],
)
def test_text_of_the_mail_tells_apart_what_the_subject_leaves_open(make: Any, text: str, posting: str | None) -> None:
    assert named(make, make.message(text=text), postings=shared(make)) == (posting,)


def test_text_that_names_two_postings_of_the_contact_makes_two_submissions(make: Any) -> None:
    mail = make.message(text="I apply as Data Curator and as Technical Community Manager.")
    assert named(make, mail, postings=shared(make)) == ("p1", "p2")


@pytest.mark.parametrize(
    ("filename", "kind", "text", "posting"),
    [
        ("CV_EX-2021-04.pdf", "certificate", "", "p2"),
        ("Doe_Data_Curator.pdf", "certificate", "", "p1"),
        ("letter.pdf", "statement", "Application for EX-2021-04", "p2"),
        ("letter.pdf", "statement", "I would like to be your Data Curator.", "p1"),
        ("cv.pdf", "resume", "2010 to 2015 Data Curator at another place", None),
        ("letter.pdf", "statement", "Data Curator or Technical Community Manager", None),
    ],
)
def test_papers_tell_apart_what_the_mail_leaves_open_but_not_the_resume(
    make: Any, filename: str, kind: str, text: str, posting: str | None
) -> None:
    paper = make.document(kind, filename=filename, text=text)
    assert named(make, make.message(), paper, postings=shared(make)) == (posting,)


@pytest.mark.parametrize(
    ("subject", "text", "filename", "statement", "reason"),
    [
        ("", "EX-2021-03", "", "", "The mail carries EX-2021-03, the code of “Data Curator (m/f/d)”."),
        ("", "Data Curator", "", "", "The mail names “Data Curator (m/f/d)”."),
        ("", "", "EX-2021-03", "", "A file name carries EX-2021-03, the code of “Data Curator (m/f/d)”."),
        ("", "", "Data Curator", "", "A file name names “Data Curator (m/f/d)”."),
        ("", "", "", "EX-2021-03", "The statement carries EX-2021-03, the code of “Data Curator (m/f/d)”."),
        ("", "", "", "Data Curator", "The statement names “Data Curator (m/f/d)”."),
    ],
)
@pytest.mark.parametrize("to", ["ines@example.org", "nobody@example.org"])
def test_reason_says_where_the_words_stand(
    make: Any, subject: str, text: str, filename: str, statement: str, reason: str, to: str
) -> None:
    mail = make.message(to=to, subject=subject, text=text)
    paper = make.document("statement", filename=filename, text=statement)
    decision = make.decide(mail, make.document("resume"), paper, postings=shared(make), mailbox_addresses=())

    assert decision.submissions[0].posting == "p1"
    assert decision.submissions[0].match.reasons[-1] == reason
    others = ["p2", "p3"] if to.startswith("ines") else []
    assert [a.posting for a in decision.submissions[0].match.alternatives] == others


def test_thread_of_somebody_elses_application_names_the_round_only(make: Any) -> None:
    other = make.candidate("c1", "Ben Roe", "ben@example.net", make.application("a1", "c1", "p2"))
    decision = make.decide(
        make.message(subject="Re: your post"),
        make.document("resume"),
        candidates=(other,),
        thread=(make.thread("m2", "c1", "a1", "a77"), make.thread("m1", "c1", "a1"), make.thread("m3", None)),
        postings=shared(make),
    )

    (made,) = decision.submissions
    assert (made.posting, made.candidate, made.possible_duplicates) == ("p2", None, ())
    assert made.match.reasons[1] == "It answers a mail of application a1 (m1)."


def test_answer_to_a_mail_about_two_postings_of_the_contact_is_two_submissions(make: Any) -> None:
    applications = (make.application("a1", "c1", "p1"), make.application("a2", "c1", "p2"))
    other = make.candidate("c1", "Ben Roe", "ben@example.net", *applications)
    more = {"candidates": (other,), "thread": (make.thread("m1", "c1", "a1", "a2"),), "postings": shared(make)}
    assert named(make, make.message(subject="Re: yours"), **more) == ("p1", "p2")


def test_address_for_questions_of_two_contacts_names_nothing_by_itself(make: Any) -> None:
    postings = tuple(
        make.posting(f"p{n}", title, f"c{n}@example.org", enquiries=(Contact(None, f"q{n}@example.org"),))
        for n, title in enumerate(("Data Curator", "Web Developer"), 1)
    )
    assert named(make, make.message(to="q1@example.org, q2@example.org"), postings=postings) == (None,)


def test_contacts_of_rounds_that_are_over_are_named_all_the_same(make: Any) -> None:
    over = make.posting("p3", "Archivist", "otto@example.org", deadline=dt.date(2021, 12, 19))
    other = make.posting("p4", "Gardener", "lea@example.org", deadline=dt.date(2021, 12, 31))
    decision = make.decide(
        make.message(to="otto@example.org, lea@example.org"), make.document("resume"), postings=(over, other)
    )
    assert [s.posting for s in decision.submissions] == ["p3", "p4"]


def test_runner_ups_of_several_contacts_are_their_other_postings(make: Any) -> None:
    over = make.posting("p3", "Archivist", "otto@example.org", deadline=dt.date(2021, 12, 19))
    mail = make.message(to="ines@example.org, otto@example.org")
    decision = make.decide(mail, make.document("resume"), postings=(*make.POSTINGS, over))
    assert [[a.posting for a in s.match.alternatives] for s in decision.submissions] == [["p3"], ["p3"]]


@pytest.mark.parametrize(
    ("title", "subject", "found"),
    [
        ("Gaerdner", "Gaerdnerr", True),
        ("Warden", "Wardenn", True),
        ("Wardens", "Warden", True),
        ("Nurse", "Nurses", False),
        ("Warden", "Garden", False),
    ],
)
def test_long_word_of_a_title_is_found_through_a_slip_of_the_pen(
    make: Any, title: str, subject: str, found: bool
) -> None:
    postings = (make.posting("p1", title, "ines@example.org"), make.posting("p2", "Archivist", "ines@example.org"))
    assert named(make, make.message(subject=subject), postings=postings) == (("p1",) if found else (None,))


def test_mail_to_the_contacts_of_two_postings_is_two_submissions(make: Any) -> None:
    mail = make.message(to="ines@example.org", cc="otto@example.org")
    assert named(make, mail) == ("p1", "p2")


def test_contact_of_several_takes_its_open_one_beside_another_contact(make: Any) -> None:
    over = make.posting("p3", "Archivist", "otto@example.org", deadline=dt.date(2021, 12, 19))
    third = make.posting("p4", "Gardener", "otto@example.org", deadline=dt.date(2022, 1, 19))
    mail = make.message(to="ines@example.org, otto@example.org")

    assert named(make, mail, postings=(*make.POSTINGS, over)) == ("p1", "p2")
    assert named(make, mail, postings=(*make.POSTINGS, third)) == (None,)


def test_posting_with_two_contacts_is_named_once(make: Any) -> None:
    postings = (make.posting("p1", "Data Curator", ("ines@example.org", "otto@example.org")),)
    assert named(make, make.message(to="otto@example.org, ines@example.org"), postings=postings) == ("p1",)


def test_only_open_round_of_a_contact_is_taken_and_the_others_are_runner_ups(make: Any) -> None:
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org", deadline=dt.date(2021, 12, 10)),
        make.posting("p2", "Web Developer", "ines@example.org"),
        make.posting("p3", "Archivist", "ines@example.org", opened_at=make.NOW + dt.timedelta(days=2)),
    )
    decision = make.decide(make.message(), make.document("resume"), postings=postings)

    (made,) = decision.submissions
    assert made.posting == "p2"
    assert made.match.reasons[-1] == "Of the postings of this contact only “Web Developer” was open."
    assert [a.posting for a in made.match.alternatives] == ["p1", "p3"]
    assert made.match.alternatives[0].reasons[-1] == "It came after the deadline of “Data Curator” had passed."
    assert made.match.alternatives[1].reasons[-1] == ("It came before “Archivist” opened on 22 Dec 2021 09:00:00 UTC.")


def test_round_long_over_is_not_thought_of_beside_a_nearer_one(make: Any) -> None:
    old = make.posting("p1", "Data Curator", "ines@example.org", deadline=dt.date(2020, 12, 10))
    late = make.posting("p2", "Web Developer", "ines@example.org", deadline=dt.date(2021, 12, 18))
    decision = make.decide(make.message(), make.document("resume"), postings=(old, late))

    assert decision.submissions[0].posting == "p2"
    assert decision.submissions[0].timeliness is Timeliness.LATE
    assert decision.submissions[0].match.alternatives == ()
    assert named(make, make.message(), postings=(old,)) == ("p1",)
    assert named(make, make.message(subject="Data Curator"), postings=(old, late)) == ("p1",)


def test_round_long_over_stays_in_sight_where_the_candidate_applied(make: Any) -> None:
    old = make.posting("p1", "Data Curator", "ines@example.org", deadline=dt.date(2020, 12, 10))
    now = make.posting("p2", "Web Developer", "ines@example.org")
    jane = make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1"))
    decision = make.decide(make.message(), make.document("transcript"), candidates=(jane,), postings=(old, now))

    assert decision.submissions[0].application == "a1"


def test_mail_before_the_opening_or_after_the_closing_of_the_only_round_is_its_own(make: Any) -> None:
    early = make.posting("p1", "Data Curator", "ines@example.org", opened_at=make.NOW + dt.timedelta(days=1))
    decision = make.decide(make.message(), make.document("resume"), postings=(early,))
    assert (decision.submissions[0].posting, decision.submissions[0].timeliness) == ("p1", Timeliness.ON_TIME)
    assert decision.submissions[0].match.reasons[-1] == (
        "It came before “Data Curator” opened on 21 Dec 2021 09:00:00 UTC."
    )

    closed = make.posting("p1", "Data Curator", "ines@example.org", closed_at=make.NOW - dt.timedelta(days=1))
    decision = make.decide(make.message(), make.document("resume"), postings=(closed,))
    assert (decision.submissions[0].posting, decision.submissions[0].timeliness) == ("p1", Timeliness.ON_TIME)
    assert decision.submissions[0].match.reasons[-1] == (
        "It came after “Data Curator” was closed on 19 Dec 2021 09:00:00 UTC."
    )


@pytest.mark.parametrize(
    ("at", "posting"),
    [
        (dt.datetime(2021, 12, 20, tzinfo=dt.UTC), "p1"),
        (dt.datetime(2022, 1, 20, tzinfo=dt.UTC), "p1"),
        (dt.datetime(2022, 10, 20, tzinfo=dt.UTC), "p2"),
        (dt.datetime(2022, 11, 20, tzinfo=dt.UTC), "p2"),
        (dt.datetime(2024, 11, 20, tzinfo=dt.UTC), "p3"),
    ],
)
def test_mail_belongs_to_the_round_of_a_repeated_posting_that_is_open_or_nearest(
    make: Any, at: dt.datetime, posting: str
) -> None:
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org"),
        make.posting(
            "p2",
            "Data Curator",
            "ines@example.org",
            deadline=dt.date(2022, 12, 31),
            opened_at=dt.datetime(2022, 11, 1, tzinfo=dt.UTC),
            previous="p1",
        ),
        make.posting(
            "p3",
            "Data Curator",
            "ines@example.org",
            deadline=None,
            opened_at=dt.datetime(2023, 11, 1, tzinfo=dt.UTC),
            previous="p2",
        ),
    )
    assert named(make, make.message(), received_at=at, postings=postings) == (posting,)
    assert named(make, make.message(subject="Data Curator"), received_at=at, postings=postings) == (posting,)
    assert named(make, make.message(subject="curator"), received_at=at, postings=postings) == (posting,)


def test_postings_imported_after_their_deadlines_take_the_mails_of_their_time(make: Any) -> None:
    imported = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org", opened_at=imported),
        make.posting(
            "p2",
            "Data Curator",
            "ines@example.org",
            deadline=dt.date(2022, 12, 31),
            opened_at=imported,
            previous="p1",
        ),
    )
    assert named(make, make.message(), postings=postings) == ("p1",)


def test_rounds_that_point_at_each_other_in_a_circle_are_one_posting(make: Any) -> None:
    postings = (
        make.posting("p2", "Data Curator", "ines@example.org", previous="p1"),
        make.posting("p1", "Data Curator", "ines@example.org", previous="p2"),
        make.posting("p3", "Data Curator", "ines@example.org", previous="p2", closed_at=make.NOW),
    )
    assert named(make, make.message(), postings=postings) == ("p1",)


def test_mail_that_no_address_names_is_matched_by_code_title_words_thread_text_or_papers(make: Any) -> None:
    def found(subject: str = "Application", text: str = "", *papers: Any, **more: Any) -> tuple[str | None, ...]:
        mail = make.message(to="hr@example.net", subject=subject, text=text)
        return named(make, mail, *papers, postings=shared(make), mailbox_addresses=(), **more)

    other = make.candidate("c1", "Ben Roe", "ben@example.net", make.application("a1", "c1", "p2"))
    assert found("EX-2021-03") == ("p1",)
    assert found("Data Curator") == ("p1",)
    assert found("community manager") == ("p2",)
    assert found(candidates=(other,), thread=(make.thread("m1", "c1", "a1"),)) == ("p2",)
    assert found(text="I want to be your Data Curator") == ("p1",)
    assert found("", "", make.document("statement", text="EX-2021-04")) == ("p2",)
    assert found("curator") == (None,)
    assert found(text="Data Curator or Technical Community Manager") == (None,)


def test_application_that_names_nothing_waits_with_the_open_rounds_as_runner_ups(make: Any) -> None:
    over = make.posting("p3", "Archivist", "lea@example.org", deadline=dt.date(2021, 12, 1))
    decision = make.decide(
        make.message(to="jobs@example.org"), make.document("resume"), postings=(*make.POSTINGS, over)
    )

    (made,) = decision.submissions
    assert (decision.outcome, made.posting, made.flags) == (Outcome.APPLICATION, None, (Flag.NEEDS_POSTING,))
    assert made.match.reasons == ("It names no posting.",)
    assert [(a.posting, a.reasons) for a in made.match.alternatives] == [
        ("p1", ("“Data Curator” was open when the mail came.",)),
        ("p2", ("“Web Developer” was open when the mail came.",)),
    ]


def test_no_more_than_twenty_open_rounds_are_offered(make: Any) -> None:
    postings = tuple(make.posting(f"p{n}", f"Post {n}", "lea@example.org") for n in range(1, 31))
    decision = make.decide(make.message(to="jobs@example.org"), make.document("resume"), postings=postings)
    assert [a.posting for a in decision.submissions[0].match.alternatives] == [f"p{n}" for n in range(1, 21)]


def test_without_any_posting_an_application_waits(make: Any) -> None:
    decision = make.decide(make.message(), make.document("resume"), postings=())
    assert decision.submissions[0].flags == (Flag.NEEDS_POSTING,)
    assert decision.submissions[0].match.alternatives == ()


def test_posting_without_title_is_named_by_its_id(make: Any) -> None:
    postings = (make.posting("p1", None, "ines@example.org"), make.posting("p2", None, "ines@example.org"))
    assert named(make, make.message(), postings=postings) == (None,)
    decision = make.decide(make.message(), make.document("resume"), postings=postings[:1])
    assert decision.submissions[0].match.reasons == ("Sent to ines@example.org, the contact of posting p1.",)


def test_title_of_gender_marks_alone_is_still_a_title(make: Any) -> None:
    postings = (make.posting("p1", "(all)", "ines@example.org"), make.posting("p2", "Gardener", "ines@example.org"))
    assert named(make, make.message(subject="All: my application"), postings=postings) == ("p1",)


@pytest.mark.parametrize(
    ("to", "delivered", "mailbox", "reason"),
    [
        ("INES@Example.org", (), (), "Sent to INES@Example.org, the contact of “Data Curator”."),
        ("ines+web@example.org", (), (), "Sent to ines+web@example.org, the contact of “Data Curator”."),
        (
            "list@example.net",
            ("ines@example.org",),
            (),
            "Delivered to ines@example.org, the contact of “Data Curator”.",
        ),
        (
            "bewerbung@example.org",
            (),
            ("ines@example.org", "Bewerbung@example.org"),
            "Sent to bewerbung@example.org, the same mailbox as ines@example.org, the contact of “Data Curator”.",
        ),
        (
            "",
            (),
            ("ines@example.org",),
            (
                "It arrived in the mailbox of ines@example.org, the contact of “Data Curator”, "
                "whom its headers do not name."
            ),
        ),
        (
            "questions@example.org",
            (),
            (),
            "Sent to questions@example.org, the address for questions about “Data Curator”.",
        ),
    ],
)
def test_recipients_name_the_round_and_the_reason_says_how(
    make: Any, to: str, delivered: tuple[str, ...], mailbox: tuple[str, ...], reason: str
) -> None:
    postings = (
        make.posting("p1", "Data Curator", "ines@example.org", enquiries=(Contact(None, "questions@example.org"),)),
        make.POSTINGS[1],
    )
    mail = make.message(to=to, delivered_to=delivered)
    decision = make.decide(mail, make.document("resume"), postings=postings, mailbox_addresses=mailbox)
    assert decision.submissions[0].match.reasons == (reason,)


def test_whom_the_sender_wrote_to_counts_before_where_it_was_delivered(make: Any) -> None:
    assert named(make, make.message(delivered_to=("otto@example.org",))) == ("p1",)


def test_address_with_a_tag_that_a_posting_names_itself_is_told_from_the_one_without(make: Any) -> None:
    postings = (
        make.posting("p1", "Data Curator", "jobs+curator@example.org"),
        make.posting("p2", "Web Developer", "jobs+web@example.org"),
    )
    assert named(make, make.message(to="jobs+web@example.org"), postings=postings) == ("p2",)
    assert named(make, make.message(to="jobs+curator@example.org"), postings=postings) == ("p1",)
    assert named(make, make.message(to="jobs@example.org"), postings=postings) == (None,)
    both = make.message(to="jobs+web@example.org, jobs+curator@example.org")
    assert named(make, both, postings=postings) == ("p1", "p2")


def test_code_in_the_tag_of_the_address_names_the_posting(make: Any) -> None:
    assert named(make, make.message(to="ines+ex-2021-04@example.org"), postings=shared(make)) == ("p2",)


@pytest.mark.parametrize(
    ("code", "subject", "found"),
    [
        ("7", "Application 7", False),
        ("7", "Ref. 7", True),
        ("2022", "Application 2022", False),
        ("2022", "Job-ID: 2022", True),
        ("2022", "#2022", True),
        ("2022", "Kennziffer 2022", True),
        ("2022", "xref 2022", False),
        ("20221", "Application 20221", True),
        ("DATA", "Application DATA", True),
        ("DATA", "Application data", False),
        ("data7", "Application DATA7", True),
        ("--", "Application --", False),
        ("EX-2", "EX-2", True),
        ("EX-2", "EX2", True),
        ("EX-2", "EX-2.", True),
        ("EX-2", "EX-2-3", False),
        ("EX-2", "EX-2/3", False),
        ("EX-2", "EX-2 / Jane", True),
        ("EX-2", "REX-2", False),
        ("EX-2", "EX-22", False),
        ("EX-2", "EX ---- 2", False),
    ],
)
def test_code_that_may_be_any_number_or_word_must_be_introduced_or_stand_as_written(
    make: Any, code: str, subject: str, found: bool
) -> None:
    postings = (
        make.posting("p1", "Archivist", "ines@example.org", subject_code=code),
        make.posting("p2", "Gardener", "ines@example.org"),
    )
    assert named(make, make.message(subject=subject), postings=postings) == (("p1",) if found else (None,))


@pytest.mark.parametrize("title", ["Redakteur:in", "Redakteur*in", "Redakteur/-in (m/w/d)", "Redakteur m/w/d"])
def test_gender_marks_are_no_part_of_a_title(make: Any, title: str) -> None:
    postings = (make.posting("p1", title, "ines@example.org"), make.posting("p2", "Gardener", "ines@example.org"))
    assert named(make, make.message(subject="Bewerbung als Redakteur"), postings=postings) == ("p1",)
    assert named(make, make.message(subject="Bewerbung als Redakteurin"), postings=postings) == ("p1",)


def test_address_of_a_stranger_with_braces_is_no_template(make: Any) -> None:
    mail = make.message(to="{0}{x}@example.org")
    assert named(make, mail, mailbox_addresses=("{0}{x}@example.org", "ines@example.org")) == ("p1",)


def test_statement_is_searched_only_where_it_is_one_first_of_all(make: Any) -> None:
    both = make.document((DocumentKind.RESUME.value, DocumentKind.STATEMENT.value), text="Data Curator since 2010")
    assert named(make, make.message(), both, postings=shared(make)) == (None,)
