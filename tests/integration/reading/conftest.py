"""A Reader over the toy zygote, for the tests of limits and ends."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from intake.model.policy import ReadingPolicy
from intake.reading import Reader, SandboxSettings, zygote

PROGRAM = f"""
import sys
sys.path[:0] = [sys.argv[1], {str(Path(__file__).parent)!r}]
from toy_zygote import main
main(int(sys.argv[2]))
"""


@pytest.fixture
def toy_program() -> str:
    """The Python text that starts a toy zygote."""
    return PROGRAM


@pytest.fixture
def toys() -> Iterator[Callable[[SandboxSettings], Reader]]:
    """Starts Readers over toy zygotes; all are closed at the end."""
    readers: list[Reader] = []

    def start(settings: SandboxSettings) -> Reader:
        reader = Reader(settings, ReadingPolicy(), start=partial(zygote.start, PROGRAM))
        readers.append(reader)
        reader.start()
        return reader

    yield start
    for reader in readers:
        reader.close()
