"""What people do to postings, as Reviews of their rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A column that may be null: most Reviews are of applications."""
    with op.batch_alter_table("reviews") as reviews:
        reviews.add_column(sa.Column("round_id", KEY, nullable=True))
        reviews.create_foreign_key("fk_reviews_round_id_posting_rounds", "posting_rounds", ["round_id"], ["id"])
    op.create_index("ix_reviews_round_id", "reviews", ["round_id"])


def downgrade() -> None:
    """Removes it, and what stands for nothing without it."""
    op.execute("DELETE FROM reviews WHERE round_id IS NOT NULL")
    op.drop_index("ix_reviews_round_id", "reviews")
    with op.batch_alter_table("reviews") as reviews:
        reviews.drop_constraint("fk_reviews_round_id_posting_rounds", type_="foreignkey")
        reviews.drop_column("round_id")
