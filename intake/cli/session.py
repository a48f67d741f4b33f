"""What the commands share: which configuration, where the data is, and the wired parts."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.app import App
    from intake.config import Config

DEFAULT_CONFIG = Path("config/intake.toml")


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one call."""

    config_path: Path | None
    data: Path | None
    verbose: bool

    def config(self) -> "Config":
        """The configuration that `--config`, INTAKE_CONFIG or the working folder names, else the embedded default."""
        from intake import telemetry
        from intake.config import load

        path = self.config_path or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
        config = load(path, self.data)
        telemetry.configure("debug" if self.verbose else config.log.level, config.log.format)
        return config

    @contextmanager
    def app(self) -> "Iterator[App]":
        """The wired parts, closed at the end."""
        from intake.app import opened

        with opened(self.config()) as app:
            yield app


def session(context: typer.Context) -> Session:
    """The session that the root command made."""
    found = context.find_object(Session)
    if found is None:
        raise typer.BadParameter("Run this through the intake command.")
    return found
