"""The archive: durable before it says so, named by content, private, written once."""

import errno
import hashlib
import os
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import StorageUnavailable
from intake.faults import FAULT_EXIT_STATUS
from intake.model.ledger import Blob
from intake.storage.archive import FolderArchive

ROOT = Path(__file__).parents[3]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    return FolderArchive(tmp_path / "archive")


def files(archive: FolderArchive) -> list[Path]:
    return sorted(path for path in archive.root.rglob("*") if path.is_file())


def test_what_is_put_is_there_under_its_digest(archive: FolderArchive) -> None:
    first, second = archive.put_batch([b"one", b"two"])
    assert (first, second) == (Blob(sha256=digest(b"one"), size=3), Blob(sha256=digest(b"two"), size=3))
    assert archive.get(first.sha256) == b"one"
    assert archive.path(first.sha256).relative_to(archive.root).parts == (first.sha256[:2], first.sha256)
    assert archive.verify(second.sha256)


def test_what_an_earlier_intake_wrote_stays_where_it_is_and_counts(archive: FolderArchive) -> None:
    old, new, damaged = b"of old", b"of today", b"of old, and damaged since"
    deep = {data: archive.root / digest(data)[:2] / digest(data)[2:4] / digest(data) for data in (old, damaged)}
    for path in deep.values():
        path.parent.mkdir(parents=True)
    deep[old].write_bytes(old)
    deep[damaged].write_bytes(b"x" * len(damaged))
    before = deep[old].stat().st_ino
    archive.put_batch([new, old, damaged])
    assert [archive.get(digest(data)) for data in (old, new, damaged)] == [old, new, damaged]
    assert (deep[old].stat().st_ino, deep[damaged].read_bytes()) == (before, damaged)
    assert list(archive.blobs()) == sorted(map(digest, (old, new, damaged)))
    assert len(files(archive)) == 3
    assert archive.delete(digest(old))
    assert archive.collect_orphans({digest(new)}) == 1
    assert list(archive.blobs()) == [digest(new)]


def test_an_empty_batch_and_an_empty_mail_are_fine(archive: FolderArchive) -> None:
    assert archive.put_batch([]) == []
    (blob,) = archive.put_batch([b""])
    assert archive.get(blob.sha256) == b""


def test_files_and_folders_are_private_whatever_the_umask(archive: FolderArchive) -> None:
    before = os.umask(0)
    try:
        (blob,) = archive.put_batch([b"one"])
    finally:
        os.umask(before)
    path = archive.path(blob.sha256)
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, archive.root, archive.spool)]
    assert modes == [0o600, 0o700, 0o700, 0o700]


def test_the_same_bytes_are_written_once(archive: FolderArchive) -> None:
    (blob,) = archive.put_batch([b"one"])
    before = archive.path(blob.sha256).stat().st_ino
    assert archive.put_batch([b"one", b"one"]) == [blob, blob]
    assert archive.path(blob.sha256).stat().st_ino == before
    assert len(files(archive)) == 1


def test_the_same_bytes_twice_in_one_batch_are_one_file(archive: FolderArchive) -> None:
    first, second = archive.put_batch([b"one", b"one"])
    assert first == second
    assert len(files(archive)) == 1


def test_a_blob_that_a_fault_cut_short_is_written_again(archive: FolderArchive) -> None:
    (blob,) = archive.put_batch([b"whole"])
    archive.path(blob.sha256).write_bytes(b"who")
    assert not archive.verify(blob.sha256)
    archive.put_batch([b"whole"])
    assert archive.get(blob.sha256) == b"whole"


def test_a_spooled_mail_is_moved(archive: FolderArchive) -> None:
    spooled = archive.spool / "large"
    spooled.write_bytes(b"x" * 3_000_000)
    inode = spooled.stat().st_ino
    (blob,) = archive.put_batch([spooled])
    path = archive.path(blob.sha256)
    assert (blob.size, path.stat().st_ino, stat.S_IMODE(path.stat().st_mode)) == (3_000_000, inode, 0o600)
    assert not spooled.exists()


def test_a_spooled_mail_whose_bytes_are_held_is_removed(archive: FolderArchive) -> None:
    archive.put_batch([b"known"])
    spooled = archive.spool / "again"
    spooled.write_bytes(b"known")
    archive.put_batch([spooled])
    assert not spooled.exists()


def test_a_file_of_somebody_else_is_copied_and_left(archive: FolderArchive, tmp_path: Path) -> None:
    theirs = tmp_path / "mail.eml"
    theirs.write_bytes(b"theirs")
    archive.put_batch([theirs])
    (blob,) = archive.put_batch([theirs])
    assert theirs.read_bytes() == archive.get(blob.sha256) == b"theirs"


def test_an_altered_or_missing_blob_is_never_handed_out(archive: FolderArchive) -> None:
    (blob,) = archive.put_batch([b"one"])
    archive.path(blob.sha256).write_bytes(b"two")
    with pytest.raises(StorageUnavailable, match="missing or altered"):
        archive.get(blob.sha256)
    assert archive.delete(blob.sha256)
    assert not archive.delete(blob.sha256)
    assert not archive.verify(blob.sha256)
    with pytest.raises(StorageUnavailable):
        archive.get(blob.sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_nothing_but_a_digest_names_a_blob(archive: FolderArchive, name: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        archive.path(name)


def test_orphans_are_collected(archive: FolderArchive) -> None:
    known, orphan = archive.put_batch([b"known", b"orphan"])
    stranger = archive.path(known.sha256).with_name("README")
    stranger.write_bytes(b"not ours")
    assert archive.collect_orphans({known.sha256}, older_than=0.0) == 0
    assert archive.collect_orphans({known.sha256}) == 1
    assert list(archive.blobs()) == [known.sha256]
    assert not archive.verify(orphan.sha256)
    assert stranger.exists()


def test_what_processes_that_are_gone_left_in_the_spool_is_cleared(archive: FolderArchive) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    names = {f"part-{gone.pid}-1-abc", f"mail-{os.getpid()}-x", f"mail-{os.getppid()}-y", "somebody's"}
    for name in names:
        (archive.spool / name).write_bytes(b"half")
    assert archive.clear_spool() == 2
    assert {path.name for path in archive.spool.iterdir()} == {f"mail-{os.getppid()}-y", "somebody's"}


def test_an_altered_blob_of_the_same_length_is_written_again(archive: FolderArchive) -> None:
    (blob,) = archive.put_batch([b"one"])
    archive.path(blob.sha256).write_bytes(b"two")
    archive.put_batch([b"one"])
    assert archive.get(blob.sha256) == b"one"


def test_a_blob_that_is_found_again_is_no_old_orphan(archive: FolderArchive) -> None:
    (blob,) = archive.put_batch([b"one"])
    os.utime(archive.path(blob.sha256), (0, 0))
    archive.put_batch([b"one"])
    assert archive.collect_orphans((), older_than=time.time() - 60) == 0


def test_a_full_disk_is_an_outage_and_leaves_no_half_file(archive: FolderArchive) -> None:
    (before,) = archive.put_batch([b"before"])
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from intake.errors import StorageUnavailable\n"
        "from intake.storage.archive import FolderArchive\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"archive = FolderArchive(Path({str(archive.root)!r}))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    archive.put_batch([b'small', b'x' * 2000])\n"
        "except StorageUnavailable as error:\n"
        "    sys.exit(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True)
    assert os.strerror(errno.EFBIG) in done.stderr
    assert files(archive) == [archive.path(before.sha256)]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailable, match="cannot be written"):
        FolderArchive(tmp_path / "file" / "archive")


@pytest.mark.parametrize("at", range(1, 8))
def test_a_power_cut_leaves_whole_blobs_or_none(archive: FolderArchive, at: int) -> None:
    script = (
        "from pathlib import Path\n"
        "from intake.storage.archive import FolderArchive\n"
        f"FolderArchive(Path({str(archive.root)!r})).put_batch([b'one', b'two'])\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={"INTAKE_FAULT_AT": str(at)}, check=False, capture_output=True
    )
    assert killed.returncode == FAULT_EXIT_STATUS, killed.stderr
    assert all(archive.verify(name) for name in archive.blobs())
    assert [blob.sha256 for blob in archive.put_batch([b"one", b"two"])] == [digest(b"one"), digest(b"two")]
    archive.collect_orphans({digest(b"one"), digest(b"two")})
    archive.clear_spool()
    assert len(files(archive)) == 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=8))
def test_any_batch_comes_back(tmp_path_factory: pytest.TempPathFactory, items: list[bytes]) -> None:
    archive = FolderArchive(tmp_path_factory.mktemp("archive"))
    blobs = archive.put_batch(items)
    assert [archive.get(blob.sha256) for blob in blobs] == items
    assert list(archive.blobs()) == sorted({digest(item) for item in items})


@pytest.fixture(autouse=True)
def _no_descriptor_is_left_open() -> Iterator[None]:
    before = len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
