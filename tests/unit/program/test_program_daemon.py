"""The daemon's signal handlers, which run in the middle of whatever the main thread does."""

import io
import signal
import threading
from pathlib import Path

import structlog

from intake import telemetry
from intake.daemon import Daemon, Opener


def nothing() -> Opener:
    raise AssertionError("nothing is opened here")


def test_a_signal_in_the_middle_of_a_log_line_waits_for_no_lock(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, nothing)

    class Interrupted(io.StringIO):
        def write(self, text: str) -> int:
            daemon._on_stop(signal.SIGTERM, None)
            daemon._on_reload(signal.SIGHUP, None)
            return super().write(text)

    file = Interrupted()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file))
    speaker = threading.Thread(target=telemetry.logger().info, args=("ready",), daemon=True)
    speaker.start()
    speaker.join(20)
    assert not speaker.is_alive()
    assert "ready" in file.getvalue()
    assert daemon._heard()
