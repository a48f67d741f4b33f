"""Real zygotes and real children that misbehave: each ends with a reason, and the next one is read."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from intake.errors import ConfigError, MessageUnreadable
from intake.model.document import Document, DocumentStatus
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import Reader, ReadersUnavailable, SandboxSettings, zygote
from intake.reading.layers import missing
from tests.servers.processes import children

ROOT = Path(__file__).resolve().parent.parent.parent.parent
Toys = Callable[[SandboxSettings], Reader]
QUICK = SandboxSettings(wall_seconds=5.0, cpu_seconds=1, memory=300_000_000, reply=1_000_000)


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def reason(document: Document) -> tuple[DocumentStatus, str]:
    assert document.error is not None
    assert document.error.detail.endswith(".")
    return document.status, document.error.code


@pytest.mark.parametrize(
    ("toy", "status", "code"),
    [
        ("spin", DocumentStatus.TIMED_OUT, "timed_out"),
        ("memory", DocumentStatus.TOO_LARGE, "too_large"),
        ("long", DocumentStatus.TOO_LARGE, "too_large"),
        ("endless", DocumentStatus.TOO_LARGE, "too_large"),
        ("crash", DocumentStatus.CORRUPT, "crashed"),
        ("abort", DocumentStatus.CORRUPT, "crashed"),
        ("garbage", DocumentStatus.CORRUPT, "crashed"),
        ("half", DocumentStatus.CORRUPT, "crashed"),
        ("failed_after_all", DocumentStatus.CORRUPT, "crashed"),
        ("execute", DocumentStatus.CORRUPT, "crashed"),
    ],
)
def test_a_child_that_misbehaves_leaves_a_reason_and_the_next_is_read(
    toy: str, status: DocumentStatus, code: str, toys: Toys
) -> None:
    reader = toys(QUICK)
    first = reader.pids()
    assert reason(reader.read_file(toy.encode(), "a")) == (status, code)
    assert reader.read_file(b"next", "a").text == "NEXT"
    assert reader.pids() != first
    assert until(lambda: not alive(first[0]))


def test_a_message_that_misbehaves_is_unreadable(toys: Toys) -> None:
    with pytest.raises(MessageUnreadable) as caught:
        toys(QUICK).read_message(b"crash", ArrivalTimes())
    assert caught.value.code == "crashed"


def test_a_sleeping_child_is_killed_and_reaped_at_its_deadline(toys: Toys) -> None:
    reader = toys(SandboxSettings(wall_seconds=0.5))
    pid = reader.pids()[0]
    done: list[tuple[DocumentStatus, str]] = []
    thread = threading.Thread(target=lambda: done.append(reason(reader.read_file(b"sleep", "a"))))
    began = time.monotonic()
    thread.start()
    assert until(lambda: children(pid))
    child = children(pid)[0]
    assert until(lambda: not Path(f"/proc/{child}").exists())
    assert 0.45 < time.monotonic() - began < 3
    thread.join()
    assert done == [(DocumentStatus.TIMED_OUT, "timed_out")]


def test_memory_that_a_library_does_without_is_not_fatal(toys: Toys) -> None:
    assert toys(QUICK).read_file(b"swallowed", "a").text == "went on"


def test_one_bad_child_does_not_disturb_those_beside_it(toys: Toys) -> None:
    reader = toys(SandboxSettings(wall_seconds=2.0))
    found: dict[str, Document] = {}

    def read(word: str) -> None:
        found[word] = reader.read_file(word.encode(), "a")

    words = ["sleep", "crash", *[f"good {number}" for number in range(20)]]
    threads = [threading.Thread(target=read, args=(word,)) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reason(found.pop("sleep"))[1] == "timed_out"
    assert reason(found.pop("crash"))[1] == "crashed"
    assert {word: document.text for word, document in found.items()} == {word: word.upper() for word in found}


def test_a_child_has_nothing_of_the_daemon(toys: Toys) -> None:
    os.environ["READING_TEST_SECRET"] = "hunter2"
    try:
        reader = toys(SandboxSettings())
    finally:
        del os.environ["READING_TEST_SECRET"]
    environment, descriptors, folder, user, pid = json.loads(reader.read_file(b"surroundings", "a").text)
    assert environment == zygote.ENVIRONMENT
    assert descriptors == [0, 1, 2, 3, 4]
    assert folder == "/"
    assert user == os.getuid() or os.getuid() == 0
    assert pid not in {os.getpid(), *reader.pids()}


def test_a_zygote_that_is_killed_takes_its_children_along_and_is_replaced(toys: Toys) -> None:
    reader = toys(SandboxSettings(wall_seconds=3.0))
    first = reader.pids()[0]
    found: list[Document] = []
    thread = threading.Thread(target=lambda: found.append(reader.read_file(b"sleep", "a")))
    thread.start()
    assert until(lambda: children(first))
    child = children(first)[0]
    os.kill(first, signal.SIGKILL)
    assert until(lambda: not alive(child), 2.0)
    assert reader.read_file(b"next", "a").text == "NEXT"
    thread.join()
    assert reason(found[0])[1] == "timed_out"  # read again in the fresh zygote, it slept there too


def test_neither_daemon_nor_zygote_keeps_a_descriptor(toys: Toys) -> None:
    reader = toys(QUICK)
    reader.read_file(b"first", "a")
    here, there = descriptors(os.getpid()), descriptors(reader.pids()[0])
    for word in [b"good"] * 20 + [b"failing"] * 3:
        reader.read_file(word, "a")
    assert until(lambda: descriptors(reader.pids()[0]) == there)
    reader.read_file(b"crash", "a")  # takes two zygotes down
    reader.read_file(b"good", "a")
    assert descriptors(os.getpid()) == here


def test_where_memory_is_short_a_child_goes_before_the_daemon(toys: Toys) -> None:
    reader = toys(SandboxSettings())
    pid = reader.pids()[0]

    def read() -> None:
        with contextlib.suppress(ReadersUnavailable):
            reader.read_file(b"sleep", "a")

    thread = threading.Thread(target=read)
    thread.start()
    assert until(lambda: children(pid))
    child = children(pid)[0]
    assert until(lambda: Path(f"/proc/{child}/oom_score_adj").read_text().strip() == "1000")
    assert int(Path("/proc/self/oom_score_adj").read_text()) < 1000
    reader.close()
    thread.join()


def test_ctrl_c_does_not_reach_the_zygote(toys: Toys) -> None:
    reader = toys(SandboxSettings())
    pid = reader.pids()[0]
    assert os.getpgid(pid) != os.getpgid(0)
    os.kill(pid, signal.SIGINT)
    assert reader.read_file(b"still here", "a").text == "STILL HERE"
    assert reader.pids() == (pid,)


def test_closing_ends_the_zygote_and_a_child_at_work(toys: Toys) -> None:
    reader = toys(SandboxSettings())
    pid = reader.pids()[0]
    refused: list[BaseException] = []

    def read() -> None:
        with pytest.raises(ReadersUnavailable) as caught:
            reader.read_file(b"sleep", "a")
        refused.append(caught.value)

    thread = threading.Thread(target=read)
    thread.start()
    assert until(lambda: children(pid))
    child = children(pid)[0]
    reader.close()
    thread.join(5)
    assert len(refused) == 1
    assert not alive(pid)
    assert not alive(child)


@pytest.mark.timeout(30)  # it is loaded or given up after a minute
def test_closing_waits_for_no_zygote_that_still_loads() -> None:
    never = "import sys, time; time.sleep(600)"
    reader = Reader(SandboxSettings(), ReadingPolicy(), start=partial(zygote.start, never))
    reader.begin()
    assert until(lambda: bool(reader.pids()))
    (pid,) = reader.pids()
    reader.close()
    assert not alive(pid)
    with pytest.raises(ReadersUnavailable):
        reader.read_file(b"text", "a")


def test_everybody_who_waits_for_readers_that_cannot_be_loaded_hears_why() -> None:
    program = "import sys, time; time.sleep(0.5)"
    heard: list[str] = []

    def read(reader: Reader) -> None:
        with pytest.raises(ReadersUnavailable) as caught:
            reader.read_file(b"text", "a")
        heard.append(str(caught.value))

    with contextlib.closing(Reader(SandboxSettings(), ReadingPolicy(), start=partial(zygote.start, program))) as reader:
        reader.begin()
        threads = [threading.Thread(target=read, args=(reader,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(heard) == 3
    assert all("cannot be loaded (the process ended)" in words for words in heard), heard


DAEMON = """
import sys
from functools import partial
from intake.model.policy import ReadingPolicy
from intake.reading import Reader, SandboxSettings, zygote
reader = Reader(SandboxSettings(), ReadingPolicy(), start=partial(zygote.start, sys.argv[1]))
reader.start()
print(reader.pids()[0], flush=True)
reader.read_file(b"sleep", "a")
"""


def test_a_daemon_that_is_killed_leaves_no_orphan(toy_program: str) -> None:
    daemon = subprocess.Popen(
        [sys.executable, "-c", DAEMON, toy_program], cwd=ROOT, stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    )
    assert daemon.stdout is not None
    with daemon:
        pid = int(daemon.stdout.readline())
        assert until(lambda: children(pid))
        child = children(pid)[0]
        daemon.kill()
    assert until(lambda: not alive(pid) and not alive(child), 2.0)


def test_full_protection_starts_only_with_every_layer(toys: Toys) -> None:
    lacking = missing(toys(SandboxSettings()).layers())
    if lacking:
        with pytest.raises(ConfigError) as caught:
            toys(SandboxSettings(require="full"))
        assert len(caught.value.problems) == len(lacking)
    else:
        assert toys(SandboxSettings(require="full")).read_file(b"next", "a").text == "NEXT"


def test_a_child_refuses_to_read_without_a_layer_that_is_required(toys: Toys) -> None:
    reader = toys(SandboxSettings())
    lacking = missing(layer for layer in reader.layers() if layer.name != "bubblewrap")
    reader._settings = SandboxSettings(require="full")
    if lacking:
        with pytest.raises(ReadersUnavailable):
            reader.read_file(b"next", "a")
    else:
        assert reader.read_file(b"next", "a").text == "NEXT"
