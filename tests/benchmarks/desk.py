"""`python -m tests.benchmarks.desk`: how fast the review desk reads, on both databases, at the server.

    python -m tests.benchmarks.desk [--applications 100000] [--messages 1000000] [--calls 100] [--json FILE]

Each figure is the median and the 95th percentile of so many calls, in milliseconds, and the median of CPU time of
this process, which neighbours on the machine disturb less (of PostgreSQL it leaves out the server's part).
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from intake.model.scope import EVERYTHING, Scope
from intake.storage.database import migrate, open_database
from intake.storage.desk import Desk
from intake.storage.desk_values import Order, QueueFilter
from tests.benchmarks.desk_data import VOCABULARY, fill
from tests.servers.postgres import PostgresServer

RECRUITER = Scope(postings=("p1", "p20", "p39"))
AT_ONCE = 50
TRIAGE = Scope(mailboxes=("jobs2",))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    figures: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        if chosen.only != "postgresql":
            engine = open_database("sqlite:///desk.db", Path(folder))
            figures["sqlite"] = _measured(engine, chosen)
        if chosen.only != "sqlite":
            server = PostgresServer()
            try:
                server.start()
                engine = open_database(server.url(server.create()), Path(folder))
                figures["postgresql"] = _measured(engine, chosen)
            finally:
                server.stop()
                server.remove()
    for database, found in figures.items():
        for name, (median, p95, cpu) in found.items():
            print(f"{database:<11} {name:<44} {median:7.1f} ms  p95 {p95:7.1f} ms  cpu {cpu:7.1f} ms")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _measured(engine: Engine, chosen: argparse.Namespace) -> dict[str, list[float]]:
    start = time.monotonic()
    migrate(engine)
    fill(engine, applications=chosen.applications, messages=chosen.messages)
    print(f"{engine.dialect.name}: filled in {time.monotonic() - start:.0f} s", flush=True)
    found = {name: _times(call, chosen.calls) for name, call in calls(Desk(engine), chosen.applications).items()}
    found[f"queue, {AT_ONCE} at a time (each)"] = _at_once(Desk(engine))
    engine.dispose()
    return found


def _at_once(desk: Desk) -> list[float]:
    """Many readers at the same time, as the server's threads; an error of one ends the run."""

    def one(_: int) -> float:
        start = time.perf_counter()
        desk.queue(EVERYTHING, QueueFilter())
        return (time.perf_counter() - start) * 1000

    cpu = time.process_time()
    with ThreadPoolExecutor(AT_ONCE) as readers:
        walls = sorted(readers.map(one, range(AT_ONCE * 2)))
    spent = (time.process_time() - cpu) * 1000 / len(walls)
    return [statistics.median(walls), walls[int(len(walls) * 0.95)], spent]


def calls(desk: Desk, applications: int) -> dict[str, Callable[[random.Random], object]]:
    """Every read that is measured."""
    unreviewed, every = QueueFilter(), QueueFilter(status=None)
    common, rare = VOCABULARY[:40], VOCABULARY[300:900]

    def two(chance: random.Random, some: tuple[str, ...]) -> str:
        return f"{chance.choice(some)} {chance.choice(common)}"

    def page_of(chance: random.Random) -> object:
        return desk.application(EVERYTHING, f"a{chance.randint(1, applications)}")

    return {
        "queue": lambda _: desk.queue(EVERYTHING, unreviewed),
        "queue, second page": lambda _: desk.queue(
            EVERYTHING, unreviewed, after=desk.queue(EVERYTHING, unreviewed).after
        ),
        "queue by posting": lambda _: desk.queue(EVERYTHING, replace(unreviewed, order=Order.POSTING)),
        "queue, incomplete": lambda _: desk.queue(EVERYTHING, replace(unreviewed, chip="incomplete")),
        "all applications": lambda _: desk.queue(EVERYTHING, every),
        "all applications, late, declined": lambda _: desk.queue(
            EVERYTHING, QueueFilter(status="declined", chip="late")
        ),
        "queue of a recruiter of three postings": lambda _: desk.queue(RECRUITER, every),
        "queue of triage of one mailbox": lambda _: desk.queue(TRIAGE, every),
        "neighbours": lambda chance: desk.neighbours(EVERYTHING, every, f"a{chance.randint(1, applications)}"),
        "application page": page_of,
        "search, a frequent and a rare word": lambda chance: desk.queue(
            EVERYTHING, replace(every, words=two(chance, rare))
        ),
        "search, two frequent words": lambda chance: desk.queue(EVERYTHING, replace(every, words=two(chance, common))),
        "search of a recruiter": lambda chance: desk.queue(RECRUITER, replace(every, words=two(chance, common))),
        "postings": lambda _: desk.postings(EVERYTHING),
        "mailboxes": lambda _: desk.mailboxes(EVERYTHING),
        "could not be read": lambda _: desk.unread(EVERYTHING),
        "correspondence of one mailbox": lambda _: desk.correspondence(TRIAGE),
        "history": lambda _: desk.history(EVERYTHING),
        "history of a recruiter": lambda _: desk.history(RECRUITER),
        "numbers in the header": lambda _: desk.numbers(EVERYTHING),
    }


def _times(call: Callable[[random.Random], object], count: int) -> list[float]:
    chance = random.Random(3)
    call(chance)
    walls, cpus = [], []
    for _ in range(count):
        wall, cpu = time.perf_counter(), time.process_time()
        call(chance)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls.sort()
    return [statistics.median(walls), walls[int(len(walls) * 0.95)], statistics.median(cpus)]


if __name__ == "__main__":
    main()
