"""The applications that wait to be looked at: the queue, its filters, and what is done to several at once."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import StreamingResponse

from intake.review import exports, filters
from intake.review.acts import MOST_UNDONE, actor, again
from intake.review.current import CurrentAccount, ReadingAccount, TheDesk
from intake.review.pages import page, redirect
from intake.storage.acts import Bulk, BulkDone, Refused

router = APIRouter()

MOST_SELECTED = 1_000
"""Lines that are exported by selection: a page has fifty."""


@router.get("/queue")
def show(request: Request, desk: TheDesk, current: CurrentAccount, after: str | None = None) -> Response:
    """Some lines, the chips with their counts, and the next page."""
    view = filters.read(request.query_params)
    found = desk.reads.queue(current.scope, view.filter, after=after)
    return page(
        request,
        current,
        "queue.html",
        view=view,
        found=found,
        first=after is None,
        postings=desk.reads.posting_choices(current.scope),
        statuses=desk.acts.statuses,
        search=view.filter.words,
    )


@router.get("/")
def start(request: Request, current: CurrentAccount) -> Response:
    """The start page is the queue."""
    del current
    return redirect(request, "/queue")


@router.post("/queue/acts")
def act(
    request: Request,
    desk: TheDesk,
    current: CurrentAccount,
    *,
    application: Annotated[list[str] | None, Form()] = None,
    status: Annotated[str | None, Form()] = None,
    posting: Annotated[str | None, Form()] = None,
    tag: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/queue",  # noqa: A002 - the field's name
) -> Response:
    """The same act on every selected line; what cannot be changed is left out and said."""
    chosen = [key.partition(":")[0] for key in application or ()]
    if not chosen:
        return redirect(request, next, say="Nothing was selected.")
    tags = (tag,) if tag.strip() and not status and posting is None else ()
    wanted = Bulk(status=status or None, posting=posting, add_tags=tags)
    if wanted == Bulk():
        return redirect(request, next, say="Choose what to do with what is selected.")
    try:
        done = desk.acts.bulk(actor(current), chosen, wanted)
    except Refused as error:
        return redirect(request, next, say=str(error))
    said = _said(done, wanted) + ("" if desk.working() else again(desk, done))
    return redirect(request, next, say=said, undo=".".join(done.reviews[:MOST_UNDONE]) or None)


def _said(done: BulkDone, wanted: Bulk) -> str:
    changed = sum(bool(one.reviews) for one in done.done)
    what = wanted.status or ("moved" if wanted.posting is not None else "tagged")
    said = f"{changed} {'application' if changed == 1 else 'applications'}: {what}."
    return " ".join([said, *(f"{key}: {sentence}" for key, sentence in done.refused[:3])])


@router.post("/queue/selected.{form}")
def export_selected(
    request: Request,
    desk: TheDesk,
    current: ReadingAccount,
    form: Literal["csv", "json"],
    *,
    application: Annotated[list[str] | None, Form()] = None,
    next: Annotated[str, Form()] = "/queue",  # noqa: A002 - the field's name
) -> Response:
    """The selected lines; what may not be seen is left out."""
    chosen = [key.partition(":")[0] for key in application or ()]
    if not chosen:
        return redirect(request, next, say="Nothing was selected.")
    desk.accounts.note_read(current.account.id, "export")
    lines = map(exports.line, desk.reads.lines(current.scope, chosen[:MOST_SELECTED]))
    # Whole, not as a stream: a form's answer that streams ends when its body is read.
    return Response("".join(_written(lines, form)), headers=_headers(form))


@router.get("/queue/export.{form}")
def export(request: Request, desk: TheDesk, current: CurrentAccount, form: Literal["csv", "json"]) -> Response:
    """Everything that the filter shows, not only this page."""
    view = filters.read(request.query_params)
    desk.accounts.note_read(current.account.id, "export")
    lines = exports.lines(desk.reads, current.scope, view.filter)
    return StreamingResponse(_written(lines, form), headers=_headers(form))


def _written(lines: Iterable[dict[str, exports.Value]], form: Literal["csv", "json"]) -> Iterator[str]:
    return exports.as_csv(lines) if form == "csv" else exports.as_json(lines)


def _headers(form: Literal["csv", "json"]) -> dict[str, str]:
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    return {"Content-Type": kind, "Content-Disposition": f'attachment; filename="applications.{form}"'}
