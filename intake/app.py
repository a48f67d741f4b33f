"""The composition root: from a Config to wired parts; the only place that builds adapters."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from intake import heap, telemetry
from intake.clock import Clock, SystemClock
from intake.config import Config, MailboxSection, PostingSection, password
from intake.errors import ConfigError, IntakeError, StorageUnavailable
from intake.mailbox.settings import After, ImapSettings, Leave, MaildirSettings, Move, SetFlag, SetKeyword
from intake.owner import is_taken, process_name
from intake.storage.archive import FolderArchive
from intake.storage.database import Database, migrate, open_database

if TYPE_CHECKING:
    # Each takes a good part of a second to load: only the commands that use it do, so that those that show something
    # start at once.
    from fastapi import FastAPI

    from intake.accounts.service import Accounts
    from intake.daemon import Daemon, Opener, Parts
    from intake.mailbox.protocol import Mailbox
    from intake.pages import Pages, PageStatus, PageWatch
    from intake.pipeline import Line
    from intake.polls import Polls, PollStatus, Watch
    from intake.reading import Reader, SandboxSettings
    from intake.review.desk import Desk, Site
    from intake.storage.queries import Queries
    from intake.storage.store import Store


@dataclass(slots=False)
class App:
    """Everything that a command or the daemon needs, built when it is first asked for."""

    config: Config
    clock: Clock = field(default_factory=SystemClock)

    @cached_property
    def engine(self) -> Database:
        """The database, which is migrated before it is first used."""
        _make_private(self.config.data)
        engine = open_database(self.config.storage.database, self.config.data)
        migrate(engine)
        return engine

    @cached_property
    def store(self) -> "Store":
        """The writes."""
        from intake.storage.store import Store

        return Store(self.engine, self.clock, final_statuses=self.config.review.all_statuses.final)

    @cached_property
    def queries(self) -> "Queries":
        """The read models."""
        from intake.storage.queries import Queries

        return Queries(self.engine)

    @cached_property
    def archive(self) -> FolderArchive:
        """The raw mails."""
        _make_private(self.config.data)
        return FolderArchive(self.config.data / self.config.storage.archive)

    @cached_property
    def reader(self) -> "Reader":
        """The zygote whose children read strangers' bytes; started by the first use."""
        return started_reader(self.config)

    @cached_property
    def accounts(self) -> "Accounts":
        """Who may review, and how they sign in."""
        from intake.accounts.service import Accounts, SessionTimes
        from intake.storage.accounts import AccountStore
        from intake.storage.late import LateNotes

        review = self.config.review
        return Accounts(
            AccountStore(self.engine, self.clock, LateNotes(self.config.data / "late-audit.jsonl")),
            self.clock,
            organisation=self.config.organisation.name,
            times=SessionTimes(idle=review.session_idle, absolute=review.session_absolute),
        )

    def site(self) -> "Site":
        """Where the review desk is reached."""
        from intake.review.desk import Site

        review = self.config.review
        return Site(host=review.host, port=review.port, public_url=review.public_url, open_probes=review.open_probes)

    def desk(
        self,
        site: "Site",
        polls: "Callable[[], tuple[PollStatus, ...]]" = tuple,
        pages: "Callable[[], tuple[PageStatus, ...]]" = tuple,
    ) -> "Desk":
        """What the review desk works with; `polls` and `pages` tell how this process reads mailboxes and pages."""
        from intake.review.desk import Desk
        from intake.review.header import numbers
        from intake.storage.acts import Acts
        from intake.storage.desk import Desk as Reads

        reads = Reads(self.engine)
        heap.loaded()
        return Desk(
            store=self.store,
            queries=self.queries,
            reads=reads,
            acts=Acts(self.engine, self.clock, statuses=self.config.review.all_statuses),
            archive=self.archive,
            reader=lambda: self.reader,
            accounts=self.accounts,
            clock=self.clock,
            timezone=self.config.timezone,
            organisation=self.config.organisation.name,
            site=site,
            polls=polls,
            pages=pages,
            working=self._working,
            test_mailbox=self.look_at_mailbox,
            nav=lambda scope: numbers(reads, polls(), scope, idle=not self._working()),
        )

    @contextmanager
    def review(
        self,
        polls: "Callable[[], tuple[PollStatus, ...]]" = tuple,
        pages: "Callable[[], tuple[PageStatus, ...]]" = tuple,
    ) -> Iterator["Site"]:
        """Serves the review desk until the block ends; AddressTaken where another program listens there."""
        from intake.review.app import create
        from intake.review.serving import serving

        def build(site: "Site") -> "FastAPI":
            return create(self.desk(site, polls, pages))

        with serving(self.site(), build) as site:
            yield site

    def line(self) -> "Line":
        """The parts that a message passes."""
        from intake.pipeline import Line

        heap.keep_small()
        line = Line(
            store=self.store,
            archive=self.archive,
            reader=self.reader,
            reading_policy=self.config.reading_policy(),
            decision_policy=self.config.decision_policy(),
            clock=self.clock,
            owner=process_name(),
        )
        heap.loaded()
        return line

    def _working(self) -> bool:
        return is_taken(self.config.data)

    def look_at_mailbox(self, name: str) -> str:
        """Logs in, selects each folder, and says in a sentence what it found or what is wrong."""
        try:
            held = [f"{f} holds {n} {'mail' if n == 1 else 'mails'}" for f, n in self.folders_of(name)]
            return f"the connection works; {', '.join(held)}."
        except IntakeError as error:
            return str(error)

    def folders_of(self, name: str) -> Iterator[tuple[str, int]]:
        """Each watched folder of a mailbox and how many mails it holds now. Nothing is fetched or changed."""
        (section,) = self.sections((name,))
        source = self.connect(name)
        try:
            for folder in section.folders:
                status = source.select(folder)
                yield folder, len(source.uids(folder)) if status.messages is None else status.messages
        finally:
            source.close()

    def connect(self, name: str) -> "Mailbox":
        """The source that the `[[mailboxes]]` table of this name describes; its password is read at each login."""
        return build_mailbox(self.sections((name,))[0], self.config.folder)

    def watches(self, names: Sequence[str] = ()) -> "tuple[Watch, ...]":
        """What is watched, of these names (all without names)."""
        return tuple(_watch(section) for section in self.sections(names))

    def polls(self, line: "Line", names: Sequence[str] = ()) -> "Polls":
        """The watched mailboxes, each polled over its own kept connection."""
        from intake.polls import Polls
        from intake.storage.reserve import Reserve

        cap = self.config.polling.connections_a_host
        reserve = Reserve(self.config.data / "reserve", self.config.storage.reserve)
        return Polls(line, self.watches(names), self.connect, connections_a_host=cap, reserve=reserve)

    def pages(self, line: "Line") -> "Pages":
        """The careers pages that are read again on schedule."""
        from intake.pages import Pages
        from intake.webpage import PageFetcher

        fetcher = PageFetcher(limit=self.config.limits.page, timeout=self.config.pages.timeout)
        return Pages(
            line, tuple(_page_watch(section, self.config.folder) for section in self.config.postings), fetcher.fetch
        )

    def sections(self, names: Sequence[str] = ()) -> tuple[MailboxSection, ...]:
        """The configured mailboxes of these names (all without names); ConfigError names an unknown one."""
        known = {section.name: section for section in self.config.mailboxes}
        unknown = [name for name in names if name not in known]
        if unknown:
            there = ", ".join(known) or "none"
            raise ConfigError([f'No mailbox is named "{name}"; configured: {there}.' for name in unknown])
        return tuple(known[name] for name in names) if names else self.config.mailboxes

    def close(self) -> None:
        """Ends the zygote and the database connections."""
        if "reader" in self.__dict__:
            self.reader.close()
        if "engine" in self.__dict__:
            self.engine.dispose()


@contextmanager
def opened(config: Config, clock: Clock | None = None) -> Iterator[App]:
    """The wired parts of a configuration, closed at the end."""
    app = App(config, clock or SystemClock())
    try:
        yield app
    finally:
        app.close()


def daemon(
    load: Callable[[], Config],
    *,
    review: bool = True,
    on_processed: Callable[[], None] = lambda: None,
    on_served: Callable[[App, "Site"], None] = lambda _app, _site: None,
) -> "Daemon":
    """The daemon of a configuration, which it reads again at SIGHUP; its data folder stays the same.

    With `review` it serves the review desk too, and `on_served` is told where.
    """
    from intake.daemon import Daemon

    def prepare() -> "Opener":
        config = load()
        return lambda: _parts(config, on_served if review else None)

    return Daemon(load().data, prepare, on_processed=on_processed)


@contextmanager
def _parts(config: Config, on_served: Callable[[App, "Site"], None] | None) -> Iterator["Parts"]:
    from intake.daemon import Parts

    with opened(config) as app, ExitStack() as beside:
        line = app.line()
        polling = config.polling
        polls = app.polls(line)
        pages = app.pages(line)
        if on_served:
            _serve(app, polls, pages, beside, on_served)
        yield Parts(line=line, polls=polls, pages=pages, backoff=polling.backoff, backoff_limit=polling.backoff_limit)


def _serve(
    app: App, polls: "Polls", pages: "Pages", beside: ExitStack, on_served: Callable[[App, "Site"], None]
) -> None:
    """Serves the desk beside the daemon. A taken port must not keep the mail from being taken in: it is logged."""
    from intake.review.serving import AddressTaken

    try:
        site = beside.enter_context(app.review(polls.statuses, pages.statuses))
    except AddressTaken as error:
        telemetry.logger().error("review desk not served", error=str(error))
        return
    on_served(app, site)


def _page_watch(section: PostingSection, folder: Path) -> "PageWatch":
    from intake.pages import PageWatch

    return PageWatch(path=folder / section.path if section.path else None, url=section.url, every=section.every)


def _watch(section: MailboxSection) -> "Watch":
    from intake.polls import Watch

    return Watch(
        name=section.name,
        kind=section.kind,
        addresses=section.addresses,
        folders=section.folders,
        every=section.every,
        host=section.host,
        marks=_after(section) != Leave(),
        drop_after=section.keep_other_for if section.keep_other == "headers" else None,
    )


def started_reader(config: Config) -> "Reader":
    """Readers that load or have loaded; ConfigError where `sandbox = "full"` asks for layers that are not there."""
    from intake.reading import Reader

    reader = Reader(sandbox_settings(config), config.reading_policy())
    reader.begin()
    return reader


def sandbox_settings(config: Config) -> "SandboxSettings":
    """What the children that read may use."""
    from intake.reading import SandboxSettings

    section = config.reading
    return SandboxSettings(
        require=section.sandbox,
        memory=section.memory,
        cpu_seconds=max(1, int(section.cpu.total_seconds())),
        wall_seconds=section.wall.total_seconds(),
    )


def build_mailbox(section: MailboxSection, folder: Path) -> "Mailbox":
    """The adapter for one `[[mailboxes]]` table; `folder` is where its relative paths start."""
    from intake.mailbox.imap import ImapMailbox
    from intake.mailbox.maildir import MaildirMailbox

    after = _after(section)
    if section.kind == "maildir":
        path = folder / (section.path or "")
        return MaildirMailbox(MaildirSettings(name=section.name, path=path, since=section.since, after=after))
    return ImapMailbox(
        ImapSettings(
            name=section.name,
            host=section.host or "",
            port=section.effective_port,
            tls=section.tls,
            tls_ca=folder / section.tls_ca if section.tls_ca else None,
            user=section.user or "",
            password=lambda: password(section, folder),
            since=section.since,
            after=after,
        )
    )


def _after(section: MailboxSection) -> After:
    if section.after.flag:
        return SetFlag(section.after.flag)
    if section.after.keyword:
        return SetKeyword(section.after.keyword)
    if section.after.move:
        return Move(section.after.move)
    return Leave()


def _make_private(folder: Path) -> None:
    """The data folder holds personal data: others on the machine get no access."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise StorageUnavailable(f"The data folder {folder} cannot be made; give another with --data.") from None
    if not os.access(folder, os.W_OK):
        raise StorageUnavailable(f"The data folder {folder} cannot be written; check its owner and mode.")
