"""Runs Intake's commands in processes forked from one that has everything imported: real processes, quickly.

Importing is most of what a command does, and tests start some thousand commands. What is forked is the command line
itself; only the process that reads strangers' bytes is started already, and shared.
Run as a program it is the process that forks; it has one thread, so a fork copies no lock in the middle of use.

Fixture: `forks` (one a session and xdist worker).
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import PASSWORD

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
"""


class Forks:
    """The forking process, as seen from a test. `run` fits `Site.launch`."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    def run(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Runs `python -m intake ...` to its end; a status below 0 is the signal that ended it.

        Its coverage is not worth its time where the same code runs in other tests: see `covered`.
        """
        measured = {name for name in os.environ if name.startswith("COVERAGE_")}
        return self._run(command, {name: os.environ[name] for name in os.environ.keys() - measured} | dict(env))

    def covered(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """The same, counted for the coverage of this test run."""
        return self._run(command, {**os.environ, **env})

    def _run(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        env = {"JOBS_PASSWORD": PASSWORD, **env}
        asked = {"arguments": list(command[3:]), "env": env, "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(command, status, out.read_text("utf-8"), err.read_text("utf-8"))


@contextmanager
def forking() -> Iterator[Forks]:
    """A forking process of one's own; it ends with the block."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    with (
        tempfile.TemporaryDirectory(prefix="intake-forks-") as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.servers.forks"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process,
    ):  # fmt: skip
        yield Forks(process, Path(folder))
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """The process that Intake's processes are forked from."""
    with forking() as running:
        yield running


def main() -> None:
    """Forks for each line of standard input; answers with the exit status."""
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
    _warm(shared)
    # A collection in the child would touch, and so copy, every page of what is imported.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(json.loads(line), shared)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    own.close()


def _warm(zygote: Any) -> None:
    """Runs commands here over two mails, so that the tables are mapped and the statements of SQLite compiled: each
    command that is forked would do so again, for half of its time."""
    from intake import app
    from intake.__main__ import main as command
    from tests.e2e.mails import applications
    from tests.servers.engines import forget_connections, open_shared

    vars(app)["open_database"] = open_shared
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with tempfile.TemporaryDirectory(prefix="intake-warm-") as folder:
        mail = Path(folder, "mail")
        for name in ("cur", "new", "tmp"):
            (mail / name).mkdir(parents=True)
        for number, raw in enumerate(applications(2)):
            (mail / "new" / str(number)).write_bytes(raw)
        config = Path(folder, "intake.toml")
        config.write_text(MAILBOX)
        options = ["--config", str(config), "--data", str(Path(folder, "var"))]
        for number in (1, 2):
            os.dup2(nowhere, number)
        for arguments in (["poll"], ["poll"], ["ledger", "--json"], ["applications", "list", "--json"]):
            _prepare({"arguments": [*options, *arguments], "env": {}}, zygote)
            with suppress(SystemExit):
                command()
        sys.stdout.flush()
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
        forget_connections()
    for descriptor in (*kept, nowhere):
        os.close(descriptor)


def _child(asked: dict[str, Any], zygote: Any) -> None:
    """Never returns."""
    import coverage

    status, coverage_ = 70, None
    try:
        for number, name in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
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
    main()
