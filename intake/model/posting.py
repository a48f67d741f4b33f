"""A posting as a careers page states it, and the round in which it is open.

Pure: no I/O, no clock.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.model.message import ReadError


class ApplyVia(StrEnum):
    """How the page wants applications."""

    EMAIL = "email"
    FORM = "form"
    BOTH = "both"


class Need(StrEnum):
    """How firmly a document is asked for; only `REQUIRED` ones can make an application incomplete."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    ON_REQUEST = "on_request"


class WantedKind(StrEnum):
    """The document kinds that postings ask for."""

    RESUME = "resume"
    COVER_LETTER = "cover_letter"
    STATEMENT_OF_INTEREST = "statement_of_interest"
    STATEMENT_OF_PURPOSE = "statement_of_purpose"
    RESEARCH_STATEMENT = "research_statement"
    REFERENCES = "references"
    TRANSCRIPT = "transcript"
    PORTFOLIO = "portfolio"
    WRITING_SAMPLE = "writing_sample"
    WORK_SAMPLE = "work_sample"
    WORK_CERTIFICATES = "work_certificates"
    CODE_PROFILE = "code_profile"
    CODE_SAMPLE = "code_sample"
    PUBLICATIONS = "publications"
    THESIS = "thesis"
    APPLICATION_FORM = "application_form"
    LANGUAGE_CERTIFICATE = "language_certificate"
    SALARY_EXPECTATION = "salary_expectation"
    START_DATE = "start_date"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a posting names; `email` is lower case."""

    name: str | None
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Until when applications are taken: a local date and time, an IANA zone, and the words that said so.

    `time` None means the whole day; `inclusive` False means that the day itself is too late.
    `timezone` None means that the page named none: the organisation's zone counts.
    """

    date: dt.date
    time: dt.time | None = None
    timezone: str | None = None
    inclusive: bool = True
    year_inferred: bool = False
    text: str = ""

    def instant(self, default_timezone: str) -> dt.datetime:
        """The last instant in time, in UTC: the second itself still counts.

        A day without a time counts to its last second (23:59:59); an excluded day ends with the day before.
        A stated time counts to the end of that minute's first second: "12:00" means 12:00:00.
        """
        day = self.date if self.inclusive else self.date - dt.timedelta(days=1)
        clock = dt.time(23, 59, 59) if self.time is None or not self.inclusive else self.time
        return dt.datetime.combine(day, clock, ZoneInfo(self.timezone or default_timezone)).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDocument:
    """A document that the posting asks for, with the words that ask for it."""

    kind: WantedKind
    need: Need
    text: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on applicants, such as a region; `kind` is a stable word (region, individuals, language, ...)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the page leaves open about a field, as a sentence."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting as its page states it. `sources` maps a field name to the words on the page."""

    title: str | None
    contacts: tuple[Contact, ...] = ()
    enquiries: tuple[Contact, ...] = ()
    apply_via: ApplyVia | None = None
    apply_url: str | None = None
    deadline: Deadline | None = None
    rolling: bool = False
    review_from: dt.date | None = None
    documents: tuple[WantedDocument, ...] = ()
    subject_code: str | None = None
    individuals_only: bool = False
    constraints: tuple[Constraint, ...] = ()
    responsibilities: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    nice_to_have: tuple[str, ...] = ()
    location: str | None = None
    remote: str | None = None
    employment_type: str | None = None
    term: str | None = None
    start: str | None = None
    interviews: str | None = None
    salary: str | None = None
    sources: dict[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPage:
    """Every posting of one page or posting file; `error` says why nothing could be read.

    `page_date` is the page's own: of its front matter or JSON-LD, else at the head of its file name. `nothing_open`
    says that the page has no posting and says so.
    """

    postings: tuple[Posting, ...]
    error: ReadError | None = None
    page_date: dt.date | None = None
    nothing_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRound:
    """A posting in the round in which it is open: what mails are matched against.

    `id` is opaque ("p4"). `opened_at` is when the round was first imported, or earlier where the page says so;
    None when unknown: then any mail before the deadline counts as in the round. `closed_at` is set when it left
    the page or was closed by hand; the deadline closes nothing by itself (late mail is flagged, not dropped).
    `previous` is the id of the same posting's earlier round; `source` names the page or file that opened it.
    `by_hand` names the fields of the posting that people set, and `closed_at` where they closed or opened it;
    `as_read` is the posting with what its page said of these before. Only who plans an import is told of both.
    """

    id: str
    posting: Posting
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    previous: str | None = None
    source: str = ""
    by_hand: frozenset[str] = frozenset()
    as_read: Posting | None = None
