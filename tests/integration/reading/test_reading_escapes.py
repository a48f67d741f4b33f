"""A child that has been taken over: whatever it tries is refused, by the layers that this machine must offer."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("escape.py")
ROOT = SCRIPT.parent.parent.parent.parent

REFUSED = [
    "socket",
    "raw socket call",
    "socket pair",
    "name lookup",
    "read shadow",
    "read passwd",
    "read init's environment",
    "read own environment",
    "read own memory",
    "read a file outside",
    "list the root",
    "write a file outside",
    "write beside",
    "write into the packages",
    "delete a file outside",
    "rename a file outside",
    "link a file outside",
    "change a mode",
    "make a folder",
    "fork",
    "run a program",
    "start a thread",
    "raise a limit",
    "raise a limit by prlimit",
    "signal another process",
    "become root",
    "memory file",
]
FATAL = [
    "change the root",
    "become another program",
    "trace",
    "mount",
    "unshare",
    "enter another namespace",
]
HARMLESS = [
    "read the library",
    "lazy codec",
    "time zone",
    "lazy module",
    "lazy extension",
    "chance",
    "ask a limit",
    "map memory",
]


def escape(outside: Path, *attempts: str) -> "subprocess.CompletedProcess[bytes]":
    outside.write_text("private")
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(outside), *attempts],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )


def results(outside: Path, *attempts: str) -> dict[str, Any]:
    process = escape(outside, *attempts)
    assert process.returncode == 0, process.stderr
    answer: dict[str, Any] = json.loads(process.stdout)
    return answer


def test_this_machine_offers_the_layers_that_matter(tmp_path: Path) -> None:
    layers = results(tmp_path / "file")["layers"]
    assert {name for name, active in layers.items() if active} >= {
        "rlimits",
        "no_new_privs",
        "landlock",
        "capabilities",
        "seccomp",
    }


@pytest.mark.parametrize("attempt", REFUSED)
def test_an_escape_is_refused(attempt: str, tmp_path: Path) -> None:
    outside = tmp_path / "file"
    outcome = results(outside, attempt)["results"][attempt]
    assert outcome in {"PermissionError", "OSError", "ValueError", "RuntimeError", "gaierror"}
    assert outside.read_text() == "private"
    assert list(tmp_path.iterdir()) == [outside]


@pytest.mark.parametrize("attempt", FATAL)
def test_what_no_reader_ever_tries_ends_the_child_at_once(attempt: str, tmp_path: Path) -> None:
    assert escape(tmp_path / "file", attempt).returncode == -signal.SIGSYS


BECOME = """
import os
import sys
from intake.reading import privileges, steps
if os.getuid() == 0 and sys.argv[1] == "ready":
    assert steps.take([privileges.become_step(privileges.NOBODY)])[0].active
elif os.getuid() == 0:
    privileges.become(privileges.NOBODY)
else:
    assert privileges.drop_user().active
try:
    open("/etc/shadow")
except PermissionError:
    try:
        os.setresuid(0, 0, 0)
    except PermissionError:
        print(os.getresuid(), os.getresgid(), os.getgroups())
"""


@pytest.mark.parametrize("way", ["ready", "anew"])
def test_a_child_of_root_becomes_nobody_for_good(way: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", BECOME, way], env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True, text=True
    )
    user = 65534 if os.getuid() == 0 else os.getuid()
    assert process.stdout.startswith(f"({user}, {user}, {user})")
    assert os.getuid() != 0 or process.stdout.strip().endswith("[]")


WITHOUT_LIBSECCOMP = """
import json, sys
if sys.argv[1] == "missing":
    sys.modules["pyseccomp"] = None
else:
    sys.path.insert(0, sys.argv[1])
from intake.reading import limits
from intake.reading.profiles import SandboxSettings
limits.prepare()
layers = limits.apply(SandboxSettings().parse)
print(json.dumps([[layer.name, layer.active, layer.detail] for layer in layers]))
"""


@pytest.mark.parametrize("library", ["missing", "damaged"])
def test_without_libseccomp_the_other_layers_hold_and_it_is_said_what_to_install(library: str, tmp_path: Path) -> None:
    # What ctypes says of a file that is no library.
    (tmp_path / "pyseccomp.py").write_text("raise OSError('file too short')", encoding="ascii")
    named = library if library == "missing" else str(tmp_path)
    process = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBSECCOMP, named],
        env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
    )  # fmt: skip
    layers = {name: (active, detail) for name, active, detail in json.loads(process.stdout)}
    assert layers["landlock"][0]
    assert not layers["seccomp"][0]
    assert "libseccomp2" in layers["seccomp"][1]


def test_what_reading_needs_still_works(tmp_path: Path) -> None:
    assert results(tmp_path / "file", *HARMLESS)["results"] == dict.fromkeys(HARMLESS, "done")
