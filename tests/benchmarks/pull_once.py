"""One poll of the mailbox `jobs` as a process of its own: `python -m tests.benchmarks.pull_once CONFIG DATA`."""

import sys
import time
from pathlib import Path

from intake import telemetry
from intake.app import opened
from intake.config import load


def main() -> None:
    telemetry.configure("error", "plain")
    with opened(load(Path(sys.argv[1]), Path(sys.argv[2]))) as app:
        polls = app.polls(app.line())
        started, cpu = time.perf_counter(), time.process_time()
        result = polls.poll("jobs")
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        polls.close()
    if result.error:
        raise SystemExit(result.error)
    sys.stdout.write(f"{seconds} {cpu}\n")


if __name__ == "__main__":
    main()
