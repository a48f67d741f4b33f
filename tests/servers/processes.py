"""What processes are at work."""

from contextlib import suppress
from pathlib import Path


def children(parent: int | str = "self") -> list[int]:
    """The processes that a process has started, by whichever of its threads; none where it is gone."""
    found: list[int] = []
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, path.read_text().split())
    return sorted(found)


def group(leader: int) -> list[int]:
    """The processes of a group that are at work."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its_group) == leader and state != "Z":
            found.append(int(path.parent.name))
    return sorted(found)
