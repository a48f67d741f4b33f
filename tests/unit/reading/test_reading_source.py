"""A stranger's bytes as an open file."""

import os
from pathlib import Path

import pytest

from intake.errors import StorageUnavailable
from intake.reading import source


def test_bytes_become_a_file_that_no_folder_shows() -> None:
    with source.opened(b"hello") as descriptor:
        assert os.read(descriptor, 100) == b"hello"
        assert os.fstat(descriptor).st_nlink == 0


def test_a_path_is_opened_for_reading_only(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(b"hello")
    with source.opened(path) as descriptor:
        assert os.read(descriptor, 100) == b"hello"
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(descriptor, b"x")


def test_the_file_is_closed_afterwards() -> None:
    with source.opened(b"hello") as descriptor:
        pass
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_file_that_the_archive_does_not_give_is_storage_trouble(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable), source.opened(tmp_path / "absent"):
        pass


def test_only_the_beginning_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(b"0123456789")
    assert source.beginning(path, 4) == source.beginning(b"0123456789", 4) == b"0123"
