"""The hostile inputs in small sizes through the whole line: nothing stops the poll, each row says what became of it."""

from pathlib import Path

import pytest

from tests.hostile.catalogue import Size
from tests.hostile.line import send, without_network
from tests.hostile.make import INPUTS
from tests.hostile.run import GROUP, GROWTH_KB
from tests.servers.forks import Forks
from tests.servers.once import once

CPU, WALL = 3, 12
"""Seconds: a third of what is shipped, so that a bomb that needs the limit costs a test little."""


@pytest.fixture(scope="session")
def usual_kb(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> int:
    """The largest size of a poll of ordinary mails alone."""

    def measure(folder: Path) -> None:
        sent = send((), folder, Size(), cpu=CPU, wall=WALL, ordinary_count=10, launch=forks.run)
        (folder / "peak_kb").write_text(str(sent.peak_kb))

    return int((once(tmp_path_factory, "usual", measure) / "peak_kb").read_text())


def test_there_are_more_than_enough_hostile_inputs_each_with_a_name_of_its_own() -> None:
    assert len({made.name for made in INPUTS}) == len(INPUTS) >= 128


def test_root_can_take_the_network_from_the_poll() -> None:
    assert without_network()


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(INPUTS), GROUP))
def test_no_hostile_input_stops_the_poll_or_leaves_a_trace_outside(
    first: int, usual_kb: int, tmp_path: Path, forks: Forks
) -> None:
    """Status, outcome and flag as expected, ordinary mails between them decided, little memory, no stray file."""
    inputs = INPUTS[first : first + GROUP]
    sent = send(inputs, tmp_path, Size(), cpu=CPU, wall=WALL, launch=forks.run)
    assert sent.problems(inputs) == []
    assert sent.peak_kb - usual_kb < GROWTH_KB


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(INPUTS), GROUP))
def test_on_postgresql_no_hostile_input_stops_the_poll_either(
    first: int, tmp_path: Path, forks_on_postgres: Forks, postgres_url: str
) -> None:
    """It refuses what SQLite takes: NUL, lone surrogates, numbers and index entries that are too large."""
    inputs = INPUTS[first : first + GROUP]
    sent = send(inputs, tmp_path, Size(), cpu=CPU, wall=WALL, database=postgres_url, launch=forks_on_postgres.run)
    assert sent.problems(inputs) == []
