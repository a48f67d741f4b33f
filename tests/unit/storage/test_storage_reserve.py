"""The file that only takes up room."""

import stat
from pathlib import Path

import pytest

from intake.storage.reserve import Reserve


def test_room_is_really_taken_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "reserve"
    reserve = Reserve(path, 100_000)
    assert reserve.hold()
    assert reserve.hold()
    told = path.stat()
    assert told.st_size == 100_000
    assert told.st_blocks * 512 >= 100_000, "no file with holes"
    assert stat.S_IMODE(told.st_mode) == 0o600
    reserve.give_back()
    reserve.give_back()
    assert not path.exists()


@pytest.mark.parametrize("before", [10, 300_000])
def test_another_size_than_before_is_taken_over(tmp_path: Path, before: int) -> None:
    (tmp_path / "reserve").write_bytes(bytes(before))
    assert Reserve(tmp_path / "reserve", 100_000).hold()
    assert (tmp_path / "reserve").stat().st_size == 100_000


def test_room_that_is_not_there_is_not_held_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "reserve"
    assert not Reserve(path, 2**60).hold()
    assert not path.exists()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert not Reserve(tmp_path / "file" / "reserve", 10).hold()
    assert not Reserve(tmp_path / "none" / "reserve", 10).hold()
