"""Bringing a careers page in: a preview of what was read, word by word, and of what it would change; then saving.

The page's bytes travel through the preview in its form and are read again when it is confirmed, so nothing is kept
that nobody confirmed. Doubts must be ticked one posting at a time.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response, UploadFile

from intake.model.posting import PostingPage, PostingRound
from intake.model.rounds import RoundAction, RoundChange
from intake.postings.rounds import plan_rounds
from intake.review import posting_fields
from intake.review.acts import MOST_UNDONE, actor, again
from intake.review.current import Current, CurrentAccount, TheDesk
from intake.review.pages import page, plain, redirect
from intake.review.postings import may_import

router = APIRouter(prefix="/import-postings")

_LARGEST = 5_000_000
"""Bytes of a careers page; what is larger is none (`limits.page`)."""


@router.get("")
def form(request: Request, current: CurrentAccount) -> Response:
    """The form for a file, or for text that was copied from a page."""
    _allowed(current)
    return page(request, current, "import_form.html", problem=None)


@router.post("/preview")
async def preview(
    request: Request,
    desk: TheDesk,
    current: CurrentAccount,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
) -> Response:
    """What was read of the page, and what saving it would change. Nothing is saved."""
    from starlette.concurrency import run_in_threadpool

    _allowed(current)
    data, name = (await file.read(), file.filename or "") if file and file.filename else (text.encode(), "pasted.md")
    return await run_in_threadpool(_preview, request, desk, current, data, plain(name, 120) if name else "page")


@router.post("")
def save(
    request: Request,
    desk: TheDesk,
    current: CurrentAccount,
    *,
    page_bytes: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    sure: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Saves what the preview showed, where every doubt was confirmed."""
    _allowed(current)
    try:
        data = base64.b64decode(page_bytes, validate=True)
    except binascii.Error:
        raise HTTPException(400) from None
    read = desk.reader().read_posting_page(data, name)
    doubted = {str(number) for number, posting in enumerate(read.postings) if posting.doubts}
    if read.error is not None or not read.postings:
        return _preview(request, desk, current, data, name)
    if doubted - set(sure or ()):
        return _preview(request, desk, current, data, name, problem="Tick every doubt that you have looked at.")
    done = desk.acts.import_postings(actor(current), _planner(desk, read, name))
    count = len(done.reviews)
    said = f"{count} {'posting is' if count == 1 else 'postings are'} saved.{again(desk, done)}"
    undo = ".".join(done.reviews[:MOST_UNDONE]) or None
    return redirect(request, "/postings", say=said if count else "It was so already; nothing is changed.", undo=undo)


def _allowed(current: Current) -> None:
    if not may_import(current):
        raise HTTPException(403, "Postings are imported by those who see every posting.")


def _preview(
    request: Request, desk: TheDesk, current: Current, data: bytes, name: str, *, problem: str | None = None
) -> Response:
    if not data.strip() or len(data) > _LARGEST:
        sentence = "Choose a file, or paste the page's text." if not data.strip() else "A careers page is smaller."
        return page(request, current, "import_form.html", status=422, problem=sentence)
    read = desk.reader().read_posting_page(data, name)
    if read.error is not None or not read.postings:
        sentence = read.error.detail if read.error else "No posting was found on it."
        return page(request, current, "import_form.html", status=422, problem=f"{name}: {sentence}")
    return page(
        request,
        current,
        "import_preview.html",
        status=422 if problem else 200,
        read=[(posting, posting_fields.rows(posting, desk.timezone)) for posting in read.postings],
        changes=[change for change in _plan(desk, read, name) if change.action is not RoundAction.UNCHANGED],
        page_bytes=base64.b64encode(data).decode(),
        name=name,
        problem=problem,
    )


def _plan(desk: TheDesk, read: PostingPage, name: str) -> tuple[RoundChange, ...]:
    return _planner(desk, read, name)(desk.store.known_rounds())


def _planner(
    desk: TheDesk, read: PostingPage, name: str
) -> Callable[[Sequence[PostingRound]], tuple[RoundChange, ...]]:
    return partial(
        plan_rounds,
        read.postings,
        now=desk.clock.now(),
        page_date=read.page_date,
        source=name,
        default_timezone=desk.timezone,
    )
