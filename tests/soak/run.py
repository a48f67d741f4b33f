"""Everything that can go wrong with a mailbox, at once and at random, for as long as wanted: `make soak`.

A daemon polls two folders of a real Dovecot over a breaking line, while mails arrive, are copied, moved and expunged,
folders are renumbered and made anew, the daemon and its children are killed, the database restarts and commands are
run. Then all faults end, the daemon comes to rest, and the oracle of the fault tests looks at what is left:

* each mail that the server holds has one row, its bytes are in the archive, and it is decided (I1, I2);
* no mail that was ever shown in the ledger is gone from it, whatever became of it on the server;
* each person whose mail still lies on the server has one application (I3);
* one more poll changes nothing (I5).

What happens follows from the seed, its moments do not: a finding is told with what was done before it.
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from intake.faults import FAULT_EXIT_STATUS
from intake.storage.workers import WORTH
from tests.e2e import oracle
from tests.e2e.mails import endless_applications
from tests.e2e.site import Site, end, launched
from tests.faults.conftest import EAGER, dovecot_table
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.fault_proxy import Fault, FaultProxy, fault_proxy
from tests.servers.postgres import PostgresServer
from tests.servers.processes import children

CAREERS = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "careers").iterdir())
FOLDERS = ("INBOX", "Later")
LARGE = 5_000_000
"""Bytes that some mails are longer than: these come in pieces."""

COMES_TO_REST = 240.0
"""Seconds that all which waits may take once nothing is broken any more."""

_FOLDERS = 'folders = ["INBOX", "Later"]\nevery = "1s"\n'


@dataclass
class Soak:
    """What is tormented, and what was done to it."""

    site: Site
    dovecot: Dovecot
    proxy: FaultProxy
    postgres: PostgresServer | None
    chance: random.Random
    user: str
    mails: Iterator[bytes]
    done: collections.Counter[str] = field(default_factory=collections.Counter)
    journal: list[str] = field(default_factory=list)
    daemon: "subprocess.Popen[str] | None" = None
    commands: "list[subprocess.Popen[str]]" = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Digests of mails that the ledger has shown."""

    def env(self) -> dict[str, str]:
        return {"JOBS_PASSWORD": self.dovecot.password}

    def folder(self) -> str:
        return self.chance.choice(FOLDERS)

    def some_mail(self) -> tuple[str, str, bytes] | None:
        """A folder, the UID of a mail there and its bytes."""
        folder = self.folder()
        held = self.dovecot.bodies(self.user, folder)
        if not held:
            return None
        uid = self.chance.choice(sorted(held))
        return folder, uid, held[uid]

    # Mail

    def arrive(self) -> None:
        self.dovecot.append_many(self.user, [next(self.mails) for _ in range(self.chance.randint(1, 5))], self.folder())

    def arrive_in_crowds(self) -> None:
        """As many as are written by processes of their own; delivered as a mail server's own programs do."""
        folder = self.dovecot.maildir(self.user, self.folder())
        owner = folder.stat()
        for _ in range(WORTH + 50):
            raw = next(self.mails)
            path = folder / "tmp" / f"{time.time_ns()}.P{os.getpid()}.soak"
            path.write_bytes(raw.replace(b"\r\n", b"\n"))
            os.chown(path, owner.st_uid, owner.st_gid)
            path.rename(folder / "new" / path.name)

    def arrive_large(self) -> None:
        filler = b"".join(b"%070d\r\n" % self.chance.getrandbits(200) for _ in range(LARGE // 72))
        self.dovecot.append(self.user, next(self.mails) + filler, self.folder())

    def arrive_again(self) -> None:
        if mail := self.some_mail():
            self.dovecot.append(self.user, mail[2], self.folder())

    def expunge(self) -> None:
        if mail := self.some_mail():
            self.dovecot.expunge(self.user, mail[1], mail[0])

    def move(self) -> None:
        if mail := self.some_mail():
            (other,) = set(FOLDERS) - {mail[0]}
            self.dovecot.append(self.user, mail[2], other)
            self.dovecot.expunge(self.user, mail[1], mail[0])

    def renumber(self) -> None:
        folder = self.folder()
        value = max(1, self.dovecot.uidvalidity(self.user, folder) + self.chance.choice((-7, -1, 1, 1_000)))
        self.dovecot.renumber(self.user, folder, uidvalidity=value, first=self.chance.choice((1, 1, 500)))

    def make_folder_anew(self) -> None:
        held = list(self.dovecot.bodies(self.user, "Later").values())
        self.dovecot.delete(self.user, "Later")
        time.sleep(self.chance.uniform(0, 2))
        self.dovecot.create(self.user, "Later")
        self.dovecot.append_many(self.user, held[len(held) // 2 :], "Later")

    # The line

    def cut(self) -> None:
        chance = self.chance
        self.proxy.faults += chance.choice(
            (
                [Fault(cut_after=chance.randint(0, 60_000))],
                [Fault(cut_after=chance.randint(0, 3_000_000)), Fault(cut_after=chance.randint(0, 3_000_000))],
                [Fault(cut_in_literal=chance.choice((1, 100, 2_000)))],
                [Fault(cut_before=chance.choice(("FETCH", "EXAMINE", "LOGIN", "SEARCH", "STATUS", "BODY")))],
                [Fault(cut_after=chance.randint(50, 9_000)) for _ in range(5)],
            )
        )
        self.reconnect()

    def reconnect(self) -> None:
        """Ends the connections that are there: a fault concerns a new one."""
        for pid in _family(self.dovecot_pid()):
            with suppress(OSError):
                if Path(f"/proc/{pid}/comm").read_text() == "imap\n":
                    os.kill(pid, signal.SIGKILL)

    def dovecot_pid(self) -> int:
        return int((self.dovecot.root / "run" / "master.pid").read_text())

    def refuse(self) -> None:
        self.proxy.refusing = True
        time.sleep(self.chance.uniform(0.1, 2))
        self.proxy.refusing = False

    # The machine

    def kill(self) -> None:
        assert self.daemon is not None
        with suppress(ProcessLookupError):
            os.killpg(self.daemon.pid, signal.SIGKILL)
        self.daemon.wait()
        self.start({"INTAKE_FAULT_AT": str(self.chance.randint(1, 80))} if self.chance.random() < 0.5 else {})

    def kill_child(self) -> None:
        assert self.daemon is not None
        started = _family(self.daemon.pid)[1:]
        if started:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(started), signal.SIGKILL)

    def stop(self) -> None:
        assert self.daemon is not None
        if self.daemon.poll() is None:
            # While it loads a signal ends it as it ends any process; and it may come to a fault point.
            assert end(self.daemon) in {0, -signal.SIGTERM, FAULT_EXIT_STATUS}, self.daemon.returncode
        self.start({})

    def reload(self) -> None:
        assert self.daemon is not None
        self.daemon.send_signal(signal.SIGHUP)

    def command(self) -> None:
        """A command beside the daemon; it may fail, but not go on for ever."""
        arguments = self.chance.choice((["poll"], ["ledger", "--json"], ["replay", "--all"], ["check"]))
        with (self.site.folder / "commands").open("a", encoding="utf-8") as log:
            self.commands.append(
                subprocess.Popen(
                    self.site.command(*arguments), stdout=log, stderr=log, text=True, env={**os.environ, **self.env()}
                )
            )

    def import_mail(self) -> None:
        """A mail that comes as a file: the command waits for the daemon, and is believed when it says that it is in."""
        raw, path = next(self.mails), self.site.folder / "imported.eml"
        path.write_bytes(raw)
        if launched(self.site.command("import", path), self.env()).returncode == 0:
            self.seen.add(oracle.digest(raw))

    def restart_database(self) -> None:
        if self.postgres is not None:
            self.postgres.stop()
            time.sleep(self.chance.uniform(0, 3))
            self.postgres.start()

    def look(self) -> None:
        """What the ledger shows must never be gone from it."""
        with suppress(AssertionError):  # a command beside a killed database
            rows = self.site.json("ledger")
            self.seen |= {row["sha256"] for row in rows if row["sha256"]}

    def start(self, env: dict[str, str]) -> None:
        self.daemon = self.site.start("run", "--no-review", env={**self.env(), **env}, covered=False)

    # The whole

    ACTS: "tuple[tuple[Callable[[Soak], None], int], ...]" = (
        (arrive, 30), (arrive_large, 2), (arrive_in_crowds, 1), (arrive_again, 5), (import_mail, 2), (expunge, 6),
        (move, 4), (renumber, 3), (make_folder_anew, 1), (cut, 14), (refuse, 3), (kill, 6), (kill_child, 5), (stop, 2),
        (reload, 2), (command, 6), (restart_database, 1), (look, 4),
    )  # fmt: skip

    def go_on(self, goes_on: Callable[[int], bool], without: Collection[str]) -> None:
        """Does one thing after the other, with short rests; `goes_on` is asked after so many."""
        acts, weights = zip(*(act for act in self.ACTS if act[0].__name__ not in without), strict=True)
        while goes_on(self.done.total()):
            (act,) = self.chance.choices(acts, weights)
            self.journal.append(f"{time.strftime('%H:%M:%S')} {act.__name__}")
            act(self)
            self.done[act.__name__] += 1
            time.sleep(self.chance.choice((0, 0.05, 0.3, 1)))
            assert self.daemon is not None
            if self.daemon.poll() is not None:  # at a fault point
                self.start({})

    def come_to_rest(self) -> list[dict[str, Any]]:
        """Ends every fault and waits until the daemon has dealt with all mail; the ledger's rows then."""
        self.proxy.faults.clear()
        self.proxy.refusing = False
        for command in self.commands:
            command.wait(COMES_TO_REST)
        self.stop()
        until, rows = time.monotonic() + COMES_TO_REST, []
        while time.monotonic() < until:
            time.sleep(2)
            rows = self.site.json("ledger")
            if not self.waiting(rows):
                break
        assert self.daemon is not None
        assert end(self.daemon) == 0
        return rows

    def waiting(self, rows: Sequence[dict[str, Any]]) -> list[str]:
        """What is not dealt with yet."""
        left = [f"{row['id']} {row['outcome']}" for row in rows if row["outcome"] in {"pending", "unfetchable"}]
        for folder in FOLDERS:
            newest = _newest(rows, folder)
            left += [f"{folder} {uid}" for uid in self.dovecot.bodies(self.user, folder).keys() - newest.keys()]
        return left

    def check(self, rows: Sequence[dict[str, Any]]) -> None:
        """The oracle's questions; AssertionError where the answer is no."""
        assert not self.waiting(rows), f"not dealt with: {self.waiting(rows)[:5]}"
        for row in rows:
            if row["outcome"] == "quarantined":  # its reader was killed, more often than it is tried again
                self.site.run("replay", row["id"], env=self.env())
        rows = self.site.json("ledger")
        lost = self.seen - {row["sha256"] for row in rows}
        assert not lost, f"shown once and gone: {sorted(lost)}"
        present: set[str] = set()  # whose mail lies on the server
        for folder in FOLDERS:
            bodies = self.dovecot.bodies(self.user, folder)
            newest = _newest(rows, folder)
            wrong = [uid for uid, body in bodies.items() if newest[uid]["sha256"] != oracle.digest(body)]
            assert not wrong, f"I2: other bytes than the server holds: {folder} {wrong}"
            present |= {parseaddr(message_from_bytes(body)["From"])[1] for body in bodies.values()}
        oracle.check_once(rows)
        assert all(row["from"] for row in rows if row["sha256"]), "whoever sent a mail is told"
        oracle.check_archive(self.site, rows)
        oracle.check_applications(self.site)
        people = collections.Counter(
            email for row in self.site.json("applications", "list") for email in row["candidate"]["emails"]
        )
        assert {email: people[email] for email in present} == dict.fromkeys(present, 1), "I3: one application each"
        oracle.check_idle(self.site, lambda: [self.dovecot.flags(self.user, folder) for folder in FOLDERS])


def _newest(rows: Sequence[dict[str, Any]], folder: str) -> dict[str, dict[str, Any]]:
    own = [row for row in rows if row["folder"] == folder]
    epoch = max((row["epoch"] for row in own), default=0)
    return {row["uid"]: row for row in own if row["epoch"] == epoch}


def _family(pid: int) -> list[int]:
    """A process and what descends from it."""
    return [pid, *(member for child in children(pid) for member in _family(child))]


@contextmanager
def _prepared(database: str, seed: int, dovecot: Dovecot, folder: Path) -> Iterator[Soak]:
    with ExitStack() as kept:
        postgres, url = None, "sqlite:///intake.db"
        if database == "postgres":
            postgres = PostgresServer()
            kept.callback(postgres.remove)
            postgres.start()
            url = postgres.url(postgres.create())
        proxy = kept.enter_context(fault_proxy(dovecot.port))
        user = dovecot.account()
        dovecot.create(user, "Later")
        site = Site(folder, url)
        soak = Soak(site, dovecot, proxy, postgres, random.Random(seed), user, endless_applications(family="Soak"))
        site.launch = lambda command, env: launched(command, {**soak.env(), **env})
        site.add(EAGER)
        site.add(dovecot_table(proxy.port, user) + _FOLDERS)
        site.run("postings", "import", *CAREERS)
        soak.start({})
        try:
            yield soak
        finally:
            for process in (*soak.commands, soak.daemon):
                if process is not None and process.poll() is None:
                    process.kill()
                    process.wait()


def soak(
    database: str, seed: int, goes_on: Callable[[int], bool], folder: Path, *, without: Collection[str] = ()
) -> tuple[collections.Counter[str], collections.Counter[str]]:
    """Torments an installation, `without` some acts, while `goes_on` after so many of them.

    What was done, and what became of the mails, by outcome. AssertionError is a finding.
    """
    with running_dovecot() as dovecot, _prepared(database, seed, dovecot, folder) as running:
        try:
            running.go_on(goes_on, without)
            rows = running.come_to_rest()
            running.check(rows)
        except BaseException:
            (folder / "journal").write_text("\n".join(running.journal), encoding="utf-8")
            raise
        return running.done, collections.Counter(row["outcome"] for row in rows)


def _for(seconds: float) -> Callable[[int], bool]:
    until = time.monotonic() + seconds
    return lambda _acts: time.monotonic() < until


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Runs on each database for so many minutes; the folder of a run that found something is kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.run", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for each database (default: 10)")
    parser.add_argument("--seed", type=int, default=None, help="of what happens (default: the time)")
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    given = parser.parse_args()
    found = False
    for database in given.database or ("sqlite", "postgres"):
        seed = int(time.time()) if given.seed is None else given.seed
        folder = Path(tempfile.mkdtemp(prefix="intake-soak-"))
        _say(f"{database}, seed {seed}, {given.minutes:g} minutes, in {folder} …")
        try:
            acts, outcomes = soak(database, seed, _for(60 * given.minutes), folder)
            _say(f"{database}: nothing lost, nothing twice. {acts.total()} acts {dict(acts)}")
            _say(f"{database}: {outcomes.total()} mails {dict(outcomes)}")
            shutil.rmtree(folder)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            found = True
            _say(f"{database}: {error}\nSee {folder}: journal, log, commands, var.")
    sys.exit(found)


if __name__ == "__main__":
    main()
