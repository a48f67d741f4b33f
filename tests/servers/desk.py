"""A review desk over a small world: two mailboxes, two postings, applications to both, mail that has none.

`m1`/`a1` applies to `p1`, `m2`/`a2` to `p2`, `m3`/`a3` to nothing that is known (mailbox jobs), `m4` could not be read
(jobs), nor could `m5` (hiring). The recruiter has PASSWORD, the others have none.
The clock stands at NOON until it is moved.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from intake.accounts.service import SIGN_IN, Accounts, SessionTimes, Visitor
from intake.model.account import Grant, Role
from intake.model.posting import PostingPage, PostingRound
from intake.reading import Reader
from intake.review import cookies
from intake.review.app import create
from intake.review.desk import Desk, Site
from intake.storage.accounts import AccountStore
from intake.storage.acts import Acts
from intake.storage.archive import FolderArchive
from intake.storage.desk import Desk as Reads
from tests.contract.storage.builders import (
    MANAGER,
    RESUME,
    STATEMENT,
    House,
    arrival,
    message,
    opened,
    posting,
    reading,
)

PASSWORD = "lamp violet anchor gate"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = "127.0.0.1"
LOOPBACK_SITE = Site()
TIMES = SessionTimes()

GRANTS: dict[str, tuple[Grant, ...]] = {
    "administrator": (Grant(role=Role.ADMINISTRATOR),),
    "recruiter": (Grant(role=Role.RECRUITER, of="p1"),),
    "triage": (Grant(role=Role.TRIAGE, of="jobs"),),
    "reader": (Grant(role=Role.RECRUITER), Grant(role=Role.TRIAGE)),
}
"""The accounts of the world: who administers, who recruits for p1, who sorts jobs, who only looks at everything."""

NAMES = {
    "administrator": "Ana Lindqvist", "recruiter": "Reza Moradi", "triage": "Tess Okafor", "reader": "Rui Tavares",
}  # fmt: skip


def no_reader() -> Reader:
    """For tests that read no document."""
    raise AssertionError("This test asked for the sandbox; give the desk a reader.")


class StandInReader:
    """Answers what the desk shows of strangers' bytes, without reading any."""

    def render_attached(self, raw: Path, part: str, page: int, width: int) -> bytes:
        return f"a picture {width} wide of page {page} of {part} in {raw.name}".encode()

    def payload(self, raw: Path, part: str) -> bytes:
        return f"the file {part} of {raw.name}".encode()

    def sanitise(self, raw: Path) -> str:
        return f"<p>The mail {raw.name[:8]}</p>"

    def read_posting_page(self, _data: bytes, _filename: str) -> PostingPage:
        return PostingPage(postings=())


def stand_in_reader() -> Reader:
    """A reader for tests of who may see what."""
    return cast("Reader", StandInReader())


class DeskHouse:
    """The world, its accounts, and browsers signed in to it. `engine` is migrated and empty; `folder` is its own."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        *,
        site: Site = LOOPBACK_SITE,
        reader: Callable[[], Reader] = no_reader,
        times: SessionTimes = TIMES,
    ) -> None:
        self.house = House(engine)
        self.clock = self.house.clock
        self.account_store = AccountStore(engine, self.clock)
        self.accounts = Accounts(self.account_store, self.clock, organisation="Example Foundation", times=times)
        self.desk = Desk(
            store=self.house.store,
            queries=self.house.queries,
            reads=Reads(engine),
            acts=Acts(engine, self.clock),
            archive=FolderArchive(folder / "archive"),
            reader=reader,
            accounts=self.accounts,
            clock=self.clock,
            timezone="Europe/Berlin",
            organisation="Example Foundation",
            site=site,
        )

    def fill(self) -> "DeskHouse":
        """Makes the world and the accounts."""
        self.house.watch("jobs")
        self.house.watch("hiring")
        self.house.store.apply_rounds(
            [opened(posting()), opened(posting("Technical Community Manager", MANAGER), source="more.md")]
        )
        self.house.bring(
            ("1", reading(message(), RESUME, STATEMENT)),
            ("2", reading(message("jan@example.net", "Jan Kowalski", recipients=(MANAGER,)), RESUME)),
            ("3", reading(message("maria@example.net", "María José Núñez", recipients=("jobs@example.org",)), RESUME)),
        )
        for uid, mailbox in (("4", "jobs"), ("5", "hiring")):
            (key,) = self.house.receive(arrival(uid), mailbox=mailbox)
            self.house.store.quarantine(self.house.claim_one(key), "timed_out", "Reading took too long.", None)
        self.invite_everybody()
        return self

    def invite_everybody(self) -> None:
        """Makes the accounts."""
        for role, grants in GRANTS.items():
            self.accounts.invite(f"{role}@example.org", NAMES[role], grants, read_only=role == "reader")
        self._give_password("recruiter")

    def keep_bytes(self, count: int = 5) -> "DeskHouse":
        """Puts the bytes of the world's mails into the archive: they are what `arrival` says."""
        self.desk.archive.put_batch([f"mail {number}".encode() for number in range(1, count + 1)])
        return self

    def _give_password(self, role: str) -> None:
        link = self.accounts.new_link(self.accounts.by_email(f"{role}@example.org").id)
        elsewhere = Visitor(address="192.0.2.9", browser=BROWSER)
        self.accounts.sign_out(self.accounts.use_link(link, elsewhere, password=PASSWORD))

    @property
    def rounds(self) -> tuple[PostingRound, ...]:
        """The postings, p1 first."""
        return self.house.store.rounds()

    def app(self, **changes: Any) -> FastAPI:
        """The desk as an app; `changes` replaces parts of it."""
        return create(replace(self.desk, **changes))

    def token(self, role: str) -> str:
        """A session of the account, without the work of a password."""
        account = self.accounts.by_email(f"{role}@example.org")
        link = self.accounts.new_link(account.id, purpose=SIGN_IN)
        return self.accounts.use_link(link, Visitor(address=HERE, browser=BROWSER))

    def browser(self, role: str | None = None, *, app: FastAPI | None = None) -> "Browser":
        """A browser, signed in as `role` or as nobody."""
        made = Browser(app or self.app(), self.desk.site)
        if role is not None:
            made.sign_in_as(self.token(role))
        return made


class Browser:
    """Sends requests as a browser would: cookies kept, forms with their token, redirections not followed."""

    def __init__(self, app: FastAPI, site: Site, *, address: str = HERE) -> None:
        self.site = site
        self.client = TestClient(
            app,
            base_url=site.base_url,
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"user-agent": BROWSER},
            client=(address, 50000),
        )

    def sign_in_as(self, session: str) -> None:
        """Takes up a session."""
        self.client.cookies.set(cookies.name(self.site, "session"), session)

    def get(self, path: str, **options: Any) -> Any:
        """A page."""
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """A form of ours, sent from one of our pages."""
        headers = {"sec-fetch-site": "same-origin"} | options.pop("headers", {})
        return self.client.post(
            path, data={cookies.FORM_FIELD: self.form_token()} | (data or {}), headers=headers, **options
        )

    def form_token(self) -> str:
        """The token that a page of ours would carry."""
        from intake.accounts import tokens

        for kind in ("session", "visit"):
            if held := self.client.cookies.get(cookies.name(self.site, kind)):
                return tokens.form_token(held)
        self.get("/sign-in")
        visit = self.client.cookies.get(cookies.name(self.site, "visit"))
        assert visit
        return tokens.form_token(visit)
