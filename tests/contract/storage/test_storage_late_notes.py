"""The audit log while another writer holds the database: who reads is not refused, and no read goes unnoted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.accounts.service import Accounts, Visitor
from intake.errors import StorageUnavailable
from intake.model.account import Grant, Role
from intake.storage.accounts import AccountStore
from intake.storage.database import open_database
from intake.storage.late import LateNote, LateNotes
from tests.contract.storage.builders import House

NOTE = LateNote(at=datetime(2026, 3, 2, tzinfo=UTC), account="u1", act="read_application", object_="a1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "late.jsonl"


@pytest.fixture
def accounts(house: House, file: Path) -> Accounts:
    store = AccountStore(house.engine, house.clock, LateNotes(file), patience=0.02)
    made = Accounts(store, house.clock)
    made.invite("ana@example.org", "Ana Lindqvist", (Grant(role=Role.ADMINISTRATOR),))
    return made


@contextmanager
def held(house: House) -> Iterator[None]:
    """Another process writes, and is not done yet: on SQLite nobody else can write, on PostgreSQL everybody can."""
    other = open_database(house.engine.url.render_as_string(hide_password=False), Path())
    with other.connect() as connection:
        if other.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(text("UPDATE accounts SET name = name"))
        yield
        connection.rollback()
    other.dispose()


def reads(accounts: Accounts) -> list[tuple[str, str | None]]:
    return [(one.act, one.object) for _, one in accounts.audit() if one.act.startswith("read_")]


def test_a_read_is_noted_while_another_process_holds_the_database(house: House, accounts: Accounts) -> None:
    with held(house):
        accounts.note_read("u1", "application", "a1")
    house.clock.forward(seconds=60)
    accounts.note_read("u1", "document", "d1")
    noted = [(one.act, one.object) for _, one in accounts.audit()][:2]
    assert noted == [("read_document", "d1"), ("read_application", "a1")]
    times = [one.at for _, one in accounts.audit()][:2]
    assert times[0] > times[1]


def test_what_came_late_is_in_the_log_that_is_looked_at(accounts: Accounts, file: Path) -> None:
    LateNotes(file).keep(NOTE)
    assert reads(accounts) == [("read_application", "a1")]
    assert reads(accounts) == [("read_application", "a1")]
    assert file.read_bytes() == b""


def test_late_entries_stay_in_the_file_until_they_are_committed(file: Path) -> None:
    notes = LateNotes(file)
    notes.keep(NOTE)
    with pytest.raises(StorageUnavailable), notes.taking():
        raise StorageUnavailable("Another process holds the database.")
    with notes.taking() as waiting:
        assert waiting == (NOTE,)
    with notes.taking() as waiting:
        assert waiting == ()


def test_a_line_that_a_power_failure_cut_hides_no_other(file: Path) -> None:
    notes = LateNotes(file)
    notes.keep(NOTE)
    with file.open("a") as cut:
        cut.write('{"at": "2026-03-')
    notes.keep(NOTE)
    with notes.taking() as waiting:
        assert waiting == (NOTE, NOTE)


def test_the_file_is_its_owners_alone_and_one_that_cannot_be_written_is_said(file: Path, tmp_path: Path) -> None:
    LateNotes(file).keep(NOTE)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageUnavailable, match="neither to the database nor to"):
        LateNotes(tmp_path / "no folder" / "late.jsonl").keep(NOTE)


def test_a_session_goes_on_while_the_database_is_held(house: House, accounts: Accounts) -> None:
    token = accounts.use_link(
        accounts.new_link("u1", purpose="sign_in"), Visitor(address="192.0.2.1", browser="Firefox")
    )
    house.clock.forward(seconds=120)
    with held(house):
        assert accounts.session(token) is not None
