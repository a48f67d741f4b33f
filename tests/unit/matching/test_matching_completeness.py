"""What answers what was asked for: the table of the command-line contract."""

from typing import Any

import pytest

from intake.matching.completeness import assess, has_references_section
from intake.model.application import Completeness, Evidence
from intake.model.document import DocumentStatus, LinkKind
from intake.model.posting import Need, WantedDocument, WantedKind

STATEMENTS = ("cover_letter", "statement_of_interest", "statement_of_purpose", "research_statement")
UNTELLABLE = (
    "work_sample",
    "code_sample",
    "publications",
    "thesis",
    "application_form",
    "salary_expectation",
    "start_date",
)


def asks(make: Any, *kinds: str, need: Need = Need.REQUIRED) -> Any:
    wanted = tuple(WantedDocument(kind=WantedKind(k), need=need, text=k) for k in kinds)
    return make.posting("p1", "Data Curator", "ines@example.org", documents=wanted)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("resume", "resume"),
        *((s, "statement") for s in STATEMENTS),
        ("references", "reference"),
        ("transcript", "transcript"),
        ("portfolio", "portfolio"),
        ("writing_sample", "writing_sample"),
        ("work_certificates", "certificate"),
        ("work_certificates", "reference"),
        ("language_certificate", "certificate"),
        ("language_certificate", "reference"),
    ],
)
def test_kind_answers_what_was_asked_for_and_other_kinds_do_not(make: Any, asked: str, answer: str) -> None:
    round_ = asks(make, asked)

    assert assess(round_, (make.held(answer),)).completeness is Completeness.COMPLETE
    assert assess(round_, (make.held(("other", answer)),)).completeness is Completeness.COMPLETE
    lacking = assess(round_, (make.held("other"),))
    assert (lacking.completeness, lacking.missing) == (Completeness.INCOMPLETE, (asked,))


@pytest.mark.parametrize("asked", UNTELLABLE)
def test_what_nothing_can_tell_is_unsure_and_never_missing(make: Any, asked: str) -> None:
    verdict = assess(asks(make, "resume", asked), (make.held("resume"),))

    assert (verdict.completeness, verdict.missing) == (Completeness.UNSURE, ())
    said = f"Whether these have come a person must see: {asked.replace('_', ' ')}."
    assert verdict.evidence == (Evidence("completeness", said),)


def test_every_kind_that_can_be_asked_for_is_in_one_of_the_two_tables() -> None:
    tellable = ("resume", *STATEMENTS, "references", "transcript", "portfolio", "writing_sample", "work_certificates")
    assert {k.value for k in WantedKind} == {*tellable, "language_certificate", "code_profile", *UNTELLABLE}


def test_missing_kind_counts_before_one_that_nothing_can_tell(make: Any) -> None:
    verdict = assess(asks(make, "thesis", "transcript", "resume", "transcript"), ())

    assert (verdict.completeness, verdict.missing) == (Completeness.INCOMPLETE, ("transcript", "resume"))
    assert verdict.evidence[0].text == "Asked for and not come: transcript and resume."


@pytest.mark.parametrize("need", [Need.OPTIONAL, Need.ON_REQUEST])
def test_optional_and_on_request_documents_make_nothing_incomplete(make: Any, need: Need) -> None:
    verdict = assess(asks(make, "transcript", "thesis", need=need), ())

    assert verdict.completeness is Completeness.COMPLETE
    assert verdict.evidence[0].text == "The posting asks for no document."


def test_one_statement_answers_all_statements(make: Any) -> None:
    assert assess(asks(make, *STATEMENTS), (make.held("statement"),)).completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    "status",
    ["encrypted", "corrupt", "no_text", "unsupported", "too_large", "timed_out"],
)
@pytest.mark.parametrize("kinds", [(), ("other",)])
def test_document_that_was_not_read_may_be_what_is_missing(make: Any, status: str, kinds: tuple[str, ...]) -> None:
    locked = make.held(kinds, status=DocumentStatus(status))
    verdict = assess(asks(make, "resume", "transcript"), (make.held("resume"), locked))

    assert (verdict.completeness, verdict.missing) == (Completeness.UNSURE, ())
    assert [(e.rule, e.text) for e in verdict.evidence] == [
        ("completeness", "Not found: transcript; but something that came could not be read.")
    ]


def test_locked_document_whose_name_says_resume_is_the_resume(make: Any) -> None:
    locked = make.held("resume", status=DocumentStatus.ENCRYPTED)

    assert assess(asks(make, "resume"), (locked,)).completeness is Completeness.COMPLETE
    assert assess(asks(make, "resume", "transcript"), (locked,)).missing == ("transcript",)


def test_empty_document_holds_nothing(make: Any) -> None:
    empty = make.held((), status=DocumentStatus.EMPTY)
    assert assess(asks(make, "resume"), (empty,)).completeness is Completeness.INCOMPLETE


def test_document_without_any_kind_may_be_what_is_missing_and_one_of_another_kind_is_not(make: Any) -> None:
    assert assess(asks(make, "resume"), (make.held(()),)).completeness is Completeness.UNSURE
    assert assess(asks(make, "resume"), (make.held("other"),)).completeness is Completeness.INCOMPLETE


def test_references_are_answered_by_a_section_of_the_resume_only(make: Any) -> None:
    asked = asks(make, "references")

    assert assess(asked, (make.held("resume", has_references_section=True),)).completeness is Completeness.COMPLETE
    assert assess(asked, (make.held("resume"),)).completeness is Completeness.INCOMPLETE
    assert assess(asked, (make.held("statement", has_references_section=True),)).missing == ("references",)


@pytest.mark.parametrize(
    ("url", "kind", "code", "portfolio"),
    [
        ("https://github.com/janedoe-example", LinkKind.GITHUB, True, True),
        ("https://git.example.net/jane", LinkKind.GITLAB, True, True),
        ("https://bitbucket.org/jane", LinkKind.OTHER, True, True),
        ("codeberg.org/jane", LinkKind.OTHER, True, True),
        ("https://git.sr.ht/~jane", LinkKind.OTHER, True, True),
        ("https://jane.example.net", LinkKind.WEBSITE, False, True),
        ("https://www.behance.net/jane", LinkKind.OTHER, False, True),
        ("https://example.net/Portfolio/jane", LinkKind.OTHER, False, True),
        ("https://linkedin.com/in/jane", LinkKind.LINKEDIN, False, False),
        ("https://orcid.org/0000-0000-0000-0000", LinkKind.ORCID, False, False),
        ("https://example.net/github.com/jane", LinkKind.OTHER, False, False),
        ("https://notgithub.com/jane", LinkKind.OTHER, False, False),
    ],
)
def test_links_answer_code_profile_and_portfolio(
    make: Any, url: str, kind: LinkKind, code: bool, portfolio: bool
) -> None:
    link = make.Link(kind, url)
    for asked, answered in (("code_profile", code), ("portfolio", portfolio)):
        expected = Completeness.COMPLETE if answered else Completeness.INCOMPLETE
        assert assess(asks(make, asked), (), links=(link,)).completeness is expected
        assert assess(asks(make, asked), (make.held("resume", links=(link,)),)).completeness is expected


def test_links_and_status_of_what_the_mail_brings_count(make: Any) -> None:
    postings = (asks(make, "resume", "code_profile"),)
    github = make.Link(LinkKind.GITHUB, "https://github.com/janedoe-example")
    (made,) = make.decide(make.message(), make.document("resume", links=(github,)), postings=postings).submissions
    assert made.completeness is Completeness.COMPLETE

    locked = make.document((), status=DocumentStatus.ENCRYPTED)
    empty = make.document((), status=DocumentStatus.EMPTY)
    found = [make.decide(make.message(), d, postings=postings).submissions[0].completeness for d in (locked, empty)]
    assert found == [Completeness.UNSURE, Completeness.INCOMPLETE]


def test_links_answer_nothing_else(make: Any) -> None:
    link = make.Link(LinkKind.GITHUB, "https://github.com/janedoe-example")
    assert assess(asks(make, "transcript"), (), links=(link,)).missing == ("transcript",)


def test_links_of_the_mail_itself_count(make: Any) -> None:
    postings = (asks(make, "resume", "code_profile"),)
    mail = make.message(links=("https://codeberg.org/jane",))
    (made,) = make.decide(mail, make.document("resume"), postings=postings).submissions
    assert made.completeness is Completeness.COMPLETE


def test_links_of_a_text_that_is_no_statement_count_too(make: Any) -> None:
    postings = (asks(make, "resume", "code_profile"),)
    text = make.body("other", links=(make.Link(LinkKind.GITHUB, "https://github.com/janedoe-example"),))
    (made,) = make.decide(make.message(), text, make.document("resume"), postings=postings).submissions

    assert made.completeness is Completeness.COMPLETE
    assert made.documents == ("2",)


def test_without_a_posting_nothing_can_tell(make: Any) -> None:
    verdict = assess(None, (make.held("resume"),))
    assert (verdict.completeness, verdict.missing, verdict.evidence) == (Completeness.UNSURE, (), ())


@pytest.mark.parametrize(
    ("headings", "reasons", "text", "has"),
    [
        (("Experience", "REFERENCES"), (), "References\nProf. Ada Roe", True),
        (("Referenzen",), (), "", True),
        (("Experience",), (), "References", False),
        (("References",), (), "References available upon request", False),
        (("References",), (), "References: on request", False),
        ((), ("sections", "references_section"), "", True),
        ((), ("sections",), "", False),
    ],
)
def test_references_section_names_people(
    make: Any, headings: tuple[str, ...], reasons: tuple[str, ...], text: str, has: bool
) -> None:
    document = make.document("resume", headings=headings, kind_reasons=reasons, text=text).document
    assert has_references_section(document) is has


def test_references_in_the_resume_of_the_mail_count(make: Any) -> None:
    resume = make.document("resume", headings=("References",), text="References\nProf. Ada Roe")
    (made,) = make.decide(make.message(), resume, postings=(asks(make, "references"),)).submissions
    assert made.completeness is Completeness.COMPLETE
