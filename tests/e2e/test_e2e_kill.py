"""kill -9 at random moments, again and again, on a real server and both databases: nothing lost, nothing doubled.

The processes are forked from one that has everything imported: started anew, most were killed while they imported.
"""

import random
import time
from pathlib import Path

import pytest

from tests.e2e import oracle
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot
from tests.servers.forks import Forks

ROUNDS = 20


def table(dovecot: Dovecot, user: str) -> str:
    return f"""
[[mailboxes]]
name = "jobs"
address = "jobs@example.org"
host = "127.0.0.1"
port = {dovecot.port}
tls = "none"
user = "{user}"
password_env = "JOBS_PASSWORD"
every = "1s"
"""


@pytest.mark.slow
def test_twenty_kills_at_random_moments_lose_and_double_nothing(
    site: Site, dovecot: Dovecot, careers: list[Path], tmp_path: Path, forks: Forks
) -> None:
    user = dovecot.account()
    site.add(table(dovecot, user))
    site.run("postings", "import", *careers)
    chance = random.Random(20211231)
    mails = applications(60)
    interrupted = 0
    for round_ in range(ROUNDS):
        dovecot.append_many(user, mails[round_ * 3 : round_ * 3 + 3])
        process = forks.start(site.command("run" if round_ % 2 else "poll"), site.folder / "log")
        time.sleep(chance.uniform(0.0, 0.5))
        interrupted += process.poll() is None
        process.kill()
        process.wait()
    assert interrupted >= ROUNDS // 2, "most kills must have met a living process"
    site.run("poll")
    rows = oracle.check(site, dovecot, user)
    assert len(rows) == len(mails)

    clean = Site(tmp_path / "clean", tables=[table(dovecot, user)], launch=site.launch)
    clean.write()
    clean.run("postings", "import", *careers)
    clean.run("poll")
    assert oracle.gist(site) == oracle.gist(clean)
