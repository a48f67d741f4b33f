"""The desk as an operator starts it: served by `run` and `review`, accounts by `users`, links only on the terminal."""

import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.desk.chromium import free_port
from tests.e2e.site import Site, end
from tests.servers.forks import Forks

MAILDIR = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
address = "jobs@example.org"
every = "1s"
"""


@pytest.fixture
def site(tmp_path: Path, forks: Forks) -> Site:
    """An installation with a mailbox, whose desk has a port of its own."""
    made = Site(tmp_path / "site", launch=forks.covered)
    for part in ("cur", "new", "tmp"):
        (made.folder / "mail" / part).mkdir(parents=True)
    made.add(MAILDIR)
    made.add(f"[review]\nport = {free_port()}\n")
    return made


def port(site: Site) -> int:
    return int(site.tables[-1].rsplit("=", 1)[1])


def fetch(site: Site, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port(site)}{path}", timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def eventually(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.2)
    return False


def test_accounts_are_made_listed_reset_and_closed_in_the_terminal(site: Site) -> None:
    assert "There are no accounts yet" in site.run("users", "list")
    told = site.run("users", "invite", "ana@example.org", "--name", "Ana Example", "--administrator")
    assert re.search(rf"http://127\.0\.0\.1:{port(site)}/welcome/[\w-]{{43}}\n", told)
    site.run("users", "invite", "tess@example.org", "--triage", "jobs", "--recruiter", "all", "--read-only")
    ana, tess = site.json("users", "list")
    assert (ana["email"], ana["name"], ana["state"]) == ("ana@example.org", "Ana Example", "no password yet")
    assert tess["roles"] == [{"role": "recruiter", "of": None}, {"role": "triage", "of": "jobs"}]
    assert (tess["name"], tess["read_only"], tess["last_seen_at"]) == ("tess", True, None)
    assert "/welcome/" in site.run("users", "reset", "Tess@example.org")
    site.run("users", "disable", "tess@example.org")
    assert site.json("users", "list")[1]["state"] == "closed"
    site.run("users", "enable", "tess@example.org")
    assert "recruiter, triage jobs, read only" in site.run("users", "list")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("invite", "ana@example.org"), 2, "Say what the account may see"),
        (("invite", "ana", "--administrator"), 2, "is not a mail address"),
        (("invite", "ana@example.org", "--triage", "none"), 2, 'No mailbox is named "none"'),
        (("invite", "ana@example.org", "--recruiter", "p7"), 1, "No posting has the id p7"),
        (("reset", "nobody@example.org"), 1, "Nobody has the address"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    site: Site, arguments: tuple[str, ...], status: int, told: str
) -> None:
    done = site.launch(site.command("users", *arguments), {})
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_daemon_serves_the_desk_and_tells_how_polls_go(site: Site) -> None:
    link = site.run("users", "invite", "ana@example.org", "--administrator").split("/welcome/")[1].strip()
    process = site.start("run")
    assert eventually(lambda: fetch(site, "/readyz")[0] == 200), site.log()
    assert fetch(site, "/sign-in")[0] == 200
    assert "Choose a password" in fetch(site, f"/welcome/{link}")[1]
    assert eventually(lambda: "intake_last_good_poll_timestamp_seconds{mailbox=" in fetch(site, "/metrics")[1])
    # An open connection that says nothing must not hold the end up.
    with socket.create_connection(("127.0.0.1", port(site))):
        started = time.monotonic()
        assert end(process) == 0
        assert time.monotonic() - started < 10
    assert link not in site.log()
    assert "Traceback" not in site.log()


def test_the_daemon_goes_on_without_its_port_and_without_a_desk(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port(site)))
        taken.listen()
        process = site.start("run")
        assert eventually(lambda: '"ready"' in site.log()), site.log()
        assert end(process) == 0
    assert "review desk not served" in site.log()
    assert "review.port" in site.log()
    process = site.start("run", "--no-review")
    assert eventually(lambda: site.log().count('"ready"') == 2), site.log()
    assert fetch(site, "/healthz")[0] == 0
    assert end(process) == 0


def test_the_desk_alone_says_where_it_is_and_needs_its_port(site: Site) -> None:
    process = site.start("review")
    assert eventually(lambda: fetch(site, "/healthz")[0] == 200), site.log()
    assert f"http://127.0.0.1:{port(site)}/" in site.log()
    assert "Nobody has an account yet" in site.log()
    second = site.launch(site.command("review"), {})
    assert second.returncode == 1
    assert "cannot listen on" in second.stderr
    assert end(process) == 0
