"""One poll of the mailbox `jobs` as a process of its own: `python -m tests.benchmarks.pull_once CONFIG DATA`.

Its readers stay unloaded: taking mail in needs none.
"""

import sys
import time
from pathlib import Path

from intake import heap


def main() -> None:
    # As `intake` itself begins.
    heap.load_undisturbed()
    from intake import telemetry
    from intake.app import opened
    from intake.config import load
    from intake.reading import Reader, SandboxSettings

    telemetry.configure("error", "plain")
    with opened(load(Path(sys.argv[1]), Path(sys.argv[2]))) as app:
        app.__dict__["reader"] = Reader(SandboxSettings(), app.config.reading_policy())
        polls = app.polls(app.line())
        started = time.perf_counter()
        result = polls.poll("jobs")
        seconds = time.perf_counter() - started
        polls.close()
    if result.error:
        raise SystemExit(result.error)
    sys.stdout.write(f"{seconds}\n")


if __name__ == "__main__":
    main()
