"""What the review desk finds quickly: merged applications, chips, texts to search, and the index over their words."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables; `database.migrate` fills them from what is there."""
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("merged_into_id", KEY, nullable=True))
        applications.create_foreign_key(
            "fk_applications_merged_into_id_applications", "applications", ["merged_into_id"], ["id"]
        )
    op.drop_index("ix_messages_mailbox_id_outcome", "messages")
    op.create_index("ix_messages_mailbox_id_outcome", "messages", ["mailbox_id", "outcome", "id"])
    op.create_index("ix_applications_merged_into_id", "applications", ["merged_into_id"])
    op.create_table(
        "queue_entries",
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("chip", sa.String(64), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("shelf", KEY, nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_queue_entries_application_id_applications"
        ),
        sa.PrimaryKeyConstraint("application_id", "chip", name="pk_queue_entries"),
    )
    op.create_index("ix_queue_entries_status", "queue_entries", ["chip", "status", "received_at", "application_id"])
    op.create_index(
        "ix_queue_entries_status_shelf", "queue_entries", ["chip", "status", "shelf", "received_at", "application_id"]
    )
    op.create_index("ix_queue_entries_any", "queue_entries", ["chip", "received_at", "application_id"])
    op.create_index("ix_queue_entries_shelf", "queue_entries", ["chip", "shelf", "received_at", "application_id"])
    op.create_table(
        "message_texts",
        sa.Column("message_id", KEY, autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_message_texts_message_id_messages"),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_texts"),
    )
    _make_index()


def _make_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words come folded and parted by spaces: the tokenizer only has to part them, and for bytes above 127
        # "ascii" does nothing else. Their places are never asked for.
        op.execute("CREATE VIRTUAL TABLE search_index USING fts5(words, tokenize = 'ascii', detail = none)")
        return
    op.execute("CREATE TABLE search_index (application_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX ix_search_index_words ON search_index USING gin (words)")


def downgrade() -> None:
    """Removes them."""
    op.execute("DROP TABLE search_index")
    op.drop_table("message_texts")
    op.drop_table("queue_entries")
    op.drop_index("ix_messages_mailbox_id_outcome", "messages")
    op.create_index("ix_messages_mailbox_id_outcome", "messages", ["mailbox_id", "outcome"])
    op.drop_index("ix_applications_merged_into_id", "applications")
    with op.batch_alter_table("applications") as applications:
        applications.drop_constraint("fk_applications_merged_into_id_applications", type_="foreignkey")
        applications.drop_column("merged_into_id")
