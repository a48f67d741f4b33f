"""Installations for the fault tests: prepared once with tables and postings, copied for each test, run by forks."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url

from intake.clock import Clock, SystemClock
from intake.mailbox.imap import ImapMailbox
from intake.mailbox.protocol import Mailbox
from intake.mailbox.settings import ImapSettings
from intake.model.policy import DecisionPolicy, ReadingPolicy
from intake.owner import process_name
from intake.pipeline import Line, process, receive
from intake.polls import Watch
from intake.reading import Reader
from intake.storage.archive import FolderArchive
from intake.storage.store import Store
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot
from tests.servers.engines import open_shared
from tests.servers.fault_proxy import FaultProxy, fault_proxy
from tests.servers.forks import Forks
from tests.servers.once import once
from tests.servers.postgres import PostgresServer
from tests.servers.scripted_imap import ScriptedImap, scripted_imap

if TYPE_CHECKING:
    import subprocess

ROOT = Path(__file__).parents[2]
CAREERS = sorted((ROOT / "fixtures" / "careers").iterdir())

MakeSite = Callable[..., Site]
"""Makes an installation; with another one it begins with all that that one holds."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """A data folder on SQLite with the tables and the fixtures' postings."""

    def prepare(folder: Path) -> None:
        site = Site(folder, launch=forks.run)
        site.write()
        site.run("postings", "import", *CAREERS)

    return Site(once(tmp_path_factory, "prepared", prepare)).data


@pytest.fixture(scope="session")
def prepared_database(
    tmp_path_factory: pytest.TempPathFactory, forks_on_postgres: Forks, postgres_server: PostgresServer
) -> str:
    """The name of a PostgreSQL database with the tables and the fixtures' postings."""
    name = postgres_server.create()
    site = Site(tmp_path_factory.mktemp("prepared"), postgres_server.url(name), launch=forks_on_postgres.run)
    site.write()
    site.run("postings", "import", *CAREERS)
    return name


@pytest.fixture
def sqlite_site(tmp_path: Path, forks: Forks, prepared: Path) -> MakeSite:
    """Makes installations on SQLite that know the fixtures' postings."""
    made: list[Site] = []

    def make(like: Site | None = None) -> Site:
        site = Site(tmp_path / f"site{len(made)}", launch=forks.run)
        made.append(site)
        site.write()
        shutil.copytree(like.data if like else prepared, site.data)
        return site

    return make


@pytest.fixture
def postgres_site(
    tmp_path: Path, forks: Forks, prepared_database: str, postgres_server: PostgresServer
) -> Iterator[MakeSite]:
    """Makes installations on PostgreSQL that know the fixtures' postings."""
    made: list[str] = []

    def make(like: Site | None = None) -> Site:
        template = str(make_url(like.database).database) if like else prepared_database
        made.append(postgres_server.create(template=template))
        site = Site(tmp_path / f"site{len(made)}", postgres_server.url(made[-1]), launch=forks.run)
        site.write()
        if like:
            shutil.copytree(like.data, site.data)
        return site

    yield make
    for name in made:
        postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def new_site(request: pytest.FixtureRequest) -> MakeSite:
    """Makes installations; once on SQLite, once on PostgreSQL."""
    make: MakeSite = request.getfixturevalue(f"{request.param}_site")
    return make


@pytest.fixture
def site(sqlite_site: MakeSite) -> Site:
    """One installation on SQLite that knows the fixtures' postings."""
    return sqlite_site()


@dataclass
class SetClock:
    """The machine's clock, wrong by `ahead`; monotonic time goes on as it does."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


MakeLine = Callable[..., Line]


@pytest.fixture
def make_line(reader: Reader) -> Iterator[MakeLine]:
    """The line of an installation in this process, so that a test may hold its parts in its hands."""
    stores: list[Store] = []

    def make(site: Site, *, clock: Clock | None = None, owner: str | None = None) -> Line:
        clock = clock or SystemClock()
        stores.append(Store(open_shared(site.database, site.data), clock))
        stores[-1].ensure_mailbox("jobs", "imap", ("jobs@example.org",))
        return Line(
            store=stores[-1],
            archive=FolderArchive(site.data / "archive"),
            reader=reader,
            reading_policy=ReadingPolicy(),
            decision_policy=DecisionPolicy(),
            clock=clock,
            owner=owner or process_name(),
        )

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def line(site: Site, make_line: MakeLine) -> Line:
    """The line of `site`."""
    return make_line(site)


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    """A breaking line to Dovecot's plain port."""
    with fault_proxy(dovecot.port) as running:
        yield running


@pytest.fixture
def scripted() -> Iterator[ScriptedImap]:
    """A server that does what it is told."""
    with scripted_imap() as running:
        yield running


OpenMailbox = Callable[..., ImapMailbox]


@pytest.fixture
def open_mailbox(dovecot: Dovecot) -> Iterator[OpenMailbox]:
    """Makes mailboxes named `jobs` on a port of this machine; keyword arguments are settings."""
    opened: list[ImapMailbox] = []

    def make(port: int, user: str = "jobs@example.org", **settings: Any) -> ImapMailbox:
        values: dict[str, Any] = {
            "name": "jobs",
            "host": "localhost",
            "port": port,
            "tls": "none",
            "user": user,
            "password": lambda: dovecot.password,
            "command_timeout": 10.0,
        }
        opened.append(ImapMailbox(ImapSettings(**(values | settings))))
        return opened[-1]

    yield make
    for mailbox in opened:
        mailbox.close()


def take_in(line: Line, mailbox: Mailbox, *folders: str) -> None:
    """A poll that must succeed, and processing until nothing waits."""
    receive(line, mailbox, folders or ("INBOX",), marks=False)
    process(line)


def watch(name: str = "jobs") -> Watch:
    return Watch(
        name=name,
        kind="imap",
        addresses=(f"{name}@example.org",),
        folders=("INBOX",),
        every=timedelta(minutes=1),
        host="localhost",
        marks=False,
    )


def dovecot_table(port: int, user: str) -> str:
    """The configuration of the mailbox `jobs`; more of its keys may follow."""
    return f"""
[[mailboxes]]
name = "jobs"
address = "jobs@example.org"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "JOBS_PASSWORD"
"""


EAGER = '\n[polling]\nbackoff = "1s"\nbackoff_limit = "2s"\n'


def eventually(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(AssertionError):
            if true():
                return True
        time.sleep(0.2)
    return False


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    """An account with two applications."""
    name = dovecot.account()
    dovecot.append_many(name, applications(2))
    return name


StartDaemon = Callable[[Site], "subprocess.Popen[str]"]


@pytest.fixture
def started(dovecot: Dovecot) -> Iterator[Callable[[Site], "subprocess.Popen[str]"]]:
    """Starts daemons that are gone after the test."""
    running: list[subprocess.Popen[str]] = []

    def start(site: Site) -> "subprocess.Popen[str]":
        running.append(site.start("run", "--no-review", env={"JOBS_PASSWORD": dovecot.password}, covered=False))
        return running[-1]

    yield start
    for daemon in running:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()
