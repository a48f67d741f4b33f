"""Bytes of a mail -> `Message`: the one way in, which puts together what the other modules of the package find.

    octets (fields, body) -> parts (tree) -> body, attached, nested messages -> trace, kind, forwarded

Whatever a stranger sends, the outcome is a Message with its defects noted, or MessageUnreadable; never another
exception. Sizes, depth and numbers are capped before they cost anything (security.md).

Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass, replace

from intake.errors import MessageUnreadable
from intake.message import attached, body, digest, fields, forwarded, kind, lists, parts, trace, words
from intake.message.fields import Envelope
from intake.message.octets import Fields, Octets, of_mail
from intake.message.parts import Budget, Node, Part, Place
from intake.model.message import Address, Attachment, Authentication, HeaderSketch, Message, MessageKind, NestedMessage
from intake.model.policy import ArrivalTimes, Limits, ReadingPolicy
from intake.text import mojibake

_DEFECTS = 40  # different defects that a message lists
_REFERENCES = 100  # ids of a thread
_ID = re.compile(r"<([^<>\s]{1,500})>")
_SUBJECT_LENGTH = 2_000  # characters
_ENVELOPED = frozenset({"enveloped-data", "authenveloped-data"})
_PGP_BLOCK = "-----BEGIN PGP MESSAGE-----"


def parse_message(raw: bytes, policy: ReadingPolicy, arrival: ArrivalTimes) -> Message:
    """The mail in `raw`, its nested messages and attachments included; all times aware, in UTC.

    Raises MessageUnreadable: `too_large` past `limits.message` or where memory ends, `too_deep` where the
    nesting ends the stack, `empty` for no bytes at all.
    """
    limits = policy.limits
    if not raw.strip():
        raise MessageUnreadable("empty", "The mail has no content: look at it on the server.")
    if len(raw) > limits.message:
        raise MessageUnreadable("too_large", f"The mail is larger than {limits.message} bytes: raise limits.message.")
    try:
        octets = of_mail(raw, limits.header_block)
        return _Reader(policy, Budget(limits)).message(octets, Place(), arrival)
    except RecursionError as error:
        raise MessageUnreadable(
            "too_deep", "The mail is nested too deeply to be read: look at the original."
        ) from error
    except MemoryError as error:
        raise MessageUnreadable(
            "too_large", "The mail needs more memory than it may have: look at the original."
        ) from error


def header_sketch(raw: bytes) -> HeaderSketch:
    """From, Subject, Message-ID and Date of a mail that cannot be read whole; capped, never raises."""
    limit = Limits().header_block
    headers = of_mail(raw[: limit + 1], limit).fields
    senders = fields.address_list((headers.first("from") or b"")[:4_000], 1)
    return HeaderSketch(
        sender=senders[0] if senders else None,
        subject=_subject(headers),
        message_id=_id(headers, "message-id"),
        sent_at=fields.date(headers.first("date")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """The attachments, those of nested messages in their place, and the nested messages."""

    attachments: tuple[Attachment, ...]
    nested: tuple[NestedMessage, ...]


class _Reader:
    """Reads one mail and the messages inside it on one budget of parts and attachments."""

    def __init__(self, policy: ReadingPolicy, budget: Budget) -> None:
        self.policy = policy
        self.budget = budget

    def message(self, octets: Octets, place: Place, arrival: ArrivalTimes) -> Message:
        """The message whose fields and body are `octets`; `place` says where its parts' paths begin."""
        headers, outer = octets.fields, self.budget.defects
        self.budget.defects = []
        tree = parts.walk(octets, place, self.budget)
        text = body.read(tree, self.policy.limits)
        envelope = fields.envelope(headers, recipients=self.policy.limits.recipients, charset=text.charset)
        contents = self._contents(tree, place, text.images)
        own_list = lists.own_list(headers, envelope, self.policy)
        found = self._put_together(octets, envelope, text, contents, arrival)
        if own_list is not None:
            found = _by_its_author(found, lists.author(headers, envelope, [own_list.address]))
        leaves = tuple(tree.parts())
        told, reasons = kind.tell(_signals(found, headers, tree, leaves, own_list))
        defects = tuple(dict.fromkeys([*self.budget.defects, *envelope.defects, *text.defects]))[:_DEFECTS]
        self.budget.defects = outer
        encrypted = _is_encrypted(tree, leaves, text.full_text)
        # What a bounce or a report returns was never handed on by anybody.
        original = found.forwarded if told in {MessageKind.PERSONAL, MessageKind.BULK} else None
        return replace(found, kind=told, kind_reasons=reasons, forwarded=original, defects=defects, encrypted=encrypted)

    def _contents(self, tree: Node, place: Place, images: frozenset[str]) -> _Contents:
        """The attachments, those of nested messages in their place, and the nested messages."""
        carried: list[Attachment] = []
        inside: list[NestedMessage] = []
        for part in tree.parts():
            if part.is_message:
                inner = self._nested(part, place)
                if inner is not None:
                    inside.append(NestedMessage(part=part.path, message=inner))
                    carried.extend(inner.attachments)
            elif part.is_attachment:
                carried.append(self._attachment(part, images))
        return _Contents(attachments=tuple(carried), nested=tuple(inside))

    def _attachment(self, part: Part, images: frozenset[str]) -> Attachment:
        """The attachment that `part` is, past the limit too: a resume that comes last must be seen to be there."""
        found = attached.attachment(part, images)
        self.budget.attachments -= not found.embedded
        if self.budget.attachments < 0:
            self.budget.defects.append("too_many_attachments")
        return found

    def _nested(self, part: Part, place: Place) -> Message | None:
        below = parts.inside(part, place)
        if below.depth >= self.policy.limits.depth:
            self.budget.defects.append("too_deep")
            return None
        return self.message(parts.nested(part, self.policy.limits), below, _NEVER)

    def _put_together(
        self, octets: Octets, envelope: Envelope, text: body.Body, contents: _Contents, arrival: ArrivalTimes
    ) -> Message:
        """The message without its kind and defects, which are told from it."""
        headers, limits = octets.fields, self.policy.limits
        senders = envelope.of("from") or envelope.of("sender")
        delivered = trace.delivered_to(headers, limits.recipients)
        subject = _subject(headers, text.charset)
        is_outermost = arrival is not _NEVER
        domain = senders[0].address.rpartition("@")[2] if senders else None
        return Message(
            message_id=_id(headers, "message-id"),
            in_reply_to=_id(headers, "in-reply-to"),
            references=tuple(_ID.findall(words.decode(headers.first("references"))))[-_REFERENCES:],
            thread_index=words.decode(headers.first("thread-index"))[:500] or None,
            sent_at=envelope.sent_at,
            received_at=trace.received_at(envelope, arrival, self.policy.relays) if is_outermost else None,
            hops=envelope.hops,
            sender=senders[0] if senders else None,
            reply_to=envelope.of("reply-to"),
            to=envelope.of("to"),
            cc=envelope.of("cc"),
            delivered_to=delivered,
            recipients=trace.recipients(envelope, delivered, self.policy),
            subject=subject,
            kind=MessageKind.PERSONAL,
            kind_reasons=(),
            forwarded=forwarded.find(subject or "", text, contents.nested, words.decode(headers.first("date"))),
            authentication=trace.authentication(headers, domain, self.policy)
            if is_outermost
            else Authentication.UNKNOWN,
            encrypted=False,
            links=text.links,
            text=text.text,
            full_text=text.full_text,
            attachments=contents.attachments,
            defects=(),
            content_digest=digest.content_digest(octets),
            nested=contents.nested,
        )


_NEVER = ArrivalTimes()  # told by identity: a message inside another was never received by our side


def _by_its_author(found: Message, author: Address | None) -> Message:
    """The message as its author sent it, whose place in From a list of ours took: of them our server said nothing."""
    if author == found.sender:
        return found
    return replace(found, sender=author, authentication=Authentication.UNKNOWN)


def _signals(
    found: Message, headers: Fields, tree: Node, leaves: tuple[Part, ...], own_list: lists.OwnList | None
) -> kind.Signals:
    return kind.Signals(
        headers=headers,
        sender=found.sender,
        reply_to=found.reply_to,
        subject=found.subject or "",
        containers=tuple(tree.containers()),
        parts=leaves,
        attachments=found.attachments,
        text=found.full_text,
        own_list=own_list,
    )


def _is_encrypted(tree: Node, leaves: tuple[Part, ...], text: str) -> bool:
    """PGP/MIME, S/MIME enveloped (RFC 8551), or a PGP block in the text.

    Exchange turns multipart/encrypted into multipart/mixed, but leaves PGP/MIME's control part (RFC 3156 section 4).
    """
    if "multipart/encrypted" in tree.containers() or _PGP_BLOCK in text[:2_000]:
        return True
    if any(part.declared_type == "application/pgp-encrypted" for part in leaves):
        return True
    return any(
        p.declared_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}
        and p.parameters.get("smime-type", "enveloped-data").lower() in _ENVELOPED
        for p in leaves
    )


def _subject(headers: Fields, charset: str | None = None) -> str | None:
    return mojibake.mend(words.decode(headers.first("subject"), charset))[:_SUBJECT_LENGTH] or None


def _id(headers: Fields, name: str) -> str | None:
    """The first message id of a header; without angle brackets the whole value, where it is one word."""
    value = words.decode(headers.first(name))[:2_000]
    found = _ID.search(value)
    if found:
        return found[1]
    bare = value.strip(" <>")
    return bare if bare and " " not in bare else None
