"""Files that are on the disk when a call returns, past the system's memory where they are large."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from intake.errors import DiskFull, StorageUnavailable
from intake.storage.durable import BLOCK, PAST_MEMORY, disk, write_all, write_new

ROOT = Path(__file__).parents[3]

LENGTHS = [0, 1, BLOCK, PAST_MEMORY - 1, PAST_MEMORY, PAST_MEMORY + 1, PAST_MEMORY + BLOCK, 524_288, 1_300_001]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_of_any_length_is_what_was_given(tmp_path: Path, length: int) -> None:
    data = os.urandom(length)
    write_new(str(tmp_path / "file"), data)
    assert (tmp_path / "file").read_bytes() == data
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("length", [5, PAST_MEMORY + 5])
def test_what_had_the_name_before_is_gone(tmp_path: Path, length: int) -> None:
    (tmp_path / "file").write_bytes(b"z" * 2_000_000)
    write_new(str(tmp_path / "file"), b"x" * length)
    assert (tmp_path / "file").read_bytes() == b"x" * length


def test_a_file_system_that_knows_no_way_past_memory_is_written_to_as_ever() -> None:
    """Nothing but its being full is wrong with it: the refusal of the other way is not what is told."""
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_new("/dev/full", b"x" * PAST_MEMORY)


def test_a_disk_that_refuses_a_block_gets_what_it_takes_and_says_why(tmp_path: Path) -> None:
    """The limit lies within a block: the write past memory is refused as it is, the rest as what it is."""
    script = (
        "import resource, signal\n"
        "from intake.storage.durable import write_new\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, 100_001))\n"
        f"write_new({str(tmp_path / 'file')!r}, b'x' * 200_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True)
    assert os.strerror(errno.EFBIG) in done.stderr
    assert (tmp_path / "file").read_bytes() == b"x" * 100_001


def test_a_write_that_takes_a_part_only_is_gone_on_with() -> None:
    reader, writer = os.pipe()
    got = bytearray()

    def read() -> None:
        while piece := os.read(reader, 1_000):
            got.extend(piece)

    reading = threading.Thread(target=read)
    reading.start()
    write_all(writer, b"xy" * 100_000)
    os.close(writer)
    reading.join()
    os.close(reader)
    assert got == b"xy" * 100_000


def test_failures_have_one_name() -> None:
    with pytest.raises(DiskFull, match="free some space"), disk():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(StorageUnavailable, match=os.strerror(errno.EIO)), disk():
        raise OSError(errno.EIO, os.strerror(errno.EIO))
