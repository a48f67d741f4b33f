"""Runs Intake's commands in processes forked from one that has everything imported: real processes, quickly.

A kill loop starts some hundred processes, and importing is most of what each of them does. What is forked is the
command line itself; only `poll` is called behind it, so that it may use readers that are started already.
Run as a program it is the process that forks; it has one thread, so a fork copies no lock in the middle of use.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.dovecot import PASSWORD

ROOT = Path(__file__).parents[2]

MODULES = (
    "intake.__main__",
    "intake.cli.main",
    "intake.checkup",
    "intake.work",
    "intake.imports",
    "intake.audit",
    "intake.replays",
    "intake.mailbox.files",
    "intake.storage.tables",
    "alembic.runtime.environment",
    "alembic.ddl.sqlite",
    "alembic.ddl.postgresql",
    "alembic.autogenerate.api",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
)
"""What the commands import when they run: imported once for all."""


class Forks:
    """The forking process, as seen from a test. `run` fits `Site.launch`."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    def run(self, command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Runs `python -m intake ...` to its end; a status below 0 is the signal that ended it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        asked = {"arguments": list(command[3:]), "env": dict(env), "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(command, status, out.read_text("utf-8"), err.read_text("utf-8"))


@contextmanager
def forking() -> Iterator[Forks]:
    """A forking process of one's own; it ends with the block."""
    # Coverage of the forked processes is not worth its time: the same code runs in other tests.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    env["JOBS_PASSWORD"] = PASSWORD
    with (
        tempfile.TemporaryDirectory(prefix="intake-forks-") as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forks"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process,
    ):  # fmt: skip
        yield Forks(process, Path(folder))
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def main() -> None:
    """Forks for each line of standard input; answers with the exit status."""
    for module in MODULES:
        importlib.import_module(module)
    from intake.model.policy import ReadingPolicy
    from intake.reading import Reader, SandboxSettings

    with Reader(SandboxSettings(), ReadingPolicy()) as reader:
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                _child(json.loads(line), reader)
            _, status = os.waitpid(child, 0)
            sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
            sys.stdout.flush()


def _child(asked: dict[str, Any], reader: Any) -> None:
    """Never returns."""
    from intake import faults
    from intake.__main__ import main as command

    status = 70
    try:
        for number, name in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(asked["env"])
        # The fault points read their variables when they are imported, which was before the fork.
        faults._fault_at = int(asked["env"].get("INTAKE_FAULT_AT", "0"))
        faults._trace = asked["env"].get("INTAKE_FAULT_TRACE")
        sys.argv = ["intake", *asked["arguments"]]
        if asked["arguments"][-1] == "poll":
            status = _poll(asked["arguments"], reader)
        else:
            command()
            status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - the forked child must end here, whatever it was
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _poll(arguments: Sequence[str], reader: Any) -> int:
    from intake import telemetry, work
    from intake.app import App
    from intake.config import load

    options = dict(zip(arguments[:-1:2], arguments[1:-1:2], strict=True))
    config = load(Path(options["--config"]), Path(options["--data"]))
    telemetry.configure(config.log.level, config.log.format)
    app = App(config)
    app.__dict__["reader"] = reader
    told = work.poll(app, [section.name for section in app.sections()])
    app.store.close()
    sys.stdout.write(json.dumps(told) + "\n")
    return int(any(result["error"] for result in told["mailboxes"]))


if __name__ == "__main__":
    main()
