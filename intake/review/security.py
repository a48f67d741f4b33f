"""The guard around the whole app: headers on every response, and no unsafe request but from our own forms.

It stands outside of everything else, also of the page for a bug, so that no response leaves without its headers
(security.md 3). An unsafe method passes only if the browser says that it comes from this site (Sec-Fetch-Site, else
Origin) and the form's token belongs to the browser's cookie. The body is read here, capped, and given on.
"""

from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake import telemetry
from intake.review import cookies
from intake.review.current import SAFE_METHODS
from intake.review.desk import Site

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; frame-src 'self'"
)
"""The app's own; a view that frames a mail sets its own beside it."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
"""On every response, whatever a view says."""

DEFAULTS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
"""On every response for which no view says otherwise."""

LARGEST_BODY = 8_000_000
"""Bytes of a form: a careers page to import is the largest thing that people send."""

OPEN_TO_ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics"})
"""Probes name a machine by its number."""

Refuse = Callable[[Request, int, str | None], Response]


class Guard:
    """Wraps the app; `refuse` renders the page of a request that is not let through."""

    def __init__(self, app: ASGIApp, site: Site, refuse: Refuse) -> None:
        self._app = app
        self._site = site
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        answer = _Answer(send, scope["state"], self._site)
        request = Request(scope, receive)
        refusal = self._foreign(request)
        if refusal is None and request.method not in SAFE_METHODS:
            receive, refusal = await self._admit(request)
        try:
            if refusal is None:
                await self._app(scope, receive, answer)
            else:
                await self._refuse(request, *refusal)(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - its page is sent and it is logged; the server would log its words
            if not answer.begun:
                telemetry.logger().error("page failed", exc_info=error)
                await Response("Something went wrong.", 500, media_type="text/plain")(scope, receive, answer)

    def _foreign(self, request: Request) -> tuple[int, str | None] | None:
        hosts = self._site.hosts
        if hosts is None or request.url.path in OPEN_TO_ANY_HOST:
            return None
        return None if request.headers.get("host", "").lower() in hosts else (421, None)

    async def _admit(self, request: Request) -> tuple[Receive, tuple[int, str | None] | None]:
        """The body to be read again, and why an unsafe request is refused."""
        if not _same_site(request, self._site):
            return request.receive, (403, "This form came from another site. Open the page here and send it again.")
        body = await _body(request)
        if body is None:
            return request.receive, (413, None)
        token = request.headers.get(cookies.FORM_HEADER) or await _form_token(request.scope, body)
        if not cookies.is_form_token(token, request.cookies, self._site):
            return _again(body), (403, "This form is out of date. Go back, load the page anew, and send it again.")
        return _again(body), None


class _Answer:
    """Sends what the app answers, with the headers that belong on everything."""

    def __init__(self, send: Send, state: MutableMapping[str, Any], site: Site) -> None:
        self._send = send
        self._state = state
        self._site = site
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in DEFAULTS.items():
                headers.setdefault(name, value)
            headers.update(HEADERS)
            if self._site.https:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            self._give_visit(headers)
        await self._send(message)

    def _give_visit(self, headers: MutableHeaders) -> None:
        if visit := self._state.get("new_visit"):
            carrier = Response()
            cookies.put(carrier, self._site, "visit", visit)
            headers.append("Set-Cookie", carrier.headers["set-cookie"])


def _same_site(request: Request, site: Site) -> bool:
    """What the browser says of where the request comes from; silence is left to the form token.

    With Referrer-Policy no-referrer a form of ours may come with `Origin: null` (Fetch standard, 3.2 "append a
    request Origin header"), so that alone says nothing.
    """
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return True
    ours: Iterable[str] = (urlsplit(site.base_url).netloc.lower(), request.headers.get("host", "").lower())
    return urlsplit(origin).netloc.lower() in ours


async def _body(request: Request) -> bytes | None:
    """The whole body; None where it is larger than any form of ours."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


async def _form_token(scope: Scope, body: bytes) -> str:
    try:
        async with Request(scope, _again(body)).form(max_files=20, max_fields=2000) as form:
            value = form.get(cookies.FORM_FIELD)
            return value if isinstance(value, str) else ""
    except (HTTPException, MultiPartException, ValueError):
        return ""


def _again(body: bytes) -> Receive:
    """A receive that gives the body once more, then says that the browser is gone."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return receive
