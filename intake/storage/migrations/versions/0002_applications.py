"""Who applied for what: postings, candidates, applications, submissions, documents, decisions, reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "submitted_documents",
    "submissions",
    "reviews",
    "history",
    "candidate_names",
    "candidate_emails",
    "applications",
    "documents",
    "decisions",
    "candidates",
    "posting_rounds",
)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "posting_rounds",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("posting", sa.JSON(), nullable=False),
        sa.Column("opened_at", AT, nullable=True),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("previous_id", KEY, nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["posting_rounds.id"], name="fk_posting_rounds_previous_id_posting_rounds"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posting_rounds"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "candidates",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", KEY, nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("removed_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["candidates.id"], name="fk_candidates_merged_into_id_candidates"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["messages.id"], name="fk_candidates_opened_by_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_candidates"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_candidates_merged_into_id", "candidates", ["merged_into_id"])
    op.create_index("ix_candidates_opened_by_id_candidates_position", "candidates", ["opened_by_id", "position"])
    op.create_table(
        "decisions",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_decisions_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_message_id", "decisions", ["message_id"])
    op.create_index(
        "uq_decisions_latest",
        "decisions",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("latest"),
        postgresql_where=sa.text("latest"),
    )
    op.create_table(
        "documents",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("has_references_section", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_documents_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("message_id", "part", name="uq_documents_message_id_part"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_documents_sha256", "documents", ["sha256"])
    op.create_table(
        "applications",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=True),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("deadline_at", AT, nullable=True),
        sa.Column("timeliness", sa.String(32), nullable=True),
        sa.Column("completeness", sa.String(32), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.Column("removed_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name="fk_applications_candidate_id_candidates"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["messages.id"], name="fk_applications_opened_by_id_messages"),
        sa.ForeignKeyConstraint(["round_id"], ["posting_rounds.id"], name="fk_applications_round_id_posting_rounds"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_applications_candidate_id", "applications", ["candidate_id"])
    op.create_index("ix_applications_opened_by_id_applications_position", "applications", ["opened_by_id", "position"])
    op.create_index("ix_applications_received_at", "applications", ["received_at"])
    op.create_index("ix_applications_round_id_applications_status", "applications", ["round_id", "status"])
    op.create_index(
        "uq_applications_candidate_id_round_id",
        "applications",
        ["candidate_id", "round_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND round_id IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND round_id IS NOT NULL"),
    )
    op.create_table(
        "candidate_emails",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name="fk_candidate_emails_candidate_id_candidates"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_candidate_emails_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_candidate_emails"),
    )
    op.create_index("ix_candidate_emails_address_key", "candidate_emails", ["address_key"])
    op.create_index("ix_candidate_emails_candidate_id", "candidate_emails", ["candidate_id"])
    op.create_index("ix_candidate_emails_message_id", "candidate_emails", ["message_id"])
    op.create_table(
        "candidate_names",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name="fk_candidate_names_candidate_id_candidates"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_candidate_names_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_candidate_names"),
    )
    op.create_index("ix_candidate_names_candidate_id", "candidate_names", ["candidate_id"])
    op.create_index("ix_candidate_names_message_id", "candidate_names", ["message_id"])
    op.create_index("ix_candidate_names_name_key", "candidate_names", ["name_key"])
    op.create_table(
        "history",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("application_id", KEY, nullable=True),
        sa.Column("candidate_id", KEY, nullable=True),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("round_id", KEY, nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("erased_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_history_application_id_applications"),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name="fk_history_candidate_id_candidates"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_history_message_id_messages"),
        sa.ForeignKeyConstraint(["round_id"], ["posting_rounds.id"], name="fk_history_round_id_posting_rounds"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_application_id", "history", ["application_id"])
    op.create_index("ix_history_candidate_id", "history", ["candidate_id"])
    op.create_index("ix_history_message_id", "history", ["message_id"])
    op.create_index("ix_history_round_id", "history", ["round_id"])
    op.create_table(
        "reviews",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("application_id", KEY, nullable=True),
        sa.Column("candidate_id", KEY, nullable=True),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("undone_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_reviews_application_id_applications"),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name="fk_reviews_candidate_id_candidates"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_reviews_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_application_id", "reviews", ["application_id"])
    op.create_index("ix_reviews_candidate_id", "reviews", ["candidate_id"])
    op.create_index("ix_reviews_message_id", "reviews", ["message_id"])
    op.create_table(
        "submissions",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timeliness", sa.String(32), nullable=True),
        sa.Column("claimed_at", AT, nullable=True),
        sa.Column("decided", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_submissions_application_id_applications"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_submissions_message_id_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("message_id", "application_id", name="uq_submissions_message_id_application_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submissions_application_id", "submissions", ["application_id"])
    op.create_table(
        "submitted_documents",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_submitted_documents_document_id_documents"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_submitted_documents_submission_id_submissions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submitted_documents"),
        sa.UniqueConstraint("submission_id", "document_id", name="uq_submitted_documents_submission_id_document_id"),
    )
    op.create_index("ix_submitted_documents_document_id", "submitted_documents", ["document_id"])


def downgrade() -> None:
    """Removes the tables, the dependent ones first."""
    for table in TABLES:
        op.drop_table(table)
