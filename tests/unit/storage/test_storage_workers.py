"""Workers write a large pull's mails as the archive itself would, and nothing is lost with one of them."""

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from intake.errors import StorageUnavailable
from intake.faults import FAULT_EXIT_STATUS
from intake.model.ledger import Blob
from intake.storage import worker_main
from intake.storage.archive import FolderArchive
from intake.storage.durable import BLOCK, PAST_MEMORY
from intake.storage.worker_main import ANSWER, MAIL, MESSAGE_BYTES, STEM_ENDS
from intake.storage.workers import PROCESSES, SHARED_BYTES, WORTH, Workers
from tests.e2e.oracle import digest
from tests.servers.processes import children, group

ROOT = Path(__file__).parents[3]


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    # A name that is no ASCII, in a process without the locale of this one.
    return FolderArchive(tmp_path / "Bewerbungen für 求人")


@pytest.fixture
def workers(archive: FolderArchive) -> Iterator[Workers]:
    before = children()
    with archive.workers(WORTH) as started:
        assert started is not None
        assert len(children()) == len(before) + 1
        yield started
    assert children() == before


def gone(leader: int) -> bool:
    until = time.monotonic() + 30
    while group(leader) and time.monotonic() < until:
        time.sleep(0.05)
    return not group(leader)


def put(archive: FolderArchive, items: list[bytes | Path], workers: Workers) -> list[Blob]:
    batch = archive.write(items, workers)
    try:
        archive.commit([batch])
    finally:
        batch.end()
    return batch.blobs


def test_few_mails_start_none(archive: FolderArchive) -> None:
    before = children()
    with archive.workers(WORTH - 1) as workers:
        assert workers is None
        assert children() == before


SIZES = [0, 1, BLOCK - 1, BLOCK, PAST_MEMORY - 1, PAST_MEMORY, PAST_MEMORY + 1, 10 * PAST_MEMORY + 77]


def test_mails_of_every_size_come_back_private_and_under_their_digest(archive: FolderArchive, workers: Workers) -> None:
    items: list[bytes | Path] = [os.urandom(size) for size in SIZES * 3]
    before = os.umask(0)
    try:
        blobs = put(archive, items, workers)
    finally:
        os.umask(before)
    assert [archive.get(blob.sha256) for blob in blobs] == items
    assert [blob.size for blob in blobs] == SIZES * 3
    assert {stat.S_IMODE(archive.path(blob.sha256).stat().st_mode) for blob in blobs} == {0o600}
    assert not list(archive.spool.iterdir())
    assert not workers.lost


def test_what_does_not_fit_into_the_shared_memory_is_written_in_rounds_or_by_this_process(
    archive: FolderArchive, workers: Workers, tmp_path: Path
) -> None:
    theirs = tmp_path / "mail.eml"
    theirs.write_bytes(b"theirs")
    halves = [os.urandom(SHARED_BYTES // 2 + 1) for _ in range(3)]
    items: list[bytes | Path] = [
        *halves[:2],
        theirs,
        os.urandom(SHARED_BYTES + 1),
        *(b"%d" % number for number in range(2_500)),
        halves[2],
    ]
    blobs = put(archive, items, workers)
    for item, blob in zip(items, blobs, strict=True):
        assert archive.get(blob.sha256) == (item.read_bytes() if isinstance(item, Path) else item)
    assert not list(archive.spool.iterdir())


def test_the_same_mail_is_one_file_and_a_known_one_is_not_written_again(
    archive: FolderArchive, workers: Workers
) -> None:
    (known,) = put(archive, [b"known"], workers)
    before = archive.path(known.sha256).stat().st_ino
    twice = b"x" * 100_000
    blobs = put(archive, [twice, b"known", twice, b"other"], workers)
    assert [blob.sha256 for blob in blobs] == [digest(raw) for raw in (twice, b"known", twice, b"other")]
    assert archive.path(known.sha256).stat().st_ino == before
    assert len(list(archive.blobs())) == 3
    assert not list(archive.spool.iterdir())


def test_a_known_mail_that_a_fault_altered_is_written_again(archive: FolderArchive, workers: Workers) -> None:
    (blob,) = put(archive, [b"whole"], workers)
    archive.path(blob.sha256).write_bytes(b"who")
    put(archive, [b"whole", b"other"], workers)
    assert archive.get(blob.sha256) == b"whole"


def test_a_disk_that_refuses_is_an_outage_that_leaves_nothing(archive: FolderArchive, workers: Workers) -> None:
    put(archive, [b"before"], workers)
    moved = archive.spool.rename(archive.root / "elsewhere")
    archive.spool.write_bytes(b"not a folder")
    with pytest.raises(StorageUnavailable, match="Not a directory"):
        archive.write([b"one", b"two"], workers)
    archive.spool.unlink()
    moved.rename(archive.spool)
    assert list(archive.blobs()) == [digest(b"before")]
    put(archive, [b"one", b"two"], workers)
    assert len(list(archive.blobs())) == 3
    assert not workers.lost


@pytest.mark.parametrize("which", range(PROCESSES))
def test_a_worker_that_is_killed_loses_nothing(archive: FolderArchive, workers: Workers, which: int) -> None:
    put(archive, [b"before"] * PROCESSES, workers)
    leader = max(children(), key=lambda pid: len(group(pid)))
    os.kill(group(leader)[which], signal.SIGKILL)
    items: list[bytes | Path] = [b"%d" % number for number in range(2 * PROCESSES)]
    for some in (items, items, items[:1]):
        blobs = put(archive, some, workers)
        assert [archive.get(blob.sha256) for blob in blobs] == some
        assert not list(archive.spool.iterdir())
    assert workers.lost
    assert gone(leader)


def test_workers_outlive_a_sigterm_and_end_with_the_process_that_they_work_for(archive: FolderArchive) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from intake.storage.archive import FolderArchive\n"
        f"archive = FolderArchive(pathlib.Path({str(archive.root)!r}))\n"
        f"with archive.workers({WORTH}) as workers:\n"
        "    archive.commit([archive.write([b'one', b'two'], workers)])\n"
        "    print(workers._process.pid, flush=True)\n"
        "    sys.stdin.read()\n"
        "    archive.commit([archive.write([b'three', b'four'], workers)])\n"
        "    print(workers.lost, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        leader = int(process.stdout.readline())
        assert len(group(leader)) == PROCESSES
        os.killpg(leader, signal.SIGTERM)
        process.stdin.close()
        assert process.stdout.readline() == "False\n"
        process.kill()
    assert gone(leader)
    assert len(list(archive.blobs())) == 4


def test_where_the_system_gives_no_shared_memory_this_process_writes_alone(archive: FolderArchive) -> None:
    script = (
        "import pathlib, resource\n"
        "from intake.storage.archive import FolderArchive\n"
        f"archive = FolderArchive(pathlib.Path({str(archive.root)!r}))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        f"with archive.workers({WORTH}) as workers:\n"
        "    archive.commit([archive.write([b'one', b'two'], workers)])\n"
        "    assert workers is None\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    assert len(list(archive.blobs())) == 2


@pytest.mark.parametrize("at", range(1, 8))
def test_a_power_cut_leaves_whole_blobs_or_none(archive: FolderArchive, at: int) -> None:
    script = (
        "import pathlib\n"
        "from intake.storage.archive import FolderArchive\n"
        f"archive = FolderArchive(pathlib.Path({str(archive.root)!r}))\n"
        f"with archive.workers({WORTH}) as workers:\n"
        "    archive.commit([archive.write([b'one', b'two'], workers)])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={"INTAKE_FAULT_AT": str(at)}, check=False)
    assert killed.returncode == FAULT_EXIT_STATUS
    assert all(archive.verify(name) for name in archive.blobs())
    assert len(archive.put_batch([b"one", b"two"])) == 2
    archive.clear_spool()
    assert sorted(archive.blobs()) == sorted([digest(b"one"), digest(b"two")])
    assert not list(archive.spool.iterdir())


def test_a_worker_says_of_each_mail_whether_it_is_new_and_what_kept_it_from_writing_it(archive: FolderArchive) -> None:
    archive.put_batch([b"known"])
    memory = os.memfd_create("mails")
    os.truncate(memory, BLOCK)
    os.pwrite(memory, b"knownnew", 0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mails = MAIL.pack(0, 5, 0) + MAIL.pack(5, 3, 1)
    with ours, theirs:
        answering = Thread(target=worker_main.serve, args=(str(archive.root), memory, theirs))
        answering.start()
        answers = []
        for folder in (archive.spool, archive.root / "nowhere"):
            ours.send(os.fsencode(folder / "new-") + STEM_ENDS + mails)
            answers.append(list(ANSWER.iter_unpack(ours.recv(MESSAGE_BYTES))))
        ours.shutdown(socket.SHUT_RDWR)
        answering.join()
    os.close(memory)
    known, new = sha256(b"known").digest(), sha256(b"new").digest()
    assert answers == [
        [(0, False, known), (0, True, new)],
        [(0, False, known), (errno.ENOENT, True, new)],
    ]
    (written,) = archive.spool.iterdir()
    assert (written.name, written.read_bytes()) == (f"new-1-{new.hex()}", b"new")
