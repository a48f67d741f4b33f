"""What all tests share: the servers that they start (tests/servers), by fixture."""

import re
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

pytest_plugins = ["tests.servers.dovecot", "tests.servers.postgres", "tests.servers.forks", "tests.servers.readers"]

UNCOVERED = (
    "faults",
    "hostile",
    "fuzz",
    "soak",
    "benchmarks",
    "integration",
    "contract/storage/test_storage_order.py",
    "e2e/desk",
    "e2e/test_e2e_daemon.py",
    "e2e/test_e2e_fixtures.py",
    "e2e/test_e2e_install.py",
    "e2e/test_e2e_kill.py",
)
"""Tests whose coverage is not counted: they run through what others cover, and counting doubles their time."""

COVERED = ("e2e/desk/test_desk_commands.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make test` runs apart, without counting coverage; the long ones come first, none is waited for."""
    for item in items:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        twin = name.startswith("contract/") and re.search(r"[\[-]postgres", item.name)
        if (name.startswith(UNCOVERED) and name not in COVERED) or twin:
            item.add_marker(pytest.mark.uncovered)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures that tests recorded (`record_property`): what they print themselves is lost in a worker."""
    for report in terminalreporter.getreports("passed"):
        for name, figure in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {name} {figure}")


# On a shared machine a time limit for one example finds busy neighbours, not slow code.
settings.register_profile("intake", deadline=None)
# For `make check`, which is run after every change; `make test` tries all.
settings.register_profile("quick", settings.get_profile("intake"), max_examples=25)
settings.load_profile("intake")


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    """Each test begins with the log's defaults: a level that another one chose would hide what this one looks for."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
