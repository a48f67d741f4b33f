"""CPU time of processes that work for one another: a busy neighbour changes it less than the time of the clock."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


def of(pid: int) -> tuple[float, float]:
    """CPU seconds of a process so far, and of its children that have ended, by proc_pid_stat(5)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    user, system, children_user, children_system = (int(ticks) / _TICKS for ticks in stat[11:15])
    return user + system, children_user + children_system


def with_readers(reader: Any, own: Callable[[], float] = time.process_time) -> float:
    """CPU seconds so far of this process (or thread: `own`), of a reader's zygote and of its children."""
    return own() + sum(sum(of(pid)) for pid in reader.pids())
