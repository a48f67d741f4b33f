"""What a message costs from its bytes to its application: by cores, by stage, and by the size of the ledger."""

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from intake.imports import import_mail
from intake.mailbox.files import sources
from intake.pipeline import process
from tests.benchmarks import boxes, cpu
from tests.benchmarks.ledger import grow
from tests.e2e.mails import FIRST_SENT, applications, letters
from tests.e2e.site import Site

CAREERS = Path(__file__).parents[2] / "fixtures" / "careers"


class Timed:
    """Stands for a part of the line and adds up what its methods take, by name, in the seconds of a clock."""

    def __init__(
        self, part: Any, spent: dict[str, float], stages: dict[str, str], clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._part, self._spent, self._stages, self._clock = part, spent, stages, clock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        stage = self._stages.get(name)
        return self._timed(found, stage) if stage else found

    def _timed(self, call: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            started = self._clock()
            try:
                return call(*arguments, **named)
            finally:
                self._spent[stage] += self._clock() - started

        return timed


_STORE = {"claim": "claim", "keep_reading": "keep the reading", "context": "context", "record": "record"}
_READER = {"read_message": "read the mail", "read_documents": "read documents"}


def measure(folder: Path, mails: int, ledger: Sequence[int]) -> dict[str, float]:
    """Messages a second on one core and two, shares of the stages on one, cost by rows of the ledger."""
    results: dict[str, float] = {}
    everywhere = os.sched_getaffinity(0)
    for count in (1, 2):
        os.sched_setaffinity(0, set(sorted(everywhere)[:count]))
        try:
            speed, spent = _speed(folder, mails, count)
        finally:
            os.sched_setaffinity(0, everywhere)
        name = f"process, resume and statement each, {count} core{'s'[: count - 1]}"
        results[f"{name}: messages a second"] = round(speed, 1)
        whole = sum(spent.values())
        results[f"{name}: CPU ms a message"] = round(1000 * whole / mails, 1)
        if count == 1:
            results |= {f"process: CPU, share of {stage}, %": round(100 * s / whole) for stage, s in spent.items()}
    return results | _by_ledger(folder, ledger)


def _speed(folder: Path, mails: int, workers: int) -> tuple[float, dict[str, float]]:
    """Messages a second, and the CPU seconds of each stage, those of the readers' children included.

    A stage's seconds of the clock would tell nothing: while one message is stored the next one is read.
    """
    spent: dict[str, float] = defaultdict(float)
    with boxes.app(_site(folder)) as app:
        line = app.line()
        _import(line, folder, applications(mails))
        line.reader.start()
        watched = replace(
            line,
            store=Timed(line.store, spent, _STORE),
            reader=Timed(line.reader, spent, _READER, lambda: cpu.with_readers(line.reader, time.thread_time)),
            workers=workers,
        )
        before, started = cpu.with_readers(line.reader), time.perf_counter()
        done = process(watched)
        seconds, whole = time.perf_counter() - started, cpu.with_readers(line.reader) - before
        spent["the rest"] = whole - sum(spent.values())
        return done.total / seconds, spent


def _by_ledger(folder: Path, sizes: Sequence[int]) -> dict[str, float]:
    """CPU seconds of this process (the readers' children apart) for each new message, at so many rows."""
    results: dict[str, float] = {}
    fresh, base, warm = 60, 200, 20
    with boxes.app(_site(folder)) as app:
        line = app.line()
        _import(line, folder, applications(base))
        process(line)
        for at, rows in enumerate(sizes, 1):
            grow(line.store.engine, base, rows)
            costs = []
            for turn in range(4):
                first = FIRST_SENT + timedelta(days=400 * at, hours=100 * turn)
                count = fresh if turn else warm
                _import(line, folder, _others(count, 10_000 * at + 100 * turn, first))
                started, spent = time.perf_counter(), time.process_time()
                done = process(line)
                if done.total != count:
                    raise SystemExit(f"{done.total} of {count} messages were processed")
                if turn:
                    costs.append((time.process_time() - spent, time.perf_counter() - started))
            results[f"a message at {rows} rows: CPU ms outside the child"] = round(1000 * min(costs)[0] / fresh, 2)
            results[f"a message at {rows} rows: ms in all"] = round(1000 * min(w for _, w in costs) / fresh, 2)
    short, long = (results[f"a message at {rows} rows: CPU ms outside the child"] for rows in (sizes[0], sizes[-1]))
    return results | {f"a message at {sizes[-1]} rows against {sizes[0]}: CPU, ratio": round(long / short, 2)}


def _others(count: int, number: int, first: Any) -> list[bytes]:
    """Applications of people who have not written before, and whose names nobody has: namesakes cost more."""
    return [
        raw.replace(b"person", b"person%d-" % number).replace(b".kill@", b".%d@" % number)
        for raw in applications(count, first=first, family=f"Van{letters(number)}o")
    ]


def _site(folder: Path) -> Site:
    made = Site(Path(tempfile.mkdtemp(dir=folder)))
    made.write()
    made.run("postings", "import", *sorted(CAREERS.iterdir()))
    return made


def _import(line: Any, folder: Path, raws: Sequence[bytes]) -> None:
    place = Path(tempfile.mkdtemp(dir=folder))
    for number, raw in enumerate(raws):
        (place / f"{number:05}.eml").write_bytes(raw)
    import_mail(line, sources([place], lambda _problem: None))
