"""What all tests share: the servers that they start (tests/servers), by fixture."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# `tests` is no installed package: its modules are found from the checkout, however pytest was started.
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

pytest_plugins = ["tests.servers.dovecot", "tests.servers.forks", "tests.servers.postgres"]

# On a shared machine a time limit for one example finds busy neighbours, not slow code.
settings.register_profile("intake", deadline=None)
settings.load_profile("intake")


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    """Each test begins with the log's defaults: a level that another one chose would hide what this one looks for."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
