"""Whole pages, in every style that careers pages come in."""

import datetime as dt
from collections.abc import Callable

import pytest

from intake.model.posting import ApplyVia, Contact, Need, Posting, PostingPage, WantedKind
from intake.postings.page import read_page

Read = Callable[..., PostingPage]
One = Callable[..., Posting]


def test_page_with_a_table_of_contents_gives_its_two_postings_and_not_the_contents(two_postings: PostingPage) -> None:
    assert [p.title for p in two_postings.postings] == ["Harbour Data Engineer", "Community Outreach Lead"]
    assert two_postings.error is None
    assert two_postings.page_date is None


def test_each_posting_has_its_own_contact_deadline_and_documents(two_postings: PostingPage) -> None:
    first, second = two_postings.postings
    assert first.contacts == (Contact("Ruth Hallgren", "ruth@harbour.example.org"),)
    assert second.contacts == (Contact("Helma Cousteau", "helma.cousteau@harbour.example.org"),)
    assert first.deadline is not None
    assert second.deadline is not None
    assert (first.deadline.date, second.deadline.date) == (dt.date(2021, 12, 31), dt.date(2022, 2, 7))
    for posting in two_postings.postings:
        assert [(d.kind, d.need) for d in posting.documents] == [
            (WantedKind.RESUME, Need.REQUIRED),
            (WantedKind.STATEMENT_OF_INTEREST, Need.REQUIRED),
        ]
        assert posting.apply_via is ApplyVia.EMAIL
        assert posting.doubts == ()


def test_lists_of_a_posting_are_those_under_its_own_headings(two_postings: PostingPage) -> None:
    first, second = two_postings.postings
    assert first.responsibilities == ("Keep the ingest running", "Answer second line questions from members")
    assert first.requirements == ("Applications from all regions considered", "Good English is required")
    assert first.nice_to_have == ("Sailing experience", "An interest in open data")
    assert second.responsibilities == (
        "Run the ambassadors' circle",
        "Write the newsletter",
        "Manage two people",
    )
    assert second.requirements == ("University degree", "A clear voice")
    assert second.nice_to_have == ("Comfortable working remotely",)


def test_conditions_and_particulars_are_the_words_of_the_page(two_postings: PostingPage) -> None:
    first, second = two_postings.postings
    assert first.individuals_only
    assert not second.individuals_only
    assert [c.kind for c in first.constraints] == ["region", "individuals_only"]
    assert [(c.kind, c.text) for c in second.constraints] == [
        ("region", "Preferably the candidate is based in the Americas.")
    ]
    assert (first.remote, second.remote) == ("Fully remote position", "Remote position")
    assert (first.term, second.term) == ("fixed-term contract for 2 years", None)
    assert (first.interviews, second.interviews) == ("early January", "February")
    assert first.start == second.start == "as soon as possible"
    assert first.salary == "Competitive local salary"


def test_every_field_has_its_source_words_with_apostrophes_whole(two_postings: PostingPage) -> None:
    first = two_postings.postings[0]
    expected = {
        "title",
        "contacts",
        "apply_via",
        "deadline",
        "documents",
        "individuals_only",
        "responsibilities",
        "requirements",
        "nice_to_have",
        "remote",
        "term",
        "start",
        "interviews",
        "salary",
    }
    assert expected <= first.sources.keys()
    assert "Ruth Hallgren [<ruth@harbour.example.org>] by December 31, 2021" in first.sources["deadline"]
    assert not any("â€" in text for text in first.sources.values())


TABLE = """# Open positions

| Position | Deadline | Contact |
| --- | --- | --- |
| Data Steward | 14/07/2025 | Jane Roe, jane.roe@example.org |
| Research Software Engineer (m/f/d) | 31/07/2025 | max.muster@example.org |

Please send your CV and a cover letter to the contact person.
"""


def test_rows_of_a_table_are_postings_that_share_what_stands_below(read: Read) -> None:
    first, second = read(TABLE).postings
    assert (first.title, second.title) == ("Data Steward", "Research Software Engineer (m/f/d)")
    assert first.contacts == (Contact("Jane Roe", "jane.roe@example.org"),)
    assert first.deadline is not None
    assert first.deadline.date == dt.date(2025, 7, 14)
    assert [d.kind for d in second.documents] == [WantedKind.RESUME, WantedKind.COVER_LETTER]


LISTED = """# Join us

We have these openings:

- **Front-end Developer** (Berlin) – apply by 1 March 2026 to anna@example.org
- [Data Analyst](https://example.org/jobs/7), Berlin, closes 15 March 2026
"""


def test_items_of_a_list_are_postings(read: Read) -> None:
    first, second = read(LISTED).postings
    assert (first.title, second.title) == ("Front-end Developer", "Data Analyst")
    assert first.contacts == (Contact(None, "anna@example.org"),)
    assert (first.apply_via, second.apply_via) == (ApplyVia.EMAIL, ApplyVia.FORM)
    assert second.apply_url == "https://example.org/jobs/7"
    assert second.deadline is not None
    assert second.deadline.date == dt.date(2026, 3, 15)


def test_items_with_a_gender_mark_are_postings_whatever_the_trade(read: Read) -> None:
    text = (
        "# Jobs bei uns\n\n* **Köchin/Koch (m/w/d)** ab sofort. Bewerbung an a@example.org\n"
        "* **Servicekraft (m/w/d)** ab Mai. Bewerbung bis 15.4.2026 an b@example.org\n"
    )
    assert [p.title for p in read(text).postings] == ["Köchin/Koch", "Servicekraft"]


SHARED = """# Careers at Example Foundation

## Community Manager

### Requirements
- Patience

## Program Officer

### Requirements
- Order

## How to apply

Send your CV and a cover letter to jobs@example.org by 5 pm CET on Friday, 27 March 2026. References will be requested
from shortlisted candidates. Questions? Write to Mia Lang <mia@example.org>.
"""


def test_one_section_on_how_to_apply_serves_all_postings(read: Read) -> None:
    postings = read(SHARED).postings
    assert [p.title for p in postings] == ["Community Manager", "Program Officer"]
    for posting in postings:
        assert posting.contacts == (Contact(None, "jobs@example.org"),)
        assert posting.enquiries == (Contact("Mia Lang", "mia@example.org"),)
        assert posting.deadline is not None
        assert posting.deadline.time == dt.time(17)
        assert posting.deadline.timezone == "Europe/Berlin"
        assert [d.need for d in posting.documents] == [Need.REQUIRED, Need.REQUIRED, Need.ON_REQUEST]


def test_shared_section_after_postings_of_its_own_rank_ends_the_last_posting(read: Read) -> None:
    second = read(SHARED).postings[1]
    assert second.requirements == ("Order",)


SAME_RANK = """# Clerk
Mail: clerk@example.org
# Requirements
- Order
# How to apply
Apply by 2026-04-01 with your CV.

# Driver
Mail: driver@example.org
# Requirements
- A licence
# How to apply
Apply by 2026-05-01 with your CV.
"""


def test_sections_of_the_rank_of_the_titles_belong_to_the_title_above_them(read: Read) -> None:
    first, second = read(SAME_RANK).postings
    assert (first.requirements, second.requirements) == (("Order",), ("A licence",))
    assert first.deadline is not None
    assert second.deadline is not None
    assert (first.deadline.date.month, second.deadline.date.month) == (4, 5)


HTML = """<!doctype html><html lang="fr"><head><title>Recrutement | Exemple</title></head><body>
<nav><a href="/">Accueil</a> accueil@example.org</nav>
<main><h1>Ingénieur(e) de recherche</h1>
<p>Contrat à durée déterminée de 18 mois. Prise de poste : 1er septembre 2026.<br>Lieu : Lyon</p>
<h2>Missions</h2><ul><li>Développer des outils</li><li>Former les usagers</li></ul>
<h2>Profil recherché</h2><ul><li>Doctorat</li></ul>
<h2>Candidature</h2><p>Les candidatures (CV et lettre de motivation) sont à envoyer avant le 15 juin 2026 à
<a href="mailto:recrutement@example.org">Mme Anne Dupont</a>.
Pour tout renseignement&nbsp;: paul.martin&#64;example.org.
Les entretiens auront lieu le 25 juin 2026.</p></main><footer>webmaster@example.org</footer></body></html>"""


def test_html_page_is_read_without_navigation_and_footer(one: One) -> None:
    posting = one(HTML, "page.html")
    assert posting.title == "Ingénieur(e) de recherche"
    assert posting.contacts == (Contact("Anne Dupont", "recrutement@example.org"),)
    assert posting.enquiries == (Contact(None, "paul.martin@example.org"),)
    assert posting.deadline is not None
    assert (posting.deadline.date, posting.deadline.inclusive) == (dt.date(2026, 6, 15), False)
    assert posting.responsibilities == ("Développer des outils", "Former les usagers")
    assert posting.location == "Lyon"
    assert posting.start == "1er septembre 2026"
    assert posting.interviews == "25 juin 2026"


PLAIN = """VACANCY: Research Assistant (part time)

The Example Institute seeks a research assistant for 12 months.

Responsibilities:
- Collect data
- Write reports

How to apply:
Please email a CV, two writing samples and the names of three referees to dr dot lee at example dot org no later than
midnight on 30 June 2026 (Anywhere on Earth). Review of applications begins on 1 June 2026. Quote reference RA-2026/3.
"""


def test_plain_text_is_read_too(one: One) -> None:
    posting = one(PLAIN, "notice.txt")
    assert posting.title == "Research Assistant (part time)"
    assert posting.contacts == (Contact(None, "dr.lee@example.org"),)
    assert posting.deadline is not None
    assert posting.deadline.timezone == "Etc/GMT+12"
    assert posting.review_from == dt.date(2026, 6, 1)
    assert posting.subject_code == "RA-2026/3"
    assert [d.kind for d in posting.documents] == [
        WantedKind.RESUME,
        WantedKind.WRITING_SAMPLE,
        WantedKind.REFERENCES,
    ]


def test_front_matter_contact_counts_where_the_text_names_nobody(one: One) -> None:
    posting = one(
        "---\ntitle: Data Steward\ncontact: Ann Lee <ann@example.org>\ndeadline: 2026-05-01\n---\nYou keep data.\n"
    )
    assert posting.contacts == (Contact("Ann Lee", "ann@example.org"),)
    assert posting.apply_via is ApplyVia.EMAIL
    assert posting.deadline is not None
    assert posting.deadline.date == dt.date(2026, 5, 1)
    assert posting.sources["contacts"] == "ann@example.org"


def test_front_matter_contact_is_overridden_by_the_text(one: One) -> None:
    posting = one(
        "---\ntitle: Data Steward\ncontact:\n  - name: Old Name\n    email: old@example.org\n---\n"
        "Send your CV to new@example.org.\n"
    )
    assert posting.contacts == (Contact(None, "new@example.org"),)


def test_contact_list_in_front_matter_is_read(one: One) -> None:
    posting = one(
        "---\ntitle: Data Steward\ncontact:\n  - name: Ann Lee\n    email: ann@example.org\n---\nYou keep data.\n"
    )
    assert posting.contacts == (Contact("Ann Lee", "ann@example.org"),)


def test_expiry_of_the_page_is_no_deadline(one: One) -> None:
    posting = one("---\ntitle: Data Steward\nexpires: 2026-05-01\n---\nSend your CV to jobs@example.org.\n")
    assert posting.deadline is None


def test_page_date_comes_from_the_head_of_its_name_where_it_has_none(read: Read) -> None:
    page = read("# Data Steward\n\nApply by 3 May to jobs@example.org.\n", "_posts/2026-04-02-steward.md")
    assert page.page_date == dt.date(2026, 4, 2)
    deadline = page.postings[0].deadline
    assert deadline is not None
    assert (deadline.date, deadline.year_inferred) == (dt.date(2026, 5, 3), True)


@pytest.mark.parametrize(
    "text",
    [
        "# There are no open positions at this time.\n",
        "# Jobs\n\nDerzeit haben wir leider keine offenen Stellen.\n",
        "# Stellen\n\nKeine Stellenausschreibungen. Initiativbewerbungen an jobs@example.org.\n",
        "# About us\n\nWe make maps.\n",
    ],
)
def test_page_without_an_open_posting_gives_none(read: Read, text: str) -> None:
    page = read(text)
    assert (page.postings, page.error) == ((), None)


JSON_LD = """<html lang="en"><head><title>Data Engineer - Example</title><script type="application/ld+json">
{"@context":"https://schema.org","@type":"JobPosting","title":"Data Engineer","datePosted":"2026-01-10",
"validThrough":"%s","jobLocation":{"@type":"Place","address":{"addressLocality":"Graz","addressCountry":"AT"}},
"employmentType":"FULL_TIME",}</script></head><body><header><h1>Data Engineer</h1></header>
<p>Apply through our <a href="https://example.org/apply/12">application form</a>.</p></body></html>"""


def test_json_ld_fills_what_the_text_leaves_open(read: Read) -> None:
    page = read(JSON_LD % "2026-02-28T23:59", "job.html")
    (posting,) = page.postings
    assert page.page_date == dt.date(2026, 1, 10)
    assert posting.title == "Data Engineer"
    assert posting.deadline is not None
    assert (posting.deadline.date, posting.deadline.time) == (dt.date(2026, 2, 28), dt.time(23, 59))
    assert (posting.location, posting.employment_type) == ("Graz, AT", "full-time")
    assert (posting.apply_via, posting.apply_url) == (ApplyVia.FORM, "https://example.org/apply/12")


def test_valid_through_a_year_after_posting_is_no_deadline(read: Read) -> None:
    assert read(JSON_LD % "2027-01-10", "job.html").postings[0].deadline is None


def test_page_that_a_script_builds_is_read_from_its_json_ld(one: One) -> None:
    page = """<html><head><script type="application/ld+json">{"@type":["JobPosting"],"title":"Map Maker",
    "description":"<p>Send your CV to maps@example.org.</p>","jobLocationType":"TELECOMMUTE"}</script></head>
    <body><div id="root"></div></body></html>"""
    posting = one(page, "job.html")
    assert posting.title == "Map Maker"
    assert posting.contacts == (Contact(None, "maps@example.org"),)
    assert posting.remote == "remote"


def test_address_that_a_template_fills_in_is_a_doubt_and_mail_is_the_way(one: One) -> None:
    posting = one("# Map Maker\n\nTo apply, please email [us](mailto:{{ site.email }}) with your CV.\n")
    assert posting.contacts == ()
    assert posting.apply_via is ApplyVia.EMAIL
    assert [d.field for d in posting.doubts] == ["contacts"]


def test_title_that_names_no_job_and_a_way_that_is_not_said_are_doubted(one: One) -> None:
    posting = one("---\ntitle: We grow\n---\nYou join us.\n\n## Requirements\n- Order\n\n## Your duties\n- Maps\n")
    assert posting.title == "We grow"
    assert [d.field for d in posting.doubts] == ["title", "apply_via"]
    assert posting.apply_via is None


def test_posting_without_a_title_is_doubted(one: One) -> None:
    posting = one("# Jobs\n\nYou join us.\n\nSend your CV to jobs@example.org.\n")
    assert posting.title is None
    assert [d.field for d in posting.doubts] == ["title"]
    assert "title" not in posting.sources


def test_contradictions_are_doubted_and_marked(one: One) -> None:
    posting = one(
        "# Office Manager\n\nApplications are due by 1 March 2026. Send your resume to office@example.org.\n\n"
        "## How to apply\nSend your CV to hr@example.org by 15 March 2026.\n"
    )
    assert {d.field for d in posting.doubts} == {"deadline", "contacts"}
    assert len(posting.contacts) == 2


def test_labelled_title_goes_before_the_heading(one: One) -> None:
    posting = one("---\ntitle: Call 2026\n---\n**Puesto:** Programador Web\n\n**Enviar CV a:** datos@example.org\n")
    assert posting.title == "Programador Web"


def test_link_to_the_advertisement_is_the_way_where_there_is_no_other(one: One) -> None:
    posting = one("---\ntitle: Data Steward\n---\nFor details see the [full job posting](https://example.org/p).\n")
    assert (posting.apply_via, posting.apply_url) == (ApplyVia.FORM, "https://example.org/p")
    assert posting.sources["apply_via"] == "For details see the full job posting."


def test_own_code_and_the_address_for_all_go_together(read: Read) -> None:
    text = (
        "# Jobs\n\n## Clerk\n\nReference: CL-7\n\n### Requirements\n- Order\n\n## Driver\n\nReference: DR-8\n\n"
        "### Requirements\n- A licence\n\n## How to apply\n\nSend your CV to jobs@example.org.\n"
    )
    postings = read(text).postings
    assert [p.subject_code for p in postings] == ["CL-7", "DR-8"]
    assert all(p.contacts == (Contact(None, "jobs@example.org"),) for p in postings)


def test_json_ld_gives_the_title_where_no_heading_does(one: One) -> None:
    page = """<html><head><script type="application/ld+json">{"@type":"JobPosting","title":"Map Librarian"}</script>
    </head><body><h1>Jobs</h1><p>Please send your CV to maps@example.org.</p></body></html>"""
    assert one(page, "job.html").title == "Map Librarian"


def test_html_name_without_a_tag_is_read_as_markdown(one: One) -> None:
    assert one("# Map Librarian\n\nCV to maps@example.org\n", "job.html").title == "Map Librarian"


def test_bold_lines_stand_for_headings_but_sentences_do_not(one: One) -> None:
    posting = one(
        "# Map Librarian\n\n**We look forward to you.**\n\n**Tasks**\n\n- Draw\n\n**Write to maps@example.org**\n\n"
        "**Nice to have:**\n\n- Latin\n"
    )
    assert (posting.responsibilities, posting.nice_to_have) == (("Draw",), ("Latin",))
    assert posting.contacts == (Contact(None, "maps@example.org"),)


def test_heading_over_several_complete_postings_is_none_itself(read: Read) -> None:
    text = (
        "# PhD positions\n\n## PhD position in mapping\n\nApply by 1 May 2026 to a@example.org.\n\n"
        "## PhD position in reading\n\nApply by 2 May 2026 to b@example.org.\n"
    )
    assert [p.title for p in read(text).postings] == ["PhD position in mapping", "PhD position in reading"]


def test_job_that_is_sought_in_a_sentence_is_the_title_where_there_is_no_other(one: One) -> None:
    posting = one(
        "# We're hiring!\n\nWe are looking for a **full-stack developer** to join our team.\n\n"
        "Send us your CV at jobs@example.org. Deadline: rolling.\n"
    )
    assert posting.title == "Full-stack developer"
    assert posting.rolling
    assert posting.sources["title"] == "Full-stack developer"


def test_heading_that_reads_like_a_job_needs_no_address_to_be_a_posting(one: One) -> None:
    posting = one(
        "---\ntitle: Job offers\n---\n# 3-year postdoc position in fluid mechanics\n\n"
        "Candidates are invited to contact Jo Roe before October 15th, 2021.\n"
    )
    assert posting.title == "3-year postdoc position in fluid mechanics"
    assert posting.deadline is not None
    assert posting.deadline.date == dt.date(2021, 10, 15)


def test_site_name_in_the_title_of_an_html_page_is_no_part_of_the_posting(one: One) -> None:
    page = (
        "<html><head><title>Lab Manager | Example Lab</title></head>"
        "<body><h1>Lab Manager</h1><p>CV to lab@example.org</p></body></html>"
    )
    assert one(page, "lab.html").title == "Lab Manager"


def test_table_that_begins_again_is_read_with_its_new_header(read: Read) -> None:
    text = (
        "# Jobs\n\n| Position | Deadline |\n|---|---|\n| Clerk | 1 May 2026 |\n\nMore:\n\n"
        "| Deadline | Role |\n|---|---|\n| 2 May 2026 | Driver |\n"
    )
    assert [p.title for p in read(text).postings] == ["Clerk", "Driver"]


def test_binary_file_is_refused_with_a_sentence() -> None:
    page = read_page(b"%PDF-1.7\x00\x01\x02\x00", "page.pdf")
    assert page.postings == ()
    assert page.error is not None
    assert page.error.code == "not_text"


def test_empty_file_is_refused_with_a_sentence() -> None:
    page = read_page(b"---\ntitle: x\n---\n", "page.md")
    assert page.error is not None
    assert page.error.code == "empty"


def test_declared_charset_of_html_is_used() -> None:
    page = (
        '<html><head><meta charset="iso-8859-1"></head><body><h1>Großtierärztin (m/w/d)</h1>'
        "<p>Bewerbung an tier@example.org</p></body></html>"
    )
    assert read_page(page.encode("latin-1"), "x.html").postings[0].title == "Großtierärztin (m/w/d)"


def test_markdown_name_with_html_inside_is_read_as_html(one: One) -> None:
    text = (
        "---\ntitle: Data Steward\n---\n"
        + "<p>Keep data.</p>\n" * 5
        + "<p>Send your CV to <b>data@example.org</b>.</p>\n"
    )
    assert one(text, "2026-01-01-x.md").contacts == (Contact(None, "data@example.org"),)


def test_toml_posting_file_is_told_by_its_content(read: Read) -> None:
    page = read('[[postings]]\ntitle = "Clerk"\n', "anything.txt")
    assert [p.title for p in page.postings] == ["Clerk"]
