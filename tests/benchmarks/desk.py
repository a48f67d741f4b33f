"""`python -m tests.benchmarks.desk`: how fast the review desk reads, on both databases, at the server.

    python -m tests.benchmarks.desk [--applications 100000] [--messages 1000000] [--calls 100] [--json FILE]
    python -m tests.benchmarks.desk --database URL     an empty database is filled first; a filled one is measured again

Reads are methods of the desk; pages are whole answers of the server over HTTP: session, queries, template. Each figure
is the median and the 95th percentile of so many calls in milliseconds, and the mean of CPU time of this process and
of PostgreSQL's (`db`), which neighbours on the machine disturb less.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select

from intake.model.scope import EVERYTHING, Scope
from intake.storage.database import migrate, open_database, reading
from intake.storage.desk import Desk
from intake.storage.queue_values import Order, QueueFilter
from intake.storage.tables import ApplicationRow
from tests.benchmarks.desk_data import VOCABULARY, fill
from tests.benchmarks.desk_pages import AT_ONCE, Served, server_cpu
from tests.servers.postgres import PostgresServer

RECRUITER = Scope(postings=("p1", "p20", "p39"))
TRIAGE = Scope(mailboxes=("jobs2",))
COMMON, RARE = VOCABULARY[:40], VOCABULARY[300:900]

Call = Callable[[random.Random], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one kind of call costs, in milliseconds."""

    median: float
    p95: float
    cpu: float
    db: float

    def line(self) -> str:
        """For people."""
        return f"{self.median:7.1f} ms  p95 {self.p95:7.1f} ms  cpu {self.cpu:6.1f} + db {self.db:6.1f} ms"


def main() -> None:
    """Measures and prints."""
    chosen = _arguments()
    figures: dict[str, dict[str, Figure]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for url in _databases(chosen, Path(folder)):
            engine = open_database(url, Path(folder))
            figures[engine.dialect.name] = _measured(engine, Path(folder), chosen)
            engine.dispose()
    if chosen.json:
        data = {
            database: {name: [f.median, f.p95, f.cpu, f.db] for name, f in found.items()}
            for database, found in figures.items()
        }
        chosen.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--named", default="", help="only calls whose name holds this")
    parser.add_argument("--database", action="append", metavar="URL")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _databases(chosen: argparse.Namespace, folder: Path) -> Iterator[str]:
    if chosen.database:
        yield from chosen.database
        return
    if chosen.only != "postgresql":
        yield f"sqlite:///{folder / 'desk.db'}"
    if chosen.only != "sqlite":
        server = PostgresServer()
        try:
            server.start()
            yield server.url(server.create())
        finally:
            server.remove()


def _measured(engine: Engine, folder: Path, chosen: argparse.Namespace) -> dict[str, Figure]:
    start = time.monotonic()
    migrate(engine)
    with reading(engine) as session:
        empty = session.scalar(select(ApplicationRow.id).limit(1)) is None
    if empty:
        fill(engine, applications=chosen.applications, messages=chosen.messages)
    print(f"{engine.dialect.name}: ready after {time.monotonic() - start:.0f} s", flush=True)
    with Served(engine, folder) as served:
        every: dict[str, Call] = reads(Desk(engine), chosen.applications) | pages(served, chosen.applications)
        measures = {name: partial(_times, engine, call, chosen.calls) for name, call in every.items()}
        measures[f"page: queue, {AT_ONCE} at a time"] = partial(_at_once, engine, served)
        found = {}
        for name, measure in measures.items():
            if chosen.named in name:
                found[name] = measure()
                print(f"{engine.dialect.name:<11} {name:<44} {found[name].line()}", flush=True)
    return found


def reads(desk: Desk, applications: int) -> dict[str, Call]:
    """Every read that is measured."""
    unreviewed, every = QueueFilter(), QueueFilter(status=None)

    def queue(wanted: QueueFilter, scope: Scope = EVERYTHING) -> Call:
        return lambda _: desk.queue(scope, wanted)

    def second(_: random.Random) -> object:
        return desk.queue(EVERYTHING, unreviewed, after=desk.queue(EVERYTHING, unreviewed).after)

    def search(some: tuple[str, ...], wanted: QueueFilter = every, scope: Scope = EVERYTHING) -> Call:
        return lambda chance: desk.queue(scope, replace(wanted, words=two(chance, some)))

    def one(chance: random.Random) -> str:
        return f"a{chance.randint(1, applications)}"

    chips = ("needs_posting", "incomplete", "late", "possible_duplicate", "possible_agency", "unverified_sender")
    return {
        "queue": queue(unreviewed),
        "queue, second page": second,
        "queue by posting": queue(replace(unreviewed, order=Order.POSTING)),
        **{f"queue, {chip}": queue(replace(unreviewed, chip=chip)) for chip in (*chips, "after_decision", "new_mail")},
        "queue of one posting": queue(replace(unreviewed, posting="p39")),
        "all applications": queue(every),
        "all applications by posting": queue(replace(every, order=Order.POSTING)),
        "all applications, late, declined": queue(QueueFilter(status="declined", chip="late")),
        "all applications of a tag": queue(replace(every, tag="second look")),
        "all applications of a tag, late": queue(replace(every, tag="second look", chip="late")),
        "queue of a recruiter of three postings": queue(every, RECRUITER),
        "queue of triage of one mailbox": queue(every, TRIAGE),
        "neighbours": lambda chance: desk.neighbours(EVERYTHING, every, one(chance)),
        "application": lambda chance: desk.application(EVERYTHING, one(chance)),
        "search, a frequent and a rare word": search(RARE),
        "search, two frequent words": search(COMMON),
        "search, two frequent words, late, declined": search(COMMON, QueueFilter(status="declined", chip="late")),
        "search of a recruiter": search(COMMON, scope=RECRUITER),
        "postings": lambda _: desk.postings(EVERYTHING),
        "mailboxes": lambda _: desk.mailboxes(EVERYTHING),
        "could not be read": lambda _: desk.unread(EVERYTHING),
        "correspondence of one mailbox": lambda _: desk.correspondence(TRIAGE),
        "history": lambda _: desk.history(EVERYTHING),
        "history of a recruiter": lambda _: desk.history(RECRUITER),
        "numbers in the header": lambda _: desk.numbers(EVERYTHING),
    }


def pages(served: Served, applications: int) -> dict[str, Call]:
    """The pages of issue 4, as the server answers them."""

    def searched(chance: random.Random) -> object:
        return served.get(f"/queue?q={two(chance, RARE).replace(' ', '+')}")

    return {
        "page: queue": lambda _: served.get("/queue"),
        "page: queue, incomplete": lambda _: served.get("/queue?chip=incomplete"),
        "page: all applications": lambda _: served.get("/queue?status=any"),
        "page: application": lambda chance: served.get(f"/applications/a{chance.randint(1, applications)}?status=any"),
        "page: search of two words": searched,
        "page: postings": lambda _: served.get("/postings"),
        "page: mailboxes": lambda _: served.get("/mailboxes"),
    }


def two(chance: random.Random, some: tuple[str, ...]) -> str:
    """Two words to search for, the second a frequent one."""
    return f"{chance.choice(some)} {chance.choice(COMMON)}"


def _times(engine: Engine, call: Call, count: int) -> Figure:
    chance = random.Random(3)
    call(chance)
    walls = []
    cpu, server = time.process_time(), server_cpu(engine)
    for _ in range(count):
        wall = time.perf_counter()
        call(chance)
        walls.append((time.perf_counter() - wall) * 1000)
    return _figure(walls, (time.process_time() - cpu) * 1000 / count, (server_cpu(engine) - server) * 1000 / count)


def _at_once(engine: Engine, served: Served) -> Figure:
    """Many browsers at the same time; an error of one ends the run."""

    def one(_: int) -> float:
        start = time.perf_counter()
        served.get("/queue")
        return (time.perf_counter() - start) * 1000

    cpu, server = time.process_time(), server_cpu(engine)
    with ThreadPoolExecutor(AT_ONCE) as browsers:
        walls = list(browsers.map(one, range(AT_ONCE * 4)))
    spent = (time.process_time() - cpu) * 1000, (server_cpu(engine) - server) * 1000
    return _figure(walls, spent[0] / len(walls), spent[1] / len(walls))


def _figure(walls: list[float], cpu: float, db: float) -> Figure:
    walls = sorted(walls)
    return Figure(median=statistics.median(walls), p95=walls[int(len(walls) * 0.95)], cpu=cpu, db=db)


if __name__ == "__main__":
    main()
