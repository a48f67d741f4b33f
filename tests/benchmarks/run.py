"""`make bench`: whole-process figures, medians of several runs, as a table and as JSON.

The machine may be shared and noisy, so compare ratios within one run, not seconds between runs.

    python -m tests.benchmarks.run [--mails N] [--size BYTES] [--json FILE]
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot, running_dovecot

RUNS = 3

TABLE = """
[[mailboxes]]
name = "{name}"
address = "jobs@example.org"
host = "localhost"
port = {port}
tls = "{tls}"
tls_ca = "{ca}"
user = "{user}"
password_env = "BENCH_PASSWORD"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with running_dovecot() as dovecot, tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_PASSWORD"] = dovecot.password
        results = measure(dovecot, Path(folder), chosen.mails, chosen.size)
    for name, value in results.items():
        print(f"{name:<58} {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def measure(dovecot: Dovecot, folder: Path, mails: int, size: int) -> dict[str, Any]:
    """Every figure; seconds are wall-clock medians."""
    users = {tls: _filled(dovecot, mails, size) for tls in ("none", "implicit")}
    results: dict[str, Any] = {"mails": mails, "bytes a mail": size}
    for tls, label in (("none", "plain"), ("implicit", "TLS")):
        limit = median(partial(_raw_fetch, dovecot, users[tls], tls))
        pull = median(_pull(dovecot, users[tls], tls, folder))
        results[f"pull {label}: seconds"] = round(pull, 3)
        results[f"pull {label}: MB/s"] = round(mails * size / pull / 1e6, 1)
        results[f"pull {label}: times the raw fetch that drops all"] = round(pull / limit, 2)
    results["poll with nothing new, kept connection: ms"] = round(1000 * _idle(dovecot, users["none"], folder), 2)
    results["process: messages a second, resume and statement each"] = round(_process(folder), 1)
    results["intake --help: seconds"] = round(median(_help), 3)
    return results


def median(run: Callable[[], float]) -> float:
    return statistics.median(run() for _ in range(RUNS))


def _filled(dovecot: Dovecot, mails: int, size: int) -> str:
    user = dovecot.account()
    chance = random.Random(size)
    filler = "\r\n".join(f"{chance.getrandbits(288):072x}" for _ in range(size // 74)).encode()
    raws = [raw + b"\r\n" + filler for raw in applications(mails)]
    dovecot.append_many(user, raws)
    return user


def _raw_fetch(dovecot: Dovecot, user: str, tls: str) -> float:
    """The limit: one FETCH of everything, dropped."""
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
    client.uid("FETCH", "1:*", "(BODY.PEEK[])")
    seconds = time.perf_counter() - started
    client.logout()
    return seconds


@contextlib.contextmanager
def _app(dovecot: Dovecot, user: str, tls: str, folder: Path) -> Iterator[Any]:
    from intake.app import opened
    from intake.config import load

    site = Site(Path(tempfile.mkdtemp(dir=folder)))
    port = dovecot.port if tls == "none" else dovecot.tls_port
    site.add(TABLE.format(name="jobs", port=port, tls=tls, ca=dovecot.ca, user=user))
    with opened(load(site.config, site.data)) as app:
        yield app


def _pull(dovecot: Dovecot, user: str, tls: str, folder: Path) -> Callable[[], float]:
    def run() -> float:
        with _app(dovecot, user, tls, folder) as app:
            polls = app.polls(app.line())
            started = time.perf_counter()
            result = polls.poll("jobs")
            seconds = time.perf_counter() - started
            polls.close()
        if result.error:
            raise SystemExit(result.error)
        return seconds

    return run


def _idle(dovecot: Dovecot, user: str, folder: Path) -> float:
    with _app(dovecot, user, "none", folder) as app:
        polls = app.polls(app.line())
        polls.poll("jobs")
        polls.poll("jobs")

        def once() -> float:
            started = time.perf_counter()
            polls.poll("jobs")
            return time.perf_counter() - started

        seconds = statistics.median(once() for _ in range(50))
        polls.close()
        return seconds


def _process(folder: Path) -> float:
    from intake.app import opened
    from intake.config import load
    from intake.imports import import_mail
    from intake.mailbox.files import sources
    from intake.pipeline import process

    site = Site(Path(tempfile.mkdtemp(dir=folder)))
    site.write()
    mails = site.folder / "mails"
    mails.mkdir()
    for number, raw in enumerate(applications(60)):
        (mails / f"{number}.eml").write_bytes(raw)
    with opened(load(site.config, site.data)) as app:
        line = app.line()
        import_mail(line, sources([mails], lambda _problem: None))
        started = time.perf_counter()
        done = process(line)
        return done.total / (time.perf_counter() - started)


def _help() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "intake", "--help"], capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
