"""A throw-away PostgreSQL for tests: real, on loopback, gone at the end.

Everything lives in one temporary folder owned by a user without rights, because PostgreSQL refuses root.
Durability is off: no test looks at what survives a power cut of this server. Its process dies with the test run
(parent-death signal), so a killed run leaves no server behind.

Fixtures: `postgres_server` (one a session and xdist worker) and `postgres_url` (an empty database a test).
"""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

USER = "intake"
START_SECONDS = 60.0
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "jit": "off",
    # Another collation and zone than the tests' own: nothing may depend on either.
    "timezone": "Asia/Kathmandu",
}


def binary(name: str) -> str:
    """The path of a PostgreSQL server program; an error that names the package where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        message = f"The tests need PostgreSQL's {name}: install the package `postgresql` (apt-get install postgresql)."
        raise FileNotFoundError(message)
    return found


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresServer:
    """A PostgreSQL of our own. `start` and `stop` may be called again and again (a database that goes away)."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="intake-postgres-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        account = pwd.getpwnam("nobody")
        self._ids = (account.pw_uid, account.pw_gid) if os.getuid() == 0 else None
        if self._ids:
            os.chown(self.folder, *self._ids)
        initdb = [
            "--auth=trust",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        self._run([binary("initdb"), *initdb, "-D", str(self.folder / "data")])

    def url(self, database: str) -> str:
        """The URL of a database, as a configuration names it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        settings = SETTINGS | {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        command = [binary("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options]
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(self._as_nobody(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        """Ends the server and its connections at once."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
        self._process = None

    def remove(self) -> None:
        """Stops the server and removes its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, *, template: str = "template0", name: str | None = None) -> str:
        """A new database, copied from `template`; its name."""
        name = name or f"test_{next(self._numbers)}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)),
        )
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _as_nobody(self, command: list[str]) -> list[str]:
        prefix = [shutil.which("setpriv") or "setpriv", "--pdeathsig", "INT"]
        if self._ids:
            prefix += ["--reuid", str(self._ids[0]), "--regid", str(self._ids[1]), "--clear-groups"]
        return [*prefix, *command]

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(self._as_nobody(command), capture_output=True, text=True, check=False, cwd=self.folder)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            assert self._process is not None
            assert self._process.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, "PostgreSQL does not answer"
                time.sleep(0.05)
            else:
                return


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL for the whole session."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)
