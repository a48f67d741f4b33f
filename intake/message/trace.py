"""When our side took a mail, for whom it was, and what our own server says of the sender's identity.

Trace headers are written by whoever wants to, so only those of the configured hosts count: Received headers by
`relays` in one unbroken run from the top, Authentication-Results of `authserv_ids` (RFC 8601 section 5: a
header with another id may be the sender's own). architecture.md, "What the words mean".

Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from intake.message import fields, words
from intake.message.fields import Envelope
from intake.message.octets import Fields
from intake.model.message import Authentication, Hop
from intake.model.policy import ArrivalTimes, ReadingPolicy

_ENVELOPE_FIELDS = ("delivered-to", "x-original-to", "envelope-to")
_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_IDENTITY = re.compile(
    r"\b(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|mail))\s*=\s*\"?(?:[^\s;@\"]*@)?([\w.-]+)", re.IGNORECASE
)
_FAILED = frozenset({"fail", "softfail", "hardfail", "permerror"})


def trusted_run(hops: Iterable[Hop], relays: Iterable[str]) -> tuple[Hop, ...]:
    """The unbroken run of hops from the top that our own relays wrote."""
    ours = frozenset(relays)
    run: list[Hop] = []
    for hop in hops:
        if hop.by not in ours:
            break
        run.append(hop)
    return tuple(run)


def received_at(envelope: Envelope, arrival: ArrivalTimes, relays: Iterable[str]) -> datetime | None:
    """When our side took the mail, in UTC: INTERNALDATE or our relays' time, whichever is earlier.

    Without INTERNALDATE (imports, Maildir): our relays' time, else the topmost Received, Date, the file's time.
    """
    ours = [hop.at for hop in trusted_run(envelope.hops, relays) if hop.at is not None]
    if arrival.internal_date is not None:
        ours.append(arrival.internal_date)
    if ours:
        return min(ours).astimezone(UTC)
    topmost = envelope.hops[0].at if envelope.hops else None
    moment = topmost or envelope.sent_at or arrival.file_time
    return None if moment is None else moment.astimezone(UTC)


def delivered_to(headers: Fields, limit: int) -> tuple[str, ...]:
    """The envelope addresses that servers noted on delivery, lower case, once each."""
    values = (value for name in _ENVELOPE_FIELDS for value in headers.all(name)[:limit])
    found = (a.address.lower() for value in values for a in fields.address_list(value, limit))
    return tuple(dict.fromkeys(found))[:limit]


def recipients(envelope: Envelope, delivered: Iterable[str], policy: ReadingPolicy) -> tuple[str, ...]:
    """Every address that the mail was for, in the order that `Message.recipients` documents."""
    named = [a.address.lower() for name in ("to", "cc") for a in envelope.of(name)]
    named += delivered
    named += [a.address.lower() for a in envelope.of("resent-to")]
    named += [hop.for_ for hop in trusted_run(envelope.hops, policy.relays) if hop.for_]
    return tuple(dict.fromkeys(named))[: policy.limits.recipients]


def authentication(headers: Fields, domain: str | None, policy: ReadingPolicy) -> Authentication:
    """What the topmost Authentication-Results of a configured authserv-id says of the From domain.

    DMARC decides where it ran; else SPF or DKIM of an aligned domain must have passed. Nothing said, or only
    of other domains: unknown.
    """
    for value in headers.all("authentication-results"):
        text = _COMMENT.sub(" ", words.decode(value[:16_000]))
        authserv, _, results = text.partition(";")
        if authserv.strip().split(" ")[0].lower() in policy.authserv_ids:
            return _verdict(results, (domain or "").lower())
    return Authentication.UNKNOWN


def _verdict(results: str, domain: str) -> Authentication:
    stated = [
        (found[1].lower(), found[2].lower(), part) for part in results.split(";") if (found := _RESULT.search(part))
    ]
    dmarc = next((result for method, result, _ in stated if method == "dmarc" and result in {"pass", "fail"}), None)
    if dmarc is not None:
        return Authentication(dmarc)
    passed = [part for _, result, part in stated if result == "pass"]
    if any(_aligned(part, domain) for part in passed):
        return Authentication.PASS
    failed = any(result in _FAILED for _, result, _ in stated)
    return Authentication.FAIL if failed and not passed else Authentication.UNKNOWN


def _aligned(part: str, domain: str) -> bool:
    """Relaxed alignment (RFC 7489 section 3.1) without a list of public suffixes: one domain holds the other."""
    for found in _IDENTITY.findall(part):
        identity = found.lower().strip(".")
        if "." in identity and (
            domain == identity or domain.endswith("." + identity) or identity.endswith("." + domain)
        ):
            return True
    return False
