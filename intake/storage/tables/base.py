"""The declarative base: one naming convention, so that every constraint has a name that migrations can use."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from intake.storage.tables.types import KEY, Instant, Words

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(KEY, primary_key=True, autoincrement=True)]
Text = Annotated[str, mapped_column(Words)]

# An id that people may have noted must never come back as another row's.
KEPT_IDS = {"sqlite_autoincrement": True}


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over those rows alone for which the condition holds.

    What is written here is the migrations' to know: to name the condition in PostgreSQL's own words would load that
    dialect and all of its drivers, for a tenth of the time that a command takes to start on SQLite.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


class Row(DeclarativeBase):
    """A table's row. Rows never leave `intake.storage`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, str: Words, list[Any]: JSON, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own name
