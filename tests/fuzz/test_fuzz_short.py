"""A short, seeded fuzz of every kind; `make fuzz` runs the long one."""

import json
import os
import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import language, run, targets

# Patterns are measured by their CPU time, which no test may depend on.
_OF_PATTERNS = {"pattern", "own"}


@pytest.mark.parametrize("kind", [kind for kind in run.ALL if kind not in _OF_PATTERNS])
def test_damaged_input_comes_to_a_value_or_a_named_status(kind: str, tmp_path: Path) -> None:
    state = run.run(tmp_path, [kind], 120, batch=60)
    assert state.findings == {}
    assert sum(state.outcomes[kind].values()) >= 60  # Hypothesis may stop early where a batch is exhausted


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    run.run(tmp_path, ["page"], 20, batch=10)
    run.run(tmp_path, ["page"], 30, batch=10)
    assert json.loads((tmp_path / "state.json").read_text())["done"] == {"page": 30}
    assert sum(run.State.load(tmp_path).outcomes["page"].values()) == 30


def test_a_finding_is_kept_as_a_file_with_its_number(tmp_path: Path) -> None:
    state = run.State(tmp_path)
    for number in range(5):
        state.note("mail", number, "ValueError in parse.py message", b"raw", "how")
    state.save()
    assert run.State.load(tmp_path).findings == {"mail: ValueError in parse.py message": [0, 1, 2, 3, 4]}
    assert [path.read_bytes() for path in sorted(tmp_path.glob("*.input"))] == [b"raw"] * run.KEPT


def test_the_same_number_is_always_the_same_input() -> None:
    for kind in (kind for name, kind in targets.KINDS.items() if name not in _OF_PATTERNS):
        assert kind.make(random.Random("7")) == kind.make(random.Random("7"))


def _ending(end: Callable[[], object]) -> run.Work:
    """Work on five inputs, of which the fourth ends it like this."""

    def work(tell: Callable[[str], object]) -> None:
        for number in range(5):
            if number == 3:
                end()
            tell(json.dumps({"number": number}) + "\n")

    return work


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: time.sleep(600)])
def test_a_worker_that_dies_or_sleeps_has_told_of_every_input_before(end: Callable[[], object]) -> None:
    assert [number for number, _ in run.told_by(_ending(end), look=0.1)] == [0, 1, 2]


def test_a_worker_that_is_only_slow_is_waited_for() -> None:
    def busy() -> None:
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass

    assert [number for number, _ in run.told_by(_ending(busy), look=0.1)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "pattern",
    [
        re.compile(r"(?:[A-Z][^\W\d_]{2,9}+[-–]?){1,3}\s*(?P<mark>[!?.])(?P=mark)|\d+(?=x)x", re.IGNORECASE),
        re.compile(rb"<(?>\w+)\s\S[^>\s\D]*?\n?(?:a|b|)>"),
    ],
)
def test_texts_of_a_patterns_language_are_matched_by_it(pattern: "re.Pattern[str] | re.Pattern[bytes]") -> None:
    chance = random.Random("texts")
    words = [language.word(pattern, chance) for _ in range(200)]
    written: list[Any] = [w.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else w for w in words]
    assert len(set(words)) > 50
    # A blank of Unicode is none among bytes.
    assert sum(pattern.match(w) is not None for w in written) > 100
