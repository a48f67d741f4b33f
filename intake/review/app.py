"""Puts the review desk together: the guard, the error pages, the static files, and one router a view."""

from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from intake.review import (
    account,
    acts,
    application,
    audit,
    correspondence,
    documents,
    errors,
    health,
    history,
    how,
    importing,
    mailboxes,
    people,
    postings,
    queue,
    sign_in,
    unread,
    welcome,
)
from intake.review.desk import Desk
from intake.review.pages import STATIC
from intake.review.security import Guard

VIEWS: tuple[APIRouter, ...] = (
    sign_in.router,
    welcome.router,
    account.router,
    people.router,
    audit.router,
    health.router,
    queue.router,
    application.router,
    acts.router,
    documents.router,
    postings.router,
    importing.router,
    mailboxes.router,
    unread.router,
    correspondence.router,
    history.router,
    how.router,
)
"""Every view; a new one is a module with a `router`, a line here, and a line in the access matrix of its test."""


class Shell(FastAPI):
    """The app inside its guard; no generated documentation is served."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(title="Intake", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        self.state.desk = desk

    def build_middleware_stack(self) -> ASGIApp:
        """The guard goes around all the rest, the page for a bug included."""
        return Guard(super().build_middleware_stack(), self.state.desk.site, errors.error_page)


class _Static(StaticFiles):
    """Our own files, which browsers may keep: their address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create(desk: Desk) -> FastAPI:
    """The desk as an ASGI app; it starts and stops nothing itself."""
    app = Shell(desk)
    errors.register(app)
    for router in VIEWS:
        app.include_router(router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app
