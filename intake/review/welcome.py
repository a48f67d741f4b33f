"""One-time links: somebody new or after a reset sets a password; the demo signs in by one.

Opening a link changes nothing, only its button does: programs that look at links beforehand use none up.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from intake.accounts import passwords
from intake.accounts.service import PASSWORD, LinkOver, PasswordRefused
from intake.review.current import TheDesk, visitor
from intake.review.errors import error_page
from intake.review.pages import page
from intake.review.sign_in import signed_in

router = APIRouter()


@router.get("/welcome/{token}")
def look(request: Request, desk: TheDesk, token: str) -> Response:
    """Whose link it is, and its form."""
    return _form(request, desk, token)


@router.post("/welcome/{token}")
def use(
    request: Request,
    desk: TheDesk,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Sets the password and signs in."""
    try:
        if desk.accounts.link(token)[1] == PASSWORD and password != again:
            return _form(request, desk, token, problem="The two passwords differ; type the same one twice.")
        session = desk.accounts.use_link(token, visitor(request), password=password)
    except LinkOver as error:
        return error_page(request, 404, str(error), "This link is over")
    except PasswordRefused as error:
        return _form(request, desk, token, problem=str(error))
    return signed_in(request, session, "/", say="Welcome to Intake.")


def _form(request: Request, desk: TheDesk, token: str, *, problem: str | None = None) -> Response:
    try:
        account, purpose = desk.accounts.link(token)
    except LinkOver as error:
        return error_page(request, 404, str(error), "This link is over")
    return page(
        request,
        None,
        "welcome.html",
        status=422 if problem else 200,
        account=account,
        sets_password=purpose == PASSWORD,
        shortest=passwords.SHORTEST,
        problem=problem,
    )
