"""The two cookies of the desk, and the form token that derives from them.

`session` holds the token of who is signed in; `visit` a random value for the forms of a browser in which nobody is.
Behind https they carry the `__Host-` prefix, so that no other site of the domain can set them (RFC 6265bis 4.1.3.2);
on http loopback their names carry the port, since browsers keep one jar for all ports of a host.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, unquote

from fastapi import Request, Response

from intake.accounts import tokens
from intake.review.desk import Site

Kind = Literal["session", "visit", "said"]

FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"
_SAID_LONGEST = 1500
_BACK_LONGEST = 1000
"""Characters of an address; a browser keeps 4 kB of a cookie, and a search may be long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the next page tells at its top; `undo` is the review ("v3") that its button takes back.

    `back`: where one goes on then, to see what was undone; None where the page itself shows it.
    """

    text: str
    undo: str | None = None
    back: str | None = None


def name(site: Site, kind: Kind) -> str:
    """The cookie's name on this site."""
    return f"__Host-intake-{kind}" if site.https else f"intake-{kind}-{site.port}"


def of(request: Request, kind: Kind) -> str | None:
    """The value that the browser sent."""
    return request.cookies.get(name(request.app.state.desk.site, kind)) or None


def put(response: Response, site: Site, kind: Kind, value: str) -> None:
    """Sets a cookie until the browser is closed; the server ends a session earlier by itself."""
    response.set_cookie(name(site, kind), value, path="/", secure=site.https, httponly=True, samesite="lax")


def drop(response: Response, site: Site, kind: Kind) -> None:
    """Takes a cookie back."""
    response.delete_cookie(name(site, kind), path="/", secure=site.https, httponly=True, samesite="lax")


def form_token(request: Request) -> str:
    """The token for the forms of this page; a browser without a cookie gets a `visit` with the response."""
    cookie = of(request, "session") or of(request, "visit") or getattr(request.state, "new_visit", None)
    if cookie is None:
        cookie = request.state.new_visit = tokens.new_token()
    return tokens.form_token(cookie)


def is_form_token(token: str, cookies: dict[str, str], site: Site) -> bool:
    """Whether a form's token belongs to one of the browser's two cookies."""
    held = (cookies.get(name(site, "session")), cookies.get(name(site, "visit")))
    return any(tokens.is_form_token(token, cookie) for cookie in held if cookie)


def say(response: Response, site: Site, said: Said) -> None:
    """Keeps a sentence for the next page in the browser."""
    back = said.back if said.back and len(said.back) <= _BACK_LONGEST else None
    value = json.dumps({"text": said.text[:_SAID_LONGEST], "undo": said.undo, "back": back})
    put(response, site, "said", quote(value, safe=""))


def said(request: Request) -> Said | None:
    """What the page before had to tell; None for nothing, or a value that is not ours."""
    try:
        value: Any = json.loads(unquote(of(request, "said") or "null"))
        return Said(text=str(value["text"]), undo=value["undo"], back=value["back"])
    except (ValueError, TypeError, KeyError):
        return None
