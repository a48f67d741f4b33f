"""`make hostile`: every hostile input in its full size through the whole line, with the limits as they are shipped.

Once on SQLite, once on PostgreSQL.

python -m tests.hostile.run [--size small|full] [--only TEXT] [--database sqlite|postgres]… [--verbose]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.hostile.catalogue import Input, Size
from tests.hostile.line import Sent, send
from tests.hostile.make import INPUTS
from tests.servers.postgres import PostgresServer

GROUP = 40
"""Mails to a poll: the raw mails of one are in memory while they are made."""

GROWTH_KB = 50_000
DATABASES = ("sqlite", "postgres")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--only", default="", help="inputs whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="say what became of each")
    parser.add_argument("--database", action="append", choices=DATABASES)
    chosen = parser.parse_args()
    inputs = [made for made in INPUTS if chosen.only in made.name]
    found: list[str] = []
    for database in chosen.database or DATABASES:
        found += _on(database, inputs, Size(chosen.size == "full"), verbose=chosen.verbose)
    for problem in found:
        sys.stdout.write(f"PROBLEM {problem}\n")
    sys.stdout.write(f"{len(inputs)} hostile inputs, {len(found)} problems\n")
    sys.exit(bool(found))


def _on(database: str, inputs: Sequence[Input], size: Size, *, verbose: bool) -> list[str]:
    """Sends the inputs, a group to a poll; all that is not as it must be."""
    found = []
    with tempfile.TemporaryDirectory() as folder, _databases(database) as urls:
        usual = send((), Path(folder) / "usual", Size(), cpu=10, wall=15, ordinary_count=GROUP, database=next(urls))
        for first in range(0, len(inputs), GROUP):
            some = inputs[first : first + GROUP]
            sent = send(some, Path(folder) / str(first), size, cpu=10, wall=15, database=next(urls))
            found += [f"{database}: {problem}" for problem in sent.problems(some)]
            grown = sent.peak_kb - usual.peak_kb
            sys.stdout.write(
                f"{database}: {len(some)} inputs: {sent.seconds:.0f} s, the process grew by {grown // 1000} MB\n"
            )
            sys.stdout.flush()
            if grown > GROWTH_KB:
                found.append(f"{database}: the polling process grew by {grown} kB")
            if verbose:
                _tell(sent, some)
    return found


def _tell(sent: Sent, inputs: Sequence[Input]) -> None:
    for made in inputs:
        row = sent.rows.get(made.name, {})
        told = sorted(sent.statuses(made.name)) if row else []
        sys.stdout.write(f"  {made.name}: {row.get('outcome')} {told} {row.get('detail') or ''}\n")


@contextmanager
def _databases(kind: str) -> Iterator[Iterator[str | None]]:
    """The URLs of empty databases, one after the other; None stands for SQLite in the data folder."""
    if kind == "sqlite":
        yield iter(lambda: None, "")
        return
    server = PostgresServer()
    try:
        server.start()
        yield iter(lambda: server.url(server.create()), "")
    finally:
        server.remove()


if __name__ == "__main__":
    main()
