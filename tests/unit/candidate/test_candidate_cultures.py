"""Names and phones as the world writes them, in a resume, in a form and under a letter; places and entries too."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.candidate.facts import find_facts
from intake.model.document import CandidateFacts
from intake.model.policy import ReadingPolicy

SAMPLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cultures.toml").read_text(encoding="utf-8"))
RESUME = """{name}
Software Engineer
contact@example.org | +49 30 23125 417

Experience
2018 - 2021 Engineer, Acme

Education
2014 - 2018 University of Example"""
FORM = """CURRICULUM VITAE

Personal Information
Name: {name}
Address: 12 High Street, Leeds
Email: contact@example.org
Nationality: British

Work Experience
2018 - 2020 Clerk"""
LETTER = """Example Foundation
Ms Ines Albrecht
Berlin

Dear Ms Albrecht,

I am writing to apply for the position.

Yours sincerely,

{name}
contact@example.org"""


def facts(text: str, language: str = "en", *, headings: tuple[str, ...] = ()) -> CandidateFacts:
    return find_facts(text, language=language, media_type="text/plain", policy=ReadingPolicy(), headings=headings)


@pytest.mark.parametrize("name", SAMPLES["names"])
def test_a_name_of_any_culture_is_found(name: str) -> None:
    found = {facts(layout.format(name=name)).name or "" for layout in (RESUME, FORM, LETTER)}
    assert {one.casefold() for one in found} == {name.casefold()}


@pytest.mark.parametrize("sample", SAMPLES["phone"], ids=lambda sample: sample["line"])
def test_a_phone_is_dialled_by_language_address_and_domain(sample: dict[str, Any]) -> None:
    text = f"Ada Keller\n{sample['line']}\n{sample['email']}\n\nExperience\n2018 - 2021 Clerk"
    assert list(facts(text, sample["language"]).phones) == sample["dialled"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Doe, Joan", "Joan Doe"),
        ("Dr. A. P. Kalaman", "A. P. Kalaman"),
        ("Eva Maria Lopez-Garcia MSc", "Eva Maria Lopez-Garcia"),
        ("JEANNE DUPONTEL", "Jeanne Dupontel"),
    ],
)
def test_a_labelled_name_is_set_right(written: str, name: str) -> None:
    assert facts(FORM.format(name=written)).name == name


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Kraków, Polska", "Kraków, Polska"),
        ("Musterweg 12, 28195 Bremen", "28195 Bremen"),
        ("Beispielgasse 3, 1010 Wien, Österreich", "1010 Wien, Österreich"),
        ("Postfach 4, 1010 Wien, Mitte", "1010 Wien"),
        ("ul. Przykładowa 5, 31-001 Kraków", "31-001 Kraków"),
        ("Příkladová 7, 602 00 Brno", "602 00 Brno"),
        ("Rua do Exemplo 1, 1000-001 Lisboa", "1000-001 Lisboa"),
        ("Voorbeeldstraat 2, 3511 AB Utrecht", "3511 AB Utrecht"),
        ("Austin, TX 78701", "Austin, TX 78701"),
        ("Toronto, ON", "Toronto, ON"),
        ("القاهرة، مصر", "القاهرة، مصر"),
        ("Адрес: Москва", "Москва"),
        ("住所：東京都千代田区", "東京都千代田区"),
        ("2019 Bremen", None),
        ("Team lead, IT", None),
        ("Python, XX", None),
    ],
)
def test_a_place_is_told_by_its_country_state_or_postcode(line: str, place: str | None) -> None:
    found = facts(f"Ada Keller\n{line}\nada.keller@example.net")
    assert found.location == place
    assert ("location" in found.evidence) is (place is not None)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "Work Experience\nJan 2018 – present\nSenior Clerk\nAcme Ltd, Leeds\n• counted\n2014 - 2018\nClerk",
            ("Jan 2018 – present Senior Clerk Acme Ltd, Leeds", "2014 - 2018 Clerk"),
        ),
        (
            "Experiencia laboral\nJefa de archivo\nBiblioteca Central\nmarzo 2018 – actualidad\n• más\nTécnica\n2014",
            ("Jefa de archivo Biblioteca Central marzo 2018 – actualidad", "Técnica 2014"),
        ),
        ("職務経歴\n2019年4月 – 現在\n例示図書館 司書", ("2019年4月 – 現在 例示図書館 司書",)),
        ("Experience and Projects\n2019 Clerk\nInterests\n2018 Chess", ("2019 Clerk",)),
        ("Experience\nno dates at all", ()),
    ],
)
def test_an_entry_is_its_dates_with_the_words_beside_them(text: str, entries: tuple[str, ...]) -> None:
    assert facts(text).experience == entries


def test_an_entrys_own_title_ends_no_section() -> None:
    text = "Experience\nSenior Clerk\n2018 - 2020 Acme\nJunior Clerk\n2014 - 2018 Acme\nHobbies\n2010 Chess"
    found = facts(text, headings=("Experience", "Senior Clerk", "Junior Clerk", "Hobbies"))
    assert found.experience == ("2018 - 2020 Acme", "2014 - 2018 Acme")


def test_languages_of_the_world_are_read_by_their_names_in_any_of_them() -> None:
    text = "Bahasa\nbahasa Indonesia (ibu)\nbahasa Inggris\n日本語\nKiswahili, isiZulu, Türkçe, العربية, Euskara"
    assert facts(text, "id").languages == ("id", "en", "ja", "sw", "zu", "tr", "ar", "eu")
