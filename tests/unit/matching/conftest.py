"""Mails, postings and candidates made in code, and a desk that applies decisions in memory as storage would.

Everybody here is invented. The organisation is example.org; Ines and Otto are contacts of its postings.
"""

import datetime as dt
import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from intake.matching.decide import decide
from intake.model.application import (
    ApplicationRecord,
    CandidateRecord,
    Context,
    Decision,
    FirstSighting,
    Flag,
    HeldDocument,
    SubmissionDecision,
    ThreadLink,
)
from intake.model.document import CandidateFacts, Document, DocumentKind, DocumentStatus, Link
from intake.model.message import Address, Authentication, Forwarded, Message, MessageKind, NestedMessage
from intake.model.policy import DecisionPolicy
from intake.model.posting import Contact, Deadline, Need, Posting, PostingRound, WantedDocument, WantedKind
from intake.model.reading import BODY_PART, AttachedDocument, Reading

NOW = dt.datetime(2021, 12, 20, 9, 0, tzinfo=dt.UTC)
POLICY = DecisionPolicy(timezone="Europe/Berlin", staff_domains=("example.org",))
WANTED = (WantedKind.RESUME, WantedKind.STATEMENT_OF_INTEREST)


def address(text: str) -> Address:
    """ "Jane Doe <jane@example.net>" or a bare address."""
    name, _, rest = text.rpartition("<")
    return Address(name.strip() or None, rest.rstrip(">"))


def posting(id_: str, title: str | None, contact: str | tuple[str, ...], **more: Any) -> PostingRound:
    """A round; `deadline` is a date or a Deadline, `wanted` the kinds required."""
    contacts = (contact,) if isinstance(contact, str) else contact
    deadline = more.pop("deadline", dt.date(2021, 12, 31))
    wanted = more.pop("wanted", WANTED)
    rounds = {k: more.pop(k) for k in ("opened_at", "closed_at", "previous") if k in more}
    return PostingRound(
        id=id_,
        posting=Posting(
            title=title,
            contacts=tuple(Contact(None, c) for c in contacts),
            deadline=Deadline(date=deadline) if isinstance(deadline, dt.date) else deadline,
            documents=more.pop(
                "documents", tuple(WantedDocument(kind=k, need=Need.REQUIRED, text=k.value) for k in wanted)
            ),
            **more,
        ),
        **{"opened_at": None, "closed_at": None, **rounds},
    )


def document(kind: str | tuple[str, ...] = "resume", part: str = "2", **more: Any) -> AttachedDocument:
    """An attached document of a kind (or kinds, or none)."""
    kinds = tuple(DocumentKind(k) for k in ((kind,) if isinstance(kind, str) else kind))
    facts = {k: more.pop(k) for k in ("name", "emails", "phones", "links") if k in more}
    filename = more.pop("filename", f"{'-'.join(k.value for k in kinds) or 'file'}.pdf")
    return AttachedDocument(
        part=part,
        filename=None if part.endswith(BODY_PART) else filename,
        sha256=hashlib.sha256(part.encode()).hexdigest(),
        size=100,
        document=Document(
            **{
                "media_type": "application/pdf",
                "status": DocumentStatus.EXTRACTED,
                "kinds": kinds,
                "candidate": CandidateFacts(**facts),
                **more,
            }
        ),
    )


def body(kind: str | tuple[str, ...] = "statement", part: str = BODY_PART, **more: Any) -> AttachedDocument:
    """The mail's own text as a document."""
    return document(kind, part, media_type="text/plain", **more)


def message(sender: str | None = "Jane Doe <jane@example.net>", to: str = "ines@example.org", **more: Any) -> Message:
    """A personal mail; `to` and `cc` are addresses parted by commas; every field of Message can be given."""
    written = tuple(address(t.strip()) for t in to.split(",") if t.strip())
    copied = tuple(address(t.strip()) for t in more.pop("cc", "").split(",") if t.strip())
    delivered = more.pop("delivered_to", ())
    seen = (*(a.address.lower() for a in (*written, *copied)), *delivered)
    return Message(
        **{
            "message_id": "<1@example.net>",
            "in_reply_to": None,
            "references": (),
            "thread_index": None,
            "sent_at": None,
            "received_at": NOW,
            "hops": (),
            "sender": None if sender is None else address(sender),
            "reply_to": (),
            "to": written,
            "cc": copied,
            "delivered_to": delivered,
            "recipients": tuple(dict.fromkeys(seen)),
            "subject": "Application",
            "kind": MessageKind.PERSONAL,
            "kind_reasons": (),
            "forwarded": None,
            "authentication": Authentication.UNKNOWN,
            "encrypted": False,
            "links": (),
            "text": "Please find my application attached.",
            "full_text": "Please find my application attached.",
            "attachments": (),
            "defects": (),
            "content_digest": "0" * 64,
            **more,
        }
    )


def reading(mail: Message, *documents: AttachedDocument) -> Reading:
    """A reading; documents that share a part are numbered."""
    parts = [d.part for d in documents]
    numbered = tuple(replace(d, part=f"{i + 2}") if parts.count(d.part) > 1 else d for i, d in enumerate(documents))
    return Reading(version="1", message=mail, documents=numbered)


def forward(original: str, *, by: str = "Otto Berg <otto@example.org>", **more: Any) -> Message:
    """A mail that staff forwards inline; `original_to` is whom the original was for."""
    original_to = tuple(address(a) for a in more.pop("original_to", "ines@example.org").split(",") if a)
    forwarded = Forwarded(
        sender=address(original) if original else None,
        to=original_to,
        subject=more.pop("original_subject", "Application"),
        sent_at=more.pop("claimed_at", None),
        part=more.pop("part", None),
    )
    return message(by, more.pop("to", "jobs@example.org"), forwarded=forwarded, **more)


def candidate(
    id_: str, names: str = "", emails: str = "", *applications: ApplicationRecord, **more: Any
) -> CandidateRecord:
    """A known candidate; names and emails are parted by commas."""
    return CandidateRecord(
        id=id_,
        names=tuple(n.strip() for n in names.split(",") if n.strip()),
        emails=tuple(e.strip() for e in emails.split(",") if e.strip()),
        applications=applications,
        **more,
    )


def application(id_: str, candidate_: str, posting_: str | None, *held: HeldDocument, **more: Any) -> ApplicationRecord:
    """A stored application."""
    return ApplicationRecord(
        **{
            "id": id_,
            "candidate": candidate_,
            "posting": posting_,
            "status": "new",
            "final": False,
            "received_at": NOW - dt.timedelta(days=5),
            "documents": held,
            **more,
        }
    )


def held(kind: str | tuple[str, ...], **more: Any) -> HeldDocument:
    """A document that an application has already."""
    kinds = tuple(DocumentKind(k) for k in ((kind,) if isinstance(kind, str) else kind))
    return HeldDocument(**{"message": "m1", "part": "2", "kinds": kinds, "status": DocumentStatus.EXTRACTED, **more})


def thread(message_: str, candidate_: str | None, *applications: str) -> ThreadLink:
    """A stored message that this one answers."""
    return ThreadLink(message=message_, candidate=candidate_, applications=applications)


DATA_CURATOR = posting("p1", "Data Curator", "ines@example.org")
WEB_DEVELOPER = posting("p2", "Web Developer", "otto@example.org", deadline=dt.date(2022, 2, 7))
POSTINGS = (DATA_CURATOR, WEB_DEVELOPER)


def context(**more: Any) -> Context:
    """A context: the two postings above, nobody known."""
    return Context(
        **{
            "message": "m9",
            "mailbox": "jobs",
            "mailbox_addresses": ("jobs@example.org",),
            "received_at": NOW,
            "first_sighting": None,
            "thread": (),
            "candidates": (),
            "postings": POSTINGS,
            **more,
        }
    )


class Desk:
    """Applies decisions in memory, one mail after another, as the store does with rows."""

    def __init__(self, *postings: PostingRound, policy: DecisionPolicy = POLICY) -> None:
        self.postings, self.policy = postings, policy
        self.candidates: dict[str, CandidateRecord] = {}
        self.messages = 0
        self.threads: dict[str, ThreadLink] = {}
        self.final: set[str] = set()

    def receive(
        self, mail: Message, *documents: AttachedDocument, at: dt.datetime = NOW, answers: str = ""
    ) -> Decision:
        """Decides one mail and keeps what it decided; `answers` is the id of an earlier message."""
        self.messages += 1
        id_ = f"m{self.messages}"
        read = reading(mail, *documents)
        decision = decide(
            read,
            context(
                message=id_,
                received_at=at,
                thread=(self.threads[answers],) if answers else (),
                candidates=tuple(self._known()),
                postings=self.postings,
            ),
            self.policy,
        )
        joined = tuple(self._apply(id_, at, s, read) for s in decision.submissions)
        owner = joined[0].candidate if joined else None
        self.threads[id_] = thread(id_, owner, *(a.id for a in joined))
        return decision

    def _known(self) -> list[CandidateRecord]:
        return [
            replace(c, applications=tuple(replace(a, final=a.id in self.final) for a in c.applications))
            for c in self.candidates.values()
        ]

    def _apply(self, message_: str, at: dt.datetime, made: SubmissionDecision, read: Reading) -> ApplicationRecord:
        id_ = made.candidate or f"c{len(self.candidates) + 1}"
        known = self.candidates.get(id_, candidate(id_, unverified=Flag.UNVERIFIED_SENDER in made.flags))
        parts = {d.part: d.document for d in read.documents}
        brought = tuple(
            held(tuple(k.value for k in parts[p].kinds), message=message_, part=p, status=parts[p].status)
            for p in made.documents
        )
        number = 1 + sum(len(c.applications) for c in self.candidates.values())
        new = application(made.application or f"a{number}", id_, made.posting, received_at=at)
        old = next((a for a in known.applications if a.id == new.id), new)
        now = replace(old, documents=(*old.documents, *brought))
        self.candidates[id_] = replace(
            known,
            names=tuple(dict.fromkeys((*known.names, *((made.name,) if made.name else ())))),
            emails=tuple(dict.fromkeys((*known.emails, *made.emails))),
            applications=(*(a for a in known.applications if a.id != now.id), now),
        )
        return now


@pytest.fixture
def make() -> Any:
    """The builders of this module."""
    return SimpleNamespace(
        NOW=NOW,
        POLICY=POLICY,
        POSTINGS=POSTINGS,
        Desk=Desk,
        Link=Link,
        NestedMessage=NestedMessage,
        FirstSighting=FirstSighting,
        address=address,
        application=application,
        body=body,
        candidate=candidate,
        context=context,
        document=document,
        forward=forward,
        held=held,
        message=message,
        posting=posting,
        reading=reading,
        thread=thread,
        decide=lambda mail, *documents, **more: decide(reading(mail, *documents), context(**more), POLICY),
    )
