"""Filled mailboxes, installations that watch them, and mbsync to compare with."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot

TLS = ("none", "implicit")

_TABLE = """
[[mailboxes]]
name = "jobs"
address = "jobs@example.org"
host = "localhost"
port = {port}
tls = "{tls}"
tls_ca = "{ca}"
user = "{user}"
password_env = "BENCH_PASSWORD"
every = "1s"
"""

_MBSYNC = """
FSync yes

IMAPAccount bench
Host localhost
Port {port}
User {user}
Pass {password}
SSLType {ssl}
CertificateFile {ca}
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX

Channel bench
Far :far:
Near :near:
Create Near
Sync Pull
SyncState *
"""


def filled(dovecot: Dovecot, mails: int, size: int) -> str:
    """An account with so many mails of about so many bytes, put where Dovecot keeps them, none alike."""
    user = dovecot.account()
    dovecot.append(user, applications(1)[0])
    folder = dovecot.maildir(user) / "new"
    owner = folder.stat()
    chance = random.Random(size)
    filler = "\n".join(f"{chance.getrandbits(288):072x}" for _ in range(max(1, size // 73))).encode()
    for number, raw in enumerate(applications(mails - 1), 1):
        path = folder / f"{1_638_352_800 + number}.M{number}P1.bench"
        path.write_bytes(raw.replace(b"\r\n", b"\n") + b"\n" + filler)
        os.chown(path, owner.st_uid, owner.st_gid)
    return user


def site(dovecot: Dovecot, user: str, tls: str, folder: Path) -> Site:
    """An installation of its own that watches the account."""
    made = Site(Path(tempfile.mkdtemp(dir=folder)))
    port = dovecot.port if tls == "none" else dovecot.tls_port
    made.add(_TABLE.format(port=port, tls=tls, ca=dovecot.ca, user=user))
    return made


@contextmanager
def app(made: Site) -> Iterator[Any]:
    """The installation in this process."""
    from intake.app import opened
    from intake.config import load

    with opened(load(made.config, made.data)) as wired:
        yield wired


def pull(dovecot: Dovecot, user: str, tls: str, folder: Path) -> tuple[float, float, float]:
    """A process that takes in everything: seconds in all, of the poll alone, and of CPU (user and system)."""
    made = site(dovecot, user, tls, folder)
    command = [sys.executable, "-m", "tests.benchmarks.pull_once", str(made.config), str(made.data)]
    seconds, cpu, said = _timed(command)
    return seconds, float(said.split()[-1]), cpu


def mbsync(dovecot: Dovecot, user: str, tls: str, folder: Path) -> tuple[float, float]:
    """mbsync takes in the same into a Maildir, synced to the disk too: seconds, and seconds of CPU."""
    place = Path(tempfile.mkdtemp(dir=folder))
    port, ssl = (dovecot.port, "None") if tls == "none" else (dovecot.tls_port, "IMAPS")
    config = place / "mbsyncrc"
    config.write_text(
        _MBSYNC.format(port=port, user=user, password=dovecot.password, ssl=ssl, ca=dovecot.ca, folder=place)
    )
    seconds, cpu, _ = _timed(["mbsync", "-q", "-c", str(config), "bench"])
    return seconds, cpu


def _timed(command: Sequence[str]) -> tuple[float, float, str]:
    """A command to its end: seconds, seconds of CPU, and what it said."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    seconds, after = time.perf_counter() - started, os.times()
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, spent, done.stdout


def raw_fetch(dovecot: Dovecot, user: str, tls: str) -> float:
    """The limit: one FETCH of everything, dropped. It also lets Dovecot build its index before anything counts."""
    import imaplib
    import ssl

    context = ssl.create_default_context(cafile=str(dovecot.ca))
    client = (
        imaplib.IMAP4("127.0.0.1", dovecot.port)
        if tls == "none"
        else imaplib.IMAP4_SSL("localhost", dovecot.tls_port, ssl_context=context)
    )
    client.login(user, dovecot.password)
    client.select("INBOX", readonly=True)
    started = time.perf_counter()
    _, found = client.uid("SEARCH", "ALL")
    uids = found[0].split()
    for first in range(0, len(uids), 200):
        client.uid("FETCH", b",".join(uids[first : first + 200]).decode(), "(BODY.PEEK[])")
    seconds = time.perf_counter() - started
    client.logout()
    return seconds
