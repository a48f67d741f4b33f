"""F19: ten thousand mails behind in a box of half a million: bounded memory, progress, and a kill that loses nothing.

`make faults` takes these sizes, `make test` a twentieth to a hundredth of them.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update
from structlog.testing import capture_logs

from intake.clock import SystemClock
from intake.faults import FAULT_EXIT_STATUS
from intake.mailbox.cursor import header_key
from intake.model.ledger import MessageState, Outcome
from intake.pipeline import Line
from intake.polls import Polls
from intake.storage import folders
from intake.storage.archive import FolderArchive
from intake.storage.database import open_database
from intake.storage.store import Store
from intake.storage.tables import ContentRow, EpochRow, MessageRow
from intake.storage.workers import WORTH
from tests.e2e import oracle
from tests.e2e.site import Site
from tests.faults.conftest import MakeSite, OpenMailbox, dovecot_table, watch
from tests.servers.big_imap import BigImap, big_imap

EVERYTHING = "INTAKE_TEST_EVERYTHING" in os.environ
BOX, BEHIND = (500_000, 10_000) if EVERYTHING else (6_000, 5_000)

DATABASE = "sqlite:///intake.db"

GROWTH_KB = 50_000
"""How much larger the polling process may become over the large box than over a small one."""

NOW = datetime(2022, 2, 1, 9, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]


def mail(number: int) -> bytes:
    return (
        f"From: Person {number} <person{number}@example.net>\r\nTo: jobs@example.org\r\nSubject: Mail {number}\r\n"
        f"Date: Tue, 1 Feb 2022 10:00:00 +0100\r\nMessage-ID: <{number}.backlog@example.net>\r\n\r\n"
        f"Dear team,\r\n\r\nthis is mail {number}.\r\n"
    ).encode()


@pytest.fixture
def server() -> Iterator[BigImap]:
    with big_imap(mail, BOX) as running:
        yield running


def taken_in(engine: Engine, uids: range) -> None:
    """Rows and contents as if these mails had been taken in long ago; their bytes are in no archive."""
    with engine.begin() as connection:
        epoch = connection.execute(select(EpochRow)).one()
        for start in range(uids.start, uids.stop, 10_000):
            rows = [_row(epoch, uid) for uid in range(start, min(start + 10_000, uids.stop))]
            contents = [{"sha256": row["sha256"], "size": row["size"], "archived_at": NOW} for row in rows]
            connection.execute(insert(ContentRow), contents)
            connection.execute(insert(MessageRow), rows)
        connection.execute(update(EpochRow).values(last_uid=uids.stop - 1, checked_all_at=NOW, looked_back_at=NOW))


def _row(epoch: Any, uid: int) -> dict[str, Any]:
    raw = mail(uid - 1)
    return folders.new_values(epoch, 1, str(uid), NOW) | {
        "sha256": oracle.digest(raw),
        "size": len(raw),
        "header_key": header_key(raw),
        "state": MessageState.DONE,
        "outcome": Outcome.CORRESPONDENCE,
    }


def pulling(site: Site, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.pull", str(site.config), str(site.data)]
    return subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "JOBS_PASSWORD": "any", **environment},
    )  # fmt: skip


def ended(process: "subprocess.Popen[str]") -> int:
    """How a poll ended."""
    process.communicate(timeout=300)
    return process.returncode


def pulled(site: Site) -> tuple[list[dict[str, int]], dict[str, int]]:
    """A poll to its end: how far it said to be at each commit, and what it came to."""
    process = pulling(site)
    out, err = process.communicate(timeout=3_000)
    assert process.returncode == 0, err
    *steps, end = map(json.loads, out.splitlines())
    return steps, end


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Path:
    """A data folder that has taken in all but the last mails of the box."""
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("ledger") / "var")
    store = Store(open_database(DATABASE, data), SystemClock())
    store.ensure_mailbox("jobs", "imap", ("jobs@example.org",))
    store.start_epoch("jobs", "INBOX", BigImap.uidvalidity, ())
    taken_in(store.engine, range(1, BOX - BEHIND + 1))
    store.close()
    return data


@pytest.fixture
def behind(site: Site, ledger: Path, server: BigImap) -> Iterator[tuple[Site, Engine]]:
    """An installation that watches the box and has taken in all but its last mails."""
    site.add(dovecot_table(server.port, "jobs@example.org"))
    shutil.rmtree(site.data)
    shutil.copytree(ledger, site.data)
    engine = open_database(DATABASE, site.data)
    yield site, engine
    engine.dispose()


@pytest.fixture
def usual_kb(sqlite_site: MakeSite) -> int:
    """The largest size of a poll of a small box."""
    with big_imap(mail, 200) as server:
        site = sqlite_site()
        site.add(dovecot_table(server.port, "jobs@example.org"))
        return pulled(site)[1]["peak_kb"]


@dataclass
class Hurried:
    """Four seconds go by between two looks at this clock."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        self.seconds += 4
        return self.seconds


def uids(engine: Engine, epoch: int = 1) -> list[int]:
    with engine.connect() as connection:
        found = select(MessageRow.uid_number).join(EpochRow, EpochRow.id == MessageRow.epoch_id)
        return sorted(connection.scalars(found.where(EpochRow.number == epoch)))


def test_f1_a_kill_at_a_step_of_a_pull_that_workers_write_for_loses_and_doubles_nothing(
    sqlite_site: MakeSite, tmp_path: Path
) -> None:
    box, chance = WORTH + 50, random.Random(20211231)

    def installed(port: int) -> Site:
        site = sqlite_site()
        site.add(dovecot_table(port, "jobs@example.org"))
        return site

    with big_imap(mail, box) as server:
        assert ended(pulling(installed(server.port), INTAKE_FAULT_TRACE=str(tmp_path / "trace"))) == 0
        steps: dict[str, list[int]] = {}
        for line in (tmp_path / "trace").read_text("ascii").splitlines():
            number, name = line.split(" ", 1)
            steps.setdefault(name, []).append(int(number))
        assert len(steps["archive: written"]) == box
        for name, numbers in steps.items():
            for at in chance.sample(numbers, min(10 if EVERYTHING else 1, len(numbers))):
                site = installed(server.port)
                assert ended(pulling(site, INTAKE_FAULT_AT=str(at))) == FAULT_EXIT_STATUS
                pulled(site)
                engine = open_database(DATABASE, site.data)
                assert uids(engine) == list(range(1, box + 1)), f"after a kill at {name}"
                engine.dispose()
                archive = FolderArchive(site.data / "archive")
                assert all(archive.verify(oracle.digest(mail(number))) for number in range(box))
                archive.clear_spool()
                assert not list(archive.spool.iterdir())


def test_f19_a_backlog_in_a_large_box_survives_kills_and_is_taken_in_once(
    behind: tuple[Site, Engine], server: BigImap, usual_kb: int
) -> None:
    site, engine = behind
    left = BEHIND
    for _ in range(2):
        process = pulling(site)
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert told["of"] == left
        known = len(uids(engine))
        assert BOX - left + told["done"] <= known < BOX
        left = BOX - known
    steps, end = pulled(site)
    assert (steps[0]["of"], steps[-1]["done"], end["fetched"]) == (left, left, left)
    assert uids(engine) == list(range(1, BOX + 1))
    assert end["peak_kb"] - usual_kb < GROWTH_KB
    archive = FolderArchive(site.data / "archive")
    assert all(archive.verify(oracle.digest(mail(number))) for number in range(BOX - BEHIND, BOX))
    given = server.given
    assert pulled(site) == ([], {"fetched": 0, "linked": 0, "peak_kb": pytest.approx(usual_kb, abs=GROWTH_KB)})
    assert server.given == given


def test_f19_a_long_poll_says_in_log_and_status_how_far_it_is(
    line: Line, server: BigImap, open_mailbox: OpenMailbox
) -> None:
    server.count = 300
    hurried = replace(line, clock=Hurried())
    polls = Polls(hurried, [watch()], lambda _name: open_mailbox(server.port))
    told: list[tuple[int, int] | None] = []
    with capture_logs() as logs:
        polls.poll("jobs", lambda _done, _whole: told.append(polls.statuses()[0].progress))
    steps = [step for step in told if step is not None]
    assert steps == told == sorted(set(steps))
    assert steps[-1] == (300, 300)
    assert polls.statuses()[0].progress is None
    lines = [line for line in logs if line["event"] == "receiving"]
    assert 1 <= len(lines) < len(told), "now and then, not at each commit"
    assert {(line["mailbox"], line["received"], line["count"]) for line in lines} <= {("jobs", *step) for step in steps}


def test_f19_the_daily_look_over_a_large_box_finds_a_late_mail_in_bounded_memory(
    behind: tuple[Site, Engine], server: BigImap, usual_kb: int
) -> None:
    site, engine = behind
    server.count = BOX - BEHIND
    late = server.count // 4
    with engine.begin() as connection:
        connection.execute(delete(MessageRow).where(MessageRow.uid_number == late))
        connection.execute(update(EpochRow).values(checked_all_at=None))
    _, end = pulled(site)
    assert (end["fetched"], server.given) == (1, 1)
    assert uids(engine) == list(range(1, server.count + 1))
    assert end["peak_kb"] - usual_kb < GROWTH_KB


def test_f19_a_large_box_that_is_renumbered_is_known_again_in_bounded_memory(
    behind: tuple[Site, Engine], server: BigImap, usual_kb: int
) -> None:
    site, engine = behind
    server.count, server.first, server.uidvalidity = BOX - BEHIND + 2, 1_000_000, 8
    _, end = pulled(site)
    assert (end["fetched"], server.given) == (2, 2)
    assert uids(engine, epoch=2) == list(range(server.first, server.uidnext))
    with engine.connect() as connection:
        linked = select(func.count()).where(MessageRow.duplicate_of_id.is_not(None))
        assert connection.scalar(linked) == BOX - BEHIND
    assert end["peak_kb"] - usual_kb < GROWTH_KB
