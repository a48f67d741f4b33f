"""All facts of a document together: each with its words, or absent."""

from hypothesis import given
from hypothesis import strategies as st

from intake.candidate.facts import find_facts
from intake.candidate.languages import find_languages
from intake.candidate.lines import clean_lines
from intake.model.document import CandidateFacts, Link, LinkKind, SourceWords
from intake.model.policy import ReadingPolicy

RESUME = """Ada Keller
Bremen, Germany | ada.keller@example.net | 030 23125014
github.com/adakeller

Experience
2017 - today Hansa Data

Languages
German (native), English (fluent)
French

Skills
Spanish dancing
"""


def facts(text: str, *, pages: tuple[str, ...] = (), annotations: tuple[str, ...] = ()) -> CandidateFacts:
    return find_facts(
        text, pages=pages, annotations=annotations, language="en", media_type="text/plain", policy=ReadingPolicy()
    )


def test_resume_gives_every_fact_with_its_words() -> None:
    assert facts(RESUME) == CandidateFacts(
        name="Ada Keller",
        emails=("ada.keller@example.net",),
        phones=("+493023125014",),
        links=(Link(LinkKind.GITHUB, "https://github.com/adakeller"),),
        languages=("de", "en", "fr"),
        location="Bremen, Germany",
        experience=("2017 - today Hansa Data",),
        evidence={
            "location": SourceWords("Bremen, Germany"),
            "experience": SourceWords("2017 - today Hansa Data"),
            "name": SourceWords("Ada Keller"),
            "emails": SourceWords("ada.keller@example.net"),
            "phones": SourceWords("030 23125014"),
            "links": SourceWords("github.com/adakeller"),
            "languages": SourceWords("German (native), English (fluent) | French"),
        },
    )


def test_words_come_with_the_page_that_they_stand_on() -> None:
    found = facts("", pages=("Statement of Interest", RESUME))
    assert {words.page for words in found.evidence.values()} == {2}


def test_pages_count_where_text_is_given_too() -> None:
    assert facts("Bruno Ferreira\nbruno.ferreira@example.com", pages=(RESUME,)).name == "Ada Keller"


def test_address_behind_an_icon_names_the_candidate() -> None:
    found = facts("Experience\nAda Keller\nHansa Data", annotations=("mailto:ada.keller@example.net",))
    assert (found.name, found.emails) == ("Ada Keller", ("ada.keller@example.net",))
    assert found.evidence["emails"] == SourceWords("ada.keller@example.net")


def test_papers_of_somebody_else_say_nothing_of_the_candidate() -> None:
    for title in ("Letter of recommendation for Ada Keller", "Transcript of Records", "Rechnung Nr. 7", "INVOICE"):
        assert facts(f"Ngozi Eze\nn.eze@example.org\n{title}\nwords") == CandidateFacts()


def test_letter_that_recommends_somebody_says_nothing_of_its_writer() -> None:
    text = (
        "Ngozi Eze\nn.eze@example.org\n\nDear colleagues,\nit is a pleasure to recommend Ada Keller.\nYours,\nNgozi Eze"
    )
    assert facts(text) == CandidateFacts()


def test_resume_that_mentions_invoices_is_still_the_candidates() -> None:
    assert facts(RESUME.replace("Experience", "Invoice handling\n\nExperience")).name == "Ada Keller"


def test_empty_document_has_no_facts() -> None:
    assert facts("") == CandidateFacts()


def test_languages_are_read_under_their_heading_only() -> None:
    def codes(text: str, *headings: str) -> list[str]:
        return [found.value for found in find_languages(clean_lines(text), headings)]

    assert codes("I studied French literature") == []
    assert codes("Sprachen: Deutsch, Englisch") == ["de", "en"]
    assert codes("Idiomas\nEspañol\nInglés\nSobre mí\nfrancés") == ["es", "en"]
    assert codes("Languages\nEnglish\nPastimes\nFrench cooking", "Pastimes") == ["en"]
    assert codes("Languages\n" + "words\n" * 12 + "French") == []


def test_location_comes_from_its_label_or_the_contact_details() -> None:
    assert facts("Ada Keller\nWohnort: Bremen\nUlm, Germany").location == "Bremen"
    assert facts("Ada Keller\nUlm, Germany | ada@example.net").location == "Ulm, Germany"
    assert facts("Ada Keller\nUlm, Swabia").location is None
    assert facts("Ada Keller\nAddress: ada@example.net").location is None
    assert facts("Ada Keller\n" + "words\n" * 10 + "Ulm, Germany").location is None


def test_entries_are_dated_lines_under_their_heading() -> None:
    text = """2009 before any heading
Berufserfahrung
2017 - 2021
Hansa Data, Entwicklerin
2014 - 2017 Weser Media, Assistenz und mehr
viel gelernt
Ausbildung
2014
2012
Kenntnisse
2011 Python"""
    found = facts(text)
    assert found.experience == ("2017 - 2021 Hansa Data, Entwicklerin", "2014 - 2017 Weser Media, Assistenz und mehr")
    assert found.education == ("2014", "2012")
    assert facts("Education\n2014").education == ("2014",)


def test_entries_of_one_section_are_no_more_than_thirty() -> None:
    assert len(facts("Experience\n" + "2014 one more place of work\n" * 40).experience) == 30


def test_long_and_odd_lines_are_read_in_good_time() -> None:
    odd = "\n".join(("a@" * 200, "1 " * 200, "x (at) " * 50, "Ada Keller " * 30, "www." * 100, "a.b-" * 100, "+" * 399))
    assert facts(f"{odd}\n" * 100).name is None


def test_lines_are_freed_of_icons_and_parted_in_cells() -> None:
    (line,) = clean_lines("\uf0e0 ada@example.net\u200b  \u2022  Bremen\t2017\x00")
    assert line.text == "ada@example.net • Bremen 2017"
    assert line.cells == ("ada@example.net", "Bremen", "2017")


def test_line_of_separators_alone_is_its_own_cell() -> None:
    (line,) = clean_lines("| |")
    assert line.cells == ("| |",)


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=3))
def test_no_value_is_without_its_words(text: str, annotations: list[str]) -> None:
    found = facts(text, annotations=tuple(annotations))
    fields = ("name", "emails", "phones", "links", "languages", "location", "education", "experience")
    told = {field for field in fields if getattr(found, field)}
    assert told == set(found.evidence)
