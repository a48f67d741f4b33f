"""One poll of the mailbox `jobs` without processing, as a process: `python -m tests.faults.pull CONFIG DATA`.

Says how far it is, a line of JSON for each commit, and at its end what the poll brought and its largest size in kB.
"""

import json
import resource
import sys
from pathlib import Path

from intake import telemetry
from intake.app import opened
from intake.config import load


def main() -> None:
    telemetry.configure("info", "json")
    with opened(load(Path(sys.argv[1]), Path(sys.argv[2]))) as app:
        polls = app.polls(app.line())
        result = polls.poll("jobs", lambda done, whole: _say(done=done, of=whole))
        polls.close()
    if result.error:
        raise SystemExit(result.error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _say(fetched=result.received.fetched, linked=result.received.linked, peak_kb=peak)


def _say(**figures: int) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
