"""Every fixture message with its expected outcome, through each way in, on both databases.

A poll does the same with whatever a mailbox hands it, and no mailbox knows of a database: each kind of mailbox is
polled on one of the two, and imports, which are no poll, come in on both. `make faults` takes every way in on both.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cases import Case, cases, differences
from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.slow

LIMITS = '\n[limits]\nmessage = "100KB"\n'

WAYS_IN = [("sqlite", "maildir"), ("postgres", "dovecot"), ("sqlite", "import"), ("postgres", "import")]
if "INTAKE_TEST_EVERYTHING" in os.environ:
    WAYS_IN += [("postgres", "maildir"), ("sqlite", "dovecot")]

POLL = (("poll", "hiring"), ("poll",))
"""Of the copies of one mail the first that is seen counts: two mailboxes that are polled at once race for it."""

Commands = tuple[tuple[str, ...], ...]
Source = Callable[[Site, list[Case]], Commands]


def stamp(path: Path, case: Case) -> None:
    os.utime(path, (case.received.timestamp(), case.received.timestamp()))


def by_maildir(site: Site, all_cases: list[Case]) -> Commands:
    for name in sorted({case.mailbox for case in all_cases}):
        for part in ("cur", "new", "tmp"):
            (site.folder / name / part).mkdir(parents=True)
        site.add(f'[[mailboxes]]\nname = "{name}"\nkind = "maildir"\npath = "{name}"\naddress = "{name}@example.org"\n')
    for case in all_cases:
        path = site.folder / case.mailbox / "new" / f"{int(case.received.timestamp())}.{case.name}.example.org"
        path.write_bytes(case.raw)
        stamp(path, case)
    return POLL


def by_import(site: Site, all_cases: list[Case]) -> Commands:
    folder = site.folder / "mails"
    folder.mkdir()
    for case in all_cases:
        (folder / f"{case.name}.eml").write_bytes(case.raw)
        stamp(folder / f"{case.name}.eml", case)
    return (("import", str(folder)),)


def by_dovecot(dovecot: Dovecot) -> Source:
    def way_in(site: Site, all_cases: list[Case]) -> Commands:
        for name in sorted({case.mailbox for case in all_cases}):
            user = dovecot.account()
            secret = site.folder / name
            secret.write_text(dovecot.password, encoding="utf-8")
            secret.chmod(0o600)
            site.add(
                f'[[mailboxes]]\nname = "{name}"\naddress = "{name}@example.org"\nhost = "localhost"\n'
                f'port = {dovecot.tls_port}\ntls_ca = "{dovecot.ca}"\nuser = "{user}"\npassword_file = "{name}"\n'
            )
            for case in all_cases:
                if case.mailbox == name:
                    dovecot.append(user, case.raw, at=case.received.strftime("%d-%b-%Y %H:%M:%S +0000"))
        return POLL

    return way_in


@pytest.fixture
def way_in(request: pytest.FixtureRequest) -> Source:
    if request.param == "dovecot":
        return by_dovecot(request.getfixturevalue("dovecot"))
    return by_maildir if request.param == "maildir" else by_import


@pytest.mark.parametrize(("site", "way_in"), WAYS_IN, indirect=True)
def test_every_fixture_has_its_outcome_and_doing_it_again_writes_nothing(
    site: Site, way_in: Source, careers: list[Path]
) -> None:
    all_cases = cases()
    assert len(all_cases) >= 30
    site.add(LIMITS)
    take_in = way_in(site, all_cases)
    site.run("postings", "import", *careers)
    for command in take_in:
        site.run(*command)
    assert differences(site, all_cases) == []
    before = site.state()
    for command in take_in:
        site.run(*command)
    site.run("postings", "import", *careers)
    assert site.state() == before
    if take_in is POLL:
        site.run("ledger", "--check")


def test_postings_imported_after_their_mails_decide_them_again(small_site: Site, careers: list[Path]) -> None:
    all_cases = cases()
    small_site.add(LIMITS)
    for command in by_maildir(small_site, all_cases):
        small_site.run(*command)
    assert all(row["posting"] is None for row in small_site.json("applications", "list"))
    small_site.run("postings", "import", *careers)
    assert differences(small_site, all_cases) == []
