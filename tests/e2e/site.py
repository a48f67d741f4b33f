"""An installation of its own for a test: a configuration, a data folder, a database, and the real command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Launch = Callable[[Sequence[str], Mapping[str, str]], "subprocess.CompletedProcess[str]"]
"""Runs a command line (a Python program and its arguments) under more environment variables, to its end."""

HEAD = """
[organisation]
name = "Example Foundation"
timezone = "Europe/Berlin"
staff_domains = ["example.org"]

[storage]
database = "{database}"

[trust]
authserv_ids = ["mx.example.org"]
relays = ["mx.example.org"]

[log]
format = "json"
"""


def launched(command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """As a shell would start it."""
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env={**os.environ, **env})


@dataclass
class Site:
    """Runs `intake` as an operator would; `tables` is appended to the configuration."""

    folder: Path
    database: str = "sqlite:///intake.db"
    tables: list[str] = field(default_factory=list)
    launch: Launch = launched

    @property
    def config(self) -> Path:
        return self.folder / "intake.toml"

    @property
    def data(self) -> Path:
        return self.folder / "var"

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(HEAD.format(database=self.database) + "\n".join(self.tables), encoding="utf-8")

    def add(self, table: str) -> None:
        """One more table of the configuration."""
        self.tables.append(table)
        self.write()

    def command(self, *arguments: object) -> list[str]:
        options = ["--config", str(self.config), "--data", str(self.data)]
        return [sys.executable, "-m", "intake", *options, *map(str, arguments)]

    def run(self, *arguments: object, status: int = 0, env: dict[str, str] | None = None) -> str:
        """The standard output of a command that must end with `status`."""
        done = self.launch(self.command(*arguments), env or {})
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *arguments: object) -> list[dict[str, Any]]:
        """The objects that a command prints with `--json`."""
        return [json.loads(line) for line in self.run(*arguments, "--json").splitlines()]

    def start(
        self, *arguments: object, env: dict[str, str] | None = None, covered: bool = True
    ) -> "subprocess.Popen[str]":
        """A command that goes on; its log lines are in `log`. Not `covered`: its coverage is not worth its time."""
        inherited = {name: value for name, value in os.environ.items() if covered or not name.startswith("COVERAGE_")}
        with (self.folder / "log").open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                self.command(*arguments), stdout=log, stderr=log, text=True, start_new_session=True,
                env={**inherited, **(env or {})},
            )  # fmt: skip

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def state(self) -> str:
        """Everything that commands show of the stored state, to compare before and after."""
        return "\n".join(
            [
                self.run("ledger", "--json"),
                self.run("applications", "list", "--json"),
                self.run("postings", "list", "--json"),
                *sorted(
                    str(path.relative_to(self.data)) for path in (self.data / "archive").rglob("*") if path.is_file()
                ),
            ]
        )


def end(process: "subprocess.Popen[str]") -> int:
    """Ends a started command as systemd would; its exit status."""
    process.send_signal(signal.SIGTERM)
    return process.wait(20)
