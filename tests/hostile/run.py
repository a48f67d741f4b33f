"""`make hostile`: every hostile input in its full size through the whole line, with the limits as they are shipped.

python -m tests.hostile.run [--size small|full] [--only TEXT] [--verbose]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile.catalogue import Size
from tests.hostile.line import send
from tests.hostile.make import INPUTS

GROUP = 40
"""Mails to a poll: the raw mails of one are in memory while they are made."""

GROWTH_KB = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--only", default="", help="inputs whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="say what became of each")
    chosen = parser.parse_args()
    inputs = [made for made in INPUTS if chosen.only in made.name]
    with tempfile.TemporaryDirectory() as folder:
        usual = send((), Path(folder) / "usual", Size(), cpu=10, wall=15, ordinary_count=GROUP).peak_kb
        found = []
        for first in range(0, len(inputs), GROUP):
            some = inputs[first : first + GROUP]
            sent = send(some, Path(folder) / str(first), Size(chosen.size == "full"), cpu=10, wall=15)
            found += sent.problems(some)
            grown = sent.peak_kb - usual
            sys.stdout.write(f"{len(some)} inputs: {sent.seconds:.0f} s, the process grew by {grown // 1000} MB\n")
            if grown > GROWTH_KB:
                found.append(f"the polling process grew by {grown} kB")
            for made in some if chosen.verbose else ():
                row = sent.rows.get(made.name, {})
                told = sorted(sent.statuses(made.name)) if row else []
                sys.stdout.write(f"  {made.name}: {row.get('outcome')} {told} {row.get('detail') or ''}\n")
    for problem in found:
        sys.stdout.write(f"PROBLEM {problem}\n")
    sys.stdout.write(f"{len(inputs)} hostile inputs, {len(found)} problems\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
