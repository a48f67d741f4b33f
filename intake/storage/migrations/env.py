"""Alembic's environment: runs inside the transaction that `database.migrate` has opened, on its connection."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import text

from intake.faults import fault_point
from intake.storage.tables import Row
from intake.storage.tables.types import Instant, Word, Words

_RENDERED = {Instant: "sa.DateTime(timezone=True)", Words: "sa.Text()", Word: "sa.String(32)"}


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A migration names the database's own types: ours may change, what it once did may not."""
    return _RENDERED.get(type(item), False) if kind == "type" else False


for table in Row.metadata.tables.values():
    for index in table.indexes:
        if "where" in index.info:
            # Both databases know partial indexes; the tables leave it to us to say so, see `partial`.
            index.dialect_kwargs.update(dict.fromkeys(("sqlite_where", "postgresql_where"), text(index.info["where"])))

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
    on_version_apply=lambda **_: fault_point("migrate: step"),
)
context.run_migrations()
