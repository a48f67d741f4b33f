"""What was large goes back to the system: seen in a process of its own, since the setting is the process's."""

import subprocess
import sys

SCRIPT = """
from pathlib import Path
from intake import heap

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4

kept = heap.keep_small()
bytes(20_000_000)
before = resident()
fillers = []
for _ in range(40):
    large = [b"x" * 700_000 for _ in range(20)]
    fillers.append(b"y" * 9_000)
    del large
print(kept, resident() - before < 5_000)
"""


def test_memory_of_large_mails_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
