"""Half a minute of everything at once; `make soak` goes on for longer, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak.run import soak


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_whatever_happens_at_once_no_mail_is_lost_and_none_comes_twice(
    database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    # What takes long by itself leaves no time for the others.
    long = ("arrive_in_crowds", "make_folder_anew")
    acts, outcomes = soak(database, seed=20_261_130, seconds=15, folder=tmp_path / "site", without=long)
    assert outcomes["application"] > 10
    record_property(database, f"{acts.total()} acts, {outcomes.total()} mails")
