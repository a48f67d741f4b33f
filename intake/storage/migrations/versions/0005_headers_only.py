"""Mails kept as headers only (`keep_other`): when their bytes were dropped, and an index of what is due."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OTHER = sa.text("dropped_at IS NULL AND sha256 IS NOT NULL AND outcome IN ('bulk', 'correspondence', 'duplicate')")


def upgrade() -> None:
    """A column that may be null: no table is written anew for it."""
    op.add_column("messages", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_messages_header_sha256", "messages", ["header_sha256"])
    op.create_index(
        "ix_messages_droppable",
        "messages",
        ["mailbox_id", "recorded_at", "id"],
        sqlite_where=_OTHER,
        postgresql_where=_OTHER,
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_index("ix_messages_droppable", "messages")
    op.drop_index("ix_messages_header_sha256", "messages")
    op.drop_column("messages", "dropped_at")
