"""The command line as scripts and operators rely on it."""

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.owner import OwnerLock
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.servers.forks import Forks

MAILDIR = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
address = "jobs@example.org"
"""


@pytest.fixture(scope="session")
def with_four(tmp_path_factory: pytest.TempPathFactory, careers: list[Path], forks: Forks) -> Path:
    """The folder of an installation with four applications, to be copied."""
    site = Site(tmp_path_factory.mktemp("filled"), launch=forks.covered)
    site.write()
    mails = site.folder / "mails"
    mails.mkdir()
    for number, raw in enumerate(applications(4)):
        (mails / f"{number}.eml").write_bytes(raw)
    site.run("postings", "import", *careers)
    site.run("import", mails)
    return site.folder


@pytest.fixture
def filled(with_four: Path, tmp_path: Path, forks: Forks) -> Site:
    """An installation with four applications."""
    shutil.copytree(with_four, tmp_path / "filled")
    return Site(tmp_path / "filled", launch=forks.covered)


def refused(site: Site, *arguments: object) -> tuple[int, str]:
    done = site.launch(site.command(*arguments), {})
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_an_import_says_what_it_took_in_and_again_adds_nothing(filled: Site) -> None:
    told = filled.run("import", filled.folder / "mails")
    assert "imported: 0 new, 4 known before" in told
    assert len(filled.json("ledger")) == 4


def test_an_import_of_nothing_readable_is_a_failed_operation(small_site: Site) -> None:
    status, told = refused(small_site, "import", small_site.folder / "nothing.mbox")
    assert status == 1
    assert "nothing.mbox" in told


def test_applications_are_listed_shown_and_exported_whole(filled: Site) -> None:
    rows = filled.json("applications", "list")
    assert [row["candidate"]["name"] for row in rows] == ["Noor Haddad", "Jan Haddad", "Lucía Haddad", "Mei Haddad"]
    assert filled.json("applications", "show", rows[0]["id"]) == [rows[0]]
    assert [json.loads(line) for line in filled.run("export").splitlines()] == rows
    assert "Noor Haddad" in filled.run("applications", "list")
    assert "Noor Haddad" in filled.run("applications", "show", rows[0]["id"])
    table = filled.folder / "out.csv"
    filled.run("export", "--format", "csv", "--output", table)
    cells = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [cell["candidate"] for cell in cells] == [row["candidate"]["name"] for row in rows]
    assert cells[0]["phones"].startswith("'+49")


def test_the_contract_of_an_application_holds_key_by_key(filled: Site) -> None:
    row = filled.json("applications", "list")[0]
    expected = (
        "id posting candidate status received_at deadline timeliness completeness missing documents submissions match "
        "flags possible_duplicates reviews"
    )
    assert set(expected.split()) <= set(row)
    assert set(row["candidate"]) >= {"name", "emails", "phones", "links"}
    keys = {"id", "kinds", "filename", "media_type", "sha256", "status", "message", "version", "superseded"}
    assert all(keys <= set(document) for document in row["documents"])
    assert row["received_at"].endswith("Z")


def test_the_contract_of_the_ledger_holds_key_by_key(filled: Site) -> None:
    expected = (
        "id mailbox folder epoch uidvalidity uid message_id sha256 received_at sent_at from subject outcome "
        "applications flags detail"
    )
    for row in filled.json("ledger"):
        assert set(row) >= set(expected.split())
        assert row["outcome"] == "application"
    assert "Application 0" in filled.run("ledger")


def test_an_unknown_application_is_a_sentence(filled: Site) -> None:
    status, told = refused(filled, "applications", "show", "a999")
    assert (status, "No application has the id a999" in told) == (1, True)


def test_every_problem_of_the_configuration_is_listed_without_a_traceback(small_site: Site) -> None:
    small_site.add('[nonsense]\nx = 1\n[deadlines]\ngrace = "soon"\n')
    status, told = refused(small_site, "applications", "list")
    assert status == 2
    assert "nonsense" in told
    assert "deadlines.grace" in told


def test_wrong_commands_end_with_two(small_site: Site) -> None:
    assert refused(small_site, "export", "--format", "xml")[0] == 2
    assert refused(small_site, "poll", "nobody")[0] == 2
    assert refused(small_site, "replay")[0] == 2
    assert refused(small_site, "replay", "m999")[0] == 2
    assert refused(small_site, "frobnicate")[0] == 2
    assert refused(small_site, "postings", "import", "nothing.md")[0] == 2


def test_a_replay_changes_nothing_that_did_not_change(filled: Site) -> None:
    before = filled.state()
    assert "4 messages read again; 0 would change" in filled.run("replay", "--all", "--dry-run")
    assert filled.state() == before
    assert "4 messages read and decided again" in filled.run("replay", "--all")
    assert filled.state() == before


PAGE = """
[[postings]]
title = "Early Bird"
contacts = [{{ email = "early@example.org" }}]
deadline = {{ date = {deadline} }}
documents = [{{ kind = "resume", need = "required" }}]
"""


def test_what_the_desk_reads_is_made_anew_while_nobody_works_there(filled: Site) -> None:
    def found() -> list[int]:
        with closing(sqlite3.connect(filled.data / "intake.db")) as database:
            asked = "SELECT rowid FROM search_index WHERE search_index MATCH 'haddad' ORDER BY rowid"
            return [number for (number,) in database.execute(asked)]

    with closing(sqlite3.connect(filled.data / "intake.db")) as database:
        database.execute("DELETE FROM search_index WHERE rowid > 1")
        database.commit()
    assert found() == [1]
    assert filled.run("rebuild") == "Made anew for 4 applications: search, queue, counters.\n"
    assert found() == [1, 2, 3, 4]
    with OwnerLock(filled.data, "run"):
        status, told = refused(filled, "rebuild")
    assert (status, "in use by intake run" in told) == (1, True)


def test_a_deadline_moved_while_open_decides_its_mails_again(small_site: Site) -> None:
    today = datetime.now(UTC)
    page, mail = small_site.folder / "page.toml", small_site.folder / "early.eml"
    page.write_text(PAGE.format(deadline=(today + timedelta(days=10)).date()), encoding="utf-8")
    mail.write_bytes(applications(1, "early@example.org", first=today + timedelta(days=20))[0])
    small_site.run("postings", "import", page)
    small_site.run("import", mail)
    (before,) = small_site.json("applications", "list")
    assert (before["timeliness"], before["flags"]) == ("late", ["late"])
    page.write_text(PAGE.format(deadline=(today + timedelta(days=30)).date()), encoding="utf-8")
    assert "extended" in small_site.run("postings", "import", page)
    (after,) = small_site.json("applications", "list")
    assert (after["id"], after["timeliness"], after["flags"]) == (before["id"], "on_time", [])


def test_a_moved_deadline_and_a_changed_rule_are_seen_as_a_diff_before_they_hold(small_site: Site) -> None:
    today = datetime.now(UTC)
    page, mail = small_site.folder / "page.toml", small_site.folder / "early.eml"
    page.write_text(PAGE.format(deadline=(today + timedelta(days=10)).date()), encoding="utf-8")
    mail.write_bytes(applications(1, "early@example.org", first=today + timedelta(days=20))[0])
    small_site.run("postings", "import", page)
    small_site.run("import", mail)
    held = small_site.state()
    page.write_text(PAGE.format(deadline=(today + timedelta(days=30)).date()), encoding="utf-8")
    told = small_site.run("postings", "import", "--dry-run", page).splitlines()
    assert {"--- a1 as it is", "-timeliness: late", "+timeliness: on_time", "-flags: late"} <= set(told)
    assert told[-1] == "2 mails and applications would change. Nothing was changed."
    small_site.add('[deadlines]\ngrace = "30d"\n')
    told = small_site.run("replay", "--all", "--dry-run").splitlines()
    assert {"+++ a1 as it would be", "-timeliness: late", "+timeliness: in_grace"} <= set(told)
    assert told[-1] == "1 messages read again; 2 would change. Nothing was changed."
    assert small_site.state() == held


def test_postings_are_listed_with_counts(filled: Site) -> None:
    rows = filled.json("postings", "list")
    assert len(rows) == 8
    assert sum(row["applications"] for row in rows) <= 4
    assert rows[0]["title"] in filled.run("postings", "list")


def test_a_strict_import_fails_on_doubt(small_site: Site) -> None:
    page = small_site.folder / "page.md"
    page.write_text("# Archivist\n\nPlease send your resume to ines@example.org by 5 March.\n", encoding="utf-8")
    small_site.run("postings", "import", page)
    told = small_site.run("postings", "import", "--strict", page, status=1)
    assert "doubt about deadline" in told


def test_a_check_names_what_is_wrong(small_site: Site) -> None:
    small_site.add(MAILDIR)
    told = small_site.run("check", status=1)
    assert "✗ mailbox jobs" in told
    for part in ("cur", "new", "tmp"):
        (small_site.folder / "mail" / part).mkdir(parents=True)
    findings = {row["subject"]: row["state"] for row in small_site.json("check")}
    assert findings["mailbox jobs"] in {"ok", "warning"}
    assert findings["database"] == findings["archive"] == "ok"


def test_a_check_finds_an_altered_and_a_missing_blob(filled: Site) -> None:
    first, second, *_ = sorted(path for path in (filled.data / "archive").rglob("*") if path.is_file())
    first.write_bytes(b"altered")
    second.unlink()
    told = filled.run("check", status=1)
    assert "2 mails missing or altered" in told


def test_the_ledger_check_fails_for_a_mail_without_a_row(small_site: Site) -> None:
    small_site.add(MAILDIR)
    for part in ("cur", "new", "tmp"):
        (small_site.folder / "mail" / part).mkdir(parents=True)
    small_site.run("poll")
    assert "every one accounted for" in small_site.run("ledger", "--check")
    (small_site.folder / "mail" / "new" / "1").write_bytes(applications(1)[0])
    assert "1 without a row" in small_site.run("ledger", "--check", status=1)
    assert "jobs: 1 new" in small_site.run("poll")
    assert "every one accounted for" in small_site.run("ledger", "--check")


def test_inspect_answers_every_path_in_order_and_never_fails(small_site: Site, careers: list[Path]) -> None:
    mail = small_site.folder / "a.eml"
    mail.write_bytes(applications(1)[0])
    rows = small_site.json("inspect", "message", mail, small_site.folder / "none.eml", mail)
    assert [row["path"] for row in rows] == [str(mail), str(small_site.folder / "none.eml"), str(mail)]
    assert rows[1]["error"]["code"] == "no_file"
    assert rows[0]["from"] == {"name": "Noor Haddad", "address": "person0@example.net"}
    (document,) = small_site.json("inspect", "document", mail)
    assert document["status"] in {"unsupported", "extracted"}
    (page,) = small_site.json("inspect", "postings", careers[0])
    assert len(page["postings"]) == 2
    assert "Repository Support Engineer" in small_site.run("inspect", "postings", careers[0])
