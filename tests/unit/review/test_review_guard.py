"""The guard: headers on everything, and no unsafe request but from our own forms (security.md 3)."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import APIRouter

from intake.errors import StorageUnavailable
from intake.model.scope import Scope
from intake.review import cookies
from intake.review.current import CurrentAccount
from intake.review.desk import Nav, Site
from intake.review.pages import STATIC
from intake.review.security import CONTENT_SECURITY_POLICY, LARGEST_BODY
from tests.servers.desk import Browser, DeskHouse

BROKEN = APIRouter()


@BROKEN.get("/broken")
def broken() -> None:
    raise RuntimeError("a bug that quotes noor@example.net")


@BROKEN.get("/down")
def down() -> None:
    raise StorageUnavailable("The database does not answer.")


@BROKEN.get("/framed")
def framed(current: CurrentAccount) -> None:
    del current


class Unavailable:
    """Accounts whose database does not answer."""

    def session(self, _token: str) -> None:
        raise StorageUnavailable("The database does not answer.")


def with_broken(desk: DeskHouse) -> Browser:
    app = desk.app()
    app.include_router(BROKEN)
    return desk.browser("administrator", app=app)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/account", 200), ("/nothing", 404), ("/people/u99", 404), ("/broken", 500), ("/down", 503), ("/sign-out", 405),
     ("/", 303), ("/static/desk.css", 200), ("/static/none", 404), ("/healthz", 200), ("/audit?before=x", 400)],
)  # fmt: skip
def test_every_response_carries_the_headers(desk: DeskHouse, path: str, status: int) -> None:
    response = with_broken(desk).get(path)
    assert response.status_code == status
    headers = response.headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    kept = path == "/static/desk.css"
    assert headers["cache-control"] == ("public, max-age=31536000, immutable" if kept else "no-store")


def test_a_refused_form_carries_the_headers_too(desk: DeskHouse) -> None:
    response = desk.browser().client.post("/sign-in", data={})
    assert response.status_code == 403
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_a_bug_shows_no_traceback_and_logs_where_without_words(desk: DeskHouse, log: io.StringIO) -> None:
    response = with_broken(desk).get("/broken")
    assert "Something went wrong" in response.text
    assert "RuntimeError at" in log.getvalue()
    assert "noor@example.net" not in response.text + log.getvalue()


def test_a_bug_in_the_error_page_itself_is_answered(desk: DeskHouse) -> None:
    def nav(scope: Scope) -> Nav:
        raise RuntimeError(repr(scope))

    response = desk.browser(app=desk.app(nav=nav)).get("/nothing-signed-in")
    assert response.status_code == 404, "a page for nobody asks for no numbers"
    somebody = desk.browser("administrator", app=desk.app(nav=nav))
    assert [somebody.get(path).status_code for path in ("/account", "/nothing")] == [500, 500]


def test_an_unknown_address_leads_back(desk: DeskHouse) -> None:
    somebody, nobody = (desk.browser(role).get("/nothing").text for role in ("recruiter", None))
    assert 'href="/postings"' in somebody
    assert "Go to the queue" in somebody
    assert 'href="/postings"' not in nobody
    assert 'href="/sign-in"' in nobody


def test_an_unknown_address_is_answered_while_the_database_does_not(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter", app=desk.app(accounts=Unavailable()))
    response = browser.get("/nothing")
    assert response.status_code == 404
    assert "Go to the sign-in page" in response.text


def test_a_database_that_does_not_answer_is_a_503_that_says_so(desk: DeskHouse) -> None:
    response = with_broken(desk).get("/down")
    assert (response.status_code, response.headers["retry-after"]) == (503, "10")
    assert "Nothing is lost" in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8321"}, 403),
        ({"origin": "http://127.0.0.1:8321"}, 303),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "https://example.net"}, 403),
        ({"origin": "null"}, 303),
        ({}, 303),
    ],
)
def test_an_unsafe_request_must_come_from_this_site(desk: DeskHouse, headers: dict[str, str], status: int) -> None:
    browser = desk.browser("recruiter")
    data = {cookies.FORM_FIELD: browser.form_token()}
    response = browser.client.post("/account/timezone", data=data, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/account/timezone", "/people/u2/disable", "/nothing", "/static/desk.css"])
def test_without_the_form_s_token_nothing_unsafe_passes(desk: DeskHouse, method: str, path: str) -> None:
    browser = desk.browser("administrator")
    response = browser.client.request(method, path, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 403
    assert "out of date" in response.text
    assert desk.accounts.by_email("recruiter@example.org").disabled_at is None


def test_another_browser_s_token_does_not_fit(desk: DeskHouse) -> None:
    theirs = desk.browser("recruiter").form_token()
    response = desk.browser("administrator").post("/account/timezone", {cookies.FORM_FIELD: theirs})
    assert response.status_code == 403


def test_a_script_may_send_the_token_as_a_header(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    headers = {"sec-fetch-site": "same-origin", cookies.FORM_HEADER: browser.form_token()}
    assert browser.client.post("/account/timezone", headers=headers).status_code == 303


def test_a_form_with_files_carries_its_token_inside(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    data = {cookies.FORM_FIELD: browser.form_token(), "timezone": "Asia/Tokyo"}
    headers = {"sec-fetch-site": "same-origin"}
    sent = browser.client.post("/account/timezone", data=data, files={"page": b"x" * 100_000}, headers=headers)
    assert sent.status_code == 303
    assert desk.accounts.by_email("recruiter@example.org").timezone == "Asia/Tokyo"


def test_a_body_that_is_no_form_is_refused(desk: DeskHouse) -> None:
    headers = {"sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=x"}
    response = desk.browser("recruiter").client.post("/account/timezone", content=b"--y\r\nrubbish", headers=headers)
    assert response.status_code == 403


def test_a_body_over_the_cap_is_refused(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    assert browser.post("/account/timezone", {"timezone": "x" * LARGEST_BODY}).status_code == 413


@pytest.mark.parametrize("host", ["evil.example.net", "127.0.0.1:9999", "127.0.0.1:8321.example.net", ""])
def test_a_foreign_host_header_leads_nowhere(desk: DeskHouse, host: str) -> None:
    response = desk.browser("administrator").get("/queue", headers={"host": host})
    assert response.status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:8321", "[::1]:8321", "LOCALHOST:8321"])
def test_loopback_s_own_names_are_ours(desk: DeskHouse, host: str) -> None:
    assert desk.browser().get("/sign-in", headers={"host": host}).status_code == 200


def test_behind_https_cookies_carry_the_host_prefix_and_transport_is_strict(desk: DeskHouse) -> None:
    site = Site(public_url="https://intake.example.org")
    browser = Browser(desk.app(site=site), site)
    response = browser.get("/sign-in")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-intake-visit=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie
    assert response.headers["strict-transport-security"] == "max-age=31536000"


def test_a_bind_to_all_addresses_without_a_public_url_takes_any_name(desk: DeskHouse) -> None:
    site = Site(host="0.0.0.0")
    assert site.hosts is None
    assert Browser(desk.app(site=site), site).get("/sign-in", headers={"host": "desk.lan"}).status_code == 200


def test_what_is_no_request_passes_the_guard(desk: DeskHouse) -> None:
    async def lifespan() -> list[str]:
        sent: list[str] = []
        asked = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(asked)}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            sent.append(message["type"])

        await desk.app()({"type": "lifespan", "app": None, "state": {}}, receive, send)
        return sent

    # On a thread of its own: a browser of another test may have left its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(lambda: asyncio.run(lifespan())).result()
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_no_page_has_inline_script_or_style() -> None:
    for template in (STATIC.parent / "templates").glob("*.html"):
        text = template.read_text()
        assert "style=" not in text, template
        assert "<style" not in text, template
        assert " on" not in "".join(part for part in text.split("<") if part.startswith("on")), template
        assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:]), template
