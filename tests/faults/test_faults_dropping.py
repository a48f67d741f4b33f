"""F1 for mail that is kept as headers only: a kill at any step of the dropping loses no byte that a row needs."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from intake.faults import FAULT_EXIT_STATUS
from intake.storage.archive import FolderArchive
from intake.storage.database import open_database
from intake.storage.queries import Queries
from tests.e2e import oracle
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.faults.conftest import MakeSite
from tests.faults.test_faults_kill_loop import traced

TABLE = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
keep_other = "headers"
keep_other_for = "1h"
"""

QUESTION = (
    b"From: Sam Doe <sam@example.net>\r\nTo: jobs@example.org\r\nSubject: Lunch %d\r\n"
    b"Date: Thu, 30 Dec 2021 12:00:00 +0000\r\nMessage-ID: <lunch-%d@example.net>\r\n\r\nShall we meet at noon?\r\n"
)


def taken_in(site: Site) -> Site:
    """A poll long ago brought one application and two private mails."""
    site.add(TABLE)
    for part in ("cur", "new", "tmp"):
        (site.folder / "mail" / part).mkdir(parents=True)
    mails = [*applications(1), QUESTION % (1, 1), QUESTION % (2, 2)]
    for number, raw in enumerate(mails):
        (site.folder / "mail" / "new" / f"{number}.example.org").write_bytes(raw)
    site.run("poll")
    with sqlite3.connect(site.data / "intake.db") as database:
        database.execute("UPDATE messages SET recorded_at = '2022-01-01 00:00:00.000000'")
    for path in (site.data / "archive").rglob("*"):
        os.utime(path, (time.time() - 100_000,) * 2)
    return site


def copied(site: Site, folder: Path) -> Site:
    shutil.copytree(site.folder, folder)
    return Site(folder, tables=site.tables, launch=site.launch)


def check(site: Site) -> None:
    """The application whole, of private mails the headers alone, as the next start of the daemon leaves it."""
    engine = open_database("sqlite:///intake.db", site.data)
    archive = FolderArchive(site.data / "archive")
    known = frozenset(Queries(engine).blobs())
    archive.collect_orphans(known, older_than=time.time() - 86_400)
    engine.dispose()
    rows = site.json("ledger")
    oracle.check_once(rows)
    assert [row["outcome"] for row in rows] == ["application", "correspondence", "correspondence"]
    kept = {archive.get(digest) for digest in archive.blobs()}
    assert kept == {*applications(1), *((QUESTION % (n, n)).partition(b"Shall")[0] for n in (1, 2))}
    assert set(archive.blobs()) == known
    assert all("Only the headers" in (row["detail"] or "") for row in rows[1:])


@pytest.mark.slow
def test_f1_a_kill_while_bytes_are_dropped_loses_none_that_a_row_needs(sqlite_site: MakeSite, tmp_path: Path) -> None:
    ready = taken_in(sqlite_site())
    whole = copied(ready, tmp_path / "whole")
    steps = traced(whole, tmp_path / "trace")
    check(whole)
    first = next(number for number, name in steps if name == "drop: headers archived") - 3
    points = [number for number, _ in steps if number >= first]
    assert [name for _, name in steps].count("drop: deleted") == 2
    for at in points:
        site = copied(ready, tmp_path / f"killed{at}")
        done = site.launch(site.command("poll"), {"INTAKE_FAULT_AT": str(at)})
        assert done.returncode == FAULT_EXIT_STATUS, done.stderr
        site.run("poll")
        check(site)
