"""Markdown and HTML to one list of blocks; front matter, data and languages beside it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.postings import front_matter
from intake.postings.blocks import Block, BlockKind, Hyperlink, mail_address, mail_subject, tidy
from intake.postings.cues import sentences
from intake.postings.languages import language_of
from intake.postings.markdown import inline, read_markdown
from intake.postings.markup import read_html
from intake.postings.schema import job_data
from intake.postings.sections import SectionKind, kind_of, says_nothing_open, split
from intake.postings.titles import bare_title, clean_title, is_listing, is_title, labelled_title, place_in, whole_title

H, P, L, R = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW


def shape(blocks: tuple[Block, ...]) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, b.text) for b in blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One #\n## Two", [(H, 1, "One"), (H, 2, "Two")]),
        ("One\n===\nTwo\n---\nthree", [(H, 1, "One"), (H, 2, "Two"), (P, 0, "three")]),
        ("a\nb\n\nc", [(P, 0, "a b"), (P, 0, "c")]),
        ("a  \nb\\\nc", [(P, 0, "a\nb\nc")]),
        ("Place: Graz\nStart: May", [(P, 0, "Place: Graz\nStart: May")]),
        ("- a\n- b\n  more\n    - c", [(L, 0, "a"), (L, 0, "b more"), (L, 2, "c")]),
        ("1. a\n2) b", [(L, 0, "a"), (L, 0, "b")]),
        ("until the\n3. March", [(P, 0, "until the 3. March")]),
        ("Do:\n1. a", [(P, 0, "Do:"), (L, 0, "a")]),
        ("(1) Lead\n- a", [(P, 0, "(1) Lead"), (L, 0, "a")]),
        ("a\n\n---\n\nb\n***", [(P, 0, "a"), (P, 0, "b")]),
        ("| a | b |\n|---|:-:|\n| c | |", [(R, 0, "a | b"), (R, 0, "c")]),
        ("| a | b |\n|---|---|\nc | d", [(R, 0, "a | b"), (R, 0, "c | d")]),
        ("this | that", [(P, 0, "this | that")]),
        ("> quoted\n> words", [(P, 0, "quoted words")]),
        ("a\n```\n# no heading\n- no item\n```\nb", [(P, 0, "a"), (P, 0, "# no heading\n- no item"), (P, 0, "b")]),
        ("~~~\na", [(P, 0, "a")]),
        ("a <!-- b\nc --> d", [(P, 0, "a d")]),
        ("{% comment %}x{% endcomment %}a", [(P, 0, "a")]),
        ("#hashtag", [(P, 0, "#hashtag")]),
        ("x" * 170 + "\n---\nb", [(P, 0, "x" * 170), (P, 0, "b")]),
        ("", []),
    ],
)
def test_markdown_is_read_to_these_blocks(text: str, expected: list[tuple[BlockKind, int, str]]) -> None:
    assert shape(read_markdown(text)) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**bold** and *it* and __b__ and _i_ and ***both***", "bold and it and b and i and both"),
        ("snake_case_word 2 * 3 * 4", "snake_case_word 2 * 3 * 4"),
        ("`code` \\*plain\\*", "code *plain*"),
        ("~~old~~ new <del>x</del><s>y</s>", "new"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("&amp; &#64; &nbsp;x", "& @ x"),
        ("![logo](a.png) x <img src='b'>", "x"),
        ("![[Firm](https://example.org)](/a.png) x", "x"),
        ("[a@example.org]", "[a@example.org]"),
        ("<a@example.org>", "<a@example.org>"),
        ("[us](mailto:a@example.org)", "us <a@example.org>"),
        ("[a@example.org](mailto:A@example.org)", "a@example.org"),
        ("[x](mailto:{{ site.mail }})", "x"),
        ("soft\u00adhyphen \u200bzero", "softhyphen zero"),
        ('{{< figure src="a" >}}x', "x"),
        ('{{< button text="Go" >}}', "Go"),
    ],
)
def test_inline_markdown_is_read_to_these_words(source: str, text: str) -> None:
    assert inline(source)[0] == text


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ('[a](https://example.org/x_(y) "t")', [("a", "https://example.org/x_(y)")]),
        ("[a [b]](#c)", [("a [b]", "#c")]),
        ("[Lab] (https://example.org)", [("Lab", "https://example.org")]),
        ("<a class='x' href=\"https://example.org/?a&amp;b\">y <b>z</b></a>", [("y z", "https://example.org/?a&b")]),
        ("see <https://example.org>.", [("https://example.org", "https://example.org")]),
        ("see https://example.org/a.", [("https://example.org/a", "https://example.org/a")]),
        ('{{% button Label="Go" href="https://example.org" %}}', [("Go", "https://example.org")]),
        ("[](mailto:a@example.org)", [("", "mailto:a@example.org")]),
    ],
)
def test_links_of_a_block_are_kept(source: str, links: list[tuple[str, str]]) -> None:
    assert [(link.text, link.target) for link in inline(source)[1]] == links


def test_bold_line_is_marked_and_a_bold_word_is_not() -> None:
    assert [b.strong for b in read_markdown("**Tasks:**\n\n**No** way\n\n<b>Tasks</b>")] == [True, False, True]


def test_anchors_of_a_heading_are_kept() -> None:
    heading = read_markdown('# <a name="head1"></a>Data Steward {#ds}')[0]
    assert heading.text == "Data Steward"
    assert set(heading.anchors) == {"head1", "ds", "data-steward"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h1>A</h1><p>b <b>c</b></p>", [(H, 1, "A"), (P, 0, "b c")]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", [(L, 0, "a"), (L, 1, "b"), (L, 0, "c")]),
        ("<table><tr><th>a</th><td>b<br>c</td></tr></table>", [(R, 0, "a | b\nc")]),
        ("<table><tr><td><p>a</p><p>b</p></td></tr><tr><td></td></tr></table>", [(R, 0, "a\nb")]),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>", [(R, 0, "a | b"), (R, 0, "c | d")]),
        ("text<div>more</div>tail", [(P, 0, "text"), (P, 0, "more"), (P, 0, "tail")]),
        ("<nav>n</nav><script>s</script><footer>f</footer><p>a</p>after", [(P, 0, "a"), (P, 0, "after")]),
        ("<header>menu</header><header><h1>A</h1></header>", [(H, 1, "A")]),
        ("<p hidden>x</p><p style='display: none'>y</p><p aria-hidden=true>z</p><p>a</p>", [(P, 0, "a")]),
        ("<p>a<!-- c -->b<?pi?></p>", [(P, 0, "ab")]),
        ("<p>{{ image('x.jpg') }}a {{ site.contact }}</p>\n@include('x')\n", [(P, 0, "a {{ site.contact }}")]),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>a</p></body></html>", [(P, 0, "a")]),
        ("<p><s>old</s> new</p>", [(P, 0, "new")]),
        ("", []),
        ("<!-- only -->", []),
    ],
)
def test_html_is_read_to_these_blocks(source: str, expected: list[tuple[BlockKind, int, str]]) -> None:
    assert shape(read_html(source).blocks) == expected


def test_main_part_of_a_page_is_taken_where_it_says_enough() -> None:
    page = f"<body><p>outside</p><main><p>{'inside ' * 40}</p></main></body>"
    assert len(read_html(page).blocks) == 1
    assert len(read_html("<body><p>outside</p><main><p>inside</p></main></body>").blocks) == 2


def test_links_of_html_carry_their_addresses_into_the_text() -> None:
    # The octets of the second: the mask 0x10, then a@example.org.
    code = bytes([0x10, *(ord(c) ^ 0x10 for c in "p@example.org")]).hex()
    page = f'<p><a href="mailto:j@example.org">Jo</a> <a href="/x" data-cfemail="{code}">hidden</a> <a>none</a></p>'
    (block,) = read_html(page).blocks
    assert block.text == "Jo <j@example.org> hidden <p@example.org> none"
    assert block.links[0] == Hyperlink("Jo", "mailto:j@example.org")


@pytest.mark.parametrize("code", ["zz", ""])
def test_broken_protection_of_an_address_gives_none(code: str) -> None:
    (block,) = read_html(f'<p><a data-cfemail="{code}">x</a></p>').blocks
    assert block.text == "x"


def test_deeply_nested_html_is_read() -> None:
    assert read_html("<div>" * 200 + "deep" + "</div>" * 200).blocks[0].text == "deep"


def test_head_of_html_gives_title_language_and_data() -> None:
    page = read_html(
        '<html lang="de-AT"><head><title> A  b </title><script type="application/ld+json">{}</script></head></html>'
    )
    assert (page.title, page.language, page.scripts) == ("A b", "de", ("{}",))


@given(st.text())
def test_any_text_is_read_as_markdown_and_html(text: str) -> None:
    assert all(b.text for b in read_markdown(text))
    assert all(b.text for b in read_html(text).blocks)


def test_mail_links_give_address_and_subject() -> None:
    assert mail_address("MAILTO:a%40example.org?subject=x") == "a@example.org"
    assert mail_address("https://example.org") is None
    assert mail_subject("mailto:a@example.org?subject=%20") is None
    assert mail_subject("https://example.org?subject=x") is None
    assert mail_subject("mailto://[x?subject=a") == "a"


def test_tidy_keeps_forced_breaks_only() -> None:
    assert tidy(" a\t b \n\n c\u00a0d ") == "a b\nc d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A b. C d.", ["A b.", "C d."]),
        ("Dr. Lee of St. Anne, e.g. today. Next", ["Dr. Lee of St. Anne, e.g. today.", "Next"]),
        ("Am 3. März. Danach", ["Am 3. März.", "Danach"]),
        ("bis 12.2. An uns", ["bis 12.2. An uns"]),
        ("at 5 p.m. GMT. Then", ["at 5 p.m. GMT.", "Then"]),
        ("one\ntwo", ["one", "two"]),
        ("Really? “Yes!” No.", ["Really?", "“Yes!”", "No."]),
        ("J. R. Smith came.", ["J. R. Smith came."]),
        ("made.We go on", ["made.", "We go on"]),
        ("", []),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_yaml_and_toml_heads_are_read() -> None:
    yaml = front_matter.split("---\nTitle: A\npublish-date: 2026-01-02\nn: 7\nflag: true\n---\nbody")
    assert (yaml.text("title"), yaml.text("n"), yaml.text("flag"), yaml.body) == ("A", "7", None, "body")
    assert yaml.day("publish_date") == dt.date(2026, 1, 2)
    toml = front_matter.split("+++\ntitle = 'B'\ndate = 2026-01-02T08:00:00Z\n+++\nbody")
    assert (toml.text("title"), toml.date, toml.body) == ("B", dt.date(2026, 1, 2), "body")


@pytest.mark.parametrize(
    "head",
    ["---\ntitle: a: b\n  c: [\n---\nx", "+++\ntitle = a: b\n+++\nx", "---\ntitle: 'a: b'\nd: 2026-99-99\n---\nx"],
)
def test_broken_head_is_read_line_by_line(head: str) -> None:
    assert front_matter.split(head).text("title") == "a: b"


def test_head_that_is_no_table_or_too_large_says_nothing() -> None:
    assert front_matter.split("---\n- a\n- b\n---\nx").values == {}
    large = "---\na: " + "x" * 70_000 + "\n---\nbody"
    assert front_matter.split(large).body == large


def test_dates_of_a_head_are_read_from_words_too() -> None:
    assert front_matter.as_date("2026-01-02 10:00") == dt.date(2026, 1, 2)
    assert front_matter.as_date("2026-13-02") is None
    assert front_matter.as_date(dt.datetime(2026, 1, 2, tzinfo=dt.UTC)) == dt.date(2026, 1, 2)
    assert front_matter.as_date(7) is None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Responsibilities and duties", SectionKind.RESPONSIBILITIES),
        ("What you'll do", SectionKind.RESPONSIBILITIES),
        ("Ihre Aufgaben", SectionKind.RESPONSIBILITIES),
        ("Missions", SectionKind.RESPONSIBILITIES),
        ("Required skills and qualifications", SectionKind.REQUIREMENTS),
        ("Candidate profile", SectionKind.REQUIREMENTS),
        ("Was du mitbringst", SectionKind.REQUIREMENTS),
        ("Functie eisen:", SectionKind.REQUIREMENTS),
        ("Requisitos", SectionKind.REQUIREMENTS),
        ("Nice to haves:", SectionKind.NICE_TO_HAVE),
        ("Desirable Qualifications", SectionKind.NICE_TO_HAVE),
        ("Pre’s", SectionKind.NICE_TO_HAVE),
        ("To apply", SectionKind.APPLY),
        ("So geht's weiter", SectionKind.APPLY),
        ("Interesse?", SectionKind.APPLY),
        ("Documentación requerida:", SectionKind.APPLY),
        ("Deadline and starting date", SectionKind.DEADLINE),
        ("Bewerbungsfrist", SectionKind.DEADLINE),
        ("Kontakt", SectionKind.CONTACT),
        ("Why work for us", SectionKind.OFFER),
        ("Wir bieten", SectionKind.OFFER),
        ("About us", SectionKind.ABOUT),
        ("Current Openings", SectionKind.LISTING),
        ("Data Steward", SectionKind.UNKNOWN),
    ],
)
def test_heading_announces_its_section(heading: str, kind: SectionKind) -> None:
    assert kind_of(heading) is kind


def test_heading_that_says_nothing_belongs_to_the_known_one_above() -> None:
    sections = split(read_markdown("## Requirements\n#### (1) Policies\n- a\n## Data Steward\n- b"))
    assert [s.kind for s in sections] == [
        SectionKind.REQUIREMENTS,
        SectionKind.REQUIREMENTS,
        SectionKind.UNKNOWN,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Jobs",
        "Vacancy",
        "Current openings",
        "DataWorks - Job opportunities",
        "Stellenangebote",
        "Offres d'emploi",
        "Careers at Example",
        "",
    ],
)
def test_words_for_jobs_are_no_title(text: str) -> None:
    assert is_listing(text)
    assert not is_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "Data Steward",
        "PhD position: Reading",
        "Sachbearbeitung Personal",
        "Reinigungskraft (m/w/d)",
        "Chargé de mission",
        "Postdoc - open position",
    ],
)
def test_words_of_the_trade_are_a_title(text: str) -> None:
    assert is_title(text)


@pytest.mark.parametrize("text", ["We look for an engineer.", "Ready?", "Our office", "x" * 150])
def test_sentences_and_other_headings_are_no_title(text: str) -> None:
    assert not is_title(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Vacature Frontend Developer bij Example (Utrecht)", "Frontend Developer"),
        ("VACANCY: Research Assistant", "Research Assistant"),
        ("Position Available: Director", "Director"),
        ("Wir suchen: eine Reinigungskraft", "Reinigungskraft"),
        ("Job Opening to Develop Maps", "Job Opening to Develop Maps"),
        ("Junior Developer at Example Ltd (Graz)", "Junior Developer"),
        ("**Clerk**", "Clerk"),
        ("Vacancy: jobs", "Vacancy: jobs"),
        ("Open position: Research engineer", "Research engineer"),
        ("Convocatoria: Auxiliar de biblioteca", "Auxiliar de biblioteca"),
        ("Buchhalterin gesucht", "Buchhalterin"),
        ("Buchhalterin ab sofort gesucht (m/w/d)", "Buchhalterin (m/w/d)"),
        ("Mitarbeiter:in für die Werkstatt dringend gesucht!", "Mitarbeiter:in für die Werkstatt"),
        ("Archivaris gezocht", "Archivaris"),
        ("Programmer wanted!", "Programmer"),
        ("Verstärkung gesucht", "Verstärkung gesucht"),
    ],
)
def test_title_is_freed_of_what_is_no_part_of_it(text: str, title: str) -> None:
    assert clean_title(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Wir suchen zum 1. Mai Studentische Hilfskräfte (m/w/d).", "Studentische Hilfskräfte (m/w/d)"),
        ("Der Verein sucht zum Zeitpunkt Junge/Ältere Hilfskräfte.", "Junge/Ältere Hilfskräfte"),
        ("Wir suchen zum nächsten Zeitpunkt Hilfskräfte (m/w/d).", None),
        ("Wir suchen Gärtner (m/w/d).", None),
    ],
)
def test_job_of_a_headline_is_named_in_full_by_a_sentence(text: str, title: str | None) -> None:
    assert whole_title("Hilfskräfte gesucht!", text) == title
    assert whole_title("Hilfskräfte", text) is None


def test_headline_that_seeks_somebody_is_the_same_posting_as_the_job() -> None:
    assert bare_title("Buchhalterin gesucht (m/w/d)") == bare_title("Buchhalterin") == "Buchhalterin"


def test_place_and_label_of_a_title_are_read() -> None:
    assert place_in("Dev bij Example (Utrecht)") == "Utrecht"
    assert place_in("Dev (m/w/d)") is None
    assert labelled_title("Job title: Research Engineer\nPlace: Graz") == "Research Engineer"
    assert labelled_title("Position: open") is None or labelled_title("Title: Jobs") is None
    assert bare_title("Clerk (m/w/d) [remote]") == "Clerk"
    assert bare_title("(remote)") == "(remote)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There are no open positions at this time.", True),
        ("Wir haben keine offenen Stellen.", True),
        ("Aucune offre en ce moment.", True),
        ("No hay convocatorias abiertas.", True),
        ("We have an open position.", False),
    ],
)
def test_page_says_that_nothing_is_open(text: str, expected: bool) -> None:
    assert says_nothing_open(text) is expected


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("We are looking for the best of you and will have an answer for all on the day.", None, "en"),
        ("Wir suchen für die Bibliothek eine Leitung und bieten Ihnen bei uns einen Platz.", None, "de"),
        ("Nous cherchons une personne pour les archives et vous offrons une place dans notre équipe.", None, "fr"),
        ("Wij zoeken voor ons team een collega die het archief op orde houdt en van je werk houdt.", None, "nl"),
        ("Buscamos una persona para el archivo y los mapas de la ciudad que se ocupe de las actas.", None, "es"),
        ("Cerchiamo una persona per il nostro archivio che si occupi delle carte e dei libri nel museo.", None, "it"),
        ("Clerk", "fr", "fr"),
        ("Clerk", "xx", "en"),
        ("", None, "en"),
    ],
)
def test_language_is_told_by_small_words(text: str, declared: str | None, language: str) -> None:
    assert language_of(text, declared) == language


def test_job_data_is_found_in_graphs_and_lists() -> None:
    script = (
        '{"@graph": [{"@type": "Thing"}, [{"@type": "JobPosting", "title": "A"}],'
        ' {"item": {"@type": "JobPosting", "title": "B"}}]}'
    )
    assert [d.title for d in job_data([script])] == ["A", "B"]


def test_broken_job_data_is_read_field_by_field() -> None:
    script = '{"@type": "JobPosting", "title": "A", "datePosted": "2026-01-02", oops, "addressLocality": "Graz"'
    (data,) = job_data([script])
    assert (data.title, data.posted, data.location) == ("A", dt.date(2026, 1, 2), "Graz")
    assert job_data(["{broken"]) == ()


def test_control_characters_in_job_data_are_taken() -> None:
    assert job_data(['{"@type":"JobPosting","title":"A\nB"}'])[0].title == "A B"


@pytest.mark.parametrize(
    ("place", "location"),
    [
        ('"Graz"', "Graz"),
        ('[{"address": {"addressLocality": "Graz", "addressRegion": "Graz"}}]', "Graz"),
        ('{"address": "Graz, AT"}', "Graz, AT"),
        ("[]", None),
        ('{"address": {}}', None),
        ("7", None),
    ],
)
def test_place_of_job_data_is_read_in_its_forms(place: str, location: str | None) -> None:
    assert job_data([f'{{"@type":"JobPosting","jobLocation":{place}}}'])[0].location == location


def test_values_of_job_data_that_mean_nothing_are_none() -> None:
    script = (
        '{"@type":"JobPosting","title":"{{ job.title }}","validThrough":"2026-05-01T99:00",'
        '"employmentType":["FULL_TIME","Other"],'
        '"description":7}'
    )
    (data,) = job_data([script])
    assert (data.title, data.valid_through, data.valid_time) == (None, dt.date(2026, 5, 1), None)
    assert (data.employment_type, data.description) == ("FULL_TIME, Other", None)


def test_deeply_nested_job_data_is_left_alone() -> None:
    nested = '{"@graph":' * 9 + '{"@type":"JobPosting"}' + "}" * 9
    assert job_data([nested]) == ()
