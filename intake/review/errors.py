"""Every error's page, in one place: a status, a heading and a sentence that says what to do, never a traceback.

A foreign object is a 404 like one that is not there (security.md 11).
"""

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from intake import telemetry
from intake.errors import IntakeError, StorageUnavailable
from intake.review.current import SAFE_METHODS, Current, NotSignedIn, whoever
from intake.review.pages import page, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

_SAYINGS = {
    400: ("That did not work", "The request was not complete. Go back and try again."),
    403: ("Not for you", "Your account may not do this. An administrator can change that."),
    404: ("Not found", "There is no such page, or it is not for you to see."),
    405: ("That did not work", "This address does not take what was sent. Go back and try again."),
    413: ("Too large", "What you sent is larger than this page takes."),
    421: ("Another address", "This address does not lead here. Ask for the right one."),
    429: ("Too many tries", "Wait a little, then try again."),
    500: ("Something went wrong", "It is written down in the log. Go back and try again."),
    503: ("Not available now", "The database does not answer. Nothing is lost; try again in a moment."),
}

_UNROUTED = frozenset({404, 405})
"""Where no route fits the address, none has asked who it is; a way back is for them too."""


def register(app: FastAPI) -> None:
    """Gives the app its error pages."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        HTTPException: _http,
        RequestValidationError: lambda request, _error: error_page(request, 400),
        NotSignedIn: _not_signed_in,
        StorageUnavailable: _storage,
        IntakeError: lambda request, error: error_page(request, 400, str(error)),
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def error_page(request: Request, status: int, sentence: str | None = None, heading: str | None = None) -> Response:
    """The page of a status; `sentence` and `heading` say it better than the general ones."""
    general = _SAYINGS.get(status, _SAYINGS[500 if status >= 500 else 400])
    down = status >= 500
    current = None if down else getattr(request.state, "current", None)
    if current is None and status in _UNROUTED:
        current = _whoever(request)
    shown = {"heading": heading or general[0], "sentence": sentence or general[1], "down": down}
    return page(request, current, "error.html", status=status, **shown)


def _whoever(request: Request) -> Current | None:
    try:
        return whoever(request)
    except StorageUnavailable:
        return None


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    # Starlette's own details ("Not Found") are words for programs; ours are sentences.
    ours = error.detail if isinstance(error.detail, str) and error.detail.endswith(".") else None
    response = error_page(request, error.status_code, ours)
    response.headers.update(error.headers or {})
    return response


def _not_signed_in(request: Request, _error: Exception) -> Response:
    if request.method not in SAFE_METHODS:
        return error_page(request, 401, "You are signed out. Sign in again, then repeat what you did.")
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return redirect(request, "/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}")


def _storage(request: Request, error: Exception) -> Response:
    telemetry.logger().error("page not available", error=str(error))
    response = error_page(request, 503, f"{error} Nothing is lost.")
    response.headers["Retry-After"] = "10"
    return response


def _bug(request: Request, error: Exception) -> Response:
    telemetry.logger().error("page failed", exc_info=error)
    return error_page(request, 500)
