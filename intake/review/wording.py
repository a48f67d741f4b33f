"""The desk's own words for what the program and people say: flags, verdicts, outcomes, acts, sizes, time.

Pure: no I/O, no clock.
"""

from datetime import datetime, timedelta
from typing import Any

STATUSES = ("new", "to discuss", "shortlisted", "interview", "hired", "declined", "withdrawn")
"""In the order of the work; the last three are final."""

FINAL = frozenset(STATUSES[-3:])

CHIP_NAMES = {
    "all": "all",
    "needs_posting": "needs a posting",
    "incomplete": "incomplete",
    "late": "late",
    "possible_duplicate": "duplicate?",
    "possible_agency": "agency?",
    "unverified_sender": "unverified",
    "after_decision": "after a decision",
}

FLAGS = {
    "late": "late",
    "incomplete": "incomplete",
    "needs_posting": "needs a posting",
    "possible_agency": "perhaps an agency",
    "possible_duplicate": "perhaps a duplicate",
    "after_decision": "came after a decision",
    "unverified_sender": "sender not verified",
    "hidden_text": "hidden text",
    "encrypted": "encrypted",
    "link_only": "only links to files",
    "short_body": "hardly any text",
    "unreadable_document": "unreadable document",
}

TIMELINESS = {
    "on_time": "on time",
    "in_grace": "on time (within the grace)",
    "late": "late",
    "no_deadline": "no deadline",
}

STATUS_OF_DOCUMENT = {
    "extracted": "read",
    "ocr": "read from its pictures",
    "no_text": "no text in it",
    "unsupported": "a format that is not read",
    "encrypted": "encrypted",
    "corrupt": "damaged",
    "empty": "empty",
    "too_large": "too large to read",
    "timed_out": "took too long to read",
}

OUTCOMES = {
    "application": "applications",
    "follow_up": "follow-ups",
    "duplicate": "second copies",
    "auto_reply": "automatic replies",
    "bounce": "bounces",
    "report": "reports",
    "calendar": "invitations",
    "bulk": "newsletters and the like",
    "correspondence": "correspondence",
    "pending": "waiting",
    "quarantined": "could not be read",
    "oversized": "too large",
    "unfetchable": "could not be fetched",
    "vanished": "gone before they were fetched",
    "erased": "erased",
}

REASONS = {
    "quarantined": "It could not be read.",
    "oversized": "It is larger than the limit; only its headers were fetched.",
    "unfetchable": "The mail server did not hand it over, five times.",
}

FACTS = {
    "name": "Name",
    "email": "Mail",
    "phone": "Phone",
    "link": "Link",
    "location": "Place",
    "language": "Language",
}

_EVENTS = {
    "application_opened": "The application came in.",
    "application_removed": "No mail stands for it any more; it is out of sight.",
    "application_returned": "A mail stands for it again.",
    "submission_added": "A mail brought something.",
    "candidate_opened": "A new candidate.",
    "message_decided": "A mail was decided.",
    "round_opened": "The posting opened.",
    "round_new": "The posting opened.",
    "round_changed": "The posting changed.",
    "round_extended": "The deadline moved.",
    "round_closed": "The posting closed.",
}

_ACTS = {
    "status": "set the status",
    "posting": "moved it to a posting",
    "timeliness": "overruled the deadline verdict",
    "fact": "corrected a field",
    "name": "corrected the name",
    "note": "wrote a note",
    "tags": "set the tags",
    "duplicate": "said whether it is a duplicate",
    "merge": "merged two candidates",
    "split": "split a candidate",
    "adopt": "made an application of a mail",
    "undo": "took it back",
    "close": "closed the posting",
    "edit": "edited the posting",
}

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def flag(word: str) -> str:
    """A flag for people."""
    return FLAGS.get(word, word.replace("_", " "))


def happened(what: str) -> str:
    """What happened, or what a person did, as a few words."""
    known = _EVENTS.get(what) or _ACTS.get(what)
    return known or what.replace("_", " ")


def value_of(payload: dict[str, Any] | None) -> str:
    """What an act set, from its payload: short, for one line."""
    for name in ("after", "value", "status", "posting", "text", "outcome", "title", "sentences"):
        if payload and payload.get(name) not in (None, "", [], {}):
            return _short(payload[name])
    return ""


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_short(v) for v in value.values() if v not in (None, "", [], {}))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def against(received_at: datetime, deadline_at: datetime | None) -> str:
    """How long before or after the deadline a mail came: "25 h before", "20 min after"; "" without a deadline."""
    if deadline_at is None:
        return ""
    apart = deadline_at - received_at
    return f"{span(apart)} before" if apart >= timedelta(0) else f"{span(-apart)} after"


def span(apart: timedelta) -> str:
    """A stretch of time in one unit: "40 s", "20 min", "25 h", "12 days"."""
    if apart < timedelta(minutes=2):
        return f"{int(apart.total_seconds())} s"
    if apart < 2 * _HOUR:
        return f"{int(apart.total_seconds() // 60)} min"
    if apart < 2 * _DAY:
        return f"{int(apart / _HOUR)} h"
    return f"{apart.days} days"


def size(count: int) -> str:
    """Bytes for people: "640 B", "12 kB", "1.4 MB"."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
