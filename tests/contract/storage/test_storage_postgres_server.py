"""The throw-away PostgreSQL itself."""

import psycopg

from tests.servers.postgres import PostgresServer


def test_every_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        assert tables == (0,)
        connection.execute("create table left_behind (id int)")


def test_a_server_that_was_stopped_starts_again_with_its_data(postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    postgres_server.stop()
    postgres_server.start()
    with psycopg.connect(postgres_server.url(name)) as connection:
        assert connection.execute("select current_database()").fetchone() == (name,)
    postgres_server.drop(name)
