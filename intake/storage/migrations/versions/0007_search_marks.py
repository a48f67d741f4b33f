"""Marks in the index over words (`search`), by which a narrowed search is as quick as a wide one; quick beginnings."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As `search` spells them: the block of the id, the status, the shelf, the chips.
_SQLITE = (
    """CREATE VIRTUAL TABLE search_index_new USING fts5(
    words, tokenize = "ascii tokenchars '_'", detail = none, prefix = '2 3 4 5 6')""",
    """INSERT INTO search_index_new (rowid, words)
    SELECT s.rowid, s.words || ' _b' || (s.rowid / 4096) || ' _t' || lower(hex(q.status))
    || CASE WHEN q.shelf > 0 THEN ' _p' || q.shelf ELSE ' _m' || (-q.shelf) END
    || (SELECT group_concat(' _c' || lower(hex(e.chip)), '') FROM queue_entries AS e
        WHERE e.application_id = s.rowid)
    FROM search_index AS s JOIN queue_entries AS q ON q.application_id = s.rowid AND q.chip = 'all'""",
    "DROP TABLE search_index",
    "ALTER TABLE search_index_new RENAME TO search_index",
)
_POSTGRES = (
    "CREATE TABLE search_index_new (application_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    """INSERT INTO search_index_new SELECT s.application_id, s.words || array_to_tsvector(
    ARRAY['_b' || (s.application_id / 4096), '_t' || encode(convert_to(q.status, 'UTF8'), 'hex'),
    CASE WHEN q.shelf > 0 THEN '_p' || q.shelf ELSE '_m' || (-q.shelf) END]
    || ARRAY(SELECT '_c' || encode(convert_to(e.chip, 'UTF8'), 'hex') FROM queue_entries AS e
    WHERE e.application_id = s.application_id))
    FROM search_index AS s JOIN queue_entries AS q ON q.application_id = s.application_id AND q.chip = 'all'""",
    "DROP TABLE search_index",
    "ALTER TABLE search_index_new RENAME TO search_index",
    "ALTER INDEX search_index_new_pkey RENAME TO search_index_pkey",
    # What was written lately is looked through one by one: a little of it.
    "CREATE INDEX ix_search_index_words ON search_index USING gin (words) WITH (gin_pending_list_limit = 512)",
)


def upgrade() -> None:
    """Writes the index anew from what it holds and from the queue."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """An earlier Intake fills an empty index by itself; its marks would be words there."""
    op.execute("DELETE FROM queue_entries")
    op.execute("DROP TABLE search_index")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_index USING fts5(words, tokenize = 'ascii', detail = none)")
        return
    op.execute("CREATE TABLE search_index (application_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX ix_search_index_words ON search_index USING gin (words)")
