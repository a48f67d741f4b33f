"""The applications that wait to be looked at."""

from fastapi import APIRouter, Request, Response

from intake.review.current import CurrentAccount
from intake.review.pages import page, redirect

router = APIRouter()


@router.get("/queue")
def show(request: Request, current: CurrentAccount) -> Response:
    """The page."""
    return page(request, current, "soon.html", heading="Queue")


@router.get("/")
def start(request: Request, current: CurrentAccount) -> Response:
    """The start page is the queue."""
    del current
    return redirect(request, "/queue")
