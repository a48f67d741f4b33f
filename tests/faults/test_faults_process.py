"""F2, F11, F12, F14, F16, F20: what happens to the program itself, its clock and its database."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from intake.errors import StorageUnavailable
from intake.faults import FAULT_EXIT_STATUS
from intake.model.policy import ReadingPolicy
from intake.pipeline import LEASE, Line, process, receive
from intake.reading import Reader, SandboxSettings, zygote
from intake.scheduler import Scheduler
from intake.storage.database import open_database
from tests.contract.storage.first_tables import upgrade
from tests.e2e import oracle
from tests.e2e.mails import applications
from tests.e2e.site import Site, end, launched
from tests.faults.conftest import (
    EAGER,
    MakeLine,
    MakeSite,
    OpenMailbox,
    SetClock,
    StartDaemon,
    dovecot_table,
    eventually,
    take_in,
)
from tests.servers.dovecot import Dovecot
from tests.servers.forks import Forks
from tests.servers.postgres import PostgresServer


def ready(site: Site, times: int = 1) -> bool:
    return eventually(lambda: site.log().count('"ready"') >= times)


@pytest.mark.slow
def test_f2_sigterm_at_work_ends_in_ten_seconds_with_status_0_and_the_rest_comes_next_time(
    site: Site, dovecot: Dovecot, started: StartDaemon
) -> None:
    user = dovecot.account()
    dovecot.append_many(user, applications(40))
    site.add(dovecot_table(dovecot.port, user) + 'every = "1s"\n')
    for number, moment in enumerate((0.0, 0.3, 0.8), 1):
        daemon = started(site)
        assert ready(site, number), site.log()
        time.sleep(moment)
        before = time.monotonic()
        assert end(daemon) == 0
        assert time.monotonic() - before < 10
    site.run("poll")
    assert [row["outcome"] for row in oracle.check(site, dovecot, user)] == ["application"] * 40


def test_f11_another_machine_takes_over_when_the_lease_of_a_dead_owner_ends(
    postgres_site: MakeSite, make_line: MakeLine, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    site = postgres_site()
    first = make_line(site, owner="first")
    receive(first, open_mailbox(dovecot.port, user), ("INBOX",))
    claims = first.store.claim("first", limit=10, lease=LEASE)
    assert len(claims) == 2
    assert process(make_line(site, owner="second")).total == 0
    later = make_line(site, owner="second", clock=SetClock(ahead=LEASE + timedelta(seconds=1)))
    assert process(later).total == 2
    first.store.release(claims[0])
    first.store.quarantine(claims[1], "late", "The first owner was not dead after all.", None)
    site.add(dovecot_table(dovecot.port, user))
    assert [row["outcome"] for row in oracle.check(site, dovecot, user)] == ["application", "application"]


@contextmanager
def refusing(site: Site, mails: str) -> Iterator[None]:
    """Lets the database refuse, as it would what a bug of ours asks, to change the rows of mails of this condition."""
    refuse = f"CREATE TRIGGER refuse BEFORE UPDATE ON messages WHEN {mails} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    with closing(sqlite3.connect(site.data / "intake.db", isolation_level=None)) as database:
        database.execute(refuse)
        yield
        database.execute("DROP TRIGGER refuse")


def test_f16_a_message_of_which_nothing_can_be_written_stops_no_other(
    site: Site, line: Line, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    user = dovecot.account()
    dovecot.append_many(user, applications(4))
    receive(line, open_mailbox(dovecot.port, user), ("INBOX",))
    site.add(dovecot_table(dovecot.port, user))
    with refusing(site, "OLD.uid = '2' AND OLD.lease_owner IS NOT NULL"):
        done = process(line)
        assert (done.total, done.postponed) == (3, 1)
    assert process(line).total == 1
    assert [row["outcome"] for row in oracle.check(site, dovecot, user)] == ["application"] * 4


@pytest.mark.slow
def test_f16_a_bug_that_ends_processing_is_over_once_its_cause_is(
    site: Site, dovecot: Dovecot, started: StartDaemon
) -> None:
    user = dovecot.account()
    dovecot.append_many(user, applications(2))
    site.add(dovecot_table(dovecot.port, user) + 'every = "1s"\n')
    with refusing(site, "TRUE"):
        daemon = started(site)
        assert eventually(lambda: "processing failed" in site.log()), site.log()
    assert eventually(lambda: [row["outcome"] for row in site.json("ledger")] == ["application"] * 2), site.log()
    assert end(daemon) == 0
    oracle.check(site, dovecot, user)


OURS = "a fault of Intake's own"


@contextmanager
def garbled(site: Site, mailbox: str) -> Iterator[None]:
    """Lets the cursor of a mailbox hold what no code of ours writes or expects."""
    of = "folder_id IN (SELECT f.id FROM folders f JOIN mailboxes m ON m.id = f.mailbox_id WHERE m.name = ?)"
    with closing(sqlite3.connect(site.data / "intake.db", isolation_level=None)) as database:
        ((before,),) = database.execute(f"SELECT looked_back_at FROM epochs WHERE {of}", (mailbox,))
        database.execute(f"UPDATE epochs SET looked_back_at = 'yesterday' WHERE {of}", (mailbox,))
        yield
        database.execute(f"UPDATE epochs SET looked_back_at = ? WHERE {of}", (before, mailbox))


def test_f16_a_bug_in_one_mailbox_s_poll_is_told_and_the_other_mailbox_is_read(site: Site, dovecot: Dovecot) -> None:
    first, second = dovecot.account(), dovecot.account()
    mails = applications(4)
    site.add(dovecot_table(dovecot.port, first))
    site.add(dovecot_table(dovecot.port, second).replace('"jobs', '"posts', 2))
    site.run("poll")
    dovecot.append_many(first, mails[:2])
    dovecot.append_many(second, mails[2:])
    with garbled(site, "jobs"):
        told = site.run("poll", status=1).splitlines()
    assert told[0].startswith("jobs: failed. ")
    assert OURS in told[0]
    assert told[1:] == ["posts: 2 new", "processed: 2 application"]
    assert site.run("poll").splitlines()[:2] == ["jobs: 2 new", "posts: 0 new"]
    assert [row["outcome"] for row in site.json("ledger")] == ["application"] * 4


@pytest.mark.slow
def test_f16_a_bug_in_a_poll_that_a_command_asked_the_daemon_for_is_its_answer(
    site: Site, dovecot: Dovecot, started: StartDaemon
) -> None:
    user = dovecot.account()
    # With a limit of time: it must not wait for ever.
    site.launch = lambda command, env: launched(command, {"JOBS_PASSWORD": dovecot.password, **env})
    site.add(dovecot_table(dovecot.port, user) + 'every = "1h"\n')
    daemon = started(site)
    site.run("poll")
    dovecot.append_many(user, applications(2))
    with garbled(site, "jobs"):
        assert OURS in site.run("poll", status=1)
    assert "jobs: 2 new" in site.run("poll")
    assert end(daemon) == 0
    assert "ValueError at" in site.log()
    oracle.check(site, dovecot, user)


@pytest.mark.slow
def test_f16_a_bug_in_what_is_asked_of_the_daemon_keeps_no_mail_waiting(
    site: Site, dovecot: Dovecot, started: StartDaemon
) -> None:
    user = dovecot.account()
    site.add(dovecot_table(dovecot.port, user) + 'every = "1s"\n')
    site.run("ledger")
    garbled_request = "INSERT INTO requests (kind, payload, created_at) VALUES ('poll', '{', '2026-11-30 12:00:00')"
    with closing(sqlite3.connect(site.data / "intake.db", isolation_level=None)) as database:
        database.execute(garbled_request)
        daemon = started(site)
        assert eventually(lambda: "requests not read" in site.log()), site.log()
        dovecot.append_many(user, applications(2))
        assert eventually(lambda: [row["outcome"] for row in site.json("ledger")] == ["application"] * 2), site.log()
        assert end(daemon) == 0
        database.execute("DELETE FROM requests")
    oracle.check(site, dovecot, user)


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=400)], ids=["back", "ahead"])
def test_f12_a_clock_that_jumps_makes_every_mailbox_due_at_once(jump: timedelta) -> None:
    clock = SetClock()
    schedule = Scheduler(clock, threads=2)
    calls = threading.Semaphore(0)
    schedule.every("jobs", timedelta(hours=1), calls.release)
    schedule.start()
    try:
        assert calls.acquire(timeout=10)
        assert not schedule.mind_clock()
        assert not calls.acquire(timeout=0.3)
        clock.ahead = jump
        assert schedule.mind_clock()
        assert calls.acquire(timeout=10)
        assert not schedule.mind_clock()
    finally:
        schedule.stop()


def test_f12_what_was_put_off_before_the_clock_was_put_back_is_tried_again(
    site: Site, make_line: MakeLine, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    wrong = make_line(site, clock=SetClock(ahead=timedelta(days=3_650)))
    receive(wrong, open_mailbox(dovecot.port, user), ("INBOX",))
    first, _second = wrong.store.claim(wrong.owner, limit=10, lease=LEASE)
    wrong.store.retry_later(first, "test", timedelta(minutes=1))
    right = make_line(site, owner="after the mend")
    assert process(right).total == 2
    site.add(dovecot_table(dovecot.port, user))
    take_in(right, open_mailbox(dovecot.port, user))
    assert [row["outcome"] for row in oracle.check(site, dovecot, user)] == ["application", "application"]


def test_f12_an_absurd_date_changes_neither_the_order_nor_the_time_of_arrival(
    site: Site, line: Line, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    user = dovecot.account()
    dates = [b"Fri, 31 Dec 9999 23:59:59 +0000", b"Mon, 1 Jan 0001 00:00:00 +0000", b"tomorrow or so", b""]
    for hour, (raw, date) in enumerate(zip(applications(4), dates, strict=True)):
        head, _, rest = raw.partition(b"Date: ")
        mail = head + b"Date: " + date + rest[rest.index(b"\r\n") :]
        dovecot.append(user, mail, at=f"01-Dec-2021 1{hour}:00:00 +0000")
    take_in(line, open_mailbox(dovecot.port, user))
    rows = site.json("applications", "list")
    assert [row["received_at"] for row in rows] == [f"2021-12-01T1{hour}:00:00Z" for hour in range(4)]


@pytest.mark.slow
def test_f14_a_daemon_outlives_a_postgresql_that_is_stopped_and_started(
    forks: Forks, tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, user: str, started: StartDaemon
) -> None:
    server = PostgresServer()
    try:
        server.start()
        site = Site(tmp_path_factory.mktemp("site"), server.url(server.create()), launch=forks.run)
        site.add(EAGER + dovecot_table(dovecot.port, user) + 'every = "1s"\n')
        daemon = started(site)
        assert eventually(lambda: len(site.json("ledger")) == 2), site.log()
        server.stop()
        assert eventually(lambda: "storage unavailable" in site.log()), site.log()
        dovecot.append_many(user, applications(4)[2:])
        time.sleep(3)
        assert daemon.poll() is None, site.log()
        server.start()
        assert eventually(lambda: [r["outcome"] for r in site.json("ledger")] == ["application"] * 4), site.log()
        assert end(daemon) == 0
        assert len(oracle.check(site, dovecot, user)) == 4
    finally:
        server.remove()


@pytest.mark.slow
def test_f14_a_sqlite_that_another_process_holds_is_waited_for_and_nothing_is_half_done(
    site: Site, line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    holder = sqlite3.connect(site.data / "intake.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    before = oracle.written(site)
    with pytest.raises(StorageUnavailable, match="Another process holds the database"):
        receive(line, open_mailbox(dovecot.port, user), ("INBOX",))
    assert oracle.written(site) == before
    holder.execute("ROLLBACK")
    holder.close()
    take_in(line, open_mailbox(dovecot.port, user))
    site.add(dovecot_table(dovecot.port, user))
    assert len(oracle.check(site, dovecot, user)) == 2


POISONED = """
import os, sys, time
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from intake.reading import operations
from intake.reading.zygote_main import main

def swallowing(kind, whole):
    def read(raw, arguments, policy):
        if b"X-Poison: %s crash" % kind in raw:
            os.abort()
        if b"X-Poison: %s hang" % kind in raw:
            time.sleep(600)
        if b"X-Poison: %s memory" % kind in raw:
            bytearray(3_000_000_000)
        return whole(raw, arguments, policy)
    return read

for name in ("message", "alone"):
    operations.OPERATIONS[name] = swallowing(b"message", operations.OPERATIONS[name])
operations.OPERATIONS["attached"] = swallowing(b"document", operations.OPERATIONS["attached"])
main(int(sys.argv[2]))
"""
"""A zygote whose children die of mails that ask for it, by the real limits, whatever the readers learn to survive."""


@pytest.fixture(scope="session")
def fragile() -> Iterator[Reader]:
    settings = SandboxSettings(wall_seconds=2.0)
    with Reader(settings, ReadingPolicy(), start=partial(zygote.start, POISONED)) as reader:
        yield reader


CODES = {"crash": "crashed", "hang": "timed_out", "memory": "too_large"}


@pytest.mark.parametrize("end_", CODES)
@pytest.mark.parametrize("kind", ["message", "document"])
def test_f16_a_poison_message_comes_first_and_the_next_is_read_in_the_same_poll(
    site: Site, line: Line, dovecot: Dovecot, open_mailbox: OpenMailbox, fragile: Reader, kind: str, end_: str
) -> None:
    user = dovecot.account()
    poison, whole = applications(2)
    dovecot.append_many(user, [f"X-Poison: {kind} {end_}\r\n".encode() + poison, whole])
    take_in(replace(line, reader=fragile), open_mailbox(dovecot.port, user))
    first, second = site.json("ledger")
    assert second["outcome"] == "application"
    assert first["from"] == {"name": "Noor Haddad", "address": "person0@example.net"}
    if kind == "message":
        assert first["outcome"] == "quarantined"
        site.run("replay", first["id"])  # by readers that can
        assert [row["outcome"] for row in site.json("ledger")] == ["application", "application"]
        return
    assert first["outcome"] == "application"
    applied = {row["id"]: row for row in site.json("applications", "list")}[first["applications"][0]]
    statuses = {d["filename"]: d["status"] for d in applied["documents"]}
    assert statuses["resume.txt"] in {"timed_out", "too_large", "corrupt"}


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("made_by", ["nobody", "an earlier Intake"])
def test_f20_a_kill_in_the_middle_of_a_migration_is_made_good_by_the_next_start(
    request: pytest.FixtureRequest, tmp_path: Path, forks: Forks, database: str, made_by: str
) -> None:
    url = "sqlite:///intake.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    site = Site(tmp_path / "site", url, launch=forks.run)
    site.write()
    if made_by != "nobody":
        site.data.mkdir(mode=0o700, parents=True)
        engine = open_database(url, site.data)
        upgrade(engine, "0003")
        engine.dispose()
    before = {"archive"} if made_by == "nobody" else set(oracle.written(site))
    at = 1
    while site.launch(site.command("ledger"), {"INTAKE_FAULT_AT": str(at)}).returncode == FAULT_EXIT_STATUS:
        tables = set(oracle.written(site))
        assert tables == before or {"messages", "queue_entries", "alembic_version"} <= tables, f"half done at {at}"
        at += 1
    # A new database on SQLite is made in one step.
    assert at - 1 >= (3 if (database, made_by) == ("sqlite", "nobody") else 10)
    assert site.json("ledger") == []
