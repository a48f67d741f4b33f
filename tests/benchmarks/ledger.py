"""Makes a ledger as long as it would be after years, by copying what a few hundred real messages left in the tables.

Each copy is other people's: its own ids, digests, addresses and names. SQLite only, and in one transaction.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, String, Table, and_, cast, func, insert, literal, or_, select
from sqlalchemy.types import BigInteger, Integer

from intake.storage.tables import Row

STRIDE = 1_000_000
"""Between the ids of a row and of its copy."""

_SHARED = frozenset({"mailboxes", "folders", "epochs", "posting_rounds", "requests"})
_DIGESTS = frozenset({"sha256", "header_sha256", "content_digest", "header_key"})
_OWN = frozenset(
    {"uid", "message_id", "message_key", "email", "address_key", "address", "reference", "name", "name_key",
     "sender_address", "sender_name"}
)  # fmt: skip


def grow(engine: Engine, base: int, rows: int) -> None:
    """Brings the ledger to about `rows` messages, of which `base` are real and the first."""
    with engine.begin() as connection:
        tables = [table for table in Row.metadata.sorted_tables if _copied(table)]
        messages = Row.metadata.tables["messages"]
        copies = connection.scalar(select(func.count()).select_from(messages).where(messages.c.id > STRIDE)) or 0
        for number in range(copies // base + 1, rows // base):
            for table in tables:
                values = [_copy(column, number) for column in table.c]
                originals = select(*values).where(_is_original(table, base))
                connection.execute(insert(table).from_select([column.name for column in table.c], originals))


def _copied(table: Table) -> bool:
    """Whether its rows belong to messages, directly or by what they point at."""
    if table.name in _SHARED:
        return False
    targets = {key.column.table for column in table.c for key in column.foreign_keys} - {table}
    return table.name == "contents" or any(_copied(target) for target in targets)


def _is_original(table: Table, base: int) -> ColumnElement[bool]:
    """Whether a row is of the first `base` messages, by all that it points at."""
    if table.name == "contents":
        messages = Row.metadata.tables["messages"]
        return table.c.sha256.in_(select(messages.c.sha256).where(messages.c.id <= base))
    if table.name == "messages":
        return table.c.id <= base
    keys = [
        (column, key.column)
        for column in table.c
        for key in column.foreign_keys
        if key.column.table is not table and _copied(key.column.table)
    ]
    theirs = [
        or_(column.is_(None), column.in_(select(target).where(_is_original(target.table, base))))
        for column, target in keys
    ]
    # History tells of postings too, which are nobody's.
    return and_(or_(*(column.is_not(None) for column, _ in keys)), *theirs)


def _copy(column: Column[Any], number: int) -> Any:
    if column.name in _DIGESTS:
        return func.substr(column, 1, 54).op("||")(f"{number:010x}")
    if isinstance(column.type, Integer | BigInteger) and (_is_copied_key(column) or column.name == "uid_number"):
        return column + number * STRIDE
    if column.name in _OWN and not isinstance(column.type, Integer):
        return (cast(column, String).op("||")(f".{number}")).label(column.name)
    return literal(None) if column.name == "lease_owner" else column


def _is_copied_key(column: Column[Any]) -> bool:
    if column.primary_key:
        return True
    return any(_copied(key.column.table) for key in column.foreign_keys)
