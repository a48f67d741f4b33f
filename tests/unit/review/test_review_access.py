"""Role by route by object (security.md 11): every route of the app is in the matrix, and the matrix holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from tests.servers.desk import Browser, DeskHouse
from tests.unit.review.access import FORBIDDEN, MATRIX, MISSING, OK, REFUSED, ROLES, SIGN_IN, Try
from tests.unit.review.conftest import copied


def found(app: FastAPI) -> set[str]:
    """Every "METHOD /path" that the app answers to; a kind of route that the matrix cannot see fails."""
    every = set[str]()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            every |= {f"{method} {route.path}" for method in route.methods or ()}
        else:
            assert isinstance(route.original_route, Mount), f"{route!r}: a route that the matrix cannot see"
            every.add(f"GET {route.path}")
    return every


def test_every_route_is_in_the_matrix_and_no_other(desk: DeskHouse) -> None:
    assert found(desk.app()) == {one.route for one in MATRIX}


def test_no_documentation_is_served(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    assert {browser.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}


@pytest.fixture(scope="module")
def looking(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Browser]]:
    """A browser of every role at one desk: for pages, which change nothing."""
    folder = tmp_path_factory.mktemp("looking")
    with copied(filled, folder) as desk:
        yield browsers(desk)


def browsers(desk: DeskHouse, sessions: dict[str, str] | None = None) -> dict[str, Browser]:
    """One of every role; with the `sessions` that this desk has already, or new ones."""
    app = desk.app()
    made = {role: desk.browser(app=app) for role in ROLES}
    for role in ROLES[1:]:
        made[role].sign_in_as(sessions[role] if sessions else desk.token(role))
    return made


@pytest.fixture(scope="module")
def signed_in(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database to be copied in which every role is signed in, and the sessions."""
    folder = tmp_path_factory.mktemp("signed-in")
    with copied(filled, folder) as desk:
        sessions = {role: desk.token(role) for role in ROLES[1:]}
    return folder / "intake.db", sessions


def ids(one: Try) -> str:
    return f"{one.method} {one.path}"


@pytest.mark.parametrize("one", [one for one in MATRIX if one.method == "GET"], ids=ids)
def test_every_role_sees_what_the_matrix_says(looking: dict[str, Browser], one: Try) -> None:
    assert {role: outcome(looking[role], one) for role in ROLES} == dict(zip(ROLES, one.expected, strict=True))


@pytest.mark.parametrize("one", [one for one in MATRIX if one.method != "GET"], ids=ids)
def test_every_role_does_what_the_matrix_says(signed_in: tuple[Path, dict[str, str]], tmp_path: Path, one: Try) -> None:
    database, sessions = signed_in
    with copied(database, tmp_path) as desk:
        found = {role: outcome(browser, one) for role, browser in browsers(desk, sessions).items()}
    assert found == dict(zip(ROLES, one.expected, strict=True))


def outcome(browser: Browser, one: Try) -> str:
    response = browser.get(one.path) if one.method == "GET" else browser.post(one.path, one.form)
    status = response.status_code
    if status == 303 and response.headers["location"].startswith("/sign-in") and one.path != "/sign-out":
        return SIGN_IN
    if status == 401 and one.path != "/sign-in":
        return SIGN_IN
    assert "set-cookie" not in response.headers or status < 400 or "visit" in response.headers["set-cookie"]
    words = {200: OK, 303: OK, 403: FORBIDDEN, 404: MISSING}
    return words.get(status) or (REFUSED if status in {400, 401, 409, 422} else f"status {status}")
