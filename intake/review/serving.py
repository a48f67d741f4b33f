"""Serves the desk from a thread of the daemon, or alone; ends in time for the daemon's ten seconds."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from intake import telemetry
from intake.errors import IntakeError
from intake.review.desk import LOOPBACK, Site

_LAST_CALL = 2
"""Seconds that requests in hand get to end."""
_BACKLOG = 256


class AddressTaken(IntakeError):
    """Another program listens on the desk's address; end it, or choose another port with review.port."""


def bind(site: Site) -> tuple[socket.socket, Site]:
    """A listening socket, and the site with the port that it got (port 0: any free one). AddressTaken."""
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections take it over. asyncio sets it only on sockets whose protocol is named; without it the body of a
        # page waits 40 ms for the browser to acknowledge its head (Nagle's algorithm against delayed acknowledgement).
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((site.host, site.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressTaken(
            f"The review desk cannot listen on {site.host}:{site.port} ({error.strerror}); "
            "end what listens there, or set another port with review.port."
        ) from None
    return listener, replace(site, port=listener.getsockname()[1])


@contextmanager
def serving(site: Site, create: Callable[[Site], FastAPI]) -> Iterator[Site]:
    """Serves until the block ends; gives the site with its real port. AddressTaken."""
    listener, site = bind(site)
    with listener:
        server = _server(create(site), site)
        thread = threading.Thread(target=server.run, args=([listener],), name="review", daemon=True)
        thread.start()
        telemetry.logger().info("review desk ready", port=site.port)
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join(_LAST_CALL + 1)


def _server(app: FastAPI, site: Site) -> uvicorn.Server:
    """Forwarded headers count only behind a reverse proxy, which is on this machine; nothing logs a request."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            lifespan="off",
            proxy_headers=site.public_url is not None,
            forwarded_allow_ips=sorted(LOOPBACK - {"localhost"}),
            timeout_graceful_shutdown=_LAST_CALL,
            timeout_keep_alive=15,
        )
    )
