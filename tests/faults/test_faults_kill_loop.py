"""F1: the process ends at every commit and side effect in turn, on a real server; nothing is lost or doubled.

`INTAKE_FAULT_AT=n` ends it at the n-th fault point as a power cut would. The loop goes on until a run is not
ended any more, which gives N. `make faults` takes every n on both databases; `make test` a part on PostgreSQL.
"""

import os
import sys
from collections.abc import Callable

import pytest

from intake.faults import FAULT_EXIT_STATUS
from tests.e2e import oracle
from tests.e2e.mails import applications, follow_up
from tests.e2e.site import Site
from tests.faults.conftest import MakeSite
from tests.servers.dovecot import Dovecot

EVERYTHING = "INTAKE_TEST_EVERYTHING" in os.environ
SEEN = "\\Seen"

TABLE = """
[[mailboxes]]
name = "jobs"
address = "jobs@example.org"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "JOBS_PASSWORD"
after = {{ flag = "\\\\Seen" }}
"""


def mails() -> list[bytes]:
    """Two applications, one of them delivered twice, and a follow-up."""
    first, second = applications(2)
    return [first, second, first, follow_up(1)]


def filled(make: MakeSite, dovecot: Dovecot) -> tuple[Site, str]:
    user = dovecot.account()
    dovecot.append_many(user, mails())
    site = make()
    site.add(TABLE.format(port=dovecot.port, user=user))
    return site, user


def killed(site: Site, at: int) -> bool:
    """Whether a poll that is to end at the fault point `at` got that far; otherwise it was done."""
    done = site.launch(site.command("poll"), {"INTAKE_FAULT_AT": str(at)})
    assert done.returncode in {0, FAULT_EXIT_STATUS}, done.stderr
    return done.returncode == FAULT_EXIT_STATUS


def recovered(site: Site, dovecot: Dovecot, user: str) -> list[str]:
    """Polls until idle and asks the oracle; the outcomes in the order of arrival."""
    site.run("poll")
    rows = oracle.check(site, dovecot, user, flag=SEEN)
    return [row["outcome"] for row in sorted(rows, key=lambda row: int(row["uid"]))]


OUTCOMES = ["application", "application", "duplicate", "follow_up"]


@pytest.fixture
def kill_at(new_site: MakeSite, dovecot: Dovecot) -> Callable[[tuple[int, ...]], int]:
    def kill(points: tuple[int, ...]) -> int:
        """Ends polls of a new installation at these points one after the other; how many were really ended."""
        site, user = filled(new_site, dovecot)
        ended = sum(killed(site, at) for at in points)
        assert recovered(site, dovecot, user) == OUTCOMES, f"after kills at {points}"
        return ended

    return kill


@pytest.mark.slow
def test_f1_a_kill_at_every_commit_and_side_effect_loses_and_doubles_nothing(
    kill_at: Callable[[tuple[int, ...]], int], request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    step = 1 if EVERYTHING or "sqlite" in request.node.name else 3
    hit = 0
    at = 1
    while kill_at((at,)):
        hit += 1
        at += step
    with capsys.disabled():
        sys.stdout.write(f"\n{request.node.name}: {hit} kills, N >= {at - step}\n")
    assert hit > 10
