"""The daemon as an operator and systemd know it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.mails import applications
from tests.e2e.site import Site, end

MAILDIR = """
[[mailboxes]]
name = "jobs"
kind = "maildir"
path = "mail"
address = "jobs@example.org"
every = "1s"
"""


def maildir(site: Site) -> Path:
    folder = site.folder / "mail"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return folder


def deliver(folder: Path, name: str, raw: bytes) -> None:
    (folder / "tmp" / name).write_bytes(raw)
    (folder / "tmp" / name).rename(folder / "new" / name)


def eventually(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def daemon(small_site: Site) -> Iterator["subprocess.Popen[str]"]:
    maildir(small_site)
    small_site.add(MAILDIR)
    process = small_site.start("run")
    assert eventually(lambda: '"ready"' in small_site.log()), small_site.log()
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def outcomes(site: Site) -> list[str]:
    return [row["outcome"] for row in site.json("ledger")]


def test_mail_is_taken_in_on_schedule_sigterm_ends_in_time_and_the_log_holds_no_personal_data(
    small_site: Site, daemon: "subprocess.Popen[str]"
) -> None:
    deliver(small_site.folder / "mail", "1", applications(1)[0])
    assert eventually(lambda: outcomes(small_site) == ["application"]), (outcomes(small_site), small_site.log())
    started = time.monotonic()
    assert end(daemon) == 0
    assert time.monotonic() - started < 10
    log = small_site.log()
    for word in ("Noor", "Haddad", "person0", "Application 0", "resume.txt"):
        assert word not in log


def test_a_poll_beside_the_daemon_asks_it_and_waits(small_site: Site, daemon: "subprocess.Popen[str]") -> None:
    deliver(small_site.folder / "mail", "1", applications(1)[0])
    told = small_site.run("poll")
    assert "jobs: " in told
    assert outcomes(small_site) == ["application"]
    assert daemon.poll() is None


def test_a_second_daemon_says_who_holds_the_folder(small_site: Site, daemon: "subprocess.Popen[str]") -> None:
    done = subprocess.run(small_site.command("run"), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"in use by intake run (pid {daemon.pid})" in done.stderr
    os.kill(daemon.pid, signal.SIGKILL)
    daemon.wait()
    second = small_site.start("run")
    try:
        assert eventually(lambda: small_site.log().count('"ready"') == 2)
    finally:
        assert end(second) == 0


def test_sighup_reads_the_configuration_again_and_keeps_a_wrong_one_out(
    small_site: Site, daemon: "subprocess.Popen[str]"
) -> None:
    good = small_site.config.read_text()
    small_site.config.write_text(good + "\n[nonsense]\n", encoding="utf-8")
    daemon.send_signal(signal.SIGHUP)
    assert eventually(lambda: "configuration not reloaded" in small_site.log())
    (small_site.folder / "second" / "new").mkdir(parents=True)
    (small_site.folder / "second" / "cur").mkdir()
    (small_site.folder / "second" / "tmp").mkdir()
    small_site.config.write_text(
        good + MAILDIR.replace('"jobs"', '"second"').replace('"mail"', '"second"'), encoding="utf-8"
    )
    daemon.send_signal(signal.SIGHUP)
    deliver(small_site.folder / "second", "1", applications(1)[0])
    assert eventually(lambda: outcomes(small_site) == ["application"]), (outcomes(small_site), small_site.log())
    assert small_site.json("ledger")[0]["mailbox"] == "second"
    assert end(daemon) == 0


def test_systemd_is_told_ready_alive_and_stopping(small_site: Site, tmp_path: Path) -> None:
    maildir(small_site)
    small_site.add(MAILDIR)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(30)
        process = small_site.start("run", env={"NOTIFY_SOCKET": str(tmp_path / "notify")})
        heard = [listener.recv(200).decode() for _ in range(2)]
        status = end(process)
        heard.append(listener.recv(200).decode())
    assert heard == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
    assert status == 0
    assert (small_site.data / "alive").exists()


def test_a_hung_mailbox_blocks_no_other(small_site: Site) -> None:
    maildir(small_site)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        small_site.add(MAILDIR)
        small_site.add(
            f'[[mailboxes]]\nname = "hung"\naddress = "h@example.org"\nhost = "127.0.0.1"\nport = {port}\n'
            'tls = "none"\nuser = "h"\npassword_env = "HUNG"\nevery = "1s"\n'
        )
        process = small_site.start("run", env={"HUNG": "x"})
        try:
            deliver(small_site.folder / "mail", "1", applications(1)[0])
            assert eventually(lambda: outcomes(small_site) == ["application"]), (outcomes(small_site), small_site.log())
        finally:
            started = time.monotonic()
            assert end(process) == 0
            assert time.monotonic() - started < 10
