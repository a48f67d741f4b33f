"""Indexes without the rows that have nothing to be found by: a mail just fetched enters four fewer."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("header_sha256", "message_key", "content_digest", "duplicate_of_id")


def upgrade() -> None:
    """Makes the four indexes anew, of the rows alone that have the value."""
    for column in COLUMNS:
        op.drop_index(f"ix_messages_{column}", "messages")
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_messages_{column}", "messages", [column], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    """Makes them of all rows again."""
    for column in COLUMNS:
        op.drop_index(f"ix_messages_{column}", "messages")
        op.create_index(f"ix_messages_{column}", "messages", [column])
