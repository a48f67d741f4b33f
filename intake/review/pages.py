"""Renders templates. Everything is escaped; a template that uses a name which is not there is a bug and fails.

Times come as `<time>` in the viewer's zone with the exact instant as its title; strangers' words come without control
and direction characters, so that a file name cannot pretend to end otherwise (security.md 6).
"""

import hashlib
import unicodedata
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from intake.review import cookies, marking, wording
from intake.review.cookies import Said
from intake.review.current import Current
from intake.review.desk import Nav

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_NOTHING = Nav()


def page(
    request: Request, current: Current | None, template: str, *, status: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page from `templates/<template>`; `current` None for pages that need nobody."""
    desk = request.app.state.desk
    # A sign-in or error page asks the database nothing: it must come when the database does not.
    nav = desk.nav(current.scope) if current else _NOTHING
    said = cookies.said(request)
    body = (
        _templates()
        .get_template(template)
        .render(
            **context,
            request=request,
            current=current,
            nav=nav,
            said=said,
            zone=current.zone if current else desk.timezone,
            organisation=desk.organisation,
            may_write=bool(current and current.scope.may_write),
            form_token=cookies.form_token(request),
            here=request.url.path,
        )
    )
    response = HTMLResponse(body, status_code=status)
    if said:
        cookies.drop(response, desk.site, "said")
    return response


def redirect(
    request: Request, path: str, *, say: str | None = None, undo: str | None = None, back: str | None = None
) -> Response:
    """Sends the browser to a page of ours after a form (303); that page tells `say`, with a button for `undo`.

    `back` is the page that the undo leads to, where it is another one.
    """
    response = RedirectResponse(local_path(path), status_code=303)
    if say:
        cookies.say(response, request.app.state.desk.site, Said(text=say, undo=undo, back=back or path))
    return response


def local_path(path: str) -> str:
    """The path if it is one of ours, else the start page: nobody is sent elsewhere by a link that they follow."""
    bad = not path.startswith("/") or path.startswith(("//", "/\\")) or any(not c.isprintable() for c in path)
    return "/" if bad else path


def static(name: str) -> str:
    """The address of a file in `static/`, which changes with its content."""
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=4096)
def when(value: datetime | str | None, zone: str, *, seconds: bool = False) -> Markup:
    """A time for people: "30 Dec 2021 23:10" in their zone; the instant and the zone on hover."""
    if value is None:
        return Markup("–")
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = at.astimezone(ZoneInfo(zone))
    shown = local.strftime("%-d %b %Y %H:%M:%S" if seconds else "%-d %b %Y %H:%M")
    exact = f"{local.strftime('%-d %b %Y %H:%M:%S')} {zone} ({at.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')})"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.astimezone(UTC).isoformat(), exact, shown)


def plain(text: str | None, longest: int = 0) -> str:
    """A stranger's words for one line: no controls, no direction marks; cut at `longest` characters where given."""
    if text is None:
        return "–"
    if not (text.isascii() and text.isprintable()):  # most are both: a fiftieth of the time
        text = "".join(_visible(c) for c in unicodedata.normalize("NFC", text))
    shown = " ".join(text.split())
    return f"{shown[: longest - 1]}…" if longest and len(shown) > longest else shown


def _visible(character: str) -> str:
    """Format characters go (bidi, zero width but for the joiners of scripts that need them), controls become spaces."""
    category = unicodedata.category(character)
    if category == "Cf":
        return character if character in "\u200c\u200d" else ""
    return " " if category in {"Cc", "Zl", "Zp", "Cs", "Co", "Cn"} else character


def words(value: object) -> str:
    """A word of ours for people: "possible_duplicate" becomes "possible duplicate"."""
    return str(value).replace("_", " ")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        when=when,
        plain=plain,
        words=words,
        flag=wording.flag,
        posting_field=wording.posting_field,
        size=wording.size,
        format_of=wording.format_of,
        direction=marking.direction,
    )
    environment.globals.update(
        static=static,
        against=wording.against,
        span=wording.span,
        chip_names=wording.CHIP_NAMES,
        fact_names=wording.FACTS,
        fact_value=wording.fact_value,
        timeliness_words=wording.TIMELINESS,
        document_states=wording.STATUS_OF_DOCUMENT,
        happened=wording.happened,
        value_of=wording.value_of,
    )
    return environment
