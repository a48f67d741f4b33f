"""Thirty acts of everything at once; `make soak` goes on for longer."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak.run import soak

DATABASES = ["sqlite", "postgres"] if "INTAKE_TEST_EVERYTHING" in os.environ else ["sqlite"]


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_whatever_happens_at_once_no_mail_is_lost_and_none_comes_twice(
    database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    # What takes long by itself is for long runs.
    long = ("arrive_in_crowds", "make_folder_anew")
    acts, outcomes = soak(database, 20_261_130, lambda acts: acts < 30, tmp_path / "site", without=long)
    assert acts.total() == 30
    assert outcomes["application"] > 0
    record_property(database, f"{acts.total()} acts, {outcomes.total()} mails")
