"""The history of the tables, by alembic. A table changes here or nowhere."""
