"""How Intake decides, in words for people."""

from fastapi import APIRouter, Request, Response

from intake.review.current import CurrentAccount
from intake.review.pages import page

router = APIRouter()


@router.get("/how")
def show(request: Request, current: CurrentAccount) -> Response:
    """The rules."""
    return page(request, current, "how.html")
