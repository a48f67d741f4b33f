"""What a server's refusal means: who must act, and how long to wait.

The words come from RFC 5530 response codes and, where servers send none, from what Exchange, Gmail, Yahoo,
Dovecot, Cyrus and Courier were seen to say. Pure: no I/O, no clock.
"""

import re
from typing import TYPE_CHECKING, Any

from intake.errors import MailboxUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*+)[^\[\]]*+\]")
_REFUSING_CODES = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED"})
_PYTHON_BYTES = re.compile(r"\bb(['\"])(.*?)\1", re.DOTALL)
_BACKOFF = re.compile(r"backoff time:?\s*(\d{1,9})\s*(milliseconds|ms|seconds|s)?\b", re.IGNORECASE)

# Whole-account trouble that passes by itself, in servers that send no code. "User is authenticated but not
# connected" is Exchange's: the password was right.
_PASSING = re.compile(
    r"throttl|not connected|too many|temporar|try again|try later|timed? ?out|unavailable|bandwidth|overquota"
    r"|socket error|server error|internal error|system error|\bbusy\b",
    re.IGNORECASE,
)
# imaplib and imapclient quote the line that they do not understand, which may be a stranger's mail.
_QUOTES_CONTENT = re.compile(r"unexpected|unterminated", re.IGNORECASE)
_ACCOUNT_WIDE = re.compile(r"throttl|not connected|too many|bandwidth|\[(?:OVERQUOTA|LIMIT|INUSE)\]", re.IGNORECASE)


class Refused(Exception):
    """The server answered NO or BAD to one command; the connection goes on. Never leaves `mailbox/`."""

    @property
    def sentence(self) -> str:
        """Why a mail that was asked for did not come."""
        return f"The server refused this mail: {self}."


class Ended(Exception):
    """Two connections ended before one answer came; `end` is how the second one did. Never leaves `mailbox/`."""

    sentence = "The connection ended each time when this mail was asked for."

    def __init__(self, end: "ConnectionEnded") -> None:
        super().__init__(str(end))
        self.end = end


class ConnectionEnded(MailboxUnavailable):
    """The connection ended within a command, or gave what is no answer to it; `came` is what came whole, by UID."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.came: Mapping[str, Any] = {}


class ReadOnly(Refused):
    """A folder that was opened for writing may only be read; imaplib goes on with no such connection."""


def login_is_refused(text: str) -> bool:
    """Whether these words refuse the account for good; anything that may pass by itself is not a refusal.

    A wrong guess to the one side stops a healthy mailbox, to the other it only retries slowly: so only the two
    codes that say it, or no code and no word that speaks of trouble.
    """
    codes = set(_CODE.findall(text))
    if codes:
        return bool(codes & _REFUSING_CODES)
    return not _PASSING.search(text)


def is_account_wide(text: str) -> bool:
    """Whether a refused command tells of the account or server, so that asking for single mails is no use."""
    return bool(_ACCOUNT_WIDE.search(text))


def retry_after(text: str) -> float | None:
    """The wait in seconds that the server suggests (Exchange: "Suggested Backoff Time: 5000 milliseconds")."""
    match = _BACKOFF.search(text)
    if match is None:
        return None
    seconds = match[2] is not None and match[2].lower() in {"s", "seconds"}
    return float(match[1]) if seconds else int(match[1]) / 1000


def without_line_breaks(text: str) -> str:
    """The text without CR, LF and NUL: the one place that every argument of a command passes (RFC 3501, 4.3)."""
    return text.translate({0: None, 10: None, 13: None})


def quotable(text: str, most: int = 200) -> str:
    """A server's words, fit for a sentence to the operator: printable, one line, bounded."""
    bare = _PYTHON_BYTES.sub(r"\2", text)
    printable = "".join(letter if letter.isprintable() else " " for letter in bare)
    words = " ".join(printable.split()).strip().rstrip(".")
    return words if len(words) <= most else words[: most - 1] + "…"


def speakable(text: str) -> str:
    """What a failed connection said, for a log line: never a piece of an answer, which may be mail."""
    return "an answer that is no IMAP" if _QUOTES_CONTENT.search(text) else quotable(text)


def is_fake(body: bytes) -> bool:
    """Whether this is what Courier serves for a mail that is gone: a mail of 129 bytes from root@localhost.

    A real mail carries at least one Received header, which would not fit.
    """
    if len(body) > 256:
        return False
    text = body.lower()
    return text.startswith(b"from: root@localhost") and b"subject: message unavailable" in text
