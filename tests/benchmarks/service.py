"""The daemon as it runs: how fast it is ready, and its memory at most while it takes in a mailbox."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.benchmarks import boxes
from tests.e2e.site import Site, end
from tests.servers.dovecot import Dovecot
from tests.servers.processes import children

RUNS = 5

T = TypeVar("T")


def measure(dovecot: Dovecot, folder: Path, sizes: tuple[int, int], size: int) -> dict[str, float]:
    """Start-up in seconds; peak memory by PSS in MB while a small and a large mailbox is taken in and processed."""
    results = {
        "intake --help: seconds": round(statistics.median(_help() for _ in range(RUNS)), 3),
        "daemon: seconds until it is ready": round(
            _ready(boxes.site(dovecot, dovecot.account(), "none", folder), folder), 2
        ),
    }
    for mails in sizes:
        made = boxes.site(dovecot, boxes.filled(dovecot, mails, size), "none", folder)
        for name, peak in _peaks(made, mails).items():
            results[f"memory with {mails} mails of {size // 1000} kB: {name} at most, MB (PSS)"] = round(peak / 1000)
    return results


def _help() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "intake", "--help"], capture_output=True, check=True)
    return time.perf_counter() - started


def _ready(made: Site, folder: Path) -> float:
    """Until the daemon says READY to systemd's socket."""
    address = str(folder / "notify")
    seconds = []
    for _ in range(3):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.bind(address)
            channel.settimeout(60)
            started = time.perf_counter()
            process = made.start("run", "--no-review", env={"NOTIFY_SOCKET": address})
            while b"READY=1" not in channel.recv(4096):
                pass
            seconds.append(time.perf_counter() - started)
            end(process)
        os.unlink(address)  # noqa: PTH108 - a socket's address
    return statistics.median(seconds)


def _peaks(made: Site, mails: int) -> dict[str, int]:
    process = made.start("run", "--no-review")
    peaks = {"daemon": 0, "zygote": 0, "largest child": 0, "archive's workers together": 0}
    try:
        last = time.monotonic()
        while time.monotonic() - last < 3_000:
            peaks["daemon"] = max(peaks["daemon"], _pss(process.pid))
            for started in children(process.pid):
                own, *theirs = map(_pss, [started, *children(started)])
                if _is_worker(started):
                    peaks["archive's workers together"] = max(peaks["archive's workers together"], own + sum(theirs))
                    continue
                peaks["zygote"] = max(peaks["zygote"], own)
                peaks["largest child"] = max([peaks["largest child"], *theirs])
            if _every(2.0) and _settled(made, mails):
                return peaks
            time.sleep(0.02)
        raise SystemExit(f"The daemon did not settle: {made.log()[-2000:]}")
    finally:
        end(process)


_looked = {"at": 0.0}


def _every(seconds: float) -> bool:
    if time.monotonic() - _looked["at"] < seconds:
        return False
    _looked["at"] = time.monotonic()
    return True


def _settled(made: Site, mails: int) -> bool:
    import sqlite3

    path = made.data / "intake.db"
    if not path.exists():
        return False
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        query = "SELECT count(*) FROM messages WHERE state = 'done'"
        return bool(connection.execute(query).fetchone()[0] >= mails)
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def _is_worker(pid: int) -> bool:
    return _read(f"/proc/{pid}/cmdline", lambda text: "worker_main" in text, otherwise=False)


def _pss(pid: int) -> int:
    return _read(f"/proc/{pid}/smaps_rollup", lambda text: int(text.partition("\nPss:")[2].split()[0]), 0)


def _read(path: str, parse: Callable[[str], T], otherwise: T) -> T:
    try:
        return parse(Path(path).read_text())
    except (OSError, ValueError, IndexError):
        return otherwise
