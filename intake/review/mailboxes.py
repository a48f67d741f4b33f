"""The mailboxes, and whether every mail in them is accounted for."""

from fastapi import APIRouter, Request, Response

from intake.review.current import TriageAccount
from intake.review.pages import page

router = APIRouter()


@router.get("/mailboxes")
def show(request: Request, current: TriageAccount) -> Response:
    """The page."""
    return page(request, current, "soon.html", heading="Mailboxes")
