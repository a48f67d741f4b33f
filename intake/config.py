"""The configuration: TOML and environment to one frozen Config, with every problem reported at once.

Every key is written down, with its default and its meaning, in config/intake.toml; a test keeps the two alike.
Environment variables override the file: `INTAKE_ORGANISATION__TIMEZONE=Europe/Berlin`.
"""

import difflib
import os
import stat
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from intake.errors import ConfigError
from intake.model.policy import DecisionPolicy, Limits, ReadingPolicy
from intake.model.status import DEFAULT_STATUSES, Status, Statuses

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}


_MENDS = {
    "string_pattern_mismatch": "use letters, digits, dots, dashes and underscores, at most 63, beginning with a letter",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_type": "write text in quotes",
    "tuple_type": "write a list in brackets",
    "model_type": "write a table of keys",
}
"""What to write instead, for pydantic's error types whose own words speak of Python."""


def _problem(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("intake", "{sentence}", {"sentence": sentence})


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    number, unit = value[:-1].strip(), value[-1:]
    if unit not in _UNITS or not number.replace(".", "", 1).isdigit():
        raise _problem('write a duration such as "30s", "15m", "2h" or "1d"')
    return timedelta(seconds=float(number) * _UNITS[unit])


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    number = value.rstrip("BKMGbkmg ").strip()
    unit = value[len(number) :].strip().upper() or "B"
    if unit not in _SIZES or not number.replace(".", "", 1).isdigit():
        raise _problem('write a size such as "256KB" or "35MB"')
    return int(float(number) * _SIZES[unit])


def _zone(value: object) -> object:
    if isinstance(value, str):
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise _problem('name an IANA time zone such as "Europe/Berlin"') from None
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
Zone = Annotated[str, BeforeValidator(_zone)]
Lower = Annotated[str, BeforeValidator(_lower)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Section):
    """Whose mailboxes these are. `timezone` None counts as UTC, and `check` warns."""

    name: str = "My organisation"
    timezone: Zone | None = None
    staff_domains: tuple[Lower, ...] = ()


class Storage(_Section):
    """Where everything is kept; relative paths are relative to the data folder."""

    database: str = "sqlite:///intake.db"
    archive: Path = Path("archive")
    reserve: Size = 5_000_000

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise _problem('write "sqlite:///intake.db" or "postgresql://user@host/name"')
        return value


class Deadlines(_Section):
    """How deadlines are judged."""

    grace: Duration = timedelta(minutes=15)


class Trust(_Section):
    """Whose headers count as facts."""

    authserv_ids: tuple[Lower, ...] = ()
    relays: tuple[Lower, ...] = ()


class LimitsSection(_Section):
    """Caps on what strangers send; sizes in bytes or as "35MB", times as "60s"."""

    message: Size = 35_000_000
    header_block: Size = 256_000
    parts: int = Field(default=300, gt=0)
    depth: int = Field(default=50, gt=0, le=200)
    attachments: int = Field(default=40, gt=0)
    recipients: int = Field(default=500, gt=0)
    zip_members: int = Field(default=2_000, gt=0)
    zip_inflated: Size = 100_000_000
    xml: Size = 20_000_000
    html: Size = 256_000
    pdf_pages: int = Field(default=50, gt=0)
    text: Size = 2_000_000
    image_pixels: int = Field(default=50_000_000, gt=0)
    ocr: Duration = timedelta(seconds=60)
    ocr_pages: int = Field(default=5, gt=0)
    message_time: Duration = timedelta(seconds=120)
    page: Size = 5_000_000


class ReadingSection(_Section):
    """The child processes that read strangers' bytes."""

    sandbox: Literal["best", "full"] = "best"
    memory: Size = 512_000_000
    cpu: Duration = timedelta(seconds=10)
    wall: Duration = timedelta(seconds=15)
    phone_regions: tuple[str, ...] = ()
    ocr_languages: tuple[str, ...] = ("eng",)


class Polling(_Section):
    """How mailboxes are polled when something goes wrong."""

    backoff: Duration = timedelta(minutes=1)
    backoff_limit: Duration = timedelta(hours=1)
    connections_a_host: int = Field(default=4, gt=0)


class StatusEntry(_Section):
    """A status that people give applications."""

    name: str
    final: bool = False


class ReviewSection(_Section):
    """The review desk: where it is served, and how long somebody stays signed in."""

    host: str = "127.0.0.1"
    port: int = Field(default=8321, ge=0, lt=65536)
    public_url: str | None = None
    insecure: bool = False
    session_idle: Duration = timedelta(hours=4)
    session_absolute: Duration = timedelta(hours=24)
    open_probes: bool = False
    statuses: tuple[StatusEntry, ...] = tuple(StatusEntry(name=s.name, final=s.final) for s in DEFAULT_STATUSES.all)

    @property
    def all_statuses(self) -> Statuses:
        """The statuses that people give applications."""
        return Statuses(tuple(Status(name=entry.name, final=entry.final) for entry in self.statuses))

    @model_validator(mode="after")
    def _sound_statuses(self) -> Self:
        if problem := self.all_statuses.problem:
            raise _problem(f"statuses: {problem}")
        return self

    @field_validator("public_url")
    @classmethod
    def _a_site(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query:
            raise _problem('write the address that people type, such as "https://intake.example.org"')
        return value.rstrip("/")

    @model_validator(mode="after")
    def _not_readable_on_the_way(self) -> Self:
        public = self.public_url or ""
        local = self.host in LOOPBACK
        if self.insecure or public.startswith("https://") or (local and not public):
            return self
        raise _problem(
            "passwords and applications would be sent readable; serve it behind a reverse proxy with "
            'public_url = "https://…" (or set insecure = true)'
        )


class Log(_Section):
    """What is logged; never personal data."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "plain", "json"] = "auto"


class After(_Section):
    """What happens to a mail on the server once it is committed here: nothing, a flag, a keyword or a move."""

    flag: str | None = None
    keyword: str | None = None
    move: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _leave(cls, value: object) -> object:
        if value == "leave":
            return {}
        if isinstance(value, str) or (isinstance(value, dict) and len(value) > 1):
            raise _problem('write "leave", { flag = "\\\\Seen" }, { keyword = "$Intake" } or { move = "Processed" }')
        return value


class MailboxSection(_Section):
    """One watched mailbox. Paths are relative to the folder of the configuration file."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")
    kind: Literal["imap", "maildir"] = "imap"
    address: Lower | None = None
    aliases: tuple[Lower, ...] = ()
    host: str | None = None
    port: int | None = Field(default=None, gt=0, lt=65536)
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    tls_ca: Path | None = None
    insecure: bool = False
    user: str | None = None
    password_file: Path | None = None
    password_env: str | None = None
    password_credential: str | None = None
    path: Path | None = None
    folders: tuple[str, ...] = ("INBOX",)
    every: Duration = timedelta(minutes=1)
    since: date | None = None
    keep_other: Literal["raw", "headers"] = "raw"
    keep_other_for: Annotated[Duration, Field(ge=timedelta(hours=1))] = timedelta(days=7)
    after: After = After()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = list(self._imap_problems() if self.kind == "imap" else self._maildir_problems())
        if self.every < timedelta(seconds=1):
            problems.append('every must be at least "1s"')
        if problems:
            raise _problem("; ".join(problems))
        return self

    def _imap_problems(self) -> Iterable[str]:
        for key in ("host", "user", "address"):
            if not getattr(self, key):
                yield f"{key} is missing; a mailbox of kind imap needs it"
        secrets = [s for s in (self.password_file, self.password_env, self.password_credential) if s]
        if len(secrets) != 1:
            yield "give exactly one of password_file, password_env and password_credential"
        if self.tls == "none" and not self.insecure and self.host not in LOOPBACK:
            yield 'tls = "none" would send the password readable; use "implicit" or "starttls" (or set insecure = true)'
        if self.path:
            yield 'path belongs to kind = "maildir"'

    def _maildir_problems(self) -> Iterable[str]:
        if not self.path:
            yield "path is missing; a mailbox of kind maildir needs the folder that holds cur, new and tmp"

    @property
    def effective_port(self) -> int:
        """The port given, else 993 for implicit TLS and 143 for the rest."""
        return self.port or (993 if self.tls == "implicit" else 143)

    @property
    def addresses(self) -> tuple[str, ...]:
        """What the mailbox receives: its address and its aliases, lower case."""
        return ((self.address,) if self.address else ()) + self.aliases


class PagesSection(_Section):
    """Whether careers pages are fetched from the web, and how long that may take."""

    fetch: bool = False
    timeout: Duration = timedelta(seconds=20)


class PostingSection(_Section):
    """One careers page or posting file that is read again on schedule. `path` is relative to the file's folder."""

    path: Path | None = None
    url: str | None = None
    every: Duration = timedelta(hours=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = []
        if (self.path is None) == (self.url is None):
            problems.append("give exactly one of path and url")
        if self.url is not None and not _is_web_page(self.url):
            problems.append('url must be an https address such as "https://www.example.org/jobs", without a password')
        if self.every < timedelta(minutes=1):
            problems.append('every must be at least "1m"')
        if problems:
            raise _problem("; ".join(problems))
        return self

    @property
    def source(self) -> str:
        """What its postings are kept under: the address, or the name of the file, as of an import by hand."""
        return self.url or (self.path.name if self.path else "")


def _is_web_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and port != 0


class Config(BaseSettings):
    """The whole configuration. `folder` is where relative paths of the file start, `data` the data folder."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="INTAKE_", env_nested_delimiter="__")

    organisation: Organisation = Organisation()
    storage: Storage = Storage()
    deadlines: Deadlines = Deadlines()
    trust: Trust = Trust()
    limits: LimitsSection = LimitsSection()
    reading: ReadingSection = ReadingSection()
    polling: Polling = Polling()
    review: ReviewSection = ReviewSection()
    log: Log = Log()
    mailboxes: tuple[MailboxSection, ...] = ()
    pages: PagesSection = PagesSection()
    postings: tuple[PostingSection, ...] = ()
    folder: Path = Field(default=Path(), exclude=True)
    data: Path = Field(default=Path("var"), exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file (given as init values); no dot-env, no secrets folder."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @field_validator("mailboxes")
    @classmethod
    def _names_differ(cls, value: tuple[MailboxSection, ...]) -> tuple[MailboxSection, ...]:
        names = [mailbox.name for mailbox in value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise _problem(f"two mailboxes are named {', '.join(twice)}; every name must be its own")
        return value

    @field_validator("postings")
    @classmethod
    def _pages_may_be_read(cls, value: tuple[PostingSection, ...], info: ValidationInfo) -> tuple[PostingSection, ...]:
        sources = [page.source for page in value]
        twice = sorted({source for source in sources if sources.count(source) > 1})
        if twice:
            raise _problem(f"two pages are named {', '.join(twice)}; every file name and address must be its own")
        pages = info.data.get("pages")
        if pages and not pages.fetch and any(page.url for page in value):
            raise _problem(
                "a page is fetched from the web only with fetch = true under [pages]; set it, or give a path"
            )
        return value

    @property
    def timezone(self) -> str:
        """The zone of deadlines that name none."""
        return self.organisation.timezone or "UTC"

    def reading_policy(self) -> ReadingPolicy:
        """What reading depends on."""
        caps = self.limits.model_dump(exclude={"ocr", "message_time"})
        limits = Limits(
            **caps,
            ocr_seconds=int(self.limits.ocr.total_seconds()),
            message_seconds=int(self.limits.message_time.total_seconds()),
        )
        return ReadingPolicy(
            limits=limits,
            authserv_ids=self.trust.authserv_ids,
            relays=self.trust.relays,
            phone_regions=self.reading.phone_regions,
            ocr_languages=self.reading.ocr_languages,
            addresses=tuple(dict.fromkeys(a for mailbox in self.mailboxes for a in mailbox.addresses)),
            staff_domains=self.organisation.staff_domains,
        )

    def decision_policy(self) -> DecisionPolicy:
        """What decisions depend on."""
        return DecisionPolicy(
            timezone=self.timezone, grace=self.deadlines.grace, staff_domains=self.organisation.staff_domains
        )


def load(path: Path | None, data: Path | None = None) -> Config:
    """The configuration in `path`, or the embedded default; ConfigError with every problem found."""
    values = _read_toml(path) if path else {}
    places = {"folder": path.resolve().parent if path else Path.cwd(), "data": (data or Path("var")).absolute()}
    try:
        return Config(**{**values, **places})
    except ValidationError as error:
        raise ConfigError(_sentence(detail, path) for detail in error.errors(include_url=False)) from None


def password(mailbox: MailboxSection, folder: Path) -> str:
    """The mailbox's password, read when it is needed and kept nowhere; ConfigError says what to mend."""
    where = f'mailbox "{mailbox.name}"'
    if mailbox.password_env:
        value = os.environ.get(mailbox.password_env)
        if value is None:
            raise ConfigError([f"{where}: the environment variable {mailbox.password_env} is not set; set it."])
        return value
    if mailbox.password_credential:
        base = os.environ.get("CREDENTIALS_DIRECTORY")
        if not base:
            raise ConfigError([f"{where}: password_credential needs systemd's LoadCredential= in the unit file."])
        return _secret(Path(base) / mailbox.password_credential, where, private=False)
    return _secret(folder / (mailbox.password_file or ""), where, private=True)


def _secret(path: Path, where: str, *, private: bool) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError([f"{where}: the password file {path} cannot be read; create it with mode 0600."]) from None
    if private and stat.S_IMODE(mode) & 0o077:
        raise ConfigError([f"{where}: the password file {path} can be read by others; run: chmod 600 {path}"])
    return text.rstrip("\r\n")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise ConfigError([f"The configuration file {path} cannot be read; give its path with --config."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"The configuration file {path} is not valid TOML: {error}."]) from None


def _sentence(detail: ErrorDetails, path: Path | None) -> str:
    key = _key(detail["loc"])
    place = f"{path}: " if path else ""
    if detail["type"] == "extra_forbidden":
        return f"{place}{key} is not a key that Intake knows{_nearest(detail['loc'])}; correct or remove it."
    if detail["type"] == "missing":
        return f"{place}{key} is missing; add it."
    mend = _MENDS.get(detail["type"]) or detail["msg"].rstrip(".")
    return f"{place}{key}: {mend}."


def _key(loc: tuple[int | str, ...]) -> str:
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(words).lstrip(".")


_TABLES: dict[str, Any] = {"mailboxes": MailboxSection, "postings": PostingSection}
"""The keys that hold a list of tables, each with its section."""


def _nearest(loc: tuple[int | str, ...]) -> str:
    model: Any = Config
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _TABLES.get(part) or model.model_fields[part].annotation
    near = difflib.get_close_matches(str(loc[-1]), set(model.model_fields) - {"folder", "data"}, 1)
    return f' (did you mean "{near[0]}"?)' if near else ""
