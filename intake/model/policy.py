"""What the organisation has settled, as the pure packages need it: limits, trust, deadlines.

`config` builds these from the configuration; the defaults here are the documented ones. Sizes are bytes,
times seconds. Pure: no I/O, no clock.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

MB = 1_000_000
KB = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on strangers' bytes (see the commented `[limits]` of config/intake.toml)."""

    message: int = 35 * MB
    header_block: int = 256 * KB
    parts: int = 300
    depth: int = 50
    attachments: int = 40
    recipients: int = 500
    zip_members: int = 2_000
    zip_inflated: int = 100 * MB
    xml: int = 20 * MB
    html: int = 256 * KB
    pdf_pages: int = 50
    text: int = 2 * MB
    image_pixels: int = 50_000_000
    ocr_seconds: int = 60
    ocr_pages: int = 5
    message_seconds: int = 120
    page: int = 5 * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPolicy:
    """What reading a message or document depends on.

    `authserv_ids` and `relays` are host names, lower case; `phone_regions` ISO 3166 codes tried in order after
    the document's own clues. `addresses` are those of our mailboxes with their aliases, `staff_domains` the
    organisation's own, both lower case: a list at one of them is no stranger's.
    """

    limits: Limits = field(default_factory=Limits)
    authserv_ids: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    phone_regions: tuple[str, ...] = ()
    ocr_languages: tuple[str, ...] = ("eng",)
    addresses: tuple[str, ...] = ()
    staff_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalTimes:
    """When our side took a message: INTERNALDATE, or the file's time where there is none. Aware, UTC."""

    internal_date: datetime | None = None
    file_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPolicy:
    """What a decision depends on: the organisation's zone, the grace after a deadline, its own domains."""

    timezone: str = "UTC"
    grace: timedelta = timedelta(minutes=15)
    staff_domains: tuple[str, ...] = ()
