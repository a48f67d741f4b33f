"""Where what happened belongs, as a shelf of the queue, so that an account's history is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A column that may be null: what concerns no application and no posting is for administrators."""
    op.add_column("history", sa.Column("shelf", KEY, nullable=True))
    op.execute(
        "UPDATE history SET shelf = (SELECT q.shelf FROM queue_entries AS q WHERE q.chip = 'all' "
        "AND q.application_id = history.application_id) WHERE application_id IS NOT NULL"
    )
    op.execute("UPDATE history SET shelf = round_id WHERE application_id IS NULL AND round_id IS NOT NULL")
    op.create_index("ix_history_shelf_id", "history", ["shelf", "id"])
    op.create_index("ix_history_actor_id", "history", ["actor", "id"])


def downgrade() -> None:
    """Removes them."""
    op.drop_index("ix_history_actor_id", "history")
    op.drop_index("ix_history_shelf_id", "history")
    op.drop_column("history", "shelf")
