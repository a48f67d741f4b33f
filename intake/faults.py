"""Fault points: named places at every commit and side effect where a test may end the process.

`INTAKE_FAULT_AT=n` ends it with `os._exit` at the n-th point reached, as a power cut would: no cleanup, no
flush. Without the variable a fault point costs one comparison.
"""

import itertools
import os

FAULT_EXIT_STATUS = 86
"""The exit status of a process that ended at a fault point."""

_fault_at = int(os.environ.get("INTAKE_FAULT_AT", "0"))
_trace = os.environ.get("INTAKE_FAULT_TRACE")
_counter = itertools.count(1)


def fault_point(name: str) -> None:
    """Ends the process here if this is the n-th fault point reached; `name` says where for the trace file."""
    if not _fault_at and not _trace:
        return
    count = next(_counter)
    if _trace:
        with open(_trace, "a", encoding="ascii") as trace:  # noqa: PTH123 - cheapest way to append one line
            trace.write(f"{count} {name}\n")
    if count == _fault_at:
        os._exit(FAULT_EXIT_STATUS)
