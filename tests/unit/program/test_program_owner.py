"""One owner a data folder, gone with its process."""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.owner import OwnedElsewhere, OwnerLock, is_taken, process_name

HOLD = """
import sys, time
from pathlib import Path
from intake.owner import OwnerLock
OwnerLock(Path(sys.argv[1]), "run").take()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_owner_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with OwnerLock(tmp_path, "run"), pytest.raises(OwnedElsewhere, match=r"in use by intake run \(pid \d+\)"):
        OwnerLock(tmp_path, "poll").take()


def test_a_folder_is_free_again_after_its_owner(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "new", "run")
    with lock:
        pass
    lock.release()
    with OwnerLock(tmp_path / "new", "poll"):
        assert "intake poll" in (tmp_path / "new" / "owner.lock").read_text()


def test_others_can_see_whether_anybody_works_there(tmp_path: Path) -> None:
    assert not is_taken(tmp_path)
    with OwnerLock(tmp_path, "run"):
        assert is_taken(tmp_path)
        with pytest.raises(OwnedElsewhere):
            OwnerLock(tmp_path, "poll").take()
    assert not is_taken(tmp_path)


def test_a_killed_owner_is_replaced_at_once(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OwnedElsewhere):
            OwnerLock(tmp_path, "run").take()
        holder.kill()
        holder.wait()
    with OwnerLock(tmp_path, "run"):
        assert (tmp_path / "owner.lock").exists()


def test_a_process_has_one_name_that_no_other_has() -> None:
    other = subprocess.run(
        [sys.executable, "-c", "from intake.owner import process_name; print(process_name())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert process_name() == process_name()
    assert process_name() != other
    assert len(process_name().split(":")) == 3
