"""Writes down what a new SQLite database begins with: what the migrations make of an empty one (`make tables`).

A test holds the two alike; run this after a migration was added.
"""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from intake.storage import database
from intake.storage.database import FIRST_TABLES, open_database

_HEAD = "-- What a new SQLite database begins with, as the migrations leave an empty one. Written by `make tables`.\n"
# SQLite makes by itself: its own tables and indexes, and those in which FTS5 keeps an index over words.
_OWN = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_index\\_%' ESCAPE '\\'"

_CONSTRAINTS = ("\tCONSTRAINT ", "\tPRIMARY KEY ")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """What an Intake that knew only these revisions makes of the database, step by step."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def ordered(sql: str) -> str:
    """The statement with the constraints of a table in the order of their names: that of alembic changes by the run."""
    first, *inner = sql.split("\n")
    if len(inner) < 2:
        return sql
    lines = [line.rstrip(", ") for line in inner[:-1]]
    constraints = sorted(line for line in lines if line.startswith(_CONSTRAINTS))
    columns = [line for line in lines if not line.startswith(_CONSTRAINTS)]
    return "\n".join((first, ",\n".join(columns + constraints), inner[-1]))


def described(engine: Engine) -> str:
    """The statements that make a database like this one, which holds nothing but the version of its tables."""
    with engine.connect() as connection:
        made = connection.scalars(
            text(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND {_OWN} ORDER BY type DESC, name")
        ).all()
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return _HEAD + "".join(f"{ordered(sql)};\n" for sql in (*made, f"INSERT INTO alembic_version VALUES ('{version}')"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database("sqlite:///new.db", Path(folder))
        upgrade(engine)
        FIRST_TABLES.write_text(described(engine), encoding="utf-8")
        engine.dispose()
    print(f"wrote {FIRST_TABLES.name}")  # noqa: T201 - a script says what it did


if __name__ == "__main__":
    main()
