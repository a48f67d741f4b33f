"""The desk's own words for what the program and people say: flags, verdicts, outcomes, acts, sizes, time.

Pure: no I/O, no clock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from intake.candidate.languages import english_name
from intake.candidate.phones import grouped

CHIP_NAMES = {
    "all": "all",
    "needs_posting": "needs a posting",
    "incomplete": "incomplete",
    "late": "late",
    "possible_duplicate": "duplicate?",
    "possible_agency": "agency?",
    "unverified_sender": "unverified",
    "after_decision": "after a decision",
    "new_mail": "new mail",
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

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FORMATS = {
    "application/pdf": "PDF",
    "application/msword": "Word (old)",
    f"{_WORD}.document": "Word",
    "application/vnd.ms-word.document.macroenabled.12": "Word with macros",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "application/vnd.apple.pages": "Pages",
    "application/rtf": "RTF",
    "text/plain": "plain text",
    "text/markdown": "Markdown",
    "text/html": "HTML",
    "application/zip": "zip archive",
    "application/x-executable": "a program",
    "application/x-msdownload": "a Windows program",
    "application/octet-stream": "unknown format",
    "image/svg+xml": "SVG picture",
}
"""Formats by their media types, as people call them; a picture is called by the type's second half."""

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

_ONE = {
    "application": "application",
    "follow_up": "follow-up",
    "duplicate": "second copy",
    "auto_reply": "automatic reply",
    "bounce": "bounce",
    "report": "report",
    "calendar": "invitation",
    "bulk": "newsletter or the like",
    "vanished": "gone before it was fetched",
}
"""Outcomes of one mail, where that reads otherwise."""

REASONS = {
    "quarantined": "It could not be read.",
    "oversized": "It is larger than the limit; only its headers were fetched.",
    "unfetchable": "The mail server did not hand it over, five times. It is asked again once a day.",
}

FACTS = {
    "name": "Name",
    "email": "Mail",
    "phone": "Phone",
    "link": "Link",
    "location": "Place",
    "language": "Language",
}

POSTING_FIELDS = {
    "title": "Title",
    "contacts": "Contacts",
    "enquiries": "Questions to",
    "apply_via": "Apply by",
    "apply_url": "Form",
    "deadline": "Deadline",
    "rolling": "Rolling",
    "review_from": "Review begins",
    "documents": "Documents",
    "subject_code": "Code in the subject",
    "individuals_only": "Individuals only",
    "constraints": "Conditions",
    "location": "Place",
    "remote": "Remote",
    "employment_type": "Employment",
    "term": "Term",
    "start": "Start",
    "interviews": "Interviews",
    "salary": "Salary",
}
"""The fields of a posting; another one is called by its own name."""

_EVENTS = {
    "application_opened": "opened the application",
    "application_removed": "took it out of sight: no mail stands for it any more",
    "application_returned": "brought it back: a mail stands for it again",
    "submission_joined": "added what a mail brought",
    "content_dropped": "dropped the mail's bytes and kept its headers",
    "submission_taken_back": "took back what a mail had brought",
    "posting_new": "took the posting in",
    "posting_changed": "changed the posting",
    "posting_extended": "moved the deadline",
    "posting_closed": "closed the posting",
    "folder_renumbered": "found a mail folder that its server had numbered anew",
    "posting_withdrawn": "took the posting back: it needs to be brought in again to count",
}
"""What happened, as what somebody did."""

_ACTS = {
    "status": "set the status",
    "posting": "moved it to a posting",
    "timeliness": "overruled the deadline verdict",
    "fact": "corrected a field",
    "name": "corrected the name",
    "note": "wrote a note",
    "tags": "set the tags",
    "duplicate": "judged a duplicate",
    "merge": "merged two applications",
    "split": "split an application",
    "adopt": "made an application of a mail",
    "undo": "took an act back",
}
"""The kinds of Reviews; their events are named `person_<kind>`."""

_NO_TITLES: Mapping[str, str | None] = {}
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def fact_value(field: str, value: str) -> str:
    """A field of the candidate for people: a language by its name, a phone number grouped, a link without its https."""
    if field == "language":
        return english_name(value) or value
    if field == "phone":
        return grouped(value)
    return value.removeprefix("https://") if field == "link" else value


def posting_field(name: str) -> str:
    """The name of a posting's field for people."""
    return POSTING_FIELDS.get(name) or name.replace("_", " ").capitalize()


def format_of(media_type: str) -> str:
    """A document's format for people: "PDF", "Word", "JPEG picture"; the media type where it has no other name."""
    family, _, kind = media_type.partition("/")
    known = FORMATS.get(media_type.lower())
    return known or (f"{kind.upper()} picture" if family == "image" else media_type)


def outcomes(word: str, count: int) -> str:
    """What became of so many mails, to follow the number: "second copies", "second copy"."""
    return (_ONE.get(word) if count == 1 else None) or OUTCOMES.get(word, word)


def flag(word: str) -> str:
    """A flag for people."""
    return FLAGS.get(word, word.replace("_", " "))


def happened(what: str) -> str:
    """What happened, or what a person did, as a few words."""
    known = _EVENTS.get(what) or _ACTS.get(what.removeprefix("person_"))
    return known or what.replace("_", " ")


def value_of(what: str, payload: dict[str, Any] | None, titles: Mapping[str, str | None] = _NO_TITLES) -> str:
    """What an act set, from its event's payload, short for one line: "new → shortlisted".

    `titles` names the postings by their ids.
    """
    if not payload:
        return ""
    if "after" not in payload:
        return _short(payload.get("sentences", ""))
    kind = what.removeprefix("person_")
    key = "value" if kind in {"fact", "name"} else kind
    before, after = (_short((payload.get(side) or {}).get(key)) for side in ("before", "after"))
    if kind in {"merge", "split", "undo"}:
        return ""
    if kind == "posting":
        before, after = titles.get(before) or before, titles.get(after) or after
    return f"{before} → {after}" if before and after else after or (f"{before} → nothing" if before else "")


def _short(value: Any) -> str:
    if value is None:
        return ""
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return TIMELINESS.get(words, words)


def against(received_at: datetime, deadline_at: datetime | None) -> str:
    """How long before or after the deadline a mail came: "25 h before", "20 min after"; "" without a deadline."""
    if deadline_at is None:
        return ""
    apart = deadline_at - received_at
    if timedelta(0) <= apart < timedelta(seconds=1):
        return "in its last second"
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
