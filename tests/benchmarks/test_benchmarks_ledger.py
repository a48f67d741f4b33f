"""A message costs the database as much in a long ledger as in a short one, counted in its own steps, not in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from intake.pipeline import process
from tests.benchmarks import boxes
from tests.benchmarks.ledger import grow
from tests.benchmarks.processing import _import, _others, _site
from tests.e2e.mails import FIRST_SENT, applications

STEPS = 100
"""Instructions of SQLite's machine between two counts."""


@contextmanager
def counted(engine: Engine) -> Iterator[list[int]]:
    """How many times a hundred instructions the database took meanwhile, on every connection."""
    count = [0]

    def tick() -> int:
        count[0] += 1
        return 0

    def watch(connection: Any, *_: object) -> None:
        connection.set_progress_handler(tick, STEPS)

    event.listen(engine, "checkout", watch)
    try:
        yield count
    finally:
        event.remove(engine, "checkout", watch)


@pytest.mark.slow
def test_a_message_costs_no_more_in_a_ledger_twenty_times_as_long(tmp_path: Path) -> None:
    base, fresh, steps = 40, 5, []
    with boxes.app(_site(tmp_path)) as app:
        line = app.line()
        _import(line, tmp_path, applications(base))
        process(line)
        for turn, rows in enumerate((1, 5, 100), 1):
            grow(line.store.engine, base, base * rows)
            _import(line, tmp_path, _others(fresh, 100 * turn, FIRST_SENT + timedelta(days=100 * turn)))
            with counted(line.store.engine) as count:
                assert process(line).total == fresh
            steps.append(count[0])
    _, short, long = steps
    assert short > 100
    assert long < 1.2 * short, steps
