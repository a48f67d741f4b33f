"""One careers page, fetched over https from a public address: the only request that Intake makes to the web.

Off unless the operator allows it (`pages.fetch`). The name is resolved once, every address of it must be public, and
the connection goes to the one that was checked, so that no second answer of a name server leads inside
(DNS rebinding). Redirects are followed by the same rules. Size and time are capped over all.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import SplitResult, urljoin, urlsplit

from intake import __version__
from intake.errors import IntakeError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PageUnavailable(IntakeError):
    """A careers page was not fetched; what was read of it before stays, and it is tried again on schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page's bytes, and the last part of its address, which may tell its format and date."""

    data: bytes
    filename: str


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, also where IPv6 carries one of IPv4 in it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Every address of a host, in the order of the resolver; OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFetcher:
    """Fetches pages of at most `limit` bytes within `timeout`.

    `resolver`, `permitted` and `tls` are for tests, which have no public address: nothing in the configuration or
    the environment reaches them.
    """

    limit: int
    timeout: timedelta
    resolver: Callable[[str, int], Sequence[Address]] = resolve
    permitted: Callable[[Address], bool] = is_public
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str) -> Fetched:
        """The page at `url`; PageUnavailable says why there is none."""
        until = time.monotonic() + self.timeout.total_seconds()
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._ask(url, until)
            if isinstance(answer, bytes):
                return Fetched(data=answer, filename=urlsplit(url).path.rpartition("/")[2] or "index.html")
            url = urljoin(url, answer)
        raise PageUnavailable("The page redirects again and again; give the address that it ends at.")

    def _ask(self, url: str, until: float) -> bytes | str:
        """The page, or where it redirects to."""
        parts = _checked(url)
        host, port = parts.hostname or "", parts.port or 443
        address = self._address(host, port, until)
        connection = _Pinned(host, port, address=address, tls=self.tls, timeout=_left(until))
        try:
            with _cut_at(connection, until):
                answer = self._answer(connection, parts)
            _still_in_time(until)
        except (OSError, http.client.HTTPException) as error:
            why = "took too long" if time.monotonic() >= until else f"did not answer ({type(error).__name__})"
            raise PageUnavailable(f"{host} {why}; the page is tried again later.") from None
        else:
            return answer
        finally:
            connection.close()

    def _address(self, host: str, port: int, until: float) -> Address:
        addresses = _in_time(lambda: self.resolver(host, port), until, host)
        if not addresses:
            raise PageUnavailable(f"{host} has no address; correct url, or look at the name server.")
        if not all(self.permitted(address) for address in addresses):
            raise PageUnavailable(f"{host} is not on the public internet; a page is fetched from there alone.")
        return addresses[0]

    def _answer(self, connection: "_Pinned", parts: SplitResult) -> bytes | str:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": f"Intake/{__version__}", "Accept": "text/html, text/*", "Accept-Encoding": "identity"}
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        if response.status in _REDIRECTS and response.getheader("Location"):
            return response.getheader("Location") or ""
        if response.status != http.client.OK:
            raise PageUnavailable(f"{parts.hostname} answered {response.status}; correct url, or try it in a browser.")
        if response.getheader("Content-Encoding", "identity").casefold() != "identity":
            raise PageUnavailable(f"{parts.hostname} sends the page packed, which was not asked for.")
        data = response.read(self.limit + 1)
        # A page that broke off lacks postings, which would be closed: http.client says nothing of what is missing.
        if response.length and len(data) <= self.limit:
            raise http.client.IncompleteRead(b"", response.length)
        if len(data) > self.limit:
            raise PageUnavailable(f"The page is larger than {self.limit} bytes (limits.page).")
        return data


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, whatever the name of the host resolves to; its certificate is that of the name."""

    def __init__(self, host: str, port: int, *, address: Address, tls: ssl.SSLContext, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=tls)
        self._address = str(address)
        self._tls = tls
        self._seconds = timeout

    def connect(self) -> None:
        """Opens the connection and shakes hands."""
        plain = socket.create_connection((self._address, self.port), self._seconds)
        # The handshake is made on the socket that `cut` knows, so that it ends in time, too.
        self.sock = self._tls.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
        self.sock.do_handshake()

    def cut(self) -> None:
        """Ends the connection under whoever reads from it, from another thread."""
        if self.sock is not None:
            # The plain shutdown: that of a TLS socket would take the session from under the reader.
            with _unheard():
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _unheard() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


@contextmanager
def _cut_at(connection: _Pinned, until: float) -> Iterator[None]:
    """Cuts the connection off at a moment: a byte now and then keeps every timeout of a socket from firing."""
    timer = threading.Timer(_left(until), connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise PageUnavailable("The page's address is not well formed; correct url.") from None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or port == 0:
        raise PageUnavailable("A page is fetched from an https address alone, without a name and password in it.")
    return parts


def _still_in_time(until: float) -> None:
    """A connection that was cut ends like one that is done."""
    if time.monotonic() >= until:
        raise TimeoutError


def _left(until: float) -> float:
    return max(0.001, until - time.monotonic())


def _in_time(ask: Callable[[], Sequence[Address]], until: float, host: str) -> Sequence[Address]:
    """The resolver's answer; it has no time limit of its own, so it is asked on a thread that may stay behind."""
    found: list[Sequence[Address]] = []

    def run() -> None:
        with _unheard():
            found.append(ask())

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(_left(until))
    if asking.is_alive():
        raise PageUnavailable(f"The name server did not answer for {host}; the page is tried again later.")
    return found[0] if found else ()
