"""The postings, and what came for each."""

from fastapi import APIRouter, Request, Response

from intake.review.current import CurrentAccount
from intake.review.pages import page

router = APIRouter()


@router.get("/postings")
def show(request: Request, current: CurrentAccount) -> Response:
    """The page."""
    return page(request, current, "soon.html", heading="Postings")
