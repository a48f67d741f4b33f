"""Counters of what the desk shows as numbers (`counting`), and what came within the grace as queue entries."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = {"queue_counts": "queue_entries", "arrival_counts": "queue_entries", "message_counts": "messages"}


def upgrade() -> None:
    """Makes the tables; `database.migrate` makes the triggers that fill them, and counts what is there."""
    op.create_table(
        "queue_counts",
        sa.Column("chip", sa.String(64), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("shelf", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chip", "status", "shelf", name="pk_queue_counts"),
    )
    op.create_table(
        "arrival_counts",
        sa.Column("shelf", KEY, autoincrement=False, nullable=False),
        sa.Column("quarter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", "quarter", name="pk_arrival_counts"),
    )
    op.create_table(
        "message_counts",
        sa.Column("mailbox_id", KEY, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_message_counts_mailbox_id_mailboxes"),
        sa.PrimaryKeyConstraint("mailbox_id", "outcome", name="pk_message_counts"),
    )
    op.execute(
        "INSERT INTO queue_entries (application_id, chip, status, shelf, received_at) "
        "SELECT q.application_id, 'in_grace', q.status, q.shelf, q.received_at FROM queue_entries AS q "
        "JOIN applications AS a ON a.id = q.application_id WHERE q.chip = 'all' AND a.timeliness = 'in_grace'"
    )


def downgrade() -> None:
    """Removes them with their triggers."""
    op.execute("DELETE FROM queue_entries WHERE chip = 'in_grace'")
    for counter, table in TABLES.items():
        for event in ("insert", "update", "delete"):
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER IF EXISTS {counter}_{event}")
            else:
                op.execute(f"DROP TRIGGER IF EXISTS {counter}_{event} ON {table}")
                op.execute(f"DROP FUNCTION IF EXISTS {counter}_{event}()")
        op.drop_table(counter)
