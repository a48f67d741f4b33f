"""Any careers page or posting file to its postings: told apart by content first, then by name.

Never raises for what a page contains: what cannot be read is the page's `error`. Pure: no I/O, no clock.
"""

import datetime as dt
import re
from collections.abc import Sequence

from intake.model.message import ReadError
from intake.model.posting import Contact, PostingPage
from intake.postings import front_matter, sections
from intake.postings.addresses import find_addresses
from intake.postings.blocks import Block, BlockKind, texts
from intake.postings.deadline import Declared
from intake.postings.fields import PageFacts, build_posting, shared_passages
from intake.postings.front_matter import FrontMatter, as_date
from intake.postings.languages import language_of
from intake.postings.markdown import read_markdown
from intake.postings.markup import HtmlPage, read_html
from intake.postings.outline import Scope, outline
from intake.postings.schema import JobData, job_data
from intake.postings.toml import looks_like_postings, read_toml
from intake.text.charsets import decode
from intake.text.fold import fold_name
from intake.text.mojibake import mend

_NAME_DATE = re.compile(r"(?:^|[/\\])(\d{4}-\d\d-\d\d)-")
_HTML_NAME = re.compile(r"\.(?:x?html?|php|erb|liquid|njk|twig|vue)$", re.IGNORECASE)
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdx?|mkd|qmd|rmd)$", re.IGNORECASE)
_BLOCK = r"(?:p|div|ul|ol|li|h[1-6]|section|article|table|tr|body|html)\b"
# Up to the end of the last that begins before it: else each of many that do not end would be followed to the page's.
_BLOCK_TAG = re.compile(rf"<{_BLOCK}(?:[^<>]|<(?!{_BLOCK}))*+>", re.IGNORECASE)
_MARKDOWN_MARK = re.compile(r"^(?:#{1,6}\s|[-*+]\s|={3,}$|-{3,}$)", re.MULTILINE)
_DOCUMENT = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml|<head|<body)", re.IGNORECASE)
_JOBS = re.compile(r"\A\s*[\[{].{0,400}?\"@type\"\s*:", re.DOTALL)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)

_DEADLINE_KEYS = (
    "deadline",
    "application_deadline",
    "applicationdeadline",
    "closing_date",
    "closing",
    "closingdate",
    "closes",
    "apply_by",
    "due",
    "bewerbungsfrist",
    "bewerbungsschluss",
    "date_limite",
    "frist",
)
_CONTACT_KEYS = (
    "apply_email",
    "application_email",
    "apply_to",
    "contact",
    "contact_email",
    "email",
    "apply",
    "kontakt",
    "ansprechpartner",
)


def read_page(data: bytes, filename: str) -> PostingPage:
    """The postings of a page. `filename` tells what the content leaves open, and may carry the page's date."""
    text = decode(data, _declared_charset(data)).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        return _refused(
            "not_text", "The file is no text: give a page as Markdown, HTML, text, or a posting file as TOML."
        )
    if looks_like_postings(text) or filename.casefold().endswith(".toml"):
        return read_toml(text)
    text = mend(text)
    if _JOBS.match(text):
        return _postings((), FrontMatter(""), HtmlPage(blocks=(), title=None, language=None, scripts=(text,)), filename)
    head = front_matter.split(text)
    if not head.body.strip():
        return _refused("empty", "The file holds no text: give the page's source, not a link to it.")
    page = read_html(head.body) if _is_html(head.body, filename) else None
    blocks = page.blocks if page else read_markdown(head.body)
    return _postings(blocks, head, page, filename)


def _declared_charset(data: bytes) -> str | None:
    found = _META_CHARSET.search(data[:2048])
    return found[1].decode("ascii", "replace") if found else None


def _refused(code: str, detail: str) -> PostingPage:
    return PostingPage(postings=(), error=ReadError(code=code, detail=detail))


def _is_html(body: str, filename: str) -> bool:
    if _DOCUMENT.match(body):
        return True
    tags, marks = len(_BLOCK_TAG.findall(body)), len(_MARKDOWN_MARK.findall(body))
    if _HTML_NAME.search(filename):
        return tags > 0
    # A Markdown page may hold a few tags; one that holds more of them than of its own marks is HTML by another name.
    return tags > 2 * marks + (4 if _MARKDOWN_NAME.search(filename) else 1)


def _postings(blocks: tuple[Block, ...], head: FrontMatter, page: HtmlPage | None, filename: str) -> PostingPage:
    data = job_data(page.scripts, page.items) if page else ()
    date = head.date or next((d.posted for d in data if d.posted), None) or _name_date(filename)
    title = head.text("title", "job_title", "position", "seo_title") or (page.title if page else None)
    declared = page.language if page else None
    language = language_of("\n".join(texts(blocks)), declared or head.text("lang", "language", "locale"))
    scopes = outline(blocks, title)
    if not scopes and data:
        scopes = tuple(Scope(title=d.title, sections=sections.split(_as_blocks(d))) for d in data if d.title)
    facts = [_facts(head, d, date, language) for d in _beside(scopes, data)]
    shared = shared_passages(scopes[0]) if scopes else ()
    postings = tuple(build_posting(scope, fact, shared) for scope, fact in zip(scopes, facts, strict=True))
    nothing = not postings and any(sections.says_nothing_open(b.text) for b in blocks if len(b.text) < 300)
    return PostingPage(postings=postings, page_date=date, nothing_open=nothing)


def _beside(scopes: Sequence[Scope], data: Sequence[JobData]) -> list[JobData | None]:
    """What the page's data states of each of its postings: by title, else by order where there are as many."""
    titles = [fold_name(d.title or "") for d in data]
    if len(scopes) == len(data) and (len(data) == 1 or len(set(titles)) < len(titles)):
        return list(data)
    named = [fold_name(scope.title or "") for scope in scopes]
    found = [
        next((d for d, title in zip(data, titles, strict=True) if title and title in name), None) for name in named
    ]
    return list(data) if len(scopes) == len(data) and not any(found) else found


def _as_blocks(data: JobData) -> tuple[Block, ...]:
    """The title and the description of JSON-LD as a page of its own, for a page that is built by script."""
    described = read_html(data.description).blocks if data.description else ()
    return (Block(kind=BlockKind.HEADING, text=data.title or "", level=1), *described)


def _name_date(filename: str) -> dt.date | None:
    found = _NAME_DATE.search(filename)
    return as_date(found[1]) if found else None


def _facts(head: FrontMatter, data: JobData | None, date: dt.date | None, language: str) -> PageFacts:
    return PageFacts(
        language=language,
        date=date,
        deadline=_declared(head, data),
        contact=_contact(head),
        data=data,
        location=head.text("location", "place", "city", "standort", "ort", "lieu", "locatie", "ubicacion"),
        employment_type=head.text("employment_type", "employment", "job_type", "hours", "type_of_employment"),
    )


def _declared(head: FrontMatter, data: JobData | None) -> Declared | None:
    for key in _DEADLINE_KEYS:
        day = head.day(key)
        if day:
            return Declared(date=day, text=f"{key}: {head.values[key]}")
    if data and data.valid_through:
        text = f"validThrough: {data.valid_through}"
        return Declared(date=data.valid_through, time=data.valid_time, text=text, expiry=True)
    return None


def _contact(head: FrontMatter) -> Contact | None:
    for key in _CONTACT_KEYS:
        value = head.values.get(key)
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            words = (
                f"{entry.get('name', '')} <{entry.get('email', '')}>" if isinstance(entry, dict) else str(entry or "")
            )
            found = find_addresses(words)
            if found:
                return Contact(found[0].name, found[0].email)
    return None
