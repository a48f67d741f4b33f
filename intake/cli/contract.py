"""The JSON of `inspect`, exactly as scripts rely on it: model values in, plain data out. Times are RFC 3339 in UTC."""

from typing import Any

from intake.model.codec import to_data
from intake.model.document import Document, Member
from intake.model.message import Address, Message
from intake.model.posting import Posting, PostingPage


def error_data(code: str, detail: str) -> dict[str, str]:
    """Why something could not be read."""
    return {"code": code, "detail": detail}


def address_data(address: Address | None) -> dict[str, Any] | None:
    """A mail address, or null."""
    return None if address is None else {"name": address.name, "address": address.address}


def message_data(path: str, message: Message) -> dict[str, Any]:
    """`inspect message --json` of a message that could be read."""
    data = to_data(message)
    plain = ("message_id", "in_reply_to", "references", "sent_at", "received_at")
    listed = ("reply_to", "to", "cc", "delivered_to", "subject", "kind", "kind_reasons")
    attachment = ("filename", "media_type", "declared_type", "size", "sha256", "disposition", "embedded")
    return {
        "path": path,
        **{key: data[key] for key in plain},
        "from": data["sender"],
        **{key: data[key] for key in listed},
        "forwarded": _forwarded(data["forwarded"]),
        **{key: data[key] for key in ("authentication", "links", "text", "full_text")},
        "attachments": [{key: item[key] for key in attachment} for item in data["attachments"]],
        "defects": data["defects"],
        "error": None,
    }


def _forwarded(data: dict[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    return {"from": data["sender"], "to": data["to"], "subject": data["subject"], "sent_at": data["sent_at"]}


def unread_message_data(path: str, code: str, detail: str) -> dict[str, Any]:
    """`inspect message --json` of a message that could not be read."""
    empty: dict[str, Any] = dict.fromkeys(
        (
            "message_id",
            "in_reply_to",
            "sent_at",
            "received_at",
            "from",
            "subject",
            "kind",
            "forwarded",
            "text",
            "full_text",
        )
    )
    lists: dict[str, Any] = {
        key: []
        for key in (
            "references", "reply_to", "to", "cc", "delivered_to", "kind_reasons", "links", "attachments", "defects",
        )
    }  # fmt: skip
    return {
        "path": path,
        **empty,
        **lists,
        "authentication": "unknown",
        "error": error_data(code, detail),
    }


def document_data(path: str, document: Document) -> dict[str, Any]:
    """`inspect document --json`; `members` only for archives."""
    data = to_data(document)
    keys = ("media_type", "status", "kinds", "kind_reasons", "language", "pages", "extractor", "text", "headings")
    shape = {
        "path": path,
        **{key: data[key] for key in keys},
        "candidate": data["candidate"],
        **{key: data[key] for key in ("ocr_confidence", "warnings", "error")},
    }
    if data["members"]:
        shape["members"] = [_member_data(member) for member in document.contents] or [
            {"filename": name} for name in data["members"]
        ]
    return shape


def _member_data(member: Member) -> dict[str, Any]:
    """A file of an archive: what it is, and what was understood of it."""
    named = {key: getattr(member, key) for key in ("filename", "media_type", "size", "sha256")}
    if member.document is None:
        return named
    read = document_data("", member.document)
    del read["path"]
    return {**named, **read}


def page_data(path: str, page: PostingPage) -> dict[str, Any]:
    """`inspect postings --json` of one page."""
    return {
        "path": path,
        "postings": [posting_data(posting) for posting in page.postings],
        "error": None if page.error is None else error_data(page.error.code, page.error.detail),
    }


def posting_data(posting: Posting) -> dict[str, Any]:
    """One posting as its page states it; a time of day is printed to the minute where it has no seconds."""
    data: dict[str, Any] = to_data(posting)
    deadline = data["deadline"]
    if deadline is not None and deadline["time"] is not None:
        deadline["time"] = deadline["time"][:5] if deadline["time"].endswith(":00") else deadline["time"][:8]
    return data
