"""What a mail without attachments costs on its way through a child: CPU of the asking process, zygote and child."""

import os
import statistics
import time
from pathlib import Path

from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import Reader, SandboxSettings
from tests.benchmarks import cpu

MAILS = Path(__file__).parents[2] / "fixtures" / "mails"
BATCH = 100


def measure(batches: int) -> dict[str, float]:
    """Messages a second on one core, by CPU: a busy neighbour takes the time of the clock, less so that of the core."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        with Reader(SandboxSettings(), ReadingPolicy()) as reader:
            raws = [path.read_bytes() for path in _without_attachments()]
            costs = [_batch(reader, raws) for _ in range(batches + 1)][1:]
    finally:
        os.sched_setaffinity(0, everywhere)
    asking, zygote, children = (statistics.median(column) for column in zip(*costs, strict=True))
    best = min(map(sum, costs))
    return {
        "a mail without attachments: CPU ms, asking process": round(1000 * asking, 2),
        "a mail without attachments: CPU ms, zygote": round(1000 * zygote, 2),
        "a mail without attachments: CPU ms, child": round(1000 * children, 2),
        "a mail without attachments: messages a second and core, median": round(1 / (asking + zygote + children), 1),
        "a mail without attachments: messages a second and core, best batch": round(1 / best, 1),
    }


def _without_attachments() -> list[Path]:
    """What people and machines write: texts, answers, forwards, bounces."""
    return [path for path in sorted(MAILS.glob("*.eml")) if b"filename" not in path.read_bytes()]


def _batch(reader: Reader, raws: list[bytes]) -> tuple[float, float, float]:
    """CPU seconds for a mail: of this process, of the zygote itself, and of its children."""
    (pid,) = reader.pids()
    own, (zygote, children) = time.process_time(), cpu.of(pid)
    for number in range(BATCH):
        reader.read_message(raws[number * 7 % len(raws)], ArrivalTimes())
    spent = cpu.of(pid)
    return (time.process_time() - own) / BATCH, (spent[0] - zygote) / BATCH, (spent[1] - children) / BATCH
