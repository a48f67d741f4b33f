"""One application: what was sent on one side, what Intake makes of it and what people say of it on the other."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response

from intake.review import filters, marking
from intake.review.current import Current, CurrentAccount, TheDesk
from intake.review.pages import page, redirect
from intake.storage.desk_values import ApplicationPage, ShownDocument, ShownMail
from intake.storage.queue_values import Span

router = APIRouter()

As = Literal["pages", "text", "html"]

ZOOMS = (1, 2, 3)
"""Steps of the page pictures; each step's width in pixels is in `documents.WIDTHS`."""

MOST_PAGES = 50
"""Pages that are drawn of one document; the download has them all."""

_FIRST = ("resume", "statement")

NOTICED = frozenset({"staff_forward", "authentication", "possible_duplicate", "agency", "after_decision"})
"""Rules whose sentences say why an application is flagged; the others stand beside the verdict and the posting."""

PICTURED = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp")
"""Media types of which there are pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """What stands in the reading pane: a document or a mail, as pictures, as text or as its HTML."""

    shown: str
    as_: As
    zoom: int
    document: ShownDocument | None
    mail: ShownMail | None
    pages: int
    spans: tuple[Span, ...]
    hidden: tuple[Span, ...]


@router.get("/applications/{application}")
def show(request: Request, desk: TheDesk, current: CurrentAccount, application: str) -> Response:
    """The page; one that was merged leads on to what it was merged into."""
    view = filters.read(request.query_params)
    found = found_application(desk, current, application)
    if found.merged_into:
        return redirect(request, view.link(f"/applications/{found.merged_into}"))
    desk.accounts.note_read(current.account.id, "application", found.id)
    return page_of(request, desk, current, found, view)


def found_application(desk: TheDesk, current: Current, application: str) -> ApplicationPage:
    """The application, if it may be seen; else 404."""
    found = desk.reads.application(current.scope, application, desk.timezone)
    if found is None:
        raise HTTPException(404)
    return found


def page_of(
    request: Request,
    desk: TheDesk,
    current: Current,
    found: ApplicationPage,
    view: filters.View,
    *,
    problem: str | None = None,
) -> Response:
    """The page of an application; `problem` says why what was asked was not done."""
    choices = desk.reads.posting_choices(current.scope)
    around = desk.reads.neighbours(current.scope, view.filter, found.id)
    return page(
        request,
        current,
        "application.html",
        status=422 if problem else 200,
        view=view,
        app=found,
        noticed=_noticed(found),
        documents=in_order(found),
        names={document.id: document.filename or "the mail" for document in found.documents},
        pane=_pane(found, request.query_params.get("show"), request.query_params.get("as"), _zoom(request), view),
        around=around,
        after_act=view.link(f"/applications/{around.next}") if around.next else view.link("/queue"),
        stay=view.link(f"/applications/{found.id}"),
        postings=choices,
        titles={choice.id: choice.title for choice in choices},
        statuses=desk.acts.statuses,
        problem=problem,
        search=view.filter.words,
    )


def _noticed(found: ApplicationPage) -> tuple[str, ...]:
    """Why it is flagged, from what was decided of its mails; each sentence once."""
    said = (one for mail in found.mails for one in mail.evidence)
    return tuple(dict.fromkeys(one.text for one in said if one.rule in NOTICED))


def _zoom(request: Request) -> int:
    asked = request.query_params.get("zoom", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in ZOOMS else ZOOMS[0]


def _pane(found: ApplicationPage, wanted: str | None, as_: str | None, zoom: int, view: filters.View) -> Pane:
    """What was asked for; else the first document that is still current, else the first mail."""
    files = in_order(found)
    document = next((document for document in found.documents if document.id == wanted), None)
    mail = next((mail for mail in found.mails if mail.message == wanted), None)
    if document is None and mail is None:
        document = files[0] if files else None
        mail = found.mails[0] if found.mails and document is None else None
    words = view.filter.words
    text = document.text if document else (mail.full_text if mail else "")
    pages = pictured(document)
    usual: As = "pages" if pages and not words else "text"
    chosen: As = "html" if as_ == "html" and mail else ("text" if as_ == "text" or not pages else "pages")
    return Pane(
        shown=document.id if document else (mail.message if mail else ""),
        as_=chosen if as_ in {"pages", "text", "html"} else usual,
        zoom=zoom,
        document=document,
        mail=mail,
        pages=pages,
        spans=marking.marked(text, words),
        hidden=marking.marked(document.hidden_text, words) if document and document.hidden_text else (),
    )


def in_order(found: ApplicationPage) -> list[ShownDocument]:
    """The files as one reads them: current ones first, of these the resume, then the statement; the body apart."""
    files = [document for document in found.documents if document.part != "body"]
    return sorted(files, key=lambda document: (document.superseded, *(kind not in document.kinds for kind in _FIRST)))


def pictured(document: ShownDocument | None) -> int:
    """How many pictures there are of a document."""
    if document is None or document.media_type not in PICTURED:
        return 0
    if document.status in {"encrypted", "corrupt", "empty", "too_large"} and not document.pages:
        return 0
    return min(document.pages or 1, MOST_PAGES)
