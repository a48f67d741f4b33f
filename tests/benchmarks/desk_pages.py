"""The review desk as a server, and an administrator's browser before it: whole pages for the desk's figures."""

import http.client
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, text

from intake.review import cookies, header
from intake.review.desk import Site
from intake.review.serving import serving
from tests.servers.desk import DeskHouse

AT_ONCE = 50
"""Browsers that ask at the same time."""


class Served:
    """The desk on a free port of loopback; each thread that asks keeps one connection, as a browser does."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder
        self._stack = ExitStack()
        self._of_thread = threading.local()

    def __enter__(self) -> Self:
        house = DeskHouse(self._engine, self._folder, site=Site(port=0))
        if not house.accounts.accounts():
            house.invite_everybody()
        reads = house.desk.reads
        app = {"nav": lambda scope: header.numbers(reads, (), scope)}
        self._site = self._stack.enter_context(serving(Site(port=0), lambda site: house.app(site=site, **app)))
        self._cookie = f"{cookies.name(self._site, 'session')}={house.token('administrator')}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def get(self, path: str) -> bytes:
        """A page, which must be one."""
        if not hasattr(self._of_thread, "connection"):
            self._of_thread.connection = http.client.HTTPConnection(self._site.host, self._site.port, timeout=60)
        connection: http.client.HTTPConnection = self._of_thread.connection
        connection.request("GET", path, headers={"Cookie": self._cookie})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == http.client.OK, (path, answer.status, body[:500])
        return body


def server_cpu(engine: Engine) -> float:
    """Seconds of CPU that PostgreSQL's processes have taken so far; 0 where the database is this process."""
    if engine.dialect.name != "postgresql":
        return 0.0
    with engine.connect() as connection:
        own = connection.scalar(text("SELECT pg_backend_pid()"))
    parent = Path(f"/proc/{own}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1]
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return sum(int(Path(f"/proc/{child}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9 for child in children)
