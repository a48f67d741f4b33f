"""One's own account: password, time zone, and the browsers in which one is signed in."""

from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, HTTPException, Request, Response

from intake.accounts import passwords
from intake.accounts.service import PasswordRefused, SignInRefused, TooManyTries
from intake.review.current import Current, OwnAccount, TheDesk, visitor
from intake.review.pages import page, redirect
from intake.review.sign_in import signed_in

router = APIRouter(prefix="/account")


@router.get("")
def show(request: Request, desk: TheDesk, current: OwnAccount) -> Response:
    """What is known, and the forms."""
    return _page(request, desk, current)


@router.post("/password")
def change_password(
    request: Request,
    desk: TheDesk,
    current: OwnAccount,
    *,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Sets a new password; every other browser is signed out."""
    if new != again:
        return _page(request, desk, current, problem="The two new passwords differ; type the same one twice.")
    try:
        token = desk.accounts.change_password(current.account, old, new, visitor(request))
    except (SignInRefused, PasswordRefused, TooManyTries) as error:
        return _page(request, desk, current, problem=str(error))
    return signed_in(request, token, "/account", say="Your password is changed; other browsers are signed out.")


@router.post("/timezone")
def set_timezone(
    request: Request, desk: TheDesk, current: OwnAccount, timezone: Annotated[str, Form()] = ""
) -> Response:
    """The zone in which one sees times."""
    if timezone and timezone not in available_timezones():
        return _page(request, desk, current, zone_problem="Choose a time zone of the list, such as Europe/Berlin.")
    desk.accounts.set_timezone(current.account.id, timezone or None)
    return redirect(request, "/account", say=f"Times are shown for {timezone or desk.timezone}.")


@router.post("/sessions/{session}/end")
def end_session(request: Request, desk: TheDesk, current: OwnAccount, session: str) -> Response:
    """Signs another browser out."""
    if not desk.accounts.end_session(current.account.id, session):
        raise HTTPException(404)
    return redirect(request, "/account", say="That browser is signed out.")


@router.post("/sign-out-everywhere")
def sign_out_everywhere(request: Request, desk: TheDesk, current: OwnAccount) -> Response:
    """Signs every other browser out."""
    count = desk.accounts.sign_out_everywhere(current.account.id, but=current.session.id)
    said = "1 other browser is signed out." if count == 1 else f"{count} other browsers are signed out."
    return redirect(request, "/account", say=said)


def _page(
    request: Request,
    desk: TheDesk,
    current: Current,
    *,
    problem: str | None = None,
    zone_problem: str | None = None,
) -> Response:
    return page(
        request,
        current,
        "account.html",
        status=422 if problem or zone_problem else 200,
        sessions=desk.accounts.sessions(current.account.id),
        zones=sorted(available_timezones()),
        house_zone=desk.timezone,
        shortest=passwords.SHORTEST,
        problem=problem,
        zone_problem=zone_problem,
    )
