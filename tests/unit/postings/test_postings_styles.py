"""The same postings in every style of page, and in each language, are the same postings."""

import datetime as dt
import html
import json
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from intake.model.posting import ApplyVia, Contact, Posting, WantedKind
from intake.postings.page import read_page

PEOPLE = ("Ann Lee", "Bo van der Berg", "Mia O'Neill", "Eva Müller-Lang")
DUTIES = ("Keep the archive", "Answer questions of members", "Write & file reports", "Draw maps")


@dataclass(frozen=True)
class Wanted:
    """A posting to render: what must be read of it again."""

    title: str
    person: str
    date: dt.date
    duties: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.person.partition(' ')[0].casefold()}@example.org"


@dataclass(frozen=True)
class Language:
    """How a page of one language says it; `send` takes the day, the person and the address."""

    code: str
    titles: tuple[str, ...]
    months: str
    day: str
    tasks: str
    apply: str
    send: str

    def date(self, date: dt.date) -> str:
        return self.day.format(d=date.day, m=self.months.split()[date.month - 1], y=date.year)

    def asks(self, wanted: Wanted) -> str:
        return self.send.format(day=self.date(wanted.date), person=wanted.person, email=wanted.email)


ENGLISH = Language(
    "en",
    ("Data Steward", "Research Software Engineer", "Map Librarian", "Community Manager", "Lab Technician"),
    "January February March April May June July August September October November December",
    "{m} {d}, {y}",
    "Responsibilities",
    "How to apply",
    "Please send your CV to {person} <{email}> by {day}.",
)
LANGUAGES = (
    ENGLISH,
    Language(
        "de",
        ("Archivarin (m/w/d)", "Wissenschaftlicher Mitarbeiter", "Softwareentwicklerin", "Sachbearbeitung Einkauf"),
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{d}. {m} {y}",
        "Ihre Aufgaben",
        "Ihre Bewerbung",
        "Bitte senden Sie Ihren Lebenslauf bis zum {day} an {person} <{email}>.",
    ),
    Language(
        "fr",
        ("Ingénieure de recherche", "Chargé de projet", "Bibliothécaire", "Technicien de laboratoire"),
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{d} {m} {y}",
        "Missions",
        "Candidature",
        "Merci d'envoyer votre CV à {person} <{email}> jusqu'au {day}.",
    ),
    Language(
        "nl",
        ("Beleidsmedewerker", "Webontwikkelaar", "Onderzoeker geschiedenis", "Projectleider duurzaamheid"),
        "januari februari maart april mei juni juli augustus september oktober november december",
        "{d} {m} {y}",
        "Taken",
        "Solliciteren",
        "Stuur je cv uiterlijk {day} naar {person} <{email}>.",
    ),
    Language(
        "es",
        ("Técnica de laboratorio", "Investigador posdoctoral", "Coordinadora de proyectos", "Bibliotecario"),
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{d} de {m} de {y}",
        "Funciones",
        "Solicitudes",
        "Envíe su currículum a {person} <{email}> hasta el {day}.",
    ),
    Language(
        "it",
        ("Ricercatrice", "Tecnico di laboratorio", "Addetto stampa", "Coordinatore di progetto"),
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "{d} {m} {y}",
        "Compiti",
        "Come candidarsi",
        "Inviare il curriculum a {person} <{email}> entro il {day}.",
    ),
)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


def wanted(titles: tuple[str, ...]) -> st.SearchStrategy[Wanted]:
    duties = st.lists(st.sampled_from(DUTIES), min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(Wanted, st.sampled_from(titles), st.sampled_from(PEOPLE), DATES, duties)


def pages(titles: tuple[str, ...] = ENGLISH.titles, least: int = 1) -> st.SearchStrategy[list[Wanted]]:
    return st.lists(wanted(titles), min_size=least, max_size=3, unique_by=lambda w: w.title)


def listed(duties: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(d)}</li>" for d in duties) + "</ul>"


def document(body: str) -> str:
    return f"<html><body><nav>menu</nav>{body}<footer>desk@example.org</footer></body></html>"


def markdown(page: list[Wanted], said: Language = ENGLISH) -> str:
    return "# Jobs\n\n" + "\n\n".join(
        f"## {w.title}\n\n### {said.tasks}\n\n"
        + "\n".join(f"- {d}" for d in w.duties)
        + f"\n\n### {said.apply}\n\n{said.asks(w)}"
        for w in page
    )


def setext(page: list[Wanted]) -> str:
    contents = "\n".join(f"* [{w.title}](#job{n})" for n, w in enumerate(page))
    return f"---\ntitle: Example - Jobs\n---\n{contents}\n\n" + "\n\n".join(
        f'<a name="job{n}"></a>{w.title}\n===\n\nResponsibilities\n---\n'
        + "\n".join(f"* {d}" for d in w.duties)
        + f"\n\nTo apply\n---\nPlease send your CV to {w.person} [{w.email}](mailto:{w.email})\n"
        + f"by {ENGLISH.date(w.date)}."
        for n, w in enumerate(page)
    )


def obfuscated(page: list[Wanted]) -> str:
    return markdown(page).replace("@", " [at] ").replace(".org>", " [dot] org>")


def web(page: list[Wanted]) -> str:
    return document(
        "<h1>Jobs</h1>"
        + "".join(
            f"<h2>{w.title}</h2><p>You join us.</p><h3>Responsibilities</h3>{listed(w.duties)}<h3>How to apply</h3>"
            f"<p>Please send your CV to <a href='mailto:{w.email}'>{html.escape(w.person)}</a> by"
            f" {ENGLISH.date(w.date)}.</p>"
            for w in page
        )
    )


def definitions(page: list[Wanted]) -> str:
    return document(
        "<h1>Jobs</h1>"
        + "".join(
            f"<h2>{w.title}</h2><dl><dt>Hours</dt><dd>Full time</dd><dt>Closing date</dt>"
            f"<dd>{ENGLISH.date(w.date)}</dd><dt>Apply to</dt><dd>{html.escape(w.person)}, {w.email}</dd></dl>"
            f"<h3>Responsibilities</h3>{listed(w.duties)}<p>Please send a CV.</p>"
            for w in page
        )
    )


def microdata(page: list[Wanted]) -> str:
    return document(
        "<h1>Jobs</h1>"
        + "".join(
            f'<div itemscope itemtype="https://schema.org/JobPosting"><h2 itemprop="title">{w.title}</h2>'
            f'<meta itemprop="validThrough" content="{w.date}"><h3>Responsibilities</h3>{listed(w.duties)}'
            f'<h3>How to apply</h3><p>Please send your CV to {html.escape(w.person)}, <a href="mailto:{w.email}">'
            f"{w.email}</a>.</p></div>"
            for w in page
        )
    )


def json_ld(page: list[Wanted]) -> str:
    jobs = [
        {
            "@type": "JobPosting",
            "title": w.title,
            "validThrough": w.date.isoformat(),
            "description": f"<h3>Responsibilities</h3>{listed(w.duties)}<h3>How to apply</h3><p>Please send your CV to "
            f"{html.escape(w.person)} ({w.email}).</p>",
        }
        for w in page
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": jobs}).replace("</", "<\\/")
    return (
        f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="app"></div></body></html>'
    )


STYLES: tuple[tuple[Callable[[list[Wanted]], str], str], ...] = (
    (markdown, "page.md"),
    (setext, "page.md"),
    (obfuscated, "page.md"),
    (web, "page.html"),
    (definitions, "page.html"),
    (microdata, "page.html"),
    (json_ld, "page.html"),
)


def table(page: list[Wanted]) -> str:
    rows = "".join(f"| {w.title} | {ENGLISH.date(w.date)} | {w.person}, {w.email} |\n" for w in page)
    return f"# Jobs\n\n| Position | Closing date | Contact |\n| --- | --- | --- |\n{rows}\nTo apply, send your CV.\n"


def html_table(page: list[Wanted]) -> str:
    rows = "".join(
        f"<tr><td><a href='/{n}.pdf'>{w.title}</a></td><td>{ENGLISH.date(w.date)}</td>"
        f"<td>{html.escape(w.person)}, {w.email}</td></tr>"
        for n, w in enumerate(page)
    )
    head = "<tr><th>Job title</th><th>Apply by</th><th>Send your CV to</th></tr>"
    return document(f"<h1>Jobs</h1><table>{head}{rows}</table><p>To apply, send your CV.</p>")


def items(page: list[Wanted]) -> str:
    entries = "".join(
        f"* **{w.title}**. Deadline: {ENGLISH.date(w.date)}. Contact: {w.person}, {w.email}\n" for w in page
    )
    return f"# Jobs\n\nWe have these openings:\n\n{entries}\nTo apply, please send your CV.\n"


def bold(page: list[Wanted]) -> str:
    entries = "\n\n".join(f"**{w.title}**\nYou join us. {ENGLISH.asks(w)}" for w in page)
    return f"# Jobs\n\n{entries}\n"


SHORT: tuple[tuple[Callable[[list[Wanted]], str], str], ...] = (
    (table, "page.md"),
    (html_table, "page.html"),
    (items, "page.md"),
    (bold, "page.md"),
)


def yaml_head(one: Wanted) -> str:
    return f'---\ntitle: "{one.title}"\ndate: {one.date - dt.timedelta(days=30)}\n---\n{body(one)}'


def toml_head(one: Wanted) -> str:
    return f'+++\ntitle = "{one.title}"\ndate = {one.date - dt.timedelta(days=30)}\n+++\n{body(one)}'


def dated_head(one: Wanted) -> str:
    asks = ENGLISH.asks(one).partition(" by ")[0]
    return f"---\ntitle: {one.title}\ndeadline: {one.date}\n---\n{tasks(one)}\n## How to apply\n\n{asks}.\n"


def plain(one: Wanted) -> str:
    duties = tasks(one).replace("## Responsibilities", "Duties:")
    return f"{one.title}\n\nThe Example Archive seeks help.\n\n{duties}\n{ENGLISH.asks(one)}\n"


def tasks(one: Wanted) -> str:
    return "## Responsibilities\n\n" + "".join(f"- {d}\n" for d in one.duties)


def body(one: Wanted) -> str:
    return f"{tasks(one)}\n## How to apply\n\n{ENGLISH.asks(one)}\n"


SINGLE: tuple[tuple[Callable[[Wanted], str], str], ...] = (
    (yaml_head, "page.md"),
    (toml_head, "page.md"),
    (dated_head, "page.md"),
    (plain, "page.txt"),
)


def facts(posting: Posting) -> tuple[object, ...]:
    deadline = posting.deadline
    return (
        posting.title,
        posting.contacts,
        posting.apply_via,
        deadline and (deadline.date, deadline.time, deadline.inclusive, deadline.year_inferred),
        {document.kind for document in posting.documents},
        posting.doubts,
    )


def expected(one: Wanted) -> tuple[object, ...]:
    contact = Contact(one.person, one.email)
    return one.title, (contact,), ApplyVia.EMAIL, (one.date, None, True, False), {WantedKind.RESUME}, ()


def same(page: list[Wanted], text: str, filename: str, *, duties: bool = True) -> None:
    read = read_page(text.encode(), filename)
    assert read.error is None
    assert [facts(p) for p in read.postings] == [expected(one) for one in page]
    assert not duties or [p.responsibilities for p in read.postings] == [one.duties for one in page]


@given(pages(), st.sampled_from(STYLES))
def test_postings_are_read_back_from_any_style_of_page(
    page: list[Wanted], style: tuple[Callable[[list[Wanted]], str], str]
) -> None:
    render, filename = style
    same(page, render(page), filename)


@given(pages(least=2), st.sampled_from(SHORT))
def test_postings_in_rows_items_and_bold_lines_are_read_back(
    page: list[Wanted], style: tuple[Callable[[list[Wanted]], str], str]
) -> None:
    render, filename = style
    same(page, render(page), filename, duties=False)


@given(wanted(ENGLISH.titles), st.sampled_from(SINGLE))
def test_one_posting_is_read_back_from_a_page_of_its_own(
    one: Wanted, style: tuple[Callable[[Wanted], str], str]
) -> None:
    render, filename = style
    same([one], render(one), filename)


@given(st.data(), st.sampled_from(LANGUAGES))
def test_postings_are_read_back_in_each_language(data: st.DataObject, said: Language) -> None:
    page = data.draw(pages(said.titles))
    same(page, markdown(page, said), "page.md")
