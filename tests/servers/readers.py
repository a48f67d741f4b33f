"""Readers as they are shipped, for all tests of a worker: each start loads for more than a second.

Fixture: `reader` (one a session and xdist worker). Tests that need other limits start their own.
"""

from collections.abc import Iterator

import pytest

from intake.model.policy import ReadingPolicy
from intake.reading import Reader, SandboxSettings


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """Readers with the default limits; where a test ends their zygote, they start another."""
    with Reader(SandboxSettings(), ReadingPolicy()) as started:
        yield started
