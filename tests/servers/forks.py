"""Runs Intake's commands in processes forked from one that has everything imported: real processes, quickly.

Importing is most of what a command does, and tests start some thousand commands. What is forked is the command line
itself; only the process that reads strangers' bytes is started already, and shared.
Run as a program it is the process that forks, for all workers of a test run: the first one starts it, and it ends with
the last of its clients. It has one thread, so a fork copies no lock in the middle of use.

    connection (SOCK_SEQPACKET), one a command: what to run; back comes the process id, then the exit status
    a connection that closes takes its command along; `{"signal": n}` sends it a signal, `{"warm": url}` forks nothing

Fixtures: `forks` (one a session and xdist worker), `forks_on_postgres` (the same, where commands use PostgreSQL).
"""

import fcntl
import gc
import importlib
import itertools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import PASSWORD
from tests.servers.once import shared_folder
from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).parents[2]

MODULES = (
    "intake.__main__",
    "intake.cli.main",
    "intake.checkup",
    "intake.work",
    "intake.polls",
    "intake.pages",
    "intake.webpage",
    "intake.imports",
    "intake.audit",
    "intake.replays",
    "intake.reading",
    "intake.mailbox.files",
    "intake.mailbox.imap",
    "intake.mailbox.maildir",
    "intake.accounts.service",
    "intake.storage.accounts",
    "intake.storage.store",
    "intake.storage.reserve",
    "intake.storage.rebuilding",
    "intake.storage.tables",
    "alembic.runtime.environment",
    "alembic.ddl.sqlite",
    "alembic.ddl.postgresql",
    "alembic.autogenerate.api",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
    "coverage",
)
"""What the commands import when they run: imported once for all."""

MAILBOX = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
address = "jobs@example.org"
after = {{ flag = "\\\\Seen" }}

[storage]
database = "{database}"
"""

START_SECONDS = 120.0
"""Importing everything and running the first commands takes some seconds; a cold, busy machine gets this long."""

REQUEST = 256 * 1024
"""Bytes; a request is the environment and a command line."""


class Forked:
    """A command that goes on, as `subprocess.Popen` shows one."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = int(connection.recv(64))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self._end(self._connection.recv(64, socket.MSG_DONTWAIT))
        return self.returncode

    def wait(self) -> int:
        """Its exit status, once it is over; one below 0 is the signal that ended it."""
        if self.returncode is None:
            self._end(self._connection.recv(64))
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """Ends it by SIGKILL, unless it is over."""
        if self.poll() is None:
            with suppress(OSError):
                self._connection.send(json.dumps({"signal": signal.SIGKILL}).encode())

    def _end(self, told: bytes) -> None:
        assert told, "the forking process is gone"
        self.returncode = int(told)
        self._connection.close()


class Forks:
    """The forking process, as seen from a test. `run` fits `Site.launch`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers = itertools.count(1)

    def run(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Runs `python -m intake ...` to its end; a status below 0 is the signal that ended it.

        Its coverage is not worth its time where the same code runs in other tests: see `covered`.
        """
        return self._run(command, _uncovered() | dict(env))

    def covered(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """The same, counted for the coverage of this test run."""
        return self._run(command, {**os.environ, **env})

    def start(self, command: Sequence[str], log: Path) -> Forked:
        """A command that goes on; what it says is appended to `log`."""
        return self._start(command, _uncovered(), log, log)

    def warm(self, database: str) -> None:
        """Has statements compiled ahead for databases of this kind; this one is empty and not used otherwise."""
        with self.connect() as connection:
            connection.send(json.dumps({"warm": database}).encode())
            assert connection.recv(64) == b"0"

    def connect(self) -> socket.socket:
        """A connection; OSError where nobody listens."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            raise
        return connection

    def _run(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        number = f"{os.getpid()}-{next(self._numbers)}"
        out, err = (self._path.with_name(f"{number}.{kind}") for kind in ("out", "err"))
        status = self._start(command, env, out, err).wait()
        told = [path.read_text("utf-8") for path in (out, err)]
        for path in (out, err):
            path.unlink()
        return subprocess.CompletedProcess(command, status, *told)

    def _start(self, command: Sequence[str], env: Mapping[str, str], out: Path, err: Path) -> Forked:
        connection = self.connect()
        env = {"JOBS_PASSWORD": PASSWORD, **env}
        asked = {"arguments": list(command[3:]), "env": env, "out": str(out), "err": str(err)}
        connection.send(json.dumps(asked).encode())
        return Forked(connection)


def _uncovered() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """The process that Intake's processes are forked from."""
    noted = shared_folder(tmp_path_factory) / "forks"
    with noted.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            running = Forks(Path(noted.read_text()))
            held = running.connect()
        except OSError:
            path = Path(tempfile.mkdtemp(prefix="intake-forks-")) / "socket"
            running, held = Forks(path), _launched(path)
            noted.write_text(str(path))
    with held:
        yield running


@pytest.fixture(scope="session")
def forks_on_postgres(forks: Forks, postgres_server: PostgresServer) -> Forks:
    """The same, which has compiled the statements for PostgreSQL too."""
    name = postgres_server.create()
    forks.warm(postgres_server.url(name))
    postgres_server.drop(name)
    return forks


def _launched(path: Path) -> socket.socket:
    """Starts the forking process as nobody's child, since it may outlive the worker that starts it."""
    log = path.with_name("log")
    with log.open("w") as file:
        command = ["setsid", "--fork", sys.executable, "-m", "tests.servers.forks", str(path)]
        subprocess.run(command, check=True, cwd=ROOT, env=_uncovered(), stdin=subprocess.DEVNULL, stderr=file)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(OSError):
            return Forks(path).connect()
        time.sleep(0.05)
    raise AssertionError(f"Nothing forks; it said: {log.read_text('utf-8')}")


def main(path: Path) -> None:
    """Forks for each that connects to `path`, until all have gone; the folder around it goes too."""
    for module in MODULES:
        importlib.import_module(module)
    from intake.reading import zygote

    class Shared(zygote.Zygote):
        """Outlives the commands that use it."""

        def close(self, patience: float = 0.0) -> None:
            pass

    own = zygote.start()
    own.load()
    shared = Shared(own.process, own._control)
    shared._loaded = True
    _warm(shared, "sqlite:///intake.db")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(path))
        listener.listen(64)
        _Forking(listener, shared).serve()
    own.close()
    shutil.rmtree(path.parent, ignore_errors=True)


@dataclass
class _Forking:
    """`clients` by descriptor; `running` by the descriptor of the process: its id and its client."""

    listener: socket.socket
    zygote: Any
    clients: dict[int, socket.socket] = field(default_factory=dict)
    running: dict[int, tuple[int, int]] = field(default_factory=dict)
    warmed: set[str] = field(default_factory=set)
    poller: select.poll = field(default_factory=select.poll)

    def serve(self) -> None:
        """Goes on until the last client has gone; the first one may take its time."""
        self.poller.register(self.listener, select.POLLIN)
        while ready := self.poller.poll(None if self.clients or self.running else START_SECONDS * 1000):
            for descriptor, _ in ready:
                if descriptor == self.listener.fileno():
                    self._accept()
                elif descriptor in self.running:
                    self._reap(descriptor)
                elif descriptor in self.clients:
                    self._hear(descriptor)
            if not self.clients:
                return

    def _accept(self) -> None:
        client, _ = self.listener.accept()
        self.clients[client.fileno()] = client
        self.poller.register(client, select.POLLIN)

    def _reap(self, process: int) -> None:
        self.poller.unregister(process)
        os.close(process)
        pid, client = self.running.pop(process)
        _, status = os.waitpid(pid, 0)
        if client in self.clients:
            self._tell(client, os.waitstatus_to_exitcode(status))

    def _hear(self, client: int) -> None:
        try:
            data = self.clients[client].recv(REQUEST, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        asked = json.loads(data or '{"signal": 9}')
        if "signal" in asked:
            for process in [process for process, (_, asker) in self.running.items() if asker == client]:
                signal.pidfd_send_signal(process, asked["signal"])
        elif "warm" in asked:
            self._warm(asked["warm"])
            self._tell(client, 0)
        else:
            self._fork(client, asked)
        if not data:
            self._forget(client)

    def _forget(self, client: int) -> None:
        self.running = {
            process: (pid, -1 if asker == client else asker) for process, (pid, asker) in self.running.items()
        }
        self.poller.unregister(client)
        self.clients.pop(client).close()

    def _tell(self, client: int, number: int) -> None:
        with suppress(OSError):
            self.clients[client].send(str(number).encode())

    def _warm(self, database: str) -> None:
        kind = database.partition(":")[0]
        if kind not in self.warmed:
            _warm(self.zygote, database)
            self.warmed.add(kind)

    def _fork(self, client: int, asked: dict[str, Any]) -> None:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            for each in (self.listener, *self.clients.values()):
                each.close()
            for process in self.running:
                os.close(process)
            _child(asked, self.zygote)
        process = os.pidfd_open(pid)
        self.running[process] = pid, client
        self.poller.register(process, select.POLLIN)
        self._tell(client, pid)


def _warm(zygote: Any, database: str) -> None:
    """Runs commands here over a few mails, so that the tables are mapped and the statements compiled: each command that
    is forked would do so again, for half of its time."""
    from intake import app
    from intake.__main__ import main as command
    from tests.e2e.mails import applications, follow_up
    from tests.servers.engines import forget_connections, open_shared

    vars(app)["open_database"] = open_shared
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with tempfile.TemporaryDirectory(prefix="intake-warm-") as folder:
        mail = Path(folder, "mail")
        for name in ("cur", "new", "tmp"):
            (mail / name).mkdir(parents=True)
        first, second = applications(2)
        for number, raw in enumerate((first, second, first, follow_up(1))):
            (mail / "new" / str(number)).write_bytes(raw)
        config = Path(folder, "intake.toml")
        config.write_text(MAILBOX.format(database=database))
        options = ["--config", str(config), "--data", str(Path(folder, "var"))]
        for number in (1, 2):
            os.dup2(nowhere, number)
        postings = sorted(map(str, (ROOT / "fixtures" / "careers").iterdir()))
        for arguments in (
            ["postings", "import", *postings], ["poll"], ["poll"], ["ledger", "--json"],
            ["applications", "list", "--json"], ["postings", "list", "--json"],
        ):  # fmt: skip
            _prepare({"arguments": [*options, *arguments], "env": {}}, zygote)
            try:
                command()
            except SystemExit as end:
                if end.code:
                    raise AssertionError(f"{arguments} did not work") from end
        sys.stdout.flush()
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
        forget_connections()
    # A collection in the child would touch, and so copy, every page of what is imported.
    gc.collect()
    gc.freeze()
    for descriptor in (*kept, nowhere):
        os.close(descriptor)


def _child(asked: dict[str, Any], zygote: Any) -> None:
    """Never returns."""
    import coverage

    status, coverage_ = 70, None
    try:
        for number, name in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(asked["env"])
        coverage_ = coverage.process_startup()
        _prepare(asked, zygote)
        from intake.__main__ import main as command

        command()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - the forked child must end here, whatever it was
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if coverage_ is not None:
            coverage_.stop()
            coverage_.save()
        os._exit(status)


def _prepare(asked: dict[str, Any], zygote: Any) -> None:
    """What a new process would find out for itself."""
    from intake import app, faults
    from intake.reading import Reader

    # The fault points read their variables when they are imported, which was before the fork.
    faults._fault_at = int(asked["env"].get("INTAKE_FAULT_AT", "0"))
    faults._trace = asked["env"].get("INTAKE_FAULT_TRACE")
    app.started_reader = lambda config: Reader(
        app.sandbox_settings(config), config.reading_policy(), start=lambda: zygote
    )
    sys.argv = ["intake", *asked["arguments"]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
