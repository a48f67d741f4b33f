"""Other programs: standard input to standard output, within their limits."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intake.model.policy import MB
from intake.reading import launch, tools
from intake.reading.profiles import SandboxSettings
from intake.reading.tools import ToolFailed, run_tool

NOTHING = subprocess.DEVNULL
TOOL = SandboxSettings(tool_wall_seconds=10.0).tool


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}").exists()


def test_a_program_turns_its_input_into_output() -> None:
    assert run_tool(["sort", "-r"], b"a\nc\nb\n", TOOL) == b"c\nb\na\n"


def test_a_large_input_and_output_pass_whole() -> None:
    data = os.urandom(3 * MB)
    assert run_tool(["cat"], data, TOOL) == data


def test_a_program_that_is_not_installed_is_said_so() -> None:
    with pytest.raises(ToolFailed) as caught:
        run_tool(["no-such-program"], b"", TOOL)
    assert caught.value.code == "not_installed"


def test_a_program_that_fails_gives_nothing() -> None:
    with pytest.raises(ToolFailed) as caught:
        run_tool(["sh", "-c", "echo half; exit 3"], b"", TOOL)
    assert caught.value.code == "crashed"


def test_a_program_that_sleeps_is_ended_at_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(ToolFailed) as caught:
        run_tool(["sleep", "60"], b"", SandboxSettings(tool_wall_seconds=0.5).tool)
    assert caught.value.code == "timed_out"
    assert time.monotonic() - began < 5


def test_a_program_that_closes_its_output_and_stays_is_ended() -> None:
    with pytest.raises(ToolFailed) as caught:
        tools._run(["/bin/sh", "-c", "exec >&-; sleep 60"], NOTHING, SandboxSettings(tool_wall_seconds=0.5).tool)
    assert caught.value.code == "timed_out"


@pytest.mark.slow
def test_what_a_program_leaves_behind_is_ended_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    command = ["/bin/sh", "-c", f"sleep 60 >&- & echo $! > {mark}"]
    assert tools._run(command, NOTHING, TOOL) == b""
    assert gone(int(mark.read_text()))


def test_a_program_that_computes_without_end_is_ended_by_its_limit() -> None:
    with pytest.raises(ToolFailed) as caught:
        run_tool(["sh", "-c", "while :; do :; done"], b"", SandboxSettings(tool_cpu_seconds=1).tool)
    assert caught.value.code == "timed_out"


def test_a_program_that_writes_without_end_is_ended_at_the_cap() -> None:
    with pytest.raises(ToolFailed) as caught:
        run_tool(["yes"], b"", SandboxSettings(reply=2 * MB).tool)
    assert caught.value.code == "too_large"


def test_bubblewrap_works_on_this_machine() -> None:
    assert tools.bubblewrap().active, tools.bubblewrap().detail


def test_a_program_sees_no_network_no_processes_no_files_and_no_environment() -> None:
    script = "ls /root /home /work /etc/shadow /proc/1 2>/dev/null; cat /proc/net/dev 2>/dev/null; env; id -u"
    lines = run_tool(["sh", "-c", f"({script}) || true"], b"", TOOL).decode().splitlines()
    names = {line.partition("=")[0] for line in lines if "=" in line}
    assert names <= {"PATH", "LANG", "LC_ALL", "HOME", "OMP_THREAD_LIMIT", "PWD", "SHLVL", "OLDPWD", "_"}
    assert not [line for line in lines if "=" not in line and not line.isdigit()]


def test_without_bubblewrap_the_limits_hold_all_the_same() -> None:
    command = ["/bin/sh", "-c", "ulimit -c; ulimit -t; ulimit -n; ulimit -v"]
    lines = tools._run(command, NOTHING, TOOL).split()
    assert lines == [b"0", b"60", b"256", str(TOOL.memory // 1024).encode()]


def test_the_launcher_starts_nothing_for_a_parent_that_is_gone() -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", launch.__file__, "{}", "1", "/bin/echo", "started"],
        capture_output=True,
        check=True,
    )
    assert result.stdout == b""


def test_the_launcher_takes_new_privileges_away_and_dies_with_its_parent() -> None:
    limits = json.dumps({resource.RLIMIT_CORE: (0, 0)})
    launcher = [sys.executable, "-I", "-S", launch.__file__, limits, str(os.getpid())]
    result = subprocess.run([*launcher, "/bin/cat", "/proc/self/status"], capture_output=True, check=True)
    assert b"NoNewPrivs:\t1" in result.stdout


@pytest.mark.slow
def test_a_daemon_that_is_killed_takes_its_programs_along(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    daemon = (
        "import sys\n"
        "from pathlib import Path\n"
        "from intake.reading import tools\n"
        "from intake.reading.profiles import SandboxSettings\n"
        "import os\n"
        "null = os.open(os.devnull, os.O_RDONLY)\n"
        f"tools._run(['/bin/sh', '-c', 'echo $$ > {mark}; exec sleep 60'], null, SandboxSettings().tool)\n"
    )
    root = Path(tools.__file__).parent.parent.parent
    process = subprocess.Popen([sys.executable, "-c", daemon], cwd=root)
    while not (mark.exists() and mark.read_text().strip()):
        time.sleep(0.02)
    process.kill()
    process.wait()
    pid = int(mark.read_text())
    assert gone(pid)
