"""What the views work with, wired by `intake.app`: no view builds anything itself or knows the configuration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from intake.accounts.service import Accounts
from intake.clock import Clock
from intake.model.scope import Scope
from intake.pages import PageStatus
from intake.polls import PollStatus
from intake.reading import Reader
from intake.storage.acts import Acts
from intake.storage.archive import FolderArchive
from intake.storage.desk import Desk as Reads
from intake.storage.queries import Queries
from intake.storage.store import Store

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the desk is reached. `public_url` is how people see it behind a reverse proxy, without a slash at the end.

    `open_probes`: anybody who reaches the port may read /healthz, /readyz and /metrics, not only loopback.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    public_url: str | None = None
    open_probes: bool = False

    @property
    def base_url(self) -> str:
        """What a link begins with."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{shown}:{self.port}"

    @property
    def https(self) -> bool:
        """Whether browsers come by https, so that cookies are sent by https only."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str] | None:
        """The Host headers that are ours; None where any may be (a bind to all addresses without a public URL).

        A page of a stranger whose name resolves to 127.0.0.1 (DNS rebinding) comes with its own.
        """
        if self.host not in LOOPBACK and self.public_url is None:
            return None
        here = {f"127.0.0.1:{self.port}", f"localhost:{self.port}", f"[::1]:{self.port}"}
        return frozenset(here | {urlsplit(self.public_url).netloc.lower()} if self.public_url else here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nav:
    """The numbers in the header, for one account; None where nothing is shown. `mailboxes_ok` False: one fails.

    `idle`: no process polls, reads or decides mail at the moment.
    """

    queue: int | None = None
    postings: int | None = None
    mailboxes_ok: bool | None = None
    unread: int | None = None
    idle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts. `reads` is what people see, `acts` what they do; both are narrowed by a scope.

    `reader` starts the sandbox when it is first asked for; `polls` and `pages` are empty where no daemon runs here, and
    `working` tells whether one runs anywhere. `test_mailbox` logs in and says in a sentence what it found.
    """

    store: Store
    queries: Queries
    reads: Reads
    acts: Acts
    archive: FolderArchive
    reader: Callable[[], Reader]
    accounts: Accounts
    clock: Clock
    timezone: str = "UTC"
    organisation: str = "My organisation"
    site: Site = field(default_factory=Site)
    polls: Callable[[], tuple[PollStatus, ...]] = tuple
    pages: Callable[[], tuple[PageStatus, ...]] = tuple
    working: Callable[[], bool] = lambda: True
    test_mailbox: Callable[[str], str] | None = None
    nav: Callable[[Scope], Nav] = lambda _scope: Nav()
