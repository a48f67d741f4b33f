"""Where mail came from and what it says: mailboxes, folders, epochs, messages, contents, readings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "readings",
    "message_references",
    "message_addresses",
    "messages",
    "epochs",
    "folders",
    "requests",
    "mailboxes",
    "contents",
)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "mailboxes",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mailboxes"),
        sa.UniqueConstraint("name", name="uq_mailboxes_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "requests",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("finished_at", AT, nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_requests_open",
        "requests",
        ["id"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "folders",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("mailbox_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_folders_mailbox_id_mailboxes"),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("mailbox_id", "name", name="uq_folders_mailbox_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "epochs",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("folder_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("uidnext", sa.BigInteger(), nullable=True),
        sa.Column("highestmodseq", sa.BigInteger(), nullable=True),
        sa.Column("looked_back_at", AT, nullable=True),
        sa.Column("checked_all_at", AT, nullable=True),
        sa.Column("started_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_epochs_folder_id_folders"),
        sa.PrimaryKeyConstraint("id", name="pk_epochs"),
        sa.UniqueConstraint("folder_id", "number", name="uq_epochs_folder_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "messages",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("mailbox_id", KEY, nullable=False),
        sa.Column("epoch_id", KEY, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("uid_number", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("header_key", sa.String(64), nullable=True),
        sa.Column("internal_date", AT, nullable=True),
        sa.Column("source_time", AT, nullable=True),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("header_sha256", sa.String(64), nullable=True),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("ordered_at", AT, nullable=False),
        sa.Column("marked_at", AT, nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fetch_attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", AT, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", AT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("message_key", sa.Text(), nullable=True),
        sa.Column("content_digest", sa.String(64), nullable=True),
        sa.Column("received_at", AT, nullable=True),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("sender_address", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("duplicate_of_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["messages.id"], name="fk_messages_duplicate_of_id_messages"),
        sa.ForeignKeyConstraint(["epoch_id"], ["epochs.id"], name="fk_messages_epoch_id_epochs"),
        sa.ForeignKeyConstraint(["header_sha256"], ["contents.sha256"], name="fk_messages_header_sha256_contents"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_messages_mailbox_id_mailboxes"),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_messages_sha256_contents"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("epoch_id", "uid", name="uq_messages_epoch_id_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_messages_backlog",
        "messages",
        ["mailbox_id", "ordered_at"],
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index("ix_messages_content_digest", "messages", ["content_digest"])
    op.create_index("ix_messages_duplicate_of_id", "messages", ["duplicate_of_id"])
    op.create_index("ix_messages_epoch_id_uid_number", "messages", ["epoch_id", "uid_number"])
    op.create_index("ix_messages_header_key", "messages", ["header_key"])
    op.create_index("ix_messages_mailbox_id_outcome", "messages", ["mailbox_id", "outcome"])
    op.create_index("ix_messages_message_key", "messages", ["message_key"])
    op.create_index(
        "ix_messages_queue",
        "messages",
        ["ordered_at", "id"],
        sqlite_where=sa.text("state IN ('received', 'read')"),
        postgresql_where=sa.text("state IN ('received', 'read')"),
    )
    op.create_index("ix_messages_sha256", "messages", ["sha256"])
    op.create_index(
        "ix_messages_unmarked",
        "messages",
        ["mailbox_id", "id"],
        sqlite_where=sa.text("marked_at IS NULL AND sha256 IS NOT NULL"),
        postgresql_where=sa.text("marked_at IS NULL AND sha256 IS NOT NULL"),
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["epoch_id", "outcome"],
        sqlite_where=sa.text("sha256 IS NULL"),
        postgresql_where=sa.text("sha256 IS NULL"),
    )
    op.create_table(
        "message_addresses",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_message_addresses_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_message_addresses"),
        sa.UniqueConstraint("message_id", "role", "address", name="uq_message_addresses_message_id_role_address"),
    )
    op.create_index("ix_message_addresses_address_message_addresses_role", "message_addresses", ["address", "role"])
    op.create_table(
        "message_references",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_message_references_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_message_references"),
        sa.UniqueConstraint("message_id", "reference", name="uq_message_references_message_id_reference"),
    )
    op.create_index("ix_message_references_reference", "message_references", ["reference"])
    op.create_table(
        "readings",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_readings_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.UniqueConstraint("message_id", name="uq_readings_message_id"),
    )


def downgrade() -> None:
    """Removes the tables, the dependent ones first."""
    for table in TABLES:
        op.drop_table(table)
