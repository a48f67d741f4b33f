"""Signing in with address and password, and out again."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from intake.accounts.service import SignInRefused, TooManyTries
from intake.review import cookies
from intake.review.current import Anyone, OwnAccount, TheDesk, visitor
from intake.review.pages import local_path, page, redirect

router = APIRouter()


@router.get("/sign-in")
def form(request: Request, desk: TheDesk, current: Anyone, next: str = "/") -> Response:  # noqa: A002 - the usual name
    """The form; who is signed in already goes on."""
    if current:
        return redirect(request, next)
    return _form(request, path=next, nobody=not desk.accounts.accounts())


@router.post("/sign-in")
def sign_in(
    request: Request,
    desk: TheDesk,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the usual name
) -> Response:
    """Checks and begins a session, with a token of its own."""
    earlier = cookies.of(request, "session")
    try:
        token = desk.accounts.sign_in(email, password, visitor(request), replaces=earlier)
    except SignInRefused as error:
        return _form(request, status=401, path=next, email=email, problem=str(error))
    except TooManyTries as error:
        response = _form(request, status=429, path=next, email=email, problem=str(error))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    return signed_in(request, token, next)


@router.post("/sign-out")
def sign_out(request: Request, desk: TheDesk, current: OwnAccount) -> Response:
    """Ends this session."""
    desk.accounts.sign_out(cookies.of(request, "session") or "")
    response = redirect(request, "/sign-in", say=f"{current.account.name} is signed out.")
    cookies.drop(response, desk.site, "session")
    return response


def signed_in(request: Request, token: str, path: str, *, say: str | None = None) -> Response:
    """Sends the browser on with the token of its new session."""
    response = redirect(request, path, say=say)
    site = request.app.state.desk.site
    cookies.put(response, site, "session", token)
    cookies.drop(response, site, "visit")
    return response


def _form(
    request: Request,
    *,
    path: str,
    status: int = 200,
    email: str = "",
    problem: str | None = None,
    nobody: bool = False,
) -> Response:
    target = local_path(path)
    return page(
        request, None, "sign_in.html", status=status, next=target, email=email, problem=problem, nobody=nobody,
        quoted=quote(target, safe=""),
    )  # fmt: skip
