"""Posting rounds that were brought in and taken back: they stay for the history, and no mail finds them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that may be null: no table is written anew for it."""
    op.add_column("posting_rounds", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Removes it: what was withdrawn is closed, as it was before."""
    with op.batch_alter_table("posting_rounds") as rounds:
        rounds.drop_column("withdrawn_at")
