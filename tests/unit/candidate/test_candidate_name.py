"""Whose document it is: the name, or nothing where nothing is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.candidate.contact import find_emails
from intake.candidate.lines import clean_lines
from intake.candidate.name import agrees, find_name
from intake.candidate.shape import plausible_name
from intake.model.document import Link, LinkKind


def name_in(
    text: str, *, links: tuple[Link, ...] = (), annotations: tuple[str, ...] = (), headings: tuple[str, ...] = ()
) -> str | None:
    lines = clean_lines(text)
    found = find_name(lines, find_emails(lines, annotations), links, headings)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ada Keller", "Ada Keller"),
        ("ADA KELLER", "Ada Keller"),
        ("Ada KELLER", "Ada Keller"),
        ("A D A", "A D A"),
        ("J A N E", "Jane"),
        ("Jean-Luc O'NEIL-MÜLLER", "Jean-Luc O'Neil-Müller"),
        ("Ludwig VAN DER BERG", "Ludwig van der Berg"),
        ("Dr. Ada Keller, PhD", "Ada Keller"),
        ("Ada Keller MSc", "Ada Keller"),
        ("Mgr. Bc. Zdeňka Příhodová", "Zdeňka Příhodová"),
        ("doc. RNDr. Jiří Křivánek, CSc.", "Jiří Křivánek"),
        ("mgr inż. Agnieszka Wójcik", "Agnieszka Wójcik"),
        ("Dott.ssa Chiara Rossi", "Chiara Rossi"),
        ("drs. Femke Hoekstra", "Femke Hoekstra"),
        ("Yo-Yo Ma", "Yo-Yo Ma"),
        ("Ewan McGregor", "Ewan McGregor"),
        ("Jeanne d'Arc", "Jeanne d'Arc"),
        ("J. R. Keller", "J. R. Keller"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("PERSONAL INFORMATION Ada Keller", "Ada Keller"),
        ("Ada Keller (she/her)", "Ada Keller"),
        ("Ada Keller Page 1 of 2", "Ada Keller"),
        ("小龙 李", "小龙 李"),
        ("アダ・ケラー", "アダ・ケラー"),
        ("김민수", "김민수"),
        ("أحمد بن علي", "أحمد بن علي"),
        ("Анна Ковальчук", "Анна Ковальчук"),
        ("Zdeněk Příhoda", "Zdeněk Příhoda"),
    ],
)
def test_names_of_many_scripts_have_the_shape_of_one(written: str, name: str) -> None:
    assert plausible_name(written) == (None if written == "A D A" else name)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Curriculum Vitae",
        "BERUFSERFAHRUNG",
        "工作经历",
        "12 Baker Street",
        "ada@example.net",
        "ada keller",
        "likes JavaScript",
        "JavaScript Fan",
        "https://example.net",
        "Ada Keller, Support Engineer",
        "A. B.",
        "Ada -- Keller",
        "One Two Three Four Five Six Seven",
        "李",
        "李小龙李小龙李小龙",
        "שלום",
        "X" * 61 + " Y",
        "Keller de",
    ],
)
def test_other_words_have_not(words: str) -> None:
    assert plausible_name(words) is None


def test_first_line_of_a_resume_is_its_name() -> None:
    assert name_in("Ada Keller\nSupport Engineer\n\nExperience\n2017 Hansa Data") == "Ada Keller"


def test_title_of_the_paper_is_no_name() -> None:
    assert name_in("CURRICULUM VITAE\nAda Keller\nBremen") == "Ada Keller"
    assert name_in("Lebenslauf\nBerufserfahrung\nAusbildung") is None


def test_title_of_the_paper_may_hold_the_name() -> None:
    assert name_in("Curriculum Vitae of Ada Keller\nEducation") == "Ada Keller"
    assert name_in("Lebenslauf - Ada Keller\nAusbildung") == "Ada Keller"


def test_label_says_who_it_is() -> None:
    text = "Lebenslauf\nHansa Data\nVor- und Nachname: Ada Keller\nGeburtsdatum: 1.2.1990"
    assert name_in(text) == "Ada Keller"
    assert name_in("氏名:山田太郎\n学歴") == "山田太郎"


def test_label_in_a_row_without_its_colon_is_one_too() -> None:
    assert name_in("Lebenslauf\nName Jürgen Groß\nTelefon 123") == "Jürgen Groß"
    assert name_in("Naam Singh\nnaam.singh@example.net") == "Naam Singh"


def test_given_and_family_name_with_labels_of_their_own_are_put_together() -> None:
    assert name_in("Surname: KELLER\nFirst name(s): Ada\nNationality: none") == "Ada Keller"


def test_name_written_small_or_run_together_is_believed_where_the_address_agrees() -> None:
    assert name_in("ada keller\nada.keller@example.net") == "Ada Keller"
    assert name_in("ludwig van beethoven\nl.beethoven@example.net") == "Ludwig van Beethoven"
    assert name_in("AdaKeller\nada.keller@example.net") == "Ada Keller"
    assert name_in("ada keller\nnothing agrees") is None


def test_one_word_under_a_label_is_a_name() -> None:
    assert name_in("Name: Alice\nWonderland") == "Alice"


def test_one_word_alone_is_no_name() -> None:
    assert name_in("Wonderland\nand what follows") is None


def test_one_word_that_is_the_address_is_a_name() -> None:
    assert name_in("int erests\nAdventurer\nAlice\nalice@wonderland.example") == "Alice"


def test_name_drawn_last_is_found_by_its_address() -> None:
    body = "\n".join(f"Kept the archive of the year {year} in order" for year in range(1990, 2020))
    assert name_in(f"Experience\n{body}\nada.keller@example.net\nAda Keller") == "Ada Keller"


def test_name_in_two_runs_is_put_together() -> None:
    assert name_in("ADA\nKELLER\nSupport Engineer\nada.keller@example.net") == "Ada Keller"


def test_name_beside_other_things_on_its_line_is_found() -> None:
    assert name_in("Ada Keller | Bremen | ada.keller@example.net\nProfile") == "Ada Keller"
    assert name_in("Ada Keller, Bremen\nProfile") == "Ada Keller"
    assert name_in("Ada Keller - Support Engineer\nProfile") == "Ada Keller"


def test_name_turned_round_is_believed_where_the_address_agrees() -> None:
    assert name_in("Keller, Ada\nada.keller@example.net") == "Ada Keller"
    assert name_in("Musterstadt, Beispielland\nsomething else") is None


def test_letter_is_from_who_signs_and_not_to_whom_it_goes() -> None:
    text = "Sarah Weber\nExample Foundation\n\nDear Ms Weber,\n\nI apply.\n\nYours sincerely,\n\nAda Keller\n"
    assert name_in(text) == "Ada Keller"


@pytest.mark.parametrize(
    "closing",
    [
        "Sincerely,",
        "Kind regards",
        "With best wishes,",
        "Mit freundlichen Grüßen",
        "Viele Grüße",
        "Cordialement,",
        "Atentamente,",
        "Cordiali saluti",
        "Met vriendelijke groet,",
        "Z poważaniem",
        "S pozdravem",
        "С уважением,",
    ],
)
def test_closings_of_many_languages_tell_who_signed(closing: str) -> None:
    text = f"to the committee of the foundation\n\nwhat I wanted to say is this.\n\n{closing}\n\nAda Keller"
    assert name_in(text) == "Ada Keller"


def test_line_with_the_title_of_an_addressee_is_not_the_sender() -> None:
    assert name_in("Frau Sarah Weber\nMusterallee 1\n\nich bewerbe mich.") is None


def test_name_that_is_said_in_the_text_is_found() -> None:
    assert name_in("hello there,\nich bin gern da. Ich bin Ada Keller und suche Arbeit.") == "Ada Keller"
    assert name_in("hello there,\nmy name is Ada Keller and I like archives.") == "Ada Keller"


def test_placeholder_of_a_template_is_no_name() -> None:
    assert name_in("YOUR NAME HERE\nyour_name@example.com") is None


def test_profile_made_of_the_name_speaks_for_it() -> None:
    profile = Link(LinkKind.LINKEDIN, "https://linkedin.com/in/ada-keller/")
    page = Link(LinkKind.WEBSITE, "https://www.adakeller.example")
    text = "a\nb\nc\nd\ne\nf\nHansa Data\nAda Keller\nMusterstadt"
    assert name_in(text) is None
    assert name_in(text, links=(profile,)) == "Ada Keller"
    assert name_in(text, links=(page,)) == "Ada Keller"
    assert name_in(text, links=(Link(LinkKind.OTHER, "https://example.net/ada-keller"),)) is None


def test_name_that_is_the_first_heading_and_in_the_footer_is_one() -> None:
    text = "x\n" * 9 + "Ada Keller\nada@example.net\n" + "y\n" * 5 + "Ada Keller"
    assert name_in(text, headings=("Ada Keller", "Education")) == "Ada Keller"


def test_heading_above_a_trade_is_the_name_in_a_sidebar_layout() -> None:
    text = "CONTACT\ncat77@example.net\nSKILLS\nPython\nSQL\nGit\nR\nC\nC++\nLina Aziz\nSoftware Engineer\nEXPERIENCE"
    assert name_in(text, headings=("CONTACT", "SKILLS", "Lina Aziz", "EXPERIENCE")) == "Lina Aziz"


def test_title_of_a_paper_that_is_nobodys_is_no_name() -> None:
    assert name_in("Quarterly Report\nFigures are in thousands.") is None


def test_sections_of_a_resume_are_no_names() -> None:
    assert name_in("Core Competencies\nExtracurricular Activities\ncat77@example.net") is None


def test_middle_of_a_long_paper_holds_no_name() -> None:
    filler = "words of a long paper\n"
    assert name_in(filler * 310 + "Name: Ada Keller\n" + filler * 200) is None


@pytest.mark.parametrize(
    ("name", "handle", "agreement"),
    [
        ("Ada Keller", "ada.keller", 7),
        ("Ada Keller", "akeller", 7),
        ("Ada Keller", "kellera99", 7),
        ("Ada Keller", "keller", 7),
        ("Ada Keller", "keller.family", 4),
        ("Jürgen Groß-Müßig", "juergen.gross-muessig", 7),
        ("Ada Keller", "cat77", 0),
        ("Ada Keller", "", 0),
    ],
)
def test_address_agrees_with_the_name_that_it_is_made_of(name: str, handle: str, agreement: int) -> None:
    assert agrees(name, handle) == agreement


@given(st.text(max_size=400))
def test_any_text_has_a_name_of_words_that_stand_in_it_or_none(text: str) -> None:
    lines = clean_lines(text)
    found = find_name(lines, find_emails(lines, ()), ())
    assert found is None or (found[0] and found[1].text)


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Екатерина Соколова", "e.sokolova"),
        ("Юлия Щербакова", "iuliia.shcherbakova"),
        ("Юлія Щербань", "yulia"),
        ("Сергей Жуковский", "zhukovsky"),
        ("Наталья Цой", "n.tsoy"),
        ("Михаил Чехов", "mikhail_chekhov"),
        ("Александр Хохлов", "a.khokhlov1990"),
        ("Ђорђе Њежић", "djordje.njezic"),
        ("Ελένη Παπαδοπούλου", "e.papadopoulou"),
        ("Γιώργος Ευθυμίου", "g.efthymiou"),
        ("Παύλος Ξανθός", "pavlos.xanthos"),
    ],
)
def test_an_address_is_made_of_a_name_in_other_letters(name: str, handle: str) -> None:
    assert agrees(name, handle) > 0


@pytest.mark.parametrize("handle", ["info", "maria", "jobs", "petrova"])
def test_an_address_that_is_made_of_another_name_is_not(handle: str) -> None:
    assert agrees("Екатерина Соколова", handle) == 0


def test_a_name_broken_behind_its_hyphen_is_whole() -> None:
    text = "ul. Kwiatowa 3\na.wojcik@example.pl\nUmiejętności\nExcel\n" * 2 + "Agnieszka Wójcik-\nDąbrowska\nKsięgowa"
    assert name_in(text, headings=("Agnieszka Wójcik-", "Dąbrowska")) == "Agnieszka Wójcik-Dąbrowska"


def test_a_title_on_the_first_line_is_the_owners_where_the_address_says_so() -> None:
    head = "Prof. Dr. Ada van Keller\nInstitute of Examples\n"
    assert name_in(f"{head}a.van.keller@example.org\nvan Keller, A. (2019). On examples.") == "Ada van Keller"
    assert name_in(f"{head}Dear Professor Keller\n\nYours sincerely\nJo Smith\njo.smith@example.org") == "Jo Smith"


@pytest.mark.parametrize(
    "row",
    ["INFORMATION Ada Maria Keller", "Nume Ada Maria Keller", "Họ và tên: Ada Maria Keller", "ПІБ Ada Maria Keller"],
)
def test_a_label_that_a_form_puts_before_the_name_is_no_part_of_it(row: str) -> None:
    assert name_in(f"PERSONAL\n{row}\n12 Sample Street\na.keller@example.org") == "Ada Maria Keller"


def test_a_name_that_is_a_heading_in_markdown_is_one() -> None:
    assert name_in("# Rosalind Achterberg\n\n**E-mail:** rosalind@achterberg.example\n") == "Rosalind Achterberg"
    assert name_in("**Rosalind Achterberg**\nrosalind@achterberg.example\n\n## C# and Java\n") == "Rosalind Achterberg"
