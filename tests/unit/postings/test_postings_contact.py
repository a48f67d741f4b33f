"""Addresses however they are written, the names beside them, and what each is for."""

from collections.abc import Callable

import pytest

from intake.postings.addresses import find_addresses, has_template_address, known_name
from intake.postings.contact import Addressees, find_addressees
from intake.postings.passages import Passage

Told = Callable[[str], tuple[Passage, ...]]


@pytest.mark.parametrize(
    "text",
    [
        "jane.roe@example.org",
        "Jane.Roe@Example.org",
        "[<jane.roe@example.org>]",
        "(jane.roe@example.org)",
        "jane.roe (at) example.org",
        "jane.roe(at)example.org",
        "jane.roe [at] example.org",
        "jane.roe {at} example.org",
        "jane.roe [at] example [dot] org",
        "jane.roe(at)example(punkt)org",
        "jane.roe at example dot org",
        "jane dot roe at example dot org",
        "jane DOT roe AT example DOT org",
        "jane.roe at example.org",
        "jane.roe_at_the_rate_example.org",
        "jane.roe_at_example_dot_org",
        "jane.roe @ example.org",
        "jane.roe＠example.org",
        "jane.roe[@]example.org",
        "jane.roe (ät) example.org",
        "jane.roe (arobase) example.org",
    ],
)
def test_address_is_read_however_it_is_written(text: str) -> None:
    (found,) = find_addresses(f"Write to {text}, please.")
    assert found.email == "jane.roe@example.org"


@pytest.mark.parametrize(
    "text",
    ["Look at example org.", "@handle", "we work at Example Ltd.", "a@b", "at 5 pm. Dot it."],
)
def test_other_words_are_no_address(text: str) -> None:
    assert find_addresses(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("to Richard Hallstrom [<x@example.org>] by", "Richard Hallstrom"),
        ("to Dr. Eva van der Berg (x@example.org)", "Eva van der Berg"),
        ("an Frau Prof. Dr. Eva Müller-Lang: x@example.org", "Eva Müller-Lang"),
        ("to John Chow (Board President) at x@example.org", "John Chow"),
        ("to Martin Fern, Technical Director, x@example.org", "Martin Fern"),
        ("contact Mia O'Neill via x@example.org", "Mia O'Neill"),
        ("x@example.org (Jane Roe)", "Jane Roe"),
        ("Send Your Application to x@example.org", None),
        ("Human Resources: x@example.org", None),
        ("mail x@example.org", None),
    ],
)
def test_name_beside_an_address_is_read(text: str, name: str | None) -> None:
    (found,) = find_addresses(text)
    assert found.name == name


def test_each_of_two_addresses_has_its_own_name() -> None:
    found = find_addresses("Ann Lee <ann@example.org> or Bo Ek <bo@example.org>")
    assert [(f.name, f.email) for f in found] == [("Ann Lee", "ann@example.org"), ("Bo Ek", "bo@example.org")]


def test_words_of_a_link_may_be_a_name() -> None:
    assert known_name("Mme Anne Dupont") == "Anne Dupont"
    assert known_name("this address") is None
    assert known_name("Human Resources") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{{ site.contact }}", True), ("<%= mail_to x %>", True), ("{{ site.title }}", False), ("plain", False)],
)
def test_address_of_a_template_is_recognised(text: str, expected: bool) -> None:
    assert has_template_address(text) is expected


@pytest.fixture
def to(told: Told) -> Callable[..., Addressees]:
    def of(text: str, *, has_form: bool = False) -> Addressees:
        return find_addressees(told(text), has_form=has_form)

    return of


To = Callable[..., Addressees]


def emails(found: Addressees) -> tuple[list[str], list[str]]:
    return [c.email.split("@")[0] for c in found.contacts], [c.email.split("@")[0] for c in found.enquiries]


@pytest.mark.parametrize(
    ("text", "apply", "ask"),
    [
        ("Send your CV to a@example.org.", ["a"], []),
        ("To apply, please send a letter to a@example.org. For questions write to q@example.org.", ["a"], ["q"]),
        ("Apply to a@example.org; for questions contact q@example.org.", ["a"], ["q"]),
        ("For questions about the position or your application contact q@example.org.", [], ["q"]),
        ("Before applying you may contact q@example.org for informal enquiries. CV to a@example.org.", ["a"], ["q"]),
        ("If you are interested, get in touch with a@example.org for more information.", ["a"], []),
        ('Please contact Dr Lee at a@example.org using the subject line "Postdoc".', ["a"], []),
        ("Bewerbungen richten Sie bitte an a@example.org. Rückfragen: q@example.org.", ["a"], ["q"]),
        ("Bei Interesse oder für nähere Informationen bitte an a@example.org schreiben.", ["a"], []),
        ("Schreib eine Mail an a@example.org und erzähl von dir.", ["a"], []),
        ("Les candidatures sont à envoyer à a@example.org. Renseignements : q@example.org.", ["a"], ["q"]),
        ("Stuur je cv naar a@example.org. Heb je vragen? Mail q@example.org.", ["a"], ["q"]),
        ("Enviar CV a a@example.org. Dudas: q@example.org.", ["a"], ["q"]),
        ("Inviare la candidatura a a@example.org. Per informazioni: q@example.org.", ["a"], ["q"]),
        ("Applications: a@example.org\nEnquiries: q@example.org", ["a"], ["q"]),
        ("## How to apply\n\na@example.org", ["a"], []),
        ("## Contact\n\na@example.org", ["a"], []),
        ("Applicants who need accommodation write to x@example.org. Send your CV to a@example.org.", ["a"], []),
        ("Our data protection officer is dpo@example.org. Send your CV to a@example.org.", ["a"], []),
        ("Recruiters may write to x@example.org.", [], []),
        ("Send your CV to a@example.org or b@example.org.", ["a", "b"], []),
        (
            "Send it to the addresses below with your application.\n\n## Contact\n\n- a@example.org\n- b@example.org",
            ["a", "b"],
            [],
        ),
        ("To apply write to a@example.org. For questions also use a@example.org or q@example.org.", ["a"], ["a", "q"]),
        ("Any questions? We answer them gladly. Write to q@example.org.", [], ["q"]),
    ],
)
def test_addresses_are_for_applications_or_for_questions(to: To, text: str, apply: list[str], ask: list[str]) -> None:
    assert emails(to(text)) == (apply, ask)


def test_address_in_a_link_alone_is_read_with_its_name(to: To) -> None:
    found = to("Send your CV to [Jane Roe](mailto:jane@example.org?subject=Job).")
    assert [(c.name, c.email) for c in found.contacts] == [("Jane Roe", "jane@example.org")]


def test_bare_address_beside_a_form_is_for_questions(to: To) -> None:
    assert emails(to("## Contact\n\nq@example.org", has_form=True)) == ([], ["q"])


def test_source_is_the_sentence_that_asks_for_applications(to: To) -> None:
    found = to("We are at a@example.org. Send your CV to a@example.org.")
    assert found.source == "Send your CV to a@example.org."


def test_two_addresses_to_apply_to_in_two_places_are_doubted(to: To) -> None:
    found = to("Send your CV to a@example.org.\n\nApply by mail to hr@example.org.")
    assert [d.field for d in found.doubts] == ["contacts"]
    assert "a@example.org, hr@example.org" in found.doubts[0].text


def test_two_spellings_of_one_address_are_doubted(to: To) -> None:
    found = to("Send your CV to jane@exampel.org.\n\nQuestions? jane@example.org")
    assert "two ways" in found.doubts[0].text


def test_addresses_without_a_word_of_what_they_are_for_are_doubted_beside_others(to: To) -> None:
    found = to("## Contact\n\nq@example.org answers questions.\n\nOur desk: long-name@example.org")
    assert emails(found) == (["long-name"], ["q"])
    assert "does not say which" in found.doubts[0].text


def test_sure_contact_is_not_doubted(to: To) -> None:
    assert to("Send your CV to a@example.org. For questions write to someone@example.org.").doubts == ()
