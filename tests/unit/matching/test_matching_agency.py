"""What suggests an agency, with the words that raised it."""

from typing import Any

import pytest

from intake.model.application import Flag

AGENCY = "Talents Inc <desk@agency.example.net>"


def agency(decision: Any) -> list[str]:
    return [e.text for e in decision.evidence if e.rule == "agency"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I am writing on behalf of our\n candidate.", "on behalf of our candidate"),
        ("We would like to introduce Jane.", "We would like to introduce"),
        ("We represent several engineers.", "We represent"),
        ("Our candidate is available at once.", "Our candidate"),
        ("Our terms of business are attached.", "Our terms of business"),
        ("Gerne stellen wir Ihnen unsere Kandidatin vor.", "unsere Kandidatin"),
        ("Notre candidate est disponible.", "Notre candidate"),
        ("We are a recruitment agency.", "We are a recruitment agency"),
    ],
)
def test_wording_of_the_trade_is_flagged_with_the_words(make: Any, text: str, words: str) -> None:
    decision = make.decide(make.message(text=text), make.document("resume"))

    assert Flag.POSSIBLE_AGENCY in decision.flags
    assert agency(decision) == [f"The mail says “{words}”, as agencies do."]


def test_wording_in_the_subject_counts(make: Any) -> None:
    decision = make.decide(make.message(subject="Candidate profile: Jane Doe"), make.document("resume"))
    assert agency(decision) == ["The mail says “Candidate profile”, as agencies do."]


@pytest.mark.parametrize(
    "text",
    [
        "I worked for a recruitment agency for two years.",
        "I would be a good candidate.",
        "I represented our clients in court.",
        "My referees will write on behalf of the university.",
    ],
)
def test_applicant_who_tells_of_work_is_no_agency(make: Any, text: str) -> None:
    decision = make.decide(make.message(text=text), make.document("resume"))
    assert Flag.POSSIBLE_AGENCY not in decision.flags
    assert agency(decision) == []


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("Example Recruiting <desk@example.net>", "Recruiting"),
        ("Jane Doe <jane@executive-search.example.net>", "executive search"),
        ("Doe & Roe Personalvermittlung <desk@example.net>", "Personalvermittlung"),
    ],
)
def test_name_or_domain_of_the_trade_is_flagged(make: Any, sender: str, words: str) -> None:
    decision = make.decide(make.message(sender), make.document("resume"))
    assert agency(decision) == [f"The sender's name or domain says “{words}”."]


def test_resumes_of_several_people_are_flagged_and_describe_nobody(make: Any) -> None:
    resumes = [
        make.document("resume", name=name, emails=(f"{name[0].lower()}@example.net",), phones=("+4930123456",))
        for name in ("Anna Doe", "Ben Roe", "A. Doe")
    ]
    decision = make.decide(make.message(AGENCY), *resumes)

    (made,) = decision.submissions
    assert agency(decision) == ["The resumes are of several people: Anna Doe and Ben Roe."]
    assert (made.name, made.emails, made.phones) == ("Talents Inc", ("desk@agency.example.net",), ())


@pytest.mark.parametrize(
    ("second", "text"),
    [("Curriculum Vitae", "Curriculum Vitae\nAnna Doe"), ("安娜", "安娜"), ("Doe, A.", ""), (None, "")],
)
def test_two_resumes_of_one_person_are_no_agency(make: Any, second: str | None, text: str) -> None:
    resumes = (make.document("resume", name="Anna Doe"), make.document("resume", name=second, text=text))
    decision = make.decide(make.message("Anna Doe <anna@example.net>"), *resumes)

    assert agency(decision) == []
    assert decision.submissions[0].name == "Anna Doe"


def test_two_people_on_one_address_are_a_couple_three_are_flagged(make: Any) -> None:
    desk = make.Desk(*make.POSTINGS)
    decisions = [
        desk.receive(make.message("desk@agency.example.net"), make.document("resume", name=name))
        for name in ("Anna Doe", "Ben Roe", "Cleo Poe")
    ]

    assert [Flag.POSSIBLE_AGENCY in d.flags for d in decisions] == [False, False, True]
    assert agency(decisions[2]) == ["One address writes for 3 people: Cleo Poe, Anna Doe and Ben Roe."]
    assert [d.submissions[0].candidate for d in decisions] == [None, None, None]


def test_counting_stops_at_ten_people(make: Any) -> None:
    sharing = tuple(make.candidate(f"c{n}", f"Anna Doe{n * 1111}", "desk@agency.example.net") for n in range(1, 15))
    ten = make.decide(make.message("desk@agency.example.net"), make.document("resume"), candidates=sharing)
    nine = make.decide(make.message("desk@agency.example.net"), make.document("resume"), candidates=sharing[:9])

    assert agency(ten)[0].startswith("One address writes for 10 or more people: Anna Doe1111, ")
    assert agency(nine)[0].startswith("One address writes for 9 people: ")


def test_posting_for_individuals_says_so_beside_the_sign(make: Any) -> None:
    only = make.posting("p1", "Data Curator", "ines@example.org", individuals_only=True)
    decision = make.decide(make.message(text="We represent Jane."), make.document("resume"), postings=(only,))
    assert agency(decision)[1] == "The posting takes applications of individuals only."

    unsuspected = make.decide(make.message(), make.document("resume"), postings=(only,))
    assert agency(unsuspected) == []


def test_application_without_sender_is_no_agency(make: Any) -> None:
    assert agency(make.decide(make.message(None), make.document("resume"))) == []
