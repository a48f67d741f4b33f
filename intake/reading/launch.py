"""Sets limits and becomes another program: the step between the daemon and a tool.

A program of its own (`python -I -S launch.py LIMITS PARENT PROGRAM…`): the threaded daemon must not run Python
between fork and exec. LIMITS is a JSON object of resource number to soft and hard
limit. It imports nothing of Intake.
"""

import ctypes
import json
import os
import resource
import signal
import sys

_PDEATHSIG, _NO_NEW_PRIVS = 1, 38


def main(arguments: list[str]) -> None:
    """Never returns where the program can be started; OSError where it cannot."""
    limits, parent, *program = arguments
    libc = ctypes.CDLL(None)
    libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):
        return
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    for number, (soft, hard) in json.loads(limits).items():
        resource.setrlimit(int(number), (soft, hard))
    os.execv(program[0], program)  # noqa: S606 - no shell is what we want


if __name__ == "__main__":
    main(sys.argv[1:])
