"""What was large goes back to the system: seen in a process of its own, since the setting is the process's."""

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from pathlib import Path
from intake import heap

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4

kept = heap.keep_small()
bytes(20_000_000)
before = resident()
fillers = []
for _ in range(40):
    large = [b"x" * int(sys.argv[1]) for _ in range(20)]
    fillers.append(b"y" * 9_000)
    del large
if sys.argv[2] == "given back":
    heap.give_back()
print(kept, resident() - before < 5_000)
"""


@pytest.mark.parametrize(
    ("size", "given_back", "small"),
    [(2_000_000, "by itself", "True"), (700_000, "given back", "True"), (700_000, "by itself", "False")],
)
def test_memory_of_large_mails_goes_back_to_the_system(size: int, given_back: str, small: str) -> None:
    script = [sys.executable, "-c", SCRIPT, str(size), given_back]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", small]
