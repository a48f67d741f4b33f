"""`make fuzz`: damaged mails, documents and pages, and mails grown by Hypothesis, each to a value or a named status.

Two more kinds damage nothing: `pattern` tries every regular expression of the package on runs without end, `own` one of
them on runs of what it would match itself.

    python -m tests.fuzz.run [--count N] [--kind KIND]… [--folder DIR] [--fresh]

The n-th input of a kind is always the same, so a run goes on where it was stopped (state.json) and a finding is
named by its number. Worker processes take a batch each under limits of memory and time; one that dies or hangs is a
finding too. Findings are kept as files: the input, and beside it what happened.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import patterns, targets, trees

COUNT = 100_000
BATCH = 250
MEMORY = 1_000_000_000
"""Beyond what is mapped already; the child has half of it, but forks from a smaller process."""
SECONDS = 10
"""Of CPU for one input, as in the child (profiles.py); what needs a third of it is noted as slow."""
LOOK = 30.0
"""Seconds of silence after which a worker is looked at."""
SILENCE = 3 * SECONDS
"""Of CPU since it last told of an input: the limit of time did not end that one. Not of the clock: a busy machine may
let a sound worker wait for minutes."""
KEPT = 3
"""How many inputs of one class of finding are kept."""

ALL = (*targets.KINDS, "tree")

Work = Callable[[Callable[[str], object]], None]
"""Reads inputs and hands a line of JSON about each to what it is given."""


class Overtime(BaseException):
    """One input took more CPU than a child has."""


@dataclass
class State:
    """How far each kind has come, what came of the inputs, and the classes of findings with their numbers."""

    folder: Path
    done: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "State":
        path = folder / "state.json"
        return cls(folder, **json.loads(path.read_text())) if path.exists() else cls(folder)

    def save(self) -> None:
        data = {"done": self.done, "outcomes": self.outcomes, "findings": self.findings}
        temporary = self.folder / "state.json.new"
        temporary.write_text(json.dumps(data, indent=1) + "\n")
        temporary.replace(self.folder / "state.json")

    def note(self, kind: str, number: int, label: str, raw: bytes, detail: str) -> None:
        numbers = self.findings.setdefault(f"{kind}: {label}", [])
        numbers.append(number)
        if len(numbers) <= KEPT:
            name = f"{kind}-{hashlib.sha256(label.encode()).hexdigest()[:8]}-{number}"
            (self.folder / f"{name}.input").write_bytes(raw)
            (self.folder / f"{name}.txt").write_text(f"{label}\n\n{detail}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="inputs of all kinds but those of patterns together")
    parser.add_argument("--kind", action="append", choices=ALL)
    parser.add_argument("--folder", type=Path, default=Path("var/fuzz"))
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    chosen = parser.parse_args()
    kinds = chosen.kind or list(ALL)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.fresh:
        for path in chosen.folder.iterdir():
            path.unlink()
    damaged = [kind for kind in kinds if _enough(kind) is None]
    state = run(chosen.folder, kinds, chosen.count // max(1, len(damaged)))
    for kind in kinds:
        sys.stdout.write(f"{kind}: {state.done.get(kind, 0)} inputs {state.outcomes.get(kind, {})}\n")
    for label, numbers in sorted(state.findings.items()):
        sys.stdout.write(f"FOUND {label}: {len(numbers)} times, first number {numbers[0]}\n")
    sys.exit(bool(state.findings))


def run(folder: Path, kinds: list[str], count: int, batch: int = BATCH) -> State:
    """Every kind up to `count` inputs, the kinds in turn."""
    state = State.load(folder)
    ends = {kind: min(count, _enough(kind) or count) for kind in kinds}
    while open_kinds := [kind for kind in kinds if state.done.get(kind, 0) < ends[kind]]:
        for kind in open_kinds:
            first = state.done.get(kind, 0)
            _batch(state, kind, first, min(first + batch, ends[kind]))
            state.save()
    return state


def _enough(kind: str) -> int | None:
    return targets.KINDS[kind].most if kind in targets.KINDS else None


def _batch(state: State, kind: str, first: int, end: int) -> None:
    if kind in targets.KINDS:
        _made(kind, first)  # What every input of the kind needs is read here once, and not by every worker.
    while first < end:
        last = first - 1
        work = _grow if kind == "tree" else _damage
        for last, report in told_by(partial(work, kind, first, end)):
            if "outcome" in report:
                counts = Counter(state.outcomes.get(kind, {}))
                counts[report["outcome"]] += 1
                state.outcomes[kind] = dict(counts)
            if "label" in report:
                state.note(kind, last, report["label"], bytes.fromhex(report["raw"]), report["detail"])
        if last < end - 1 and kind != "tree":
            # It died on the one after the last that it told of.
            last += 1
            state.note(kind, last, "the worker died or hung", _made(kind, last), "A signal, or silence.")
        first = end if kind == "tree" else last + 1
        state.done[kind] = first


def told_by(
    work: Callable[[Callable[[str], object]], None], look: float = LOOK
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What `work` tells of each input, line by line, in a process of its own; one that hangs is ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            # Line by line: what a dying worker has in its buffer would be blamed on inputs that it had read well.
            with os.fdopen(writing, "w", buffering=1) as told:
                _limit()
                work(told.write)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told_by_worker:
        yield from _lines(told_by_worker, pid, look)
    os.waitpid(pid, 0)


def _lines(told: Any, pid: int, look: float) -> Iterator[tuple[int, dict[str, Any]]]:
    buffer, before, spent = b"", 0.0, -1.0
    while True:
        ready, _, _ = select.select([told], [], [], look)
        if not ready:
            spent, last = _cpu_seconds(pid), spent
            if spent - before > SILENCE or (spent == last and not _wants_cpu(pid)):
                os.kill(pid, signal.SIGKILL)
                return
            continue
        data = os.read(told.fileno(), 1 << 16)
        if not data:
            return
        before, spent = _cpu_seconds(pid), -1.0
        *lines, buffer = (buffer + data).split(b"\n")
        for line in lines:
            report = json.loads(line)
            yield report["number"], report


def _cpu_seconds(pid: int) -> float:
    """What a worker has used so far, by proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wants_cpu(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"R", "D"}


def _limit() -> None:
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY, mapped + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _overtime)


def _overtime(_number: int, _frame: Any) -> None:
    raise Overtime


def _made(kind: str, number: int) -> bytes:
    return targets.KINDS[kind].make(random.Random(f"{kind} {number}"))


def _damage(kind: str, first: int, end: int, tell: Callable[[str], object]) -> None:
    for number in range(first, end):
        _one(number, _made(kind, number), targets.KINDS[kind].read, tell)


def _grow(kind: str, first: int, end: int, tell: Callable[[str], object]) -> None:
    """Hypothesis chooses; the number of the batch's first input is its seed."""
    del kind
    numbers = iter(range(first, end))

    @seed(first)
    @settings(
        max_examples=end - first, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(trees.mails)
    def each(raw: bytes) -> None:
        _one(next(numbers, end - 1), raw, targets.read_mail, tell)

    each()


def _one(number: int, raw: bytes, read: Callable[[bytes], str], tell: Callable[[str], object]) -> None:
    report: dict[str, Any] = {"number": number}
    started = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        report["outcome"] = read(raw)
    except (Exception, Overtime) as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        report |= {"label": _label(error), "raw": raw.hex(), "detail": traceback.format_exc()}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    seconds = time.process_time() - started
    if seconds > SECONDS / 3 and "label" not in report:
        report |= {"label": "slow", "raw": raw.hex(), "detail": f"{seconds:.1f} s of CPU"}
    tell(json.dumps(report) + "\n")


def _label(error: BaseException) -> str:
    """The class of a finding: the exception and the innermost line of our own, or the patterns that are slow."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}intake{os.sep}" in frame.filename] or frames
    words = str(error) if isinstance(error, (targets.Found, patterns.Slow)) else ""
    return f"{type(error).__name__} {words} in {Path(own[-1].filename).name} {own[-1].name}"


if __name__ == "__main__":
    main()
