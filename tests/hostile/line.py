"""Sends hostile mails through the whole line in one poll of a Maildir, an ordinary mail after each, without network.

The polling process runs with a home, a temporary folder and a working folder of its own, in a network namespace that
holds nothing (by unshare(1), where this user may have one), and is watched while it works. With PostgreSQL, which it
reaches by loopback, it keeps the network.
"""

import hashlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.mails import applications
from tests.e2e.site import Launch, Site, launched
from tests.hostile.catalogue import Input, Size

_TABLE = """
[reading]
cpu = "{cpu}s"
wall = "{wall}s"

[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "{path}"
address = "jobs@example.org"
"""


@dataclass
class Sent:
    """What became of one poll: the row of each input, its application, and how the polling process fared."""

    status: int
    output: str
    seconds: float
    peak_kb: int
    rows: dict[str, dict[str, Any]]
    applications: dict[str, dict[str, Any]]
    ordinary: list[dict[str, Any]]
    strayed: list[str] = field(default_factory=list)

    def problems(self, inputs: Sequence[Input]) -> list[str]:
        """A line for everything that is not as it must be."""
        found = [] if self.status == 0 else [f"the poll ended with {self.status}: {self.output}"]
        found += [f"file outside the data folder: {name}" for name in self.strayed]
        found += [
            f"ordinary mail {n}: {row}" for n, row in enumerate(self.ordinary) if row.get("outcome") != "application"
        ]
        for sent in inputs:
            found += [f"{sent.name}: {problem}" for problem in self._of(sent)]
        return found

    def _of(self, sent: Input) -> list[str]:
        row = self.rows.get(sent.name)
        if row is None:
            return ["no row"]
        found = [] if row["outcome"] in sent.outcomes else [f"outcome {row['outcome']} ({row['detail']})"]
        if row["outcome"] == "quarantined" and not row["detail"]:
            found.append("quarantined without a reason")
        application = self.applications.get(row["id"])
        if sent.statuses is not None:
            statuses = self.statuses(sent.name)
            if len(statuses) != 1 or not statuses <= sent.statuses:
                found.append(f"document {sorted(statuses)}")
        if sent.flag and (application is None or sent.flag not in application["flags"]):
            found.append(f"flag {sent.flag} is missing: {application and application['flags']}")
        return found

    def statuses(self, name: str) -> set[str]:
        """The statuses of the files (not the body) that this input brought."""
        application = self.applications.get(self.rows[name]["id"])
        documents = application["documents"] if application else ()
        return {document["status"] for document in documents if document["filename"]}


def send(
    inputs: Sequence[Input],
    folder: Path,
    size: Size,
    *,
    cpu: int,
    wall: int,
    database: str | None = None,
    ordinary_count: int | None = None,
    launch: Launch = launched,
) -> Sent:
    """One poll over `inputs`, an ordinary mail after each; `ordinary_count` of them where there is no input.

    `launch` runs the commands that tell what became of them; the poll is a process of its own. `database` is the URL of
    an empty PostgreSQL database to be used instead of SQLite.
    """
    site = Site(folder / "site", launch=launch) if database is None else Site(folder / "site", database, launch=launch)
    maildir = folder / "mail"
    for name in ("new", "cur", "tmp"):
        (maildir / name).mkdir(parents=True)
    site.add(_TABLE.format(cpu=cpu, wall=wall, path=maildir))
    raws = {}
    ordinary = applications(len(inputs) if ordinary_count is None else ordinary_count)
    for number, sent in enumerate(inputs):
        raws[sent.name] = _deliver(maildir, 2 * number, sent.make(size))
    for number, raw in enumerate(ordinary):
        _deliver(maildir, 2 * number + 1, raw)
    outside = [folder / name for name in ("home", "temporary", "working")]
    for path in outside:
        path.mkdir()
    status, output, seconds, peak_kb = _poll(site, [] if database else without_network(), *outside)
    rows = {row["sha256"]: row for row in site.json("ledger")}
    return Sent(
        status=status,
        output=output,
        seconds=seconds,
        peak_kb=peak_kb,
        rows={name: rows[digest] for name, digest in raws.items() if digest in rows},
        applications={
            m["message"]: row for row in map(json.loads, site.run("export").splitlines()) for m in row["submissions"]
        },
        ordinary=[rows.get(hashlib.sha256(raw).hexdigest(), {}) for raw in ordinary],
        strayed=[str(path) for root in outside for path in root.rglob("*")] + _strangers(folder, site),
    )


def _deliver(maildir: Path, number: int, raw: bytes) -> str:
    path = maildir / "new" / f"{number:06}.hostile"
    path.write_bytes(raw)
    os.utime(path, (1_638_352_800 + number, 1_638_352_800 + number))
    return hashlib.sha256(raw).hexdigest()


def _strangers(folder: Path, site: Site) -> list[str]:
    """Files beside the data folder that the installation did not have."""
    known = {site.config, site.folder / "log"}
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and path not in known and not path.is_relative_to(site.data) and path.parent.name != "new"
    ]


def without_network() -> list[str]:
    """The words before a command that take the network from it; none where this user may not do so."""
    for words in (["unshare", "--net"], ["unshare", "--map-current-user", "--net"]):
        try:
            if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
                return words
        except FileNotFoundError:
            break
    return []


def _poll(site: Site, words: Sequence[str], home: Path, temporary: Path, working: Path) -> tuple[int, str, float, int]:
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": root}
    started = time.monotonic()
    process = subprocess.Popen(
        [*words, *site.command("poll")], cwd=working, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    peaks = [0]
    watch = threading.Thread(target=_watch, args=(process, peaks))
    watch.start()
    output, _ = process.communicate()
    watch.join()
    return process.returncode, output, time.monotonic() - started, peaks[-1]


def _watch(process: "subprocess.Popen[str]", peaks: list[int]) -> None:
    """Notes the largest resident size (kB) of the process itself, its children apart."""
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError:
            return
        peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
        time.sleep(0.02)
