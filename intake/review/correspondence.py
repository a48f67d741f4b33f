"""Mail that is no application, as Intake sees it: to look at, and to turn into an application where it is one."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from intake.review.acts import actor
from intake.review.current import Current, TheDesk, TriageAccount
from intake.review.pages import page, redirect
from intake.storage.acts import NotThere, Refused
from intake.storage.desk_values import CorrespondencePage

router = APIRouter(prefix="/correspondence")


@router.get("")
def list_(request: Request, desk: TheDesk, current: TriageAccount, after: str | None = None) -> Response:
    """The newest first."""
    found = desk.reads.correspondence(current.scope, after=after)
    desk.accounts.note_read(current.account.id, "list")
    return page(request, current, "correspondence.html", found=found, first=not after)


@router.get("/{message}")
def show(request: Request, desk: TheDesk, current: TriageAccount, message: str) -> Response:
    """One mail, whatever became of it."""
    found = _found(desk, current, message)
    desk.accounts.note_read(current.account.id, "mail", message)
    return _page(request, desk, current, found)


@router.post("/{message}/application")
def adopt(
    request: Request, desk: TheDesk, current: TriageAccount, message: str, posting: Annotated[str, Form()] = ""
) -> Response:
    """Turns it into an application, of a posting or of none yet."""
    found = _found(desk, current, message)
    try:
        done = desk.acts.adopt(actor(current), message, posting or None)
    except NotThere:
        raise HTTPException(404) from None
    except Refused as error:
        return _page(request, desk, current, found, problem=str(error))
    target = f"/applications/{done.application}" if done.application else f"/correspondence/{message}"
    said = "It is an application now; it appears in the queue in a moment."
    return redirect(request, target, say=said, undo=".".join(done.reviews) or None)


def _found(desk: TheDesk, current: Current, message: str) -> CorrespondencePage:
    found = desk.reads.mail(current.scope, message)
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    request: Request, desk: TheDesk, current: Current, found: CorrespondencePage, *, problem: str | None = None
) -> Response:
    choices = desk.reads.posting_choices(current.scope)
    as_html = request.query_params.get("as") == "html"
    return page(
        request,
        current,
        "mail.html",
        status=422 if problem else 200,
        mail=found,
        names={item.id: item.name for item in desk.reads.lines(current.scope, found.applications)},
        postings=[choice for choice in choices if not choice.closed],
        as_html=as_html,
        problem=problem,
    )
