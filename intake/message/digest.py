"""One mail delivered twice, recognised: a digest of what its sender wrote, without the trace of its way.

Servers add trace headers, change line endings and add blank lines at the end; From, Date, Message-ID, Subject
and the body octets stay. Pure: no I/O, no clock.
"""

import hashlib
import re

from intake.message import words
from intake.message.octets import Octets

_BREAKS = re.compile(rb"[\r\n]+")
_SPACE = re.compile(rb"[ \t\r\n]+")

_FIELDS = ("from", "date", "message-id", "subject")
_CHUNK = 1 << 20


def content_digest(octets: Octets) -> str:
    """SHA-256 (hex) of From, Date, Message-ID, Subject and body octets; line endings and blank end lines are alike.

    Without Message-ID and Date (a header block over its limit may have lost them) nothing names the mail: then
    everything before the body counts, so that two short mails of the same words are never taken for one.
    """
    digest = hashlib.sha256()
    if not octets.fields.first("message-id") and not octets.fields.first("date"):
        digest.update(_BREAKS.sub(b"\n", octets.buffer[: octets.start]))
    for name in _FIELDS:
        value = _SPACE.sub(b" ", words.unfold(octets.fields.first(name) or b""))
        digest.update(b"%d:" % len(value) + value)
    end = octets.end
    while end > octets.start and octets.buffer[end - 1 : end] in {b"\r", b"\n", b" ", b"\t"}:
        end -= 1
    at = octets.start
    while at < end:
        stop = min(at + _CHUNK, end)
        if octets.buffer[stop - 1 : stop + 1] == b"\r\n":
            stop -= 1  # a line ending is never cut in two
        digest.update(octets.buffer[at:stop].replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        at = stop
    return digest.hexdigest()
