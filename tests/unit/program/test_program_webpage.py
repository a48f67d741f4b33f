"""A careers page from the web: https and public addresses alone, pinned, within its caps, whatever the server does."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake.webpage import Address, PageFetcher, PageUnavailable, is_public, resolve
from tests.servers.web import HOST, WebServer, drip, page, web_server

LOOPBACK = ipaddress.ip_address("127.0.0.1")
Make = Callable[..., PageFetcher]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with web_server(tmp_path_factory.mktemp("web")) as found:
        yield found


@pytest.fixture
def fetcher(server: WebServer) -> Make:
    """A fetcher whose names all lead to the server of the tests: what the program itself never allows."""
    server.answers.clear()
    server.asked.clear()

    def make(
        *,
        limit: int = 10_000,
        seconds: float = 10.0,
        found: tuple[Address, ...] = (LOOPBACK,),
        permitted: Callable[[Address], bool] = lambda address: address == LOOPBACK,
        authority: Path | None = server.authority,
    ) -> PageFetcher:
        return PageFetcher(
            limit=limit,
            timeout=timedelta(seconds=seconds),
            resolver=lambda _host, _port: found,
            permitted=permitted,
            tls=ssl.create_default_context(cafile=authority),
        )

    return make


def test_page_is_fetched_with_its_name_and_without_cookies(server: WebServer, fetcher: Make) -> None:
    server.answers["/jobs/2026-03-01-list.html?lang=en"] = page("<h1>Jobs</h1>")
    found = fetcher().fetch(server.url("/jobs/2026-03-01-list.html?lang=en"))
    assert (found.data, found.filename) == (b"<h1>Jobs</h1>", "2026-03-01-list.html")
    (asked,) = server.asked
    assert f"Host: {HOST}:{server.port}" in asked
    assert "Cookie" not in asked
    assert "Referer" not in asked


def test_page_at_the_root_has_a_name_all_the_same(server: WebServer, fetcher: Make) -> None:
    server.answers["/"] = page("x")
    assert fetcher().fetch(server.url("")).filename == "index.html"


def test_redirect_is_followed_by_the_same_rules(server: WebServer, fetcher: Make) -> None:
    server.answers["/old"] = page("", "301 Moved Permanently", "Location: /jobs.html")
    server.answers["/jobs.html"] = page("here")
    assert fetcher().fetch(server.url("/old")).data == b"here"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://careers.example.org/jobs.html", "https address alone"),
        ("https://user:secret@careers.example.org/", "https address alone"),
        ("file:///etc/passwd", "https address alone"),
        ("/again", "redirects again and again"),
    ],
)
def test_redirect_that_leads_elsewhere_ends_there(server: WebServer, fetcher: Make, target: str, words: str) -> None:
    server.answers["/again"] = page("", "302 Found", f"Location: {target}")
    with pytest.raises(PageUnavailable, match=words):
        fetcher().fetch(server.url("/again"))
    assert len(server.asked) <= 4


def test_redirect_to_a_private_address_is_never_asked(server: WebServer) -> None:
    inside = ipaddress.ip_address("10.0.0.7")
    server.answers.clear()
    server.asked.clear()
    server.answers["/"] = page("", "302 Found", f"Location: https://intranet.example.org:{server.port}/secret")
    fetcher = PageFetcher(
        limit=1000,
        timeout=timedelta(seconds=10),
        resolver=lambda host, _port: (LOOPBACK,) if host == HOST else (inside,),
        permitted=lambda address: address == LOOPBACK,
        tls=ssl.create_default_context(cafile=server.authority),
    )
    with pytest.raises(PageUnavailable, match=r"intranet\.example\.org is not on the public internet"):
        fetcher.fetch(server.url("/"))
    assert len(server.asked) == 1


def test_program_itself_refuses_loopback_before_it_connects(server: WebServer, fetcher: Make) -> None:
    fetcher()
    own = PageFetcher(limit=1000, timeout=timedelta(seconds=10))
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        with pytest.raises(PageUnavailable, match="not on the public internet"):
            own.fetch(server.url(host=host))
    assert server.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(server: WebServer, fetcher: Make) -> None:
    mixed = (LOOPBACK, ipaddress.ip_address("192.168.1.1"))
    with pytest.raises(PageUnavailable, match="public internet"):
        fetcher(found=mixed).fetch(server.url())
    assert server.asked == []


def test_host_without_an_address_is_said_so(server: WebServer, fetcher: Make) -> None:
    with pytest.raises(PageUnavailable, match="has no address"):
        fetcher(found=()).fetch(server.url())


def test_name_server_that_fails_or_hangs_is_no_way_round_the_cap(server: WebServer, fetcher: Make) -> None:
    def fails(_host: str, _port: int) -> tuple[Address, ...]:
        raise socket.gaierror("no such name")

    def hangs(_host: str, _port: int) -> tuple[Address, ...]:
        time.sleep(5)
        return (LOOPBACK,)

    assert fetcher().limit
    for resolver, words in ((fails, "has no address"), (hangs, "name server did not answer")):
        made = PageFetcher(limit=1000, timeout=timedelta(seconds=0.3), resolver=resolver)
        with pytest.raises(PageUnavailable, match=words):
            made.fetch(server.url())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page("gone", "404 Not Found"), "answered 404"),
        (page("busy", "503 Service Unavailable"), "answered 503"),
        (page("", "302 Found"), "answered 302"),
        (page("x" * 20_000), "larger than 10000 bytes"),
        (page("x", "200 OK", "Content-Encoding: gzip"), "packed"),
        (b"220 mail.example.org ESMTP\r\n", "did not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", "did not answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 80_000 + b"\r\n\r\n", "did not answer"),
        (b"", "did not answer"),
    ],
)
def test_answer_that_is_no_page_is_refused(server: WebServer, fetcher: Make, answer: bytes, words: str) -> None:
    server.answers["/jobs.html"] = answer
    with pytest.raises(PageUnavailable, match=words):
        fetcher().fetch(server.url())


def test_size_counts_while_reading_where_no_length_is_said(server: WebServer, fetcher: Make) -> None:
    server.answers["/jobs.html"] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 10_001
    with pytest.raises(PageUnavailable, match="larger than 10000 bytes"):
        fetcher().fetch(server.url())


def test_page_that_breaks_off_is_none_even_where_no_length_is_said(server: WebServer, fetcher: Make) -> None:
    def breaks_off(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<h1>Jobs</h1>")
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

    server.answers["/jobs.html"] = breaks_off
    with pytest.raises(PageUnavailable, match="did not answer"):
        fetcher().fetch(server.url())


def test_server_that_drips_is_cut_off_in_time(server: WebServer, fetcher: Make) -> None:
    server.answers["/jobs.html"] = drip
    began = time.monotonic()
    with pytest.raises(PageUnavailable, match="took too long"):
        fetcher(seconds=0.5).fetch(server.url())
    assert time.monotonic() - began < 5


def test_certificate_of_another_name_or_authority_is_refused(server: WebServer, fetcher: Make) -> None:
    server.answers["/jobs.html"] = page("x")
    with pytest.raises(PageUnavailable, match="SSLCertVerificationError"):
        fetcher().fetch(server.url(host="www.example.org"))
    with pytest.raises(PageUnavailable, match="SSLCertVerificationError"):
        fetcher(authority=None).fetch(server.url())
    assert server.asked == []


@pytest.mark.parametrize("url", ["http://a.example.org/", "ftp://a.example.org/", "https://", "https://a:b@c.example/"])
def test_address_that_is_no_web_page_is_refused(fetcher: Make, url: str) -> None:
    with pytest.raises(PageUnavailable, match="https address alone"):
        fetcher().fetch(url)


def test_address_that_is_not_well_formed_is_refused(fetcher: Make) -> None:
    with pytest.raises(PageUnavailable, match="not well formed"):
        fetcher().fetch("https://a.example.org:x/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "240.0.0.1",
        "100.64.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1",
    ],
)  # fmt: skip
def test_address_inside_is_not_public_in_any_dress(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_every_address_of_a_name_is_resolved_once() -> None:
    assert resolve("127.0.0.1", 443) == (LOOPBACK,)
