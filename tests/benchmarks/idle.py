"""A poll with nothing new: round trips, bytes and milliseconds on the kept connection."""

import socket
import statistics
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks import boxes
from tests.servers.dovecot import Dovecot

POLLS = 50


@dataclass
class Relay:
    """Stands before a server and counts: bytes each way, and how often the direction turned to the server."""

    port: int
    target: int
    bytes: int = 0
    turns: int = 0
    _last: str = ""

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            for name, source, target in (("up", client, server), ("down", server, client)):
                threading.Thread(target=self._copy, args=(name, source, target), daemon=True).start()

    def _copy(self, name: str, source: socket.socket, target: socket.socket) -> None:
        # The other direction may have closed both already.
        with suppress(OSError):
            while data := source.recv(1 << 16):
                self.bytes += len(data)
                self.turns += name == "up" and self._last != "up"
                self._last = name
                target.sendall(data)
            target.close()


def measure(dovecot: Dovecot, user: str, folder: Path) -> dict[str, float]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = Relay(listener.getsockname()[1], dovecot.port)
        threading.Thread(target=relay.serve, args=(listener,), daemon=True).start()
        counted = _polls(replace(dovecot, port=relay.port), user, folder, relay)
    direct = _polls(dovecot, user, folder, None)
    return {
        "poll with nothing new: round trips": counted["turns"],
        "poll with nothing new: bytes both ways": counted["bytes"],
        "poll with nothing new: ms": round(1000 * direct["seconds"], 2),
    }


def _polls(dovecot: Dovecot, user: str, folder: Path, relay: Relay | None) -> dict[str, float]:
    with boxes.app(boxes.site(dovecot, user, "none", folder)) as app:
        polls = app.polls(app.line())
        for _ in range(3):
            polls.poll("jobs")
        before = (relay.turns, relay.bytes) if relay else (0, 0)
        seconds = []
        for _ in range(POLLS):
            started = time.perf_counter()
            polls.poll("jobs")
            seconds.append(time.perf_counter() - started)
        after = (relay.turns, relay.bytes) if relay else (0, 0)
        polls.close()
    return {
        "turns": (after[0] - before[0]) / POLLS,
        "bytes": (after[1] - before[1]) / POLLS,
        "seconds": statistics.median(seconds),
    }
