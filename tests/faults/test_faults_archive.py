"""F13, F15, F17: the disk under archive and database: full, cut off, or not giving back what it was given."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.errors import DiskFull
from intake.pipeline import Line, process, receive
from intake.polls import Polls
from intake.storage.durable import BLOCK
from intake.storage.reserve import Reserve
from intake.storage.workers import WORTH
from tests.e2e import oracle
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.faults.conftest import MakeLine, MakeSite, OpenMailbox, dovecot_table, take_in, watch
from tests.servers.dovecot import Dovecot

CAPPED = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "


def blob_path(line: Line, raw: bytes) -> Path:
    return line.archive.path(oracle.digest(raw))


def alter(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "altered": alter,
    "missing": Path.unlink,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:10]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_f17_a_damaged_blob_is_reported_and_a_replay_fetches_it_again(
    site: Site, line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox, damage: Callable[[Path], object]
) -> None:
    site.add(dovecot_table(dovecot.port, user))
    take_in(line, open_mailbox(dovecot.port, user))
    before = oracle.gist(site)
    damage(blob_path(line, applications(2)[0]))
    told = site.launch(site.command("check"), {})
    assert told.returncode == 1
    assert "1 mail missing or altered" in told.stdout
    assert "fetches the mail again" in site.run("replay", "m1", "--dry-run")
    site.run("replay", "m1")
    assert [row["outcome"] for row in site.json("ledger")] == ["pending", "application"]
    site.run("poll")
    oracle.check(site, dovecot, user)
    assert oracle.gist(site) == before


def test_f17_a_mail_whose_blob_is_lost_before_it_is_read_is_fetched_again_by_itself(
    site: Site, line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    site.add(dovecot_table(dovecot.port, user))
    receive(line, open_mailbox(dovecot.port, user), ("INBOX",))
    alter(blob_path(line, applications(2)[0]))
    process(line)
    take_in(line, open_mailbox(dovecot.port, user))
    rows = oracle.check(site, dovecot, user)
    assert [row["outcome"] for row in rows] == ["application", "application"]


def test_f17_a_lost_blob_that_the_server_has_no_more_stays_visible_with_the_reason(
    site: Site, line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    site.add(dovecot_table(dovecot.port, user))
    take_in(line, open_mailbox(dovecot.port, user))
    blob_path(line, applications(2)[0]).unlink()
    dovecot.expunge(user, "1")
    site.run("replay", "m1")
    site.run("poll")
    first, second = site.json("ledger")
    assert (first["outcome"], second["outcome"]) == ("vanished", "application")
    assert "missing or altered" in first["detail"]
    assert first["from"] == {"name": "Noor Haddad", "address": "person0@example.net"}
    assert len(site.json("applications", "list")) == 2


def test_f17_a_lost_import_is_quarantined_and_read_again_from_a_restored_archive(site: Site, line: Line) -> None:
    (site.folder / "a.eml").write_bytes(applications(1)[0])
    site.run("import", site.folder / "a.eml")
    path = blob_path(line, applications(1)[0])
    path.rename(path.with_name("backup"))
    site.run("replay", "m1")
    (row,) = site.json("ledger")
    assert (row["outcome"], "restore it from a backup" in row["detail"]) == ("quarantined", True)
    path.with_name("backup").rename(path)
    site.run("replay", "m1")
    (row,) = site.json("ledger")
    assert row["outcome"] == "application"


def test_f17_an_older_backup_is_filled_up_from_the_server(
    sqlite_site: MakeSite, make_line: MakeLine, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    site = sqlite_site()
    site.add(dovecot_table(dovecot.port, user))
    site.run("poll")
    backup = shutil.copytree(site.data, site.folder / "backup")
    dovecot.append_many(user, applications(4)[2:])
    site.run("poll")
    shutil.rmtree(site.data)
    backup.rename(site.data)
    take_in(make_line(site), open_mailbox(dovecot.port, user))
    assert len(oracle.check(site, dovecot, user)) == 4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB of its own; it needs root, as everybody has who runs these tests in a container."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.fail(f"These tests mount a small file system: run them as root. {mounted.stderr}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize(("mails", "words"), [(4, 400_000), (WORTH, 8_000)], ids=["alone", "with workers"])
def test_f13_on_a_full_disk_polls_pause_the_mail_stays_untouched_and_all_recovers_alone(
    small_disk: Path,
    prepared: Path,
    site: Site,
    make_line: MakeLine,
    dovecot: Dovecot,
    user: str,
    open_mailbox: OpenMailbox,
    mails: int,
    words: int,
) -> None:
    shutil.rmtree(site.data)
    shutil.copytree(prepared, small_disk / "var")
    site.data.symlink_to(small_disk / "var")
    line = make_line(site)
    reserve = Reserve(site.data / "reserve", 2_000_000)
    polls = Polls(line, [watch()], lambda _name: open_mailbox(dovecot.port, user), reserve=reserve)
    assert polls.poll("jobs").received.fetched == 2
    big = [raw.replace(b"patience", b"patience" * words) for raw in applications(2 + mails)[2:]]
    dovecot.append_many(user, big)
    with pytest.raises(DiskFull):
        polls.poll("jobs")
    assert polls.statuses()[0].error, "the mailbox shows red"
    assert not (site.data / "reserve").exists(), "the room is given back"
    process(line)
    line.store.ensure_mailbox("note", "imap", ())  # the database can still write
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        free = shutil.disk_usage(small_disk).free
        file.write(bytes(max(0, free - 1_500_000)))
    with pytest.raises(DiskFull, match="no mail is fetched"):
        polls.poll("jobs")
    assert not any(dovecot.flags(user).values())
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    polls.poll("jobs")
    process(line)
    site.add(dovecot_table(dovecot.port, user))
    assert len(oracle.check(site, dovecot, user)) == 2 + mails


def test_f13_a_file_that_may_grow_no_more_is_a_full_disk_and_leaves_nothing_half(
    site: Site, dovecot: Dovecot, user: str
) -> None:
    site.add(dovecot_table(dovecot.port, user))
    program = CAPPED + "resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)); "
    program += "from intake.__main__ import main; sys.argv[0] = 'intake'; main()"
    command = site.command("poll")
    done = subprocess.run(
        [command[0], "-c", program, *command[3:]], capture_output=True, text=True, check=False, timeout=120,
        # Without bytecode: a module's would be cut in the middle too.
        env={"JOBS_PASSWORD": dovecot.password, "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert site.json("ledger") == []
    site.run("poll")
    assert len(oracle.check(site, dovecot, user)) == 2


@dataclass(frozen=True)
class Call:
    """A system call in a trace of several threads: its text, and the lines where it began and was done."""

    text: str
    begun: int
    done: int


LINE = re.compile(r"^(?P<pid>\d+) +(?:<\.\.\. \w+ resumed>|(?P<text>\w+\(.*))")


def calls(trace: str) -> list[Call]:
    found: list[Call] = []
    open_: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(trace.splitlines()):
        match = LINE.match(line)
        if match is None:
            continue
        text, begun = (match["text"], number) if match["text"] else open_.pop(match["pid"])
        if line.endswith("<unfinished ...>"):
            open_[match["pid"]] = (text, begun)
        else:
            found.append(Call(text, begun, number))
    return found


@pytest.mark.parametrize(("mails", "held_up_for"), [(2, 100_000), (WORTH, 5_000)], ids=["alone", "with workers"])
def test_f15_bytes_names_rows_and_marks_become_durable_in_this_order(
    site: Site, dovecot: Dovecot, tmp_path: Path, mails: int, held_up_for: int
) -> None:
    """Each fsync is held up, so that what does not wait for it is seen to go ahead."""
    user, sent = dovecot.account(), applications(mails)
    dovecot.append_many(user, sent)
    site.add(dovecot_table(dovecot.port, user) + 'after = { flag = "\\\\Seen" }\n')
    trace = tmp_path / "trace"
    # A poll of many would be traced through all of its reading, too.
    pull = [sys.executable, "-m", "tests.faults.pull", str(site.config), str(site.data)]
    command = site.command("poll") if mails < WORTH else pull
    watched = "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg"
    held_up = f"inject=fsync,fdatasync:delay_enter={held_up_for}"
    done = subprocess.run(
        ["strace", "-f", "-y", "-s", "200", "-e", watched, "-e", held_up, "-o", str(trace), *command],
        capture_output=True, text=True, check=False, timeout=200, cwd=Path(__file__).parents[2],
        env={"JOBS_PASSWORD": dovecot.password, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = calls(trace.read_text(errors="replace"))
    digests = [oracle.digest(raw) for raw in sent]

    def first(pattern: str, after: int = 0) -> Call:
        found = [call for call in seen if call.begun >= after and re.match(pattern, call.text)]
        assert found, f"no {pattern} after line {after}"
        return min(found, key=lambda call: call.begun)

    written = [first(rf"write\(\d+<[^>]*part-[^>]*{digest}") for digest in digests]
    synced = [first(rf"fsync\(\d+<[^>]*part-[^>]*{digest}") for digest in digests]
    renamed = [first(rf"rename\w*\(.*{digest}\"?\)?.*{digest}") for digest in digests]
    # A later commit may sync the same folder again.
    folders = [
        first(rf"fsync\(\d+<[^>]*/archive/{digest[:2]}>", name.done)
        for digest, name in zip(digests, renamed, strict=True)
    ]
    row = first(r"p?write\w*\(\d+<[^>]*intake\.db-wal>", max(call.begun for call in folders))
    committed = first(r"f(data)?sync\(\d+<[^>]*intake\.db-wal>", row.done)
    marked = first(r"(sendto|write|sendmsg)\(.*UID STORE")
    assert all(re.search(r"part-\d+-\d+-\d+-", call.text) for call in written) == (mails >= WORTH)
    # A call during which no other thread made one is on one line of the trace.
    for a, b, c, d in zip(written, synced, renamed, folders, strict=True):
        assert a.done < b.begun <= b.done < c.begun <= c.done < d.begun
    # More than a second's worth is named in several turns.
    if mails < WORTH:
        assert max(call.done for call in synced) < min(call.begun for call in renamed), (
            "all are durable before any is named"
        )
    assert max(call.done for call in folders) < row.begun
    assert committed.done < marked.begun


def test_f15_a_large_mail_is_synced_though_it_is_written_past_the_memory_of_the_system(tmp_path: Path) -> None:
    file, trace = tmp_path / "file", tmp_path / "trace"
    script = f"from intake.storage.durable import write_new; write_new({str(file)!r}, b'x' * 300_000)"
    watched = ["strace", "-f", "-e", "trace=openat,write,fsync", "-o", str(trace)]
    subprocess.run([*watched, sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=True)
    seen = [line.split(maxsplit=1)[1] for line in trace.read_text().splitlines()]
    at = next(number for number, call in enumerate(seen) if str(file) in call)
    opened, blocks, rest, synced = seen[at : at + 4]
    assert "O_DIRECT" in opened
    assert re.match(rf"write\(.* = {73 * BLOCK}$", blocks)
    assert re.match(rf"write\(.* = {300_000 - 73 * BLOCK}$", rest)
    assert re.match(r"fsync\(.* = 0$", synced)


def test_f15_an_orphan_is_collected_and_the_blob_of_a_row_never(site: Site, line: Line) -> None:
    (orphan,) = line.archive.put_batch([b"nobody's"])
    take = applications(1)[0]
    (site.folder / "a.eml").write_bytes(take)
    site.run("import", site.folder / "a.eml")
    known = {row["sha256"] for row in site.json("ledger")}
    assert line.archive.collect_orphans(known) == 1
    assert not line.archive.verify(orphan.sha256)
    assert line.archive.verify(oracle.digest(take))
