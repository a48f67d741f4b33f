"""Which headings, bold lines and entries of a page are postings, and how they are called."""

from collections.abc import Callable

import pytest

from intake.model.posting import PostingPage
from intake.postings.titles import clean_title, is_title

Read = Callable[..., PostingPage]

SHARED = """# Vacancies

The institute is hiring!

## Laboratory Technician

You run the chromatography lab.

## Data Curator

You look after our long-term data.

## How to apply

Please send your CV to hr@soil.example.org by 30 September 2026.
"""


def test_headings_alike_are_postings_that_share_how_to_apply(read: Read) -> None:
    found = read(SHARED).postings
    assert [p.title for p in found] == ["Laboratory Technician", "Data Curator"]
    assert [[c.email for c in p.contacts] for p in found] == [["hr@soil.example.org"]] * 2
    assert all(p.deadline and p.deadline.date.isoformat() == "2026-09-30" for p in found)


def test_heading_without_a_word_of_applying_is_a_posting_beside_those_that_have_one(read: Read) -> None:
    page = (
        "# Openings\n\n## Postdocs\n\nEmail your CV to q@example.org.\n\n## PhD students\n\nApply by mail to"
        " q@example.org.\n\n## Undergraduates\n\nFill in [this form](https://forms.gle/x).\n"
    )
    assert [p.title for p in read(page).postings] == ["Postdocs", "PhD students", "Undergraduates"]


BOLD_MARKDOWN = """## Join us

**PhD student in tides**
Three years. Contact: Ann Lee, ann@example.org. Apply by 1 May 2026.

**Boat technician**
Permanent. Contact: Bo Winter, bo@example.org. Apply by 15 May 2026.
"""
BOLD_HTML = """<html><body><h2>Join us</h2>
<p><b>PhD student in tides</b><br>Three years. Contact: Ann Lee, ann@example.org. Apply by 1 May 2026.</p>
<p><strong>Boat technician</strong><br>Permanent. Contact: Bo Winter, bo@example.org. Apply by 15 May 2026.</p>
</body></html>"""


@pytest.mark.parametrize(("filename", "page"), [("lab.md", BOLD_MARKDOWN), ("lab.html", BOLD_HTML)])
def test_bold_line_over_its_paragraph_is_a_heading(read: Read, filename: str, page: str) -> None:
    found = read(page, filename).postings
    assert [(p.title, p.contacts[0].email) for p in found] == [
        ("PhD student in tides", "ann@example.org"),
        ("Boat technician", "bo@example.org"),
    ]


def test_bold_label_before_a_line_break_stays_with_its_value(read: Read) -> None:
    page = (
        "<html><body><h1>Boat technician</h1><p><strong>Place:</strong> Ely<br><strong>Closing date:</strong>"
        " 1 May 2026</p><p>Send your CV to bo@example.org.</p></body></html>"
    )
    (found,) = read(page, "lab.html").postings
    assert found.location == "Ely"
    assert found.deadline is not None


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("We're hiring a Program Manager!", "Program Manager"),
        ("Assistant Curator (DEADLINE EXTENDED)", "Assistant Curator"),
        ("Archivar (Frist verlängert bis 3. Mai)", "Archivar"),
        ("Vacature: Beleidsmedewerker (32 uur)", "Beleidsmedewerker (32 uur)"),
    ],
)
def test_title_is_freed_of_what_is_said_of_the_advertisement(read: Read, heading: str, title: str) -> None:
    (found,) = read(f"# {heading}\n\n## How to apply\n\nSend your CV to a@example.org.\n").postings
    assert (found.title, [d for d in found.doubts if d.field == "title"]) == (title, [])


def test_first_heading_goes_before_the_title_of_the_head(read: Read) -> None:
    page = (
        "<html><head><title>Research assistant – Example University</title></head><body><h1>Research assistant in"
        " computational linguistics</h1><p>Send your CV to a@example.org.</p></body></html>"
    )
    assert read(page, "p.html").postings[0].title == "Research assistant in computational linguistics"


@pytest.mark.parametrize(
    "title",
    [
        "Bioinformatician",
        "Contrato posdoctoral en astrofísica",
        "Thèse de trois ans en glaciologie",
        "Teaching support job at a museum",
        "Erzieher:in in Teilzeit",
        "Ingénieur·e de recherche",
        "Projectleider duurzaamheid",
        "Addetto stampa",
        "Head Ranger",
        "Juristin (80 %)",
    ],
)
def test_title_is_known_by_the_words_of_its_trade(title: str) -> None:
    assert is_title(title)


@pytest.mark.parametrize("heading", ["Contrato", "The job", "About the job", "Your tasks", "Our lab", "Checklist"])
def test_heading_of_a_section_is_no_title(heading: str) -> None:
    assert not is_title(heading)


def test_title_in_brackets_that_say_no_notice_keeps_them() -> None:
    assert clean_title("Curator (prints and drawings)") == "Curator (prints and drawings)"


NUMBERED = """# Open PhD positions

We invite applications for these projects.

## Project A: Ice cores

Supervisor: Dr P. Frost (p.frost@ice.example.org)

## Project B: Snow chemistry

Supervisor: Dr L. Hale (l.hale@ice.example.org)

# Application

Applications with a CV should be sent to school@ice.example.org by 15 January 2026.
"""


def test_numbered_headings_are_postings_and_one_address_takes_all_applications(read: Read) -> None:
    found = read(NUMBERED).postings
    assert [p.title for p in found] == ["Project A: Ice cores", "Project B: Snow chemistry"]
    assert [[c.email for c in p.contacts] for p in found] == [["school@ice.example.org"]] * 2
    assert [[c.email for c in p.enquiries] for p in found] == [["p.frost@ice.example.org"], ["l.hale@ice.example.org"]]


def test_heading_that_the_contents_name_is_a_posting_whatever_it_is_called(read: Read) -> None:
    page = (
        "<html><body><h1>Jobs</h1><ul><li><a href='#a'>Imkerin/Imker</a></li><li><a href='#b'>Head gardener</a></li>"
        "</ul><h2 id='a'>Imkerin/Imker</h2><p>Bees.</p><h2 id='b'>Head gardener</h2><p>Roses.</p>"
        "<h2>How to apply</h2><p>Send your CV to hof@example.org by 15 May 2026.</p></body></html>"
    )
    found = read(page, "jobs.html").postings
    assert [p.title for p in found] == ["Imkerin/Imker", "Head gardener"]
    assert all(p.contacts and p.deadline for p in found)


def test_last_paragraph_that_speaks_of_applications_is_for_all(read: Read) -> None:
    page = BOLD_MARKDOWN + "\nPlease send applications (cover letter, CV) by e-mail only.\n"
    assert [{d.kind.value for d in p.documents} for p in read(page).postings] == [{"cover_letter", "resume"}] * 2


@pytest.mark.parametrize("heading", ["Summer internships", "Internships at the Harbour Archive", "PhD positions"])
def test_kind_of_employment_over_a_posting_is_no_title(read: Read, heading: str) -> None:
    """Alone it is all that the page has; over a job that tells how to apply it only says what kind that is."""
    apply = "Send your CV to ann@example.org by 3 December 2026."
    assert [p.title for p in read(f"# Jobs\n\n## {heading}\n\n### Data Intern\n\n{apply}\n").postings] == [
        "Data Intern"
    ]
    assert [p.title for p in read(f"# Jobs\n\n## {heading}\n\n{apply}\n").postings] == [heading]


@pytest.mark.parametrize("heading", ["Internships", "Praktika", "Current openings"])
def test_headings_that_name_no_trade_are_postings_where_each_says_how_to_apply(read: Read, heading: str) -> None:
    page = f"# Harbour Archive\n\n## {heading}\n\n### Cartography\n\nSend your CV to ann@example.org.\n\n"
    both = f"{page}### Logbooks\n\nApply to bo@example.org by 3 December 2026.\n"
    assert [(p.title, [c.email for c in p.contacts]) for p in read(both).postings] == [
        ("Cartography", ["ann@example.org"]),
        ("Logbooks", ["bo@example.org"]),
    ]
    one = read(f"{page}### Logbooks\n\nWe keep those of 900 ships.\n").postings
    assert [[c.email for c in p.contacts] for p in one] == [["ann@example.org"]]
