"""F1: the process ends at every commit and side effect in turn, on a real server; nothing is lost or doubled.

`INTAKE_FAULT_AT=n` ends it at the n-th fault point as a power cut would. The loop goes on until a run is not
ended any more, which gives N. `make faults` takes every n on both databases; `make test` each on one.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.faults import FAULT_EXIT_STATUS
from tests.e2e import oracle
from tests.e2e.mails import applications, follow_up
from tests.e2e.site import Site
from tests.faults.conftest import MakeSite, dovecot_table
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import Fault, fault_proxy

EVERYTHING = "INTAKE_TEST_EVERYTHING" in os.environ
SEEN = "\\Seen"


def mails() -> list[bytes]:
    """Two applications, one of them delivered twice, and a follow-up."""
    first, second = applications(2)
    return [first, second, first, follow_up(1)]


FLAGGED = 'after = { flag = "\\\\Seen" }\n'


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
    # With a complete poll behind it: the first one looks for every UID, and so makes good what a cursor lost.
    polled, first = new_site(), dovecot.account()
    dovecot.append(first, mails()[0])
    polled.add(dovecot_table(dovecot.port, first) + FLAGGED)
    polled.run("poll")

    def kill(points: tuple[int, ...]) -> int:
        """Ends polls of a copy of the installation at these points one after the other; how many were really ended."""
        site, user = new_site(polled), dovecot.copied(first)
        dovecot.append_many(user, mails()[1:])
        site.add(dovecot_table(dovecot.port, user) + FLAGGED)
        ended = sum(killed(site, at) for at in points)
        assert recovered(site, dovecot, user) == OUTCOMES, f"after kills at {points}"
        return ended

    return kill


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_f1_a_kill_at_every_commit_and_side_effect_loses_and_doubles_nothing(
    kill_at: Callable[[tuple[int, ...]], int],
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    # Between them the two databases take every point once; `make faults` takes each on both.
    step = 1 if EVERYTHING else 2
    hit = 0
    at = 2 if step == 2 and "postgres" in request.node.name else 1
    while kill_at((at,)):
        hit += 1
        at += step
    record_property("kills", hit)
    record_property("N at least", at - step)
    assert hit > 10


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_f1_two_kills_in_a_row_lose_and_double_nothing(kill_at: Callable[[tuple[int, ...]], int]) -> None:
    chance = random.Random(20211231)
    hit = sum(kill_at((chance.randint(1, 48), chance.randint(1, 40))) for _ in range(60 if EVERYTHING else 5))
    assert hit > 5


def traced(site: Site, trace: Path) -> list[tuple[int, str]]:
    """The fault points that a whole poll of this installation passes, with their numbers."""
    done = site.launch(site.command("poll"), {"INTAKE_FAULT_TRACE": str(trace)})
    assert done.returncode == 0, done.stderr
    points = (line.split(" ", 1) for line in trace.read_text("ascii").splitlines())
    return [(int(number), name) for number, name in points]


@pytest.mark.slow
@pytest.mark.parametrize("can_move", [True, False], ids=["move", "copy and expunge"])
def test_f1_a_kill_in_the_middle_of_a_move_leaves_every_mail_once_in_one_folder(
    sqlite_site: MakeSite, dovecot: Dovecot, tmp_path: Path, *, can_move: bool
) -> None:
    sent = [*applications(2), follow_up(1)]

    def moving(port: int) -> tuple[Site, str]:
        user = dovecot.account()
        dovecot.append_many(user, sent)
        site = sqlite_site()
        site.add(dovecot_table(port, user) + 'after = { move = "Processed" }\n')
        return site, user

    with fault_proxy(dovecot.port) as proxy:
        proxy.always = None if can_move else Fault(swap=(b" MOVE ", b" EVOM "))
        points = traced(moving(proxy.port)[0], tmp_path / "trace")
        steps = {name for _, name in points if name.startswith("imap.")}
        assert ("imap.move.done" if can_move else "imap.expunge.done") in steps
        assert can_move == ("imap.copy" not in steps)
        for at in [number for number, name in points if name.startswith(("imap.", "marked"))]:
            site, user = moving(proxy.port)
            assert killed(site, at)
            site.run("poll")
            assert dovecot.bodies(user) == {}
            assert sorted(dovecot.bodies(user, "Processed").values()) == sorted(sent)
            rows = site.json("ledger")
            oracle.check_once(rows)
            oracle.check_archive(site, rows)
            oracle.check_applications(site)
            assert sorted(row["outcome"] for row in rows) == ["application", "application", "follow_up"]
            oracle.check_idle(site, lambda name=user: dovecot.bodies(name, "Processed"))  # type: ignore[misc] # bound at once


MAILDIR = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
address = "jobs@example.org"
after = {{ {after} }}
"""


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
@pytest.mark.parametrize("after", ['flag = "\\\\Seen"', 'move = "Processed"'])
def test_f1_a_kill_while_a_maildir_is_marked_leaves_every_mail_once(
    sqlite_site: MakeSite, tmp_path: Path, after: str
) -> None:
    def delivered() -> Site:
        site = sqlite_site()
        site.add(MAILDIR.format(after=after))
        for part in ("cur", "new", "tmp"):
            (site.folder / "mail" / part).mkdir(parents=True)
        for number, raw in enumerate(applications(2)):
            (site.folder / "mail" / "new" / f"{number}.example.org").write_bytes(raw)
        return site

    points = [number for number, name in traced(delivered(), tmp_path / "trace") if name.startswith("maildir.")]
    assert len(points) == 4
    for at in points:
        site = delivered()
        mail = site.folder / "mail"
        assert killed(site, at)
        site.run("poll")
        rows = site.json("ledger")
        oracle.check_once(rows)
        oracle.check_archive(site, rows)
        assert [row["outcome"] for row in rows] == ["application", "application"]
        bodies = [path.read_bytes() for path in mail.rglob("*example.org*")]
        assert sorted(bodies) == sorted(applications(2))
        assert not list((mail / "new").iterdir())
        oracle.check_idle(site, lambda folder=mail: listing(folder))  # type: ignore[misc] # bound at once
