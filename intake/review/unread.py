"""Messages that could not be read, and why."""

from fastapi import APIRouter, Request, Response

from intake.review.current import TriageAccount
from intake.review.pages import page

router = APIRouter()


@router.get("/could-not-be-read")
def show(request: Request, current: TriageAccount) -> Response:
    """The page."""
    return page(request, current, "soon.html", heading="Could not be read")
