"""`make bench`: whole-process figures, medians of several runs, as a table, as JSON, and as BENCHMARKS.md.

The machine may be shared and noisy, so compare ratios within one run, not seconds between runs.

    python -m tests.benchmarks.run [--mails N --size BYTES] [--full] [--only PART]… [--json FILE] [--write]

With `--json` each part's figures are kept as soon as they are known, and a later run adds to them.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from intake import telemetry
from tests.benchmarks import boxes, idle, letters, papers, processing, service
from tests.servers.dovecot import Dovecot, running_dovecot

RUNS = 3
ROOT = Path(__file__).parents[2]
FULL = ((2_000, 300_000), (10_000, 100_000))
"""The mailboxes of issue 3: as many mails of as many bytes."""

TARGETS = {
    r"plain: ratio to mbsync, whole": "at most 0.6",
    r"TLS: ratio to mbsync, whole": "at most 0.9",
    r"nothing new: round trips": "1",
    r"daemon at most, MB": "under 200, whatever the size of the box",
    r"rows against 1000": "0.8 to 1.2",
    r"intake --help: seconds": "under 0.4",
    r"messages a second and core": "at least 100",
    r"PDF: times stock": "at least 6",
    r"CPU ms added to reading": "at most 15",
}
"""By a pattern of the figure's name."""

_PACKAGES = ("imapclient", "mail-parser", "pdfminer.six", "pypdfium2", "SQLAlchemy", "pydantic")

Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="the mailboxes and ledgers of the targets; takes long")
    parser.add_argument("--only", action="append", choices=("pull", "idle", "mails", "process", "documents", "service"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true", help="write BENCHMARKS.md")
    chosen = parser.parse_args()
    telemetry.configure("error", "plain")
    # Every process that is measured would compile all modules anew, for longer than it works.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sizes = FULL if chosen.full else ((chosen.mails, chosen.size),)
    results: Figures = {}
    if chosen.json and chosen.json.exists():
        results |= json.loads(chosen.json.read_text())["figures"]
    for more in _measure(sizes, chosen.only, full=chosen.full):
        results |= more
        if chosen.json:
            chosen.json.write_text(json.dumps({"machine": machine(), "figures": results}, indent=1) + "\n")
    print(table(results))
    if chosen.write:
        (ROOT / "BENCHMARKS.md").write_text(report(results), encoding="utf-8")


def _measure(sizes: Sequence[tuple[int, int]], only: Sequence[str] | None, *, full: bool) -> Iterator[Figures]:
    """The figures of each part in turn."""
    ledger = (1_000, 10_000, 100_000) if full else (1_000, 10_000)
    with running_dovecot() as dovecot, tempfile.TemporaryDirectory() as name:
        os.environ["BENCH_PASSWORD"] = dovecot.password
        folder = Path(name)
        parts: dict[str, Callable[[], Figures]] = {
            "pull": partial(_pulls, dovecot, folder, sizes),
            "idle": lambda: idle.measure(dovecot, boxes.filled(dovecot, 100, 1_000), folder),
            "mails": partial(letters.measure, 10),
            "process": partial(processing.measure, folder, 300 if full else 100, ledger),
            "documents": papers.measure,
            "service": partial(service.measure, dovecot, folder, (200, 3_000 if full else 400), 50_000),
        }
        for part, measure in parts.items():
            if not only or part in only:
                yield measure()


def _pulls(dovecot: Dovecot, folder: Path, sizes: Sequence[tuple[int, int]]) -> Figures:
    results: Figures = {}
    for mails, size in sizes:
        user = boxes.filled(dovecot, mails, size)
        for tls in boxes.TLS:
            results |= _pull(dovecot, folder, user, tls, mails, size)
        shutil.rmtree(dovecot.maildir(user).parent, ignore_errors=True)
    return results


def _pull(dovecot: Dovecot, folder: Path, user: str, tls: str, mails: int, size: int) -> Figures:
    name = f"pull {mails} mails of {size // 1000} kB, {'plain' if tls == 'none' else 'TLS'}"
    boxes.raw_fetch(dovecot, user, tls)
    limits, ours, theirs = [], [], []
    for _ in range(RUNS):
        # In turn, so that a busy neighbour meets all three.
        place = Path(tempfile.mkdtemp(dir=folder))
        limits.append(boxes.raw_fetch(dovecot, user, tls))
        theirs.append(boxes.mbsync(dovecot, user, tls, place))
        ours.append(boxes.pull(dovecot, user, tls, place))
        # Nothing is removed before the end: ext4 passes by what was deleted in the last minutes, at each file anew.
        os.sync()
    ratios = [(own[0] / other[0], own[2] / other[1]) for own, other in zip(ours, theirs, strict=True)]
    ratio, cpu_ratio = (statistics.median(column) for column in zip(*ratios, strict=True))
    whole, poll, cpu = (statistics.median(column) for column in zip(*ours, strict=True))
    other, other_cpu = (statistics.median(column) for column in zip(*theirs, strict=True))
    return {
        f"{name}: seconds, the process in all": round(whole, 2),
        f"{name}: seconds, the poll": round(poll, 2),
        f"{name}: CPU seconds": round(cpu, 2),
        f"{name}: mbsync, seconds": round(other, 2),
        f"{name}: mbsync, CPU seconds": round(other_cpu, 2),
        f"{name}: raw FETCH that keeps nothing, seconds": round(statistics.median(limits), 2),
        f"{name}: MB a second": round(mails * size / poll / 1e6),
        f"{name}: ratio to mbsync, whole processes": round(ratio, 2),
        f"{name}: ratio to mbsync, CPU": round(cpu_ratio, 2),
    }


def table(results: Figures) -> str:
    width = max(map(len, results))
    return "\n".join(f"{name:<{width}}  {value:>10}  {target(name)}" for name, value in results.items())


def target(name: str) -> str:
    """What a figure is to be; nothing for one that only tells."""
    return next((words for pattern, words in TARGETS.items() if re.search(pattern, name)), "")


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    kept = {"cpu": models[0] if models else platform.machine(), "cores": str(len(os.sched_getaffinity(0)))}
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        **kept,
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 10**9} GB",
        "load at the end": load,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "dovecot": _said("dovecot", "--version"),
        "mbsync": _said("mbsync", "--version"),
        **{name: version(name) for name in _PACKAGES},
    }


def _said(*command: str) -> str:
    program = shutil.which(command[0], path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return "not installed"
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]


def report(results: Figures) -> str:
    """BENCHMARKS.md: the run, then the machine."""
    when = datetime.fromtimestamp(time.time(), UTC).strftime("%Y-%m-%d")
    rows = "\n".join(f"| {name} | {value} | {target(name)} |" for name, value in results.items())
    about = "\n".join(f"| {name} | {value} |" for name, value in machine().items())
    return f"""# Benchmarks

The last run of `make bench`, {when}: whole processes, medians of {RUNS} runs. Compare ratios within the run, not
seconds between runs or machines. Mails are put into a real Dovecot on the same machine; Intake and mbsync take turns
and both sync what they keep to the disk; a ratio is the median of the rounds' ratios. mbsync writes through the memory
of files of the system, Intake past it: where that memory has to be made first, as on a virtual machine that gives back
what is free, mbsync takes up to 1.8 times as long as where it was just used, and Intake up to 1.2 times.
`python -m tests.benchmarks.run --help` names the options.

| figure | value | target |
| --- | ---: | --- |
{rows}

| machine | |
| --- | --- |
{about}
"""


if __name__ == "__main__":
    main()
