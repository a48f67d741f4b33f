"""Databases whose engines share what SQLAlchemy has compiled: each would compile every statement anew, which was a
quarter of what a test of the storage took."""

from pathlib import Path

from sqlalchemy import Engine

from intake.storage.database import open_database

_first: dict[str, Engine] = {}


def open_shared(url: str, data_folder: Path) -> Engine:
    """As `open_database`; the first engine of each kind of database must be one that really connects."""
    engine = open_database(url, data_folder)
    first = _first.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def forget_connections() -> None:
    """Closes what the first engines hold open, before a process is forked."""
    for engine in _first.values():
        engine.dispose()
