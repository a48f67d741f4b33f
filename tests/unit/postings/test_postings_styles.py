"""The same postings in every style of page are the same postings."""

import datetime as dt
import html

from hypothesis import given
from hypothesis import strategies as st

from intake.model.posting import Contact, Posting
from intake.postings.page import read_page

TITLES = ("Data Steward", "Research Software Engineer", "Map Librarian", "Community Manager", "Lab Technician")
PEOPLE = ("Ann Lee", "Bo van der Berg", "Mia O'Neill", "Eva Müller-Lang")
DUTIES = ("Keep the archive", "Answer questions of members", "Write & file reports", "Draw maps")
MONTH_NAMES = "January February March April May June July August September October November December"
MONTHS = MONTH_NAMES.split()

Wanted = tuple[str, str, dt.date, tuple[str, ...]]

WANTED = st.tuples(
    st.sampled_from(TITLES),
    st.sampled_from(PEOPLE),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.lists(st.sampled_from(DUTIES), min_size=1, max_size=4, unique=True).map(tuple),
)
PAGES = st.lists(WANTED, min_size=1, max_size=3, unique_by=lambda w: w[0])


def email(person: str) -> str:
    return f"{person.partition(' ')[0].casefold()}@example.org"


def day(date: dt.date) -> str:
    return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"


def markdown(page: list[Wanted]) -> str:
    return "# Open positions\n\n" + "\n\n".join(
        f"## {title}\n\nYou join us.\n\n### Responsibilities\n\n"
        + "\n".join(f"- {d}" for d in duties)
        + f"\n\n### How to apply\n\nPlease send your CV to {person} <{email(person)}> by {day(date)}."
        for title, person, date, duties in page
    )


def setext(page: list[Wanted]) -> str:
    contents = "\n".join(f"* [{w[0]}](#job{n})" for n, w in enumerate(page))
    return f"---\ntitle: Example - Jobs\n---\n{contents}\n\n" + "\n\n".join(
        f'<a name="job{n}"></a>{title}\n===\n\nResponsibilities\n---\n'
        + "\n".join(f"* {d}" for d in duties)
        + f"\n\nTo apply\n---\nPlease send your CV to {person} [{email(person)}](mailto:{email(person)})\n"
        + f"by {day(date)}."
        for n, (title, person, date, duties) in enumerate(page)
    )


def web(page: list[Wanted]) -> str:
    entries = "".join(
        f"<h2>{title}</h2><p>You join us.</p><h3>Responsibilities</h3><ul>"
        + "".join(f"<li>{html.escape(d)}</li>" for d in duties)
        + f"</ul><h3>How to apply</h3><p>Please send your CV to <a href='mailto:{email(person)}'>"
        + f"{html.escape(person)}</a> by {day(date)}.</p>"
        for title, person, date, duties in page
    )
    return f"<html><body><nav>menu</nav><h1>Jobs</h1>{entries}<footer>desk@example.org</footer></body></html>"


def obfuscated(page: list[Wanted]) -> str:
    return markdown(page).replace("@", " [at] ").replace(".org>", " [dot] org>")


def facts(posting: Posting) -> tuple[object, ...]:
    assert posting.deadline is not None
    return posting.title, posting.contacts, posting.deadline.date, posting.responsibilities, posting.doubts


@given(PAGES, st.sampled_from((markdown, setext, web, obfuscated)))
def test_postings_are_read_back_from_any_style_of_page(page: list[Wanted], style: object) -> None:
    assert callable(style)
    read = read_page(style(page).encode(), "page.html" if style is web else "page.md")
    assert read.error is None
    assert [facts(p) for p in read.postings] == [
        (title, (Contact(person, email(person)),), date, duties, ()) for title, person, date, duties in page
    ]
