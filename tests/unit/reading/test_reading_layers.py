"""The layers, each taken by a thread of its own."""

import errno
import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intake.reading import landlock, limits, privileges, seccomp, steps
from intake.reading.layers import Layer, missing
from intake.reading.profiles import SandboxSettings
from intake.reading.steps import Step

Alone = Callable[[Callable[[], Any]], Any]


def refusal(act: Callable[[], Any]) -> int | None:
    """The errno with which `act` is refused; None where it is not."""
    try:
        act()
    except OSError as error:
        return error.errno
    except ValueError:  # what setrlimit makes of EPERM
        return errno.EPERM
    return None


def test_landlock_leaves_named_folders_readable_and_nothing_else(tmp_path: Path, alone: Alone) -> None:
    (tmp_path / "open").mkdir()
    inside, outside = tmp_path / "open" / "a", tmp_path / "b"
    inside.write_text("a")
    outside.write_text("b")

    def piece() -> tuple[Any, ...]:
        privileges.no_new_privileges()
        layer = landlock.restrict([tmp_path / "open"])
        new = tmp_path / "open" / "new"
        return layer.active, refusal(inside.read_text), refusal(outside.read_text), refusal(lambda: new.write_text("x"))

    assert alone(piece) == (True, None, errno.EACCES, errno.EACCES)
    assert outside.read_text() == "b"  # this thread is as free as before


@pytest.mark.parametrize("known", [1, 2, 3, 4, 5, 6, 7])
def test_landlock_asks_an_older_kernel_for_no_more_than_it_knows(known: int, tmp_path: Path, alone: Alone) -> None:
    def piece() -> tuple[bool, int | None]:
        privileges.no_new_privileges()
        return landlock.restrict([], known=known).active, refusal(lambda: list(tmp_path.iterdir()))

    assert known <= landlock.version()
    assert alone(piece) == (True, errno.EACCES)


def test_landlock_says_what_to_do_where_the_kernel_has_none() -> None:
    layer = landlock.restrict(known=0)
    assert not layer.active
    assert "5.13" in layer.detail


def test_landlock_that_is_refused_is_shown_as_missing(tmp_path: Path, alone: Alone) -> None:
    layer = alone(lambda: landlock.restrict([tmp_path / "absent"]))
    assert not layer.active
    assert "No such file" in layer.detail


def test_the_interpreters_files_stay_readable_but_no_checkout_and_no_home() -> None:
    paths = landlock.readable_paths()
    assert Path(os.__file__).parent in paths
    assert Path(limits.__file__).parent.parent in paths
    assert Path(limits.__file__).parent.parent.parent not in paths
    assert Path.home() not in paths


def test_seccomp_refuses_network_processes_and_writing(tmp_path: Path, alone: Alone) -> None:
    existing = tmp_path / "file"
    existing.write_text("x")

    def piece() -> dict[str, Any]:
        assert seccomp.restrict().active
        return {
            "socket": refusal(socket.socket),
            "write": refusal(lambda: existing.open("w")),
            "append": refusal(lambda: existing.open("a")),
            "update": refusal(lambda: existing.open("r+")),
            "create": refusal(lambda: os.open(tmp_path / "new", os.O_CREAT)),
            "unlink": refusal(existing.unlink),
            "fork": refusal(os.fork),
            "kill": refusal(lambda: os.kill(os.getpid(), 0)),
            "memfd": refusal(lambda: os.memfd_create("x")),
            "limit": refusal(lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0))),
        }

    assert set(alone(piece).values()) == {errno.EPERM}


def test_seccomp_leaves_reading_as_it_was(tmp_path: Path, alone: Alone) -> None:
    path = tmp_path / "file"
    path.write_text("x")

    def piece() -> tuple[Any, ...]:
        seccomp.restrict()
        return path.read_text(), list(tmp_path.iterdir()), resource.getrlimit(resource.RLIMIT_CORE), len(os.urandom(8))

    assert alone(piece) == ("x", [path], resource.getrlimit(resource.RLIMIT_CORE), 8)


def test_without_capabilities_no_file_is_readable_against_its_mode(tmp_path: Path, alone: Alone) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    path.chmod(0)

    def piece() -> tuple[bool, int | None]:
        return privileges.drop_capabilities().active, refusal(path.read_text)

    assert alone(piece) == (True, errno.EACCES)


def test_what_a_process_gave_up_for_its_children_they_do_not_have(alone: Alone) -> None:
    """The bounding set is the calling thread's, and goes to what it forks (capabilities(7))."""

    def piece() -> int:
        privileges.bound.cache_clear()
        privileges.bound()
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(into, Path("/proc/self/status").read_bytes())
            os._exit(0)
        os.close(into)
        with os.fdopen(out) as file:
            (line,) = (line for line in file.read().splitlines() if line.startswith("CapBnd"))
        os.waitpid(pid, 0)
        return int(line.split()[1], 16)

    assert os.getuid() != 0 or alone(piece) == 0


def test_a_folder_closed_to_others_keeps_the_user_as_it_is() -> None:
    shut = privileges.unreadable()
    if os.getuid() == 0 and shut is not None:
        layer = privileges.drop_user()
        assert not layer.active
        assert str(shut) in layer.detail
    else:
        assert shut is None or os.getuid() != 0


def test_a_layer_whose_call_is_refused_is_taken_anew_and_says_why() -> None:
    held, why = Layer("a", active=True, detail="Fine."), Layer("a", active=False, detail="not here.")
    made: list[str] = []

    def call(word: str, answer: int) -> steps.Call:
        def function() -> int:
            made.append(word)
            return answer

        return function, ()

    ready = (
        Step((call("one", 0), call("two", 0)), held, lambda: why),
        Step((call("three", -1), call("four", 0)), held, lambda: why),
        Step(None, held, lambda: why),
        Step((call("five", 0),), None, lambda: None),
    )
    assert steps.take(ready) == (held, why, why)
    assert made == ["one", "two", "three", "five"]


def test_ready_limits_that_are_refused_are_taken_anew_or_raise(alone: Alone) -> None:
    ready = limits.ready(SandboxSettings().parse)
    rlimits = ready.steps[0]
    assert rlimits.calls is not None
    prlimit, arguments = rlimits.calls[0]
    assert prlimit(*arguments[:1], 1000, *arguments[2:]) == -1  # no such resource

    def piece() -> tuple[bool, int | None]:
        seccomp.restrict()
        return prlimit(*arguments) == 0, refusal(rlimits.anew)

    assert alone(piece) == (False, errno.EPERM)


def test_every_missing_layer_is_named_with_its_mend() -> None:
    layers = [Layer("a", active=True, detail="Fine."), Layer("b", active=False, detail="install c.")]
    assert missing(layers) == ("The layer b is missing: install c.",)


def test_memory_counts_beyond_what_is_mapped_already() -> None:
    table = limits.table(SandboxSettings(memory=100, cpu_seconds=7).parse, 1_000)
    assert table[resource.RLIMIT_AS] == (1_100, 1_100)
    assert table[resource.RLIMIT_CPU] == (7, 8)
    assert table[resource.RLIMIT_FSIZE] == (0, 0)


def test_what_is_mapped_is_what_the_kernel_says() -> None:
    assert 10_000_000 < limits.mapped() < 100_000_000_000


def test_a_limit_is_never_asked_for_above_the_hard_one() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard != resource.RLIM_INFINITY
    limits.set_limits({resource.RLIMIT_NOFILE: (soft, hard + 1)})
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (soft, hard)


def test_the_three_profiles_have_limits_of_their_own() -> None:
    settings = SandboxSettings(memory=1, render_memory=2, tool_memory=3)
    assert [profile.memory for profile in (settings.parse, settings.render, settings.tool)] == [1, 2, 3]
    assert [profile.name for profile in (settings.parse, settings.render, settings.tool)] == ["parse", "render", "tool"]
